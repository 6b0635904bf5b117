"""Fetching texts: from the cache, a folder, their sources, an archive; each is checked by its SHA-256."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

from goldwire.corpus.cache import Cache
from goldwire.corpus.offered import Offered
from goldwire.fetching.codes import (
    BAD_ADDRESS,
    FROM_ARCHIVE,
    GONE,
    NOT_AT_HAND,
    NOT_REACHED,
    NOT_TAKEN,
    OTHER_BYTES,
    OTHER_RECORD,
    SERVER_FAILS,
)
from goldwire.fetching.file import Failure, File
from goldwire.fetching.limits import LIMITS, Limits, archive_address
from goldwire.fetching.wanted import Wanted
from goldwire.model.incident import Code, Incident, printable
from goldwire.readers.registry import BadRecord, read_recorded
from goldwire.web.bounds import shown

Progress = Callable[[], None]
Say = Callable[[str], None]
Place = Literal["cache", "folder", "source", "archive"]


class State(StrEnum):
    """What became of a text that was to be fetched.

    `ok`: it is in the cache. `source_changed`: the source gives other bytes than the recorded ones. `missing`: the
    source does not give it any more. `offline`: the source could not be asked, and may give it another time.
    """

    OK = "ok"
    SOURCE_CHANGED = "source_changed"
    MISSING = "missing"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one document: `found` says from where its text came, None where it did not."""

    doc_id: str
    state: State
    found: Place | None
    incidents: tuple[Incident, ...]


_STATES: dict[Code, State] = {
    OTHER_BYTES: State.SOURCE_CHANGED,
    NOT_TAKEN: State.SOURCE_CHANGED,
    OTHER_RECORD: State.SOURCE_CHANGED,
    GONE: State.MISSING,
    BAD_ADDRESS: State.MISSING,
    NOT_REACHED: State.OFFLINE,
    SERVER_FAILS: State.OFFLINE,
    NOT_AT_HAND: State.OFFLINE,
}
_MOST_TELLING = (State.SOURCE_CHANGED, State.MISSING, State.OFFLINE)
_ADDRESSES = 4
"""Addresses of one file that are asked: documents may name different ones."""


def nothing(*_: object) -> None:
    """Tell nobody."""


def fetch(
    wanted: Sequence[Wanted],
    cache: Cache,
    *,
    folder: str | Path | Offered | None = None,
    network: bool = True,
    limits: Limits = LIMITS,
    archive: str | None = None,
    progress: Progress = nothing,
    say: Say = nothing,
) -> list[Fetched]:
    """Fetch texts into a cache. Each file is fetched once, however many documents it holds.

    What is in the cache or in `folder` is taken from there. Else the source is asked, and where it does not give the
    recorded bytes, the archive. Nothing that is fetched is run or unpacked.

    Args:
        wanted: The documents.
        cache: Where their files are kept.
        folder: A folder with files or texts, which are found by their SHA-256.
        network: Whether sources may be asked.
        limits: Bounds, in seconds and bytes.
        archive: Address of an archive with the interface of Software Heritage; None: what `GOLDWIRE_ARCHIVE` names, or
            Software Heritage itself; empty: none.
        progress: Called once for each document that is done.
        say: Takes a line about what is waited for; it may be called in another thread.

    Returns:
        What became of each document, in the order of `wanted`. What goes wrong with one stops no other.

    Raises:
        OSError: The cache cannot be written to, for example for want of space. What is in it stays, and is not fetched
            again.
    """
    done: dict[str, Fetched] = {}

    def settle(results: Iterable[Fetched]) -> None:
        for result in results:
            done[result.doc_id] = result
            progress()

    unique = {one.doc_id: one for one in wanted}
    groups: dict[str, list[Wanted]] = {}
    for one in unique.values():
        groups.setdefault(one.source.sha256, []).append(one)
    offered = folder if folder is None or isinstance(folder, Offered) else Offered(folder)
    left: dict[str, list[Wanted]] = {}
    for digest, group in groups.items():
        known, group = _at_hand(digest, group, cache, offered)
        settle(known)
        if group:
            left[digest] = group
    if not network:
        where = "the cache" if offered is None else f"the cache nor in {printable(str(offered.folder))}"
        for group in left.values():
            settle(_failed(one, NOT_AT_HAND, f"neither file nor text is in {where}") for one in group)
    else:
        if left:
            cache.make_ready()  # before anything is asked for
        from goldwire.fetching.files import get_files  # httpx need not be loaded where nothing is asked

        files = [_file(digest, group, archive) for digest, group in left.items()]
        with closing(get_files(files, cache, limits, say)) as settled:
            for file in settled:
                settle(_outcomes(file, left[file.sha256], cache))
    return [done[one.doc_id] for one in wanted]


