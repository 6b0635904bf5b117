"""Requests of `huggingface_hub` within bounds: of time as a whole, of size, of number, and of where the token goes.

What bounds a request is in `goldwire.web.bounds`. Only documented parts of httpx are used: hooks, the trace of
connections, streams.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from huggingface_hub import constants, get_session
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import hf_raise_for_status  # type: ignore[attr-defined]

from goldwire.web.answers import PASSING
from goldwire.web.bounds import BadAnswer, Count, Watch, origin, packed, shown


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
        self._home = origin(endpoint)

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
        sent, taken = Count(most), Count(answer)

        def leave(request: Any) -> None:
            if sent.above(1):
                raise BadAnswer(f"more than {most:,} requests for one step: the Hub's answers lead nowhere")
            self._look(request)
            request.headers["Connection"] = "close"  # a connection is watched from its beginning
            request.headers["Accept-Encoding"] = "identity"

        def arrive(response: Any) -> None:
            encoding = packed(response.headers)
            if encoding is not None:
                raise BadAnswer(f"the answer is packed ({encoding}), which nobody asked for")
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
        there = origin(str(request.url))
        if there[0] == "":
            raise BadAnswer("the Hub leads to an address that is not valid")
        if there[0] not in ("http", "https"):
            raise BadAnswer(f"the Hub leads to {shown(request.url)}, which is no address of the web")
        if self._home[0] == "https" and there[0] == "http":
            raise BadAnswer(f"the Hub leads to {shown(request.url)}, over a connection that anyone can read")
        if "authorization" in request.headers and there != self._home:
            raise BadAnswer(f"the Hub leads to {shown(request.url)}, another server, which must not see the token")

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


class _Watch(Watch):
    """A watch whose errors `huggingface_hub` leaves alone."""

    @contextmanager
    def errors(self, transport: type[Exception]) -> Iterator[None]:
        """Turn errors of a connection into what `huggingface_hub` leaves alone."""
        try:
            yield
        except (transport, HfHubHTTPError, OSError) as error:
            self.alive()
            raise Once from error


def _bounded(stream: Any, taken: Count, watch: _Watch, transport: type[Exception]) -> Any:
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
