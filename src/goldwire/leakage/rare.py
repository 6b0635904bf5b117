"""Documents that share entities which hardly any other document names, whatever their dates and languages.

The check by casts and dates says nothing of documents whose dates lie further apart. Two that both name a village, its
mayor and its mill may tell one story in two months; two that both name a capital do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from goldwire.leakage.subject import Candidates, Subject

FEW = 3
"""Documents that may name an entity which is rare."""
ONE_IN = 20
"""Of so many documents one may name a rare entity: in a small corpus no entity is rare, for all are new."""
SHARED = 2
"""Rare entities that two documents must share. Of the pairs of Goldwire News that tell one story one in four does; of
all others three in a thousand, all of them about one war."""

Rare = list[frozenset[str]]
"""The rare entities of each document."""


def rare(subjects: Sequence[Subject]) -> Rare:
    """The rare entities of each document."""
    spread = Counter(entity for one in subjects for entity in one.entities)
    most = min(FEW, len(subjects) // ONE_IN)
    return [frozenset(entity for entity in one.entities if spread[entity] <= most) for one in subjects]


def candidates(subjects: Sequence[Subject], of: Rare) -> Candidates:
    """Pairs of documents that share a rare entity."""
    found = Candidates(subjects)
    holders: dict[str, list[int]] = {}
    for number, entities in enumerate(of):
        for entity in entities:
            holders.setdefault(entity, []).append(number)
    for numbers in holders.values():
        found.share(numbers)
    return found


def alike(of: Rare, pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """The pairs that share several, with how many."""
    for a, b in pairs:
        both = len(of[a] & of[b])
        if both >= SHARED:
            yield a, b, both
