"""Requests of `huggingface_hub` within bounds: of time as a whole, of size, of number, and of where the token goes.

The limits of httpx are for one wait each: a server that sends a byte a minute is never late. Here a watch ends the
connection of a request that takes too long as a whole, in whatever it hangs: the handshake, the headers, a body that
drips, an upload that nobody reads. Only documented parts of httpx are used: hooks, the trace of connections, streams.
"""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from huggingface_hub import constants, get_session
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import hf_raise_for_status  # type: ignore[attr-defined]

from goldwire.model.incident import printable

PASSING = (408, 429, 500, 502, 503, 504)
"""Answers that may be others a little later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of one request, in seconds. `total` grows by a second for each `slowest` bytes that are sent or fetched.
    One step of publishing, such as reading all pages of a listing, may make so many `requests`, and be answered with so
    many bytes (`answer`; some fifty times as many in memory)."""

    connect: float = 20.0
    read: float = 120.0
    write: float = 120.0
    total: float = 300.0
    slowest: int = 50_000
    answer: int = 16 * 2**20
    redirects: int = 10
    requests: int = 2_000


LIMITS = Limits()


class Once(Exception):
    """An error that may pass, hidden from the retries of `huggingface_hub`. Its cause is the error."""


class BadAnswer(Exception):
    """An answer that is too long, too slow, or leads elsewhere. `passing` says that trying again may help."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


def transport_error() -> type[Exception]:
    """The error of connections that fail, of httpx or of the fork of it that `huggingface_hub` uses."""
    try:
        client = type(get_session()).__module__
    except Exception:  # of a proxy that is none, for example; nothing was sent then
        return OSError
    error: type[Exception] = sys.modules[client.partition(".")[0]].TransportError
    return error


class Bounds:
    """Sends what `huggingface_hub` asks for within limits; `endpoint` is the server that may see the token."""

    def __init__(self, endpoint: str, limits: Limits) -> None:
        self._limits = limits
        self._home = _origin(endpoint)

    @contextmanager
    def within(self, *, largest: int | None = None, requests: int | None = None) -> Iterator[None]:
        """Every request goes out once and within limits, whatever `huggingface_hub` would do. `largest` bounds
        the bytes of the answers, where their size is known."""
        client: Any = get_session()
        transport = transport_error()
        answer = self._limits.answer if largest is None else largest
        most = self._limits.requests if requests is None else requests
        send, hooks, redirects = client.send, client.event_hooks, client.max_redirects
        xet = constants.HF_HUB_DISABLE_XET
        sent, taken = _Count(most), _Count(answer)

        def leave(request: Any) -> None:
            if sent.above(1):
                raise BadAnswer(f"more than {most:,} requests for one step: the Hub's answers lead nowhere")
            self._look(request)
            request.headers["Connection"] = "close"  # a connection is watched from its beginning
            request.headers["Accept-Encoding"] = "identity"

        def arrive(response: Any) -> None:
            packed = response.headers.get("Content-Encoding", "identity").strip().lower()
            if packed not in ("", "identity"):
                raise BadAnswer(f"the answer is packed ({printable(packed)[:40]}), which nobody asked for")
            response.stream = _bounded(response.stream, taken, response.request.extensions["goldwire"], transport)

        def once(request: Any, **options: Any) -> Any:
            streamed = options.pop("stream", False)
            watch = _Watch(self._seconds(request, answer))
            request.extensions = {**request.extensions, "trace": watch.trace, "goldwire": watch}
            request.extensions["timeout"] = self._timeouts(request)
            response = None
            try:
                with watch.errors(transport):
                    response = send(request, stream=True, **options)
                    watch.alive()
                    if not streamed or response.status_code in PASSING:
                        response.read()
                    if response.status_code in PASSING:
                        hf_raise_for_status(response)
            except BaseException:
                if response is not None:
                    response.close()
                watch.end()
                raise
            if not streamed:
                watch.end()
            return response

        client.send = once
        client.event_hooks = {
            "request": [*hooks.get("request", ()), leave],
            "response": [*hooks.get("response", ()), arrive],
        }
        client.max_redirects = self._limits.redirects
        constants.HF_HUB_DISABLE_XET = True  # it sends requests of its own, without any limit
        try:
            yield
        finally:
            constants.HF_HUB_DISABLE_XET = xet
            client.send, client.event_hooks, client.max_redirects = send, hooks, redirects

    def _look(self, request: Any) -> None:
        """Refuse a request that would leave the way that was asked for."""
        there = _origin(str(request.url))
        if there[0] == "":
            raise BadAnswer("the Hub leads to an address that is not valid")
        if there[0] not in ("http", "https"):
            raise BadAnswer(f"the Hub leads to {_shown(request.url)}, which is no address of the web")
        if self._home[0] == "https" and there[0] == "http":
            raise BadAnswer(f"the Hub leads to {_shown(request.url)}, over a connection that anyone can read")
        if "authorization" in request.headers and there != self._home:
            raise BadAnswer(f"the Hub leads to {_shown(request.url)}, another server, which must not see the token")

    def _timeouts(self, request: Any) -> dict[str, float]:
        given = request.extensions.get("timeout") or {}
        ours = {"connect": self._limits.connect, "read": self._limits.read, "write": self._limits.write}
        return {key: given.get(key) or value for key, value in {**ours, "pool": self._limits.write}.items()}

    def _seconds(self, request: Any, answer: int) -> float:
        """How long a request may take as a whole."""
        length = request.headers.get("Content-Length", "0")
        sent = int(length) if length.isdigit() else self._limits.answer
        fetched = answer if request.method == "GET" and "/resolve/" in request.url.path else 0
        return self._limits.total + (sent + fetched) / self._limits.slowest


class _Count:
    """Counts up to a limit, in several threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock, self._count = threading.Lock(), 0

    def above(self, more: int) -> bool:
        """Whether there are more than may be, with so many more."""
        with self._lock:
            self._count += more
            return self._count > self.most


