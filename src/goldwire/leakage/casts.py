"""Documents with the same linked entities and a close date, whatever their languages: perhaps one story told twice."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from goldwire.leakage.subject import Candidates, Subject

SAME_CAST = 0.5
"""Cosine similarity of weighted entities from which two reports of the same days may tell one story. Of the pairs of
Goldwire News that do tell one, some 60 in 100 reach it; of all others, whatever their dates, fewer than one."""
DAYS = 7
"""Days between two dates of publication that are close. A date that is not known is close to every one."""

Cast = dict[str, float]
"""Entities by their weight; its squares add up to 1."""


def casts(subjects: Sequence[Subject]) -> list[Cast]:
    """The entities of each document, rare ones first, by how often they are named there and how seldom elsewhere."""
    spread = Counter(entity for one in subjects for entity in one.entities)
    found = []
    for one in subjects:
        rare_first = sorted(one.entities, key=lambda entity: (spread[entity], entity))
        weights = [
            math.log1p(one.entities[entity]) * math.log(1 + len(subjects) / spread[entity]) for entity in rare_first
        ]
        length = math.hypot(*weights)
        found.append({entity: weight / length for entity, weight in zip(rare_first, weights, strict=True)})
    return found


def candidates(subjects: Sequence[Subject], of: Sequence[Cast]) -> Candidates:
    """Pairs of documents of close dates that share an entity which matters to both.

    What comes after the entities that matter is too light to reach the threshold, so no pair is missed, crowds apart.
    """
    found = Candidates(subjects)
    holders: dict[str, list[int]] = {}
    for number, cast in enumerate(of):
        rest = 1.0
        for entity, weight in cast.items():
            if rest < SAME_CAST**2 - _ROUNDING:
                break
            holders.setdefault(entity, []).append(number)
            rest -= weight**2
    for numbers in holders.values():
        for close in _close(subjects, numbers):
            found.share(close)
    return found


def alike(
    subjects: Sequence[Subject], of: Sequence[Cast], pairs: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int, float]]:
    """The pairs of close dates with nearly the same entities, with their cosine similarity."""
    for a, b in pairs:
        if near(subjects[a], subjects[b]):
            measure = math.fsum(weight * of[b].get(entity, 0.0) for entity, weight in of[a].items())
            if measure >= SAME_CAST:
                yield a, b, min(1.0, measure)


def near(one: Subject, other: Subject) -> bool:
    """Whether two documents were published within some days, as far as is known."""
    first, second = one.day, other.day
    return first is None or second is None or abs(first - second) <= DAYS


def near_pairs(subjects: Sequence[Subject]) -> int:
    """How many pairs of documents were published within some days, as far as is known."""
    days = sorted(day for one in subjects if (day := one.day) is not None)
    undated = len(subjects) - len(days)
    pairs = undated * len(days) + undated * (undated - 1) // 2
    first = 0
    for position, day in enumerate(days):
        while day - days[first] > DAYS:
            first += 1
        pairs += position - first
    return pairs


_ROUNDING = 1e-9


def _close(subjects: Sequence[Subject], numbers: Sequence[int]) -> Iterator[list[int]]:
    """Groups such that documents of close dates are together in one: those of any two weeks in a row."""
    undated: list[int] = []
    weeks: dict[int, list[int]] = {}
    for number in numbers:
        day = subjects[number].day
        if day is None:
            undated.append(number)
        else:
            weeks.setdefault(day // DAYS, []).append(number)
    if not weeks:
        yield undated
    for week, those in sorted(weeks.items()):
        following = weeks.get(week + 1, [])
        if following or undated or week - 1 not in weeks:
            yield [*those, *following, *undated]
