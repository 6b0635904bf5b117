"""With this folder on PYTHONPATH a Python process has no network: each attempt fails, and is told on stderr."""

import sys
from typing import Any

_WATCHED = ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
_LOCAL = ("localhost", "127.0.0.1", "::1")


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _WATCHED:
        return
    # The address stands behind the socket; that of a Unix socket is a path.
    address = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments[0]
    if event in ("socket.connect", "socket.sendto") and not isinstance(address, tuple):
        return
    host = address[0] if isinstance(address, tuple) else address
    if host not in _LOCAL:
        print(f"offline: {event} {host!r} refused", file=sys.stderr, flush=True)
        raise ConnectionRefusedError(f"offline: {event} {host!r} refused")


sys.addaudithook(_refuse)
