"""The mention of an entity that stands nearest to the evidence of a stance."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from goldwire.model.annotation import Mention
from goldwire.model.span import Span


def nearest(
    entity: str, mentions: Iterable[Mention], evidence: Sequence[Span], lines: Sequence[tuple[int, int]]
) -> Mention | None:
    """The mention of an entity that is nearest to the first span of some evidence.

    Mentions in the line of the evidence come first, then those with the least distance, then the earlier one.

    Args:
        entity: An id, of a listed entity or a local one. What a metonym names literally does not count.
        mentions: The mentions of the document.
        evidence: Spans of a stance. Without any, no mention is near.
        lines: `[start, end)` of the raw lines, in order; raw code points, like all spans.

    Returns:
        The mention; None where no mention refers to the entity, or there is no evidence.
    """
    able = [mention for mention in mentions if mention.entity == entity]
    if not able or not evidence:
        return None
    starts, first = [start for start, _ in lines], evidence[0]
    line = bisect_right(starts, first.start)
    return min(
        able,
        key=lambda mention: (
            bisect_right(starts, mention.start) != line,
            distance(mention, first),
            mention.start,
            mention.end,
        ),
    )


def distance(one: Mention | Span, other: Mention | Span) -> int:
    """Code points between two spans; 0 where they touch or overlap."""
    return max(one.start - other.end, other.start - one.end, 0)
