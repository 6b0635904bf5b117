"""Config `standoff`: fetched and withheld documents with their annotations as raw offsets and digests, and no word of
their text.

With it, whoever has the texts makes the fetched or hydrated edition from the public one: `release.restoring` reads a
row back.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldwire.annotation.article import Article
from goldwire.annotation.considered import considered
from goldwire.model.annotation import Annotation, Mention, ScareQuote
from goldwire.model.span import Span
from goldwire.release.columns import Column, integer, string, structs
from goldwire.release.configs.documents import (
    ABOUT,
    ANNOTATED_BY,
    MENTION,
    NOT_ANNOTATED,
    QUOTE,
    SCARE_QUOTE,
    STANCE,
    about,
    annotated_by,
)
from goldwire.release.configs.registry import Config, register
from goldwire.release.known import Known
from goldwire.release.published import Placed, derived_stance, mention_labels, quote_labels, stance_labels

NOT_FETCHED = "the text is not fetched"
FRAGMENT = (
    integer("start", "First code point of the span in the raw text."),
    integer("end", "First code point after it."),
    string("digest", "First 16 hex digits of SHA-256 over doc_id, a line feed and the words."),
)


def _without_words(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns of a layer with digests where words were."""
    result: list[Column] = []
    for column in columns:
        if column.name in ("text", "cue"):
            name = "digest" if column.name == "text" else "cue_digest"
            result.append(string(name, FRAGMENT[2].description, column.null))
        elif column.name in ("content", "evidence"):
            result.append(structs(column.name, column.description, FRAGMENT))
        else:
            result.append(column)
    return tuple(result)


COLUMNS: tuple[Column, ...] = (
    *ABOUT,
    string("text_sha256", "SHA-256 of the raw text as UTF-8."),
    string("file_name", "What the raw file was called when it was added; nothing depends on it."),
    string("format", "Format of the raw file: text or html."),
    string("extractor", "What took the raw text out of HTML.", "the file is no HTML"),
    string("extractor_version", "Its version.", "the file is no HTML"),
    string("encoding", "Codec that decodes the raw bytes."),
    string("encoding_from", "How the codec was found: bom, declared, utf-8, detected or given."),
    integer("length", "Length of the raw text in code points. All offsets count these, half-open."),
    string("source_sha256", "SHA-256 of the file at source_address.", NOT_FETCHED),
    string("source_form", "What reads the raw bytes out of that file: file, json-lines, conllu.", NOT_FETCHED),
    string("source_record", "Id of the record in that file.", "the text is the file"),
    string("source_id_field", "Field that holds the records' ids.", "the records name theirs otherwise"),
    string("source_text_field", "Field that holds the records' texts.", "the records name theirs otherwise"),
    structs(
        "lines",
        "Raw lines that are not blank.",
        (*FRAGMENT[:2], string("role", "Role of the line; headline, subhead and body make the clean text.")),
        NOT_ANNOTATED,
    ),
    *ANNOTATED_BY,
    structs("mentions", "Mentions of entities.", _without_words(MENTION), NOT_ANNOTATED),
    structs("quotes", "Quotes.", _without_words(QUOTE), NOT_ANNOTATED),
    structs("scare_quotes", "Wording in quotation marks that is no quote.", _without_words(SCARE_QUOTE), NOT_ANNOTATED),
    structs(
        "stances", "Pairs of holder and target, those without a stance last.", _without_words(STANCE), NOT_ANNOTATED
    ),
)


def rows(article: Article, whole: Placed | None, known: Known) -> Iterator[dict[str, Any]]:
    """One row for a document whose text the repository does not hold."""
    annotation, document, source = article.annotation, article.document, article.document.source
    if document.included:
        return
    row = {
        **about(article),
        "text_sha256": document.text_sha256,
        "file_name": document.file_name,
        "format": document.format,
        "extractor": document.extractor and document.extractor.name,
        "extractor_version": document.extractor and document.extractor.version,
        "encoding": document.encoding,
        "encoding_from": document.encoding_from,
        "length": document.length,
        "source_sha256": source and source.sha256,
        "source_form": source and source.form,
        "source_record": source and source.record,
        "source_id_field": source and source.id_field,
        "source_text_field": source and source.text_field,
        **annotated_by(article),
        "lines": None,
        "mentions": None,
        "quotes": None,
        "scare_quotes": None,
        "stances": None,
    }
    yield row if annotation is None else row | _layers(annotation)


def _layers(annotation: Annotation) -> dict[str, Any]:
    """The layers that were annotated."""
    by_id = {mention.id: mention for mention in annotation.mentions or ()}
    row: dict[str, Any] = {}
    if annotation.lines is not None:
        row["lines"] = [{"start": a.start, "end": a.end, "role": a.role} for a in annotation.lines]
    if annotation.mentions is not None:
        row["mentions"] = [{"id": m.id, **_fragment(m), **mention_labels(m)} for m in annotation.mentions]
    if annotation.quotes is not None:
        row["quotes"] = [
            {
                **quote_labels(quote, by_id),
                "content": [_fragment(part) for part in quote.content],
                "cue_start": quote.cue and quote.cue.start,
                "cue_end": quote.cue and quote.cue.end,
                "cue_digest": quote.cue and quote.cue.digest,
            }
            for quote in annotation.quotes
        ]
    if annotation.scare_quotes is not None:
        row["scare_quotes"] = [{**_fragment(scare), "kind": scare.kind} for scare in annotation.scare_quotes]
    if annotation.stances is not None:
        row["stances"] = [
            {**stance_labels(stance), "evidence": [_fragment(part) for part in stance.evidence]}
            for stance in annotation.stances
        ] + [*map(derived_stance, considered(annotation))]
    return row


def _fragment(span: Span | Mention | ScareQuote) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "digest": span.digest}


CONFIG = register(
    Config(
        "standoff",
        7,
        "Documents whose text is fetched or withheld, with annotations: raw offsets, labels and digests, no text.",
        COLUMNS,
        rows,
    )
)
