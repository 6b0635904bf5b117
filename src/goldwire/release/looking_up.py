"""Single documents of a release, found by the beginning of their id."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from goldwire.model.layers import Line, Mention, Quote, Stance
from goldwire.release.configs import documents, standoff
from goldwire.release.intact import intact_manifest, refuse_changed
from goldwire.release.manifest import read_manifest, table_place
from goldwire.release.older import quotes_now
from goldwire.release.published import Placed
from goldwire.release.reading import DamagedRelease
from goldwire.release.rows import RowStream

Row = dict[str, Any]


def documents_beginning(folder: str | Path, beginning: str, *, verify: bool = True) -> tuple[list[Row], list[str]]:
    """The rows of the documents whose id begins so, and the ids of all documents.

    A row is of config `documents`, or of `standoff` where the release does not hold the text (`holds_text` tells).

    Args:
        folder: The release.
        beginning: How the id begins.
        verify: Whether the files that are read are compared with the manifest first, by their SHA-256.

    Returns:
        The rows, and all ids in order.

    Raises:
        ValueError: `folder` is no release.
        DamagedRelease: A file was changed, or a table cannot be read.
    """
    folder = Path(folder)
    found: dict[str, Row] = {}
    ids: dict[str, None] = {}
    manifest = intact_manifest(folder) if verify else read_manifest(folder)
    files = sorted(manifest.files, key=lambda file: file.path)
    for config in (documents.CONFIG.name, standoff.CONFIG.name):
        for file in files:
            place = table_place(file.path)
            if file.rows is None or place is None or place[0] != config:
                continue
            if verify:
                refuse_changed(folder, [file])
            try:
                for row in RowStream([folder / file.path]):
                    ids[row["doc_id"]] = None
                    if row["doc_id"].startswith(beginning):
                        found.setdefault(row["doc_id"], row)
            except (OSError, KeyError, TypeError, AttributeError, ValueError) as error:
                raise DamagedRelease(f"{folder / file.path} cannot be read: {error}; try goldwire verify") from None
    return list(found.values()), sorted(ids)


def holds_text(row: Row) -> bool:
    """Whether a row is one with text."""
    return "text" in row


def placed_row(row: Row) -> Placed:
    """A row with text as a document is drawn. Raises `DamagedRelease` where Goldwire makes no such row."""
    try:
        msgspec.convert(row["lines"], list[Line])
        msgspec.convert(row["mentions"], list[Mention] | None)
        msgspec.convert(quotes_now(row["quotes"]), list[Quote] | None)
        msgspec.convert(row["stances"], list[Stance] | None)
        names = ("text", "lines", "mentions", "quotes", "scare_quotes", "stances")
        return Placed(**{name: row[name] for name in names} | {"quotes": quotes_now(row["quotes"])})
    except (KeyError, msgspec.ValidationError) as error:
        raise DamagedRelease(f"the row of {row['doc_id']} is not one that goldwire makes: {error}") from None
