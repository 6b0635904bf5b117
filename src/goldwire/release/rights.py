"""Whether a release may be passed on: by its rows, for a manifest or a card may say anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from goldwire.model.incident import printable
from goldwire.release.manifest import Manifest, table_place
from goldwire.release.parquet import Table, table_schema

_DOCUMENTS = "documents"
_WITHOUT_TEXT = "standoff"
"""Holds offsets and labels only, of documents whose text is withheld, too."""
_RIGHTS, _INCLUDED = "rights_text", "included"


def not_to_pass_on(folder: Path, manifest: Manifest) -> list[str]:
    """Why a release, found whole before, must not be passed on; empty where it may.

    A document's text may be passed on where its row in `documents` says `included` in `rights_text`. Tables made by a
    Goldwire that had no such column are taken for what the edition says. Raises `ValueError` for files that are no
    tables of Goldwire's.
    """
    reasons = []
    if manifest.redistributable is False:
        reasons.append("its manifest says that it is not for redistribution")
    try:
        tables = _tables(folder, manifest)
        known = tables.get(_DOCUMENTS, [])
        if all(_RIGHTS in table_schema(path).names for path in known):
            return reasons + _by_rows(tables)
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        raise ValueError(f"{printable(str(folder))}: its tables cannot be read: {printable(str(error))}") from None
    if manifest.edition == "hydrated":
        reasons.append("it is the hydrated edition, and its rows do not say which texts may be passed on")
    return reasons


def _by_rows(tables: dict[str, list[Path]]) -> list[str]:
    """Documents with text whose rights are withheld or not stated, in any table that holds words of texts."""
    reasons, free = {}, set()
    for row in _rows(tables.get(_DOCUMENTS, ()), ["doc_id", _RIGHTS]):
        if row[_RIGHTS] == _INCLUDED:
            free.add(row["doc_id"])
        else:
            reasons[row["doc_id"]] = f"it holds the text of {row['doc_id']}, whose rights are {row[_RIGHTS]}"
    for name, paths in tables.items():
        if name in (_DOCUMENTS, _WITHOUT_TEXT):
            continue
        for row in _rows(paths, ["doc_id"]):
            if row["doc_id"] not in free:
                why = f"{name} holds words of {row['doc_id']}, which is not among the documents that may be passed on"
                reasons.setdefault(row["doc_id"], why)
    return [printable(reasons[document]) for document in sorted(reasons, key=str)]


def _tables(folder: Path, manifest: Manifest) -> dict[str, list[Path]]:
    tables: dict[str, list[Path]] = {}
    for file in manifest.files:
        if file.rows is not None:
            place = table_place(file.path)
            if place is None:
                raise ValueError(f"{file.path} is no path of a table")
            tables.setdefault(place[0], []).append(folder / file.path)
    return tables


def _rows(paths: list[Path] | tuple[()], columns: list[str]) -> Any:
    for path in paths:
        with Table(path) as table:
            yield from table.rows(columns)
