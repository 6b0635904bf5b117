"""Opening files from outside. Only regular files are opened: a pipe or a device could hold a command for ever.

No other module opens a file for reading; tests/test_regular_files.py says which may.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from contextlib import suppress
from io import BufferedReader
from pathlib import Path

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
"""Without O_NONBLOCK, opening a pipe that nobody writes to waits for ever."""
_PIECE = 2**20
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_NOT_OPENED = {errno.ENXIO, errno.ENODEV, errno.EOPNOTSUPP}
"""What the system says of sockets and of devices that nothing answers for."""


def real_path(path: Path) -> Path:
    """A path from the root on, without links. `Path.resolve` does the same, and raises `RuntimeError` for a link that
    leads to itself in versions of Python before 3.13."""
    return Path(os.path.realpath(path))


class NotRegular(OSError):
    """The path is a pipe, a socket, a device or a folder."""


class LargerThanAllowed(OSError):
    """The file holds more bytes than the caller takes."""


def open_regular(path: str | Path, *, follow_links: bool = True) -> BufferedReader:
    """A regular file, opened for reading bytes.

    Args:
        path: Where the file is.
        follow_links: Whether a symbolic link stands for what it leads to.

    Returns:
        The open file. Its `name` is `path`.

    Raises:
        NotRegular: `path` is something else than a regular file.
        OSError: `path` is missing or may not be read, or is a link that is not followed.
    """
    try:
        # With an opener the file is closed whatever interrupts, and has a name.
        return open(path, "rb", opener=_opener if follow_links else _opener_of_no_link)
    except NotRegular:
        raise
    except IsADirectoryError:
        raise _not_regular(path) from None
    except OSError as error:
        if error.errno in _NOT_OPENED:
            raise _not_regular(path) from None
        raise


def read_regular(path: str | Path, *, max_bytes: int | None = None, follow_links: bool = True) -> bytes:
    """The bytes of a regular file.

    Args:
        path: Where the file is.
        max_bytes: The most bytes that the caller takes; None for any number.
        follow_links: Whether a symbolic link stands for what it leads to.

    Returns:
        All bytes of the file.

    Raises:
        NotRegular: `path` is something else than a regular file.
        LargerThanAllowed: The file holds more than `max_bytes`.
        OSError: `path` is missing or may not be read, or is a link that is not followed.
    """
    with open_regular(path, follow_links=follow_links) as stream:
        if max_bytes is None:
            return stream.read()
        data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise _larger(path, max_bytes)
    return data


def read_if_there(path: str | Path) -> bytes | None:
    """The bytes of a regular file; None where nothing has this name.

    Args:
        path: Where the file may be.

    Returns:
        All bytes of the file, or None.

    Raises:
        NotRegular: `path` is something else than a regular file.
        OSError: `path` may not be read.
    """
    with suppress(FileNotFoundError):
        return read_regular(path)
    return None


def regular_sha256(path: str | Path, *, max_bytes: int | None = None) -> str:
    """The SHA-256 of a regular file, read piece by piece.

    Args:
        path: Where the file is.
        max_bytes: The most bytes that the caller takes; None for any number.

    Returns:
        64 hex digits.

    Raises:
        NotRegular: `path` is something else than a regular file.
        LargerThanAllowed: The file holds more than `max_bytes`.
        OSError: `path` is missing or may not be read.
    """
    with open_regular(path) as stream:
        if max_bytes is None:
            return hashlib.file_digest(stream, "sha256").hexdigest()
        digest, left = hashlib.sha256(), max_bytes
        if os.fstat(stream.fileno()).st_size > max_bytes:  # as a rule nothing of it need be read
            raise _larger(path, max_bytes)
        while piece := stream.read(_PIECE):
            left -= len(piece)
            if left < 0:  # it grows, or is one of /proc, whose sizes are not known
                raise _larger(path, max_bytes)
            digest.update(piece)
        return digest.hexdigest()


def refuse_irregular(folder: str | Path) -> None:
    """Raise `NotRegular` where a folder, or one below it, holds anything but regular files, folders and links to them:
    for libraries that open what they find there.

    Args:
        folder: Where to look. What cannot be listed is passed over.
    """
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            with suppress(FileNotFoundError):
                mode = os.stat(path).st_mode  # noqa: PTH116
                if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
                    raise _not_regular(path)


def _opener(path: str, _: int, *, flags: int = _FLAGS) -> int:
    descriptor = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _not_regular(path)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _opener_of_no_link(path: str, flags: int) -> int:
    return _opener(path, flags, flags=_FLAGS | _NO_LINK)


def _larger(path: str | Path, max_bytes: int) -> LargerThanAllowed:
    return LargerThanAllowed(errno.EFBIG, f"holds more than {max_bytes:,} bytes", str(path))


def _not_regular(path: str | Path) -> NotRegular:
    return NotRegular(errno.EINVAL, "not a regular file", str(path))
