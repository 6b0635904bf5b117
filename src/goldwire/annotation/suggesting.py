"""What a system predicts of a document, as suggestions for its annotation.

Suggestions are such that each can be accepted as it stands: what has no place in the raw text, and what the checks
refuse, is left out, and a note says what and why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from goldwire.annotation.article import Article, Entities
from goldwire.annotation.considered import derives
from goldwire.annotation.filling import Lines, nearest_holder, nearest_target
from goldwire.annotation.predicted import Records, translated
from goldwire.annotation.quote_types import quote_level, type_by_marks
from goldwire.annotation.quoted import quote_of
from goldwire.annotation.sheet_origin import Origin, digest
from goldwire.annotation.speakers import speaker_kind
from goldwire.annotation.suggestion_marks import KEY, Mark
from goldwire.annotation.worksheet import IDENTIFIED, WorksheetError, fresh_record, worksheet
from goldwire.corpus.raw import way_to_text
from goldwire.corpus.schemas import problems
from goldwire.model import layers
from goldwire.model.annotation import Annotation, Form, Mention, MentionType, Provenance, Quote, Speaker
from goldwire.model.incident import Incident, errors
from goldwire.text.marks import text_depths

Check = Callable[[Article, Entities], Sequence[Incident]]
"""What says whether an annotation holds: `goldwire.checks.registry.check_article`."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The document with its annotation as it were if every suggestion was accepted; the digest of the annotation that
    it has, if any; the ids of the suggestions; local entities that were made for mentions which link to no listed one;
    and a note on all that was left out or changed."""

    article: Article
    before: str | None
    pending: frozenset[str]
    unlinked: tuple[str, ...]
    notes: tuple[str, ...]

    def count(self, layer: str) -> int:
        """The suggestions in a layer."""
        records = getattr(self.article.annotation, layer) or ()
        return sum(record.id in self.pending for record in records)


def layers_wanted(annotation: Annotation | None) -> list[str]:
    """The layers that can be suggested: those that nobody annotated."""
    return [layer for layer in IDENTIFIED if annotation is None or getattr(annotation, layer) is None]


def suggest(article: Article, predicted: layers.Layers, system: str, entities: Entities, check: Check) -> Suggestions:
    """Suggestions for the layers that the document lacks, of predictions on its clean text; `system` is the name of
    what predicted them, for the provenance. The line roles stay the cleaner's, on which the clean text depends.

    Raises `WorksheetError` where the raw text is not at hand.
    """
    if article.raw is None or article.cleaned is None:
        document = article.document
        raise WorksheetError([f"the raw text of {document.doc_id} is not at hand; {way_to_text(document)}"])
    wanted = [layer for layer in layers_wanted(article.annotation) if getattr(predicted, layer) is not None]
    base = article.annotation or _fresh(article)
    records = translated(article, predicted, wanted, entities, pairs_follow=derives(base.guidelines))
    lines = [(line.start, line.end) for line in base.lines or ()]
    while True:
        _settle(records, article.raw, article.document.language, lines)
        whole = replace(article, annotation=_joined(base, records, wanted))
        if not _repaired(records, whole, wanted, entities, check):
            break
    suggested = [layer for layer in wanted if getattr(records, layer)]
    annotation = _joined(base, records, suggested)
    if suggested:
        annotation = msgspec.structs.replace(
            annotation, provenance=_provenance(article.annotation, base, system, suggested)
        )
    whole = replace(article, annotation=annotation)
    _note_what_clashes(records, article, whole, entities, check)
    return Suggestions(
        whole,
        digest(article.annotation),
        frozenset(record.id for layer in suggested for record in getattr(records, layer)),
        tuple(dict.fromkeys(m.entity for m in records.mentions if m.is_local)) if "mentions" in suggested else (),
        tuple(records.notes),
    )


def suggestion_sheet(suggestions: Suggestions, system: str) -> str:
    """The worksheet with every suggestion pending, what to do with it, and what was left out."""
    preface = [
        f"Suggested by {system}.",
        f"Nothing marked `{KEY}: {Mark.PENDING}` is a label yet. Read the text first; then correct each suggestion,",
        f"write {Mark.ACCEPTED} or {Mark.REJECTED} for {Mark.PENDING}, and add what is missing.",
        "The roles of the lines are the cleaner's: correct them, too.",
    ]
    if suggestions.unlinked:
        preface.append("What a local: id stands for is linked to no listed entity: link it, or list the entity.")
    preface += [f"Left out or changed: {note}" for note in suggestions.notes]
    return worksheet(suggestions.article, suggestions.pending, preface, Origin(suggestions.before))


def _fresh(article: Article) -> Annotation:
    lines = list(article.cleaned.lines) if article.cleaned else []
    return msgspec.convert({**fresh_record(article), "lines": msgspec.to_builtins(lines)}, Annotation)


def _joined(base: Annotation, records: Records, layers_: Sequence[str]) -> Annotation:
    return msgspec.structs.replace(base, **{layer: list(getattr(records, layer)) for layer in layers_})


def _provenance(before: Annotation | None, base: Annotation, system: str, suggested: list[Any]) -> list[Provenance]:
    """The system's entry stands before that of whoever judges its suggestions."""
    first = Provenance(layers=suggested, kind="rules", name=system, round="first", date=None)
    if before is None:
        return [first, *base.provenance]
    judge = Provenance(layers=suggested, kind="human", name=None, round="first", date=None)
    return [*before.provenance, first, judge]


