"""Writing files whole or not at all, and reading JSON that people edit by hand."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from goldwire.model.incident import printable
from goldwire.model.strict_json import BadJson as BadJson
from goldwire.model.strict_json import parse_json as parse_json

PART = ".part"
"""The end of the names of what is not finished."""
_LONGEST_NAME = 255
LONGEST_BEGINNING = 200
"""Bytes of a name that stand in the name of its unfinished file."""


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, flush it to disk and move it into place: readers see the old file or the new.

    Args:
        path: Where the file is to stand. Folders above it that are missing are made.
        data: All that it is to hold.

    Raises:
        OSError: The file cannot be written. Then all is as before.
    """
    with written_aside(path) as stream:
        stream.write(data)


@contextmanager
def written_aside(path: Path) -> Iterator[BinaryIO]:
    """A file beside `path` to write to. In the end it is flushed to disk and moved into place; where the work is cut
    off by an exception, it goes.

    The umask decides who may read and write the file, as with any new file. One that takes the place of another keeps
    its mode, so that what a group may write stays so.
    """
    aside = Aside(path)
    try:
        with aside.opened() as stream:
            yield stream
        aside.place()
    except BaseException:
        aside.discard()
        raise


class Aside:
    """A file that is written beside its place and moved there when all is done.

    `opened` comes first, then `place` or `discard`. Several of them take their places together where all are written
    before the first is moved: a full disk is met while writing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.part = part_path(path)
        self._written = False
        self._made = [folder for folder in (path.parent, *path.parent.parents) if not folder.exists()]

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The file beside the place, for writing. It is flushed to disk in the end. Raises `OSError`."""
        mode = _mode_to_keep(self.path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # The system takes the umask off this mode: no process can ask for its umask without changing it for all
        # threads, and `tempfile` gives files to their maker alone.
        with open(self.part, "xb", opener=_created) as stream:
            yield stream
            stream.flush()
            if mode is not None:
                os.fchmod(stream.fileno(), mode)
            os.fsync(stream.fileno())
        self._written = True

    @property
    def placed(self) -> bool:
        """Whether the file was moved to its place, whatever was raised meanwhile."""
        return self._written and not self.part.exists()

    def place(self) -> None:
        """Move the file to its place. Raises `OSError`, and then it is still beside it."""
        os.replace(self.part, self.path)
        sync_folder(self.path.parent)

    def discard(self) -> None:
        """Remove what was written beside the place, and folders made for it that hold nothing."""
        self.part.unlink(missing_ok=True)
        with suppress(OSError):
            for folder in self._made:
                folder.rmdir()


def part_path(path: Path) -> Path:
    """A name beside `path` for what is not finished, which no other run takes: `.<name>.<random>.part`. Of a long name
    only the beginning is in it, for names have a limit."""
    beginning = os.fsencode(path.name)[:LONGEST_BEGINNING].decode("utf-8", "ignore")
    return path.with_name(f".{beginning}.{secrets.token_hex(8)}{PART}")


def _created(path: str, _: int) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    return os.open(path, flags, 0o666)


def _mode_to_keep(path: Path) -> int | None:
    """The mode of the file that is to be replaced; None where there is none, or modes mean nothing. Raises `OSError`
    where something else stands there."""
    try:
        status = os.stat(path)  # noqa: PTH116
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(path))
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "is no regular file, and is not replaced", str(path))
    return stat.S_IMODE(status.st_mode) & 0o777 if hasattr(os, "fchmod") else None


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder to disk, where the system can: what was moved stays moved after a power cut."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def pretty_json(record: Any) -> bytes:
    """A record as people edit it: two spaces of indent, UTF-8, one line feed at the end."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"


def json_lines(records: Iterable[Any]) -> bytes:
    """Records one a line."""
    return b"".join(msgspec.json.encode(record) + b"\n" for record in records)


def recorded_name(name: str) -> str:
    """A file's name as a document's record has it: what cannot be printed is escaped, and absurd length cut."""
    return printable(name)[:_LONGEST_NAME]
