"""A server on 127.0.0.1 from which texts are fetched, that answers as a test wants and counts what it was asked."""

from __future__ import annotations

import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from goldwire.fetching.limits import Limits

SOON = Limits(
    connect=5,
    read=5,
    total=5,
    slowest=2**20,
    bytes=2**20,
    redirects=3,
    tries=3,
    pause=0.01,
    longest_pause=2,
    others=0.5,
)
"""Limits with which nothing takes long."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server says to one request. `cut` leaves out so many bytes that the headers promise."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0


class Sources:
    """Answers by path: one, or several of which the last one stays."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: dict[str, Answer | Sequence[Answer]] = {}
        self.asked: Counter[str] = Counter()
        self.headers: list[dict[str, str]] = []
        self.times: list[float] = []
        """When each request came, in seconds."""
        self.together = 0
        """The most requests that were in hand at the same time."""
        self.hold: threading.Event | None = None
        """What every answer waits for, if anything."""
        self.came = threading.Event()
        self._now = 0
        self._lock = threading.Lock()

    def begin(self, path: str, headers: dict[str, str]) -> Answer:
        """The answer to a request."""
        with self._lock:
            self._now += 1
            self.together = max(self.together, self._now)
            count = self.asked[path]
            self.asked[path] += 1
            self.headers.append(headers)
            self.times.append(time.monotonic())
        self.came.set()
        if self.hold is not None:
            self.hold.wait(20)
        answers = self.answers.get(path, Answer(status=404))
        return answers if isinstance(answers, Answer) else answers[min(count, len(answers) - 1)]

    def end(self) -> None:
        """A request is about to be answered."""
        with self._lock:
            self._now -= 1


@contextmanager
def sources(
    files: Mapping[str, bytes] | None = None, *, certificate: tuple[Path, Path] | None = None
) -> Iterator[Sources]:
    """Such a server, with these files; with a certificate and its key it speaks TLS."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = served.begin(self.path, dict(self.headers))
            self.send_response(answer.status)
            for name, value in {"Content-Length": str(len(answer.body)), **answer.headers}.items():
                self.send_header(name, value)
            served.end()  # before the client can know, and come again
            self.end_headers()
            self.wfile.write(answer.body[: len(answer.body) - answer.cut])

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, *_: Any) -> None:  # clients that leave
            pass

    server = Server(("127.0.0.1", 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "http" if certificate is None else "https"
    served = Sources(f"{scheme}://127.0.0.1:{server.server_address[1]}")
    served.answers |= {f"/{name}": Answer(data) for name, data in (files or {}).items()}
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        if served.hold is not None:
            served.hold.set()
        with suppress(OSError):
            server.shutdown()
            server.server_close()
