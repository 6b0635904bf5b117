"""Commands on splits whose texts are fetched: with the edition that holds them, and without."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

import goldwire
from baseline_fakes import fakes
from fetchable import fetchable
from fetched_releases import Made, made_releases
from goldwire import training
from goldwire.baselines import systems
from goldwire.checks.run import open_corpus
from goldwire.cli.app import app
from goldwire.corpus.cache import Cache
from goldwire.corpus.files import json_lines
from goldwire.corpus.store import Corpus
from goldwire.loading_fetched import standing_edition
from goldwire.model.layers import as_prediction
from goldwire.release.build import build
from goldwire.release.finding import release_folder
from goldwire.release.gold import NoGold, gold_documents, gold_licences, gold_splits
from goldwire.text.regular_file import regular_sha256


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made_releases(tmp_path_factory.mktemp("fetched"))


@pytest.fixture(autouse=True)
def _here(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learned = fakes()
    monkeypatch.setattr(systems, "baselines", lambda: learned)
    monkeypatch.setenv("GOLDWIRE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.chdir(tmp_path)


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def test_splits_of_a_fetched_edition_are_trained_on_predicted_and_scored(made: Made, tmp_path: Path) -> None:
    assert gold_splits(made.fetched) == ["train", "press_train", "press_test"]
    trained = run("train", "-o", "system", "--on", made.fetched, "--split", "train", "--split", "press_train")
    assert trained.exit_code == 0, trained.output
    assert "splits train, press_train: 3 documents" in trained.stderr
    assert "words of texts under CC-BY-4.0: whoever passes it on states these licences" in trained.stderr
    assert "keep it to yourself" not in trained.stderr
    predicted = run("predict", "system", "--on", made.fetched, "--split", "press_test", "-o", "p.jsonl")
    assert predicted.exit_code == 0, predicted.output
    assert "learned from split" not in predicted.stderr
    scored = run("score", "--gold", made.fetched, "--pred", "p.jsonl", "--split", "press_test", "--json")
    assert scored.exit_code == 0, scored.output
    assert json.loads(scored.stdout)["split"] == "press_test"


def test_what_was_learned_from_included_texts_alone_asks_for_nothing(made: Made) -> None:
    trained = run("train", "-o", "system", "--on", made.fetched)
    assert trained.exit_code == 0, trained.output
    assert "note:" not in trained.stderr
    assert "warning:" not in trained.stderr
    assert training.asked_for(made.fetched, ["train", "press_train"]) == ["CC-BY-4.0"]
    assert not training.holds_withheld(made.fetched, ["train", "press_train", "press_test"])
    assert gold_licences(made.fetched, ["press_train"])["withheld"] == set()


@pytest.mark.parametrize(
    "words",
    [
        ("train", "-o", "system", "--split", "press_train", "--on"),
        ("train", "-o", "system", "--split", "train", "--split", "press_test", "--on"),
        ("score", "--pred", "p.jsonl", "--split", "press_test", "--gold"),
    ],
)
def test_a_public_release_names_the_commands_that_lead_to_the_split(words: tuple[str, ...], made: Made) -> None:
    Path("p.jsonl").write_bytes(json_lines(map(as_prediction, gold_documents(made.fetched, "press_test"))))
    done = run(*words, made.public)
    assert done.exit_code == 2, done.output
    for part in (
        "which is fetched",
        "goldwire fetch press",
        f"goldwire hydrate {made.public} --fetched",
        "goldwire.load(",
    ):
        assert part in done.stderr
    assert "withheld" not in done.stderr
    assert not Path("system").exists()


def test_a_withheld_split_still_says_so(made: Made) -> None:
    for folder in (made.public, made.fetched):
        with pytest.raises(NoGold, match=r"split wire, which is withheld: make the hydrated release .* --raw DIR"):
            list(gold_documents(folder, "wire"))
    with pytest.raises(NoGold, match="has no split dev; it has train"):
        list(gold_documents(made.public, "dev"))


def test_a_split_that_an_edition_holds_in_part_is_told_of(tmp_path: Path) -> None:
    press = fetchable(tmp_path)
    corpus = Corpus(press.root)
    told = [
        msgspec.structs.replace(one, story="ferry-strike") if one.story == "ferry" else one for one in press.documents
    ]
    corpus.documents_path("press").write_bytes(json_lines(told))
    public = build(open_corpus(corpus), "0.1.0", tmp_path / "dist").folder
    (split,) = gold_splits(public)
    Path("p.jsonl").write_bytes(json_lines(map(as_prediction, gold_documents(public, split))))
    said = f"note: this edition holds the texts of 2 of 3 documents of split {split}"
    for words in (("score", "--gold", public, "--pred", "p.jsonl"), ("train", "-o", "system", "--on", public)):
        done = run(*words, "--split", split)
        assert done.exit_code == 0, done.output
        assert said in done.stderr
    assert said in run("predict", "system", "--on", public, "--split", split).stderr


def test_the_edition_in_the_cache_is_found_by_its_version(made: Made) -> None:
    Path("p.jsonl").write_bytes(json_lines(map(as_prediction, gold_documents(made.fetched, "press_test"))))
    words = ["score", "--gold", "0.1.0-fetched", "--pred", "p.jsonl", "--split", "press_test"]
    words += ["--corpus", str(made.press.root)]
    assert run(*words).exit_code == 2
    place = Cache().folder / "releases" / regular_sha256(made.public / "manifest.json")[:16]
    shutil.copytree(made.fetched, release_folder(place, "mini-news", "0.1.0", "fetched"))
    assert standing_edition(made.public) is not None
    scored = run(*words)
    assert scored.exit_code == 0, scored.output


def test_outside_a_corpus_the_edition_in_dist_is_found_by_its_version(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goldwire.cli.versions.packaged", lambda name="*": made.public)
    monkeypatch.chdir(tmp_path)
    Path("p.jsonl").write_bytes(json_lines(map(as_prediction, gold_documents(made.fetched, "press_test"))))
    words = ["score", "--gold", "0.1.0-fetched", "--pred", "p.jsonl", "--split", "press_test"]
    refused = run(*words)
    assert refused.exit_code == 2
    assert "make it with: goldwire fetch && goldwire hydrate 0.1.0 --fetched" in " ".join(refused.stderr.split())
    shutil.copytree(made.fetched, release_folder("dist", "mini-news", "0.1.0", "fetched"))
    scored = run(*words)
    assert scored.exit_code == 0, scored.output


def test_scores_from_python_take_the_edition_in_the_cache(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDWIRE_RELEASE", str(made.public))
    right = list(map(as_prediction, gold_documents(made.fetched, "press_test")))
    with pytest.raises(goldwire.NoRelease, match=r'goldwire\.load\("documents", edition="fetched"\)'):
        goldwire.score(right, split="press_test", edition="fetched")
    with pytest.raises(NoGold, match="goldwire fetch press"):
        goldwire.score(right, split="press_test")
    place = Cache().folder / "releases" / regular_sha256(made.public / "manifest.json")[:16]
    shutil.copytree(made.fetched, release_folder(place, "mini-news", "0.1.0", "fetched"))
    score = goldwire.score(right, split="press_test", edition="fetched", resamples=0)
    assert score.release is not None
    assert score.release["edition"] == "fetched"
