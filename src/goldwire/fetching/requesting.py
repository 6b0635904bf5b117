"""Getting one file from its address, within bounds: of time, of size, and of where it may lead.

Nothing is sent but the request: no name, password, cookie or key, also where the environment has some for a host. So a
redirect gives nothing away that the address did not, and what comes of it counts only where its digest is right. What
a redirect can do is to make this machine ask something for a stranger: so it may not lead from the internet to this
machine or into the local network, nor over http, where anybody on the way could change or watch it.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from typing import Any

import httpx2

from goldwire.fetching.codes import BAD_ADDRESS, GONE, NOT_REACHED, NOT_TAKEN, SERVER_FAILS
from goldwire.fetching.file import Failed
from goldwire.fetching.limits import Limits
from goldwire.model.address import address_trouble, is_this_machine
from goldwire.model.incident import printable
from goldwire.web.answers import PASSING, causes, wait_asked
from goldwire.web.bounds import BadAnswer, Watch, origin, packed, shown

_HEADERS = {
    "User-Agent": f"goldwire/{version('goldwire')}",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
    "Connection": "close",  # a connection is watched from its beginning
}
_HERE = ("all://localhost", "all://127.0.0.1", "all://127.0.0.0/8", "all://[::1]")
"""What no proxy is asked for: this machine would be another one for it."""
_NO_WAY = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError)
_SLOW_DOWN = (429, 503)
_LATER = (*PASSING, 425)
"""Statuses that may be others a little later; 425 is Too Early."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A file, what the server says that it is, and whether the server told where it ends: else it may be cut off."""

    data: bytes
    media_type: str
    ended: bool


