"""One document with everything that is known of it: record, raw text, annotation, clean text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from goldwire.model.annotation import Annotation, Entity, Proposition
from goldwire.model.document import Document
from goldwire.model.line import Role
from goldwire.text.clean import Cleaned, clean, full_lines

T = TypeVar("T")
Entities = Mapping[str, Entity]
Propositions = Mapping[str, Proposition]


class Listing(dict[str, T]):
    """The records of a list by id. `invalid` holds the ids whose records are not valid, with what is wrong: they are
    listed, so that nobody should be told that they are not."""

    def __init__(self) -> None:
        super().__init__()
        self.invalid: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Listed:
    """What the lists beside the annotations hold, by id."""

    entities: Entities
    propositions: Propositions


NOTHING_LISTED = Listed({}, {})


@dataclass(frozen=True, slots=True)
class Article:
    """A document as checks and releases see it. `raw` and `cleaned` are None where the text is not at hand;
    `annotation` where there is none. The view keeps the lines that the annotation says; without it, those that the
    cleaner says."""

    document: Document
    annotation: Annotation | None
    raw: str | None
    cleaned: Cleaned | None

    @property
    def text(self) -> str | None:
        """The clean text."""
        return None if self.cleaned is None else self.cleaned.view.text


def article(document: Document, annotation: Annotation | None, raw: str | None) -> Article:
    """Put the parts of one document together. Pure."""
    cleaned = None if raw is None else clean(raw, gold_roles(raw, annotation))
    return Article(document, annotation, raw, cleaned)


def gold_roles(raw: str, annotation: Annotation | None) -> list[Role] | None:
    """The annotated roles of the lines of `raw`; None where there are none or they are of other lines."""
    if annotation is None or annotation.lines is None:
        return None
    if [(line.start, line.end) for line in annotation.lines] != full_lines(raw):
        return None
    return [line.role for line in annotation.lines]
