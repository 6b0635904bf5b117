"""From the bytes of one file to the raw text that annotations anchor to. Pure: no file is touched."""

from __future__ import annotations

import hashlib
from typing import Literal, NamedTuple

from goldwire.model.document import Document, Extractor
from goldwire.model.incident import Incident
from goldwire.text import decode as decoding
from goldwire.text import html as markup

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


def raw_text(data: bytes, *, file: str, html: bool | None = None) -> RawText | Refused:
    """Decode `data`, and extract its text where it is HTML (`html=None`: look whether it is)."""
    as_html = _begins_as_html(data) if html is None else html
    decoded = decoding.decode(data, html=as_html)
    if decoded is None:
        message = f"{file}: {len(data):,} bytes, and no encoding decodes them all"
        return Refused((decoding.UNDECODABLE.at(message, file=file),))
    incidents: tuple[Incident, ...] = ()
    if decoded.refused is not None:
        message = f"{file} declares {decoded.refused!r}; decoded as {decoded.encoding}"
        incidents = (decoding.DECLARED_WRONG.at(message, file=file),)
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


def _begins_as_html(data: bytes) -> bool:
    encoding = decoding.bom_encoding(data) or "latin-1"
    return markup.looks_like_html(data[:800].decode(encoding, "ignore"))
