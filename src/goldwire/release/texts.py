"""What the rows of a release say of each document's text: whose it is, under which licence, from where, and whether
the edition holds it. Rights, claims, card, attribution and Croissant file all go by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldwire.release.manifest import FileEntry, table_place
from goldwire.release.parquet import Table

DOCUMENTS, STANDOFF = "documents", "standoff"
CORPUS_TABLES = ("entities", "propositions")
"""Tables of the whole corpus, of which no row is of a document."""
_SAME = (
    "headline", "collection", "sha256", "outlet", "published", "url", "licence", "attribution", "source_address",
)  # fmt: skip
"""Columns that are facts under the same name."""
_COLUMNS = ("doc_id", "rights_text", "rights_holder", *_SAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedText:
    """One document of a release. A fact that its rows do not give is None.

    `kind` is its `rights_text`; `at_hand` says whether the edition holds the text; `agreed` that all its rows say the
    same, and that it has one in either table at most.
    """

    doc_id: str
    split: str
    kind: str | None = None
    at_hand: bool = False
    agreed: bool = True
    headline: str | None = None
    collection: str | None = None
    sha256: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    holder: str | None = None
    licence: str | None = None
    attribution: str | None = None
    source_address: str | None = None


def released_texts(folder: Path, files: Iterable[FileEntry]) -> dict[str, ReleasedText]:
    """Every document in the tables `documents` and `standoff` of a release.

    Args:
        folder: The release.
        files: Its files, as the manifest lists them.

    Returns:
        The documents by id, sorted.

    Raises:
        ValueError: A row has no id, or a fact that is no string.
        OSError: A file cannot be read.
        pyarrow.ArrowException: A file is no Parquet.
    """
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    twice: set[str] = set()
    for file in files:
        place = table_place(file.path) if file.rows is not None else None
        if place is None or place[0] not in (DOCUMENTS, STANDOFF):
            continue
        with Table(folder / file.path) as table:
            columns = [name for name in _COLUMNS if name in table.schema.names]
            for row in table.rows(columns):
                mine = rows.setdefault(_checked(row)["doc_id"], {})
                if place[0] in mine:
                    twice.add(row["doc_id"])
                mine[place[0]] = {**row, "split": place[1]}
    return {doc: _text(both, agreed=doc not in twice) for doc, both in sorted(rows.items())}


def _checked(row: dict[str, Any]) -> dict[str, Any]:
    for name, value in row.items():
        if not isinstance(value, str) and (value is not None or name == "doc_id"):
            raise ValueError(f"{name} of {row.get('doc_id')} is no string")
    return row


def _text(rows: dict[str, dict[str, Any]], *, agreed: bool) -> ReleasedText:
    """What the rows of a document say. That of `documents` goes before, but releases before 0.2 told of no rights
    there, and of what has a row in `standoff` only the raw files' owners had the text."""
    whole, marked = rows.get(DOCUMENTS), rows.get(STANDOFF)
    said = {**({} if marked is None else {"rights_text": "withheld", **marked}), **(whole or {})}
    if whole is not None and marked is not None:
        agreed &= all(whole[name] == marked[name] for name in whole.keys() & marked.keys())
    return ReleasedText(
        doc_id=said["doc_id"],
        split=said["split"],
        kind=said.get("rights_text"),
        at_hand=whole is not None,
        agreed=agreed,
        holder=said.get("rights_holder"),
        **{name: said.get(name) for name in _SAME},
    )


def licences_at_hand(texts: Iterable[ReleasedText]) -> dict[str, int]:
    """How many texts an edition holds under each licence, sorted by licence; withheld ones are under none that helps
    anybody."""
    counts = Counter(text.licence for text in texts if text.at_hand and text.kind != "withheld" and text.licence)
    return {str(licence): count for licence, count in sorted(counts.items())}
