"""A document as detectors read it: its clean text, and where everything that is annotated stands in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from goldwire.annotation.article import NOTHING_LISTED, Article, Listed
from goldwire.model.annotation import Annotation, Form, Mention, ScareQuote
from goldwire.model.document import Document
from goldwire.model.span import Span
from goldwire.text.marks import text_depths
from goldwire.text.sentences import sentence_spans
from goldwire.text.tokens import token_spans
from goldwire.text.view import View

Place = tuple[int, int]
"""`[start, end)` in code points of the clean text."""

APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'"})


@dataclass(frozen=True)
class Reading:
    """An annotated document whose text is at hand, with what its corpus lists. All places are of the clean text."""

    document: Document
    annotation: Annotation
    view: View
    listed: Listed = NOTHING_LISTED

    @cached_property
    def text(self) -> str:
        """The clean text."""
        return self.view.text

    @cached_property
    def sentences(self) -> list[Place]:
        """The sentences, roughly."""
        return sentence_spans(self.text)

    @cached_property
    def tokens(self) -> list[Place]:
        """The tokens."""
        return token_spans(self.text)

    @cached_property
    def depths(self) -> list[int]:
        """How many quotations are open around each code point."""
        return text_depths(self.text, self.document.language)

    @cached_property
    def names(self) -> list[tuple[Place, Mention]]:
        """The mentions that are names, in order."""
        named = (mention for mention in self.annotation.mentions or () if mention.form is Form.NAME)
        return sorted(((self.place(mention), mention) for mention in named), key=lambda pair: pair[0])

    @cached_property
    def mention_places(self) -> dict[str, Place]:
        """Where each mention stands, by its id."""
        return {mention.id: self.place(mention) for mention in self.annotation.mentions or ()}

    @cached_property
    def content(self) -> list[Place]:
        """All fragments of all quotes, in order."""
        return sorted(self.place(part) for quote in self.annotation.quotes or () for part in quote.content)

    def place(self, span: Span | Mention | ScareQuote) -> Place:
        """Where a raw span stands. The checks have found it whole."""
        start, end, _ = self.view.project(span.start, span.end)
        return start, end

    def words(self, place: Place) -> str:
        """The words of a place on one line, with one kind of apostrophe, so that equal names are equal strings."""
        return " ".join(self.text[slice(*place)].translate(APOSTROPHES).split())

    def sentence(self, place: Place) -> Place:
        """The sentence in which a place begins."""
        number = bisect_right(self.sentences, (place[0], len(self.text))) - 1
        return self.sentences[max(0, number)]

    def text_line(self, place: Place) -> Place:
        """The line of the clean text in which a place begins."""
        end = self.text.find("\n", place[0])
        return self.text.rfind("\n", 0, place[0]) + 1, len(self.text) if end == -1 else end

    def line(self, place: Place) -> int:
        """The number of the raw line, from 1, in which a place begins."""
        return self.raw_line(self.view.to_raw(*place)[0])

    def raw_line(self, start: int) -> int:
        """The number of the line, from 1, in which a raw code point stands."""
        head = self.view.raw[:start]
        return 1 + head.count("\n") + head.count("\r") - head.count("\r\n")


def readings(articles: Iterable[Article], listed: Listed = NOTHING_LISTED) -> Iterator[Reading]:
    """The articles that can be audited: annotated, with their text at hand. `listed`: what the corpus lists."""
    for article in articles:
        if article.annotation is not None and article.cleaned is not None:
            yield Reading(article.document, article.annotation, article.cleaned.view, listed)


def overlaps(place: Place, others: Iterable[Place]) -> bool:
    """Whether a place shares a code point with any of the others."""
    return any(place[0] < end and start < place[1] for start, end in others)
