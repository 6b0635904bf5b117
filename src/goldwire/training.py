"""Training systems on a release, and predicting its documents with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from goldwire.baselines.protocol import STEPS, Level, Step
from goldwire.baselines.systems import System, TrainedOn, train_system
from goldwire.model.layers import Prediction
from goldwire.release.gold import gold_documents, gold_entities, gold_licences
from goldwire.release.manifest import MANIFEST, VALIDATION, read_manifest
from goldwire.text.regular_file import regular_sha256

TRAIN = "train"


def train(
    release: str | Path,
    level: Level = "standard",
    *,
    splits: Sequence[str] = (TRAIN,),
    steps: Iterable[Step] = STEPS,
    progress: Callable[[Step], None] | None = None,
    verify: bool = True,
) -> System:
    """Train the baselines of one level on splits of a release. `progress` is called as the training of a step begins.
    The files that are read are compared with the manifest first, by their SHA-256, unless `verify` is false.

    Raises `ValueError` where there is no release, no such split (`NoGold`) or nothing to train, `DamagedRelease`, and
    `ModuleNotFoundError` where the libraries of extra `baselines` are missing.
    """
    wanted = list(dict.fromkeys(splits))
    documents = list(chain.from_iterable(gold_documents(release, split, verify=verify) for split in wanted))
    trained_on = trained_on_release(release, wanted, len(documents))
    return train_system(
        level, documents, gold_entities(release, verify=verify), trained_on, steps=steps, progress=progress
    )


def predictions(
    system: System, release: str | Path, split: str = VALIDATION, *, verify: bool = True
) -> Iterator[Prediction]:
    """What a system predicts of each document of a split, one by one. Raises as `gold_documents` does."""
    return (system.prediction(gold) for gold in gold_documents(release, split, verify=verify))


def trained_on_release(release: str | Path, splits: Sequence[str], documents: int) -> TrainedOn:
    """The record of what a system has seen. Raises `ValueError` where there is no release."""
    manifest = read_manifest(release)
    return TrainedOn(
        name=manifest.name,
        version=manifest.version,
        edition=manifest.edition,
        manifest_sha256=regular_sha256(Path(release) / MANIFEST),
        splits=list(splits),
        documents=documents,
    )


def has_seen(system: System, release: str | Path, split: str) -> bool:
    """Whether a system was trained on a split, in this version of the release or another: documents keep theirs."""
    return system.trained_on.name == read_manifest(release).name and split in system.trained_on.splits


def holds_withheld(release: str | Path, splits: Iterable[str]) -> bool:
    """Whether splits of a release hold texts that may not be passed on. Raises `ValueError` where there is no release,
    and its subclass `DamagedRelease` where a table cannot be read."""
    return bool(gold_licences(release, splits)["withheld"])


def asked_for(release: str | Path, splits: Iterable[str]) -> list[str]:
    """The licences of the fetched texts that splits of a release hold, sorted: whoever passes on what was learned from
    them states these, and the attributions of the release. Raises as `holds_withheld` does."""
    return sorted(gold_licences(release, splits)["fetched"])
