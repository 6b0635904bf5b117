"""Suspicious stories: documents that look alike and are told apart."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from goldwire.audit.reading import Reading
from goldwire.audit.registry import Finding, detector
from goldwire.model.annotation import Form

_SHINGLE = 5
_COPY = 0.15
"""Jaccard similarity of five-token shingles from which two texts are copies of one another in part."""
_CROWD = 100
"""A shingle in more documents than this is boilerplate, and pairs nobody."""
_SAME_CAST = 0.75
"""Cosine similarity of weighted entities from which two reports of the same days may tell one story."""
_DAYS = 7


@detector("stories-alike", "Two documents of different stories share wording, or names and days.")
def stories_alike(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Pairs of documents that may belong to one story; a leak where they are in different splits."""
    ordered = sorted(readings, key=lambda reading: reading.document.doc_id)
    copies = _copies(ordered)
    casts = [_cast(reading) for reading in ordered]
    spread: Counter[str] = Counter(entity for cast in casts for entity in cast)
    weighed = [_weighed(cast, spread, len(ordered)) for cast in casts]
    for pair in combinations(range(len(ordered)), 2):
        one, other = (ordered[number] for number in pair)
        if one.document.story == other.document.story:
            continue
        shared = copies.get(pair, 0.0)
        alike = _cosine(weighed[pair[0]], weighed[pair[1]]) if _near(one, other) else 0.0
        if shared >= _COPY:
            yield _finding(one, other, 0.5 + shared / 2, f"{shared:.0%} of their wording is the same")
        elif alike >= _SAME_CAST:
            yield _finding(
                one, other, alike, f"published within {_DAYS} days, with nearly the same names ({alike:.2f})"
            )


def _copies(readings: Sequence[Reading]) -> dict[tuple[int, int], float]:
    """Jaccard similarity of every pair that shares a shingle."""
    shingles = [_shingles(reading) for reading in readings]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, of_one in enumerate(shingles):
        for shingle in of_one:
            holders[shingle].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if len(numbers) <= _CROWD:
            shared.update(combinations(numbers, 2))
    return {(a, b): count / (len(shingles[a]) + len(shingles[b]) - count) for (a, b), count in shared.items()}


def _shingles(reading: Reading) -> set[tuple[str, ...]]:
    words = [reading.text[start:end].lower() for start, end in reading.tokens if reading.text[start].isalnum()]
    return {tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}


def _cast(reading: Reading) -> Counter[str]:
    mentions = reading.annotation.mentions or ()
    return Counter(mention.entity for mention in mentions if mention.form is Form.NAME and not mention.is_local)


def _weighed(cast: Counter[str], spread: Counter[str], documents: int) -> dict[str, float]:
    """Entities by how often they are named here and how seldom elsewhere."""
    return {entity: math.log1p(count) * math.log(1 + documents / spread[entity]) for entity, count in cast.items()}


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    lengths = math.hypot(*one.values()) * math.hypot(*other.values())
    return sum(weight * other.get(entity, 0.0) for entity, weight in one.items()) / lengths if lengths else 0.0


def _near(one: Reading, other: Reading) -> bool:
    """Whether two documents were published within some days, as far as is known."""
    days = [reading.document.published for reading in (one, other)]
    if days[0] is None or days[1] is None:
        return True
    return abs(date.fromisoformat(days[0].date) - date.fromisoformat(days[1].date)).days <= _DAYS


def _finding(one: Reading, other: Reading, suspicion: float, message: str) -> Finding:
    stories = f"{one.document.story} and {other.document.story}"
    return Finding(
        kind="stories-alike",
        doc_id=one.document.doc_id,
        start=None,
        end=None,
        other=other.document.doc_id,
        line=None,
        suspicion=round(suspicion, 3),
        message=f"{stories}: {message}",
        excerpt=None,
    )
