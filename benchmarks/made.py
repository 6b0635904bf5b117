"""Documents made from the open ones, as many as wanted: same text but for a serial number in a dropped line.

The number has the length of what it overwrites, so that the annotations of the model document hold for every copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from goldwire.annotation.article import Entities
from goldwire.annotation.files import load_annotation, load_entities
from goldwire.corpus.ids import doc_id, sha256_hex
from goldwire.corpus.raw import find_raw
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import Annotation
from goldwire.model.document import Document
from goldwire.model.line import KEPT_ROLES
from goldwire.text.source import text_digest

ROOT = Path(__file__).parents[1]
_SERIAL = 8


@dataclass(frozen=True, slots=True)
class Model:
    """An open document with its raw text, and where a serial number may stand in it."""

    document: Document
    text: str
    annotation: Annotation
    slot: int


@dataclass(frozen=True, slots=True)
class Made:
    """One made document: raw bytes, record, annotation and its file's bytes."""

    data: bytes
    document: Document
    annotation: Annotation
    file: bytes


def models() -> tuple[list[Model], Entities]:
    """The open documents that can be copied, as plain text in their own encoding (HTML: its raw text as UTF-8)."""
    corpus = Corpus.at(ROOT)
    found = []
    for document in corpus.documents().value:
        annotation = load_annotation(corpus, document).value
        text = find_raw(corpus, document, None).text
        if document.withheld or annotation is None or text is None:
            continue
        if document.format == "html":
            document = msgspec.structs.replace(document, format="text", extractor=None, encoding="utf-8")
        found.append(Model(document, text, annotation, _slot(text, annotation)))
    return found, load_entities(corpus).value


def html_pages() -> list[bytes]:
    """The open documents that are HTML, as bytes."""
    corpus = Corpus.at(ROOT)
    return [corpus.raw_path(d).read_bytes() for d in corpus.documents().value if d.format == "html"]


def made(count: int) -> Iterator[Made]:
    """`count` documents, made one at a time."""
    originals, _ = models()
    for number in range(count):
        yield _copy(originals[number % len(originals)], number)


def _copy(model: Model, number: int) -> Made:
    text = model.text[: model.slot] + f"{number:0{_SERIAL}}" + model.text[model.slot + _SERIAL :]
    data = text.encode(model.document.encoding)
    digest = sha256_hex(data)
    changed = {"doc_id": doc_id(digest), "sha256": digest}
    document = msgspec.structs.replace(model.document, text_sha256=text_digest(text), **changed)
    annotation = msgspec.structs.replace(model.annotation, **changed)
    return Made(data, document, annotation, msgspec.json.encode(annotation))


def _slot(text: str, annotation: Annotation) -> int:
    for line in annotation.lines or ():
        if line.role not in KEPT_ROLES:
            match = re.search(rf"[A-Za-z ]{{{_SERIAL}}}", text[line.start : line.end])
            if match:
                return line.start + match.start()
    raise ValueError("no dropped line has room for a serial number")
