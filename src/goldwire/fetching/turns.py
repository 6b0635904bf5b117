"""Who is asked when: a few requests to a host at the same time, none before its time, and none that waits for another
host."""

from __future__ import annotations

import heapq
import threading
import time
from collections import Counter
from typing import Generic, TypeVar

J = TypeVar("J")


class Turns(Generic[J]):
    """Jobs by host, for several threads.

    Args:
        per_host: Jobs of one host that are in hand at the same time.
    """

    def __init__(self, per_host: int) -> None:
        self._per_host = per_host
        self._changed = threading.Condition()
        self._queues: dict[str, list[tuple[float, int, J]]] = {}
        self._in_hand: Counter[str] = Counter()
        self._most: dict[str, int] = {}
        self._not_before: dict[str, float] = {}
        self._count = 0
        self._stopped = False

    def put(self, host: str, job: J, after: float = 0.0) -> None:
        """Hand in a job, to be done no sooner than in so many seconds."""
        with self._changed:
            self._count += 1
            entry = (time.monotonic() + after, self._count, job)
            heapq.heappush(self._queues.setdefault(host, []), entry)
            self._changed.notify()

    def take(self) -> tuple[str, J] | None:
        """The next job and its host, once there is one whose time has come; None after `stop`. `done` gives it back."""
        with self._changed:
            while not self._stopped:
                now, soonest = time.monotonic(), None
                for host, queue in self._queues.items():
                    if not queue or self._in_hand[host] >= self._most.get(host, self._per_host):
                        continue
                    due = max(queue[0][0], self._not_before.get(host, 0.0))
                    if due <= now:
                        self._in_hand[host] += 1
                        # Behind the others: hosts take turns.
                        self._queues[host] = self._queues.pop(host)
                        return host, heapq.heappop(queue)[2]
                    soonest = due if soonest is None else min(soonest, due)
                self._changed.wait(None if soonest is None else soonest - now)
            return None

    def done(self, host: str) -> None:
        """A job of this host is no longer in hand."""
        with self._changed:
            self._in_hand[host] -= 1
            self._changed.notify()

    def slow(self, host: str, seconds: float) -> None:
        """Give a host some time, and from then on half as many requests at once."""
        with self._changed:
            self._not_before[host] = max(self._not_before.get(host, 0.0), time.monotonic() + seconds)
            self._most[host] = max(1, self._most.get(host, self._per_host) // 2)

    def hurry(self, host: str) -> None:
        """Do not wait for a host any longer: nothing more is asked of it."""
        with self._changed:
            self._not_before.pop(host, None)
            self._most.pop(host, None)
            queue = self._queues.get(host)
            if queue:
                queue[:] = [(0.0, count, job) for _, count, job in queue]
                heapq.heapify(queue)
            self._changed.notify_all()

    def stop(self) -> None:
        """No more jobs are given out."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
