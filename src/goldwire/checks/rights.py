"""What is published may be published: rights of documents, and names of files of withheld ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goldwire.annotation.article import Article, Listed
from goldwire.checks.registry import document_check
from goldwire.model.document import Document, Settings
from goldwire.model.incident import Incident, define
from goldwire.model.rights import UnknownLicence, holder_trouble, licence_id, why_not_passed_on

NO_LICENCE = define(
    "GW-E025",
    "licence is no SPDX expression",
    meaning="The licence of a text or of the corpus is not what card, manifest and users go by: ids of "
    "https://spdx.org/licenses in their own spelling, joined by AND or OR; LicenseRef- and a name; or "
    "all-rights-reserved.",
    remedy="Write the licence as the message says, or all-rights-reserved where nobody allowed anything.",
)
NOT_ALLOWED = define(
    "GW-E026",
    "text published that nobody allowed to publish",
    meaning="The record says that releases include the text, or that anybody may fetch it, and no holder of the rights "
    "is named, or all rights are reserved, or corpus.json says that the licence does not allow it. Of a fetched text "
    "the licence has to be known to allow it.",
    remedy="Name the holder and the licence under which the text may be published; one that SPDX does not list is "
    "declared under licences in corpus.json. Where there is none, withdraw the "
    "document with goldwire withdraw, and add its file to a collection whose texts are withheld.",
)
NO_HOLDER = define(
    "GW-E027",
    "name of the holder missing",
    meaning="The name of who holds the rights is empty, or begins or ends with white space. It is published with each "
    "row.",
    remedy="Write the holder's name, or unknown in a collection whose texts are withheld.",
)
NAME_SHOWS_WORDS = define(
    "GW-E090",
    "file name repeats a withheld text",
    meaning="The recorded file name of a document whose text is withheld has five words in a row that stand so in the "
    "text, as the name of a saved page often is its headline. File names are published.",
    remedy="Give file_name another value in the document's record, such as the document id: nothing depends on it.",
)
_WORDS = 5
_WORD = re.compile(r"[^\W_]+")


def rights_of(document: Document, settings: Settings) -> Iterator[Incident]:
    """GW-E025, GW-E026 and GW-E027: what the record says of the rights in its text."""
    rights = document.rights
    wrong = _licence_trouble(rights.licence)
    if wrong is not None:
        yield NO_LICENCE.at(wrong, document=document.doc_id, pointer="/rights/licence")
    trouble = holder_trouble(rights.holder)
    if trouble is not None:
        yield NO_HOLDER.at(f"the holder's name {trouble}", document=document.doc_id, pointer="/rights/holder")
    if wrong is None and trouble is None and not document.withheld:
        reason = why_not_passed_on(rights.holder, rights.licence, settings.licences, known=document.fetched)
        if reason is not None:
            message = f"the text is {rights.text}, and {reason}"
            yield NOT_ALLOWED.at(message, document=document.doc_id, pointer="/rights")


def licence_of(settings: Settings, file: str) -> Iterator[Incident]:
    """GW-E025 of the corpus's own licence."""
    wrong = _licence_trouble(settings.licence)
    if wrong is not None:
        yield NO_LICENCE.at(wrong, file=file, pointer="/licence")


def _licence_trouble(licence: str) -> str | None:
    try:
        right = licence_id(licence)
    except UnknownLicence as error:
        return str(error)
    return None if right == licence else f"{licence!r} is spelled {right}"


@document_check
def file_name_shows_no_words(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E090."""
    document = article.document
    if article.raw is None or document.included:
        return
    name = _words(document.file_name)
    text = f" {' '.join(_words(article.raw))} "
    runs = (" ".join(name[i : i + _WORDS]) for i in range(len(name) - _WORDS + 1))
    if any(f" {run} " in text for run in runs):
        message = f"{_WORDS} words in a row of the file name stand in the text"
        yield NAME_SHOWS_WORDS.at(message, document=document.doc_id, pointer="/file_name")


def _words(text: str) -> list[str]:
    return [match.group().casefold() for match in _WORD.finditer(text)]
