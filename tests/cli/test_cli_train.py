"""`goldwire train` and `goldwire predict`."""

from __future__ import annotations

import builtins
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from corpora import MINI_RAW, copy_mini
from goldwire.baselines.systems import SYSTEM
from goldwire.checks.run import open_corpus
from goldwire.cli.app import app
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus
from goldwire.release.build import build
from goldwire.release.gold import gold_documents, gold_splits

STEPS = ("--step", "mentions", "--step", "entities")


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW", "GOLDWIRE_RELEASE", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def split(mini_release: Path) -> str:
    """The one split of the mini corpus whose texts are there."""
    return gold_splits(mini_release)[0]


@pytest.fixture
def system(mini_release: Path, split: str, tmp_path: Path) -> Path:
    made = run("train", "--level", "lookup", *STEPS, "--on", mini_release, "--split", split, "-o", tmp_path / "system")
    assert made.exit_code == 0, made.output
    assert "entities-lookup" in made.stdout
    assert "2 documents" in made.stderr
    return tmp_path / "system"


def test_what_is_trained_says_on_what(system: Path, mini_release: Path, split: str) -> None:
    whole = json.loads((system / SYSTEM).read_bytes())
    assert whole["trained_on"] == {
        "name": "mini-news",
        "version": "0.1.0",
        "edition": "public",
        "manifest_sha256": sha256_hex((mini_release / "manifest.json").read_bytes()),
        "splits": [split],
        "documents": 2,
    }


def test_predictions_are_valid_and_right_where_the_words_were_seen(
    system: Path, mini_release: Path, split: str, tmp_path: Path
) -> None:
    file = tmp_path / "new" / "predictions.jsonl"
    result = run("predict", system, "--on", mini_release, "--split", split, "-o", file)
    assert result.exit_code == 0, result.output
    assert f"warning: this system learned from split {split}" in result.stderr
    assert result.stdout == ""
    lines = file.read_bytes().splitlines()
    assert run("predict", system, "--on", mini_release, "--split", split).stdout_bytes.splitlines() == lines
    records = {record["doc_id"]: record for record in map(json.loads, lines)}
    right = total = 0
    for gold in gold_documents(mini_release, split):
        record = records.pop(gold.doc_id)
        assert problems("prediction", record) == []
        names = {(m.start, m.end, str(m.type)) for m in gold.layers.mentions or () if m.form == "name"}
        found = {(m["start"], m["end"], m["type"]) for m in record["mentions"]}
        assert len(record["links"]) == len(gold.layers.mentions or ())
        right, total = right + len(names & found), total + len(names)
    assert not records
    assert right / total > 0.9


def test_the_same_training_gives_the_same_folder(system: Path, mini_release: Path, split: str, tmp_path: Path) -> None:
    again = ["train", "--level", "lookup", *STEPS, "--on", mini_release, "--split", split]
    other = run(*again, "-o", tmp_path / "other", "--json")
    assert json.loads(other.stdout)["steps"] == {"mentions": "names-lookup", "entities": "entities-lookup"}
    for file in system.rglob("*.json"):
        assert file.read_bytes() == (tmp_path / "other" / file.relative_to(system)).read_bytes()
    assert run(*again, "-o", system).exit_code == 2
    assert run(*again, "-o", system, "--replace").exit_code == 0


def test_words_of_withheld_texts_are_warned_of(tmp_path: Path) -> None:
    root = copy_mini(tmp_path)
    release = build(open_corpus(Corpus(root), MINI_RAW), "0.1.0", root / "dist").folder
    trained = ["train", "--level", "lookup", "--step", "mentions", "--on", release]
    for split, warned in (("wire", True), (gold_splits(release)[0], False)):
        result = run(*trained, "--split", split, "-o", tmp_path / split)
        assert result.exit_code == 0, result.output
        assert ("keep it to yourself" in result.stderr) is warned


