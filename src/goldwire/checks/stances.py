"""Stances: one a pair."""

from __future__ import annotations

from collections.abc import Iterator

from goldwire.annotation.article import Article, Entities
from goldwire.checks.registry import document_check
from goldwire.model.incident import Incident, define
from goldwire.model.labels import label_key

PAIR_TWICE = define(
    "GW-E068",
    "pair of holder and target twice",
    meaning="Two stances of one document have the same holder and the same target; their polarities could disagree. "
    "Labels of propositions are compared without case, white space, the shape of marks and punctuation at the end.",
    remedy="Keep one, with the evidence of both; a holder who is both for and against is `mixed`.",
)


@document_check
def pairs_are_unique(article: Article, entities: Entities) -> Iterator[Incident]:
    """GW-E068."""
    first: dict[tuple[str, str], str] = {}
    for number, stance in enumerate((article.annotation.stances or ()) if article.annotation else ()):
        target = stance.target.proposition
        pair = (stance.holder, stance.target_key if target is None else f"proposition:{label_key(target)}")
        if pair in first:
            message = f"{stance.id} repeats the pair of {first[pair]}: {stance.holder} and {stance.target_key}"
            yield PAIR_TWICE.at(message, document=article.document.doc_id, pointer=f"/stances/{number}")
        first.setdefault(pair, stance.id)
