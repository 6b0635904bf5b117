"""Ids are unique and references resolve."""

from __future__ import annotations

from collections.abc import Iterator

from goldwire.annotation.article import Article, Listed
from goldwire.checks.registry import document_check
from goldwire.model.annotation import AUTHOR, LOCAL_PREFIX, Annotation, Form
from goldwire.model.incident import Incident, define

ID_TWICE = define(
    "GW-E051",
    "id given twice",
    meaning="Two mentions, two quotes or two stances of one document have the same id.",
    remedy="Give the newer one the next free number; ids in use are never renumbered.",
)
RECORD_TWICE = define(
    "GW-E079",
    "record given twice",
    meaning="Two mentions of one document have the same span, form and entity; two quotes the same content and cue; or "
    "two scare quotes the same span. Counts and scores would take one for two.",
    remedy="Take one of the two out; what refers to it refers to the other.",
)
NO_RECORD = define(
    "GW-E052",
    "reference to nothing",
    meaning="A speaker, a parent, a stance's quote, or the mention of its holder or target is named by an id that no "
    "record of the document has.",
    remedy="Name an id that exists, or null.",
)
NO_ENTITY = define(
    "GW-E053",
    "unknown entity",
    meaning="An entity is named that entities.jsonl does not list, or lists in a line that is not valid, or a local "
    "one that no mention carries.",
    remedy="Add the entity to annotations/entities.jsonl, mend its line there, or correct the id.",
)


NO_PROPOSITION = define(
    "GW-E047",
    "unknown proposition",
    meaning="A stance is about a proposition that propositions.jsonl does not list, or lists in a line that is not "
    "valid.",
    remedy="Take the id of a listed one that means the same, or add the proposition to annotations/propositions.jsonl: "
    "id, label in each language, definition, and the entity that it is chiefly about.",
)


@document_check
def ids_are_unique(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E051."""
    annotation = article.annotation
    if annotation is None:
        return
    for layer in ("mentions", "quotes", "stances"):
        seen: set[str] = set()
        for number, record in enumerate(getattr(annotation, layer) or ()):
            if record.id in seen:
                pointer = f"/{layer}/{number}/id"
                yield ID_TWICE.at(f"{record.id!r} is taken", document=annotation.doc_id, pointer=pointer)
            seen.add(record.id)


@document_check
def records_are_unique(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E079."""
    annotation = article.annotation
    if annotation is None:
        return
    # Names share no code point (GW-E062).
    layers: dict[str, list[tuple[str, object]]] = {
        "mentions": [
            (m.id, (m.start, m.end, m.form, m.entity, m.literal) if m.form is not Form.NAME else (m.id, number))
            for number, m in enumerate(annotation.mentions or ())
        ],
        "quotes": [
            (q.id, (tuple((part.start, part.end) for part in q.content), q.cue and (q.cue.start, q.cue.end)))
            for q in annotation.quotes or ()
        ],
        "scare_quotes": [(f"/{n}", (s.start, s.end)) for n, s in enumerate(annotation.scare_quotes or ())],
    }
    for layer, records in layers.items():
        first: dict[object, str] = {}
        for number, (identifier, place) in enumerate(records):
            before = first.setdefault(place, identifier)
            if before != identifier:
                message = f"{identifier} is what {before} is" if layer != "scare_quotes" else "it is listed before"
                yield RECORD_TWICE.at(message, document=annotation.doc_id, pointer=f"/{layer}/{number}")


@document_check
def references_resolve(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E052."""
    annotation = article.annotation
    if annotation is None:
        return
    mentions = {mention.id for mention in annotation.mentions or ()}
    quotes = {quote.id for quote in annotation.quotes or ()}
    for number, quote in enumerate(annotation.quotes or ()):
        for place, speaker in enumerate(quote.speakers):
            if speaker.mention is not None and speaker.mention not in mentions:
                yield _nothing(annotation, f"/quotes/{number}/speakers/{place}/mention", "mention", speaker.mention)
        if quote.parent is not None and quote.parent not in quotes:
            yield _nothing(annotation, f"/quotes/{number}/parent", "quote", quote.parent)
    for number, stance in enumerate(annotation.stances or ()):
        if stance.quote is not None and stance.quote not in quotes:
            yield _nothing(annotation, f"/stances/{number}/quote", "quote", stance.quote)
        for part, name in (("holder_mention", stance.holder_mention), ("target/mention", stance.target.mention)):
            if name is not None and name not in mentions:
                yield _nothing(annotation, f"/stances/{number}/{part}", "mention", name)


@document_check
def entities_exist(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E053."""
    annotation = article.annotation
    if annotation is None:
        return
    local = {mention.entity for mention in annotation.mentions or () if mention.is_local}
    for pointer, entity in _named_entities(annotation):
        if entity in (local if entity.startswith(LOCAL_PREFIX) else listed.entities):
            continue
        invalid = getattr(listed.entities, "invalid", {})
        if entity.startswith(LOCAL_PREFIX):
            message = f"no mention carries {entity!r}"
        elif entity in invalid:
            message = f"entities.jsonl lists {entity!r}, but its record is not valid: {invalid[entity]}"
        else:
            message = f"entities.jsonl does not list {entity!r}"
        yield NO_ENTITY.at(message, document=annotation.doc_id, pointer=pointer)


@document_check
def propositions_exist(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E047."""
    invalid = getattr(listed.propositions, "invalid", {})
    for number, stance in enumerate((article.annotation.stances or ()) if article.annotation else ()):
        name = stance.target.proposition
        if name is None or name in listed.propositions:
            continue
        if name in invalid:
            message = f"propositions.jsonl lists {name!r}, but its record is not valid: {invalid[name]}"
        else:
            message = f"propositions.jsonl does not list {name!r}"
        pointer = f"/stances/{number}/target/proposition"
        yield NO_PROPOSITION.at(message, document=article.document.doc_id, pointer=pointer)


def _named_entities(annotation: Annotation) -> Iterator[tuple[str, str]]:
    if annotation.author is not None:
        yield "/author", annotation.author
    for number, mention in enumerate(annotation.mentions or ()):
        if not mention.is_local:
            yield f"/mentions/{number}/entity", mention.entity
        if mention.literal is not None:
            yield f"/mentions/{number}/literal", mention.literal
    for number, stance in enumerate(annotation.stances or ()):
        if stance.holder != AUTHOR:
            yield f"/stances/{number}/holder", stance.holder
        if stance.target.entity is not None:
            yield f"/stances/{number}/target/entity", stance.target.entity


def _nothing(annotation: Annotation, pointer: str, what: str, identifier: str) -> Incident:
    return NO_RECORD.at(f"there is no {what} {identifier!r}", document=annotation.doc_id, pointer=pointer)
