"""Folders and files are named by `str` or `Path`, whichever function takes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import goldwire
from baseline_fakes import fakes
from goldwire import evaluating, training
from goldwire.baselines import systems
from goldwire.baselines.systems import load_system, refuse_place
from goldwire.checks.run import open_corpus
from goldwire.corpus.files import json_lines
from goldwire.corpus.store import Corpus
from goldwire.fetching.wanted import wanted_of_release
from goldwire.model.layers import as_prediction
from goldwire.release.build import build
from goldwire.release.gold import gold_documents, gold_entities, gold_size, gold_splits, identity
from goldwire.release.hydrating import hydrate, open_public
from goldwire.release.leakage import leakage
from goldwire.release.manifest import read_manifest
from goldwire.release.reading import read_release
from goldwire.release.verifying import inspect, verify

READERS: dict[str, Callable[[str | Path], object]] = {
    "goldwire.load": lambda folder: str(goldwire.load("ner", split="train", release=folder)),
    "goldwire.fetch": lambda folder: goldwire.fetch(release=folder, folder=folder),
    "wanted_of_release": wanted_of_release,
    "goldwire.builder": lambda folder: goldwire.builder("ner", release=folder).info.features,
    "read_manifest": read_manifest,
    "read_release": lambda folder: read_release(folder).name,
    "verify": verify,
    "inspect": inspect,
    "gold_documents": lambda folder: list(gold_documents(folder, "train")),
    "gold_entities": gold_entities,
    "gold_size": lambda folder: gold_size(folder, "train"),
    "gold_splits": gold_splits,
    "identity": identity,
    "leakage": lambda folder: leakage(folder, "mini-news", "0.1.0", "public"),
    "open_public": lambda folder: open_public(folder).name,
    "trained_on_release": lambda folder: training.trained_on_release(folder, ["train"], 2),
    "holds_withheld": lambda folder: training.holds_withheld(folder, ["train"]),
}


@pytest.mark.parametrize("name", READERS)
def test_a_release_is_a_path_or_a_string(name: str, mini_release: Path) -> None:
    assert READERS[name](str(mini_release)) == READERS[name](mini_release)


def test_training_and_predicting_take_what_path_gives(
    mini_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = fakes()
    monkeypatch.setattr(systems, "baselines", lambda: made)
    monkeypatch.setenv("GOLDWIRE_RELEASE", str(mini_release))
    release = goldwire.path()
    assert isinstance(release, str)
    system = training.train(release)
    assert system.trained_on == training.train(Path(release)).trained_on
    assert training.has_seen(system, release, "train")
    assert list(training.predictions(system, release, "train")) == list(
        training.predictions(system, Path(release), "train")
    )
    system.save(str(tmp_path / "system"))
    assert load_system(str(tmp_path / "system")).trained_on == load_system(tmp_path / "system").trained_on
    with pytest.raises(FileExistsError):
        refuse_place(str(tmp_path / "system"), replace=False)


def test_scores_take_both(mini_release: Path, tmp_path: Path) -> None:
    file = tmp_path / "predictions.jsonl"
    file.write_bytes(json_lines(map(as_prediction, gold_documents(mini_release, "train"))))
    said = evaluating.score(file, mini_release, "train", resamples=0)
    assert evaluating.score(str(file), str(mini_release), "train", str(file), resamples=0).languages == said.languages


def test_a_corpus_and_the_places_of_releases(mini: Path, mini_raw: Path, tmp_path: Path) -> None:
    corpus = Corpus(str(mini))
    assert corpus.root == Corpus.at(str(mini)).root == mini
    public = build(open_corpus(corpus), "0.1.0", str(tmp_path / "dist")).folder
    done = hydrate(open_public(str(public)), str(tmp_path / "dist"), raw=str(mini_raw))
    assert read_manifest(done.folder).edition == "hydrated"
    assert open_corpus(corpus, str(mini_raw)).raw is not None
