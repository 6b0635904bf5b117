"""Servers that are slow, broken, overloaded or not there: polite and patient, within limits."""

from __future__ import annotations

import dataclasses
import shutil
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from fetch_places import CHANGED, MISSING, OFFLINE, OK, Place, plain, redirect, said, served, states
from hostile_server import resets, says, serving
from source_server import SOON, Answer, sources

from goldwire.corpus.cache import Cache
from goldwire.fetching.fetch import fetch


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with served(tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    "first",
    [
        Answer(status=500),
        Answer(status=429),
        Answer(status=429, headers={"Retry-After": "0"}),
        Answer(
            status=503, headers={"Retry-After": format_datetime(datetime.now(UTC) - timedelta(hours=1), usegmt=True)}
        ),
        Answer(status=408),
        Answer(b"0" * 100, cut=50),
    ],
)
def test_what_passes_is_tried_again(place: Place, first: Answer) -> None:
    place.server.answers["/c.txt"] = [first, place.server.answers["/c.txt"]]  # type: ignore[list-item]
    assert place.one().state is OK
    assert place.server.asked["/c.txt"] == 2


def test_tries_are_counted_and_what_does_not_pass_is_asked_once(place: Place) -> None:
    place.server.answers |= {"/c.txt": Answer(status=502), "/news.json": Answer(status=404)}
    place.fetch()
    assert place.server.asked == {"/c.txt": SOON.tries, "/news.json": 1}


def test_a_server_that_asks_to_wait_for_a_day_is_asked_nothing_more(place: Place) -> None:
    whole = Answer(status=429, headers={"Retry-After": "86400"})
    place.server.answers |= {"/c.txt": whole, "/news.json": whole}
    done = place.fetch(limits=dataclasses.replace(SOON, at_once=1))
    assert {one.state for one in done} == {OFFLINE}
    assert place.server.asked.total() == 1
    assert all("asks to wait 86,400 s" in said(one) and said(one).count("asks") == 1 for one in done)


def test_one_429_slows_all_requests_to_its_host(tmp_path: Path) -> None:
    texts = {f"{number}.txt": b"%d" % number for number in range(12)}
    with sources(texts) as server:
        server.answers["/0.txt"] = [Answer(status=429), Answer(texts["0.txt"])]
        wanted = [plain(f"{server.address}/{name}", data) for name, data in texts.items()]
        limits = dataclasses.replace(SOON, per_host=1, pause=0.2)
        done = fetch(wanted, Cache(tmp_path), limits=limits, archive="")
        assert states(done) == [(OK, "source")] * 12
        assert server.times[1] - server.times[0] >= limits.pause / 2
        assert server.asked["/0.txt"] == 2
        assert server.together == 1


def test_a_few_requests_to_a_host_at_once_and_several_hosts_side_by_side(tmp_path: Path) -> None:
    texts = {f"{number}.txt": b"%d" % number for number in range(20)}
    with sources(texts) as one, sources(texts) as two:
        wanted = [
            plain(f"{server.address}/{name}", data + server.address.encode())
            for server in (one, two)
            for name, data in texts.items()
        ]
        for server in (one, two):
            server.answers |= {f"/{n}": Answer(data + server.address.encode()) for n, data in texts.items()}
        assert {each.state for each in fetch(wanted, Cache(tmp_path), limits=SOON, archive="")} == {OK}
        assert one.together <= SOON.per_host
        assert two.together <= SOON.per_host
        assert one.asked.total() == two.asked.total() == 20


def test_a_connection_that_breaks_is_tried_again_and_told_in_the_end(tmp_path: Path) -> None:
    for behave in (resets, says(b"")):
        with serving(behave) as server:
            (done,) = fetch([plain(f"{server.address}/x", b"x")], Cache(tmp_path), limits=SOON, archive="")
            assert (done.state, [i.code for i in done.incidents]) == (OFFLINE, ["GW-E143"])
            assert len(server.seen) == SOON.tries


def test_a_body_without_a_length_may_be_cut_off_so_it_is_tried_once_more(tmp_path: Path) -> None:
    with serving(says(b"HTTP/1.1 200 OK\r\n\r\n", b"half")) as server:
        (done,) = fetch([plain(f"{server.address}/x", b"half and half")], Cache(tmp_path), limits=SOON, archive="")
        assert (done.state, len(server.seen)) == (CHANGED, 2)
    with serving(says(b"HTTP/1.1 200 OK\r\n\r\n", b"whole")) as server:
        (done,) = fetch([plain(f"{server.address}/x", b"whole")], Cache(tmp_path), limits=SOON, archive="")
        assert (done.state, len(server.seen)) == (OK, 1)


def test_a_host_without_a_connection_is_given_up_for_all_its_files(tmp_path: Path) -> None:
    with socket.socket() as bound:  # nobody listens there
        bound.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{bound.getsockname()[1]}"
    wanted = [plain(f"{closed}/{number}", b"%d" % number) for number in range(300)]
    done = fetch(wanted, Cache(tmp_path), limits=SOON, archive="")
    assert {one.state for one in done} == {OFFLINE}
    (said_of_all,) = {f"{incident.code} {incident.message}" for one in done for incident in one.incidents}
    assert said_of_all.startswith(f"GW-E143 {closed}: ConnectError")


