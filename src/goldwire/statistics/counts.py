"""Counts of a corpus, group by group: how long its sentences are, and how often its layers label something."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from goldwire.annotation.article import Article
from goldwire.annotation.considered import considered
from goldwire.model.annotation import AUTHOR, Annotation, Form, Mention, Polarity
from goldwire.model.span import Span
from goldwire.text.sentences import sentence_spans
from goldwire.text.tokens import token_spans

SHORT = 6
"""Words of a sentence that counts as short."""


@dataclass(slots=True)
class Counts:
    """What is counted of a group of documents. Those without text or without the layers of labels are in `left_out`
    alone. Words are tokens with a letter or digit; lengths are words."""

    documents: int = 0
    left_out: int = 0
    words: int = 0
    sentences: int = 0
    short: int = 0
    names: Counter[str] = field(default_factory=Counter)
    """By type."""
    unlisted: int = 0
    metonyms: int = 0
    quotes: Counter[str] = field(default_factory=Counter)
    """By type."""
    quoted_words: int = 0
    without_cue: int = 0
    joint: int = 0
    speakers: Counter[str] = field(default_factory=Counter)
    """By kind."""
    speakers_by_form: Counter[str] = field(default_factory=Counter)
    cues: Counter[str] = field(default_factory=Counter)
    """By their words, in lower case."""
    polarities: Counter[str] = field(default_factory=Counter)
    considered: int = 0
    """Pairs that a quote puts side by side and that have no stance."""
    propositions: int = 0
    by_author: int = 0

    def add(self, article: Article) -> None:
        """Count a document."""
        annotation, raw, text = article.annotation, article.raw, article.text
        if raw is None or text is None or annotation is None or None in _layers(annotation):
            self.left_out += 1
            return
        self.documents += 1
        self.words += words(text)
        lengths = [words(text[start:end]) for start, end in sentence_spans(text)]
        self.sentences += len(lengths)
        self.short += sum(length <= SHORT for length in lengths)
        mentions = {mention.id: mention for mention in annotation.mentions or ()}
        names = [mention for mention in mentions.values() if mention.form is Form.NAME]
        self.names.update(str(mention.type) for mention in names)
        self.unlisted += sum(mention.is_local for mention in names)
        self.metonyms += sum(mention.literal is not None for mention in names)
        self._add_quotes(annotation, mentions, raw)
        stances = [stance for stance in annotation.stances or () if stance.polarity is not Polarity.NONE]
        self.polarities.update(str(stance.polarity) for stance in stances)
        self.propositions += sum(stance.target.proposition is not None for stance in stances)
        self.by_author += sum(stance.holder == AUTHOR for stance in stances)
        self.considered += len(considered(annotation))

    def _add_quotes(self, annotation: Annotation, mentions: dict[str, Mention], raw: str) -> None:
        for quote in annotation.quotes or ():
            self.quotes[str(quote.type)] += 1
            if quote.parent is None:
                self.quoted_words += sum(words(_said(raw, part)) for part in quote.content)
            self.joint += len(quote.speakers) > 1
            for speaker in quote.speakers:
                self.speakers[speaker.kind] += 1
                mention = mentions.get(speaker.mention or "")
                self.speakers_by_form["none" if mention is None else str(mention.form)] += 1
            if quote.cue is None:
                self.without_cue += 1
            else:
                self.cues[" ".join(_said(raw, quote.cue).lower().split())] += 1


def words(text: str) -> int:
    """How many words a text has."""
    return sum(any(map(str.isalnum, text[start:end])) for start, end in token_spans(text))


def _said(raw: str, span: Span) -> str:
    return raw[span.start : span.end]


def _layers(annotation: Annotation) -> tuple[object, ...]:
    return annotation.mentions, annotation.quotes, annotation.stances
