"""Whether the tables of the whole corpus say what the lists beside them say.

The rules that keep words of texts apart do not look into them, so that they may hold no words but those of the lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from goldwire.corpus.files import BadJson, parse_json
from goldwire.model.incident import printable
from goldwire.release.carried import ENTITIES, PROPOSITIONS
from goldwire.release.manifest import Manifest, table_place
from goldwire.release.parquet import Table
from goldwire.release.texts import CORPUS_TABLES
from goldwire.text.regular_file import read_regular

_LISTS = dict(zip(CORPUS_TABLES, (ENTITIES, PROPOSITIONS), strict=True))


def of_lists(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Where a table of entities or propositions has other ids or other words than the list that the release carries.

    Raises:
        ValueError: A table or a list cannot be read.
        OSError: A file cannot be read.
    """
    files = {file.path for file in manifest.files}
    for table, name in _LISTS.items():
        paths = [file.path for file in manifest.files if (table_place(file.path) or ("",))[0] == table]
        if not paths:
            continue
        records = list(_records(folder / name)) if name in files else []
        rows = [row for path in sorted(paths) for row in _rows(folder / path)]
        if sorted(str(row.get("id")) for row in rows) != sorted(str(record.get("id")) for record in records):
            yield f"table {table}: has other ids than {name}"
        known = {*manifest.coverage, *(words for record in records for words in _strings(record))}
        odd = sorted({words for row in rows for words in _strings(row)} - known)
        if odd:
            yield f"table {table}: has words that {name} does not have, such as {printable(odd[0])[:60]!r}"


def _records(path: Path) -> Iterator[dict[str, Any]]:
    for line in read_regular(path).split(b"\n"):
        if line.strip():
            try:
                record = parse_json(line)
            except BadJson as error:
                raise ValueError(f"{path.name} is no list: {error}") from None
            if not isinstance(record, dict):
                raise ValueError(f"{path.name} is no list of records")
            yield record


def _rows(path: Path) -> list[dict[str, Any]]:
    with Table(path) as table:
        return list(table.rows())


def _strings(value: Any) -> Iterator[str]:
    """Every string in a value, without the names of its fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
