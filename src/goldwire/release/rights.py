"""Whether a release may be passed on: by its rows, for a manifest or a card may say anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from goldwire.model.incident import printable
from goldwire.model.rights import is_unknown_holder, may_pass_on
from goldwire.release.manifest import Manifest, table_place
from goldwire.release.parquet import Table, table_schema

_DOCUMENTS = "documents"
_WITHOUT_TEXT = "standoff"
"""Holds offsets and labels only, of documents whose text is withheld, too."""
_RIGHTS, _INCLUDED = "rights_text", "included"


def not_to_pass_on(folder: Path, manifest: Manifest) -> list[str]:
    """Why a release, found whole before, must not be passed on; empty where it may.

    A document's text may be passed on where its row in `documents` says `included` in `rights_text`, names a holder of
    the rights, and gives a licence that allows it. Tables made by a Goldwire that had no such column are taken for what
    the edition says. Raises `ValueError` for files that are no tables of Goldwire's.
    """
    by_rows = rows_not_to_pass_on(folder, manifest)
    if by_rows:
        return by_rows
    if manifest.redistributable is False:
        return ["its manifest says that it is not for redistribution"]
    if by_rows is None and manifest.edition == "hydrated":
        return ["it is the hydrated edition, and its rows do not say which texts may be passed on"]
    return []


def rows_not_to_pass_on(folder: Path, manifest: Manifest) -> list[str] | None:
    """Why the rows of a release must not be passed on, whatever its manifest says.

    Args:
        folder: The release.
        manifest: Its manifest, of which only the list of files is used.

    Returns:
        A reason for each document; None where the rows do not say, as before 0.2.

    Raises:
        ValueError: The files are no tables of Goldwire's.
    """
    try:
        tables = tables_of(folder, manifest)
        known = tables.get(_DOCUMENTS, [])
        if all(_RIGHTS in table_schema(path).names for path in known):
            return _by_rows(tables)
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        raise ValueError(f"{printable(str(folder))}: its tables cannot be read: {printable(str(error))}") from None
    return None


def _by_rows(tables: dict[str, list[Path]]) -> list[str]:
    """Documents with text that may not be passed on, in any table that holds words of texts."""
    reasons, free = {}, set()
    for row in _rows(tables.get(_DOCUMENTS, ()), ["doc_id", _RIGHTS, "rights_holder", "licence"]):
        why = _why_not(row)
        if why is None:
            free.add(row["doc_id"])
        else:
            reasons[row["doc_id"]] = f"it holds the text of {row['doc_id']}, {why}"
    for name, paths in tables.items():
        if name in (_DOCUMENTS, _WITHOUT_TEXT):
            continue
        for row in _rows(paths, ["doc_id"]):
            if row["doc_id"] not in free:
                why = f"{name} holds words of {row['doc_id']}, which is not among the documents that may be passed on"
                reasons.setdefault(row["doc_id"], why)
    return [printable(reasons[document]) for document in sorted(reasons, key=str)]


def _why_not(row: dict[str, Any]) -> str | None:
    if row[_RIGHTS] != _INCLUDED:
        return f"whose rights are {row[_RIGHTS]}"
    if is_unknown_holder(row["rights_holder"] or ""):
        return "of which no holder of the rights is named"
    if not may_pass_on(row["licence"] or ""):
        return f"whose licence, {row['licence']}, is not known to allow it"
    return None


def tables_of(folder: Path, manifest: Manifest) -> dict[str, list[Path]]:
    """The files of each config. Raises `ValueError` for a table that is in no config's place."""
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