class Asker:
    """Gets files by their addresses, in several threads.

    Proxies and certificates are those of the environment (`HTTPS_PROXY`, `NO_PROXY`, `SSL_CERT_FILE` …), as httpx and
    `huggingface_hub` take them. Raises `Failed` where they are not valid.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._watches: set[Watch] = set()
        self._stopped = False
        try:
            self._client = httpx2.Client(
                headers=_HEADERS,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
                timeout=httpx2.Timeout(limits.read, connect=limits.connect),
                limits=httpx2.Limits(max_connections=limits.at_once, max_keepalive_connections=0),
                mounts=dict.fromkeys(_HERE),
                follow_redirects=False,
            )
        except (ValueError, OSError, ImportError, httpx2.InvalidURL) as error:
            said = f"the proxy or the certificates that the environment names cannot be used: {error}"
            raise Failed(NOT_REACHED, said, no_way=True) from None

    def close(self) -> None:
        """End all that is going on: requests end with an error, and no new ones begin."""
        with self._lock:
            self._stopped = True
            for watch in self._watches:
                watch.cut()
        self._client.close()

    def get(self, address: str) -> Answer:
        """What is at an address. Raises `Failed`."""
        trouble = address_trouble(address)
        if trouble is not None:
            raise Failed(BAD_ADDRESS, f"the address {trouble}")
        with self._watched() as watch:
            way = _Way(address)
            try:
                return self._followed(address, way, watch)
            except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError) as error:
                raise _not_reached(error, way, watch) from None
            except Failed as failed:
                failed.elsewhere = way.led
                raise

    @contextmanager
    def _watched(self) -> Iterator[Watch]:
        watch = Watch(self._limits.total)
        with self._lock:
            self._watches.add(watch)
            if self._stopped:
                watch.cut()
        try:
            watch.alive()
            yield watch
        except BadAnswer as error:
            raise Failed(NOT_REACHED, str(error), passing=error.passing) from None
        finally:
            watch.end()
            with self._lock:
                self._watches.discard(watch)

    def _followed(self, address: str, way: _Way, watch: Watch) -> Answer:
        request = self._client.build_request("GET", address)
        for _ in range(self._limits.redirects + 1):
            request.extensions = {**request.extensions, "trace": way.tracing(request.url.host, watch)}
            response = self._client.send(request, stream=True)
            try:
                watch.alive()
                if not response.has_redirect_location:
                    headers = response.headers
                    ended = "Content-Length" in headers or "Transfer-Encoding" in headers
                    return Answer(self._body(response, watch), headers.get("Content-Type", ""), ended)
                following = response.next_request
            finally:
                response.close()
            if following is None:
                raise Failed(NOT_TAKEN, f"{way.shown} leads to an address that is not valid")
            way.refuse(str(following.url))
            request = following
        raise Failed(NOT_TAKEN, f"{way.shown} leads on and on: more than {self._limits.redirects} redirects")

    def _body(self, response: httpx2.Response, watch: Watch) -> bytes:
        _refuse_status(response)
        encoding = packed(response.headers)
        if encoding is not None:
            raise Failed(NOT_TAKEN, f"the answer is packed ({encoding}), which nobody asked for")
        most = self._limits.bytes
        too_large = Failed(NOT_TAKEN, f"the answer has more than {most:,} bytes, which no file of texts needs")
        told = response.headers.get("Content-Length", "")
        if told.isdigit() and int(told[:20]) > most:
            raise too_large
        data = bytearray()
        for chunk in response.iter_raw():
            data += chunk
            if len(data) > most:
                raise too_large
            watch.allow(len(chunk) / self._limits.slowest)
            watch.alive()
        watch.alive()
        return bytes(data)


class _Way:
    """From where to where an address led."""

    def __init__(self, address: str) -> None:
        self.shown = shown(address)
        self.led = False
        """Whether the first host answered, and led elsewhere."""
        self._here = is_this_machine(origin(address)[1])
        self._public = _is_public(origin(address)[1])
        """Whether the first host is on the internet; None where only its connection tells."""

    def refuse(self, address: str) -> None:
        """Raise `Failed` where a redirect may not lead to this address."""
        scheme, host, _ = origin(address)
        trouble = None
        if scheme not in ("http", "https") or not host:
            trouble = "which is no address of the web"
        elif scheme == "http" and not (self._here and is_this_machine(host)):
            trouble = "over a connection that anyone can read and change"
        elif not self._here and is_this_machine(host):
            trouble = "which is this machine"
        elif self._public is not False and _is_public(host) is False:
            trouble = "which is in the local network"
        elif "@" in address.partition("://")[2].partition("/")[0]:
            trouble = "with a name or password in the address"
        if trouble is not None:
            raise Failed(NOT_TAKEN, f"{self.shown} leads to {shown(address)}, {trouble}")
        self.shown = f"{self.shown}, {shown(address)}" if len(self.shown) < 400 else self.shown
        self.led = True

    def tracing(self, host: str, watch: Watch) -> Any:
        """What sees the connections of one request: for the watch, and to see where names lead."""
        direct = False

        def trace(event: str, info: dict[str, Any]) -> None:
            nonlocal direct
            if event == "connection.connect_tcp.started":
                direct = info["host"] == host  # and not a proxy, which knows alone where the host is
            watch.trace(event, info)
            if event == "connection.connect_tcp.complete" and direct:
                stream = info["return_value"]
                try:
                    self._connected(host, stream.get_extra_info("server_addr"))
                except BaseException:
                    stream.close()
                    raise

        return trace

    def _connected(self, host: str, peer: Any) -> None:
        public = _is_public(peer[0]) if isinstance(peer, tuple) and peer else None
        if self._public is None:
            self._public = public
        elif self._public and public is False:
            raise Failed(NOT_TAKEN, f"{self.shown}: {printable(host)} is in the local network, by what DNS says")


def _is_public(host: str) -> bool | None:
    """Whether an IP address is one of the internet; None for a name."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return (address if mapped is None else mapped).is_global


def _refuse_status(response: httpx2.Response) -> None:
    """Raise `Failed` unless the answer is the file."""
    status = response.status_code
    if status == 200:
        return
    wait = wait_asked(response.headers)
    if status in _LATER or status >= 500 or (status == 403 and wait is not None):
        slow = status in _SLOW_DOWN or wait is not None
        raise Failed(SERVER_FAILS, f"the server answers with status {status}", passing=True, wait=wait, slow=slow)
    if status >= 400:
        raise Failed(GONE, f"the server answers with status {status}")
    raise Failed(NOT_TAKEN, f"the server answers with status {status}, which comes with no whole file")


def _not_reached(error: Exception, way: _Way, watch: Watch) -> Failed:
    """The error of a connection, in words."""
    if watch.late:
        return Failed(NOT_REACHED, f"not done after {watch.seconds:,.0f} s", passing=True)
    # The certificate stays what it is, and so does a name that nobody knows.
    lasting = any(
        isinstance(one, ssl.SSLCertVerificationError)
        or (isinstance(one, socket.gaierror) and one.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)))
        for one in causes(error)
    )
    said = str(error).strip()[:300] or "no words"
    led = f"the address leads by way of {way.shown}: " if way.led else ""
    return Failed(
        NOT_REACHED,
        f"{led}{type(error).__name__}: {said}",
        passing=not lasting,
        no_way=isinstance(error, _NO_WAY) and not way.led,  # the host of the address is there, all the same
    )
