"""The dataset card: YAML that `datasets` reads, and words that people read. Made from the tables that were built."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from goldwire.corpus.ids import sha256_hex
from goldwire.model.document import Match, Settings
from goldwire.release.assembly import BuiltConfig, Tables
from goldwire.release.columns import Column, Structs, card_features
from goldwire.release.manifest import Edition

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))


def card(settings: Settings, version: str, edition: Edition, tables: Tables, folder: str) -> str:
    """`README.md` of a release whose folder is called `folder`."""
    header = yaml.safe_dump(_header(settings, version, tables), sort_keys=False, allow_unicode=True)
    return f"---\n{header}---\n\n{_body(settings, version, edition, tables, folder)}"


def _header(settings: Settings, version: str, tables: Tables) -> dict[str, Any]:
    built = tables.built
    documents = max(sum(split.rows for split in each.splits) for each in built)
    return {
        "pretty_name": settings.title,
        "license": settings.licence.lower() if tables.redistributable else "other",
        "language": list(settings.languages),
        "task_categories": ["token-classification", "text-classification"],
        "size_categories": [next((name for limit, name in _SIZES if documents < limit), "n>1M")],
        "tags": ["news", "named-entity-recognition", "quotation", "stance"],
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


def _body(settings: Settings, version: str, edition: Edition, tables: Tables, folder: str) -> str:
    built, summary = tables.built, tables.summary
    parts = [f"# {settings.title} {version}\n\n{settings.summary}\n"]
    if not tables.redistributable:
        parts.append(
            "> **Not for redistribution.** This edition holds texts that belong to their publishers. It was made from "
            "raw files by somebody who has them, and is for that person's use only.\n"
        )
    elif edition == "hydrated":
        parts.append(
            "> This edition was to hold withheld texts, too, and none of their raw files was found: it holds the same "
            "texts as the public one.\n"
        )
    parts.append(
        "```python\nimport datasets\n\n# the path of this folder\n"
        f"ds = datasets.load_dataset({folder!r}, {built[0].config.name!r})\n```\n"
    )
    parts.append("## What it holds\n\n" + _markdown(summary.header, summary.rows))
    parts.append("## Collections\n")
    for name, collection in sorted(settings.collections.items()):
        rights = "text included" if collection.text == "included" else "text withheld: stand-off annotations only"
        if collection.text == "withheld" and not tables.redistributable:
            rights = "text included in this edition only, where its raw file was found"
        parts.append(f"- `{name}` ({rights}): {collection.description}")
    parts.append("")
    if tables.sources is not None:
        parts.append(
            "## Withheld texts\n\nRaw files were found by their exact SHA-256, or not at all. The manifest says which."
            f"\n\n{_markdown(COVERED, covered(tables))}"
        )
    for each in built:
        rows = ", ".join(f"{split.split} {split.rows:,}" for split in each.splits)
        parts.append(f"## Config `{each.config.name}`\n\n{each.config.description} Rows: {rows}.\n")
        parts.append(_markdown(("column", "type", "what it is"), _described(each.config.columns)))
    parts.append(
        "## Offsets\n\nOffsets are Unicode code points, half-open: `text[start:end]` in Python is the surface. A layer "
        "that is null was not annotated; an empty list was, and nothing was found.\n"
    )
    parts.append(
        f"## Licence\n\nAnnotations and included texts: {settings.licence}. "
        "Each row of `documents` and `standoff` states the holder and the licence of its text.\n"
    )
    return "\n".join(parts)


def _described(columns: Sequence[Column], prefix: str = "") -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    for column in columns:
        kind = _card_type(column)
        text = column.description if column.null is None else f"{column.description} Null: {column.null}."
        rows.append((f"`{prefix}{column.name}`", kind, text))
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


def _markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(header)} |", f"|{'|'.join(' --- ' for _ in header)}|"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"
