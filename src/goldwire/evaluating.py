"""Scoring predictions against a release, from Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from goldwire.loading import path
from goldwire.release.manifest import VALIDATION, Edition

if TYPE_CHECKING:
    from goldwire.model.layers import Gold
    from goldwire.scoring.figures import Score
    from goldwire.scoring.prediction_index import PredictionSource


def score(
    predictions: PredictionSource,
    gold: str | Path | Iterable[Gold] | None = None,
    split: str = VALIDATION,
    against: PredictionSource | None = None,
    *,
    edition: Edition = "public",
    resamples: int = 1000,
    seed: int = 0,
    verify: bool = True,
) -> Score:
    """The figures of a system on a split, with 95 % intervals; with `against`, also of another system, and the
    differences.

    Predictions are a file (JSON Lines) or an iterable of `goldwire.model.layers.Prediction` or dictionaries, in any
    order. `gold` is a release folder, or gold documents, for which `split` does not matter; without it, the release
    that `path(edition)` finds. Whatever is wrong in the predictions is an incident of the score: it counts as empty,
    and all else is scored. The files that are read of a release are compared with its manifest first, by their SHA-256,
    unless `verify` is false.

    Raises `NoRelease` where there is no release, `ValueError` where it has no such split or does not hold its texts,
    `DamagedRelease`, a `ValueError`, where it was changed, and `OSError` where a file cannot be read.
    """
    from goldwire.release.gold import gold_documents, identity
    from goldwire.scoring.score import score as scored  # numpy and scipy take a while to load

    if gold is None:
        gold = path(edition)
    if not isinstance(gold, str | Path):
        return scored(predictions, gold, against=against, resamples=resamples, seed=seed)
    release = identity(gold)
    found = scored(
        predictions, gold_documents(gold, split, verify=verify), against=against, resamples=resamples, seed=seed
    )
    return replace(found, release=release, split=split)
