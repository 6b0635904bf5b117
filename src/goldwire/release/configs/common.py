"""Columns that the rows of several tables begin with, and how these are filled."""

from __future__ import annotations

from typing import Any

from goldwire.annotation.article import Article
from goldwire.release.columns import integer, string
from goldwire.release.configs.documents import ATTRIBUTION, LICENCE, rights
from goldwire.release.windows import Window

BEGIN = (
    string("doc_id", "Id of the document."),
    string("language", "ISO 639-1 code."),
    string("story", "The event."),
    LICENCE,
    ATTRIBUTION,
)
CONTEXT = (
    string("context", "The paragraphs that it stands in, with the one before and the one after."),
    integer("context_start", "Where the context begins in the document's text, in code points."),
)


def begin(article: Article) -> dict[str, Any]:
    """The columns `BEGIN`."""
    document = article.document
    return {
        "doc_id": document.doc_id,
        "language": document.language,
        "story": document.story,
        **rights(article),
    }


def context(text: str, shown: Window) -> dict[str, Any]:
    """The columns `CONTEXT`."""
    return {"context": text[shown.start : shown.end], "context_start": shown.start}
