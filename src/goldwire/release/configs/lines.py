"""Config `lines`: one row a raw line, with its role and whether the clean text keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldwire.annotation.article import Article
from goldwire.model.line import KEPT_ROLES, Role
from goldwire.release.columns import Column, Label, boolean, integer, string
from goldwire.release.configs.documents import ATTRIBUTION, LICENCE, rights
from goldwire.release.configs.registry import Config, register
from goldwire.release.known import Known
from goldwire.release.published import Placed

ROLES = tuple(role.value for role in Role if role is not Role.BLANK)

COLUMNS: tuple[Column, ...] = (
    string("id", "Id of the row: the document's, and l with the number of the line among those that are not blank."),
    string("doc_id", "Id of the document."),
    string("language", "ISO 639-1 code."),
    string("story", "The event."),
    LICENCE,
    ATTRIBUTION,
    integer("start", "First code point of the line in the raw text."),
    integer("end", "First code point after it, without its terminator."),
    string("text", "The line as it stands in the raw text."),
    Column("role", Label(ROLES), "What the line is to the article."),
    boolean("kept", "Whether the clean text keeps it: headline, subhead and body."),
)


def rows(article: Article, whole: Placed | None, known: Known) -> Iterator[dict[str, Any]]:
    """A row for each line that is not blank, of a document with text and annotated roles."""
    annotation, raw = article.annotation, article.raw
    # `whole` decides: the raw text of a withheld document may be at hand while the public edition is made.
    if whole is None or raw is None or annotation is None or annotation.lines is None:
        return
    document = article.document
    for number, line in enumerate(annotation.lines, start=1):
        yield {
            "id": f"{document.doc_id}.l{number:03}",
            "doc_id": document.doc_id,
            "language": document.language,
            "story": document.story,
            **rights(article),
            "start": line.start,
            "end": line.end,
            "text": raw[line.start : line.end],
            "role": line.role,
            "kept": line.role in KEPT_ROLES,
        }


CONFIG = register(
    Config("lines", 6, "One row a raw line: its role, and whether the clean text keeps it.", COLUMNS, rows)
)
