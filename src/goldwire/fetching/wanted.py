"""Which texts are to be fetched: those of a corpus or of a release, by the names of collections and documents."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from goldwire.corpus.ids import doc_id as id_of
from goldwire.corpus.store import Corpus, Loaded
from goldwire.model.document import Document, Source, TextKind
from goldwire.model.incident import printable
from goldwire.release.configs import documents as documents_config
from goldwire.release.configs import standoff
from goldwire.release.intact import intact_manifest, refuse_changed
from goldwire.release.manifest import FileEntry, table_place
from goldwire.release.parquet import Table
from goldwire.release.reading import DamagedRelease

_SHA256 = re.compile(r"[0-9a-f]{64}")
_ABOUT = ("collection", "doc_id", "rights_text")
_SOURCE = ("sha256", "source_address", "source_sha256", "source_form", "source_record", "source_id_field",
           "source_text_field")  # fmt: skip
_FEW = 6
"""Ids that a message names."""
_WHY = {
    "included": "its text is in the repository and in every release",
    "withheld": "its text belongs to somebody who does not pass it on; whoever has the raw files names their folder "
    "with --raw",
}
"""Why texts of other kinds are not fetched."""


class NotFetched(ValueError):
    """A name that stands for nothing that can be fetched. The message says why, and what can be."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document whose text is to be fetched: `sha256` is of its raw bytes, `source.sha256` of the file that they come
    from. Raises `ValueError` for digests that are none: files are kept by them."""

    doc_id: str
    sha256: str
    source: Source
    collection: str = ""

    def __post_init__(self) -> None:
        for digest in (self.sha256, self.source.sha256):
            if not _SHA256.fullmatch(digest):
                raise ValueError(f"{printable(digest[:80])!r} is not a SHA-256 in hex")


@dataclass(frozen=True, slots=True)
class _Known:
    """A document of which it is to be found out whether it is wanted."""

    doc_id: str
    collection: str
    text: str
    wanted: Wanted | None


def wanted_of_corpus(corpus: Corpus, names: Sequence[str] = ()) -> list[Wanted]:
    """The fetched documents of a corpus, by collection and id.

    Args:
        corpus: The corpus. Records that are not valid are passed over, as `goldwire check` tells.
        names: Collections and ids of documents, or beginnings of ids; none for all.

    Returns:
        Each document once.

    Raises:
        NotFetched: A name stands for nothing that is fetched.
        CorpusError: The corpus's settings are not valid.
    """
    return read_corpus(corpus, names).value


def read_corpus(corpus: Corpus, names: Sequence[str] = ()) -> Loaded[list[Wanted]]:
    """The same, with what is wrong in records and ledger."""
    active = corpus.active_documents(corpus.ledger(), corpus.documents())
    known = [_Known(one.doc_id, one.collection, one.rights.text, _wanted(one)) for one in active.value]
    kinds: dict[str, TextKind] = {name: each.text for name, each in corpus.settings.collections.items()}
    return Loaded(_chosen(known, names, kinds, "the corpus"), active.incidents)


def wanted_of_release(
    folder: str | Path, names: Sequence[str] = (), splits: Collection[str] | None = None
) -> list[Wanted]:
    """The fetched documents of a release, by collection and id.

    Args:
        folder: The release. Only tables that are as its manifest says are read.
        names: Collections and ids of documents, or beginnings of ids; none for all.
        splits: The splits whose documents are wanted; None for all.

    Returns:
        Each document once.

    Raises:
        NotFetched: A name stands for nothing that is fetched.
        DamagedRelease: A table was changed, or holds what no release does; a `ValueError`.
        ValueError: The folder is no release.
    """
    folder = Path(folder)
    manifest = intact_manifest(folder)
    known: dict[str, _Known] = {}
    for config, columns in ((standoff.CONFIG.name, (*_ABOUT, *_SOURCE)), (documents_config.CONFIG.name, _ABOUT)):
        for split, file in _tables(manifest.files, config):
            if splits is not None and split not in splits:
                continue
            refuse_changed(folder, [file])
            for row in _rows(folder / file.path, columns):
                one = _of_row(row, folder)
                known.setdefault(one.doc_id, one)  # editions with its text have a document in both
    ordered = sorted(known.values(), key=lambda one: (one.collection, one.doc_id))
    return _chosen(ordered, names, {}, printable(str(folder)))


def _wanted(document: Document) -> Wanted | None:
    if not document.fetched or document.source is None:
        return None
    return Wanted(document.doc_id, document.sha256, document.source, document.collection)


def _tables(files: Iterable[FileEntry], config: str) -> list[tuple[str, FileEntry]]:
    places = [(table_place(file.path), file) for file in files if file.rows is not None]
    return [(place[1], file) for place, file in places if place is not None and place[0] == config]


def _rows(path: Path, columns: Sequence[str]) -> list[dict[str, Any]]:
    try:
        with Table(path) as table:
            # Releases before 0.4 have no sources, nor anything to fetch.
            there = [name for name in columns if name in table.schema.names]
            return list(table.rows(there))
    except (OSError, ValueError, pa.ArrowException) as error:
        raise DamagedRelease(printable(f"{path} is no table of a Goldwire release: {error}")) from None


def _of_row(row: dict[str, Any], folder: Path) -> _Known:
    """What a row says. Raises `DamagedRelease` for one that no release holds: rows may come from anyone."""
    try:
        name, collection, text = (msgspec.convert(row.get(key), str) for key in ("doc_id", "collection", "rights_text"))
        if text != "fetched" or "source_address" not in row:
            return _Known(name, collection, text, None)
        source = msgspec.convert(
            {
                field: row.get(f"source_{field}")
                for field in ("address", "sha256", "form", "record", "id_field", "text_field")
            },
            Source,
        )
        wanted = Wanted(name, msgspec.convert(row["sha256"], str), source, collection)
        if id_of(wanted.sha256) != name:
            raise ValueError("its id does not come from its SHA-256")
    except (ValueError, msgspec.ValidationError) as error:
        shown = printable(str(row.get("doc_id"))[:80])
        raise DamagedRelease(printable(f"{folder}: the row of {shown} is none that goldwire makes: {error}")) from None
    return _Known(name, collection, text, wanted)


def _chosen(known: Sequence[_Known], names: Sequence[str], kinds: dict[str, TextKind], where: str) -> list[Wanted]:
    """What names stand for. `kinds` are the collections that are listed, also those without a document."""
    fetchable = [one.wanted for one in known if one.wanted is not None]
    if not names:
        return fetchable
    found: dict[str, Wanted] = {}
    for name in names:
        for wanted in _named(name, known, kinds, where):
            found[wanted.doc_id] = wanted
    return [wanted for wanted in fetchable if wanted.doc_id in found]


def _named(name: str, known: Sequence[_Known], kinds: dict[str, TextKind], where: str) -> list[Wanted]:
    within = [one for one in known if one.collection == name]
    if within or name in kinds:
        wanted = [one.wanted for one in within if one.wanted is not None]
        if wanted:
            return wanted
        kind = within[0].text if within else kinds[name]
        if kind == "fetched":
            raise NotFetched(f"collection {name!r} of {where} has no documents yet")
        raise NotFetched(
            f"{name!r} is not fetched: {_WHY.get(kind, 'its text is of another kind')}; {_choice(known, where)}"
        )
    begins = name if name.startswith("gw-") else f"gw-{name}"
    some = [one for one in known if name and one.doc_id.startswith(begins)]
    if not some:
        raise NotFetched(
            f"{printable(name)[:80]!r} is no collection and no document of {where}; {_choice(known, where)}"
        )
    if len(some) > 1:
        named = ", ".join(one.doc_id for one in some[:_FEW]) + (", …" if len(some) > _FEW else "")
        raise NotFetched(f"{printable(name)!r} begins the ids of {len(some):,} documents: {named}")
    (one,) = some
    if one.wanted is None:
        raise NotFetched(
            f"{one.doc_id} is not fetched: {_WHY.get(one.text, 'its text is of another kind')}; {_choice(known, where)}"
        )
    return [one.wanted]


def _choice(known: Sequence[_Known], where: str) -> str:
    """What can be fetched, in words."""
    collections = sorted({one.collection for one in known if one.wanted is not None})
    if not collections:
        return f"{where} has no texts to fetch"
    return f"{where} has texts to fetch in: {printable(', '.join(collections))}"
