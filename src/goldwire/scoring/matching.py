"""Optimal one-to-one matching; and of what two passes call by different names: local entities, targets of stances."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from heapq import nlargest
from operator import itemgetter
from typing import Any, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from goldwire.model.annotation import LOCAL_PREFIX, Annotation, Mention, Stance
from goldwire.model.labels import label_key

T = TypeVar("T")

UNALIGNED = "unaligned:"
"""Stands before a local entity of the second pass that shares no span with one of the first: it equals nothing."""


def best_pairs(
    first: Sequence[T],
    second: Sequence[T],
    weigh: Callable[[T, T], tuple[int, ...] | None],
    key: Callable[[T], Any],
) -> list[tuple[T, T]]:
    """The one-to-one pairs with the greatest total weight.

    `weigh` gives whole numbers, the most important one first, or None for two that must not be paired; it is
    symmetric. Neither the order of the items nor that of the sides matters: `key` decides between matchings that are
    equally good, so it must tell apart all items whose difference a caller sees.
    """
    rows, columns = sorted(first, key=key), sorted(second, key=key)
    turned = [key(item) for item in rows] > [key(item) for item in columns]
    if turned:
        rows, columns = columns, rows
    if not rows or not columns:
        return []
    weights = [[weigh(row, column) for column in columns] for row in rows]
    depth = max((len(weight) for line in weights for weight in line if weight), default=0)
    if not depth:
        return []
    levels = np.array([[weight or (0,) * depth for weight in line] for line in weights], dtype=float)
    chosen = zip(*_assigned(levels), strict=True)
    pairs = [(rows[r], columns[c]) for r, c in chosen if weights[r][c] is not None]
    return [(b, a) for a, b in pairs] if turned else pairs


def _assigned(levels: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Rows and columns of the best assignment by `(rows, columns, levels)` of weights, the first level before all."""
    total, unit = np.zeros(levels.shape[:2]), 1.0
    for level in reversed(range(levels.shape[2])):
        total += unit * levels[:, :, level]
        # More than all pairs together can weigh on this level, so that no sum of lesser ones outweighs a greater one.
        unit *= 1 + levels[:, :, level].max() * min(total.shape)
    rows, columns = linear_sum_assignment(total, maximize=True)
    return rows, columns


Row = Mapping[int, tuple[int, ...]]
"""What an item may be paired with, by number, and what each pair weighs: whole numbers from 0, the most important one
first."""


def greatest(rows: Sequence[Row], depth: int) -> tuple[int, ...]:
    """The greatest total weight of any one-to-one matching: what `depth` levels of it add up to, the first one before
    all others. It is the same for any order of rows and columns.

    Only items that are joined by possible pairs are weighed against each other. Where rows may have many more columns
    than there are rows, `strongest` bounds what they take.
    """
    total = [0] * depth
    for together in joined(rows):
        for level, weight in enumerate(_greatest_of([rows[number] for number in together], depth)):
            total[level] += weight
    return tuple(total)


def strongest(row: Row, rows: int) -> Row:
    """As much of a row as matters among so many rows: the others take at most `rows - 1` columns, so that one of its
    best `rows` is always left for it."""
    return row if len(row) <= rows else dict(nlargest(rows, row.items(), key=itemgetter(1)))


def _greatest_of(rows: Sequence[Row], depth: int) -> tuple[int, ...]:
    if len(rows) == 1:
        return max(rows[0].values())
    columns = {column: number for number, column in enumerate({column for row in rows for column in row})}
    levels = np.zeros((len(rows), len(columns), depth))
    for number, row in enumerate(rows):
        for column, weight in row.items():
            levels[number, columns[column]] = weight
    return tuple(int(weight) for weight in levels[_assigned(levels)].sum(axis=0))


def joined(rows: Sequence[Collection[int]]) -> Iterator[list[int]]:
    """The numbers of the rows in groups: two that share a column, or are joined through others, are in one. Rows
    without a column are left out."""
    holders: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for column in row:
            holders[column].append(number)
    seen: set[int] = set()
    for first, row in enumerate(rows):
        if not row or first in seen:
            continue
        seen.add(first)
        group = [first]
        for number in group:
            for column in rows[number]:
                for other in holders.pop(column, ()):
                    if other not in seen:
                        seen.add(other)
                        group.append(other)
        yield group


