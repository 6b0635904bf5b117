"""Redirects, the archive, and other addresses of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fetch_places import CHANGED, MISSING, OFFLINE, OK, PAGE, Place, redirect, said, served, states
from source_server import SOON, Answer

from goldwire.fetching.fetch import State, fetch
from goldwire.fetching.file import Failed
from goldwire.fetching.requesting import _Way
from goldwire.fetching.wanted import Wanted
from goldwire.model.document import Source


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with served(tmp_path) as made:
        yield made


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
