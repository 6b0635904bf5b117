"""A server on 127.0.0.1 that does to each connection whatever a test wants, below the level of HTTP."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behave = Callable[[socket.socket], None]
_PACE = 0.02
"""Seconds between two bytes that drip."""
JSON = b"Content-Type: application/json\r\n"


class Server:
    """Listens until it is closed; what it was sent is in `seen`. A behaviour ends when the client leaves."""

    def __init__(self, behave: Behave, *, read: bool = True) -> None:
        self._behave, self._read = behave, read
        self._listening = socket.socket()
        self._listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._listening.bind(("127.0.0.1", 0))
        self._listening.listen()
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.closed = threading.Event()
        self.seen: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(20)
            if self._read:
                self.seen.append(connection.recv(65536))
            self._behave(connection)

    def close(self) -> None:
        self.closed.set()
        self._listening.close()


@contextmanager
def serving(behave: Behave, *, read: bool = True) -> Iterator[Server]:
    """Such a server; without `read` it leaves requests where they are."""
    server = Server(behave, read=read)
    try:
        yield server
    finally:
        server.close()


def says(*parts: bytes) -> Behave:
    """Send this, and end the connection."""

    def behave(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return behave


def answers(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> Behave:
    """A whole answer."""
    length = b"Content-Length: %d\r\n" % len(body)
    return says(
        b"HTTP/1.1 " + status + b"\r\n" + JSON + length + b"".join(h + b"\r\n" for h in headers) + b"\r\n", body
    )


def drips(head: bytes, drop: bytes) -> Behave:
    """Something, and then a little more every now and then, without end."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            time.sleep(_PACE)
            connection.sendall(drop)

    return behave


def floods(head: bytes, flood: bytes) -> Behave:
    """Something, and then as much as the connection takes, without end."""

    def behave(connection: socket.socket) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(flood)

    return behave


def silent(connection: socket.socket) -> None:
    """Say nothing, until the client leaves."""
    with suppress(OSError):
        connection.recv(1)
    time.sleep(_PACE)


def stalls(connection: socket.socket) -> None:
    """Read nothing of what is sent."""
    time.sleep(10)


def resets(connection: socket.socket) -> None:
    """Break the connection off."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
