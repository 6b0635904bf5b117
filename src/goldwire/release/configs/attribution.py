"""Config `attribution`: one row a paragraph, with token labels of who says what.

Paragraphs without a quote are rows, too, and marked words that are no quote have labels of their own: a model has to
tell them from quotes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldwire.annotation.article import Article
from goldwire.release.columns import Column, Label, Many, integer, string, structs
from goldwire.release.configs.common import BEGIN, begin
from goldwire.release.configs.quotes import TYPES
from goldwire.release.configs.registry import Config, register
from goldwire.release.configs.tagging import TOKENS, labels, tags, token_range, tokens
from goldwire.release.known import Known
from goldwire.release.published import Placed
from goldwire.release.windows import Range
from goldwire.text.tokens import token_spans

SOURCE, CUE, CONTENT = PARTS = ("source", "cue", "content")
SCARE_KINDS = ("scare", "title", "name")
NO_SCARES = "such words were not annotated"

COLUMNS: tuple[Column, ...] = (
    string("id", "Id of the row, the same as in config ner."),
    *BEGIN,
    string("role", "headline, subhead or body."),
    integer("start", "Where the paragraph begins in the document's text, in code points."),
    string("text", "The paragraph."),
    *TOKENS,
    *(
        Column(f"{part}_tags", Many(Label(labels([part.upper()]))), f"IOB2 label of each token, for {of} outer quotes.")
        for part, of in ((CONTENT, "the content of"), (CUE, "the cues of"), (SOURCE, "the speakers' mentions of"))
    ),
    Column(
        "scare_tags",
        Many(Label(labels(kind.upper() for kind in SCARE_KINDS))),
        "IOB2 label of each token, for words in quotation marks that are no quote.",
        NO_SCARES,
    ),
    structs(
        "attributions",
        "The parts of all quotes, inner ones too, that stand in the paragraph: one record a span of tokens.",
        (
            string("quote", "Row id, in config quotes, of the quote."),
            string("parent", "Row id of the quote in which that one stands.", "an outer quote"),
            Column("type", Label(TYPES), "Whether all, none or some of the quote's content stands in marks."),
            Column("part", Label(PARTS), "What the span is to the quote: source, cue or content."),
            integer("start_token", "Number of the first token of the span, from 0."),
            integer("end_token", "Number of the first token after it."),
        ),
    ),
)


def rows(article: Article, whole: Placed | None, known: Known) -> Iterator[dict[str, Any]]:
    """A row for each paragraph of a document with text and quotes."""
    if whole is None or whole.quotes is None:
        return
    doc_id = article.document.doc_id
    parts = list(_parts(whole))
    scares = [(scare["start"], scare["end"], scare["kind"].upper()) for scare in whole.scare_quotes or ()]
    for paragraph in whole.paragraphs:
        text = whole.text[paragraph.start : paragraph.end]
        spans = token_spans(text)
        here = [
            (found, part, quote)
            for start, end, part, quote in parts
            if (found := _tokens(spans, (paragraph.start, paragraph.end), start, end)) is not None
        ]
        row = {
            "id": paragraph.row_id(doc_id),
            **begin(article),
            "role": paragraph.role,
            "start": paragraph.start,
            "text": text,
            **tokens(text, spans),
            "scare_tags": None,
            "attributions": [
                {
                    "quote": f"{doc_id}.{quote['id']}",
                    "parent": None if quote["parent"] is None else f"{doc_id}.{quote['parent']}",
                    "type": quote["type"],
                    "part": part,
                    "start_token": found[0],
                    "end_token": found[1],
                }
                for found, part, quote in here
            ],
        }
        for part in PARTS:
            outer = [found for found, each, quote in here if each == part and quote["parent"] is None]
            row[f"{part}_tags"] = tags(len(spans), ((found, part.upper()) for found in dict.fromkeys(outer)))
        if whole.scare_quotes is not None:
            placed = [
                (_tokens(spans, (paragraph.start, paragraph.end), start, end), kind) for start, end, kind in scares
            ]
            row["scare_tags"] = tags(len(spans), ((found, kind) for found, kind in placed if found is not None))
        yield row


def _parts(whole: Placed) -> Iterator[tuple[int, int, str, dict[str, Any]]]:
    """The parts of each quote as spans of the text."""
    mentions = {mention["id"]: mention for mention in whole.mentions or ()}
    for quote in whole.quotes or ():
        for speaker in quote["speakers"]:
            mention = mentions.get(speaker["mention"])
            if mention is not None:
                yield mention["start"], mention["end"], SOURCE, quote
        if quote["cue_start"] is not None:
            yield quote["cue_start"], quote["cue_end"], CUE, quote
        for part in quote["content"]:
            yield part["start"], part["end"], CONTENT, quote


def _tokens(spans: list[Range], paragraph: Range, start: int, end: int) -> Range | None:
    """The tokens of a paragraph that a span of the text has."""
    if start >= paragraph[1] or end <= paragraph[0]:
        return None
    return token_range(spans, start - paragraph[0], end - paragraph[0])


CONFIG = register(
    Config(
        "attribution", 4, "One row a paragraph, tokens with IOB2 labels of sources, cues and contents.", COLUMNS, rows
    )
)
