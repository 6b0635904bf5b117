"""Whatever a server does, fetching ends soon, says what is wrong, keeps nothing of it, and goes on with the rest."""

from __future__ import annotations

import dataclasses
import hashlib
import secrets
from pathlib import Path

import pytest
from hostile_answers import KINDS
from hostile_server import Behave, drips, floods, says, serving
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from source_server import SOON

from goldwire.corpus.cache import Cache
from goldwire.fetching.fetch import State, fetch
from goldwire.fetching.wanted import Wanted
from goldwire.model.document import Source

pytestmark = pytest.mark.timeout(60)
LATE = dataclasses.replace(SOON, total=0.15, tries=1)


def wanted(address: str, data: bytes = b"the text") -> Wanted:
    digest = hashlib.sha256(data).hexdigest()
    return Wanted(f"gw-{digest[:16]}", digest, Source(address=address, sha256=digest, form="file"))


@pytest.mark.parametrize("behave", [behave for behave, _ in KINDS.values()], ids=KINDS.keys())
def test_whatever_a_server_answers(behave: Behave, tmp_path: Path) -> None:
    with serving(behave) as server:
        (done,) = fetch([wanted(f"{server.address}/x")], Cache(tmp_path), limits=LATE, archive="")
    assert done.state is not State.OK
    for incident in done.incidents:
        assert incident.message.isprintable()
        assert len(incident.message) < 2000
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_body_that_drips_is_late(tmp_path: Path) -> None:
    with serving(drips(b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n", b" ")) as server:
        (done,) = fetch([wanted(f"{server.address}/x")], Cache(tmp_path), limits=LATE, archive="")
    assert (done.state, done.incidents[0].code) == (State.OFFLINE, "GW-E143")
    assert "not done after" in done.incidents[0].message


def test_a_body_without_end_is_left(tmp_path: Path) -> None:
    with serving(floods(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536)) as server:
        (done,) = fetch([wanted(f"{server.address}/x")], Cache(tmp_path), limits=SOON, archive="")
    assert (done.state, done.incidents[0].code) == (State.SOURCE_CHANGED, "GW-E145")
    assert len(server.seen) == 1


_LINES = st.lists(
    st.one_of(
        st.sampled_from([
            b"Content-Length: 8", b"Content-Length: 0", b"Transfer-Encoding: chunked", b"Retry-After: 1",
            b"Location: /", b"Location: //", b"Location: https://", b"Location: http://127.0.0.1:1/",
            b"Content-Encoding: x", b"Set-Cookie: a=b", b"Connection: upgrade", b"Content-Type: \xff",
        ]),
        st.binary(max_size=12),
    ),
    max_size=4,
)  # fmt: skip
_STATUS = st.sampled_from(
    [b"200", b"204", b"206", b"301", b"304", b"403", b"404", b"418", b"429", b"500", b"999", b"0"]
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(status=_STATUS, lines=_LINES, body=st.one_of(st.just(b"the text"), st.binary(max_size=20)))
def test_whatever_bytes_a_server_sends(status: bytes, lines: list[bytes], body: bytes, tmp_path: Path) -> None:
    head = b"\r\n".join([b"HTTP/1.1 " + status + b" Well", *lines, b"", b""])
    cache = Cache(tmp_path / secrets.token_hex(4))
    limits = dataclasses.replace(SOON, tries=1, longest_pause=0.01)
    with serving(says(head, body)) as server:
        (done,) = fetch([wanted(f"{server.address}/x")], cache, limits=limits, archive="")
    kept = [path.read_bytes() for path in cache.folder.rglob("*") if path.is_file()]
    assert kept == ([b"the text"] if done.state is State.OK else [])
    assert bool(done.incidents) is (done.state is not State.OK)
