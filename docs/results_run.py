"""What docs/results.json holds: baselines trained on a release, their figures, learning curves and errors."""

from __future__ import annotations

import hashlib
import math
import platform
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from goldwire.baselines.protocol import LEVELS, STEPS, Level, baselines
from goldwire.baselines.systems import System, TrainedOn, train_system
from goldwire.corpus.ids import sha256_hex
from goldwire.model.layers import Gold, Prediction
from goldwire.release.gold import gold_documents, gold_entities
from goldwire.release.manifest import MANIFEST, read_manifest
from goldwire.release.reading import read_release
from goldwire.scoring.compared import Compared
from goldwire.scoring.error_analysis import ANALYSES, Seen, add_up, analyse, seen_in
from goldwire.scoring.metric import metrics
from goldwire.scoring.resampling import LEVEL
from goldwire.scoring.score import RESAMPLES, SEED, SWAPS, score
from goldwire.versions.record import encoded

TRAIN, TUNE, TEST, WIRE = "train", "validation", "test", "wire"
BEST, BELOW = LEVELS[0], LEVELS[1]
SHARES = (0.25, 0.5, 0.75, 1.0)
ORDERS = 5
ALL = "all"
LIBRARIES = ("numpy", "scipy", "scikit-learn", "python-crfsuite")
_DIGITS = 6
"""Of a figure: more would tell one processor from another."""

Say = Callable[[str], None]
Results = dict[str, Any]


class Source(NamedTuple):
    """The public release that everything is made with, and the hydrated one for the real articles, if any."""

    public: Path
    hydrated: Path | None

    def documents(self, split: str) -> tuple[Gold, ...]:
        folder = self.hydrated if split == WIRE else self.public
        return () if folder is None else _documents(folder, split)


class _Job(NamedTuple):
    """A system to be trained, on all stories of the training split or some, and what it is to predict."""

    source: Source
    level: Level
    stories: tuple[str, ...] | None
    splits: tuple[str, ...]


def figures(source: Source, *, workers: int, say: Say) -> Results:
    """All but the learning curves."""
    splits = [split for split in (TEST, WIRE) if source.documents(split)]
    jobs = [_Job(source, level, None, tuple(splits)) for level in LEVELS]
    predicted = dict(zip(LEVELS, _run(jobs, workers, say), strict=True))
    manifest = read_manifest(source.public)
    seen = seen_in(source.documents(TRAIN))
    return {
        "release": {
            "name": manifest.name,
            "version": manifest.version,
            "record": hashlib.sha256(encoded(read_release(source.public))).hexdigest(),
        },
        "documents": list(_sizes(source, [TRAIN, TUNE, *splits])),
        "settings": {"confidence": LEVEL, "resamples": RESAMPLES, "swaps": SWAPS, "seed": SEED},
        "libraries": {"python": ".".join(platform.python_version_tuple()[:2])} | {n: version(n) for n in LIBRARIES},
        "metrics": [
            {"name": metric.name, "layer": metric.layer, "figure": _first_figure(metric.name)} for metric in metrics()
        ],
        "figures": {
            split: _scored(source.documents(split), {level: predicted[level][split] for level in LEVELS})
            for split in splits
        },
        "analyses": [
            {"name": one.name, "title": one.title, "unit": one.unit, "kinds": list(one.kinds)} for one in ANALYSES
        ],
        "errors": {split: _errors(source.documents(split), predicted[BEST][split], seen) for split in splits},
    }


def curves(source: Source, wanted: Iterable[str], *, workers: int, say: Say) -> Results:
    """The wanted metrics on validation, of systems that saw a share of the training stories.

    Test stays out of it: a curve is looked at to decide what to do next.
    """
    stories = sorted({document.story for document in source.documents(TRAIN)})
    counts = [math.ceil(share * len(stories)) for share in SHARES]
    subsets = {
        (order, count): frozenset(_ordered(stories, order)[:count]) for count in counts for order in range(ORDERS)
    }
    levels = (BEST, BELOW)
    # All stories are the same ones in every order.
    jobs = {
        (level, chosen): _Job(source, level, tuple(sorted(chosen)), (TUNE,))
        for chosen in subsets.values()
        for level in levels
    }
    predicted = dict(zip(jobs, _run(list(jobs.values()), workers, say), strict=True))
    points: dict[str, dict[str, list[list[float | None]]]] = {}
    gold = source.documents(TUNE)
    figures = {key: _values(gold, splits[TUNE]) for key, splits in predicted.items()}
    for level in levels:
        points[level] = {
            metric: [[figures[level, subsets[order, count]].get(metric) for order in range(ORDERS)] for count in counts]
            for metric in wanted
        }
    return {"split": TUNE, "shares": list(SHARES), "stories": counts, "orders": ORDERS, "points": points}


def steps_of(level: Level) -> list[Any]:
    """The steps that a baseline of a level is there for."""
    return [step for step in STEPS if (step, level) in baselines()]


