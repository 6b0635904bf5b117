"""Fetching texts from a local server, a folder and the cache: what becomes of each document."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from fetch_places import CHANGED, MISSING, OFFLINE, OK, PAGE, Place, plain, redirect, said, served, states
from source_server import SOON, Answer, sources

from goldwire.corpus.cache import Cache
from goldwire.fetching.fetch import State, fetch, size_of
from goldwire.fetching.limits import Limits
from goldwire.fetching.wanted import Wanted
from goldwire.model.document import Source


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with served(tmp_path) as made:
        yield made


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
