"""Sets of places as sorted spans that neither overlap nor touch: a span of any length costs the same.

All spans are half-open, `[start, end)`: adjacent ones share nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

Spans = tuple[tuple[int, int], ...]


def union(spans: Iterable[tuple[int, int]]) -> Spans:
    """The places that any of the spans covers. Empty spans cover none."""
    parts = sorted(spans)
    if len(parts) == 1:
        return (parts[0],) if parts[0][0] < parts[0][1] else ()
    merged: list[tuple[int, int]] = []
    for start, end in parts:
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def size(spans: Spans) -> int:
    """How many places they cover."""
    return sum(end - start for start, end in spans)


def shared(first: Spans, second: Spans) -> int:
    """How many places both cover."""
    common = a = b = 0
    while a < len(first) and b < len(second):
        common += max(0, min(first[a][1], second[b][1]) - max(first[a][0], second[b][0]))
        if first[a][1] < second[b][1]:
            a += 1
        else:
            b += 1
    return common


def overlaps(first: Iterable[Spans], second: Sequence[Spans]) -> Iterator[dict[int, int]]:
    """For each item of `first` in turn, the items of `second`, by number, that share places with it, and how many."""
    pieces = sorted((start, end, item) for item, spans in enumerate(second) for start, end in spans)
    starts = [start for start, _, _ in pieces]
    # Ends may go down where spans are nested, the furthest end so far does not, so that it can be searched.
    furthest = list(accumulate((end for _, end, _ in pieces), max))
    for spans in first:
        row: dict[int, int] = {}
        for start, end in spans:
            for piece in range(bisect_right(furthest, start), bisect_left(starts, end)):
                other_start, other_end, item = pieces[piece]
                if other_end > start:
                    row[item] = row.get(item, 0) + min(end, other_end) - max(start, other_start)
        yield row


def touched(starts: Sequence[int], ends: Sequence[int], spans: Iterable[tuple[int, int]]) -> Spans:
    """The numbers of the tokens that lie in the spans or reach into them. The tokens that start and end there are in
    order and do not overlap."""
    return union((bisect_right(ends, start), bisect_left(starts, end)) for start, end in union(spans))
