"""Places that commands write to, tried before the work is done: no result is lost for a place that cannot hold it, and
nothing else is lost for a result."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from goldwire.cli.console import fail, refusals
from goldwire.corpus.files import LONGEST_BEGINNING, BadJson, parse_json, written_aside
from goldwire.model.incident import Incident, printable
from goldwire.model.layers import Prediction
from goldwire.text.regular_file import open_regular, real_path
from goldwire.versions.page import FIRST_LINE

_LONGEST_NAME = 255
"""Bytes, where the system does not tell."""
_SEALED = {"manifest.json": (b'{\n  "sha256": "', "a release"), "system.json": (b'{\n  "format": ', "a saved system")}
"""Folders whose files are all listed with their digests: the file that lists them, how it begins, and what they are."""
_LONGEST_LINE = 2**26
"""Bytes of the first line of a file that is looked at before it is written anew."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What an option writes: a file that holds the same may be written anew, any other is somebody's work."""

    noun: str
    known_by: Callable[[bytes], bool]
    """Whether the first line of a file is that of such a one."""


def _is_record(first: bytes, record: type[msgspec.Struct], *, whole: bool) -> bool:
    try:
        value = parse_json(first)
    except BadJson:
        return False
    fields = set(record.__struct_fields__)
    return isinstance(value, dict) and (
        value.keys() == fields if whole else "doc_id" in value and value.keys() <= fields
    )


PREDICTIONS = Writing("predictions", lambda first: _is_record(first, Prediction, whole=False))
INCIDENTS_FOUND = Writing("a report of incidents", lambda first: _is_record(first, Incident, whole=True))
DIFF_PAGE = Writing("a page of goldwire diff", lambda first: first.decode("utf-8", "replace").rstrip() == FIRST_LINE)
WORKSHEET = Writing("a worksheet", lambda _: False)
"""A worksheet holds somebody's work: it is never written over."""


def refuse_output(path: Path | None, option: str, writing: Writing) -> None:
    """Leave with a message where no file can be written at `path`, or none should: its name is too long, a folder
    stands there, the folder above it may not be written to, it is among the records of a corpus or the files of a
    release or of a system, or a file stands there that holds something else. None is no place, and always fine."""
    if path is None:
        return
    _refuse_place(path, option)
    mode = _mode(path)
    if mode is not None and stat.S_ISDIR(mode):
        fail(f"{option} {printable(str(path))} is a folder: name a file")
    if mode is not None and not stat.S_ISREG(mode) and not _takes_a_stream(mode):
        fail(f"{option} {printable(str(path))} is no file that can be written to")
    if mode is not None and stat.S_ISREG(mode):
        with refusals():
            _refuse_to_overwrite(path, option, writing)


def _refuse_to_overwrite(path: Path, option: str, writing: Writing) -> None:
    """Leave with a message where a file holds something else than what is to be written there."""
    with open_regular(path) as stream:
        first = stream.readline(_LONGEST_LINE)
    if writing is WORKSHEET or (first and not writing.known_by(first)):
        what = "" if writing is WORKSHEET else f", and does not hold {writing.noun}"
        fail(
            f"{option} {printable(str(path))} is there already{what}; nothing was written. "
            "Name another file, or move that one away"
        )


def refuse_output_folder(path: Path | None, option: str, *, replaced: bool = False, filled: bool = True) -> None:
    """Leave with a message where no folder can be made at `path`, nor anything in the one that is there. One that is
    to be `replaced` is moved, for which the folder above it must be writable. One that is not sure to be `filled`, as
    all may be in it already, need not be writable."""
    if path is None:
        return
    if len(os.fsencode(path.name)) > LONGEST_BEGINNING:
        fail(f"{option} {printable(str(path))}: the name takes more than {LONGEST_BEGINNING} bytes; name a shorter one")
    _refuse_place(path, option, moved=replaced)
    mode = _mode(path)
    if mode is not None and not stat.S_ISDIR(mode):
        fail(f"{option} {printable(str(path))} is no folder")
    if mode is not None and filled and not replaced and not os.access(path, os.W_OK | os.X_OK):
        fail(f"{option} {printable(str(path))}: this folder may not be written to")


@contextmanager
def written_output(path: Path) -> Iterator[BinaryIO]:
    """The file at `path` for writing, whole or not at all. A device or a pipe, such as /dev/stdout, is written to
    straight. Raises `OSError` where it cannot be."""
    mode = _mode(path)
    if mode is None or not _takes_a_stream(mode):
        with written_aside(path) as stream:
            yield stream
        return
    # Without O_NONBLOCK, opening a pipe that nobody reads waits for ever.
    descriptor = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
    os.set_blocking(descriptor, True)
    with open(descriptor, "wb") as stream:
        yield stream


def _takes_a_stream(mode: int) -> bool:
    return stat.S_ISCHR(mode) or stat.S_ISFIFO(mode)


def _mode(path: Path) -> int | None:
    try:
        return os.stat(path).st_mode  # noqa: PTH116
    except (OSError, ValueError):
        return None


def _refuse_place(path: Path, option: str, *, moved: bool = False) -> None:
    """Leave with a message where nothing can be made at `path`, nor moved there. Folders above it may be missing."""
    named = f"{option} {printable(str(path))}"
    try:
        whole = Path(os.path.abspath(path))  # noqa: PTH100  # links stay as they are
        above = next(folder for folder in whole.parents if os.path.lexists(folder))
    except (OSError, ValueError) as error:
        fail(f"{named}: {getattr(error, 'strerror', None) or error}")
    if not above.is_dir():
        fail(f"{named}: {printable(str(above))} is no folder")
    longest = _longest_name(above)
    for name in whole.relative_to(above).parts:
        if len(os.fsencode(name)) > longest:
            fail(f"{named}: the name takes more than {longest} bytes; name a shorter one")
    _refuse_record(whole, named)
    mode = _mode(whole)
    if (moved or mode is None or stat.S_ISREG(mode)) and not os.access(above, os.W_OK | os.X_OK):
        fail(f"{named}: the folder {printable(str(above))} may not be written to")


def _refuse_record(place: Path, named: str) -> None:
    """Leave with a message where a place is among the records of a corpus, or in a release or a saved system: what is
    written there would replace or disturb what goldwire keeps there."""
    place = real_path(place.parent) / place.name
    for folder in place.parents:
        where = printable(str(folder))
        below = place.relative_to(folder).parts[0]
        if below in ("corpus", "annotations") and (folder / "corpus" / "corpus.json").is_file():
            fail(f"{named}: {below}/ holds the records of the corpus {where}; name a place outside it")
        for file, (beginning, what) in _SEALED.items():
            if _begins(folder / file, beginning):
                fail(f"{named}: {where} is {what}, which holds nothing but its own files; name a place outside it")


def _begins(path: Path, beginning: bytes) -> bool:
    try:
        with open_regular(path) as stream:
            return stream.read(len(beginning)) == beginning
    except OSError:
        return False


def _longest_name(folder: Path) -> int:
    try:
        return os.pathconf(folder, "PC_NAME_MAX")
    except (AttributeError, OSError, ValueError):
        return _LONGEST_NAME