class _Watch:
    """Ends the connections of one request when its time is over."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.late = False
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._ended = False
        self._timer = threading.Timer(seconds, self._expire)
        self._timer.daemon = True
        self._timer.start()

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Take the connection that httpx tells of."""
        if event == "connection.connect_tcp.complete":
            connected = info["return_value"].get_extra_info("socket")
            if connected is not None:
                with self._lock:
                    # A handle of its own: TLS takes the socket over.
                    self._sockets.append(connected.dup())
        if self.late:
            self._expire()

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

    @contextmanager
    def errors(self, transport: type[Exception]) -> Iterator[None]:
        """Turn errors of a connection into what `huggingface_hub` leaves alone."""
        try:
            yield
        except (transport, HfHubHTTPError, OSError) as error:
            self.alive()
            raise Once from error

    def _expire(self) -> None:
        with self._lock:
            if self._ended:
                return
            self.late = True
            for each in self._sockets:
                with suppress(OSError):  # closed by then
                    each.shutdown(socket.SHUT_RDWR)


def _bounded(stream: Any, taken: _Count, watch: _Watch, transport: type[Exception]) -> Any:
    """A stream of an answer that ends with an error where it is late, or more is taken than may be."""
    base: Any = next(kind for kind in type(stream).__mro__ if kind.__name__ == "SyncByteStream")

    class Bounded(base):  # type: ignore[misc]
        def __iter__(self) -> Iterator[bytes]:
            with watch.errors(transport):
                for chunk in stream:
                    if taken.above(len(chunk)):
                        raise BadAnswer(f"the Hub answers with more than {taken.most:,} bytes")
                    watch.alive()
                    yield chunk
            watch.alive()

        def close(self) -> None:
            stream.close()
            watch.end()

    return Bounded()


def _origin(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        standard = {"http": 80, "https": 443}.get(parts.scheme)
        return parts.scheme, (parts.hostname or "").rstrip("."), parts.port or standard
    except ValueError:
        return "", "", None


def _shown(url: Any) -> str:
    """An address without its query, which may hold a key."""
    scheme, host, port = _origin(str(url))
    return printable(f"{scheme}://{host}{f':{port}' if port not in (80, 443, None) else ''}")[:200]