def test_predictions_of_withheld_texts_hold_none_of_their_words(tmp_path: Path) -> None:
    root = copy_mini(tmp_path)
    release = build(open_corpus(Corpus(root), MINI_RAW), "0.1.0", root / "dist").folder
    folder, file = tmp_path / "majority", tmp_path / "wire.jsonl"
    steps = ["--step", "mentions", "--step", "entities", "--step", "quotes"]
    assert run("train", "--level", "majority", *steps, "--on", release, "-o", folder).exit_code == 0
    assert run("predict", folder, "--on", release, "--split", "wire", "-o", file).exit_code == 0
    (record,) = map(json.loads, file.read_bytes().splitlines())
    assert record["mentions"]
    assert record["quotes"]
    assert not [m for m in record["mentions"] if "text" in m]
    assert not [part for quote in record["quotes"] for part in quote["content"] if "text" in part]
    scored = run("score", "--gold", release, "--split", "wire", "--pred", file, "--resamples", 0, "--json")
    assert scored.exit_code == 0, scored.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["train"], "--output"),
        (["train", "-o", "new", "--level", "best"], "there are standard, lookup, majority"),
        (["train", "-o", "new", "--step", "words"], "there are mentions, entities"),
        (["train", "-o", "new", "--on", "RELEASE", "--split", "wire"], "withheld"),
        (["train", "-o", "new", "--on", "RELEASE", "--split", "nowhere"], "has no split nowhere"),
        (["train", "-o", "new", "--on", "nowhere"], "no folder, and no version"),
        (["train", "-o", "new"], "--on"),
        (["train", "-o", "."], "there already"),
        (["train", "-o", ".", "--replace"], "left alone"),
        (["predict"], "FOLDER"),
        (["predict", "nowhere"], "goldwire train"),
        (["predict", "SYSTEM", "--on", "RELEASE", "--split", "wire"], "withheld"),
        (["predict", "SYSTEM", "--on", "RELEASE", "--split", "SPLIT", "-o", "."], "name a file"),
        (["predict", "SYSTEM"], "--on"),
    ],
)
def test_misuse_has_status_2_and_leaves_nothing(
    arguments: list[str],
    says: str,
    system: Path,
    mini_release: Path,
    split: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    named = {"RELEASE": mini_release, "SYSTEM": system, "SPLIT": split}
    result = run(*(named.get(argument, argument) for argument in arguments))
    assert result.exit_code == 2, result.output
    assert says in " ".join(result.stderr.split())
    assert list((tmp_path / "here").iterdir()) == []


def test_a_damaged_release_leaves_the_old_predictions(
    system: Path, mini_release: Path, split: str, tmp_path: Path
) -> None:
    shutil.copytree(mini_release, tmp_path / "release")
    table = tmp_path / "release" / "data" / "documents" / f"{split}.parquet"
    table.write_bytes(table.read_bytes()[:100])
    file = tmp_path / "out" / "predictions.jsonl"
    file.parent.mkdir()
    file.write_text('{"doc_id":"gw-0123456789abcdef"}\n')
    result = run("predict", system, "--on", tmp_path / "release", "--split", split, "-o", file)
    assert result.exit_code == 1
    assert "goldwire verify" in result.stderr
    assert file.read_text() == '{"doc_id":"gw-0123456789abcdef"}\n'
    assert list(file.parent.iterdir()) == [file]
    result = run("train", "--on", tmp_path / "release", "--split", split, "-o", tmp_path / "new")
    assert result.exit_code == 1
    assert not (tmp_path / "new").exists()


def test_a_missing_extra_is_named_with_the_line_that_installs_it(
    mini_release: Path, split: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[..., Any] = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "pycrfsuite":
            raise ModuleNotFoundError("No module named 'pycrfsuite'", name="pycrfsuite")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    result = run("train", *STEPS, "--on", mini_release, "--split", split, "-o", tmp_path / "new")
    assert result.exit_code == 2
    assert 'pip install "python-crfsuite>=0.9.11" "scikit-learn>=1.6"' in result.stderr
    assert not (tmp_path / "new").exists()
