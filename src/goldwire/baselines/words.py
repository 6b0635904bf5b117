"""Sentences of a text as tokens, and spans of names among them: what several baselines look at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from goldwire.model.annotation import Form, MentionType
from goldwire.model.layers import Gold, Mention, Text
from goldwire.text.sentences import sentence_spans
from goldwire.text.tokens import token_spans

_PARTS = 20


class Token(NamedTuple):
    """A token and where it stands: code points of the published text."""

    start: int
    end: int
    text: str


class Name(NamedTuple):
    """A span with a type: code points of the published text."""

    start: int
    end: int
    type: MentionType


def sentences(text: str) -> list[list[Token]]:
    """The tokens of each sentence."""
    return [
        [Token(start + a, start + b, text[start + a : start + b]) for a, b in token_spans(text[start:end])]
        for start, end in sentence_spans(text)
    ]


def gold_names(gold: Gold) -> list[Name]:
    """The mentions by name, in order. Of two that overlap the longer one, of two as long the first."""
    names = [Name(m.start, m.end, m.type) for m in gold.layers.mentions or () if m.form is Form.NAME]
    return without_overlaps(names)


def without_overlaps(names: Iterable[Name]) -> list[Name]:
    """Names in order; of two that overlap the longer one, of two as long the first."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda name: (name.start - name.end, name.start, name.type)):
        if all(name.end <= other.start or other.end <= name.start for other in kept):
            kept.append(name)
    return sorted(kept)


def as_mentions(text: Text, names: Iterable[Name]) -> list[Mention]:
    """Names as predicted mentions, with ids in their order and no entity. A lower-case NORP is adjectival."""
    return [
        Mention(
            id=f"m{number}",
            start=name.start,
            end=name.end,
            text=text.text[name.start : name.end],
            type=name.type,
            adjectival=name.type is MentionType.NORP and text.text[name.start].islower(),
        )
        for number, name in enumerate(sorted(names), start=1)
    ]


def held_out(documents: Sequence[Gold]) -> Iterator[tuple[list[Gold], list[Gold]]]:
    """Documents in turn, and with them those of other stories: what a model may know of names while it learns from
    them. Stories are held out one by one, or many together where there are many."""
    parts: dict[str, int] = {}
    for gold in documents:
        parts.setdefault(gold.story, len(parts) % _PARTS)
    for part in range(min(len(parts), _PARTS)):
        held = [gold for gold in documents if parts[gold.story] == part]
        yield held, [gold for gold in documents if parts[gold.story] != part]


def is_capitalised(token: str) -> bool:
    """Whether a token begins with a capital letter."""
    return token[0].isupper() or token[0].istitle()


def covered(tokens: Sequence[Token], names: Iterable[Name]) -> Iterator[tuple[int, int, MentionType]]:
    """`[first, last)` token and type of each name that tokens of one sentence cover exactly."""
    first = {token.start: number for number, token in enumerate(tokens)}
    last = {token.end: number + 1 for number, token in enumerate(tokens)}
    for name in names:
        if name.start in first and name.end in last:
            yield first[name.start], last[name.end], name.type
