"""Config `stance`: one row a considered pair of holder and target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldwire.annotation.article import Article, Entities
from goldwire.model.annotation import Polarity
from goldwire.release.columns import Column, Label, string, structs
from goldwire.release.configs.documents import ATTRIBUTION, FRAGMENT, LICENCE, rights
from goldwire.release.configs.names import entity_name
from goldwire.release.configs.registry import Config, register
from goldwire.release.published import Placed

COLUMNS: tuple[Column, ...] = (
    string("id", "Id of the row: the document's and the stance's."),
    string("doc_id", "Id of the document."),
    string("language", "ISO 639-1 code."),
    string("story", "The event."),
    LICENCE,
    ATTRIBUTION,
    string("holder", "Entity that holds the stance, or AUTHOR."),
    string("holder_name", "The holder's name in the document's language.", "AUTHOR, or no listed entity"),
    string("target_kind", "entity or proposition."),
    string("target", "Id of the entity, or label of the proposition."),
    string("target_name", "The target's name in the document's language.", "a proposition, or no listed entity"),
    Column(
        "polarity",
        Label(tuple(polarity.value for polarity in Polarity)),
        "support, oppose, mixed, or none for a pair without a stance.",
    ),
    structs(
        "evidence",
        "Spans that show the stance, in order. Empty exactly for none: no input for who classifies pairs.",
        FRAGMENT,
    ),
    string("quote", "Row id, in config quotes, of the quote in which the evidence lies.", "in none"),
    string("text", "The document's clean text, which the offsets count."),
)


def rows(article: Article, whole: Placed | None, entities: Entities) -> Iterator[dict[str, Any]]:
    """A row for each pair of a document with text."""
    if whole is None or whole.stances is None:
        return
    document = article.document
    for stance in whole.stances:
        target = stance["target_entity"]
        yield {
            "id": f"{document.doc_id}.{stance['id']}",
            "doc_id": document.doc_id,
            "language": document.language,
            "story": document.story,
            **rights(article),
            "holder": stance["holder"],
            "holder_name": entity_name(entities, stance["holder"], document.language),
            "target_kind": "proposition" if target is None else "entity",
            "target": stance["target_proposition"] if target is None else target,
            "target_name": entity_name(entities, target, document.language),
            "polarity": stance["polarity"],
            "evidence": stance["evidence"],
            "quote": None if stance["quote"] is None else f"{document.doc_id}.{stance['quote']}",
            "text": whole.text,
        }


CONFIG = register(Config("stance", 4, "One row a considered pair of holder and target.", COLUMNS, rows))
