"""Config `documents`: one row a document, with its text and all its layers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldwire.annotation.article import Article
from goldwire.model.line import Role
from goldwire.release.columns import Column, boolean, integer, string, strings, structs
from goldwire.release.configs.registry import Config, register
from goldwire.release.known import Known
from goldwire.release.published import Placed

FRAGMENT = (
    integer("start", "First code point of the fragment."),
    integer("end", "First code point after it."),
    string("text", "The words."),
)
NOT_ANNOTATED = "the layer was not annotated"
NO_SPEAKER = "the text gives no speaker"

LICENCE = string("licence", "Licence of the text.")
ATTRIBUTION = string("attribution", "Line that whoever passes the text on has to show.", "no line is asked for")
ABOUT = (
    string("doc_id", "Id of the document, from the SHA-256 of its raw bytes."),
    string("collection", "Collection."),
    string("language", "ISO 639-1 code."),
    string("outlet", "Who published the article.", "not known"),
    string("published", "Date of publication, YYYY-MM-DD.", "not known"),
    string("published_known", "stated or inferred.", "the date is not known"),
    string("url", "Address of the article.", "not known"),
    string("source_address", "Address of the pinned file that the text is fetched from.", "the text is not fetched"),
    string("story", "The event; articles of one story are in one split."),
    strings("joins", "Further stories that the article tells, which are in its split too."),
    string("origin", "Who wrote the text: publisher, language-model or human."),
    string("rights_holder", "Who holds the rights in the text."),
    LICENCE,
    ATTRIBUTION,
    string(
        "rights_text",
        "included, fetched or withheld: where the text is, and so which editions hold it.",
    ),
    string("sha256", "SHA-256 of the raw bytes."),
)


def rights(article: Article) -> dict[str, Any]:
    """The columns `LICENCE` and `ATTRIBUTION`."""
    document = article.document
    return {"licence": document.rights.licence, "attribution": document.rights.attribution}


def about(article: Article) -> dict[str, Any]:
    """The columns `ABOUT`."""
    document = article.document
    return {
        "doc_id": document.doc_id,
        "collection": document.collection,
        "language": document.language,
        "outlet": document.outlet,
        "published": document.published.date if document.published else None,
        "published_known": document.published.known if document.published else None,
        "url": document.url,
        "source_address": document.source and document.source.address,
        "story": document.story,
        "joins": list(document.joins),
        "origin": document.origin,
        "rights_holder": document.rights.holder,
        **rights(article),
        "rights_text": document.rights.text,
        "sha256": document.sha256,
    }


def annotated_by(article: Article) -> dict[str, Any]:
    """The columns `ANNOTATED_BY`."""
    annotation = article.annotation
    return {"guidelines": annotation and annotation.guidelines, "author": annotation and annotation.author}


MENTION = (
    string("id", "Id of the mention."),
    *FRAGMENT,
    string("type", "PER, ORG, GPE, LOC, NORP or EVENT."),
    string("form", "name, nominal or pronoun."),
    boolean("adjectival", "Whether it is a lower-case adjective of nation or people."),
    string("entity", "Entity referred to; ids that begin with local: hold in this document only."),
    string("literal", "Entity that the words name literally, for metonymy.", "no metonymy"),
)
QUOTE = (
    string("id", "Id of the quote."),
    string("type", "direct, indirect or mixed."),
    structs("content", "Fragments of the content, in order.", FRAGMENT),
    integer("cue_start", "First code point of the cue.", "no cue"),
    integer("cue_end", "First code point after the cue.", "no cue"),
    string("cue", "The cue.", "no cue"),
    structs(
        "speakers",
        "Who says it, in the order of the text: one, or several who speak as one.",
        (
            string("mention", "Id of the speaker's mention.", NO_SPEAKER),
            string("entity", "The speaker's entity.", NO_SPEAKER),
            string("kind", "named, unnamed or unknown."),
        ),
    ),
    string("parent", "Id of the quote in which this one stands.", "an outer quote"),
)
STANCE = (
    string("id", "Id of the stance; of a pair that was derived, the quote's and the target mention's, as in q3-m7."),
    string("holder", "Entity that holds the stance, or AUTHOR."),
    string("holder_mention", "Id of the holder's mention nearest to the evidence.", "AUTHOR, or no mention"),
    string("target_entity", "Entity that the stance is about.", "the target is a proposition"),
    string("target_mention", "Id of the target's mention nearest to the evidence.", "a proposition, or no mention"),
    string("target_proposition", "Id of the proposition that the stance is about.", "the target is an entity"),
    string("polarity", "support, oppose, mixed, or none for a pair without a stance."),
    structs("evidence", "Spans that show the stance, in order. Empty exactly for none.", FRAGMENT),
    string("quote", "Id of the quote in which the evidence lies, or which brings the pair together.", "in none"),
)
ANNOTATED_BY = (
    string("guidelines", "Version of the guidelines that the labels follow.", "the document was not annotated"),
    string("author", "Entity in whose name the document speaks.", "nobody, or not known"),
)
SCARE_QUOTE = (*FRAGMENT, string("kind", "scare, title or name."))
COLUMNS: tuple[Column, ...] = (
    *ABOUT[:4],
    string("headline", "The article's headline.", "it has none"),
    *ABOUT[4:],
    string("text", "Clean text, NFC, lines parted by LF. All offsets count its code points, half-open."),
    structs(
        "lines",
        "The text's lines.",
        (*FRAGMENT[:2], string("role", "headline, subhead or body.")),
    ),
    *ANNOTATED_BY,
    structs("mentions", "Mentions of entities.", MENTION, NOT_ANNOTATED),
    structs("quotes", "Quotes.", QUOTE, NOT_ANNOTATED),
    structs("scare_quotes", "Wording in quotation marks that is no quote.", SCARE_QUOTE, NOT_ANNOTATED),
    structs("stances", "Pairs of holder and target, those without a stance last.", STANCE, NOT_ANNOTATED),
)


def rows(article: Article, whole: Placed | None, known: Known) -> Iterator[dict[str, Any]]:
    """One row where the text is at hand."""
    if whole is None:
        return
    headlines = [whole.text[line["start"] : line["end"]] for line in whole.lines if line["role"] == Role.HEADLINE]
    yield {
        **about(article),
        "headline": headlines[0] if headlines else article.document.headline,
        "text": whole.text,
        "lines": whole.lines,
        **annotated_by(article),
        "mentions": whole.mentions,
        "quotes": whole.quotes,
        "scare_quotes": whole.scare_quotes,
        "stances": whole.stances,
    }


CONFIG = register(Config("documents", 0, "One row a document, with its text and all its layers.", COLUMNS, rows))
