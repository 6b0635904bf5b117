"""The dataset card: YAML that `datasets` reads, and words that people read. Made from the tables that were built."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import yaml

from goldwire.corpus.ids import sha256_hex
from goldwire.model.document import Collection as Texts
from goldwire.model.document import Match, Settings, TextKind
from goldwire.release.assembly import BuiltConfig, Tables
from goldwire.release.attribution import ATTRIBUTION, needs_attribution
from goldwire.release.columns import Column, Structs, card_features
from goldwire.release.hub_names import card_licence, size
from goldwire.release.leakage import Leakage, section
from goldwire.release.manifest import HOLDS, Edition
from goldwire.release.markdown import table, words
from goldwire.release.texts import ReleasedText, licences_at_hand

KEYWORDS = ("news", "named-entity-recognition", "quotation", "stance")
NOT_FOR_REDISTRIBUTION = (
    "This edition holds texts that belong to their publishers. It was made from raw files by somebody who has them, "
    "and is for that person's use only."
)
NOT_ALLOWED = (
    "This edition holds texts of which it is not known that they may be passed on: of their licence nobody says so, or "
    "no line credits their source. It is for the use of whoever made it."
)
_FROM_WHERE: dict[TextKind, str] = {
    "fetched": "Fetched texts come from the pinned files at their sources.",
    "withheld": "Withheld texts come from the raw files of whoever made this edition.",
}
_GROUPS = 20
"""Rows of the table of attributions; the file of them has all."""
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
    """What became of the search for texts that are not in the repository, by split; dashes where none was sought."""
    rows = []
    for split, counts in tables.coverage.items():
        found = (counts.sources or {}).values()
        told = (f"{n:,}" if any(found) else "–" for n in found)
        rows.append((split, f"{counts.documents:,}", f"{counts.with_text:,}", *told))
    return rows


def _digest(built: BuiltConfig) -> str:
    """What tells the rows of a config from those of any other build of it."""
    return sha256_hex("".join(digest for split in built.splits for digest in split.rows_sha256).encode())[:16]


def _body(
    settings: Settings,
    version: str,
    edition: Edition,
    tables: Tables,
    folder: str,
    leakage: str,
    texts: Collection[ReleasedText],
) -> str:
    built, summary = tables.built, tables.summary
    parts = [f"# {words(settings.title)} {version}\n\n{words(settings.summary)}\n"]
    if not tables.redistributable:
        parts.append(f"> **Not for redistribution.** {not_for_redistribution(texts)}\n")
    parts += edition_in_words(edition, texts, redistributable=tables.redistributable)
    parts.append(
        "```python\nimport datasets\n\n# the path of this folder\n"
        f"ds = datasets.load_dataset({folder!r}, {built[0].config.name!r})\n```\n"
    )
    parts += _to_fetch(edition, built, texts)
    parts.append("## What it holds\n\n" + table(summary.header, summary.rows))
    parts.append(leakage)
    parts.append("## Collections\n")
    for name, collection in sorted(settings.collections.items()):
        parts.append(f"- `{name}` ({rights(name, collection, texts)}): {words(collection.description)}")
    parts.append("")
    if tables.sources is not None:
        parts.append(_searched(edition, tables, texts))
    for each in built:
        rows = ", ".join(f"{split.split} {split.rows:,}" for split in each.splits)
        parts.append(f"## Config `{each.config.name}`\n\n{each.config.description} Rows: {rows}.\n")
        parts.append(table(("column", "type", "what it is"), _described(each.config.columns)))
    parts.append(
        "## Offsets\n\nOffsets are Unicode code points, half-open: `text[start:end]` in Python is the surface. They "
        "count from the start of what the row holds: its `text`, `context` or `sentence`. Added to `start`, "
        "`context_start` or `sentence_start`, they are places in the `text` of `documents`. A layer that is null was "
        "not annotated; an empty list was, and nothing was found.\n"
    )
    parts.append(
        "## Other files\n\n`croissant.json` describes the tables for `mlcroissant`; `manifest.json` lists every file "
        "with its SHA-256, and `goldwire verify` compares.\n"
    )
    parts.append(
        f"## Licence\n\n{licences_in_words(settings, texts)}. "
        "Each row with words of a text states its licence and the line that credits it; those of `documents` and "
        "`standoff` name the holder, too.\n"
    )
    if needs_attribution(settings, texts):
        parts.append(_attribution(texts))
    return "\n".join(parts)


def edition_in_words(edition: Edition, texts: Collection[ReleasedText], *, redistributable: bool) -> list[str]:
    """Which texts an edition holds, in a paragraph; none where there is but one edition."""
    fetched = [text for text in texts if text.kind == "fetched"]
    withheld = [text for text in texts if text.kind == "withheld"]
    if not fetched and not withheld:
        return []
    others = {
        "public": ("Public edition: it holds the texts of the repository.", [*fetched, *withheld]),
        "fetched": (
            "Fetched edition: it holds the texts of the repository, and those fetched from their sources.",
            withheld,
        ),
        "hydrated": ("Hydrated edition: it holds the texts of the repository, and others that were found.", []),
    }
    said, rest = others[edition]
    if rest:
        said += f" For {_number(len(rest), 'other document')} it holds annotations and hashes, and no word of text."
    if edition == "hydrated" and withheld and redistributable:
        said += " No withheld text was found, so that all of its texts may be passed on."
    return [f"{said}\n"]


def _to_fetch(edition: Edition, built: Sequence[BuiltConfig], texts: Collection[ReleasedText]) -> list[str]:
    """How to get the splits whose texts are fetched, where an edition has none of these."""
    absent = [text for text in texts if text.kind == "fetched" and not text.at_hand]
    splits = sorted({text.split for text in absent})
    if edition != "public" or not splits:
        return []
    chosen = next((split for split in splits if split.endswith("test")), splits[0])
    names = [each.config.name for each in built]
    config = "ner" if "ner" in names else names[0]
    listed = ", ".join(f"`{split}`" for split in splits)
    return [
        f"The texts of {_number(len(absent), 'document')} of {listed} are fetched from their sources when they are "
        "first loaded, and checked by SHA-256:\n\n"
        f'```python\nimport goldwire  # pip install goldwire\n\nds = goldwire.load("{config}", split="{chosen}")\n```\n'
    ]


def _searched(edition: Edition, tables: Tables, texts: Collection[ReleasedText]) -> str:
    """What became of the texts that an edition looked for."""
    kinds = {text.kind for text in texts}
    said = [from_where for kind, from_where in _FROM_WHERE.items() if kind in kinds and kind in HOLDS[edition]]
    said.append("Each was found by its exact SHA-256, or not at all. The manifest says which.")
    name = " and ".join(kind for kind in _FROM_WHERE if kind in kinds) or "withheld"
    if "withheld" in kinds and "withheld" not in HOLDS[edition]:
        said.append("Withheld texts are not in this edition, and were not looked for.")
    return f"## {name.capitalize()} texts\n\n{' '.join(said)}\n\n{table(COVERED, covered(tables))}"


def _attribution(texts: Collection[ReleasedText]) -> str:
    """Whom to credit, in a few lines."""
    groups = Counter((text.collection or "", text.licence or "") for text in texts)
    held = Counter((text.collection or "", text.licence or "") for text in texts if text.at_hand)
    rows = [
        (words(collection), words(licence), f"{count:,}", f"{held[collection, licence]:,}")
        for (collection, licence), count in sorted(groups.items())
    ]
    more = [("…", "", f"{sum(groups.values()):,}", f"{sum(held.values()):,}")] if len(rows) > _GROUPS else []
    return (
        f"## Attribution\n\n`{ATTRIBUTION}` names every document with its holder, date, address, licence and the line "
        "that credits it; rows have them in `licence` and `attribution`. Whoever passes texts on passes these on, "
        "too.\n\n" + table(("collection", "licence", "documents", "with text"), [*rows[:_GROUPS], *more])
    )


def not_for_redistribution(texts: Collection[ReleasedText]) -> str:
    """Why a release must not be passed on."""
    withheld = any(text.at_hand and text.kind == "withheld" for text in texts)
    return NOT_FOR_REDISTRIBUTION if withheld else NOT_ALLOWED


def licences_in_words(settings: Settings, texts: Collection[ReleasedText]) -> str:
    """The licences of annotations and of texts, in words: those that an edition holds, and those to be fetched."""
    groups = {
        "Texts": licences_at_hand(texts),
        "Texts to fetch": _counted(text for text in texts if text.kind == "fetched" and not text.at_hand),
        "Texts that must not be passed on": _counted(
            text for text in texts if text.kind == "withheld" and text.at_hand
        ),
    }
    shown = {title: counts for title, counts in groups.items() if counts}
    if not shown or (list(shown) == ["Texts"] and set(shown["Texts"]) == {settings.licence}):
        return f"Annotations and texts: {words(settings.licence)}"
    said = [f"Annotations: {words(settings.licence)}"]
    for title, counts in shown.items():
        said.append(f"{title}: {', '.join(f'{words(name)} ({count:,})' for name, count in counts.items())}")
    return ". ".join(said)


def _counted(texts: Iterable[ReleasedText]) -> dict[str, int]:
    return dict(sorted(Counter(text.licence or "" for text in texts).items()))


def rights(name: str, collection: Texts, texts: Iterable[ReleasedText]) -> str:
    """Whether a release holds the texts of a collection, in words."""
    held = any(text.at_hand and text.kind == collection.text and text.collection == name for text in texts)
    if collection.text == "included":
        return "text included"
    if collection.text == "fetched":
        return "text fetched, and in this edition" if held else f"text fetched: `goldwire fetch {name}`"
    if not held:
        return "text withheld: stand-off annotations only"
    return "text included in this edition only, where its raw file was found"


def _number(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


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
