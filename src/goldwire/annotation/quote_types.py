"""The type of a quote follows from its quotation marks, so a program can tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from goldwire.model.annotation import Quote, QuoteType, ScareQuote
from goldwire.model.span import Span


def type_by_marks(raw: str, depths: Sequence[int], content: Sequence[Span], level: int = 0) -> QuoteType:
    """The type that the marks give: the share of letters and digits of the content that stand deeper inside marks
    than `level`."""
    marked = [depth > level for depth in letter_depths(raw, depths, content)]
    if all(marked):
        return QuoteType.DIRECT
    return QuoteType.MIXED if any(marked) else QuoteType.INDIRECT


def quote_level(raw: str, depths: Sequence[int], quote: Quote, by_id: Mapping[str, Quote]) -> int:
    """How deep inside marks the quote around this one stands; 0 for an outer one."""
    parent = by_id.get(quote.parent or "")
    return 0 if parent is None else min(letter_depths(raw, depths, parent.content), default=0)


def letter_depths(raw: str, depths: Sequence[int], content: Sequence[Span | ScareQuote]) -> list[int]:
    """Depths of the content's letters and digits; of all its characters where it has neither."""
    places = [i for part in content for i in range(part.start, min(part.end, len(raw)))]
    letters = [depths[i] for i in places if raw[i].isalnum()]
    return letters or [depths[i] for i in places]
