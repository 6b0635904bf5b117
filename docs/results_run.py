"""What docs/results.json holds: baselines trained on a release, their figures, learning curves and errors."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from goldwire.baselines.protocol import LEVELS, STEPS, Level, baselines
from goldwire.baselines.systems import train_system
from goldwire.corpus.ids import sha256_hex
from goldwire.model.layers import Gold, Prediction
from goldwire.release.gold import gold_documents, gold_entities
from goldwire.release.manifest import read_manifest
from goldwire.release.reading import read_release
from goldwire.scoring.compared import Compared
from goldwire.scoring.error_analysis import ANALYSES, Seen, add_up, analyse, seen_in
from goldwire.scoring.metric import metrics
from goldwire.scoring.resampling import LEVEL
from goldwire.scoring.score import RESAMPLES, SEED, SWAPS, score
from goldwire.training import TRAIN, trained_on_release
from goldwire.versions.record import encoded

TUNE, TEST, WIRE = "validation", "test", "wire"
BEST, BELOW = LEVELS[0], LEVELS[1]
CURVED = (BEST, BELOW)
"""The levels that have learning curves."""
SHARES = (25, 50, 75, 100)
"""Of the training stories, in percent."""
ORDERS = 5
ALL = "all"
LIBRARIES = ("numpy", "scipy", "scikit-learn", "python-crfsuite", "matplotlib")
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


class Job(NamedTuple):
    """A system to be trained on some stories of the training split, or all."""

    level: Level
    stories: tuple[str, ...]


Predicted = dict[str, list[Prediction]]
"""What a system predicts, by split."""


def trained(source: Source, *, curves: bool, workers: int, say: Say) -> dict[Job, Predicted]:
    """What systems predict: those of all stories for every split; with `curves`, those of some for validation."""
    jobs = [_whole(source, level) for level in LEVELS]
    if curves:
        # All stories are the same ones in every order.
        some = dict.fromkeys(chosen for chosen in _subsets(source).values() if chosen != jobs[0].stories)
        jobs += [Job(level, chosen) for chosen in some for level in CURVED]
    predicted = {}
    with ProcessPoolExecutor(workers) as pool:
        for number, (job, found) in enumerate(zip(jobs, pool.map(partial(_run, source), jobs), strict=True), start=1):
            say(f"{number:2} of {len(jobs)}: {job.level}, trained on {len(job.stories)} stories")
            predicted[job] = found
    return predicted


def figures(source: Source, predicted: Mapping[Job, Predicted]) -> Results:
    """All but the learning curves."""
    splits = [split for split in (TEST, WIRE) if source.documents(split)]
    whole = {level: predicted[_whole(source, level)] for level in LEVELS}
    manifest = read_manifest(source.public)
    seen = seen_in(source.documents(TRAIN))
    return {
        "release": {
            "name": manifest.name,
            "version": manifest.version,
            "record": sha256_hex(encoded(read_release(source.public))),
        },
        "documents": list(_sizes(source, [TRAIN, TUNE, *splits])),
        "settings": {"confidence": LEVEL, "resamples": RESAMPLES, "swaps": SWAPS, "seed": SEED},
        "libraries": {"python": ".".join(platform.python_version_tuple()[:2])} | {n: version(n) for n in LIBRARIES},
        "metrics": [
            {"name": metric.name, "layer": metric.layer, "figure": _first_figure(metric.name)} for metric in metrics()
        ],
        "figures": {
            split: _scored(source.documents(split), {level: whole[level][split] for level in LEVELS})
            for split in splits
        },
        "analyses": [
            {"name": one.name, "title": one.title, "unit": one.unit, "kinds": list(one.kinds)} for one in ANALYSES
        ],
        "errors": {split: _errors(source.documents(split), whole[BEST][split], seen) for split in splits},
    }


def learning_curves(source: Source, predicted: Mapping[Job, Predicted], wanted: Iterable[str]) -> Results:
    """The wanted metrics on validation, of systems that saw a share of the training stories.

    Test stays out of it: a curve is looked at to decide what to do next.
    """
    gold = source.documents(TUNE)
    values = {job: _values(gold, found[TUNE]) for job, found in predicted.items() if job.level in CURVED}
    subsets = _subsets(source)
    points = {
        level: {
            metric: [
                [values[Job(level, subsets[share, order])].get(metric) for order in range(ORDERS)] for share in SHARES
            ]
            for metric in wanted
        }
        for level in CURVED
    }
    stories = [len(subsets[share, 0]) for share in SHARES]
    return {"split": TUNE, "shares": list(SHARES), "stories": stories, "orders": ORDERS, "points": points}


def _subsets(source: Source) -> dict[tuple[int, int], tuple[str, ...]]:
    """The stories of each share and order. Within an order each share holds the smaller ones."""
    stories = {document.story for document in source.documents(TRAIN)}
    subsets = {}
    for order in range(ORDERS):
        # In an order of its own, and alike on every machine.
        shuffled = sorted(stories, key=partial(_place, order))
        for share in SHARES:
            subsets[share, order] = tuple(sorted(shuffled[: -(-share * len(stories) // 100)]))
    return subsets


def _place(order: int, story: str) -> str:
    return sha256_hex(f"{order} {story}".encode())


def _whole(source: Source, level: Level) -> Job:
    return Job(level, tuple(sorted({document.story for document in source.documents(TRAIN)})))


def _run(source: Source, job: Job) -> Predicted:
    documents = [document for document in source.documents(TRAIN) if document.story in job.stories]
    steps = [step for step in STEPS if (step, job.level) in baselines()]
    about = trained_on_release(source.public, [TRAIN], len(documents))
    system = train_system(job.level, documents, gold_entities(source.public), about, steps=steps)
    splits = (TUNE, TEST, WIRE) if len(documents) == len(source.documents(TRAIN)) else (TUNE,)
    return {split: [system.prediction(gold) for gold in source.documents(split)] for split in splits}


@cache
def _documents(folder: Path, split: str) -> tuple[Gold, ...]:
    return tuple(gold_documents(folder, split))


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
    scored = score(ours, gold, against=theirs)
    if not scored.whole:
        raise ValueError(f"a baseline predicts what the scorer refuses: {scored.incidents[0]}")
    yield from (row.json() for row in scored.rows)


def _values(gold: Sequence[Gold], predicted: list[Prediction]) -> dict[str, float | None]:
    """The first figure of every metric, over all languages."""
    rows = [row.json() for row in score(predicted, gold, resamples=0).rows if row.language is None]
    return {row["metric"]: _rounded(row["figures"])[_first_figure(row["metric"])]["value"] for row in rows}


def _errors(gold: Sequence[Gold], predicted: list[Prediction], seen: Seen) -> dict[str, dict[str, dict[str, int]]]:
    """Counts of kinds, by language and analysis."""
    by_id = {prediction.doc_id: prediction for prediction in predicted}
    told = {one.name for one in ANALYSES if any(getattr(prediction, one.layer) is not None for prediction in predicted)}
    found = {}
    for language, documents in _groups(gold).items():
        kinds = add_up(analyse(Compared(document, by_id[document.doc_id]), seen) for document in documents)
        found[language] = {name: dict(sorted(counts.items())) for name, counts in kinds.items() if name in told}
    return found


def _rounded(figures: Any) -> Any:
    if isinstance(figures, dict):
        return {key: _rounded(value) for key, value in figures.items()}
    return round(figures, _DIGITS) if isinstance(figures, float) else figures
