"""Which quote a piece of evidence stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goldwire.model.annotation import Quote
from goldwire.model.span import Span


def quote_of(evidence: Sequence[Span], quotes: Sequence[Quote]) -> Quote | None:
    """The innermost quote whose content the evidence overlaps.

    Args:
        evidence: Spans of a stance. The first that overlaps any quote decides.
        quotes: The quotes of the document.

    Returns:
        The quote; None where no span overlaps the content of one. Of several that are as deep, the one that begins
        first.
    """
    by_id = {quote.id: quote for quote in quotes}
    for part in evidence:
        holding = [quote for quote in quotes if _overlaps(part, quote)]
        if holding:
            return min(holding, key=lambda quote: (-_depth(quote, by_id), quote.content[0].start, quote.id))
    return None


def _overlaps(part: Span, quote: Quote) -> bool:
    return any(part.start < fragment.end and fragment.start < part.end for fragment in quote.content)


def _depth(quote: Quote, by_id: Mapping[str, Quote]) -> int:
    depth, seen = 0, {quote.id}
    while quote.parent is not None and quote.parent in by_id and quote.parent not in seen:
        quote = by_id[quote.parent]
        seen.add(quote.id)
        depth += 1
    return depth
