"""The texts that a release lacks, told by its stand-off rows: where they are, and how to come by them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from goldwire.model.document import Match, TextKind
from goldwire.release.configs import standoff
from goldwire.release.intact import refuse_changed
from goldwire.release.manifest import HOLDS, Manifest, table_place
from goldwire.release.parquet import Table
from goldwire.release.reading import DamagedRelease

_COLUMNS = ("doc_id", "collection", "rights_text", "length")


@dataclass(frozen=True, slots=True)
class Lack:
    """A document whose text a release does not hold. `length` counts the code points of its raw text."""

    doc_id: str
    collection: str
    split: str
    text: TextKind
    length: int


def lacking(folder: str | Path, manifest: Manifest, *, verify: bool = True) -> list[Lack]:
    """The documents whose texts a release does not hold, in the order of its tables.

    Args:
        folder: The release.
        manifest: Its manifest.
        verify: Whether the files that are read are compared with the manifest first, by their SHA-256.

    Raises:
        DamagedRelease: A file was changed, or a table cannot be read.
    """
    folder, found = Path(folder), []
    for file in sorted(manifest.files, key=lambda file: file.path):
        place = table_place(file.path)
        if file.rows is None or place is None or place[0] != standoff.CONFIG.name:
            continue
        if verify:
            refuse_changed(folder, [file])
        try:
            with Table(folder / file.path) as table:
                for row in table.rows(_COLUMNS):
                    lack = Lack(row["doc_id"], row["collection"], place[1], row["rights_text"], row["length"] or 0)
                    if not _held(lack, manifest):
                        found.append(lack)
        except (OSError, KeyError, TypeError, ValueError, pa.ArrowException) as error:
            raise DamagedRelease(f"{folder / file.path} cannot be read: {error}; try goldwire verify") from None
    return found


def by_split(lacks: Iterable[Lack]) -> dict[str, Counter[TextKind]]:
    """How many texts of each split a release lacks, by where they are."""
    counts: dict[str, Counter[TextKind]] = {}
    for lack in lacks:
        counts.setdefault(lack.split, Counter())[lack.text] += 1
    return counts


def collections_of(lacks: Iterable[Lack]) -> list[str]:
    """The collections of some documents, by name."""
    return sorted({lack.collection for lack in lacks})


def _held(lack: Lack, manifest: Manifest) -> bool:
    """Whether the edition holds the text all the same. A hydrated one may lack some of what it looked for."""
    if lack.text not in HOLDS[manifest.edition]:
        return False
    return manifest.matches is None or manifest.matches.get(lack.doc_id, Match.OK) is Match.OK
