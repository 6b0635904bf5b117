"""Which gold item a predicted one stands for, where they need not be equal: what an analysis of errors tells apart."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from goldwire.scoring.matching import best_pairs, joined

T = TypeVar("T")


class Pairing(NamedTuple):
    """Items by their numbers: the pairs of a gold and a predicted one, and what is left over on either side."""

    pairs: list[tuple[int, int]]
    missed: list[int]
    spurious: list[int]


def pairing(
    gold: Sequence[T],
    predicted: Sequence[T],
    near: Iterable[Collection[int]],
    weigh: Callable[[T, T], tuple[int, ...] | None],
    key: Callable[[T], Hashable],
) -> Pairing:
    """The one-to-one pairs with the greatest total weight, of those that are near each other.

    `near` holds for each gold item the numbers of the predicted ones that it may be paired with; `weigh` gives whole
    numbers, the most important one first, or None. The order of the items does not matter: `key`, whose `repr` must
    tell apart what a caller sees, decides between matchings that are equally good.
    """

    rows = list(near)

    def weight(a: int, b: int) -> tuple[int, ...] | None:
        # The matching may ask in either order, so the sign says whose an item is.
        ours, theirs = max(a, b) - 1, -min(a, b) - 1
        return weigh(gold[ours], predicted[theirs]) if theirs in rows[ours] else None

    def place(item: int) -> str:
        return repr(key(gold[item - 1] if item > 0 else predicted[-item - 1]))

    pairs = []
    for together in joined(rows):
        columns = sorted({column for row in together for column in rows[row]})
        found = best_pairs([row + 1 for row in together], [-column - 1 for column in columns], weight, place)
        pairs += [(ours - 1, -theirs - 1) for ours, theirs in found]
    taken = [set(side) for side in zip(*pairs, strict=True)] or [set(), set()]
    return Pairing(
        sorted(pairs),
        [number for number in range(len(gold)) if number not in taken[0]],
        [number for number in range(len(predicted)) if number not in taken[1]],
    )
