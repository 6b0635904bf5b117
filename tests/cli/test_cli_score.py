"""`goldwire score`, and the same as a call."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec
import pytest
from test_cli_interrupts import interrupt
from typer.testing import CliRunner, Result

import goldwire
from corpora import ENGLISH, FRENCH
from goldwire.cli.app import app
from goldwire.corpus.files import json_lines
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.schemas import problems
from goldwire.model.layers import Prediction, as_prediction
from goldwire.release.gold import NoGold, gold_documents


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW", "GOLDWIRE_RELEASE", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def predictions(mini_release: Path) -> list[Prediction]:
    return [as_prediction(gold) for gold in gold_documents(mini_release, "train")]


@pytest.fixture
def whole(predictions: list[Prediction], tmp_path: Path) -> Path:
    path = tmp_path / "whole.jsonl"
    path.write_bytes(json_lines(predictions))
    return path


@pytest.fixture
def worse(predictions: list[Prediction], tmp_path: Path) -> Path:
    """Without the first mention of each document and without links."""
    path = tmp_path / "worse.jsonl"
    path.write_bytes(
        json_lines(
            msgspec.structs.replace(p, mentions=p.mentions[1:], quotes=None, links=None)
            for p in predictions
            if p.mentions
        )
    )
    return path


def score(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["score", "--split", "train", *map(str, arguments)])


def test_tables_for_people(whole: Path, worse: Path, mini_release: Path) -> None:
    result = score("--gold", mini_release, "--pred", whole, "--against", worse)
    assert result.exit_code == 0, result.output
    assert "strict        1.000  1.000  1.000    1.000–1.000  1.000  1.000    16" in result.stdout
    assert "difference" in result.stdout
    assert "GPE" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert (
        "2 documents (1 en, 1 fr). Intervals: 1,000 resamples of the documents; p: 10,000 random swaps."
        in result.stderr
    )
    detailed = score("--gold", mini_release, "--pred", whole, "--details").stdout
    assert "mentions.GPE" in detailed
    assert "difference" not in detailed
    other = score("--gold", mini_release, "--pred", worse)
    assert "Not predicted, and so not scored: links, quotes." in other.stderr


def test_markdown_and_json(whole: Path, mini_release: Path) -> None:
    page = score("--gold", mini_release, "--pred", whole, "--markdown").stdout
    assert "| mentions. | P | R | F1 | 95 % interval | en | fr | gold |" in page
    record = json.loads(score("--gold", mini_release, "--pred", whole, "--json", "--resamples", "0").stdout)
    assert record["release"]["version"] == "0.1.0"
    assert len(record["release"]["manifest_sha256"]) == 64
    assert (record["split"], record["documents"], record["incidents"]) == ("train", 2, [])
    assert record["rows"][0]["figures"]["f1"] == {"value": 1, "low": None, "high": None}


def test_what_is_broken_is_told_and_the_rest_is_scored(whole: Path, mini_release: Path) -> None:
    whole.write_bytes(whole.read_bytes().replace(b'"start":26', b'"start":27', 1) + b"\x1b[31m{\n")
    result = score("--gold", mini_release, "--pred", whole)
    assert result.exit_code == 1
    assert "error GW-E101" in result.stderr
    assert f"error GW-E106 {ENGLISH}" in result.stderr
    assert "line 1: 'Gull Strait' does not stand at 27 to 37" in result.stderr
    assert "\x1b" not in result.output
    assert "strict" in result.stdout
    record = json.loads(score("--gold", mini_release, "--pred", whole, "--json").stdout)
    assert sorted(incident["code"] for incident in record["incidents"]) == ["GW-E101", "GW-E106"]
    assert all(problems("incident", incident) == [] for incident in record["incidents"])


def test_many_incidents_are_counted(mini_release: Path, tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    path.write_bytes(b"{\n" + b"{]\n" * 250)
    result = score("--gold", mini_release, "--pred", path)
    assert result.exit_code == 1
    path.write_bytes(b"{]\n" * 250)
    result = score("--gold", mini_release, "--pred", path)
    assert result.stderr.count("error GW-E101") == 100
    assert "150 more of GW-E101, not shown" in result.stderr
    assert "100 errors, 0 warnings, 0 for information, and 150 not shown" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--gold", "nowhere"], "no folder, and no version"),
        (["--gold", "9.9.9"], "goldwire release 9.9.9"),
        (["--split", "dev"], "has no split dev; it has train"),
        (["--split", "wire"], "goldwire hydrate"),
        (["--pred", "missing.jsonl"], "missing.jsonl"),
        (["--pred", "."], "not a regular file"),
        (["--against", "missing.jsonl"], "missing.jsonl"),
        (["--resamples", "-1"], "--resamples"),
        (["--gold", "."], "is no release"),
    ],
)
def test_misuse(
    arguments: list[str], says: str, whole: Path, mini: Path, mini_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(mini)
    result = score("--gold", mini_release, "--pred", whole, *arguments)
    assert result.exit_code == 2, result.output
    assert says in " ".join(result.stderr.split())
    assert result.stdout == ""
    assert "Traceback" not in result.output


def test_without_gold_the_release_is_found(
    whole: Path, mini: Path, mini_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(mini)
    missing = score("--pred", whole)
    assert missing.exit_code == 2
    assert "--gold" in missing.stderr
    monkeypatch.setenv("GOLDWIRE_RELEASE", str(mini_release))
    assert score("--pred", whole).exit_code == 0
    assert goldwire.score(whole, split="train", resamples=0).figure("mentions.strict").value == 1


def test_the_call(whole: Path, worse: Path, predictions: list[Prediction], mini_release: Path) -> None:
    from_file = goldwire.score(whole, mini_release, "train", worse, resamples=20)
    from_records = goldwire.score(predictions, gold_documents(mini_release, "train"), against=worse, resamples=20)
    assert from_file == from_records
    assert from_file.documents == 2
    assert from_file.row("mentions.strict").differences["recall"].value == pytest.approx(2 / 16)
    half = goldwire.score(predictions[:1], str(mini_release), "train", resamples=0)
    assert [incident.code for incident in half.incidents] == ["GW-W114"]
    assert half.figure("mentions.strict", language="fr").value in (0, 1)
    with pytest.raises(NoGold, match="it has train"):
        goldwire.score(predictions, mini_release, "dev")


def test_importing_goldwire_loads_nothing_of_the_scorer() -> None:
    script = "import sys, goldwire; print([m for m in sys.modules if m.startswith(('scipy', 'goldwire.scoring'))])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_interrupted_run_leaves_nothing(
    whole: Path, mini_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(place))
    arguments = ["score", "--gold", str(mini_release), "--pred", str(whole), "--split", "train"]
    status, said = interrupt("goldwire.scoring.score.Compared", 2, tmp_path / "marker", arguments)
    assert status not in (0, 2)
    assert "Traceback" not in said
    assert list(place.iterdir()) == []
    assert {ENGLISH, FRENCH} == {json.loads(line)["doc_id"] for line in whole.read_bytes().splitlines()}


def test_json_says_what_the_figures_were_made_from(whole: Path, worse: Path, mini_release: Path) -> None:
    options = ("--gold", mini_release, "--pred", whole, "--resamples", "0", "--json", "--split", "train")
    record = json.loads(score(*options).stdout)
    assert record["goldwire"] == version("goldwire")
    assert record["predictions"] == {"file": str(whole), "sha256": sha256_hex(whole.read_bytes())}
    assert record["against"] is None
    assert record["seed"] == 0
    assert record["release"]["manifest_sha256"] == sha256_hex((mini_release / "manifest.json").read_bytes())
    compared = json.loads(score(*options, "--against", worse).stdout)
    assert compared["against"] == {"file": str(worse), "sha256": sha256_hex(worse.read_bytes())}
    said = goldwire.score(whole, mini_release, "train", resamples=0)
    assert said.json() == record
    assert said.predictions.sha256 == record["predictions"]["sha256"]


def test_figures_from_records_name_no_file(predictions: list[Prediction], mini_release: Path) -> None:
    said = goldwire.score(predictions, gold_documents(mini_release, "train"), resamples=0).json()
    assert said["predictions"] == {"file": None, "sha256": None}
    assert (said["release"], said["split"]) == (None, None)


def test_validation_is_scored_where_no_split_is_named(whole: Path, mini_release: Path) -> None:
    result = CliRunner().invoke(app, ["score", "--gold", str(mini_release), "--pred", str(whole)])
    assert result.exit_code == 2
    assert "has no split validation; it has train" in result.stderr
    assert "--split" in result.stderr
    with pytest.raises(NoGold, match="no split validation; it has train"):
        goldwire.score(whole, mini_release)


KEYS = {
    "mentions": ("id",),
    "quotes": ("id", "parent"),
    "stances": ("id", "quote"),
    "links": ("mention",),
    "speakers": ("quote",),
    "polarities": ("stance",),
}


def with_rows_ids(prediction: Any, doc_id: str) -> Any:
    """A prediction with every id as the rows of a release have it."""
    for layer, keys in KEYS.items():
        for item in prediction.get(layer) or ():
            item.update({key: f"{doc_id}.{item[key]}" for key in keys if item.get(key) is not None})
    return prediction


def test_ids_of_the_releases_rows_are_the_same_ids(whole: Path, mini_release: Path, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in whole.read_text("utf-8").splitlines()]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(f"{json.dumps(with_rows_ids(one, one['doc_id']))}\n" for one in lines), "utf-8")
    assert "gw-" in path.read_text("utf-8").split('"mentions"')[1]
    rows, short = (goldwire.score(one, mini_release, "train", resamples=0) for one in (path, whole))
    assert rows.incidents == ()
    assert rows.rows == short.rows
    mixed = [json.loads(whole.read_text("utf-8").splitlines()[0]), *lines[1:]]
    assert goldwire.score(mixed, mini_release, "train", resamples=0).rows == short.rows


@pytest.mark.parametrize(("layer", "key"), [(layer, key) for layer, keys in KEYS.items() for key in keys])
def test_an_id_of_another_document_is_an_incident(layer: str, key: str, whole: Path, mini_release: Path) -> None:
    lines = [json.loads(line) for line in whole.read_text("utf-8").splitlines()]
    item = lines[0][layer][0]
    item[key] = f"{lines[1]['doc_id']}.{item.get(key) or 'q1'}"
    said = goldwire.score(lines, mini_release, "train", resamples=0)
    assert "GW-E117" in {incident.code for incident in said.incidents}
    (found,) = [incident for incident in said.incidents if incident.code == "GW-E117"]
    assert found.pointer == f"/{layer}/0/{key}"


def test_both_score_functions_take_predictions_first(predictions: list[Prediction], mini_release: Path) -> None:
    from goldwire.scoring.score import score as scored

    gold = list(gold_documents(mini_release, "train"))
    assert scored(predictions, gold, resamples=0) == goldwire.score(predictions, gold, resamples=0)
    for swapped in (scored, goldwire.score):
        with pytest.raises(TypeError, match="predictions come first, then gold"):
            swapped(gold, predictions, resamples=0)  # type: ignore[arg-type]
