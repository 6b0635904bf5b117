"""Opening files from outside. Only regular files are opened: a pipe or a device could hold a command for ever."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
"""Without O_NONBLOCK, opening a pipe that nobody writes to waits for ever."""


class NotRegular(OSError):
    """The path is a pipe, a socket, a device or a folder."""


class LargerThanAllowed(OSError):
    """The file holds more bytes than the caller takes."""


def open_regular(path: str | Path) -> BufferedReader:
    """A regular file, opened for reading bytes. Links are followed.

    Args:
        path: Where the file is.

    Returns:
        The open file.

    Raises:
        NotRegular: `path` is something else than a regular file.
        OSError: `path` is missing or may not be read.
    """
    descriptor = os.open(path, _FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise NotRegular(errno.EINVAL, "not a regular file", str(path))
        return open(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def read_regular(path: str | Path, *, max_bytes: int | None = None) -> bytes:
    """The bytes of a regular file.

    Args:
        path: Where the file is.
        max_bytes: The most bytes that the caller takes; None for any number.

    Returns:
        All bytes of the file.

    Raises:
        NotRegular: `path` is something else than a regular file.
        LargerThanAllowed: The file holds more than `max_bytes`.
        OSError: `path` is missing or may not be read.
    """
    with open_regular(path) as stream:
        if max_bytes is None:
            return stream.read()
        data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise LargerThanAllowed(errno.EFBIG, f"holds more than {max_bytes:,} bytes", str(path))
    return data
