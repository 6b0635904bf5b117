"""From predicted layers, with published offsets, to annotation records, with raw ones."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import msgspec

from goldwire.annotation.article import Article, Entities
from goldwire.model import layers
from goldwire.model.annotation import (
    AUTHOR,
    LOCAL_PREFIX,
    Form,
    Mention,
    MentionType,
    Polarity,
    Quote,
    QuoteType,
    Speaker,
    Stance,
    Target,
)
from goldwire.model.span import Span, anchored
from goldwire.text.edges import blank_edges
from goldwire.text.view import View

_LONGEST = 60
"""Characters of the words that a note repeats."""
_LONGEST_SLUG = 80
_SLUG = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
_NO_SLUG = re.compile("[^a-z0-9]+")


def raw_span(view: View, start: int, end: int) -> tuple[int, int]:
    """The raw span that the view shows as `[start, end)` of its text, and as nothing else.

    Raises `ValueError`, with the reason, where there is none.
    """
    begin, finish = view.to_raw(start, end)
    if view.project(begin, finish)[:2] != (start, end):
        raise ValueError("it reaches over a line that is left out, or begins or ends inside a replacement")
    return begin, finish


@dataclass(slots=True)
class Records:
    """Annotation records of one document while they are made, and notes on what was left out of them. `annotated_…` are
    those that people made, which stay as they are."""

    article: Article
    annotated_mentions: Sequence[Mention]
    annotated_quotes: Sequence[Quote]
    mentions: list[Mention] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    stances: list[Stance] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _locals: dict[tuple[str, ...], str] = field(default_factory=dict)

    def note(self, layer: str, what: str, why: str) -> None:
        self.notes.append(f"{layer}: {what}: {why}")

    def words(self, span: Span | Mention) -> str:
        """The words of a span, as notes quote them."""
        return _short((self.article.raw or "")[span.start : span.end])

    def pair(self, stance: Stance) -> str:
        """Holder and target, as notes name them."""
        return f"{stance.holder} on {stance.target_key}"

    def described(self, record: Mention | Quote | Stance) -> str:
        """A record, as notes name it."""
        if isinstance(record, Stance):
            return self.pair(record)
        return self.words(record if isinstance(record, Mention) else record.content[0])

    def unlinked(self, mention: Mention, why: str) -> Mention:
        """The mention with an entity of its own instead of a listed one."""
        self.note("mentions", self.words(mention), f"its link to {mention.literal or mention.entity} is gone: {why}")
        entity = self.local(None, mention)
        return msgspec.structs.replace(mention, entity=entity, literal=None)

    def local(self, predicted: str | None, mention: Mention) -> str:
        """A local entity: one for each that was predicted, and for each name that was linked to none. Descriptions and
        pronouns without an entity have one each: that two of them speak of one thing is not known."""
        words = (self.article.raw or "")[mention.start : mention.end]
        if predicted is not None:
            key: tuple[str, ...] = ("predicted", predicted, mention.type)
        elif mention.form is Form.NAME:
            key = ("name", words.casefold(), mention.type)
        else:
            key = ("place", str(mention.start), str(mention.end))
        if key not in self._locals:
            base = (predicted or "").removeprefix(LOCAL_PREFIX)
            slug = base if _SLUG.fullmatch(base) and len(base) <= _LONGEST_SLUG else _slug(base or words, mention.type)
            taken, name, number = set(self._locals.values()), slug, 1
            while f"{LOCAL_PREFIX}{name}" in taken:
                number += 1
                name = f"{slug}-{number}"
            self._locals[key] = f"{LOCAL_PREFIX}{name}"
        return self._locals[key]


def translated(
    article: Article, predicted: layers.Layers, wanted: Collection[str], entities: Entities, *, pairs_follow: bool
) -> Records:
    """The wanted layers as annotation records. Predicted mentions and quotes of a layer that people annotated are
    theirs, where they stand in the same place. `pairs_follow`: pairs without a stance are derived, and not written."""
    annotation = article.annotation
    records = Records(
        article,
        (annotation.mentions or () if annotation else ()) if "mentions" not in wanted else (),
        (annotation.quotes or () if annotation else ()) if "quotes" not in wanted else (),
    )
    translator = _Translator(records, entities)
    translator.take_mentions(predicted.mentions or (), wanted="mentions" in wanted)
    translator.take_quotes(predicted.quotes or (), wanted="quotes" in wanted)
    if "stances" in wanted:
        translator.take_stances(predicted.stances or (), pairs_follow=pairs_follow)
    return records


class _Translator:
    """Holds what the ids and entities of the predictions became."""

    def __init__(self, records: Records, entities: Entities) -> None:
        self.records, self.entities = records, entities
        article = records.article
        if article.raw is None or article.cleaned is None:
            raise ValueError("without the raw text nothing can be placed in it")
        self.document, self.raw, self.view = article.document, article.raw, article.cleaned.view
        self.mentions: dict[str, str] = {}
        self.quotes: dict[str, str] = {}
        self.entity_of: dict[str, str] = {}

    def take_mentions(self, predicted: Sequence[layers.Mention], *, wanted: bool) -> None:
        placed = [
            (span, mention) for mention in predicted if (span := self._span("mentions", mention, quiet=not wanted))
        ]
        placed.sort(key=lambda item: (item[0].start, item[0].end))
        if not wanted:
            there = {(mention.start, mention.end): mention for mention in reversed(self.records.annotated_mentions)}
            for span, mention in placed:
                known = there.get((span.start, span.end))
                if known is not None:
                    self._became(mention, known)
            return
        dropped = _overlapping([(s.start, s.end) if m.form is Form.NAME else None for s, m in placed])
        first: dict[tuple[int, int, Form], Mention] = {}
        for number, (span, mention) in enumerate(placed):
            key = (span.start, span.end, mention.form)
            if key in first:
                self.records.note("mentions", self.records.words(span), "it is predicted twice")
                self._became(mention, first[key])
                continue
            if number in dropped:
                self.records.note("mentions", self.records.words(span), "it overlaps a longer name")
                continue
            first[key] = self._mention(span, mention, f"m{len(self.records.mentions) + 1}")
            self._became(mention, first[key])
            self.records.mentions.append(first[key])

    def take_quotes(self, predicted: Sequence[layers.Quote], *, wanted: bool) -> None:
        placed = [(content, q) for q in predicted if (content := self._content(q, quiet=not wanted))]
        placed.sort(key=lambda item: (item[0][0].start, -item[0][-1].end))
        if not wanted:
            there = {_places(quote.content): quote.id for quote in reversed(self.records.annotated_quotes)}
            for content, quote in placed:
                if quote.id is not None and _places(content) in there:
                    self.quotes.setdefault(quote.id, there[_places(content)])
            return
        taken: list[tuple[layers.Quote, Quote]] = []
        first: dict[tuple[tuple[int, int], ...], str] = {}
        for content, quote in placed:
            name = first.setdefault(_places(content), f"q{len(taken) + 1}")
            if quote.id is not None:
                self.quotes.setdefault(quote.id, name)
            if name != f"q{len(taken) + 1}":
                self.records.note("quotes", self.records.words(content[0]), "it is predicted twice")
                continue
            taken.append((quote, self._quote(content, quote, name)))
        for quote, record in taken:
            parent = None if quote.parent is None else self.quotes.get(quote.parent)
            if quote.parent is not None and parent is None:
                self._note_quote(record, "the quote around it was left out")
            self.records.quotes.append(msgspec.structs.replace(record, parent=parent))

    def take_stances(self, predicted: Sequence[layers.Stance], *, pairs_follow: bool) -> None:
        """The stances. Where pairs without one follow from quotes and names, such pairs are left out, and counted."""
        without = sum(stance.polarity is Polarity.NONE for stance in predicted) if pairs_follow else 0
        if without:
            self.records.note("stances", f"{without:,} without a polarity", "such pairs follow from quotes and names")
        for stance in predicted:
            if pairs_follow and stance.polarity is Polarity.NONE:
                continue
            what = f"{stance.holder} on {stance.target_entity or stance.target_proposition}"
            taken = self._stance(stance, what, f"s{len(self.records.stances) + 1}")
            if isinstance(taken, str):
                self.records.note("stances", _short(what), taken)
            else:
                self.records.stances.append(taken)

    def _span(self, layer: str, fragment: layers.Fragment | layers.Mention, *, quiet: bool = False) -> Span | None:
        """The raw span of a predicted one; None, with a note, where there is none that says the same."""
        text = self.view.text
        inside = 0 <= fragment.start < fragment.end <= len(text)
        words = text[fragment.start : fragment.end] if inside else ""
        try:
            if fragment.text not in (None, words):
                raise ValueError(f"the prediction says {_short(str(fragment.text))} there")
            before, after = blank_edges(text, fragment.start, fragment.end) if inside else (0, 0)
            start, end = raw_span(self.view, fragment.start + before, fragment.end - after)
            if (before or after) and not quiet:
                self.records.note(layer, _short(words), "the white space at its edges was left out")
        except ValueError as error:
            if not quiet:
                self.records.note(layer, _short(words) if inside else f"[{fragment.start}, {fragment.end})", str(error))
            return None
        return anchored(self.document.doc_id, self.raw, start, end, digest=not self.document.included)

    def _became(self, predicted: layers.Mention, mention: Mention) -> None:
        if predicted.id is not None:
            self.mentions.setdefault(predicted.id, mention.id)
        if predicted.entity is not None:
            self.entity_of.setdefault(predicted.entity, mention.entity)

    def _mention(self, span: Span, predicted: layers.Mention, name: str) -> Mention:
        listed = predicted.entity is not None and predicted.entity in self.entities
        literal = predicted.literal if listed else None
        mention = Mention(
            id=name,
            start=span.start,
            end=span.end,
            surface=span.surface,
            digest=span.digest,
            type=predicted.type,
            form=predicted.form,
            entity=predicted.entity or "",
            literal=literal if literal in self.entities else None,
        )
        if literal is not None and literal not in self.entities:
            self.records.note("mentions", self.records.words(span), f"entities.jsonl does not list {_short(literal)}")
        return (
            mention
            if listed
            else msgspec.structs.replace(mention, entity=self.records.local(predicted.entity, mention))
        )

    def _content(self, quote: layers.Quote, *, quiet: bool) -> list[Span]:
        """The fragments in order, those that overlap joined; none where one of them has no place."""
        spans = [self._span("quotes", part, quiet=quiet) for part in quote.content]
        if not spans and not quiet:
            self.records.note("quotes", quote.id or "a quote", "it has no content")
        return [] if None in spans else self._joined([span for span in spans if span is not None])

    def _joined(self, spans: list[Span]) -> list[Span]:
        joined: list[tuple[int, int]] = []
        for start, end in sorted((span.start, span.end) for span in spans):
            if joined and start < joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        digest = not self.document.included
        return [anchored(self.document.doc_id, self.raw, start, end, digest=digest) for start, end in joined]

    def _quote(self, content: list[Span], quote: layers.Quote, name: str) -> Quote:
        cue = None
        if quote.cue_span is not None:
            cue = self._span("quotes", layers.Fragment(start=quote.cue_span[0], end=quote.cue_span[1], text=quote.cue))
        speakers: list[Speaker] = []
        absent: list[str] = []
        for one in quote.speakers:
            mention = None if one.mention is None else self.mentions.get(one.mention)
            if mention is not None:
                speakers += (
                    []
                    if any(mention == known.mention for known in speakers)
                    else [Speaker(mention=mention, kind="unknown")]
                )
            elif one.mention is not None or one.entity is not None:
                absent.append(one.entity or one.mention or "")
        record = Quote(
            id=name,
            type=quote.type or QuoteType.DIRECT,
            content=content,
            cue=cue,
            speakers=speakers or [Speaker(mention=None, kind="unknown")],
            parent=None,
        )
        for name in absent:
            self._note_quote(record, f"its speaker, {_short(name)}, has no mention here")
        return record

    def _stance(self, stance: layers.Stance, what: str, name: str) -> Stance | str:
        """The record, or why there is none."""
        holder = stance.holder if stance.holder == AUTHOR else self._entity(stance.holder)
        if (stance.target_entity is None) == (stance.target_proposition is None):
            return "a stance has one target, an entity or a proposition"
        target = None if stance.target_entity is None else self._entity(stance.target_entity)
        if holder is None or (target is None and stance.target_entity is not None):
            return f"{'its holder' if holder is None else 'its target'} is neither listed nor mentioned here"
        if stance.polarity is None:
            return "its polarity is not predicted"
        spans = [span for part in stance.evidence if (span := self._span("stances", part))]
        if stance.polarity is Polarity.NONE and spans:
            self.records.note("stances", _short(what), "a pair without a stance has no evidence, and loses it")
            spans = []
        if stance.polarity is not Polarity.NONE and not spans:
            return "it has no evidence"
        quote = None if stance.quote is None else self.quotes.get(stance.quote)
        if stance.quote is not None and quote is None:
            self.records.note("stances", _short(what), f"its quote, {_short(stance.quote)}, is not here")
        return Stance(
            id=name,
            holder=holder,
            target=Target(entity=target, proposition=stance.target_proposition),
            polarity=stance.polarity,
            evidence=self._joined(spans),
            quote=quote,
        )

    def _entity(self, predicted: str) -> str | None:
        return predicted if predicted in self.entities else self.entity_of.get(predicted)

    def _note_quote(self, quote: Quote, why: str) -> None:
        self.records.note("quotes", self.records.words(quote.content[0]), why)


def _overlapping(spans: Sequence[tuple[int, int] | None]) -> set[int]:
    """The numbers of the spans that overlap a longer one, or an earlier one as long; the same span twice does not."""
    order = sorted(
        (start - end, start, number) for number, span in enumerate(spans) if span is not None for start, end in [span]
    )
    kept: list[tuple[int, int]] = []
    dropped: set[int] = set()
    for length, start, number in order:
        end = start - length
        place = bisect_left(kept, (start, end))
        if kept[place : place + 1] == [(start, end)]:
            continue
        before, after = kept[place - 1 : place] if place else [], kept[place : place + 1]
        if any(low < end and start < high for low, high in (*before, *after)):
            dropped.add(number)
        else:
            kept.insert(place, (start, end))
    return dropped


def _places(content: Sequence[Span]) -> tuple[tuple[int, int], ...]:
    return tuple((part.start, part.end) for part in content)


def _slug(words: str, kind: MentionType) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return _NO_SLUG.sub("-", plain)[:_LONGEST_SLUG].strip("-") or kind.value.lower()


def _short(text: str) -> str:
    shown = repr(text)
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
