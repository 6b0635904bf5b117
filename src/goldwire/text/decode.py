"""Decoding bytes: never with replacement characters, and always saying how."""

from __future__ import annotations

import codecs
import re
from itertools import islice
from typing import Literal, NamedTuple

from goldwire.model.incident import Incident, define
from goldwire.text.declared import declarations, web_encoding
from goldwire.text.guess import Guess, better_than_utf8, guess_encoding, seven_bit_encoding, strict, wide_encoding

UNDECODABLE = define(
    "GW-E011",
    "no encoding fits",
    meaning="Neither the byte order mark, the declared encoding, strict UTF-8 nor any encoding that could be guessed "
    "decodes the file without an error.",
    remedy="Find out how the file was written and name its encoding with --encoding. Fetch a damaged download again.",
)
DECLARED_WRONG = define(
    "GW-W012",
    "declared encoding does not hold",
    meaning="The page declares an encoding that is unknown, does not decode its bytes, or garbles them: bytes that are "
    "valid UTF-8 were declared as another encoding. The encoding that fits was used.",
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

BROKEN_UTF8 = define(
    "GW-E016",
    "broken UTF-8",
    meaning="The file is UTF-8 but for a few bytes: it was cut off, or pieces in another encoding were put into it. "
    "Any other encoding would garble all that is right.",
    remedy="Mend the bytes at the offset that the message names, or fetch the file again.",
)
GUESSED = define(
    "GW-W010",
    "encoding guessed",
    meaning="The file declares no encoding that holds and is no UTF-8. Its encoding was guessed from the letters and "
    "marks that come out; the message says how sure the guess is, and what else comes into question.",
    remedy="Look at the text (goldwire clean FILE). Where it is wrong, name the encoding with --encoding.",
)
GIVEN_DOUBTED = define(
    "GW-W017",
    "encoding given against the bytes",
    meaning="The encoding that was named decodes the file, and the bytes say another: they are valid UTF-8, or begin "
    "with the byte order mark of another encoding. The named encoding was used.",
    remedy="Look at the text (goldwire clean FILE); leave --encoding out for files that are UTF-8.",
)
GIVEN_WRONG = define(
    "GW-E018",
    "named encoding does not fit",
    meaning="The encoding that was named has no character for some bytes of the file.",
    remedy="Name another encoding with --encoding, or leave the option out to see what is found.",
)

How = Literal["bom", "declared", "utf-8", "detected", "given"]

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins the same
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MOST_DECLARATIONS = 4
_FEW_BYTES = 8
"""So many bytes may be valid UTF-8 by chance."""
_STREAM_SAFE = 30
"""Unicode Standard Annex 15, section 13."""
_HIGH = bytes(range(128, 256))
_CUT_OFF = re.compile(rb"(?:[\xc2-\xf4]|[\xe0-\xf4][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{2})\Z")
_C1 = re.compile("[\x80-\x9f]")
_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff"
    f"\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]{{{_STREAM_SAFE + 1}}}"
)
_MARK_BYTES = (b"\xcc", b"\xcd", b"\xd2", b"\xd6", b"\xd8", b"\xd9", b"\xe1", b"\x83", b"\xe3", b"\xef")


class Decoded(NamedTuple):
    """Text, the Python codec that gave it, what chose the codec, a declared encoding that did not hold, and the guess
    where one decided."""

    text: str
    encoding: str
    how: How
    refused: str | None
    guess: Guess | None = None


def bom_encoding(data: bytes) -> str | None:
    """The codec that a byte order mark at the start asks for."""
    return next((encoding for mark, encoding in _BOMS if data.startswith(mark)), None)


def decode(data: bytes, *, html: bool = False) -> Decoded | None:
    """Decode by byte order mark, the encoding that an HTML page declares, strict UTF-8, then a guess.

    A declared encoding does not hold where it does not decode the bytes, where it makes mojibake of bytes that are
    valid UTF-8, and where it makes control characters of quotation marks.

    Args:
        data: The bytes of a whole file.
        html: Whether to look for a declaration.

    Returns:
        The text and how it was found; None where nothing decodes every byte. `why_not` says why.
    """
    if encoding := bom_encoding(data):
        text = strictly(data, encoding)
        return None if text is None else Decoded(text, encoding, "bom", None)
    if wide := wide_encoding(data):
        return Decoded(data.decode(wide), wide, "detected", None, Guess(wide, "sure"))
    utf8 = strictly(data, "utf-8")
    refused: str | None = None
    for label in islice(declarations(data), _MOST_DECLARATIONS) if html else ():
        declared = web_encoding(label)
        text = utf8 if declared == "utf-8" else None if declared is None else strictly(data, declared)
        if text is not None and declared is not None and not _misread(text, declared, utf8, data):
            return Decoded(text, declared, "declared", refused)
        refused = refused or label
    if utf8 is not None:
        if 0 < len(data) - len(utf8) <= _FEW_BYTES and (guess := better_than_utf8(utf8, data)):
            return Decoded(data.decode(guess.encoding), guess.encoding, "detected", refused, guess)
        if data.isascii() and (seven_bit := seven_bit_encoding(data)):
            return Decoded(data.decode(seven_bit), seven_bit, "detected", refused, Guess(seven_bit, "sure"))
        return Decoded(utf8, "utf-8", "utf-8", refused)
    if _broken_at(data) is not None or (guess := guess_encoding(data)) is None:
        return None
    return Decoded(data.decode(guess.encoding), guess.encoding, "detected", refused, guess)


