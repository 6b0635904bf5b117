"""Which texts share wording, however different their lengths: an index of all their shingles.

MinHash finds texts that are alike as wholes. A brief that stands in an article ten times as long is not alike, and two
articles with a paragraph in common are not; what they share shows only where shingles are counted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any
from zlib import crc32

from goldwire.leakage.subject import CROWD, Candidates, Subject

_AT_ONCE = 2**21
"""Pairs of texts that are counted together, one for each shingle that the two share; each takes some 40 bytes."""


class ShingleIndex:
    """Counts the shingles that texts share. Holds four bytes a shingle while texts come in, and eight in the end.

    A shingle that more than `CROWD` documents share is boilerplate, and left out; `crowds` of the candidates counts
    these. Shingles are known by a 32-bit number. That two have the same one adds a candidate at most, and candidates
    are verified by their words.
    """

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._shingles: list[Any] = []
        self._common: set[int] = set()

    def add(self, number: int, shingles: Collection[str]) -> None:
        """Take the shingles of the subject of that number. Numbers rise."""
        import numpy as np

        hashed = np.fromiter(map(_hashed, shingles), np.uint32, len(shingles))
        self._numbers.append(number)
        self._shingles.append(np.unique(hashed))

    def candidates(self, subjects: Sequence[Subject], found: Candidates, *, least: int, part: float, run: int) -> None:
        """Find the pairs that share at least `least` shingles, and of the smaller text at least the share `part` or
        `run` shingles. Shingles of crowds do not count, neither as shared nor as part of the text."""
        import numpy as np

        if not self._numbers:
            return
        hashes, texts = self._occurrences()
        groups = self._groups(subjects)
        starts = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1])))
        sizes = np.diff(np.append(starts, len(hashes)))
        starts, sizes = starts[sizes > 1], sizes[sizes > 1]
        lengths = np.array([len(each) for each in self._shingles])
        for start, size in zip(starts[sizes > CROWD], sizes[sizes > CROWD], strict=True):
            members = texts[start : start + size]
            if len(np.unique(groups[members])) > 1:
                found.crowds += 1
                self._common.add(int(hashes[start]))
                lengths[members] -= 1
        counted = _Counts()
        for size in range(2, CROWD + 1):
            for a, b in _pairs(texts, starts[sizes == size], size):
                apart = groups[a] != groups[b]
                counted.add(a[apart] * len(lengths) + b[apart])
        keys, counts = counted.total()
        one, other = np.divmod(keys, len(lengths))
        enough = (counts >= least) & ((counts >= run) | (counts >= part * np.minimum(lengths[one], lengths[other])))
        for a, b in zip(one[enough].tolist(), other[enough].tolist(), strict=True):
            found.add(self._numbers[a], self._numbers[b])

    def boilerplate(self, shingles: Iterable[str]) -> frozenset[str]:
        """Those of some shingles that a crowd has, once candidates were looked for."""
        if not self._common:
            return frozenset()
        return frozenset(shingle for shingle in shingles if _hashed(shingle) in self._common)

    def _occurrences(self) -> tuple[Any, Any]:
        """All shingles in order, each with the text that it stands in."""
        import numpy as np

        keys = np.empty(sum(map(len, self._shingles)), np.uint64)
        position = 0
        for text, each in enumerate(self._shingles):
            keys[position : position + len(each)] = (each.astype(np.uint64) << np.uint64(32)) | np.uint64(text)
            position += len(each)
        keys.sort()
        return (keys >> np.uint64(32)).astype(np.uint32), (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)

    def _groups(self, subjects: Sequence[Subject]) -> Any:
        """A number for each text, the same for those of one split that tell the same stories."""
        import numpy as np

        known: dict[tuple[tuple[str, ...], str], int] = {}
        return np.array(
            [
                known.setdefault((subjects[number].stories, subjects[number].split), len(known))
                for number in self._numbers
            ]
        )


def _hashed(shingle: str) -> int:
    return crc32(shingle.encode())


def _pairs(texts: Any, starts: Any, size: int) -> Iterator[tuple[Any, Any]]:
    """All pairs of texts that share a shingle, for the shingles that stand in `size` texts."""
    import numpy as np

    rows, columns = np.triu_indices(size, 1)
    together = max(1, _AT_ONCE // len(rows))
    for first in range(0, len(starts), together):
        holders = texts[starts[first : first + together, None] + np.arange(size)]
        yield holders[:, rows].ravel(), holders[:, columns].ravel()


class _Counts:
    """How often each key came, in memory for the different keys and a bounded number of others."""

    def __init__(self) -> None:
        import numpy as np

        self._keys, self._counts = np.empty(0, np.int64), np.empty(0, np.int64)
        self._new: list[Any] = []
        self._waiting = 0

    def add(self, keys: Any) -> None:
        self._new.append(keys)
        self._waiting += len(keys)
        if self._waiting > max(_AT_ONCE, len(self._keys)):
            self._merge()

    def total(self) -> tuple[Any, Any]:
        self._merge()
        return self._keys, self._counts

    def _merge(self) -> None:
        import numpy as np

        fresh, times = np.unique(np.concatenate([np.empty(0, np.int64), *self._new]), return_counts=True)
        self._new, self._waiting = [], 0
        keys, places = np.unique(np.concatenate([self._keys, fresh]), return_inverse=True)
        counts = np.zeros(len(keys), np.int64)
        np.add.at(counts, places, np.concatenate([self._counts, times]))
        self._keys, self._counts = keys, counts
