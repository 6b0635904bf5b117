"""From bytes to raw text, anew and as recorded."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.corpus.raw import RawFolder, find_raw
from goldwire.corpus.store import Corpus
from goldwire.model.document import Match
from goldwire.text.source import RawText, Refused, raw_text, recorded_text, text_digest

REPO = Path(__file__).resolve().parents[2]
MINI = REPO / "tests" / "data" / "mini"
MINI_RAW = REPO / "tests" / "data" / "mini-raw"


def test_the_digest_is_of_utf8() -> None:
    assert text_digest("") == hashlib.sha256(b"").hexdigest()
    assert text_digest("été 😀") == hashlib.sha256("été 😀".encode()).hexdigest()
    assert text_digest("a\r\n") != text_digest("a\n")


@pytest.mark.parametrize("root", [REPO, MINI], ids=["corpus", "mini"])
def test_recorded_text_is_what_adding_gave(root: Path) -> None:
    corpus = Corpus(root)
    included = [document for document in corpus.documents().value if document.included]
    assert included
    for document in included:
        data = corpus.raw_path(document).read_bytes()
        source = raw_text(data, file="f", html=True if document.format == "html" else None)
        assert isinstance(source, RawText)
        assert recorded_text(data, document) == source.text
        assert text_digest(source.text) == document.text_sha256
        assert len(source.text) == document.length
        assert (source.encoding, source.encoding_from) == (document.encoding, document.encoding_from)
        assert (source.format, source.extractor) == (document.format, document.extractor)


def test_a_withheld_text_is_recorded_too() -> None:
    corpus = Corpus(MINI)
    withheld = [document for document in corpus.documents().value if document.withheld]
    assert withheld
    for document in withheld:
        found = find_raw(corpus, document, RawFolder(MINI_RAW))
        assert found.match is Match.OK
        assert found.text is not None
        assert text_digest(found.text) == document.text_sha256


def test_newlines_and_marks_stay_as_they_are() -> None:
    data = "a\r\nb\rc\n\u00a0\ufeff\x00".encode()
    source = raw_text(data, file="f")
    assert isinstance(source, RawText)
    assert source.text.encode() == data
    assert (source.format, source.extractor) == ("text", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_html_is_known_by_its_beginning(encoding: str) -> None:
    source = raw_text("<!DOCTYPE html><p>Nobody signed on Friday.".encode(encoding), file="f")
    assert isinstance(source, RawText)
    assert source.format == "html"
    assert "<p>" not in source.text


def test_text_that_is_said_to_be_none_is_left() -> None:
    source = raw_text(b"<html><p>x", file="f", html=False)
    assert isinstance(source, RawText)
    assert source.text == "<html><p>x"


def test_bytes_without_an_encoding_are_refused() -> None:
    source = raw_text(b"\xef\xbb\xbf\xff", file="f\x1b[2J")
    assert isinstance(source, Refused)
    assert [incident.code for incident in source.incidents] == ["GW-E011"]
    assert "\x1b" not in source.incidents[0].message


def test_combining_marks_without_end_are_refused() -> None:
    source = raw_text(("e" + "\u0301" * 50_000).encode(), file="f")
    assert isinstance(source, Refused)
    assert [incident.code for incident in source.incidents] == ["GW-E013"]


@given(st.binary(max_size=200), st.sampled_from([None, True, False]))
@settings(max_examples=150, deadline=None)
def test_no_bytes_raise(data: bytes, html: bool | None) -> None:
    source = raw_text(data, file="f", html=html)
    if isinstance(source, RawText):
        assert text_digest(source.text)
    else:
        assert source.incidents
