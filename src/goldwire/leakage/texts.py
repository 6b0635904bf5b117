"""Texts that share wording: candidates by MinHash, each verified by exact Jaccard similarity of word shingles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any
from zlib import crc32

from goldwire.leakage.subject import Candidates, Subject

SHINGLE = 5
"""Words of a shingle."""
PART = 0.15
"""Jaccard similarity from which two texts share wording: pairs of it are published."""
COPY = 0.5
"""Jaccard similarity from which two texts are near-duplicates, which different splits may not hold (The Pile and
others drop documents from here on)."""
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


def shingles(text: str) -> frozenset[str]:
    """All runs of five words; all words where there are fewer, none where there are none."""
    found = words(text)
    if not found:
        return frozenset()
    return frozenset(" ".join(found[i : i + SHINGLE]) for i in range(max(1, len(found) - SHINGLE + 1)))


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


def candidates(subjects: Sequence[Subject]) -> Candidates:
    """Pairs of texts that agree in a band of their signatures."""
    found = Candidates(subjects)
    numbers = [number for number, one in enumerate(subjects) if one.text and _WORDS.search(one.text)]
    if len({(subjects[number].stories, subjects[number].split) for number in numbers}) < 2:
        return found
    import numpy as np

    sign = signer()
    signatures = np.empty((len(numbers), BANDS * ROWS), dtype=np.uint32)
    for row, number in enumerate(numbers):
        signatures[row] = sign(shingles(subjects[number].text or ""))
    for band in range(BANDS):
        keys = np.ascontiguousarray(signatures[:, band * ROWS : (band + 1) * ROWS]).view(np.uint64).ravel()
        order = np.argsort(keys, kind="stable")
        edges = np.flatnonzero(np.diff(keys[order])) + 1
        for alike in np.split(order, edges):
            if len(alike) > 1:
                found.share([numbers[row] for row in alike.tolist()])
    return found


def alike(subjects: Sequence[Subject], pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, float]]:
    """The pairs that share wording, with their exact similarity."""

    @lru_cache(_KEPT)
    def of(number: int) -> frozenset[str]:
        return shingles(subjects[number].text or "")

    for a, b in pairs:
        measure = jaccard(of(a), of(b))
        if measure >= PART:
            yield a, b, measure
