"""Whatever a server does, fetching ends soon, says what is wrong, keeps nothing of it, and goes on with the rest."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path

import pytest
from hostile_answers import KINDS
from hostile_server import Behave, drips, floods, serving
from source_server import SOON, sources

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
    with serving(behave) as server, sources({"well": b"well"}) as well:
        done = fetch(
            [wanted(f"{server.address}/x"), wanted(f"{well.address}/well", b"well")],
            Cache(tmp_path),
            limits=LATE,
            archive="",
        )
    assert [one.state is State.OK for one in done] == [False, True]
    for incident in done[0].incidents:
        assert incident.message.isprintable()
        assert len(incident.message) < 2000
    assert [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()] == [b"well"]


def test_a_body_that_drips_is_late_and_one_that_flows_is_not(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n"
    with serving(drips(head, b" ")) as server:
        (done,) = fetch([wanted(f"{server.address}/x")], Cache(tmp_path), limits=LATE, archive="")
    assert (done.state, done.incidents[0].code) == (State.OFFLINE, "GW-E143")
    assert "not done after" in done.incidents[0].message
    flowing = dataclasses.replace(LATE, slowest=10)  # each byte that comes is a tenth of a second more
    text = b" " * 30
    with serving(drips(b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n", b" ")) as server:
        (done,) = fetch([wanted(f"{server.address}/x", text)], Cache(tmp_path), limits=flowing, archive="")
    assert done.state is State.OK, done.incidents


def test_a_body_without_end_is_left(tmp_path: Path) -> None:
    with serving(floods(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536)) as server:
        (done,) = fetch([wanted(f"{server.address}/x")], Cache(tmp_path), limits=SOON, archive="")
    assert (done.state, done.incidents[0].code) == (State.SOURCE_CHANGED, "GW-E145")
    assert len(server.seen) == 1
