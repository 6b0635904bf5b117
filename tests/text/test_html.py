"""HTML: what text comes out, and pages that are refused."""

from __future__ import annotations

import pytest

from goldwire.text.html import extract, extractor, looks_like_html
from goldwire.text.source import RawText, Refused, raw_text

PAGE = """<!DOCTYPE html><html><head><title>T</title><style>p {{color: red}}</style>
<script>var hidden = "script text";</script></head><body><article><h1>The talks are over</h1>
<p>{}</p></article><script>more()</script></body></html>"""


def of(data: bytes | str) -> RawText | Refused:
    return raw_text(data.encode() if isinstance(data, str) else data, file="page.html", html=True)


def text_of(data: bytes | str) -> str:
    source = of(data)
    assert isinstance(source, RawText)
    return source.text


def refusal(data: bytes | str) -> list[str]:
    source = of(data)
    assert isinstance(source, Refused)
    return [incident.code for incident in source.incidents]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<!DOCTYPE html><p>x", True),
        ("  \n<!doctype HTML PUBLIC", True),
        ("<HTML lang=fr>", True),
        ("", False),
        ("<p>x</p>", False),
        ("The <html> tag", False),
        (" " * 300 + "<html>", False),
    ],
)
def test_looks_like_html(text: str, html: bool) -> None:
    assert looks_like_html(text) is html


def test_text_without_scripts_and_styles() -> None:
    text = text_of(PAGE.format("Nobody signed on Friday, the minister said."))
    assert "The talks are over" in text
    assert "Nobody signed on Friday, the minister said." in text
    for absent in ("script text", "hidden", "color", "more()", "<p>"):
        assert absent not in text


def test_entities_are_decoded_once() -> None:
    text = text_of(PAGE.format("caf&eacute; &laquo;&nbsp;x&nbsp;&raquo; &#8217; &#x1F600; &amp;lt; AT&amp;T"))
    assert "café «\u00a0x\u00a0» ’ 😀 &lt; AT&T" in text


def test_bad_entities_and_nul_give_text_that_can_be_written() -> None:
    text = text_of(b"<html><body><p>a&#xD800;b &#0; &#x110000; x\0y the end</p>")
    assert "the end" in text
    assert text.encode("utf-8")


def test_the_declared_encoding_is_honoured() -> None:
    page = PAGE.format("Le déjeuner à Orléans").replace("<head>", "<head><meta charset='iso-8859-15'>")
    source = of(page.encode("iso-8859-15"))
    assert isinstance(source, RawText)
    assert "Le déjeuner à Orléans" in source.text
    assert (source.format, source.encoding_from, source.incidents) == ("html", "declared", ())
    assert source.extractor == extractor()


def test_a_wrong_declaration_is_told() -> None:
    page = PAGE.format("Le déjeuner à Orléans").replace("<head>", "<head><meta charset='klingon'>")
    source = of(page)
    assert isinstance(source, RawText)
    assert [incident.code for incident in source.incidents] == ["GW-W012"]
    assert "Le déjeuner à Orléans" in source.text


@pytest.mark.parametrize(
    "page",
    ["", "<html></html>", "<!doctype html><html><body><script>x()</script><style>y</style></body></html>", "<p>&nbsp;"],
)
def test_no_text_is_refused(page: str) -> None:
    assert refusal(page or "<html>") == ["GW-E009"]


def test_text_outside_the_main_content_is_found_where_there_is_no_other() -> None:
    assert "Only this" in (extract("<html><body><nav>Only this</nav></body></html>") or "")


def test_too_many_combining_marks_are_refused() -> None:
    assert refusal(PAGE.format("e" + "\u0301" * 50_000)) == ["GW-E013"]
