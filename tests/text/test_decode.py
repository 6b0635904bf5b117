"""Decoding: what chooses the codec, and that no byte is lost."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.text.declared import declarations, web_encoding
from goldwire.text.decode import Decoded, bom_encoding, combining_run, decode, strictly

FRENCH = "Le ministre a déclaré à la presse qu’il était très inquiet : « Noël approche », a-t-il dit à Orléans. "


@pytest.mark.parametrize(
    ("mark", "codec", "chosen"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32-be", "utf-32"),
    ],
)
@pytest.mark.parametrize("text", ["", "a", "été 😀\r\n"])
def test_byte_order_marks(mark: bytes, codec: str, chosen: str, text: str) -> None:
    data = mark + text.encode(codec)
    assert bom_encoding(data) == chosen
    assert decode(data) == Decoded(text, chosen, "bom", None)
    assert decode(data, html=True) == Decoded(text, chosen, "bom", None)


@pytest.mark.parametrize(
    "data",
    [codecs.BOM_UTF8 + b"\xe9", codecs.BOM_UTF16_LE + b"a", codecs.BOM_UTF16_BE + b"\xd8\x00", b"\xff\xfe\0\0\0"],
)
def test_a_byte_order_mark_that_lies_is_not_overruled(data: bytes) -> None:
    assert decode(data) is None


@pytest.mark.parametrize(
    ("head", "codec"),
    [
        (b'<meta charset="utf-8">', "utf-8"),
        (b"<META CHARSET=ISO-8859-1>", "cp1252"),
        (b"<meta charset = 'iso-8859-15' >", "iso-8859-15"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">', "cp1252"),
        (b'<?xml version="1.0" encoding="latin1"?>', "cp1252"),
    ],
)
def test_declared_encodings(head: bytes, codec: str) -> None:
    text = "Le déjeuner à Orléans"
    decoded = decode(head + b"<html>" + text.encode(codec), html=True)
    assert decoded is not None
    assert decoded.how == "declared"
    assert decoded.refused is None
    assert codecs.lookup(decoded.encoding).name == codecs.lookup(codec).name
    assert decoded.text.endswith(text)


def test_a_declaration_counts_in_html_only() -> None:
    data = b"<meta charset=iso-8859-2>" + "łódź".encode("iso-8859-2")
    undeclared, declared = decode(data), decode(data, html=True)
    assert undeclared is not None
    assert undeclared.how == "detected"
    assert declared is not None
    assert (declared.text[-4:], declared.how, declared.guess) == ("łódź", "declared", None)


def test_a_wrong_declaration_is_reported() -> None:
    text = "<html><meta charset=utf-8>" + FRENCH
    decoded = decode(text.encode("cp1252"), html=True)
    assert decoded is not None
    assert (decoded.text, decoded.how, decoded.refused) == (text, "detected", "utf-8")


@pytest.mark.parametrize(
    "label", ["klingon", "base64", "rot13", "zlib", "hex", "undefined", "idna", "unicode_escape", "utf-7", "utf-16"]
)
def test_an_unknown_declaration_is_reported(label: str) -> None:
    data = f"<meta charset={label}>été".encode()
    assert list(declarations(data)) == [label]
    assert web_encoding(label) is None
    assert decode(data, html=True) == Decoded(data.decode(), "utf-8", "utf-8", label)


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
def test_french_of_old_is_detected(codec: str) -> None:
    text = FRENCH if codec == "cp1252" else FRENCH.replace("’", "'")
    decoded = decode((text * 3).encode(codec))
    assert decoded is not None
    assert decoded.text == text * 3
    assert decoded.how == "detected"


def test_strict_utf8_comes_before_detection() -> None:
    assert decode("été".encode()) == Decoded("été", "utf-8", "utf-8", None)
    assert decode(b"") == Decoded("", "utf-8", "utf-8", None)


@pytest.mark.parametrize("encoding", ["", "klingon", "hex", "rot13", "a\0b", "utf-8", "os.path", "x" * 9999])
def test_strictly_gives_none_where_a_codec_fails(encoding: str) -> None:
    assert strictly(b"\xff\x81", encoding) is None


@pytest.mark.parametrize("encoding", ["punycode", "idna", "unicode_escape", "raw_unicode_escape", "utf-7", "hex"])
def test_codecs_that_are_no_encodings_are_never_used(encoding: str) -> None:
    assert strictly(b"abc-", encoding) is None


@given(st.binary(max_size=300), st.booleans())
@settings(max_examples=200, deadline=None)
def test_whatever_decodes_encodes_to_the_same_bytes(data: bytes, html: bool) -> None:
    decoded = decode(data, html=html)
    if decoded is None or decoded.how == "bom":
        return
    assert decoded.text.encode(decoded.encoding) == data
    if "\ufffd" in decoded.text:
        assert b"\xef\xbf\xbd" in data


@given(st.text(alphabet=st.characters(codec="cp1252"), min_size=1).map(lambda text: FRENCH + text))
@settings(max_examples=100, deadline=None)
def test_western_text_never_gains_replacement_characters(text: str) -> None:
    decoded = decode(text.encode("cp1252"))
    assert decoded is not None
    assert "\ufffd" not in decoded.text
    assert decoded.text.encode(decoded.encoding) == text.encode("cp1252")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", None),
        ("plain", None),
        ("été", None),
        ("e" + "\u0301" * 30, None),
        ("e" + "\u0301" * 31, 1),
        ("ab" + "\u0301\u0323" * 20 + "c", 2),
        (("e" + "\u0301" * 30) * 50, None),
        ("\u05d0" + "\u05b8" * 31, 1),
        ("\u3099" * 31, 0),
    ],
)
def test_combining_runs(text: str, place: int | None) -> None:
    assert combining_run(text) == place


@pytest.mark.parametrize(
    "mark",
    list("\u0300\u036f\u0483\u0591\u0610\u064b\u065f\u1ab0\u1aff\u1dc0\u1dff\u20d0\u20ff\u3099\ufe20\ufe2f"),
)
def test_every_kind_of_mark_is_looked_for(mark: str) -> None:
    assert combining_run("a" + mark * 31) == 1
