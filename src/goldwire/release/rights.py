"""Whether a release may be passed on: by its rows, for a manifest or a card may say anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from goldwire.model.document import Licence
from goldwire.model.incident import printable
from goldwire.model.rights import is_unknown_holder, may_pass_on
from goldwire.release.carried import SETTINGS, carried_settings
from goldwire.release.licences import NO_LICENCES, Own
from goldwire.release.manifest import Manifest, table_place
from goldwire.release.parquet import Table, table_schema
from goldwire.release.texts import CORPUS_TABLES, DOCUMENTS, STANDOFF, ReleasedText, released_texts

_WITHOUT_TEXT = frozenset({STANDOFF, *CORPUS_TABLES})
"""Hold offsets and labels of documents whose text is not in the repository, too, and lists; but no words of texts."""
_RIGHTS = "rights_text"
_REPEATED = ("licence", "attribution")
"""Columns of the document's row that every row with its words repeats, so that they go where the words go."""


def not_to_pass_on(folder: Path, manifest: Manifest) -> list[str]:
    """Why a release, found whole before, must not be passed on; empty where it may.

    A document's text may be passed on where its row in `documents` says `included` or `fetched` in `rights_text`, names
    a holder of the rights, gives a licence that allows it, and, of a fetched text, the line that credits its source.
    Tables made by a Goldwire that had no such column are taken for what the edition says. Raises `ValueError` for files
    that are no tables of Goldwire's.
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
        if all(_RIGHTS in table_schema(path).names for path in tables.get(DOCUMENTS, [])):
            texts = released_texts(folder, manifest.files)
            return _by_rows(tables, texts, own_licences(folder, manifest))
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        raise ValueError(f"{printable(str(folder))}: its tables cannot be read: {printable(str(error))}") from None
    return None


def why_it_stays(
    kind: str | None, holder: str | None, licence: str | None, attribution: str | None, own: Own = NO_LICENCES
) -> str | None:
    """Why a text must not be passed on: the one rule that editions, manifests and cards go by.

    Args:
        kind: Where the text is: included, fetched or withheld.
        holder: Who holds the rights.
        licence: Its licence, as an SPDX expression.
        attribution: The line that credits its source.
        own: Licences that the corpus declares, by id.

    Returns:
        What stands against it, as a clause that follows "the text of X, "; None where the text may be passed on.
    """
    if kind not in ("included", "fetched"):
        return f"whose rights are {kind}"
    if is_unknown_holder(holder or ""):
        return "of which no holder of the rights is named"
    if not may_pass_on(licence or "", own):
        return f"whose licence, {licence}, is not known to allow it"
    if kind == "fetched" and not (attribution or "").strip():
        return "which was fetched, and of which no attribution line credits the source"
    return None


def own_licences(folder: Path, manifest: Manifest) -> Own:
    """The licences that the corpus of a release declares, by id. Raises `ValueError` where they are none."""
    settings = carried_settings(folder, manifest)
    if settings is None:
        return NO_LICENCES
    try:
        return msgspec.convert(settings.get("licences", {}), dict[str, Licence])
    except msgspec.ValidationError as error:
        raise ValueError(f"{SETTINGS} declares no licences: {error}") from None


def _by_rows(tables: dict[str, list[Path]], texts: dict[str, ReleasedText], own: Own) -> list[str]:
    """Documents with text that may not be passed on, in any table that holds words of texts."""
    reasons, free = {}, {}
    for doc_id, text in texts.items():
        if not text.at_hand:
            continue
        why = why_it_stays(text.kind, text.holder, text.licence, text.attribution, own)
        if why is None and not text.agreed:
            why = "of which its rows say different things"
        if why is None:
            free[doc_id] = text
        else:
            reasons[doc_id] = f"it holds the text of {doc_id}, {why}"
    for name, paths in tables.items():
        if name == DOCUMENTS or name in _WITHOUT_TEXT:
            continue
        for row in _rows(paths, ["doc_id", *_REPEATED]):
            known = free.get(row["doc_id"])
            if known is None:
                why = f"{name} holds words of {row['doc_id']}, which is not among the documents that may be passed on"
                reasons.setdefault(row["doc_id"], why)
            elif any(row.get(column, getattr(known, column)) != getattr(known, column) for column in _REPEATED):
                why = f"{name} gives another licence or attribution of {known.doc_id} than {DOCUMENTS} does"
                reasons.setdefault(known.doc_id, why)
    return [printable(reasons[document]) for document in sorted(reasons, key=str)]


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
            yield from table.rows([name for name in columns if name == "doc_id" or name in table.schema.names])
