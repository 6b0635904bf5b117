"""Names of encodings: what is understood, what is refused, and what never reaches Python's codecs."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldwire.text.decode import decode_as
from goldwire.text.named import UnknownEncoding, named_encoding


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("windows-1252", "cp1252"),
        ("Latin1", "cp1252"),
        ("ISO-8859-15", "iso8859-15"),
        ("x-mac-roman", "mac-roman"),
        ("macroman", "mac-roman"),
        ("cp850", "cp850"),
        ("CP 437", "cp437"),
        ("utf8", "utf-8"),
        ("utf-16le", "utf-16-le"),
        ("UTF_16", "utf-16"),
        ("koi8-r", "koi8-r"),
        ("x-mac-cyrillic", "mac-cyrillic"),
        ("Shift-JIS", "shift_jis"),
    ],
)
def test_names_of_text_encodings(name: str, codec: str) -> None:
    assert named_encoding(name) == codec


@pytest.mark.parametrize(
    "name",
    [
        *("zlib", "bz2", "hex", "base64", "rot13", "rot_13", "uu", "quopri", "idna", "punycode", "unicode_escape"),
        *("utf-7", "raw-unicode-escape", "undefined", "charmap", "mbcs", "", "../x", "os", "a\0b", "é", "x" * 5000),
        "\x1b[2J",
    ],
)
def test_what_is_no_text_encoding_never_reaches_a_codec(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(asked: str) -> codecs.CodecInfo:
        raise AssertionError(asked)

    monkeypatch.setattr(codecs, "lookup", refuse)
    with pytest.raises(UnknownEncoding, match="not the name of a text encoding") as caught:
        named_encoding(name)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("name", "near"), [("windows-1225", "windows-1252"), ("mac romna", "mac-roman"), ("latni-1", "latin-1")]
)
def test_near_names_are_named(name: str, near: str) -> None:
    with pytest.raises(UnknownEncoding, match=f"did you mean .*{near}"):
        named_encoding(name)


@given(st.text(max_size=30))
def test_whatever_is_named_decodes_text_or_is_refused(name: str) -> None:
    try:
        codec = named_encoding(name)
    except UnknownEncoding:
        return
    assert isinstance(b"".decode(codec), str)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_named_utf16_needs_no_mark_and_leaves_none(encoding: str, mark: str) -> None:
    decoded = decode_as((mark + "été").encode(encoding), named_encoding("utf-16"))
    if encoding == "utf-16-be" and not mark:
        return  # three letters without a mark look like either
    assert decoded is not None
    assert (decoded.text, decoded.how) == ("été", "given")
