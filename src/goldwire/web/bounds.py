"""Bounds of a request of httpx: of time as a whole, of size, of number.

The limits of httpx are for one wait each: a server that sends a byte a minute is never late. Here a watch ends the
connection of a request that takes too long as a whole, in whatever it hangs: the handshake, the headers, a body that
drips, an upload that nobody reads. Only documented parts of httpx are used: the trace of connections, and streams.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from goldwire.model.incident import printable


class BadAnswer(Exception):
    """An answer that is too long, too slow, or leads elsewhere. `passing` says that trying again may help."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class Count:
    """Counts up to a limit, in several threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock, self._count = threading.Lock(), 0

    def above(self, more: int) -> bool:
        """Whether there are more than may be, with so many more."""
        with self._lock:
            self._count += more
            return self._count > self.most


class Watch:
    """Ends the connections of one request when its time is over.

    Its method `trace` is what httpx takes as the extension `trace` of a request. It sees connections that are made for
    the request, not those that are used again: the request says `Connection: close`.

    Args:
        seconds: How long the request may take.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.late = False
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._ended = False
        self._until = time.monotonic() + seconds
        self._timer = self._started(seconds)

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Take the connection that httpx tells of."""
        if event == "connection.connect_tcp.complete":
            connected = info["return_value"].get_extra_info("socket")
            if connected is not None:
                with self._lock:
                    # A handle of its own: TLS takes the socket over.
                    self._sockets.append(connected.dup())
        if self.late:
            self.cut()

    def allow(self, seconds: float) -> None:
        """Let the request take longer."""
        with self._lock:
            self.seconds += seconds
            self._until += seconds

    def end(self) -> None:
        """The request is done."""
        self._timer.cancel()
        with self._lock:
            self._ended = True
            for each in self._sockets:
                each.close()
            self._sockets.clear()

    def alive(self) -> None:
        """Raise `BadAnswer` where the time is over; the end of a connection may look like that of a body."""
        if self.late:
            raise BadAnswer(f"not done after {self.seconds:,.0f} s", passing=True)

    def cut(self) -> None:
        """End the connections now: whatever waits for them ends, and the request counts as late."""
        with self._lock:
            if self._ended:
                return
            self.late = True
            for each in self._sockets:
                with suppress(OSError):  # closed by then
                    each.shutdown(socket.SHUT_RDWR)

    def _started(self, seconds: float) -> threading.Timer:
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        return timer

    def _expire(self) -> None:
        with self._lock:
            left = self._until - time.monotonic()
            if left > 0:  # it was given more time
                if not self._ended:
                    self._timer = self._started(left)
                return
        self.cut()


def packed(headers: Any) -> str | None:
    """The encoding that an answer is packed with, as it can be printed; None where it is not packed."""
    said = headers.get("Content-Encoding", "identity").strip().lower()
    return None if said in ("", "identity") else printable(said)[:40]


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port of an address; empty strings where it is not valid."""
    try:
        parts = urlsplit(url)
        standard = {"http": 80, "https": 443}.get(parts.scheme)
        return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or standard
    except ValueError:
        return "", "", None


def shown(url: Any) -> str:
    """An address without its path and query, which may hold a key."""
    scheme, host, port = origin(str(url))
    return printable(f"{scheme}://{host}{f':{port}' if port not in (80, 443, None) else ''}")[:200]
