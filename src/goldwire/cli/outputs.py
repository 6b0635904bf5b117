"""Places that commands write to, tried before the work is done: no result is lost for a place that cannot hold it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from goldwire.cli.console import fail
from goldwire.corpus.files import LONGEST_BEGINNING, written_aside
from goldwire.model.incident import printable

_LONGEST_NAME = 255
"""Bytes, where the system does not tell."""


def refuse_output(path: Path | None, option: str) -> None:
    """Leave with a message where no file can be written at `path`: its name is too long, a folder stands there, or the
    folder above it may not be written to. None is no place, and always fine."""
    if path is None:
        return
    _refuse_place(path, option)
    mode = _mode(path)
    if mode is not None and stat.S_ISDIR(mode):
        fail(f"{option} {printable(str(path))} is a folder: name a file")
    if mode is not None and not stat.S_ISREG(mode) and not _takes_a_stream(mode):
        fail(f"{option} {printable(str(path))} is no file that can be written to")


def refuse_output_folder(path: Path | None, option: str, *, replaced: bool = False) -> None:
    """Leave with a message where no folder can be made at `path`, nor anything in the one that is there. One that is
    to be `replaced` is moved, for which the folder above it must be writable."""
    if path is None:
        return
    if len(os.fsencode(path.name)) > LONGEST_BEGINNING:
        fail(f"{option} {printable(str(path))}: the name takes more than {LONGEST_BEGINNING} bytes; name a shorter one")
    _refuse_place(path, option, moved=replaced)
    mode = _mode(path)
    if mode is not None and not stat.S_ISDIR(mode):
        fail(f"{option} {printable(str(path))} is no folder")
    if mode is not None and not replaced and not os.access(path, os.W_OK | os.X_OK):
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
    mode = _mode(whole)
    if (moved or mode is None or stat.S_ISREG(mode)) and not os.access(above, os.W_OK | os.X_OK):
        fail(f"{named}: the folder {printable(str(above))} may not be written to")


def _longest_name(folder: Path) -> int:
    try:
        return os.pathconf(folder, "PC_NAME_MAX")
    except (AttributeError, OSError, ValueError):
        return _LONGEST_NAME
