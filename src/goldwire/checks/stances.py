"""Stances: one a pair, with a quote and mentions that fit."""

from __future__ import annotations

from collections.abc import Iterator

from goldwire.annotation.article import Article, Listed
from goldwire.annotation.quoted import quote_of
from goldwire.checks.registry import document_check
from goldwire.model.annotation import AUTHOR, DERIVING, Annotation, Polarity, Stance
from goldwire.model.incident import Incident, define

PAIR_TWICE = define(
    "GW-E068",
    "pair of holder and target twice",
    meaning="Two stances of one document have the same holder and the same target; their polarities could disagree.",
    remedy="Keep one, with the evidence of both; a holder who is both for and against is `mixed`.",
)
NONE_WRITTEN = define(
    "GW-E048",
    "pair without a stance written down",
    meaning="A stance has the polarity none. From version 2.0 of the guidelines on such pairs are derived from quotes "
    "and mentions, and a stance is support, oppose or mixed.",
    remedy="Take the stance out. Where the holder is for or against the target, give the polarity and its evidence.",
)
QUOTE_NOT_NAMED = define(
    "GW-E049",
    "evidence in a quote without its id",
    meaning="Evidence of a stance overlaps the content of a quote, and the stance names no quote, or another than the "
    "innermost one that its first such span overlaps.",
    remedy="Set `quote` to the id that the message gives; a worksheet that leaves the key out gets it from "
    "goldwire annotate apply.",
)
MENTION_DIFFERS = define(
    "GW-E050",
    "mention of a holder or target does not fit",
    meaning="`holder_mention` and the target's `mention` are those mentions of the holder and of the target that are "
    "nearest to the evidence: one of them refers to another entity, or is missing though the guidelines are 2.0 or "
    "later, or is given where there can be none (AUTHOR).",
    remedy="Name a mention that refers to that very entity. Where there is none, annotate one, by name, description or "
    "pronoun; a worksheet that leaves the keys out gets the nearest ones from goldwire annotate apply.",
)


@document_check
def pairs_are_unique(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E068."""
    first: dict[tuple[str, str], str] = {}
    for number, stance in _stances(article.annotation):
        pair = (stance.holder, stance.target_key)
        if pair in first:
            message = f"{stance.id} repeats the pair of {first[pair]}: {stance.holder} and {stance.target_key}"
            yield PAIR_TWICE.at(message, document=article.document.doc_id, pointer=f"/stances/{number}")
        first.setdefault(pair, stance.id)


@document_check
def no_pair_without_a_stance(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E048."""
    annotation = article.annotation
    for number, stance in _stances(annotation):
        if stance.polarity is Polarity.NONE and annotation is not None and annotation.follows(*DERIVING):
            message = f"{stance.id} is none under guidelines {annotation.guidelines}"
            yield NONE_WRITTEN.at(message, document=annotation.doc_id, pointer=f"/stances/{number}/polarity")


@document_check
def evidence_names_its_quote(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E049, from version 2.0 of the guidelines on."""
    annotation = article.annotation
    if annotation is None or not annotation.follows(*DERIVING):
        return
    for number, stance in _stances(annotation):
        quote = quote_of(stance.evidence, annotation.quotes or ())
        if quote is not None and stance.quote != quote.id:
            message = f"{stance.id}: the evidence stands in {quote.id}, `quote` is {stance.quote or 'null'}"
            yield QUOTE_NOT_NAMED.at(message, document=annotation.doc_id, pointer=f"/stances/{number}/quote")


@document_check
def mentions_are_of_the_pair(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E050."""
    annotation = article.annotation
    mentions = (annotation.mentions or ()) if annotation is not None else ()
    entities = {mention.id: mention.entity for mention in mentions}
    for number, stance in _stances(annotation):
        holder = None if stance.holder == AUTHOR else stance.holder
        for part, key, entity, name in (
            ("holder", "holder_mention", holder, stance.holder_mention),
            ("target", "target/mention", stance.target.entity, stance.target.mention),
        ):
            trouble = None
            if name is None:
                if entity is not None and annotation is not None and annotation.follows(*DERIVING):
                    there = "none is named" if entity in entities.values() else f"none refers to {entity}"
                    trouble = f"the {part} needs a mention, {there}"
            elif entity is None:
                trouble = f"{stance.holder} has no mention, {name} is given"
            elif entities.get(name, entity) != entity:
                trouble = f"the {part} is {entity}, {name} refers to {entities[name]}"
            if trouble is not None:
                message = f"{stance.id}: {trouble}"
                yield MENTION_DIFFERS.at(message, document=article.document.doc_id, pointer=f"/stances/{number}/{key}")


def _stances(annotation: Annotation | None) -> Iterator[tuple[int, Stance]]:
    yield from enumerate((annotation.stances or ()) if annotation is not None else ())