def size_of(wanted: Iterable[Wanted], cache: Cache) -> tuple[int, int]:
    """How many files would have to be found or fetched, and how many documents they hold."""
    lacking: dict[str, int] = {}
    for one in {each.doc_id: each for each in wanted}.values():
        if cache.get(one.sha256) is None:
            lacking[one.source.sha256] = lacking.get(one.source.sha256, 0) + 1
    files = [digest for digest in lacking if cache.get(digest) is None]
    return len(files), sum(lacking[digest] for digest in files)


def _at_hand(
    digest: str, group: Sequence[Wanted], cache: Cache, offered: Offered | None
) -> tuple[list[Fetched], list[Wanted]]:
    """What is found without a network, and the documents that are not. Raises `OSError` of the cache."""
    found = [Fetched(one.doc_id, State.OK, "cache", ()) for one in group if cache.get(one.sha256) is not None]
    there = {one.doc_id for one in found}
    rest = {one.doc_id: one for one in group if one.doc_id not in there}
    wrong: dict[str, Fetched] = {}
    place: Place = "cache"
    data = cache.get(digest) if rest else None
    if data is None and rest and offered is not None:
        place, data = "folder", offered.read(digest)
        if data is not None:
            cache.put(data)
    if data is not None:
        for result in [_read(one, data, place) for one in rest.values()]:
            if result.state is State.OK:
                found.append(result)
                del rest[result.doc_id]
            else:
                wrong[result.doc_id] = result
    for one in list(rest.values()):
        text = None if offered is None else offered.read(one.sha256)
        if text is not None:
            cache.put(text)
            found.append(Fetched(one.doc_id, State.OK, "folder", ()))
            del rest[one.doc_id]
            wrong.pop(one.doc_id, None)
    # Where the file is at hand, no source has a better one.
    return [*found, *wrong.values()], [one for one in rest.values() if one.doc_id not in wrong]


def _file(digest: str, group: Sequence[Wanted], archive: str | None) -> File:
    addresses = list(dict.fromkeys(one.source.address for one in group))[:_ADDRESSES]
    return File(digest, addresses, archive_address(digest, archive))


def _outcomes(file: File, group: Sequence[Wanted], cache: Cache) -> list[Fetched]:
    """What became of the documents of a file that is settled."""
    if file.found is None:
        state = next(
            s for s in _MOST_TELLING if any(s is _STATES[f.failed.code] for f in file.failures if not f.archive)
        )
        return [
            Fetched(one.doc_id, state, None, tuple(_incident(one, failure) for failure in file.failures))
            for one in group
        ]
    data = cache.get(file.sha256)
    if data is None:
        return [_failed(one, NOT_REACHED, "the file was taken out of the cache meanwhile") for one in group]
    notes = [failure for failure in file.failures if file.found == "archive"]
    return [_read(one, data, file.found, notes) for one in group]


def _read(one: Wanted, data: bytes, place: Place, notes: Sequence[Failure] = ()) -> Fetched:
    """What becomes of a document whose source has given its file."""
    try:
        read_recorded(data, one.source, one.sha256)
    except BadRecord as error:
        return _failed(one, OTHER_RECORD, str(error))
    told = tuple(FROM_ARCHIVE.at(_told(note), document=one.doc_id) for note in notes)
    return Fetched(one.doc_id, State.OK, place, told)


def _failed(one: Wanted, code: Code, message: str) -> Fetched:
    return Fetched(one.doc_id, _STATES[code], None, (code.at(message, document=one.doc_id),))


def _incident(one: Wanted, failure: Failure) -> Incident:
    return failure.failed.code.at(_told(failure), document=one.doc_id)


def _told(failure: Failure) -> str:
    archive = "archive " if failure.archive else ""
    place = shown(failure.address) if failure.failed.of_host else printable(failure.address[:300])
    return f"{archive}{place}: {failure.failed}"
