"""The process that extracts HTML: started for the first page that needs it, and again after a page that ended it."""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from goldwire.text.html_process import ANSWER, REQUEST

_SCRIPT = Path(__file__).with_name("html_process.py")


class _Worker:
    """One process, and the ends of its pipes."""

    def __init__(self) -> None:
        # -P: a file of the working folder must not stand in for a module.
        self._process = subprocess.Popen(
            [sys.executable, "-P", str(_SCRIPT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        if self._process.stdin is None or self._process.stdout is None:  # never: both were asked for
            raise OSError("the process that extracts HTML has no pipes")
        self._pages: IO[bytes] = self._process.stdin
        self._texts: IO[bytes] = self._process.stdout
        try:
            ready = _exactly(self._texts, ANSWER.size)
        except BaseException:
            self.end()
            raise
        if ready is None:
            self.end()
            raise OSError("the process that extracts the text of HTML pages does not start; is memory short?")

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def text_of(self, page: bytes, seconds: float, clock_seconds: float, memory: int) -> bytes | None:
        try:
            self._pages.write(REQUEST.pack(len(page), seconds, clock_seconds, memory))
            self._pages.write(page)
            self._pages.flush()
        except BrokenPipeError:
            return None
        head = _exactly(self._texts, ANSWER.size)
        return None if head is None else _exactly(self._texts, ANSWER.unpack(head)[0])

    def end(self) -> None:
        self._process.kill()
        for pipe in (self._pages, self._texts):
            with contextlib.suppress(OSError):  # what was left to write goes nowhere
                pipe.close()
        self._process.wait()


def extract_guarded(html: str, *, seconds: float, clock_seconds: float, memory: int) -> str | None:
    """The text of a page, worked out in a process of its own; None where that takes more than is allowed.

    Args:
        html: The page.
        seconds: CPU time that the page may take.
        clock_seconds: Time on the clock that the page may take; it should be far longer.
        memory: Bytes of memory that the process may hold.

    Raises:
        OSError: The process cannot be started.
    """
    global _worker
    page = html.encode("utf-8", "surrogatepass")
    with _lock:
        if _worker is None or not _worker.alive:
            stop()
            _worker = _Worker()
        text = None
        try:
            text = _worker.text_of(page, seconds, clock_seconds, memory)
        finally:
            # Whatever interrupted the exchange, half an answer must not be taken for the next page's.
            if text is None:
                stop()
    return None if text is None else text.decode("utf-8", "surrogatepass")


def _exactly(stream: IO[bytes], size: int) -> bytes | None:
    data = stream.read(size)
    return data if len(data) == size else None


def stop() -> None:
    """End the process, if there is one; the next page that needs it starts another."""
    global _worker
    worker, _worker = _worker, None
    if worker is not None:
        worker.end()


def _forget() -> None:
    """In a forked process: the worker and the lock are the parent's."""
    global _worker, _lock
    _worker, _lock = None, threading.Lock()


_worker: _Worker | None = None
_lock = threading.Lock()
atexit.register(stop)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
