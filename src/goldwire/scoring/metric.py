"""What a metric is, and the registry of them: a new one is a function in a file of `scoring/metrics/`.

A metric counts in one document; counts of documents add up, and figures are taken of the sums. So a figure of a split
is of its items put together, documents can be scored one by one, and a bootstrap needs their counts alone.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal, TypeVar

import numpy as np
import numpy.typing as npt

import goldwire.scoring.metrics
from goldwire.scoring.compared import Compared

Figures = dict[str, npt.NDArray[np.float64]]
"""Figures by name; NaN where nothing defines one."""
Counts = tuple[int, ...]
Count = TypeVar("Count", bound=Callable[..., Counts])
Layer = Literal["mentions", "links", "quotes", "speakers", "stances", "polarities", "line_roles"]


@dataclass(frozen=True, slots=True)
class Kind:
    """What the counts of a metric mean: their names, and the figures of an array of them, `(..., len(counts))`. The
    first figure is the one that systems are compared by. `formula` says how the figures follow from the counts."""

    counts: tuple[str, ...]
    figures: Callable[[npt.NDArray[np.float64]], Figures]
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of the scorer. `layer` is the layer of a prediction that it needs; `count` gives the counts of one
    document, in the order of `kind.counts`; its docstring holds the formula. `order` sorts the metrics of a layer."""

    name: str
    layer: Layer
    order: int
    kind: Kind
    count: Callable[[Compared], Counts]
    formula: str


_METRICS: dict[str, Metric] = {}


def register(metric: Metric) -> Metric:
    """Add a metric. Raises `ValueError` where the name is taken or the formula is missing."""
    if metric.name in _METRICS:
        raise ValueError(f"a metric is called {metric.name!r} already")
    if not metric.formula.strip():
        raise ValueError(f"{metric.name} states no formula")
    _METRICS[metric.name] = metric
    return metric


def counted(name: str, layer: Layer, order: int, kind: Kind, /, **fixed: object) -> Callable[[Count], Count]:
    """Register a function of a `Compared` as a metric, its docstring as the formula. `fixed` are further arguments of
    the function, named in its docstring in braces: one function counts a family of metrics that differ in them."""

    def decorate(function: Count) -> Count:
        formula = inspect.cleandoc(function.__doc__ or "")
        if fixed:
            formula = formula.format(**fixed)
        register(Metric(name, layer, order, kind, partial(function, **fixed) if fixed else function, formula))
        return function

    return decorate


@cache
def metrics() -> tuple[Metric, ...]:
    """All metrics, by layer and order."""
    for module in pkgutil.iter_modules(goldwire.scoring.metrics.__path__, "goldwire.scoring.metrics."):
        importlib.import_module(module.name)
    return tuple(sorted(_METRICS.values(), key=lambda metric: (LAYERS.index(metric.layer), metric.order, metric.name)))


LAYERS: tuple[Layer, ...] = ("mentions", "links", "quotes", "speakers", "stances", "polarities", "line_roles")


def _ratio(part: npt.NDArray[np.float64], whole: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def _matches(counts: npt.NDArray[np.float64]) -> Figures:
    tp, predicted, gold = np.moveaxis(counts, -1, 0)
    return {"f1": _ratio(2 * tp, predicted + gold), "precision": _ratio(tp, predicted), "recall": _ratio(tp, gold)}


MATCHES = Kind(
    ("tp", "predicted", "gold"),
    _matches,
    "precision = tp / predicted; recall = tp / gold; F1 = 2 tp / (predicted + gold). "
    "Undefined where the denominator is 0.",
)


def _share(counts: npt.NDArray[np.float64]) -> Figures:
    right, of = np.moveaxis(counts, -1, 0)
    return {"accuracy": _ratio(right, of)}


SHARE = Kind(("right", "of"), _share, "accuracy = right / of. Undefined where of is 0.")


def macro(*classes: str) -> Kind:
    """The mean of the F1 of classes. The counts are `tp`, `predicted` and `gold` of each class in turn."""

    def figures(counts: npt.NDArray[np.float64]) -> Figures:
        each = np.stack([_matches(counts[..., i : i + 3])["f1"] for i in range(0, counts.shape[-1], 3)])
        defined = ~np.isnan(each)
        return {"macro_f1": _ratio(np.where(defined, each, 0).sum(axis=0), defined.sum(axis=0).astype(np.float64))}

    return Kind(
        tuple(_names(classes)),
        figures,
        f"macro-F1 = the mean of F1 = 2 tp / (predicted + gold) over the classes {', '.join(classes)}, of those that "
        "occur in gold or in the predictions. Undefined where none does.",
    )


def _names(classes: tuple[str, ...]) -> Iterator[str]:
    for name in classes:
        yield from (f"{name}_tp", f"{name}_predicted", f"{name}_gold")
