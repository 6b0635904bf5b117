"""What agreement is counted in: overlaps with F1, shares, and pairs of labels with alpha and kappa.

All of them add up, so that a row of a report is the sum of its documents. A figure is None where nothing defines it,
never 1: two empty layers agree on nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import krippendorff
import numpy as np
from sklearn.metrics import cohen_kappa_score


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many items two passes have, and how many of them one to one in common (`tp`)."""

    tp: int = 0
    first: int = 0
    second: int = 0

    def __add__(self, other: Overlap) -> Overlap:
        return Overlap(self.tp + other.tp, self.first + other.first, self.second + other.second)

    @property
    def f1(self) -> float | None:
        """2 tp / (first + second); None where neither pass has an item."""
        return 2 * self.tp / (self.first + self.second) if self.first + self.second else None

    def json(self) -> dict[str, float | int | None]:
        return {"f1": self.f1, "tp": self.tp, "first": self.first, "second": self.second}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of `of` items that both passes have got the same label."""

    same: int = 0
    of: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.same + other.same, self.of + other.of)

    @property
    def share(self) -> float | None:
        """same / of; None where there is no item."""
        return self.same / self.of if self.of else None

    def json(self) -> dict[str, float | int | None]:
        return {"share": self.share, "same": self.same, "of": self.of}


@dataclass(frozen=True, slots=True)
class Labels:
    """How often units got which two labels: the first pass's and the second's. `missing` counts documents whose units
    are unknown because the text is not at hand."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    missing: int = 0

    def __add__(self, other: Labels) -> Labels:
        return Labels(self.counts + other.counts, self.missing + other.missing)

    @property
    def units(self) -> int:
        return self.counts.total()

    @property
    def same(self) -> int:
        return sum(count for (first, second), count in self.counts.items() if first == second)

    @property
    def alpha(self) -> float | None:
        """Krippendorff's alpha, nominal; None where a document is missing or all units have one label."""
        domain = sorted({label for pair in self.counts for label in pair})
        if self.missing or len(domain) < 2:
            return None
        pairs = sorted(self.counts)
        votes = np.array([[pair.count(label) for label in domain] for pair in pairs])
        units = np.repeat(votes, [self.counts[pair] for pair in pairs], axis=0)
        return float(krippendorff.alpha(value_counts=units, level_of_measurement="nominal"))

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa; None where a document is missing or all units have one label."""
        if self.missing or len({label for pair in self.counts for label in pair}) < 2:
            return None
        # Kappa is symmetric, its sums of floats are not to the last digit: one orientation serves both.
        counts = min(sorted(self.counts.items()), sorted(((b, a), n) for (a, b), n in self.counts.items()))
        first, second, weights = zip(*((a, b, count) for (a, b), count in counts), strict=True)
        return float(cohen_kappa_score(first, second, sample_weight=weights))

    def json(self, figure: str, units: str) -> dict[str, float | int | None]:
        """The figure (`alpha` or `kappa`) with its counts; `units` is what the units are called."""
        return {
            figure: self.alpha if figure == "alpha" else self.kappa,
            units: self.units,
            "same": self.same,
            "documents_without_text": self.missing,
        }


def overlap(first: Iterable[Hashable], second: Iterable[Hashable]) -> Overlap:
    """Equal items, one to one: what stands twice in one pass and once in the other is in common once."""
    a, b = Counter(first), Counter(second)
    return Overlap((a & b).total(), a.total(), b.total())


def covered(first: AbstractSet[int], second: AbstractSet[int]) -> Overlap:
    """Code points that both passes cover."""
    return Overlap(len(first & second), len(first), len(second))


def same_label(first: Sequence[tuple[Hashable, Hashable]], second: Sequence[tuple[Hashable, Hashable]]) -> Share:
    """Of the items (item, label) that both passes have, one to one, those whose labels are equal."""
    items = overlap((item for item, _ in first), (item for item, _ in second))
    return Share(overlap(first, second).tp, items.tp)
