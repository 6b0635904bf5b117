"""Quotes agree with their marks, cues, speakers and the quotes around them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from goldwire.annotation.article import Article, Listed
from goldwire.annotation.quote_types import letter_depths, quote_level, type_by_marks
from goldwire.annotation.speakers import speaker_kind
from goldwire.checks.registry import document_check
from goldwire.model.annotation import Form, Quote, QuoteType
from goldwire.model.incident import Incident, define
from goldwire.text.marks import text_depths

MARKS_DIFFER = define(
    "GW-E057",
    "quote type and marks differ",
    meaning="direct means that all of the content stands in quotation marks, indirect none of it, mixed some of it; a "
    "quote in a quote counts only its own marks.",
    remedy="Correct the type, or the edges of the content. Where the marks mislead (a misprint, a sign that "
    "only looks like one), keep the type and say why in `type_reason`.",
)
NO_NEED_OF_REASON = define(
    "GW-W077",
    "reason for a type that the marks give",
    meaning="A quote says in `type_reason` why its type is not that of its marks, and it is.",
    remedy="Take the reason out.",
)
BAD_NESTING = define(
    "GW-E061",
    "quote badly nested",
    meaning="A quote is its own ancestor, stands more than two quotes deep, or reaches outside its parent's content.",
    remedy="Correct the parent; quotes are annotated to depth 2.",
)
NO_CUE = define(
    "GW-E064",
    "indirect quote without a cue",
    meaning="Without marks, only words such as `said that` or `selon` make a statement a quote.",
    remedy="Annotate the cue, or take the quote out.",
)
OUT_OF_ORDER = define(
    "GW-E065",
    "fragments out of order",
    meaning="The fragments of a quote's content or of a stance's evidence overlap or are not in the order of the text.",
    remedy="Sort the fragments; join those that touch.",
)
SPEAKER_KIND = define(
    "GW-E067",
    "kind of speaker does not fit",
    meaning="named wants a mention of an entity that is listed or that a name in the document refers to, unnamed one "
    "of a local entity without a name there, unknown no mention at all.",
    remedy="Correct the kind or the mention.",
)
BAD_SPEAKERS = define(
    "GW-E020",
    "speakers of a quote listed wrongly",
    meaning="The speakers of a quote are those who say it together, in the order of the text: one of them stands there "
    "twice, or behind one who comes later, or beside one who is not known.",
    remedy="Name each speaker once, by the mention nearest to the cue, in the order of the text; one who is not known "
    "stands alone.",
)
NO_SCARE_QUOTE = define(
    "GW-E069",
    "scare quote that is none",
    meaning="A span listed in scare_quotes stands in no quotation marks, or in the very marks of a quote's content: "
    "its wording is attributed.",
    remedy="Take it out of scare_quotes, or take the quote out; a scare quote inside a quote has marks of its own.",
)

MAX_DEPTH = 2


@document_check
def marks_fit(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E057, GW-W077."""
    raw = article.raw
    if raw is None or article.annotation is None:
        return
    depths: list[int] | None = None
    quotes = article.annotation.quotes or []
    by_id = {quote.id: quote for quote in quotes}
    for number, quote in enumerate(quotes):
        if any(not part.start < part.end <= len(raw) for part in quote.content):
            continue
        depths = text_depths(raw, article.document.language) if depths is None else depths
        found = type_by_marks(raw, depths, quote.content, quote_level(raw, depths, quote, by_id))
        if found is not quote.type and quote.type_reason is None:
            message = f"{quote.id} is called {quote.type}, by its marks it is {found}"
            yield MARKS_DIFFER.at(message, document=article.document.doc_id, pointer=f"/quotes/{number}/type")
        elif found is quote.type and quote.type_reason is not None:
            message, pointer = f"{quote.id} is {found} by its marks, too", f"/quotes/{number}/type_reason"
            yield NO_NEED_OF_REASON.at(message, document=article.document.doc_id, pointer=pointer)


