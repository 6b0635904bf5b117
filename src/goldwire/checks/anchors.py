"""Spans lie in the raw text, say what they cover, and survive in the clean text."""

from __future__ import annotations

from collections.abc import Iterator

from goldwire.annotation.article import Article, Listed
from goldwire.checks.registry import document_check
from goldwire.model.incident import Incident, define
from goldwire.model.span import surface_digest
from goldwire.text.view import Fate

OUTSIDE = define(
    "GW-E054",
    "span outside the raw text",
    meaning="A span ends after the raw text does, or is empty.",
    remedy="Make the annotation from a worksheet, which knows no offsets: goldwire annotate start DOC.",
)
OTHER_WORDS = define(
    "GW-E055",
    "span covers other words",
    meaning="The raw text at the offsets is not the recorded surface, or does not have the recorded digest.",
    remedy="Make the annotation from a worksheet, which knows no offsets: goldwire annotate start DOC.",
)
CUT = define(
    "GW-E056",
    "span is cut by the clean text",
    meaning="A span lies in a dropped line, reaches over one, or ends inside a replacement.",
    remedy="Correct the role of the line, or take the annotation out: what is not article text is not annotated.",
)
WRONG_WITNESS = define(
    "GW-E060",
    "span of a withheld text shows its words",
    meaning="A span of a document whose text is not in the repository carries its surface, which may not be there; or "
    "a span of an included one carries a digest, which nobody can read.",
    remedy="Apply the worksheet again: goldwire annotate apply writes surfaces for included texts and digests for "
    "others.",
)
UNSEEN = define(
    "GW-I072",
    "anchors not compared with the text",
    meaning="The raw text of a withheld or fetched document is not at hand, so that its spans cannot be compared with "
    "it.",
    remedy="Get fetched texts with goldwire fetch; whoever owns the raw files of withheld ones checks them with "
    "goldwire check --raw DIR.",
)
REPLACED = define(
    "GW-I073",
    "span holds a replacement",
    meaning="Characters inside the span were replaced in the clean text (a no-break space, mojibake, NFC); its "
    "published surface differs from the raw one.",
    remedy="Nothing to do.",
)


@document_check
def spans_hold(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E054, GW-E055, GW-E056, GW-E060, GW-I073: of every span the first that applies."""
    annotation, document = article.annotation, article.document
    if annotation is None:
        return
    for pointer, span in annotation.spans():
        place = {"document": document.doc_id, "pointer": pointer}
        if (span.surface is not None) != document.included:
            kind = "its surface" if span.surface is not None else "a digest"
            yield WRONG_WITNESS.at(f"a span of a text that is {document.rights.text} carries {kind}", **place)
            continue
        if not span.start < span.end <= document.length:
            message = f"[{span.start}, {span.end}) is no span of a raw text of {document.length:,} code points"
            yield OUTSIDE.at(message, **place)
            continue
        if article.raw is None or article.cleaned is None:
            continue
        words = article.raw[span.start : span.end]
        if not document.included:
            if surface_digest(document.doc_id, words) != span.digest:
                yield OTHER_WORDS.at(f"the text at [{span.start}, {span.end}) has another digest", **place)
                continue
        elif words != span.surface:
            yield OTHER_WORDS.at(f"the text has {_short(words)}, the record {_short(span.surface)}", **place)
            continue
        fate = article.cleaned.view.project(span.start, span.end).fate
        if fate is Fate.CUT:
            yield CUT.at(f"[{span.start}, {span.end}) is not whole in the clean text", **place)
        elif fate is Fate.REPLACED:
            yield REPLACED.at(f"[{span.start}, {span.end}) holds replaced characters", **place)


@document_check
def text_is_at_hand(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-I072."""
    if article.raw is None and not article.document.included and article.annotation is not None:
        count = sum(1 for _ in article.annotation.spans())
        yield UNSEEN.at(f"{count:,} spans not compared", document=article.document.doc_id)


def _short(text: str | None) -> str:
    shown = repr(text)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"
