"""The one seam behind which per-document work runs: in a loop or in a pool of processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")

_CHUNK = 32
"""Items a task: enough to make the cost of sending a task small beside the work."""
_AHEAD = 3
"""Tasks under way for each worker: results wait in order, so this bounds memory."""

_stage: Callable[[Any], Any] | None = None


class WorkerDied(RuntimeError):
    """A worker process was killed. Nothing was written; the message says how to go on."""


def run(stage: Callable[[A], B], items: Iterable[A], *, workers: int = 1) -> Iterator[B]:
    """`stage` of every item, lazily and in order. With more than one worker, `stage` must be picklable.

    Holds a bounded number of items at a time, whatever their total. Raises `WorkerDied` where a process is killed.
    """
    if workers <= 1:
        yield from map(stage, items)
        return
    chunks = _chunks(items)
    pending: deque[Future[list[B]]] = deque()
    pool = ProcessPoolExecutor(workers, initializer=_set_stage, initargs=(stage,))

    def submit(most: int) -> None:
        for chunk in islice(chunks, most):
            with _deaf_to_interrupts():
                pending.append(pool.submit(_run_chunk, chunk))

    try:
        submit(workers * _AHEAD)
        while pending:
            results = pending.popleft().result()
            submit(1)
            yield from results
    except BrokenProcessPool:
        raise WorkerDied(
            "a worker process was killed, perhaps because memory ran out; try again with fewer --workers"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)  # whoever stops listening waits for what was begun, and no more


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Worker processes that start meanwhile never hear Ctrl-C, which a terminal sends to them, too: it is for this
    process to heed, and they would only print that they were interrupted."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _set_stage(stage: Callable[[Any], Any]) -> None:
    global _stage
    _stage = stage
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for ever, and hold the locks that it inherited."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _run_chunk(chunk: tuple[Any, ...]) -> list[Any]:
    if _stage is None:  # set by the pool's initializer before any task
        raise RuntimeError("the worker was not set up")
    return [_stage(item) for item in chunk]


def _chunks(items: Iterable[A]) -> Iterator[tuple[A, ...]]:
    iterator = iter(items)
    while chunk := tuple(islice(iterator, _CHUNK)):
        yield chunk