@document_check
def scare_quotes_are_apart(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E069."""
    raw = article.raw
    if raw is None or article.annotation is None or not article.annotation.scare_quotes:
        return
    depths = text_depths(raw, article.document.language)
    quotes = {quote.id: quote for quote in article.annotation.quotes or ()}
    for number, scare in enumerate(article.annotation.scare_quotes):
        if not scare.start < scare.end <= len(raw):
            continue
        own = min(letter_depths(raw, depths, [scare]))
        pointer, trouble = f"/scare_quotes/{number}", None if own else "stands in no quotation marks"
        for quote in quotes.values():
            inside = any(part.start < scare.end and scare.start < part.end for part in quote.content)
            if inside and own <= quote_level(raw, depths, quote, quotes) + 1:
                trouble = trouble or f"stands in the marks of {quote.id}"
        if trouble:
            yield NO_SCARE_QUOTE.at(trouble, document=article.document.doc_id, pointer=pointer)


@document_check
def nesting_holds(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E061."""
    quotes = (article.annotation.quotes or []) if article.annotation else []
    by_id = {quote.id: quote for quote in quotes}
    for number, quote in enumerate(quotes):
        trouble = _nesting_trouble(quote, by_id)
        if trouble:
            message, pointer = f"{quote.id} {trouble}", f"/quotes/{number}/parent"
            yield BAD_NESTING.at(message, document=article.document.doc_id, pointer=pointer)


@document_check
def cue_is_there(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E064."""
    for number, quote in enumerate((article.annotation.quotes or ()) if article.annotation else ()):
        if quote.type is QuoteType.INDIRECT and quote.cue is None:
            yield NO_CUE.at(f"{quote.id}", document=article.document.doc_id, pointer=f"/quotes/{number}/cue")


@document_check
def fragments_are_in_order(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E065."""
    annotation = article.annotation
    if annotation is None:
        return
    lists = [(f"/quotes/{n}/content", quote.id, quote.content) for n, quote in enumerate(annotation.quotes or ())]
    lists += [(f"/stances/{n}/evidence", s.id, s.evidence) for n, s in enumerate(annotation.stances or ())]
    for pointer, identifier, parts in lists:
        if any(after.start < before.end for before, after in pairwise(parts)):
            message = f"{identifier}: fragments overlap or go backwards"
            yield OUT_OF_ORDER.at(message, document=annotation.doc_id, pointer=pointer)


@document_check
def speaker_kind_fits(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E067."""
    annotation = article.annotation
    if annotation is None:
        return
    mentions = {mention.id: mention for mention in annotation.mentions or ()}
    with_name = {mention.entity for mention in mentions.values() if mention.form is Form.NAME}
    for number, quote in enumerate(annotation.quotes or ()):
        for place, speaker in enumerate(quote.speakers):
            mention = mentions.get(speaker.mention or "")
            if mention is None and speaker.mention is not None:
                continue  # GW-E052 speaks of it
            fits = "unknown" if mention is None else speaker_kind(mention, with_name)
            if speaker.kind != fits:
                message = f"{quote.id}: kind is {speaker.kind}, the mention makes it {fits}"
                pointer = f"/quotes/{number}/speakers/{place}/kind"
                yield SPEAKER_KIND.at(message, document=annotation.doc_id, pointer=pointer)


@document_check
def speakers_are_listed_well(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E020."""
    annotation = article.annotation
    if annotation is None:
        return
    starts = {mention.id: mention.start for mention in annotation.mentions or ()}
    for number, quote in enumerate(annotation.quotes or ()):
        names = [speaker.mention for speaker in quote.speakers]
        known = [starts[name] for name in names if name in starts]
        if len(names) > 1 and None in names:
            trouble = "one who is not known stands beside others"
        elif len({*names}) < len(names):
            trouble = "a mention stands there twice"
        elif known != sorted(known):
            trouble = "they are not in the order of the text"
        else:
            continue
        pointer = f"/quotes/{number}/speakers"
        yield BAD_SPEAKERS.at(f"{quote.id}: {trouble}", document=annotation.doc_id, pointer=pointer)


def _nesting_trouble(quote: Quote, by_id: dict[str, Quote]) -> str | None:
    depth, ancestor, seen = 0, quote, {quote.id}
    while ancestor.parent is not None and ancestor.parent in by_id:
        if ancestor.parent in seen:
            return "is its own ancestor"
        ancestor = by_id[ancestor.parent]
        seen.add(ancestor.id)
        depth += 1
    if depth > MAX_DEPTH:
        return f"stands {depth} quotes deep"
    parent = by_id.get(quote.parent or "")
    if parent is not None:
        low, high = parent.content[0].start, parent.content[-1].end
        if quote.content[0].start < low or quote.content[-1].end > high:
            return f"reaches outside {parent.id}"
    return None
