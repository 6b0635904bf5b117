"""The watch over the time of a request."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest

from goldwire.web.bounds import BadAnswer, Watch


class Stream:
    """A connection, as httpx tells of it."""

    def __init__(self, connected: socket.socket) -> None:
        self._connected = connected

    def get_extra_info(self, _: str) -> Any:
        return self._connected


def test_a_watch_ends_what_takes_too_long() -> None:
    one, other = socket.socketpair()
    with one, other:
        watch = Watch(0.05)
        watch.trace("connection.connect_tcp.complete", {"return_value": Stream(one)})
        other.settimeout(20)
        assert other.recv(1) == b""
        with pytest.raises(BadAnswer, match="not done after") as caught:
            watch.alive()
        assert caught.value.passing
        watch.end()


def test_a_watch_may_be_given_more_time() -> None:
    watch = Watch(0.05)
    watch.allow(60)
    threading.Event().wait(0.2)
    watch.alive()
    watch.end()


def test_a_connection_that_comes_late_is_ended_too() -> None:
    one, other = socket.socketpair()
    with one, other:
        watch = Watch(60)
        watch.cut()
        watch.trace("connection.connect_tcp.complete", {"return_value": Stream(one)})
        other.settimeout(20)
        assert other.recv(1) == b""
        watch.end()
