"""Config `linking`: one row a mention that is a name, with the entity that it refers to and those that share it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldwire.annotation.article import Article
from goldwire.model.annotation import Form, MentionType
from goldwire.model.layers import is_linked
from goldwire.release.columns import Column, Label, boolean, integer, string, structs
from goldwire.release.configs.common import BEGIN, CONTEXT, begin, context
from goldwire.release.configs.names import entity_name
from goldwire.release.configs.registry import Config, register
from goldwire.release.known import Known
from goldwire.release.published import Placed
from goldwire.release.windows import window

LITERAL = "no metonymy"

COLUMNS: tuple[Column, ...] = (
    string("id", "Id of the row: the document's and the mention's."),
    *BEGIN,
    string("paragraph", "Row id, in configs ner and attribution, of the paragraph that it stands in."),
    *CONTEXT,
    integer("start", "First code point of the mention in the context."),
    integer("end", "First code point after it."),
    string("mention", "The words."),
    Column("type", Label(tuple(kind.value for kind in MentionType)), "PER, ORG, GPE, LOC, NORP or EVENT."),
    boolean("adjectival", "Whether it is a lower-case adjective of nation or people."),
    boolean("is_nil", "Whether the entity is of this document only, and so stands in no list."),
    string("entity", "Entity referred to; ids that begin with local: hold in this document only."),
    string("entity_name", "The entity's name in the document's language.", "no listed entity"),
    string("literal", "Entity that the words name literally, for metonymy.", LITERAL),
    string("literal_name", "Its name in the document's language.", LITERAL),
    structs(
        "candidates",
        "Listed entities that have these words as a name or an alias, in either case of letters, sorted by id. The one "
        "referred to may be missing.",
        (
            string("entity", "Id of the entity."),
            boolean(
                "in_training",
                "Whether a document of a training split has the name or alias for it. Where it is false, only other "
                "documents gave it to the list.",
            ),
        ),
    ),
)


def rows(article: Article, whole: Placed | None, known: Known) -> Iterator[dict[str, Any]]:
    """A row for each name in a document with text and mentions."""
    if whole is None or whole.mentions is None:
        return
    document = article.document
    for mention in whole.mentions:
        if mention["form"] != Form.NAME:
            continue
        shown = window(whole.paragraphs, [(mention["start"], mention["end"])])
        yield {
            "id": f"{document.doc_id}.{mention['id']}",
            **begin(article),
            "paragraph": shown.paragraph.row_id(document.doc_id),
            **context(whole.text, shown),
            "start": mention["start"] - shown.start,
            "end": mention["end"] - shown.start,
            "mention": mention["text"],
            "type": mention["type"],
            "adjectival": mention["adjectival"],
            "is_nil": not is_linked(mention["entity"]),
            "entity": mention["entity"],
            "entity_name": entity_name(known.entities, mention["entity"], document.language),
            "literal": mention["literal"],
            "literal_name": entity_name(known.entities, mention["literal"], document.language),
            "candidates": [
                {"entity": each.entity, "in_training": each.in_training} for each in known.candidates(mention["text"])
            ],
        }


CONFIG = register(
    Config("linking", 2, "One row a name: the entity that it refers to, and those that share it.", COLUMNS, rows)
)
