"""Texts that share wording: candidates by MinHash and by an index of shingles, each verified by exact counts.

Three figures tell what two texts share. The Jaccard similarity tells copies and their edits. Containment, shared
shingles as a part of those of the smaller text, tells a brief that stands in an article. The passage, the most words
in a row that both have, tells a paragraph that stands in two articles.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple
from zlib import crc32

from goldwire.leakage.index import ShingleIndex
from goldwire.leakage.subject import Candidates, Subject

SHINGLE = 5
"""Words of a shingle."""
PART = 0.15
"""Jaccard similarity from which two texts share wording: pairs of it are published."""
COPY = 0.5
"""Jaccard similarity from which two texts are near-duplicates, which different splits may not hold (The Pile and
others drop documents from here on)."""
CONTAINED_PART = 0.25
"""Containment from which two texts share wording. Two of one length with a Jaccard similarity of 0.15 have 0.26."""
CONTAINED = 0.667
"""Containment from which different splits may not hold two texts: that of two of one length whose Jaccard similarity
is `COPY`, who have two thirds of their shingles in common."""
RUN = 8
"""Words in a row that texts must share before containment counts; shorter ones are names, titles and turns of
phrase."""
PASSAGE = 30
"""Words in a row from which two texts share a passage: a long sentence, or a short paragraph. (Lee et al. 2022,
"Deduplicating training data", cut out what is shared from 50 tokens on: some 38 words.)"""
BANDS, ROWS = 128, 2
"""Texts are candidates where all rows of a band agree: so are 95 of 100 pairs at a similarity of 0.15, and all but one
in 10^16 at 0.5."""
SEED, SCHEME = 1, "affine32"
"""Named, for a later default of the library would give other signatures."""
_WORDS = re.compile(r"\w+")
_AT_ONCE = 2_000
"""Shingles that are hashed together: each takes a kilobyte."""
_KEPT = 2_000
"""Texts whose shingles are kept while candidates are verified."""


def words(text: str) -> list[str]:
    """The words of a text, without case."""
    return _WORDS.findall(text.casefold())


def in_order(text: str) -> list[str]:
    """All runs of five words as they come; all words where there are fewer, none where there are none."""
    found = words(text)
    if not found:
        return []
    return [" ".join(found[i : i + SHINGLE]) for i in range(max(1, len(found) - SHINGLE + 1))]


def shingles(text: str) -> frozenset[str]:
    """The runs of `in_order`, each once."""
    return frozenset(in_order(text))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared shingles as a part of all; 0 for two empty sets."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0


def signer() -> Callable[[Iterable[str]], Any]:
    """What gives the MinHash signature of shingles: an array of 256 unsigned 32-bit numbers."""
    from datasketch import MinHash  # loaded here: it takes a second, which few commands need

    options = {"seed": SEED, "scheme": SCHEME, "hashfunc": crc32}
    permutations = MinHash(num_perm=BANDS * ROWS, **options).permutations

    def sign(of: Iterable[str]) -> Any:
        sketch = MinHash(num_perm=BANDS * ROWS, permutations=permutations, **options)
        encoded = (shingle.encode() for shingle in of)
        while batch := list(islice(encoded, _AT_ONCE)):
            sketch.update_batch(batch)
        return sketch.hashvalues

    return sign


class Shared(NamedTuple):
    """What two texts have in common: their Jaccard similarity, containment, and longest passage in words."""

    jaccard: float
    contained: float
    passage: int

    @property
    def published(self) -> bool:
        """Whether this is enough to be published."""
        contained = self.contained >= CONTAINED_PART and self.passage >= RUN
        return self.jaccard >= PART or contained or self.passage >= PASSAGE


def stands_within(contained: float, passage: int) -> bool:
    """Whether so much of the smaller text stands in the other that different splits may not hold both."""
    return contained >= CONTAINED and passage >= RUN


def shared(one: Sequence[str], other: Sequence[str], boilerplate: frozenset[str] = frozenset()) -> Shared:
    """What two texts have in common, from their shingles in order. Boilerplate counts for the Jaccard similarity
    alone."""
    first, second = frozenset(one), frozenset(other)
    common = (first & second) - boilerplate
    if not common:
        return Shared(jaccard(first, second), 0.0, 0)
    # A stretch of either whose shingles all stand in the other: where neither repeats itself, the longest common run.
    stretch = min(_stretch(one, common), _stretch(other, common))
    width = min(len(one[0].split()), len(other[0].split()))  # less than five words where a whole text is shorter
    contained = len(common) / min(len(first - boilerplate), len(second - boilerplate))
    return Shared(jaccard(first, second), contained, stretch + width - 1)


def _stretch(one: Sequence[str], common: frozenset[str]) -> int:
    """The most shingles in a row that are common."""
    longest = here = 0
    for shingle in one:
        here = here + 1 if shingle in common else 0
        longest = max(longest, here)
    return longest


def candidates(subjects: Sequence[Subject]) -> tuple[Candidates, ShingleIndex]:
    """Pairs of texts that agree in a band of their signatures, and all pairs that share enough shingles; and the index
    that knows boilerplate."""
    found, index = Candidates(subjects), ShingleIndex()
    numbers = [number for number, one in enumerate(subjects) if one.text and _WORDS.search(one.text)]
    if len({(subjects[number].stories, subjects[number].split) for number in numbers}) < 2:
        return found, index
    import numpy as np

    sign = signer()
    signatures = np.empty((len(numbers), BANDS * ROWS), dtype=np.uint32)
    for row, number in enumerate(numbers):
        of = shingles(subjects[number].text or "")
        signatures[row] = sign(of)
        index.add(number, of)
    for band in range(BANDS):
        keys = np.ascontiguousarray(signatures[:, band * ROWS : (band + 1) * ROWS]).view(np.uint64).ravel()
        order = np.argsort(keys, kind="stable")
        edges = np.flatnonzero(np.diff(keys[order])) + 1
        for alike in np.split(order, edges):
            if len(alike) > 1:
                found.share([numbers[row] for row in alike.tolist()])
    index.candidates(subjects, found, least=RUN - SHINGLE + 1, part=CONTAINED_PART, run=PASSAGE - SHINGLE + 1)
    return found, index


def alike(
    subjects: Sequence[Subject], pairs: Iterable[tuple[int, int]], index: ShingleIndex
) -> Iterator[tuple[int, int, Shared]]:
    """The pairs that share wording, with what they share."""

    @lru_cache(_KEPT)
    def of(number: int) -> tuple[list[str], frozenset[str]]:
        found = in_order(subjects[number].text or "")
        return found, index.boilerplate(found)

    for a, b in pairs:
        (one, common), (other, too) = of(a), of(b)
        measured = shared(one, other, common | too)
        if measured.published:
            yield a, b, measured
