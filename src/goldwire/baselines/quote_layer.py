"""Quotes on their way into a layer: ids, types by marks, parents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from goldwire.annotation.quote_types import type_by_marks
from goldwire.baselines.local import local_id
from goldwire.baselines.quote_text import Place
from goldwire.model.layers import Fragment, Mention, Quote, Speaker, Text, is_linked
from goldwire.model.span import Span
from goldwire.text.marks import text_depths


@dataclass
class Found:
    """A quote that was found: content and cue in offsets of the text, and how many marks are around it."""

    content: list[Place]
    cue: Place | None
    level: int = 0
    parent: Found | None = None


def attributed(quote: Quote, mention: Mention | None, entity: str | None) -> Quote:
    """A quote with its speaker: a mention and its entity, or nobody."""
    speaker = Speaker(kind="unknown")
    if mention is not None:
        speaker = Speaker(mention=mention.id, entity=entity, kind="named" if is_linked(entity) else "unnamed")
    return msgspec.structs.replace(quote, speakers=[speaker])


def speaking(quotes: Iterable[Quote]) -> set[str]:
    """The ids of the mentions that speak."""
    return {speaker.mention for quote in quotes for speaker in quote.speakers if speaker.mention is not None}


def with_entities(text: Text, mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions in their order, those without an entity with one of this document: the same words, the same one."""
    mentions = list(mentions)
    taken = {mention.entity for mention in mentions if mention.entity is not None}
    own: dict[str, str] = {}
    whole = []
    for mention in mentions:
        words = text.text[mention.start : mention.end]
        if mention.entity is None and words not in own:
            own[words] = local_id(words, taken)
            taken.add(own[words])
        whole.append(mention if mention.entity else msgspec.structs.replace(mention, entity=own[words]))
    return whole


def as_quotes(text: Text, found: Sequence[Found]) -> list[Quote]:
    """The records of quotes, in the order of the text, `q1` first."""
    depths = text_depths(text.text, text.language)
    order = sorted(found, key=lambda quote: (quote.content[0], quote.level, quote.cue or (0, 0)))
    ids = {id(quote): f"q{number}" for number, quote in enumerate(order, 1)}
    return [
        Quote(
            id=ids[id(quote)],
            type=type_by_marks(
                text.text, depths, [Span(start=start, end=end) for start, end in quote.content], quote.level
            ),
            content=[Fragment(start=start, end=end, text=text.text[start:end]) for start, end in quote.content],
            cue_start=None if quote.cue is None else quote.cue[0],
            cue_end=None if quote.cue is None else quote.cue[1],
            cue=None if quote.cue is None else text.text[slice(*quote.cue)],
            parent=None if quote.parent is None else ids[id(quote.parent)],
        )
        for quote in order
    ]
