"""Decoding bytes: never with replacement characters, and always saying how."""

from __future__ import annotations

import codecs
import re
from typing import Literal, NamedTuple

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

from goldwire.model.incident import define

UNDECODABLE = define(
    "GW-E011",
    "no encoding fits",
    meaning="Neither the byte order mark, the declared encoding, strict UTF-8 nor the detected encoding decodes the "
    "file without an error.",
    remedy="Find out how the file was written and save it as UTF-8; a damaged download must be fetched again.",
)
DECLARED_WRONG = define(
    "GW-W012",
    "declared encoding does not hold",
    meaning="The page declares an encoding that is unknown or does not decode its bytes; another one was used.",
    remedy="Look at the decoded text (goldwire clean FILE) before you trust it.",
)
LOST_CHARACTERS = define(
    "GW-W015",
    "characters lost before",
    meaning="The text holds U+FFFD, which stands where an earlier program could not decode the source.",
    remedy="Fetch the source again and decode it rightly; what U+FFFD replaced cannot be won back from this file.",
)
UNSTABLE_TEXT = define(
    "GW-E013",
    "absurd run of combining marks",
    meaning="More than 30 combining marks follow one another, the limit of Unicode's stream-safe text format. No "
    "language writes so; it slows down or breaks programs.",
    remedy="Remove the marks from the source, or leave the document out.",
)

How = Literal["bom", "declared", "utf-8", "detected"]

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins the same
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META_WINDOW = 1024
"""Where HTML wants the encoding declared: within the first 1,024 bytes."""
_META = re.compile(
    rb"""<(?:meta\b[^>]{0,300}?charset|\?xml\b[^>]{0,300}?encoding)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I
)
_STREAM_SAFE = 30
"""Unicode Standard Annex 15, section 13."""
_HIGH = re.compile(rb"[\x80-\xff]+")
_AROUND = 40
_C1 = re.compile("[\x80-\x9f]")
_TELLING_BYTES = 600
"""Enough for the detector to tell encodings of Western languages apart; more did not change what it found."""
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff"
    f"\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]{{{_STREAM_SAFE + 1}}}"
)
_MARK_BYTES = (b"\xcc", b"\xcd", b"\xd2", b"\xd6", b"\xd8", b"\xd9", b"\xe1", b"\x83", b"\xe3", b"\xef")


class Decoded(NamedTuple):
    """Text, the Python codec that gave it, what chose the codec, and a declared encoding that did not hold."""

    text: str
    encoding: str
    how: How
    refused: str | None


def bom_encoding(data: bytes) -> str | None:
    """The codec that a byte order mark at the start asks for."""
    return next((encoding for mark, encoding in _BOMS if data.startswith(mark)), None)


def decode(data: bytes, *, html: bool = False) -> Decoded | None:
    """Decode by byte order mark, the encoding that an HTML page declares, strict UTF-8, then detection.

    None where nothing decodes every byte.
    """
    refused: str | None = None
    if encoding := bom_encoding(data):
        text = strictly(data, encoding)
        return None if text is None else Decoded(text, encoding, "bom", None)
    if html and (label := declared_label(data)) is not None:
        declared = web_encoding(label)
        text = None if declared is None else strictly(data, declared)
        if text is not None and declared is not None:
            return Decoded(text, declared, "declared", None)
        refused = label
    if (text := strictly(data, "utf-8")) is not None:
        return Decoded(text, "utf-8", "utf-8", refused)
    # What is ASCII tells nothing, and the detector reads it as slowly as the rest.
    for sample in (_telling(data), data):
        detected = detect_encoding(sample, html5_compatible=True) or ""
        text = strictly(data, detected)
        # Texts hold no C1 controls: where they come out, curly quotes and dashes of Windows-1252 were misread.
        if text is not None and detected != "cp1252" and _C1.search(text):
            detected, text = "cp1252", strictly(data, "cp1252")
        if text is not None:
            return Decoded(text, detected, "detected", refused)
    return None


def _telling(data: bytes) -> bytes:
    """The first pieces of `data` around bytes that are not ASCII."""
    pieces: list[bytes] = []
    size = reached = 0
    for match in _HIGH.finditer(data):
        start = max(reached, match.start() - _AROUND)
        reached = match.end() + _AROUND
        pieces.append(data[start:reached])
        size += reached - start
        if size >= _TELLING_BYTES:
            break
    return b"".join(pieces)


def strictly(data: bytes, encoding: str) -> str | None:
    """`data` decoded with one codec, or None where the codec is unknown, is no text encoding or meets an error."""
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError, ValueError):
        return None


def declared_label(data: bytes) -> str | None:
    """The encoding that the head of an HTML or XML page declares, as it is written there."""
    match = _META.search(data[:_META_WINDOW])
    return None if match is None else match.group(1).decode("ascii", "ignore")


def web_encoding(label: str) -> str | None:
    """The codec of a declared encoding, or None where the WHATWG standard knows no such label.

    Other labels never reach Python's codecs, some of which are no text encodings or take the square of their input's
    length. A declaration that could be read as ASCII is no UTF-16, whatever it says.
    """
    name = map_encoding_to_html5(label, fallback_utf8=False)
    return None if not name or str(name).lower().startswith("utf-16") else str(name)


def combining_run(text: str) -> int | None:
    """Where the first run of more than 30 combining marks begins, in code points; None where there is none."""
    if text.isascii():
        return None
    # One of these bytes stands in the UTF-8 of every mark; looking for them costs a tenth of looking for marks.
    data = text.encode("utf-8", "surrogatepass")
    if not any(byte in data for byte in _MARK_BYTES):
        return None
    match = _MARKS.search(text)
    return None if match is None else match.start()