def _settle(records: Records, raw: str, language: str, lines: Lines) -> None:
    """Make facts that follow from others agree with them: flags, kinds of speakers, types of quotes, references."""
    records.mentions = [
        msgspec.structs.replace(
            mention,
            adjectival=mention.type is MentionType.NORP and mention.form is Form.NAME and raw[mention.start].islower(),
        )
        for mention in records.mentions
    ]
    mentions = {mention.id: mention for mention in (*records.annotated_mentions, *records.mentions)}
    named = {mention.entity for mention in mentions.values() if mention.form is Form.NAME}
    quotes = {quote.id: quote for quote in records.quotes}
    settled: list[Quote] = []
    for quote in records.quotes:
        parent = quote.parent
        speakers = []
        for speaker in quote.speakers:
            if speaker.mention in mentions:
                kind = speaker_kind(mentions[speaker.mention], named)
                speakers.append(msgspec.structs.replace(speaker, kind=kind))
            elif speaker.mention is not None:
                records.note("quotes", records.words(quote.content[0]), "its speaker was left out")
        if parent is not None and parent not in quotes:
            records.note("quotes", records.words(quote.content[0]), "the quote around it was left out")
            parent = None
        speakers = speakers or [Speaker(mention=None, kind="unknown")]
        settled.append(msgspec.structs.replace(quote, speakers=speakers, parent=parent))
    depths, quotes = text_depths(raw, language), {quote.id: quote for quote in settled}
    for quote in settled:
        level = quote_level(raw, depths, quote, quotes)
        quotes[quote.id] = msgspec.structs.replace(quote, type=type_by_marks(raw, depths, quote.content, level))
    records.quotes = list(quotes.values())
    known = {quote.id: quote for quote in (*records.annotated_quotes, *records.quotes)}
    for number, stance in enumerate(records.stances):
        if stance.quote is not None and stance.quote not in known:
            records.note("stances", records.pair(stance), "its quote was left out")
            stance = msgspec.structs.replace(stance, quote=None)
        around = quote_of(stance.evidence, list(known.values())) if stance.quote is None else known[stance.quote]
        records.stances[number] = msgspec.structs.replace(
            stance,
            quote=None if around is None else around.id,
            holder_mention=nearest_holder(stance, list(mentions.values()), lines),
            target=msgspec.structs.replace(
                stance.target, mention=nearest_target(stance, list(mentions.values()), lines)
            ),
        )


def _repaired(records: Records, whole: Article, wanted: list[str], entities: Entities, check: Check) -> bool:
    """Mend or take out the suggestions with which schema or checks find fault; whether there were any."""
    wrong: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for pointer, message in _faults(whole, entities, check):
        _, layer_, place, part, *_ = [*pointer.split("/"), "", "", ""]
        if layer_ in wanted and place.isdecimal():
            wrong.setdefault((layer_, int(place)), []).append((part, message))
    for (layer, number), faults in sorted(wrong.items(), reverse=True):
        found: list[Any] = getattr(records, layer)
        mended = next((new for fault in faults if (new := _mended(records, found[number], *fault))), None)
        if mended is not None:
            found[number] = mended
        else:
            records.note(layer, records.described(found[number]), faults[0][1])
            del found[number]
    return bool(wrong)


def _mended(records: Records, record: Any, part: str, message: str) -> Mention | Quote | None:
    """The record without its link or its parent, where that is what is wrong; None where it cannot be mended so."""
    if isinstance(record, Mention) and part in ("type", "entity", "literal") and not record.is_local:
        return records.unlinked(record, message)
    if isinstance(record, Quote) and part == "parent" and record.parent is not None:
        records.note("quotes", records.words(record.content[0]), f"it stands in no other quote now: {message}")
        return msgspec.structs.replace(record, parent=None)
    return None


def _faults(whole: Article, entities: Entities, check: Check) -> list[tuple[str, str]]:
    """Pointers and messages of all that keeps an annotation from being written."""
    departures = problems("annotation", msgspec.to_builtins(whole.annotation))
    if departures:
        return [(departure.pointer, departure.message) for departure in departures]
    return [(i.pointer, f"{i.code}, {i.message}") for i in errors(check(whole, entities))]


def _note_what_clashes(records: Records, before: Article, whole: Article, entities: Entities, check: Check) -> None:
    """Name what is wrong with people's records only if suggestions are accepted."""
    old = set(_faults(before, entities, check)) if before.annotation is not None else set()
    for pointer, message in _faults(whole, entities, check):
        if (pointer, message) not in old:
            records.notes.append(f"{pointer.lstrip('/')}: if all suggestions are accepted: {message}")
