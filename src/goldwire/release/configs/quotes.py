"""Config `quotes`: one row a quote, with the paragraphs around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldwire.annotation.article import Article
from goldwire.model.annotation import QuoteType
from goldwire.release.columns import Column, Label, integer, string, structs
from goldwire.release.configs.common import BEGIN, CONTEXT, begin, context
from goldwire.release.configs.documents import NO_SPEAKER
from goldwire.release.configs.names import entity_name
from goldwire.release.configs.registry import Config, register
from goldwire.release.known import Known
from goldwire.release.published import Placed
from goldwire.release.windows import window

KINDS = ("named", "unnamed", "unknown")
TYPES = tuple(kind.value for kind in QuoteType)
_FAR = "outside the context, or the text gives no speaker"

COLUMNS: tuple[Column, ...] = (
    string("id", "Id of the row: the document's and the quote's."),
    *BEGIN,
    string("paragraph", "Row id, in configs ner and attribution, of the paragraph in which the content begins."),
    *CONTEXT,
    Column("type", Label(TYPES), "Whether all, none or some of the content stands in marks."),
    structs(
        "content",
        "Fragments of the content, in order.",
        (
            integer("start", "First code point of the fragment in the context."),
            integer("end", "First code point after it."),
            string("text", "The words."),
        ),
    ),
    integer("cue_start", "First code point of the cue in the context.", "no cue"),
    integer("cue_end", "First code point after the cue.", "no cue"),
    string("cue", "The cue.", "no cue"),
    structs(
        "speakers",
        "Who says it, in the order of the text: one, or several who speak as one.",
        (
            integer("start", "First code point of the speaker's mention in the context.", _FAR),
            integer("end", "First code point after it.", _FAR),
            string("text", "The words of the mention.", NO_SPEAKER),
            string("entity", "The speaker's entity.", NO_SPEAKER),
            string("name", "The entity's name in the document's language.", "no listed entity"),
            Column("kind", Label(KINDS), "Whether the text names the speaker, does not, or gives none."),
        ),
    ),
    string("parent", "Row id of the quote in which this one stands.", "an outer quote"),
)


def rows(article: Article, whole: Placed | None, known: Known) -> Iterator[dict[str, Any]]:
    """A row for each quote of a document with text."""
    if whole is None or whole.quotes is None:
        return
    document = article.document
    mentions = {mention["id"]: mention for mention in whole.mentions or ()}
    for quote in whole.quotes:
        parts = [(part["start"], part["end"]) for part in quote["content"]]
        if quote["cue_start"] is not None:
            parts.append((quote["cue_start"], quote["cue_end"]))
        shown = window(whole.paragraphs, parts)
        cue_start, cue_end = shown.within(quote["cue_start"], quote["cue_end"])
        yield {
            "id": f"{document.doc_id}.{quote['id']}",
            **begin(article),
            "paragraph": shown.paragraph.row_id(document.doc_id),
            **context(whole.text, shown),
            "type": quote["type"],
            "content": [
                {"start": part["start"] - shown.start, "end": part["end"] - shown.start, "text": part["text"]}
                for part in quote["content"]
            ],
            "cue_start": cue_start,
            "cue_end": cue_end,
            "cue": quote["cue"],
            "speakers": [
                _speaker(each, mentions.get(each["mention"]), shown.within, known, document.language)
                for each in quote["speakers"]
            ],
            "parent": None if quote["parent"] is None else f"{document.doc_id}.{quote['parent']}",
        }


def _speaker(
    speaker: dict[str, Any], mention: dict[str, Any] | None, within: Any, known: Known, language: str
) -> dict[str, Any]:
    start, end = (None, None) if mention is None else within(mention["start"], mention["end"])
    return {
        "start": start,
        "end": end,
        "text": mention and mention["text"],
        "entity": speaker["entity"],
        "name": entity_name(known.entities, speaker["entity"], language),
        "kind": speaker["kind"],
    }


CONFIG = register(Config("quotes", 3, "One row a quote: content, cue and speakers, in their context.", COLUMNS, rows))
