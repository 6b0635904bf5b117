"""What is published of a withheld document gives nothing of its text away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldwire.annotation.article import Article, Entities
from goldwire.checks.registry import document_check
from goldwire.model.incident import Incident, define

NAME_SHOWS_WORDS = define(
    "GW-E090",
    "file name repeats a withheld text",
    meaning="The recorded file name of a document whose text is withheld has five words in a row that stand so in the "
    "text, as the name of a saved page often is its headline. File names are published.",
    remedy="Give file_name another value in the document's record, such as the document id: nothing depends on it.",
)
_WORDS = 5
_WORD = re.compile(r"[^\W_]+")


@document_check
def file_name_shows_no_words(article: Article, entities: Entities) -> Iterator[Incident]:
    """GW-E090."""
    document = article.document
    if article.raw is None or not document.withheld:
        return
    name = _words(document.file_name)
    text = f" {' '.join(_words(article.raw))} "
    runs = (" ".join(name[i : i + _WORDS]) for i in range(len(name) - _WORDS + 1))
    if any(f" {run} " in text for run in runs):
        message = f"{_WORDS} words in a row of the file name stand in the text"
        yield NAME_SHOWS_WORDS.at(message, document=document.doc_id, pointer="/file_name")


def _words(text: str) -> list[str]:
    return [match.group().casefold() for match in _WORD.finditer(text)]