def test_a_host_that_leads_to_one_that_fails_is_not_given_up_for_it(place: Place) -> None:
    with socket.socket() as bound, sources() as far:  # nobody listens at the first
        bound.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{bound.getsockname()[1]}"
        far.answers["/busy"] = Answer(status=429, headers={"Retry-After": "86400"})
        for to, why in ((f"{closed}/x", f"{closed}: ConnectError"), (f"{far.address}/busy", "asks to wait 86,400 s")):
            place.server.answers["/c.txt"] = redirect(to)
            wanted = [place.of("c.txt"), place.of("news.json")]
            first, other = fetch(wanted, place.cache, limits=dataclasses.replace(SOON, at_once=1), archive="")
            assert (first.state, other.state) == (OFFLINE, OK)
            assert why in said(first)
            shutil.rmtree(place.cache.folder)


def test_a_host_that_only_ever_asks_to_wait_is_given_up(tmp_path: Path) -> None:
    with sources() as server:
        wanted = [plain(f"{server.address}/{number}", b"%d" % number) for number in range(60)]
        server.answers |= {f"/{n}": Answer(status=429, headers={"Retry-After": "1"}) for n in range(60)}
        limits = dataclasses.replace(SOON, patience=1.5)
        done = fetch(wanted, Cache(tmp_path), limits=limits, archive="")
        assert {one.state for one in done} == {OFFLINE}
        assert all("has given no file for" in said(one) for one in done)
        assert server.asked.total() <= 2 * SOON.per_host


def test_a_name_that_nobody_knows_is_asked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def resolve(host: str, *_: Any, **__: Any) -> Any:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    (done,) = fetch([plain("https://press.invalid/x", b"x")], Cache(tmp_path), limits=SOON, archive="")
    assert (done.state, asked) == (OFFLINE, ["press.invalid"])
    assert "Name or service not known" in said(done)


def test_a_host_that_fails_file_after_file_is_given_up(tmp_path: Path) -> None:
    with sources() as server:
        wanted = [plain(f"{server.address}/{number}", b"%d" % number) for number in range(60)]
        server.answers |= {f"/{number}": Answer(status=500) for number in range(60)}
        done = fetch(wanted, Cache(tmp_path), limits=dataclasses.replace(SOON, tries=1), archive="")
        assert {one.state for one in done} == {OFFLINE}
        assert 8 <= server.asked.total() <= 8 + SOON.per_host
        # One that gives some of them goes on being asked, and so does one that says that they are gone.
        server.asked.clear()
        server.answers |= {f"/{number}": Answer(b"%d" % number) for number in range(0, 60, 3)}
        server.answers |= {f"/{number}": Answer(status=404) for number in range(1, 60, 3)}
        done = fetch(wanted, Cache(tmp_path), limits=dataclasses.replace(SOON, tries=1), archive="")
        assert [one.state for one in done] == [OK, MISSING, OFFLINE] * 20
        assert server.asked.total() == 60


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_certificates_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext"
    subprocess.run(
        ["openssl", *command.split(), "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    with sources({"x": b"x"}, certificate=(certificate, key)) as server:
        wanted = [plain(f"{server.address}/{name}", b"x") for name in "x"]
        (done,) = fetch(wanted, Cache(tmp_path / "cache"), limits=SOON, archive="")
        assert (done.state, done.incidents[0].code) == (OFFLINE, "GW-E143")
        assert "CERTIFICATE_VERIFY_FAILED" in said(done)
        assert not server.asked
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert states(fetch(wanted, Cache(tmp_path / "cache"), limits=SOON, archive="")) == [(OK, "source")]


def test_certificates_that_are_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
    (done,) = fetch([plain("https://press.invalid/x", b"x")], Cache(tmp_path), limits=SOON, archive="")
    assert (done.state, done.incidents[0].code) == (OFFLINE, "GW-E143")


@pytest.mark.parametrize("proxy", ["foo://me:secret@127.0.0.1:1", "http://me:secret@[::1", "http://me:secret@h:x"])
def test_a_proxy_that_is_none_is_told(proxy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    (done,) = fetch([plain("https://press.invalid/x", b"x")], Cache(tmp_path), limits=SOON, archive="")
    assert done.state is OFFLINE
    assert "proxy" in said(done)
    assert "secret" not in said(done)


def test_proxies_of_the_environment_are_used_but_not_for_this_machine(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(says(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")) as proxy:
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"):
            monkeypatch.setenv(name, proxy.address)
        (done,) = fetch([plain("https://press.invalid/x", b"x")], Cache(tmp_path / "x"), limits=SOON, archive="")
        assert done.state is OFFLINE
        assert proxy.seen[0].startswith(b"CONNECT press.invalid:443")
        seen = len(proxy.seen)
        assert place.one().state is OK
        assert len(proxy.seen) == seen
