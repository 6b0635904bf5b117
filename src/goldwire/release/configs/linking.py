"""Config `linking`: one row a mention that is a name, with the entity that it refers to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldwire.annotation.article import Article, Entities
from goldwire.model.annotation import Form, MentionType
from goldwire.model.layers import is_linked
from goldwire.release.columns import Column, Label, boolean, integer, string
from goldwire.release.configs.documents import ATTRIBUTION, LICENCE, rights
from goldwire.release.configs.names import entity_name
from goldwire.release.configs.registry import Config, register
from goldwire.release.published import Placed

LITERAL = "no metonymy"

COLUMNS: tuple[Column, ...] = (
    string("id", "Id of the row: the document's and the mention's."),
    string("doc_id", "Id of the document."),
    string("language", "ISO 639-1 code."),
    string("story", "The event."),
    LICENCE,
    ATTRIBUTION,
    integer("start", "First code point of the mention in the document's text."),
    integer("end", "First code point after it."),
    string("mention", "The words."),
    Column("type", Label(tuple(kind.value for kind in MentionType)), "PER, ORG, GPE, LOC, NORP or EVENT."),
    boolean("adjectival", "Whether it is a lower-case adjective of nation or people."),
    boolean("listed", "Whether the entity stands in entities.jsonl; else it is of this document only."),
    string("entity", "Entity referred to; ids that begin with local: hold in this document only."),
    string("entity_name", "The entity's name in the document's language.", "no listed entity"),
    string("literal", "Entity that the words name literally, for metonymy.", LITERAL),
    string("literal_name", "Its name in the document's language.", LITERAL),
    string("text", "The document's clean text, which the offsets count."),
)


def rows(article: Article, whole: Placed | None, entities: Entities) -> Iterator[dict[str, Any]]:
    """A row for each name in a document with text and mentions."""
    if whole is None or whole.mentions is None:
        return
    document = article.document
    for mention in whole.mentions:
        if mention["form"] != Form.NAME:
            continue
        yield {
            "id": f"{document.doc_id}.{mention['id']}",
            "doc_id": document.doc_id,
            "language": document.language,
            "story": document.story,
            **rights(article),
            "start": mention["start"],
            "end": mention["end"],
            "mention": mention["text"],
            "type": mention["type"],
            "adjectival": mention["adjectival"],
            "listed": is_linked(mention["entity"]),
            "entity": mention["entity"],
            "entity_name": entity_name(entities, mention["entity"], document.language),
            "literal": mention["literal"],
            "literal_name": entity_name(entities, mention["literal"], document.language),
            "text": whole.text,
        }


CONFIG = register(Config("linking", 2, "One row a name: the entity that it refers to.", COLUMNS, rows))
