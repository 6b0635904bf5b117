"""Locks on files, by which processes keep out of one another's way."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from filelock import FileLock


def file_lock(path: Path, *, timeout: float) -> FileLock:
    """A lock on a file that the umask decides about, like any other. Raises `OSError` where it cannot be made.

    Args:
        path: The file, which stays where it is.
        timeout: Seconds to wait for another process.
    """
    # Up to 3.20, filelock gives the file a mode of its own, whatever the umask.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0), 0o666)
    try:
        mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
    finally:
        os.close(descriptor)
    return FileLock(path, timeout=timeout, mode=mode)
