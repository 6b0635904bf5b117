"""A document's layers with published offsets: code points of the clean text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec

from goldwire.annotation.article import Article
from goldwire.annotation.considered import Considered, considered
from goldwire.model import layers
from goldwire.model.annotation import Mention, Polarity, Quote, ScareQuote, Stance
from goldwire.model.layers import Layers, Line, RawLine, Text
from goldwire.model.line import KEPT_ROLES
from goldwire.model.span import Span
from goldwire.release.windows import Paragraph, paragraphs
from goldwire.text.view import View


@dataclass(frozen=True)
class Placed:
    """Clean text, its lines, and the layers as published records; None for a layer that was not annotated."""

    text: str
    lines: list[dict[str, Any]]
    mentions: list[dict[str, Any]] | None
    quotes: list[dict[str, Any]] | None
    scare_quotes: list[dict[str, Any]] | None
    stances: list[dict[str, Any]] | None

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The paragraphs of the text, by which rows are numbered."""
        return paragraphs(self.text, self.lines, self.mentions)


def placed(article: Article) -> Placed | None:
    """The published form of a document that passed its checks; None where its text is not at hand."""
    if article.cleaned is None:
        return None
    view, annotation = article.cleaned.view, article.annotation
    mentions = annotation.mentions if annotation else None
    quotes = annotation.quotes if annotation else None
    scares = annotation.scare_quotes if annotation else None
    stances = annotation.stances if annotation else None
    derived = considered(annotation) if annotation and stances is not None else []
    by_id = {mention.id: mention for mention in mentions or ()}
    return Placed(
        text=view.text,
        lines=_lines(article, view),
        mentions=None if mentions is None else [_mention(view, mention) for mention in mentions],
        quotes=None if quotes is None else [_quote(view, quote, by_id) for quote in quotes],
        scare_quotes=None if scares is None else [{**_fragment(view, scare), "kind": scare.kind} for scare in scares],
        stances=None if stances is None else [_stance(view, s) for s in stances] + [*map(derived_stance, derived)],
    )


def text_of(article: Article) -> Text | None:
    """What a system sees of a document: the same as of a release that holds it. None where its text is not at hand."""
    whole = placed(article)
    if whole is None or article.raw is None or article.cleaned is None:
        return None
    raw, lines = article.raw, article.cleaned.lines
    return Text(
        doc_id=article.document.doc_id,
        language=article.document.language,
        text=whole.text,
        lines=msgspec.convert(whole.lines, list[Line]),
        raw_lines=[RawLine(start=line.start, end=line.end, text=raw[line.start : line.end]) for line in lines] or None,
    )


def layers_of(article: Article) -> Layers:
    """The layers that people annotated, as a system is given them. Empty where the text is not at hand."""
    whole = placed(article)
    if whole is None:
        return Layers()
    return Layers(
        mentions=msgspec.convert(whole.mentions, list[layers.Mention] | None),
        quotes=msgspec.convert(whole.quotes, list[layers.Quote] | None),
        stances=msgspec.convert(whole.stances, list[layers.Stance] | None),
    )


def _lines(article: Article, view: View) -> list[dict[str, Any]]:
    roles = [line.role for line in article.cleaned.lines if line.role in KEPT_ROLES] if article.cleaned else []
    lines: list[dict[str, Any]] = []
    position = 0
    for line in view.text.split("\n"):
        if line:
            role = roles[len(lines)]
            lines.append({"start": position, "end": position + len(line), "role": role})
        position += len(line) + 1
    return lines


def _fragment(view: View, span: Span | Mention | ScareQuote) -> dict[str, Any]:
    start, end, _ = view.project(span.start, span.end)
    return {"start": start, "end": end, "text": view.text[start:end]}


def _mention(view: View, mention: Mention) -> dict[str, Any]:
    return {"id": mention.id, **_fragment(view, mention), **mention_labels(mention)}


def mention_labels(mention: Mention) -> dict[str, Any]:
    """What a mention says besides its place."""
    return {
        "type": mention.type,
        "form": mention.form,
        "adjectival": mention.adjectival,
        "entity": mention.entity,
        "literal": mention.literal,
    }


def quote_labels(quote: Quote, mentions: dict[str, Mention]) -> dict[str, Any]:
    """What a quote says besides its places."""
    return {
        "id": quote.id,
        "type": quote.type,
        "speakers": [
            {
                "mention": speaker.mention,
                "entity": None if speaker.mention is None else mentions[speaker.mention].entity,
                "kind": speaker.kind,
            }
            for speaker in quote.speakers
        ],
        "parent": quote.parent,
    }


def stance_labels(stance: Stance) -> dict[str, Any]:
    """What a stance says besides its places."""
    return {
        "id": stance.id,
        "holder": stance.holder,
        "holder_mention": stance.holder_mention,
        "target_entity": stance.target.entity,
        "target_mention": stance.target.mention,
        "target_proposition": stance.target.proposition,
        "polarity": stance.polarity,
        "quote": stance.quote,
    }


def derived_stance(pair: Considered) -> dict[str, Any]:
    """A pair that the text brings together without a stance, as the layer of stances has it. It has no evidence."""
    return {
        "id": pair.id,
        "holder": pair.holder,
        "holder_mention": pair.holder_mention,
        "target_entity": pair.target,
        "target_mention": pair.target_mention,
        "target_proposition": None,
        "polarity": Polarity.NONE,
        "quote": pair.quote_id,
        "evidence": [],
    }


def _quote(view: View, quote: Quote, mentions: dict[str, Mention]) -> dict[str, Any]:
    cue = None if quote.cue is None else _fragment(view, quote.cue)
    return {
        **quote_labels(quote, mentions),
        "content": [_fragment(view, part) for part in quote.content],
        "cue_start": cue and cue["start"],
        "cue_end": cue and cue["end"],
        "cue": cue and cue["text"],
    }


def _stance(view: View, stance: Stance) -> dict[str, Any]:
    return {**stance_labels(stance), "evidence": [_fragment(view, part) for part in stance.evidence]}
