"""Fetching texts from a local server: what becomes of each document, and what the server sees."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from hostile_server import resets, says, serving
from source_server import SOON, Answer, Sources, sources

from fetchable import Fetchable, fetchable
from goldwire.corpus.cache import Cache
from goldwire.corpus.store import Corpus
from goldwire.fetching.fetch import Fetched, State, fetch, size_of
from goldwire.fetching.limits import Limits
from goldwire.fetching.wanted import Wanted, wanted_of_corpus
from goldwire.model.document import Source

OK, CHANGED, MISSING, OFFLINE = State.OK, State.SOURCE_CHANGED, State.MISSING, State.OFFLINE
PAGE = Answer(b"<!doctype html><title>Sign in</title>", headers={"Content-Type": "text/html; charset=utf-8"})


def redirect(to: str, status: int = 302) -> Answer:
    return Answer(b"gone there", status=status, headers={"Location": to})


@dataclass(frozen=True, slots=True)
class Place:
    """Documents to fetch from a server: two records of one file, and a file."""

    server: Sources
    corpus: Fetchable
    cache: Cache
    wanted: list[Wanted]

    def fetch(self, **options: Any) -> list[Fetched]:
        return fetch(self.wanted, self.cache, **{"limits": SOON, "archive": "", **options})

    def of(self, name: str) -> Wanted:
        """The document whose file is called so."""
        return next(one for one in self.wanted if one.source.address.endswith(name))

    def one(self, name: str = "c.txt", **options: Any) -> Fetched:
        """What becomes of the first document of a file."""
        (done,) = fetch([self.of(name)], self.cache, **{"limits": SOON, "archive": "", **options})
        return done

    def kept(self) -> list[str]:
        """All files in the cache, whatever they are."""
        return sorted(path.name for path in self.cache.folder.rglob("*") if path.is_file())


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with sources() as server:
        corpus = fetchable(tmp_path, server.address)
        server.answers |= {f"/{path.name}": Answer(path.read_bytes()) for path in corpus.files.iterdir()}
        yield Place(server, corpus, Cache(tmp_path / "cache"), wanted_of_corpus(Corpus(corpus.root)))


def states(done: list[Fetched]) -> list[tuple[State, str | None]]:
    return [(one.state, one.found) for one in done]


def said(one: Fetched) -> str:
    """All that is said of a document, with the codes."""
    return "; ".join(f"{incident.code} {incident.message}" for incident in one.incidents)


def test_each_file_is_fetched_once_and_only_once(place: Place) -> None:
    assert size_of(place.wanted, place.cache) == (2, 3)
    assert states(place.fetch()) == [(OK, "source")] * 3
    assert place.server.asked == {"/news.json": 1, "/c.txt": 1}
    assert size_of(place.wanted, place.cache) == (0, 0)
    assert states(place.fetch()) == [(OK, "cache")] * 3
    assert states(place.fetch(network=False)) == [(OK, "cache")] * 3
    assert place.server.asked.total() == 2
    assert place.kept() == sorted({one.source.sha256 for one in place.wanted})
    assert all(place.cache.match(one)[1] == place.corpus.texts[one.doc_id].encode() for one in place.corpus.documents)


def test_a_server_learns_who_asks_and_nothing_else(
    place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1\nlogin me\npassword secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    place.server.answers["/c.txt"] = [
        Answer(status=500, headers={"Set-Cookie": "id=1; Path=/"}),
        place.server.answers["/c.txt"],  # type: ignore[list-item]
    ]
    assert place.one().state is OK
    for headers in place.server.headers:
        assert headers.keys() == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
        assert re.fullmatch(r"goldwire/[0-9.]+", headers["User-Agent"])
        assert headers["Accept-Encoding"] == "identity"


def test_results_come_in_the_order_of_the_question_and_progress_counts_documents(place: Place) -> None:
    count: list[None] = []
    order = [*place.wanted[::-1], place.wanted[0]]
    done = place.fetch() and fetch(order, place.cache, limits=SOON, archive="", progress=lambda: count.append(None))
    assert [one.doc_id for one in done] == [one.doc_id for one in order]
    assert len(count) == 3


@pytest.mark.parametrize(
    ("answer", "state", "code", "words"),
    [
        (Answer(b"other"), CHANGED, "GW-E141", "5 bytes"),
        (PAGE, CHANGED, "GW-E141", "text/html"),
        (Answer(status=404), MISSING, "GW-E142", "404"),
        (Answer(status=410), MISSING, "GW-E142", "410"),
        (Answer(status=451), MISSING, "GW-E142", "451"),
        (Answer(status=401), MISSING, "GW-E142", "401"),
        (Answer(status=500), OFFLINE, "GW-E144", "500"),
        (Answer(status=429), OFFLINE, "GW-E144", "429"),
        (Answer(status=429, headers={"Retry-After": "86400"}), OFFLINE, "GW-E144", "asks to wait 86,400 s"),
        (Answer(status=503, headers={"Retry-After": "x"}), OFFLINE, "GW-E144", "503"),
        (Answer(b"0" * 100, cut=50), OFFLINE, "GW-E143", "RemoteProtocolError"),
        (Answer(b"0" * (2**20 + 1)), CHANGED, "GW-E145", "more than 1,048,576 bytes"),
        (Answer(b"x", headers={"Content-Encoding": "gzip"}), CHANGED, "GW-E145", "packed (gzip)"),
        (Answer(b"", status=204), CHANGED, "GW-E145", "204"),
        (Answer(b"x", status=206), CHANGED, "GW-E145", "206"),
        (Answer(status=304), CHANGED, "GW-E145", "304"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_what_a_server_says_decides(place: Place, answer: Answer, state: State, code: str, words: str) -> None:
    place.server.answers["/c.txt"] = answer
    one = place.one()
    assert (one.state, one.found) == (state, None)
    assert [incident.code for incident in one.incidents] == [code]
    assert words in one.incidents[0].message
    assert place.server.address in one.incidents[0].message
    assert place.kept() == []


@pytest.mark.parametrize("answer", [Answer(b"other"), PAGE, Answer(status=404), Answer(status=500), redirect("/c.txt")])
def test_what_goes_wrong_with_one_stops_no_other(place: Place, answer: Answer) -> None:
    place.server.answers["/c.txt"] = answer
    done = {one.doc_id: one for one in place.fetch()}
    one = done.pop(place.of("c.txt").doc_id)
    assert one.state is not OK
    assert place.of("c.txt").source.address in one.incidents[0].message or "leads on and on" in said(one)
    assert states(list(done.values())) == [(OK, "source")] * 2
    assert place.kept() == [place.of("news.json").source.sha256]


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


def plain(address: str, data: bytes) -> Wanted:
    """A document that is a file."""
    digest = hashlib.sha256(data).hexdigest()
    return Wanted(f"gw-{digest[:16]}", digest, Source(address=address, sha256=digest, form="file"))


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


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(place: Place, status: int) -> None:
    place.server.answers |= {"/there.txt": place.server.answers["/c.txt"], "/c.txt": redirect("/there.txt", status)}
    assert place.one().state is OK


def test_a_redirect_to_another_host_of_this_machine_is_followed(place: Place) -> None:
    port = place.server.address.rpartition(":")[2]
    place.server.answers |= {
        "/there.txt": place.server.answers["/c.txt"],
        "/c.txt": redirect(f"http://localhost:{port}/there.txt"),
    }
    assert place.one().state is OK


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("http://news.invalid/c.txt", "over a connection that anyone can read and change"),
        ("http://10.0.0.1/c.txt", "over a connection that anyone can read and change"),
        ("ftp://127.0.0.1/c.txt", "no address of the web"),
        ("file:///etc/passwd", "no address of the web"),
        ("https://me:secret@127.0.0.1/c.txt", "a name or password"),
        ("http://[::1", "not valid"),
        ("/c.txt", "leads on and on: more than 3 redirects"),
    ],
)
def test_where_a_redirect_may_not_lead(place: Place, to: str, words: str) -> None:
    place.server.answers["/c.txt"] = redirect(to)
    one = place.one()
    assert (one.state, [i.code for i in one.incidents]) == (CHANGED, ["GW-E145"])
    assert words in said(one)
    assert "secret" not in said(one)


def test_a_redirect_from_the_internet_leads_neither_here_nor_into_the_local_network() -> None:
    from goldwire.fetching.file import Failed
    from goldwire.fetching.requesting import _Way

    for to in (
        "https://127.0.0.1/x", "http://127.0.0.1/x", "https://localhost./x", "https://[::1]/x", "https://10.1.2.3/x",
        "https://192.168.0.1/x", "https://169.254.169.254/latest", "https://[fd00::1]/x", "https://[::ffff:10.0.0.1]/x",
        "http://example.org/x", "https://0.0.0.0/x",
    ):  # fmt: skip
        for home in ("https://example.org/x", "https://93.184.216.34/x"):
            with pytest.raises(Failed, match="leads to"):
                _Way(home).refuse(to)
    way = _Way("https://example.org/x")
    way.refuse("https://other.example.org/x")
    way._connected("example.org", ("93.184.216.34", 443))
    way._connected("other.example.org", ("2606:2800:220:1::1", 443, 0, 0))
    with pytest.raises(Failed, match="local network, by what DNS says"):
        way._connected("other.example.org", ("10.0.0.1", 443))
    inside = _Way("https://news.internal.example/x")  # a corpus of one's own, in the local network
    inside._connected("news.internal.example", ("10.0.0.1", 443))
    inside._connected("other.internal.example", ("10.0.0.2", 443))
    inside.refuse("https://10.0.0.3/x")


# The archive


def archived(place: Place, answer: Answer | list[Answer]) -> str:
    place.server.answers[f"/swh/api/1/content/sha256:{place.of('c.txt').source.sha256}/raw/"] = answer
    return f"{place.server.address}/swh"


@pytest.mark.parametrize("fault", [Answer(status=404), PAGE, Answer(status=500)])
def test_what_a_source_no_longer_gives_the_archive_does(place: Place, fault: Answer) -> None:
    archive = archived(place, place.server.answers["/c.txt"])  # type: ignore[arg-type]
    place.server.answers["/c.txt"] = fault
    one = place.one(archive=archive)
    assert (one.state, one.found) == (OK, "archive")
    assert [incident.code for incident in one.incidents] == ["GW-W147"]
    assert place.one(archive=archive).found == "cache"


def test_the_archive_is_asked_only_where_the_source_does_not_help(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOLDWIRE_ARCHIVE", archived(place, Answer(b"x")) + "/")
    assert place.one(archive=None).found == "source"
    assert place.server.asked == {"/c.txt": 1}


@pytest.mark.parametrize(
    ("source", "archive", "state", "codes"),
    [
        (Answer(status=404), Answer(status=404), MISSING, ["GW-E142", "GW-E142"]),
        (PAGE, Answer(status=404), CHANGED, ["GW-E141", "GW-E142"]),
        (Answer(status=404), PAGE, MISSING, ["GW-E142", "GW-E141"]),
        (Answer(status=404), Answer(status=429, headers={"Retry-After": "3600"}), MISSING, ["GW-E142", "GW-E144"]),
        (Answer(status=500), Answer(status=404), OFFLINE, ["GW-E144", "GW-E142"]),
    ],
)
def test_the_state_is_what_the_source_says(
    place: Place, source: Answer, archive: Answer, state: State, codes: list[str]
) -> None:
    place.server.answers["/c.txt"] = source
    one = place.one(archive=archived(place, archive))
    assert (one.state, [incident.code for incident in one.incidents]) == (state, codes)
    assert "archive http" in one.incidents[1].message
    assert "archive" not in one.incidents[0].message


def test_several_addresses_of_one_file_are_asked_in_turn(place: Place, tmp_path: Path) -> None:
    first, second = (one for one in place.wanted if one.source.address.endswith("news.json"))
    moved = Wanted(
        first.doc_id,
        first.sha256,
        Source(
            address=f"{place.server.address}/gone.json",
            sha256=first.source.sha256,
            form="json-lines",
            record=first.source.record,
            id_field="_id",
            text_field="text",
        ),
    )
    done = fetch([moved, second], place.cache, limits=SOON, archive="")
    assert states(done) == [(OK, "source")] * 2
    assert place.server.asked == {"/gone.json": 1, "/news.json": 1}


# What is at hand


def test_a_folder_serves_files_and_texts_by_their_hash_and_the_network_the_rest(place: Place, tmp_path: Path) -> None:
    offered = tmp_path / "offered" / "deep"
    offered.mkdir(parents=True)
    (offered / "any name").write_bytes((place.corpus.files / "news.json").read_bytes())
    (offered / "other").write_bytes(b"other")
    done = {one.doc_id: one for one in place.fetch(folder=tmp_path / "offered")}
    assert done.pop(place.of("c.txt").doc_id).found == "source"
    assert states(list(done.values())) == [(OK, "folder")] * 2
    assert place.server.asked == {"/c.txt": 1}


def test_a_text_serves_for_its_document_alone(place: Place, tmp_path: Path) -> None:
    offered = tmp_path / "offered"
    offered.mkdir()
    one, other = (each for each in place.wanted if each.source.address.endswith("news.json"))
    (offered / "text").write_bytes(place.corpus.texts[one.doc_id].encode())
    done = fetch([one, other], place.cache, folder=str(offered), network=False, limits=SOON)
    assert states(done) == [(OK, "folder"), (OFFLINE, None)]
    assert [incident.code for incident in done[1].incidents] == ["GW-E149"]
    assert str(offered) in said(done[1])
    assert states(place.fetch(network=False)).count((OK, "cache")) == 1


def test_without_a_network_nothing_is_asked(place: Place) -> None:
    done = place.fetch(network=False)
    assert states(done) == [(OFFLINE, None)] * 3
    assert {incident.code for one in done for incident in one.incidents} == {"GW-E149"}
    assert not place.server.asked
    assert place.kept() == []


def test_a_file_that_was_damaged_in_the_cache_is_fetched_again(place: Place) -> None:
    place.fetch()
    for path in (place.cache.folder / "files").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1])
    assert states(place.fetch()) == [(OK, "source")] * 3


# Records


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (b'{"_id": "a", "text": "A"}\n', "b"),
        (b'{"_id": "a", "text": "A"}\n{"_id": "b", "text": "B"}\n{"_id": "b", "text": "C"}\n', "b"),
        (b'{"_id": "a", "text": "A"}\n{"_id": "b", "text": "C"}\n', "recorded is"),
        (b'{"_id": "a", "text": "A"}\n{"_id": "b", "text": 7}\n', "text"),
        (b'{"_id": "a", "text": "A"}\n{"_id": "b", "text": "\xff\xfe"}\n', ""),
    ],
    ids=["missing", "twice", "changed", "no text", "no UTF-8"],
)
def test_a_right_file_without_the_right_record(tmp_path: Path, lines: bytes, words: str) -> None:
    with sources({"f": lines}) as server:

        def record(name: str, text: str) -> Wanted:
            digest = hashlib.sha256(text.encode()).hexdigest()
            source = Source(
                address=f"{server.address}/f",
                sha256=hashlib.sha256(lines).hexdigest(),
                form="json-lines",
                record=name,
                id_field="_id",
                text_field="text",
            )
            return Wanted(f"gw-{name}", digest, source)

        wanted = [record("a", "A"), record("b", "B")]
        for _ in range(2):  # from the server, and from the cache
            done = fetch(wanted, Cache(tmp_path), limits=SOON, archive="")
            assert [one.state for one in done] == [OK, CHANGED]
            assert [incident.code for incident in done[1].incidents] == ["GW-E148"]
            assert words in said(done[1])
        assert server.asked == {"/f": 1}


def test_a_form_that_nobody_reads_is_told(tmp_path: Path) -> None:
    with sources({"f": b"x"}) as server:
        one = plain(f"{server.address}/f", b"x")
        odd = Wanted(one.doc_id, one.sha256, Source(address=one.source.address, sha256=one.source.sha256, form="tar"))
        (done,) = fetch([odd], Cache(tmp_path), limits=SOON, archive="")
        assert (done.state, done.incidents[0].code) == (CHANGED, "GW-E148")
        assert "tar" in said(done)


# What comes from outside is never a name


@pytest.mark.parametrize("digest", ["../../../x", "A" * 64, "a" * 63, "", "a" * 64 + "\n"])
def test_no_digest_is_a_path(digest: str) -> None:
    right = "a" * 64
    with pytest.raises(ValueError, match="SHA-256"):
        Wanted("gw-x", digest, Source(address="https://example.org/x", sha256=right, form="file"))
    with pytest.raises(ValueError, match="SHA-256"):
        Wanted("gw-x", right, Source(address="https://example.org/x", sha256=digest, form="file"))


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/../../etc/passwd", "http://example.org/x", "file:///etc/passwd", "../../etc/passwd", "",
        "https://me:secret@example.org/x", "https://example.org/\x1b[31m", "https://example.org/\udcff", "https://",
    ],
)  # fmt: skip
def test_addresses_that_are_not_asked(address: str, tmp_path: Path) -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    odd = Wanted("gw-x", digest, Source(address=address, sha256=digest, form="file"))
    (done,) = fetch([odd], Cache(tmp_path), limits=SOON, archive="")
    assert (done.state, [incident.code for incident in done.incidents]) == (MISSING, ["GW-E146"])
    assert said(done).isprintable()


def test_times_and_sizes_have_defaults_that_hold() -> None:
    limits = Limits()
    assert (limits.bytes, limits.redirects, limits.per_host, limits.at_once) == (64 * 2**20, 5, 4, 8)


def test_no_thread_is_left(place: Place) -> None:
    before = threading.active_count()
    place.server.answers["/c.txt"] = Answer(status=500)
    place.fetch()
    assert not [one for one in threading.enumerate() if one.name.startswith("goldwire")]
    assert threading.active_count() <= before + 4  # those of the server
