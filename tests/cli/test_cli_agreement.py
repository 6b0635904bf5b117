"""`goldwire agreement`."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from corpora import ENGLISH, FRENCH, WIRE
from goldwire.cli.app import app


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "60")


def agreement(corpus: Path, *arguments: object) -> Result:
    return CliRunner().invoke(app, ["agreement", *map(str, arguments), "--corpus", str(corpus)])


def in_pass(corpus: Path, name: str, doc_id: str) -> Path:
    return corpus / "annotations" / "passes" / name / ("wire" if doc_id == WIRE else "open") / f"{doc_id}.json"


def change(path: Path, deed: Callable[[dict[str, Any]], object]) -> None:
    record = json.loads(path.read_text("utf-8"))
    deed(record)
    path.write_text(json.dumps(record), "utf-8")


@pytest.fixture
def twice(mini: Path) -> Path:
    """The mini corpus with two passes that are both its annotations."""
    for name in ("first", "second"):
        for doc_id in (ENGLISH, FRENCH, WIRE):
            path = in_pass(mini, name, doc_id)
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(mini / "annotations" / path.parent.name / path.name, path)
    return mini


def test_tables_for_people(twice: Path, mini_raw: Path) -> None:
    change(in_pass(twice, "second", ENGLISH), lambda record: record["mentions"].pop(0))
    result = agreement(twice, "--raw", mini_raw)
    assert result.exit_code == 0, result.output
    assert "open        en                1      9       8    0.941     0.941   1.000" in result.stdout
    assert "…" not in result.stdout, "no figure is cut off"
    assert "3 documents compared, in first and second" in result.stderr
    assert "only in" not in result.stderr
    assert "needs the text" not in result.stderr


def test_withheld_documents_without_their_text(twice: Path, mini_raw: Path) -> None:
    result = agreement(twice)
    assert result.exit_code == 0
    assert "that of 1 document is not at hand" in result.stderr
    assert "--raw" in result.stderr
    for raw, expected in (((), [1, 1, None, None]), (("--raw", mini_raw), [1, 1, 1, 1])):
        record = json.loads(agreement(twice, "--json", *raw).stdout)
        assert [(row["collection"], row["language"]) for row in record["rows"]] == [
            ("open", "en"),
            ("open", "fr"),
            ("wire", "en"),
            ("all", None),
        ]
        assert [row["mention_tokens"]["alpha"] for row in record["rows"]] == expected
        assert [row["mention_spans"]["f1"] for row in record["rows"]] == [1, 1, 1, 1]
        assert record["incidents"] == []


def test_documents_of_one_pass_are_told(twice: Path) -> None:
    in_pass(twice, "second", FRENCH).unlink()
    in_pass(twice, "first", WIRE).unlink()
    result = agreement(twice, "--json")
    assert result.exit_code == 0
    assert "1 document compared" in result.stderr
    assert f"only in first: {FRENCH}" in result.stderr
    assert f"only in second: {WIRE}" in result.stderr
    record = json.loads(result.stdout)
    assert (record["documents"], record["only_first"], record["only_second"]) == (1, [FRENCH], [WIRE])


def test_nothing_to_compare(mini: Path) -> None:
    result = agreement(mini)
    assert result.exit_code == 2
    assert "there is no annotations/passes/first and no annotations/passes/second" in result.stderr
    assert "goldwire annotate start DOC --fresh" in result.stderr
    for name, doc_id in (("first", ENGLISH), ("second", FRENCH)):
        path = in_pass(mini, name, doc_id)
        path.parent.mkdir(parents=True)
        shutil.copy(mini / "annotations" / "open" / path.name, path)
    result = agreement(mini, "--json")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "first and second have none in common" in result.stderr
    assert "Passes of this corpus: first, second" in result.stderr


def test_other_passes_and_names_that_are_none(twice: Path) -> None:
    (twice / "annotations" / "passes" / "second").rename(twice / "annotations" / "passes" / "third")
    assert agreement(twice, "--second", "third").exit_code == 0
    assert agreement(twice, "--second", "first").exit_code == 0
    assert agreement(twice).exit_code == 2
    result = agreement(twice, "--second", "../../open")
    assert result.exit_code == 2
    assert "is no pass" in result.stderr


@pytest.mark.parametrize(
    ("deed", "code"),
    [
        (lambda record: record.pop("lines"), "GW-E042"),
        (lambda record: record.update(sha256="0" * 64), "GW-E044"),
        (lambda record: record.update(doc_id=FRENCH), "GW-E043"),
        (lambda record: record["mentions"][0].update(surface="Gull Street"), "GW-E055"),
        (lambda record: record["mentions"][0].update(end=99_999), "GW-E054"),
        (lambda record: record["mentions"][1].update(id="m1"), "GW-E051"),
        (lambda record: record["quotes"][0]["speakers"][0].update(mention="m99"), "GW-E052"),
    ],
)
def test_a_broken_file_is_an_incident_and_the_rest_is_compared(
    twice: Path, deed: Callable[[dict[str, Any]], object], code: str
) -> None:
    path = in_pass(twice, "second", ENGLISH)
    change(path, deed)
    result = agreement(twice, "--json")
    assert result.exit_code == 1
    record = json.loads(result.stdout)
    assert record["documents"] == 2
    assert {incident["code"] for incident in record["incidents"]} == {code}
    assert {incident["file"] for incident in record["incidents"]} == {path.relative_to(twice).as_posix()}
    assert "1 left out for their incidents" in result.stderr
    shown = agreement(twice)
    assert shown.exit_code == 1
    assert code in shown.stderr
    assert "open        fr" in shown.stdout


def test_words_of_a_withheld_text_and_strays_are_errors(twice: Path) -> None:
    def show_words(record: dict[str, Any]) -> None:
        record["mentions"][0]["surface"] = record["mentions"][0].pop("digest")

    change(in_pass(twice, "second", WIRE), show_words)
    (twice / "annotations" / "passes" / "first" / "wire" / "sheet.yaml").write_text("words", "utf-8")
    result = agreement(twice, "--json")
    assert result.exit_code == 1
    assert {incident["code"] for incident in json.loads(result.stdout)["incidents"]} == {"GW-E060", "GW-E043"}


def test_judgements_that_break_a_rule_are_disagreement_only(twice: Path) -> None:
    def drop_a_kept_line(record: dict[str, Any]) -> None:
        body = [line for line in record["lines"] if line["role"] == "body"]
        body[0]["role"] = "boilerplate"

    change(in_pass(twice, "second", ENGLISH), drop_a_kept_line)
    result = agreement(twice, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["rows"][0]["line_roles"]["same"] == 7


def test_when_no_shared_file_can_be_read(mini: Path) -> None:
    for name in ("first", "second"):
        path = in_pass(mini, name, ENGLISH)
        path.parent.mkdir(parents=True)
        path.write_text("{", "utf-8")
    result = agreement(mini, "--json")
    assert result.exit_code == 1
    record = json.loads(result.stdout)
    assert record["documents"] == 0
    assert [incident["code"] for incident in record["incidents"]] == ["GW-E041", "GW-E041"]


def test_without_the_extra(twice: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The modules that import the extra, and those that import them.
    for name in ("measures", "agreement", "agreement_tables"):
        monkeypatch.delitem(sys.modules, f"goldwire.scoring.{name}", raising=False)
    # None in sys.modules makes an import fail, as if the package were not there.
    monkeypatch.setitem(sys.modules, "krippendorff", None)
    result = agreement(twice)
    assert result.exit_code == 2
    assert 'pip install "krippendorff>=0.8" "scikit-learn>=1.6"' in result.stderr


def test_help_shows_an_example() -> None:
    result = CliRunner().invoke(app, ["agreement", "--help"])
    assert result.exit_code == 0
    assert "goldwire agreement --first anna" in result.stdout
