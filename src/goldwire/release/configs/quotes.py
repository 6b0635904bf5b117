"""Config `quotes`: one row a quote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldwire.annotation.article import Article, Entities
from goldwire.model.annotation import QuoteType
from goldwire.release.columns import Column, Label, integer, string, structs
from goldwire.release.configs.documents import ATTRIBUTION, FRAGMENT, LICENCE, rights
from goldwire.release.configs.names import entity_name
from goldwire.release.configs.registry import Config, register
from goldwire.release.published import Placed

NO_SPEAKER = "the text gives no speaker"

COLUMNS: tuple[Column, ...] = (
    string("id", "Id of the row: the document's and the quote's."),
    string("doc_id", "Id of the document."),
    string("language", "ISO 639-1 code."),
    string("story", "The event."),
    LICENCE,
    ATTRIBUTION,
    Column(
        "type",
        Label(tuple(kind.value for kind in QuoteType)),
        "Whether all, none or some of the content stands in marks.",
    ),
    structs("content", "Fragments of the content, in order.", FRAGMENT),
    integer("cue_start", "First code point of the cue.", "no cue"),
    integer("cue_end", "First code point after the cue.", "no cue"),
    string("cue", "The cue.", "no cue"),
    integer("speaker_start", "First code point of the speaker's mention.", NO_SPEAKER),
    integer("speaker_end", "First code point after it.", NO_SPEAKER),
    string("speaker", "The speaker's mention.", NO_SPEAKER),
    string("speaker_entity", "The speaker's entity.", NO_SPEAKER),
    string("speaker_name", "The entity's name in the document's language.", "the speaker is not a listed entity"),
    string("speaker_kind", "named, unnamed or unknown."),
    string("parent", "Row id of the quote in which this one stands.", "an outer quote"),
    string("text", "The document's clean text, which the offsets count."),
)


def rows(article: Article, whole: Placed | None, entities: Entities) -> Iterator[dict[str, Any]]:
    """A row for each quote of a document with text."""
    if whole is None or whole.quotes is None:
        return
    document = article.document
    mentions = {mention["id"]: mention for mention in whole.mentions or ()}
    for quote in whole.quotes:
        speaker = mentions.get(quote["speaker_mention"])
        yield {
            "id": f"{document.doc_id}.{quote['id']}",
            "doc_id": document.doc_id,
            "language": document.language,
            "story": document.story,
            **rights(article),
            "type": quote["type"],
            "content": quote["content"],
            "cue_start": quote["cue_start"],
            "cue_end": quote["cue_end"],
            "cue": quote["cue"],
            "speaker_start": speaker and speaker["start"],
            "speaker_end": speaker and speaker["end"],
            "speaker": speaker and speaker["text"],
            "speaker_entity": quote["speaker_entity"],
            "speaker_name": entity_name(entities, quote["speaker_entity"], document.language),
            "speaker_kind": quote["speaker_kind"],
            "parent": None if quote["parent"] is None else f"{document.doc_id}.{quote['parent']}",
            "text": whole.text,
        }


CONFIG = register(Config("quotes", 3, "One row a quote: content, cue and speaker.", COLUMNS, rows))