def aligned(first: Annotation, second: Annotation) -> Annotation:
    """`second` with the local entities of `first`: paired, one to one, so that they share as many mention spans as
    can be. Those left over get names that equal nothing in `first`."""
    ours, theirs = _locals(first), _locals(second)

    def shared(a: str, b: str) -> tuple[int, ...] | None:
        common = (ours[a[1:]] & theirs[b[1:]]) if a[0] == "1" else (ours[b[1:]] & theirs[a[1:]])
        # Equal names decide only between spans that are equally shared: so a pass always agrees with itself.
        return (common.total(), int(a[1:] == b[1:])) if common else None

    def place(name: str) -> tuple[list[tuple[int, int]], str]:
        spans = ours[name[1:]] if name[0] == "1" else theirs[name[1:]]
        return sorted(spans.elements()), name[1:]

    # One digit before a name says whose it is: both passes may call different sources alike.
    pairs = best_pairs([f"1{name}" for name in ours], [f"2{name}" for name in theirs], shared, place)
    names = {b[1:]: a[1:] for a, b in pairs}

    def renamed(entity: str) -> str:
        # Locals that no mention carries (GW-E053) have nothing but their names to go by.
        if not entity.startswith(LOCAL_PREFIX) or (entity not in ours and entity not in theirs):
            return entity
        return names.get(entity, UNALIGNED + entity)

    def mention(one: Mention) -> Mention:
        return msgspec.structs.replace(one, entity=renamed(one.entity))

    def stance(one: Stance) -> Stance:
        target = one.target
        if target.entity is not None:
            target = msgspec.structs.replace(target, entity=renamed(target.entity))
        return msgspec.structs.replace(one, holder=renamed(one.holder), target=target)

    return msgspec.structs.replace(
        second,
        mentions=None if second.mentions is None else [mention(one) for one in second.mentions],
        stances=None if second.stances is None else [stance(one) for one in second.stances],
    )


def _locals(annotation: Annotation) -> dict[str, Counter[tuple[int, int]]]:
    """The mention spans of every local entity."""
    spans: dict[str, Counter[tuple[int, int]]] = defaultdict(Counter)
    for mention in annotation.mentions or ():
        if mention.is_local:
            spans[mention.entity][mention.start, mention.end] += 1
    return dict(spans)


def stance_pairs(first: Sequence[Stance], second: Sequence[Stance]) -> list[tuple[Stance, Stance]]:
    """The stances, of whatever polarity, that judge one pair of holder and target in both passes, one to one.

    Holders must be equal. Entity targets must be equal; propositions are one if their labels are equal, or else if
    their evidence overlaps. Equal labels come first, then as many pairs as can be, then as many code points of shared
    evidence; equal polarity decides only between what is left.
    """
    groups: dict[tuple[str, str | None], tuple[list[Stance], list[Stance]]] = defaultdict(lambda: ([], []))
    for side, stances in enumerate((first, second)):
        for stance in stances:
            groups[stance.holder, stance.target.entity][side].append(stance)
    return [pair for ours, theirs in groups.values() for pair in best_pairs(ours, theirs, _one_pair, _content)]


def _one_pair(a: Stance, b: Stance) -> tuple[int, ...] | None:
    equal = label_key(a.target.proposition or "") == label_key(b.target.proposition or "")
    common = len(evidence(a) & evidence(b))
    if not equal and not common:
        return None
    return int(equal), 1, common, int(a.polarity is b.polarity)


def _content(stance: Stance) -> tuple[str, str, list[tuple[int, int]]]:
    # Within a group of one holder and one entity, or of propositions.
    spans = sorted((span.start, span.end) for span in stance.evidence)
    return stance.target.proposition or "", stance.polarity, spans


def evidence(stance: Stance) -> set[int]:
    """The code points of the raw text that a stance's evidence covers."""
    return {point for span in stance.evidence for point in range(span.start, span.end)}
