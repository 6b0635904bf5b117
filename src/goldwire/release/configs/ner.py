"""Config `ner`: one row a paragraph, tokens with offsets, IOB2 labels of names, and the entity of each name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldwire.annotation.article import Article
from goldwire.model.annotation import Form, MentionType
from goldwire.release.columns import Column, Label, Many, boolean, integer, string, structs
from goldwire.release.configs.common import BEGIN, begin
from goldwire.release.configs.registry import Config, register
from goldwire.release.configs.tagging import TOKENS, labels, tags, token_range, tokens
from goldwire.release.known import Known
from goldwire.release.published import Placed
from goldwire.text.tokens import token_spans

TYPES = tuple(kind.value for kind in MentionType)
TAGS = labels(TYPES)

COLUMNS: tuple[Column, ...] = (
    string("id", "Id of the row: the document's, and p with the number of the paragraph."),
    *BEGIN,
    string("role", "headline, subhead or body."),
    integer("start", "Where the paragraph begins in the document's text, in code points."),
    string("text", "The paragraph."),
    *TOKENS,
    Column("ner_tags", Many(Label(TAGS)), "IOB2 label of each token, for every mention that is a name."),
    Column("ner_tags_strict", Many(Label(TAGS)), "The same without lower-case adjectives of nation or people."),
    structs(
        "entities",
        "The names, in order: their tokens, and what they refer to.",
        (
            integer("start_token", "Number of the first token of the name, from 0."),
            integer("end_token", "Number of the first token after it."),
            Column("type", Label(TYPES), "PER, ORG, GPE, LOC, NORP or EVENT."),
            boolean("adjectival", "Whether it is a lower-case adjective of nation or people."),
            string("entity", "Entity referred to; ids that begin with local: hold in this document only."),
            string("literal", "Entity that the words name literally, for metonymy.", "no metonymy"),
        ),
    ),
)


def rows(article: Article, whole: Placed | None, known: Known) -> Iterator[dict[str, Any]]:
    """A row for each paragraph of a document with text and mentions: a line, or the lines of one that was wrapped."""
    if whole is None or whole.mentions is None:
        return
    names = sorted(
        (mention for mention in whole.mentions if mention["form"] == Form.NAME), key=lambda name: name["start"]
    )
    for paragraph in whole.paragraphs:
        start, text = paragraph.start, whole.text[paragraph.start : paragraph.end]
        spans = token_spans(text)
        here = [
            (found, name)
            for name in names
            if start <= name["start"] < paragraph.end
            and (found := token_range(spans, name["start"] - start, name["end"] - start)) is not None
        ]
        yield {
            "id": paragraph.row_id(article.document.doc_id),
            **begin(article),
            "role": paragraph.role,
            "start": start,
            "text": text,
            **tokens(text, spans),
            "ner_tags": tags(len(spans), ((found, name["type"]) for found, name in here)),
            "ner_tags_strict": tags(
                len(spans), ((found, name["type"]) for found, name in here if not name["adjectival"])
            ),
            "entities": [
                {
                    "start_token": found[0],
                    "end_token": found[1],
                    "type": name["type"],
                    "adjectival": name["adjectival"],
                    "entity": name["entity"],
                    "literal": name["literal"],
                }
                for found, name in here
            ],
        }


CONFIG = register(
    Config("ner", 1, "One row a paragraph, tokens with IOB2 labels of names and their entities.", COLUMNS, rows)
)
