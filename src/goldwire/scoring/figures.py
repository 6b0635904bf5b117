"""What scoring gives: figures with their intervals and counts, by metric and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from goldwire.model.incident import Incident, Severity
from goldwire.scoring.metric import Layer
from goldwire.scoring.resampling import LEVEL, Interval


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure; None where nothing defines it. `interval` is None where too few documents do."""

    value: float | None
    interval: Interval | None

    def json(self) -> dict[str, float | None]:
        low, high = self.interval or (None, None)
        return {"value": self.value, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Difference:
    """How much greater a figure is than the other system's; `p` is of the paired test, two-sided."""

    value: float | None
    interval: Interval | None
    p: float | None

    def json(self) -> dict[str, float | None]:
        low, high = self.interval or (None, None)
        return {"value": self.value, "low": low, "high": high, "p": self.p}


@dataclass(frozen=True, slots=True)
class Result:
    """What one system has: counts summed over documents, and the figures of the sums. The first figure is the one that
    systems are compared by."""

    counts: Mapping[str, int]
    figures: Mapping[str, Figure]

    @property
    def main(self) -> Figure:
        """The figure by which systems are compared."""
        return next(iter(self.figures.values()))

    def json(self) -> dict[str, Any]:
        return {"counts": dict(self.counts), "figures": {name: one.json() for name, one in self.figures.items()}}


@dataclass(frozen=True, slots=True)
class Row:
    """One metric on the documents of one language, or of all (None). `against` and `differences` are there where the
    other system predicts the layer, too."""

    metric: str
    layer: Layer
    language: str | None
    documents: int
    result: Result
    against: Result | None = None
    differences: Mapping[str, Difference] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        where = {"metric": self.metric, "layer": self.layer, "language": self.language, "documents": self.documents}
        if self.against is None:
            return where | self.result.json()
        differences = {name: one.json() for name, one in self.differences.items()}
        return where | self.result.json() | {"against": self.against.json(), "differences": differences}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many incidents of one code in one file are not listed, since there are so many."""

    file: str | None
    code: str
    count: int

    def json(self) -> dict[str, Any]:
        return {"file": self.file, "code": self.code, "count": self.count}


@dataclass(frozen=True, slots=True)
class Source:
    """A file of predictions: its name as it was given, and the SHA-256 of its bytes. Both are None where the
    predictions came as records."""

    file: str | None = None
    sha256: str | None = None

    def json(self) -> dict[str, str | None]:
        return {"file": self.file, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one system, or of two, with all that is needed to make them again: the version of Goldwire, the
    predictions (and those `against` them), the release by the digest of its manifest and the split, where gold came
    from one, and the seed. `not_scored` are the layers that the system predicts for no document; `languages` counts the
    documents of each language. Whatever `incidents` tell of counts as predicted empty. Scores with the same figures are
    equal, whatever they were made from."""

    rows: tuple[Row, ...]
    languages: Mapping[str, int]
    not_scored: tuple[Layer, ...]
    resamples: int
    swaps: int
    seed: int
    incidents: tuple[Incident, ...]
    left_out: tuple[LeftOut, ...]
    goldwire: str = field(compare=False)
    predictions: Source = field(compare=False)
    against: Source | None = field(compare=False)
    release: Mapping[str, str] | None = field(default=None, compare=False)
    split: str | None = field(default=None, compare=False)

    @property
    def documents(self) -> int:
        """Gold documents that were scored."""
        return sum(self.languages.values())

    @property
    def whole(self) -> bool:
        """Whether no error was found in the predictions, so that all of them count."""
        return all(incident.severity is not Severity.ERROR for incident in self.incidents)

    def row(self, metric: str, language: str | None = None) -> Row:
        """One metric's row. Raises `KeyError`, naming those that exist."""
        for row in self.rows:
            if (row.metric, row.language) == (metric, language):
                return row
        names = sorted({row.metric for row in self.rows})
        if metric not in names:
            raise KeyError(f"no metric {metric!r} was scored; scored were {', '.join(names) or 'none'}")
        raise KeyError(f"no document is in {language!r}; there are {', '.join(self.languages)}")

    def figure(self, metric: str, figure: str | None = None, language: str | None = None) -> Figure:
        """A figure, for all documents or those in one language; without a name the metric's first, by which systems
        are compared. Raises `KeyError`, naming those that exist."""
        figures = self.row(metric, language).result.figures
        name = next(iter(figures)) if figure is None else figure
        if name not in figures:
            raise KeyError(f"{metric} has no figure {figure!r}; it has {', '.join(figures)}")
        return figures[name]

    def json(self) -> dict[str, Any]:
        """All of it as plain data; None stands for what is not defined."""
        return {
            "goldwire": self.goldwire,
            "release": None if self.release is None else dict(self.release),
            "split": self.split,
            "predictions": self.predictions.json(),
            "against": None if self.against is None else self.against.json(),
            "documents": self.documents,
            "languages": dict(self.languages),
            "not_scored": list(self.not_scored),
            "level": LEVEL,
            "resamples": self.resamples,
            "swaps": self.swaps,
            "seed": self.seed,
            "rows": [row.json() for row in self.rows],
            "incidents": list(self.incidents),
            "left_out": [one.json() for one in self.left_out],
        }
