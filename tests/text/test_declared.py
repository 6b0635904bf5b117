"""What declares an encoding in a page, and what only looks so."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.text.declared import declarations
from goldwire.text.decode import decode
from goldwire.text.source import RawText, raw_text

UTF8 = '<meta charset="utf-8">'
ARTICLE = (
    "</head><body><article><h1>Retour des équipages à Sarrevane</h1>"
    "<p>La sœur du maire a dit que le cœur du port serait rouvert à l’été pour 20 € la place.</p></article>"
)


@pytest.mark.parametrize(
    "unrelated",
    [
        '<meta name="description" content="our move from charset=iso-8859-1">',
        '<meta property="og:description" content="text/html; charset=iso-8859-1">',
        "<script>var m = '<meta charset=\"windows-1252\">'</script>",
        '<SCRIPT type="x" data-a="1>0"><meta charset=windows-1252></SCRIPT >',
        "<style>/* <meta charset=windows-1252> */</style>",
        "<title>What <meta charset=windows-1252> means</title>",
        "<template><meta charset=windows-1252></template>",
        "<textarea><meta charset=windows-1252></textarea>",
        "<!-- <meta charset=windows-1252> -->",
        "<!--[if IE]><meta charset=windows-1252><![endif]-->",
        "<!-- > <meta charset=windows-1252> -- > -->",
        '<meta name="note" data-charset="windows-1252">',
        '<meta name="note" data-http-equiv="content-type" content="text/html; charset=windows-1252">',
        '<meta http-equiv="refresh" content="5; charset=windows-1252">',
        '<meta name="a" content="x > y" title="charset=windows-1252">',
        '<link title="<meta charset=windows-1252>" rel="x">',
        '<form accept-charset="windows-1252"></form>',
        '<a charset="windows-1252" href="/">x</a>',
        '<?xml version="1.0" encoding="windows-1252"?>',
        "</meta charset=windows-1252>",
        "<metadata charset=windows-1252>",
    ],
)
def test_what_declares_nothing_chooses_nothing(unrelated: str) -> None:
    page = f"<!DOCTYPE html><html><head>{unrelated}{UTF8}{ARTICLE}"
    assert list(declarations(page.encode())) == ["utf-8"]
    source = raw_text(page.encode(), file="page.html", html=True)
    assert isinstance(source, RawText)
    assert "La sœur du maire" in source.text
    assert (source.encoding, source.encoding_from, source.incidents) == ("utf-8", "declared", ())


@pytest.mark.parametrize(
    ("head", "labels"),
    [
        ("<meta charset = 'utf-8' >", ["utf-8"]),
        ("<META CHARSET=utf-8/>", ["utf-8"]),
        ("<meta/charset=utf-8>", ["utf-8"]),
        ("<meta name=it's charset=utf-8>", ["utf-8"]),
        ("<meta content='text/html; CharSet=\"a\"' http-equiv=CONTENT-TYPE>", ["a"]),
        ("<meta http-equiv=content-type content='a;charset= b ; c'>", ["b"]),
        ("<meta charset=a charset=b><meta charset=c>", ["a", "c"]),
        ("<meta http-equiv=content-type content='charset=a' charset=b>", ["b"]),
        ("<noscript><meta charset=a></noscript>", ["a"]),
        ("<!--><meta charset=a>", ["a"]),
        ("<script></scripts><meta charset=a></script><meta charset=b>", ["b"]),
        ('\n<?xml version="1.0" encoding="a"?><html><meta charset=b>', ["b", "a"]),
        ("<meta charset><meta charset=''>", []),
        ("<meta http-equiv=content-type content=charset>", []),
        ('<meta title="never closed charset=a>', []),
        ("<meta " * 200, []),
        ("charset=utf-8", []),
    ],
)
def test_declarations_as_browsers_read_them(head: str, labels: list[str]) -> None:
    assert list(declarations(head.encode())) == labels


def test_a_late_declaration_counts_in_the_head_and_no_further() -> None:
    late = f"<html><head><style>{'/* x */' * 300}</style><meta charset='iso-8859-15'>"
    decoded = decode(f"{late}</head><p>La s\u0153ur, 20 €".encode("iso-8859-15"), html=True)
    assert decoded is not None
    assert (decoded.encoding, decoded.how, decoded.text[-13:]) == ("iso8859-15", "declared", "La sœur, 20 €")
    body = f"<html><head></head><body><p>{'x ' * 600}<meta charset='iso-8859-15'>"
    assert list(declarations(body.encode())) == []


def test_of_two_declarations_the_first_that_holds_counts() -> None:
    both = "<meta charset=iso-8859-2><meta charset=windows-1252>łódź".encode("iso-8859-2")
    decoded = decode(both, html=True)
    assert decoded is not None
    assert (decoded.encoding, decoded.refused) == ("iso8859-2", None)
    unknown = "<meta charset=x-no-such><meta charset=iso-8859-2>łódź".encode("iso-8859-2")
    decoded = decode(unknown, html=True)
    assert decoded is not None
    assert (decoded.text[-4:], decoded.encoding, decoded.refused) == ("łódź", "iso8859-2", "x-no-such")


@pytest.mark.parametrize("declared", ["windows-1252", "iso-8859-15", "macintosh", "gbk"])
def test_utf8_that_declares_another_encoding_is_read_as_utf8_with_a_warning(declared: str) -> None:
    page = f"<!DOCTYPE html><html><head><meta charset={declared}>{ARTICLE}".encode()
    source = raw_text(page, file="page.html", html=True)
    assert isinstance(source, RawText)
    assert "La sœur du maire a dit que le cœur du port" in source.text
    assert (source.encoding, source.encoding_from) == ("utf-8", "utf-8")
    assert [incident.code for incident in source.incidents] == ["GW-W012"]


def test_a_declaration_that_makes_controls_of_quotation_marks_does_not_hold() -> None:
    page = "<!DOCTYPE html><html><head><meta charset=iso-8859-15><p>It’s “over”, they said – 20 € lost.".encode(
        "cp1252"
    )
    source = raw_text(page, file="page.html", html=True)
    assert isinstance(source, RawText)
    assert source.text.strip() == "It’s “over”, they said – 20 € lost."
    assert [incident.code for incident in source.incidents] == ["GW-W012", "GW-W010"]


@given(st.lists(st.sampled_from(["<meta ", "charset=", "utf-8", ">", "<!--", "-->", "'", '"', "<script>", " ", "/"])))
@settings(max_examples=200, deadline=None)
def test_no_markup_raises(pieces: list[str]) -> None:
    assert all(len(label) <= 400 for label in declarations("".join(pieces).encode()))
