"""From the bytes of one file to the raw text that annotations anchor to. Pure: no file is touched."""

from __future__ import annotations

import hashlib
from typing import Literal, NamedTuple

from goldwire.model.document import Document, Extractor
from goldwire.model.incident import Incident, define
from goldwire.text import decode as decoding
from goldwire.text import html as markup
from goldwire.text.guess import Guess, wide_encoding
from goldwire.text.paragraphs import is_wrapped

WRAPPED = define(
    "GW-I078",
    "text wrapped at a column",
    meaning="Lines of the file end in the middle of sentences, as in mailing lists, wires and old books. Such lines "
    "are read as one paragraph: quotation marks, sentences and the rows of config ner reach over their ends. Roles are "
    "those of single lines, and the clean text keeps the line ends.",
    remedy="Nothing to do; for text without these line ends, join the lines of each paragraph before adding the file.",
)

Format = Literal["text", "html"]
_PATIENCE = 4.0


class RawText(NamedTuple):
    """The raw text of a document and how it was come by. Newlines are as in the source."""

    text: str
    format: Format
    encoding: str
    encoding_from: decoding.How
    extractor: Extractor | None
    incidents: tuple[Incident, ...]


class Refused(NamedTuple):
    """A file that cannot become a document, and why."""

    incidents: tuple[Incident, ...]


def raw_text(data: bytes, *, file: str, html: bool | None = None, encoding: str | None = None) -> RawText | Refused:
    """The raw text of a file: decoded, and extracted where it is HTML.

    Args:
        data: The bytes of the file.
        file: What incidents call it.
        html: Whether it is HTML; None: look whether it is.
        encoding: The codec to decode it with (see `goldwire.text.named.named_encoding`); None: find out.

    Returns:
        The text with warnings, or the reasons against it.
    """
    as_html = _begins_as_html(data, encoding) if html is None else html
    decoded = decoding.decode(data, html=as_html) if encoding is None else decoding.decode_as(data, encoding)
    if decoded is None:
        return Refused((decoding.refusal(data, file=file, encoding=encoding),))
    incidents = _about_encoding(decoded, data, file)
    text, extractor = decoded.text, None
    if as_html:
        extracted, extractor = markup.extract(text), markup.extractor()
        if extracted is None:
            message = f"{file}: extracting the text of the page takes too long or too much memory"
            return Refused((*incidents, markup.TOO_TANGLED.at(message, file=file)))
        text = extracted
        if not text.strip():
            return Refused((*incidents, markup.NO_TEXT.at(f"{file}: the page holds no text", file=file)))
    if (lost := text.count("\ufffd")) > 0:
        message = f"{file} holds {lost:,} replacement characters"
        incidents = (*incidents, decoding.LOST_CHARACTERS.at(message, file=file))
    if not as_html and is_wrapped(text):
        message = f"{file}: lines break off in the middle of sentences"
        incidents = (*incidents, WRAPPED.at(message, file=file))
    marks = decoding.combining_run(text)
    if marks is not None:
        message = f"{file}: more than 30 combining marks in a row at code point {marks:,}"
        return Refused((*incidents, decoding.UNSTABLE_TEXT.at(message, file=file)))
    return RawText(text, "html" if as_html else "text", decoded.encoding, decoded.how, extractor, incidents)


def recorded_text(data: bytes, document: Document) -> str | None:
    """The raw text of a document that is recorded already: same encoding, and today's extractor for HTML.

    None where the bytes no longer decode. Compare `text_digest` of it with the document's `text_sha256`.
    """
    text = decoding.strictly(data, document.encoding)
    if text is not None and document.format == "html":
        # It was extracted once within the bounds; on a slower machine it may take longer.
        return markup.extract(text, patience=_PATIENCE)
    return text


def text_digest(text: str) -> str:
    """SHA-256 of a raw text as UTF-8, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _about_encoding(decoded: decoding.Decoded, data: bytes, file: str) -> tuple[Incident, ...]:
    """Warnings: a declaration that does not hold, a guess, a named encoding that the bytes speak against."""
    found: list[Incident] = []
    if decoded.refused is not None:
        message = f"{file} declares {decoded.refused!r}; decoded as {decoded.encoding}"
        found.append(decoding.DECLARED_WRONG.at(message, file=file))
    if decoded.guess is not None:
        found.append(decoding.GUESSED.at(f"{file} {_guessed(decoded.guess)}", file=file))
    if decoded.how == "given" and (against := decoding.doubt(data, decoded.encoding)):
        found.append(decoding.GIVEN_DOUBTED.at(f"{file}: decoded as {decoded.encoding}, but {against}", file=file))
    return tuple(found)


def _guessed(guess: Guess) -> str:
    how = {"sure": "nothing else that was tried fits", "likely": "likely", "doubtful": "doubtful"}[guess.sureness]
    message = f"is read as {guess.encoding}, a guess ({how})"
    if guess.others:
        others = "; ".join(f"{o.encoding} has “{o.instead}” for “{o.chosen}”" for o in guess.others)
        message += f": {others}"
    return message


def _begins_as_html(data: bytes, given: str | None) -> bool:
    if data.startswith(b"<"):  # ASCII, as most files are
        return markup.looks_like_html(data[:800].decode("latin-1"))
    encoding = given or decoding.bom_encoding(data) or wide_encoding(data) or "latin-1"
    return markup.looks_like_html(data[:800].decode(encoding, "ignore"))