def _run(jobs: Sequence[_Job], workers: int, say: Say) -> Iterator[dict[str, list[Prediction]]]:
    begun = time.monotonic()
    with ProcessPoolExecutor(workers) as pool:
        for number, (job, predicted) in enumerate(zip(jobs, pool.map(_predicted, jobs), strict=True), start=1):
            what = "all" if job.stories is None else f"{len(job.stories)}"
            on = ", ".join(job.splits)
            say(f"{time.monotonic() - begun:6.0f} s  {number}/{len(jobs)}  {job.level}, {what} stories → {on}")
            yield predicted


def _predicted(job: _Job) -> dict[str, list[Prediction]]:
    documents = [d for d in job.source.documents(TRAIN) if job.stories is None or d.story in job.stories]
    system = train_system(
        job.level,
        documents,
        gold_entities(job.source.public),
        _trained_on(job.source.public, len(documents)),
        steps=steps_of(job.level),
    )
    return {split: [system.prediction(gold) for gold in job.source.documents(split)] for split in job.splits}


def _trained_on(folder: Path, documents: int) -> TrainedOn:
    manifest = read_manifest(folder)
    return TrainedOn(
        name=manifest.name,
        version=manifest.version,
        edition=manifest.edition,
        manifest_sha256=sha256_hex((folder / MANIFEST).read_bytes()),
        splits=[TRAIN],
        documents=documents,
    )


@cache
def _documents(folder: Path, split: str) -> tuple[Gold, ...]:
    return tuple(gold_documents(folder, split))


def _ordered(stories: Iterable[str], order: int) -> list[str]:
    """The stories shuffled, each order in its own way and alike on every machine."""
    return sorted(stories, key=lambda story: hashlib.sha256(f"{order} {story}".encode()).digest())


def _sizes(source: Source, splits: Iterable[str]) -> Iterator[dict[str, Any]]:
    for split in splits:
        for language, documents in _groups(source.documents(split)).items():
            stories = {document.story for document in documents}
            yield {"split": split, "language": language, "stories": len(stories), "documents": len(documents)}


def _groups(documents: Sequence[Gold]) -> dict[str, list[Gold]]:
    """All documents, and those of each language."""
    groups = {ALL: list(documents)}
    for language in sorted({document.language for document in documents}):
        groups[language] = [document for document in documents if document.language == language]
    return groups


@cache
def _first_figure(name: str) -> str:
    """The figure that systems are compared by."""
    (kind,) = (metric.kind for metric in metrics() if metric.name == name)
    return next(iter(kind.figures(np.zeros(len(kind.counts)))))


def _scored(gold: Sequence[Gold], predicted: Mapping[str, list[Prediction]]) -> Results:
    """Figures by language: of each level, and the paired test of the first level against the second."""
    groups: Results = {
        language: {"documents": len(documents), "levels": {level: {} for level in LEVELS}, "paired": {}}
        for language, documents in _groups(gold).items()
    }
    for level in LEVELS:
        against = predicted[BELOW] if level == BEST else None
        for row in _rows(gold, predicted[level], against):
            group = groups[row["language"] or ALL]
            group["levels"][level][row["metric"]] = {"counts": row["counts"], "figures": _rounded(row["figures"])}
            if "differences" in row:
                first = _first_figure(row["metric"])
                group["paired"][row["metric"]] = _rounded(row["differences"])[first]
    return groups


def _rows(gold: Sequence[Gold], ours: list[Prediction], theirs: list[Prediction] | None) -> Iterator[dict[str, Any]]:
    scored = score(gold, ours, against=theirs)
    if not scored.whole:
        raise ValueError(f"a baseline predicts what the scorer refuses: {scored.incidents[0]}")
    yield from (row.json() for row in scored.rows)


def _values(gold: Sequence[Gold], predicted: list[Prediction]) -> dict[str, float | None]:
    """The first figure of every metric, over all languages."""
    rows = [row.json() for row in score(gold, predicted, resamples=0).rows if row.language is None]
    return {row["metric"]: _rounded(row["figures"])[_first_figure(row["metric"])]["value"] for row in rows}


def _errors(gold: Sequence[Gold], predicted: list[Prediction], seen: Seen) -> dict[str, dict[str, dict[str, int]]]:
    """Counts of kinds, by language and analysis."""
    by_id = {prediction.doc_id: prediction for prediction in predicted}
    found = {}
    for language, documents in _groups(gold).items():
        kinds = add_up(analyse(Compared(document, by_id[document.doc_id]), seen) for document in documents)
        found[language] = {name: dict(sorted(counts.items())) for name, counts in kinds.items()}
    return found


def _rounded(figures: Any) -> Any:
    if isinstance(figures, dict):
        return {key: _rounded(value) for key, value in figures.items()}
    return round(figures, _DIGITS) if isinstance(figures, float) else figures