def decode_as(data: bytes, encoding: str) -> Decoded | None:
    """Decode with the codec that a person named, whatever the file says of itself.

    Args:
        data: The bytes of a whole file.
        encoding: What `goldwire.text.named.named_encoding` gave for the name.

    Returns:
        The text without a byte order mark of that encoding; None where the codec has no character for some bytes.
    """
    mark = bom_encoding(data)
    family = encoding.replace("_", "-").removesuffix("-le").removesuffix("-be").removesuffix("-sig")
    if mark is not None and mark.removesuffix("-sig") == family and (text := strictly(data, mark)) is not None:
        return Decoded(text, mark, "given", None)
    if encoding in ("utf-16", "utf-32"):
        encoding = wide_encoding(data) or f"{encoding}-le"
    text = strictly(data, encoding)
    return None if text is None else Decoded(text, encoding, "given", None)


def doubt(data: bytes, encoding: str) -> str | None:
    """What speaks against a codec that a person named, as a clause; None where nothing does."""
    mark = bom_encoding(data)
    if mark is not None and mark != encoding:
        return f"the file begins with the byte order mark of {mark.removesuffix('-sig')}"
    if not encoding.startswith("utf") and not data.isascii() and strictly(data, "utf-8") is not None:
        return "its bytes are valid UTF-8"
    return None


def refusal(data: bytes, *, file: str, encoding: str | None = None) -> Incident:
    """The incident of a file that was not decoded, with the first byte that does not fit.

    Args:
        data: The bytes of the file.
        file: What the file is called.
        encoding: The codec that was named; None where none was.
    """
    if encoding is not None:
        place = _first_misfit(data, "utf-16-le" if encoding == "utf-16" else encoding)
        return GIVEN_WRONG.at(f"{file} is not {encoding}: {_byte_at(data, place)} does not fit", file=file)
    if (broken := _broken_at(data)) is not None:
        return BROKEN_UTF8.at(f"{file} is UTF-8 but for {broken[1]}, the first {_byte_at(data, broken[0])}", file=file)
    message = f"{file}: {len(data):,} bytes, and no encoding decodes them all"
    mark = bom_encoding(data)
    place = _first_misfit(data, mark or "cp1252")
    nearest = f"its byte order mark says {mark.removesuffix('-sig')}" if mark else "Windows-1252 comes nearest"
    return UNDECODABLE.at(f"{message}; {nearest}, and {_byte_at(data, place)} does not fit", file=file)


def strictly(data: bytes, encoding: str) -> str | None:
    """`data` decoded with one codec, or None where the codec is unknown, is no text encoding or meets an error."""
    return strict(data, encoding)


def _misread(text: str, declared: str, utf8: str | None, data: bytes) -> bool:
    """Whether a declared encoding decodes the bytes and is wrong anyway: single-byte encodings decode anything."""
    if declared == "utf-8" or data.isascii():
        return False
    if utf8 is not None:
        return len(data) - len(utf8) > _FEW_BYTES or better_than_utf8(utf8, data) is None
    return _C1.search(text) is not None and strictly(data, "cp1252") is not None


def _broken_at(data: bytes) -> tuple[int, str] | None:
    """Where UTF-8 breaks off, in bytes, and how often; None where the bytes are no UTF-8 at all."""
    text = data.decode("utf-8", "ignore")
    of_ascii = len(data.translate(None, _HIGH))
    right = len(text) - of_ascii
    wrong = len(data) - len(text.encode("utf-8"))
    cut_off = _CUT_OFF.search(data, max(0, len(data) - 3)) is not None
    if right < 4 * wrong and not (cut_off and wrong <= 3 and right >= 2):
        return None
    if right < 3 and not cut_off:
        return None
    what = "a character that is cut off" if cut_off and wrong <= 3 else f"{wrong:,} byte{'s' * (wrong != 1)}"
    return _first_misfit(data, "utf-8"), what


def _first_misfit(data: bytes, encoding: str) -> int:
    try:
        data.decode("utf-8" if encoding == "utf-8-sig" else encoding)  # whose places do not count the mark
    except UnicodeDecodeError as error:
        return error.start
    except (UnicodeError, LookupError, ValueError):
        pass
    return 0


def _byte_at(data: bytes, place: int) -> str:
    return f"byte 0x{data[place]:02X} at offset {place:,} (line {data.count(10, 0, place) + 1:,})"


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
