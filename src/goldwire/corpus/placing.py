"""How a folder that is built takes its place: whole or not at all, whatever cuts the run off.

A folder, such as a release, is built in `.<name>.<random>.part/release` beside its place, and moved from there. The run
holds a lock in the part folder, so that others tell a living run from what a killed one left.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import Timeout

from goldwire.corpus.files import LONGEST_BEGINNING, PART, part_path, sync_folder
from goldwire.corpus.locking import file_lock

_LOCK, _WORK, _OLD = ".lock", "release", "old"
_ATTEMPTS = 10


@contextmanager
def workshop(target: Path) -> Iterator[Path]:
    """An empty folder beside `target` to build in, which goes in the end. What killed runs left there goes first.

    Raises `OSError` where nothing can be made there, or the name of `target` takes more than 200 bytes.
    """
    if len(os.fsencode(target.name)) > LONGEST_BEGINNING:  # what killed runs left tells by its name where it belongs
        raise OSError(errno.ENAMETOOLONG, f"the name takes more than {LONGEST_BEGINNING} bytes", str(target))
    made = [folder for folder in (target.parent, *target.parent.parents) if not folder.exists()]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        clear_leftovers(target.parent)
        with _part(target) as part:
            work = part / _WORK
            work.mkdir()
            yield work
    finally:
        with suppress(OSError):  # folders made above that hold nothing
            for folder in made:
                folder.rmdir()


def clear_leftovers(folder: Path) -> None:
    """Remove the part folders of killed runs; one whose run goes on is left alone."""
    for part in sorted(folder.glob(f".*.*{PART}")):
        if part.is_symlink() or not part.is_dir():
            continue
        try:
            with file_lock(part / _LOCK, timeout=0):
                mine = True
        except Timeout:
            mine = False
        except OSError:  # of somebody else, or gone by now
            mine = False
        if mine:
            with suppress(OSError):  # what cannot be removed is hidden, and no reason not to build
                _clear(part)


def seal(work: Path) -> None:
    """Flush a finished folder to disk. Modes are left as the umask made them: hydrated texts are not for everybody,
    and a group that shares a corpus says so by its umask."""
    for path in (*sorted(work.rglob("*")), work):
        if path.is_dir():
            sync_folder(path)
        else:
            descriptor = os.open(path, os.O_RDWR)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def put(work: Path, target: Path, *, replace: bool) -> None:
    """Move `work` to `target`. With `replace`, what stood there, if anything, is `work` afterwards; without, raises
    `OSError` where something stands there.

    One step on Linux and macOS. Elsewhere an old release is moved aside first, and brought back by the next run where
    this one is killed in between.
    """
    if not replace or not os.path.lexists(target):
        work.rename(target)
    elif not _exchange(work, target):
        old = work.with_name(_OLD)
        target.rename(old)
        try:
            work.rename(target)
        except BaseException:
            old.rename(target)
            raise
        old.rename(work)
    sync_folder(target.parent)


def take_back(work: Path, target: Path) -> None:
    """Undo `put`."""
    if os.path.lexists(work):
        put(work, target, replace=True)
    else:
        target.rename(work)


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    """A part folder of this run's own, locked, which goes in the end. Another run may clear it before it is locked:
    then a new one is made."""
    for _ in range(_ATTEMPTS):
        part, lock = part_path(target), None
        try:
            part.mkdir()
            try:
                lock = file_lock(part / _LOCK, timeout=0)
                lock.acquire()
            except (Timeout, FileNotFoundError):
                continue
            if (part / _LOCK).exists():
                yield part
                return
        finally:
            if lock is not None:
                lock.release()
            with suppress(OSError):  # what stays is a leftover for the next run
                _clear(part)
    raise OSError(f"{target.parent}: other runs clear it again and again; try again")


def _clear(part: Path) -> None:
    """Remove a part folder. An old release in it that no new one replaced goes back to its place."""
    target = part.with_name(part.name.removeprefix(".").rsplit(".", 2)[0])
    if (part / _OLD).exists() and not os.path.lexists(target):
        (part / _OLD).rename(target)
    shutil.rmtree(part, ignore_errors=True)  # another run may be at it, too


def _exchange(one: Path, two: Path) -> bool:
    """Let two folders change places in one step; whether the system could."""
    here, swap = -100, 2  # AT_FDCWD, RENAME_EXCHANGE and RENAME_SWAP
    try:
        library = ctypes.CDLL(None)
        if sys.platform == "linux":
            failed: int = library.renameat2(here, os.fsencode(one), here, os.fsencode(two), swap)
        elif sys.platform == "darwin":
            failed = library.renamex_np(os.fsencode(one), os.fsencode(two), swap)
        else:
            return False
    except (OSError, AttributeError, TypeError):
        return False
    return failed == 0
