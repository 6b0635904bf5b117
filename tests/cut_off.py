"""Cutting work off at its file operations, in forks of this process."""

from __future__ import annotations

import builtins
import errno
import io
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pyarrow.parquet as pq

from goldwire.corpus import placing

BROKEN, WRONG = 3, 4
"""Exit statuses of forks: the build was cut off by an exception; what is left is not as it should be."""
_CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.truncate", "os.link", "os.symlink"}
_NEED_ROOM = {"open", "write", "fsync", "os.mkdir", "write_table", "sendfile"}
_LONGEST = 60


class Faults:
    """Counts the operations that change files below `root`, and lets the fault happen at the nth."""

    def __init__(self, fault: str, nth: int, root: Path) -> None:
        self.fault, self.nth, self.root, self.count = fault, nth, str(root), 0

    def operation(self, name: str) -> None:
        self.count += 1
        if self.count == self.nth or (self.fault == "stuck" and self.count > self.nth and name in _NEED_ROOM):
            self.happen()

    def due(self) -> bool:
        """Whether the next operation is the nth: then a write leaves half of its data."""
        return self.count + 1 == self.nth

    def happen(self) -> NoReturn:
        if self.fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fault == "interrupt":
            raise KeyboardInterrupt
        raise OSError(errno.ENOSPC, "No space left on device")

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, str) and path.startswith(self.root) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                self.operation("open")
        elif event in _CHANGES:
            self.operation(event)

    def install(self) -> None:
        faults, fsync, sendfile, write_table = self, os.fsync, os.sendfile, pq.write_table
        exchange, plain_open = placing._exchange, io.open

        class Stream(io.BufferedWriter):
            def write(self, data: Any) -> int:
                if faults.due():
                    super().write(bytes(data)[: len(data) // 2])
                    self.flush()
                faults.operation("write")
                return super().write(data)

        def opened(file: Any, mode: str = "r", *arguments: Any, **options: Any) -> Any:
            if mode in ("wb", "w+b", "xb", "ab"):
                return Stream(io.FileIO(file, mode))
            return plain_open(file, mode, *arguments, **options)

        def synced(fd: Any) -> None:
            faults.operation("fsync")
            fsync(fd)

        def sent(out_fd: int, in_fd: int, offset: int | None, count: int) -> int:
            if faults.due():
                sendfile(out_fd, in_fd, offset, 100)
            faults.operation("sendfile")
            return sendfile(out_fd, in_fd, offset, count)

        def written(table: Any, path: Path, **options: Any) -> None:
            if faults.due():
                write_table(table, path, **options)
                os.truncate(path, path.stat().st_size // 2)
            faults.operation("write_table")
            write_table(table, path, **options)

        def exchanged(one: Path, two: Path) -> bool:
            faults.operation("exchange")
            return exchange(one, two)

        builtins.open = io.open = opened
        os.fsync, os.sendfile, pq.write_table, placing._exchange = synced, sent, written, exchanged
        sys.addaudithook(self.audit)


def forked(work: Callable[[], None], *, kill_after: float | None = None) -> int:
    """Run `work` in a fork; its exit status, negative where a signal killed it."""
    process = os.fork()
    if process == 0:
        status = WRONG
        try:
            work()
            status = 0
        except (OSError, KeyboardInterrupt):
            status = BROKEN
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(process, signal.SIGKILL)
    limit = time.monotonic() + _LONGEST
    while time.monotonic() < limit:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.001)
    os.kill(process, signal.SIGKILL)
    raise AssertionError("the build hangs")


def operations(work: Callable[[], None], root: Path, noted: Path) -> int:
    """How many file operations below `root` an undisturbed run of `work` takes; `noted` is a file to count in."""

    def counted() -> None:
        faults = Faults("none", -1, root)
        faults.install()
        work()
        os.write(os.open(noted, os.O_CREAT | os.O_WRONLY), str(faults.count).encode())

    assert forked(counted) == 0
    return int(noted.read_text())
