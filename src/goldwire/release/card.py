"""The dataset card: YAML that `datasets` reads, and words that people read. Made from the tables that were built."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from goldwire.corpus.ids import sha256_hex
from goldwire.model.document import Collection, Match, Settings
from goldwire.release.assembly import BuiltConfig, Tables
from goldwire.release.columns import Column, Structs, card_features
from goldwire.release.hub_names import card_licence, size
from goldwire.release.leakage import Leakage, section
from goldwire.release.manifest import Edition
from goldwire.release.markdown import table, words

KEYWORDS = ("news", "named-entity-recognition", "quotation", "stance")
NOT_FOR_REDISTRIBUTION = (
    "This edition holds texts that belong to their publishers. It was made from raw files by somebody who has them, "
    "and is for that person's use only."
)
NOT_ALLOWED = (
    "This edition holds texts of which it is not known that they may be passed on: SPDX does not list their "
    "licence. It is for the use of whoever made it."
)
# Numbers for YAML 1.2, which the Hub reads, and strings for PyYAML.
_NUMBER = re.compile(r"[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?|0o[0-7]+|0x[0-9a-f]+", re.I | re.A)
# What would end the header, or a line of it, for a simple reader.
_BROKEN = re.compile(r"---|[\r\n\x85\u2028\u2029]")
_STR = "tag:yaml.org,2002:str"


def card(
    settings: Settings,
    version: str,
    edition: Edition,
    tables: Tables,
    folder: str,
    leakage: Leakage,
    texts: Collection[ReleasedText] = (),
) -> str:
    """`README.md` of a release whose folder is called `folder`; `texts` are what its tables say of each document."""
    header = yaml.dump(
        _header(settings, version, tables, texts),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=float("inf"),
    )
    return f"---\n{header}---\n\n{_body(settings, version, edition, tables, folder, section(leakage), texts)}"


class _Dumper(yaml.SafeDumper):
    """Writes strings so that every reader of YAML takes them for strings, and each on one line."""


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = dumper.resolve(yaml.ScalarNode, text, (True, False)) == _STR  # type: ignore[no-untyped-call]
    quoted = _BROKEN.search(text) or (plain and _NUMBER.fullmatch(text))
    return dumper.represent_scalar(_STR, text, style='"' if quoted else None)


_Dumper.add_representer(str, _string)


def _header(settings: Settings, version: str, tables: Tables, texts: Collection[ReleasedText]) -> dict[str, Any]:
    built, licences = tables.built, [settings.licence, *licences_at_hand(texts)]
    return {
        "pretty_name": settings.title,
        **card_licence(licences, redistributable=tables.redistributable),
        "language": list(settings.languages),
        "task_categories": ["token-classification", "text-classification"],
        "size_categories": [size(max(sum(split.rows for split in each.splits) for each in built))],
        "tags": list(KEYWORDS),
        "configs": [
            {
                "config_name": each.config.name,
                # The cache of `datasets` knows a local folder by its name and this YAML, not by its content.
                "version": version,
                "description": f"rows {_digest(each)}",
                "data_files": [
                    {
                        "split": split.split,
                        "path": list(split.files) if len(split.files) > 1 else split.files[0],
                    }
                    for split in each.splits
                ],
                **({"default": True} if position == 0 else {}),
            }
            for position, each in enumerate(built)
        ],
        "dataset_info": [
            {
                "config_name": each.config.name,
                "features": card_features(each.config.columns),
                "splits": [
                    {"name": split.split, "num_bytes": split.arrow_bytes, "num_examples": split.rows}
                    for split in each.splits
                ],
                "download_size": sum(split.file_bytes for split in each.splits),
                "dataset_size": sum(split.arrow_bytes for split in each.splits),
            }
            for each in built
        ],
    }


COVERED = ("split", "documents", "with text", *(str(match) for match in Match))


def covered(tables: Tables) -> list[tuple[str, ...]]:
    """What became of the search for withheld texts, by split."""
    return [
        (split, *(f"{n:,}" for n in (counts.documents, counts.with_text, *(counts.sources or {}).values())))
        for split, counts in tables.coverage.items()
    ]


def _digest(built: BuiltConfig) -> str:
    """What tells the rows of a config from those of any other build of it."""
    return sha256_hex("".join(digest for split in built.splits for digest in split.rows_sha256).encode())[:16]


def _body(settings: Settings, version: str, edition: Edition, tables: Tables, folder: str, leakage: str) -> str:
    built, summary = tables.built, tables.summary
    parts = [f"# {words(settings.title)} {version}\n\n{words(settings.summary)}\n"]
    if not tables.redistributable:
        parts.append(f"> **Not for redistribution.** {not_for_redistribution(edition)}\n")
    elif edition == "hydrated":
        parts.append(
            "> This edition was to hold withheld texts, too, and none of their raw files was found: it holds the same "
            "texts as the public one.\n"
        )
    parts.append(
        "```python\nimport datasets\n\n# the path of this folder\n"
        f"ds = datasets.load_dataset({folder!r}, {built[0].config.name!r})\n```\n"
    )
    parts.append("## What it holds\n\n" + table(summary.header, summary.rows))
    parts.append(leakage)
    parts.append("## Collections\n")
    for name, collection in sorted(settings.collections.items()):
        parts.append(f"- `{name}` ({rights(collection, tables)}): {words(collection.description)}")
    parts.append("")
    if tables.sources is not None:
        parts.append(
            "## Withheld texts\n\nRaw files were found by their exact SHA-256, or not at all. The manifest says which."
            f"\n\n{table(COVERED, covered(tables))}"
        )
    for each in built:
        rows = ", ".join(f"{split.split} {split.rows:,}" for split in each.splits)
        parts.append(f"## Config `{each.config.name}`\n\n{each.config.description} Rows: {rows}.\n")
        parts.append(table(("column", "type", "what it is"), _described(each.config.columns)))
    parts.append(
        "## Offsets\n\nOffsets are Unicode code points, half-open: `text[start:end]` in Python is the surface. A layer "
        "that is null was not annotated; an empty list was, and nothing was found.\n"
    )
    parts.append(
        "## Other files\n\n`croissant.json` describes the tables for `mlcroissant`; `manifest.json` lists every file "
        "with its SHA-256, and `goldwire verify` compares.\n"
    )
    parts.append(
        f"## Licence\n\n{licences_in_words(settings, tables)}. "
        "Each row of `documents` and `standoff` states the holder and the licence of its text.\n"
    )
    return "\n".join(parts)


def not_for_redistribution(edition: Edition) -> str:
    """Why a release must not be passed on."""
    return NOT_FOR_REDISTRIBUTION if edition == "hydrated" else NOT_ALLOWED


def licences_in_words(settings: Settings, tables: Tables) -> str:
    """The licences of annotations and of included texts, in words."""
    if set(tables.licences) <= {settings.licence}:
        return f"Annotations and included texts: {words(settings.licence)}"
    texts = ", ".join(f"{words(licence)} ({count:,})" for licence, count in tables.licences.items())
    return f"Annotations: {words(settings.licence)}. Included texts: {texts}"


def rights(collection: Collection, tables: Tables) -> str:
    """Whether a release holds the texts of a collection, in words."""
    if collection.text == "included":
        return "text included"
    if tables.sources is None or not any(source.match is Match.OK for source in tables.sources):
        return "text withheld: stand-off annotations only"
    return "text included in this edition only, where its raw file was found"


def _described(columns: Sequence[Column], prefix: str = "") -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    for column in columns:
        kind = _card_type(column)
        rows.append((f"`{prefix}{column.name}`", kind, column.meaning))
        if isinstance(column.type, Structs):
            rows += _described(column.type.columns, f"{prefix}{column.name}[].")
    return rows


def _card_type(column: Column) -> str:
    spec = card_features([column])[0]
    if "list" in spec:
        return "list of records"
    kind = spec.get("sequence", spec.get("dtype"))
    name = "label" if isinstance(kind, dict) else str(kind)
    return f"list of {name}s" if "sequence" in spec else name
