"""How sure a figure is: a bootstrap over documents, and a paired test between two systems, both in a stream.

Documents are the unit, since what stands in one document is alike. Counts add up, so a replicate is the sum of its
documents' counts, and no document need be kept. All draws are seeded: the same documents give the same figures.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.float64]
LEVEL = 0.95
"""Of the intervals."""
_UNDEFINED = 0.05
"""An interval is given where no greater share of the replicates leaves the figure undefined."""
_TIE = 1e-12
"""Differences that differ by less are equal, but for the rounding of floats."""


class Interval(NamedTuple):
    """The bounds within which a figure lies."""

    low: float
    high: float


class Bootstrap:
    """Sums of counts in `replicates` resamples of `documents` documents, drawn with replacement.

    How often each document is in a replicate is multinomial. It is drawn in a stream, exactly: with r draws left and k
    documents to come, this one included, it is in the replicate Binomial(r, 1 / k) times.
    """

    def __init__(self, documents: int, columns: int, *, replicates: int, seed: list[int]) -> None:
        self.sums: list[Counts] = []
        self._columns = columns
        self._left = documents
        self._draws = np.full(replicates, documents, dtype=np.int64)
        self._random = np.random.default_rng(seed)

    def add(self, *counts: Counts) -> None:
        """Counts of the next documents, `(documents, columns)`: one array for each system, all on the same
        resamples. Raises `ValueError` beyond the number of documents."""
        if not self.sums:
            self.sums = [np.zeros((len(self._draws), self._columns)) for _ in counts]
        weights = np.empty((len(counts[0]), len(self._draws)))
        for row in weights:
            if not self._left:
                raise ValueError("more documents than were to come")
            times = self._random.binomial(self._draws, 1 / self._left)
            self._draws -= times
            self._left -= 1
            row[:] = times
        for sums, block in zip(self.sums, counts, strict=True):
            # Whole numbers below 2^53: exact, whatever order a processor sums them in.
            sums += weights.T @ block


class Swaps:
    """Approximate randomisation: sums of what changes hands when each document's two results are swapped with
    probability one half.

    If the systems were equally good, who gave which result of a document would be chance. So the difference is as great
    as it is by chance alone with p = (1 + the number of swaps whose difference is at least as great) / (swaps + 1), on
    both sides.
    """

    def __init__(self, columns: int, *, swaps: int, seed: list[int]) -> None:
        self.moved = np.zeros((swaps, columns))
        self._random = np.random.default_rng(seed)

    def add(self, first: Counts, second: Counts) -> None:
        """Counts of the next documents, `(documents, columns)`, of both systems."""
        swaps = len(self.moved)
        bits = np.frombuffer(self._random.bytes(len(first) * -(-swaps // 8)), dtype=np.uint8).reshape(len(first), -1)
        swapped = np.unpackbits(bits, axis=1, count=swaps).astype(np.float64)
        self.moved += swapped.T @ (second - first)


def interval(replicates: npt.NDArray[np.float64], documents: int) -> Interval | None:
    """The percentile interval of a figure's replicates. None for fewer than two documents, and where more than 5 % of
    the replicates leave the figure undefined (NaN); those that do are left out."""
    defined = replicates[~np.isnan(replicates)]
    if documents < 2 or len(defined) == 0 or len(defined) < (1 - _UNDEFINED) * len(replicates):
        return None
    low, high = np.percentile(defined, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return Interval(float(low), float(high))


def p_value(difference: float, swapped: npt.NDArray[np.float64]) -> float | None:
    """(1 + #{|swapped| >= |difference|}) / (swaps + 1). Swaps whose difference is undefined count as no smaller, so
    that they make nothing significant. None where the difference itself is undefined."""
    if np.isnan(difference):
        return None
    smaller = np.abs(swapped) < abs(difference) - _TIE
    return float((1 + len(swapped) - np.count_nonzero(smaller)) / (len(swapped) + 1))
