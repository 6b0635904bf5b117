"""The scorer: walks gold once, looks up each document's prediction, and takes figures of the counts.

Memory grows neither with the documents nor with their predictions: the index of predictions and the counts of documents
are on disk. Figures do not depend on the order of the predictions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
import numpy.typing as npt

from goldwire.model.layers import Gold
from goldwire.scoring.compared import Compared
from goldwire.scoring.counts_spool import CountsSpool
from goldwire.scoring.figures import Difference, Figure, LeftOut, Result, Row, Score
from goldwire.scoring.metric import LAYERS, Metric, metrics
from goldwire.scoring.prediction_index import PredictionSource, full_disk_is_an_os_error
from goldwire.scoring.predictions import Predictions
from goldwire.scoring.resampling import Bootstrap, Interval, Swaps, interval, p_value

RESAMPLES = 1000
SWAPS = 10_000
SEED = 0


def score(
    predictions: PredictionSource,
    gold: Iterable[Gold],
    *,
    against: PredictionSource | None = None,
    resamples: int = RESAMPLES,
    swaps: int = SWAPS,
    seed: int = SEED,
) -> Score:
    """The figures of a system on gold documents; `against` are the predictions of another one to compare it with.

    The arguments stand in the order of `goldwire.score`, which also takes a release for `gold`.

    `resamples` is for intervals, none are given with 0; `swaps` is for the test of the difference. Raises `ValueError`
    where there is no gold document or one comes twice, and `OSError` where a file cannot be read. Whatever is wrong in
    the predictions themselves is an incident of the score.
    """
    if resamples < 0 or swaps < 1 or seed < 0:
        raise ValueError("resamples and seed are no negative numbers, and swaps a positive one")
    with ExitStack() as opened, full_disk_is_an_os_error():
        systems = [opened.enter_context(Predictions(s)) for s in (predictions, against) if s is not None]
        wanted = [metric for metric in metrics() if any(metric.layer in system.layers for system in systems)]
        columns = _columns(wanted)
        width = sum(len(metric.kind.counts) for metric in wanted)
        spool = opened.enter_context(CountsSpool(max(width, 1), len(systems)))
        for document in gold:
            compared = [Compared(document, system.of(document)) for system in systems]
            spool.add(
                document.language, [[n for metric in wanted for n in metric.count(one)] or [0] for one in compared]
            )
        for system in systems:
            system.finish()
        if not spool.documents:
            raise ValueError("there is no gold document to score on")
        kept = [
            (metric, at) for metric, at in zip(wanted, columns, strict=True) if metric.layer in systems[0].predicted
        ]
        return Score(
            rows=tuple(_rows(kept, spool, systems, _Draws(resamples, swaps, seed))),
            languages=spool.documents,
            not_scored=tuple(layer for layer in LAYERS if layer not in systems[0].predicted),
            resamples=resamples,
            swaps=swaps,
            seed=seed,
            incidents=tuple(incident for system in systems for incident in system.found.incidents),
            left_out=tuple(
                LeftOut(system.found.file, code, count)
                for system in systems
                for code, count in sorted(system.found.left_out.items())
            ),
            goldwire=version("goldwire"),
            predictions=systems[0].source,
            against=None if against is None else systems[1].source,
        )


@dataclass(frozen=True, slots=True)
class _Draws:
    resamples: int
    swaps: int
    seed: int


@dataclass(frozen=True, slots=True)
class _Group:
    """The sums of a group of documents: of each system, of each system's replicates, and of what swaps move."""

    documents: int
    sums: list[npt.NDArray[np.float64]]
    replicates: list[npt.NDArray[np.float64]]
    moved: npt.NDArray[np.float64] | None


def _columns(wanted: Sequence[Metric]) -> list[slice]:
    ends = np.cumsum([len(metric.kind.counts) for metric in wanted]).tolist()
    return [slice(end - len(metric.kind.counts), end) for metric, end in zip(wanted, ends, strict=True)]


def _rows(
    kept: Sequence[tuple[Metric, slice]], spool: CountsSpool, systems: Sequence[Predictions], draws: _Draws
) -> Iterator[Row]:
    if not kept:
        return
    # Where all documents are of one language, their figures are those of the language.
    names = [None] if len(spool.documents) == 1 else [None, *spool.documents]
    rows: dict[tuple[str, str | None], Row] = {}
    for language in names:
        group = _group(language, spool, len(systems), draws)
        for metric, at in kept:
            paired = len(systems) > 1 and metric.layer in systems[1].predicted
            for name in [language] if len(names) > 1 else [None, *spool.documents]:
                rows[metric.name, name] = _row(metric, at, name, group, paired)
    for metric, _ in kept:
        for name in (None, *spool.documents):
            yield rows[metric.name, name]


def _group(language: str | None, spool: CountsSpool, systems: int, draws: _Draws) -> _Group:
    documents = sum(spool.documents.values()) if language is None else spool.documents[language]
    # A group's draws do not depend on which other groups there are.
    seed = [draws.seed, *(language or "").encode()]
    width = spool.columns
    bootstrap = Bootstrap(documents, width, replicates=draws.resamples, seed=[0, *seed])
    swaps = Swaps(width, swaps=draws.swaps, seed=[1, *seed]) if systems > 1 else None
    sums = [np.zeros(width) for _ in range(systems)]
    for block in spool.blocks(language):
        for total, counts in zip(sums, block, strict=True):
            total += counts.sum(axis=0)
        if draws.resamples:
            bootstrap.add(*block)
        if swaps is not None:
            swaps.add(*block)
    replicates = bootstrap.sums or [np.zeros((0, width)) for _ in range(systems)]
    return _Group(documents, sums, replicates, None if swaps is None else swaps.moved)


def _row(metric: Metric, at: slice, language: str | None, group: _Group, paired: bool) -> Row:
    ours = _result(metric, group.sums[0][at], group.replicates[0][:, at], group.documents)
    if not paired or group.moved is None:
        return Row(metric.name, metric.layer, language, group.documents, ours)
    theirs = _result(metric, group.sums[1][at], group.replicates[1][:, at], group.documents)
    figures = metric.kind.figures
    first, second = (figures(side[at]) for side in group.sums)
    one, other = (figures(side[:, at]) for side in group.replicates)
    moved = group.moved[:, at]
    swapped = figures(group.sums[0][at] + moved), figures(group.sums[1][at] - moved)
    differences = {}
    for name in ours.figures:
        difference = float(first[name] - second[name])
        differences[name] = Difference(
            _known(difference),
            interval(one[name] - other[name], group.documents),
            p_value(difference, swapped[0][name] - swapped[1][name]),
        )
    return Row(metric.name, metric.layer, language, group.documents, ours, theirs, differences)


def _result(
    metric: Metric, sums: npt.NDArray[np.float64], replicates: npt.NDArray[np.float64], documents: int
) -> Result:
    resampled = metric.kind.figures(replicates)
    figures = {
        name: Figure(_known(float(value)), _around(float(value), interval(resampled[name], documents)))
        for name, value in metric.kind.figures(sums).items()
    }
    return Result(dict(zip(metric.kind.counts, map(int, sums), strict=True)), figures)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def _around(value: float, bounds: Interval | None) -> Interval | None:
    return None if np.isnan(value) else bounds
