"""What a worksheet may replace: passes, work of others, whole layers; and how it is got back."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from corpora import ENGLISH, WIRE, check_corpus, codes
from goldwire.cli.app import app
from goldwire.corpus import keeping

LAYERS = ("mentions", "quotes", "scare_quotes", "stances")


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch, mini: Path) -> None:
    monkeypatch.delenv("GOLDWIRE_RAW", raising=False)
    monkeypatch.setenv("GOLDWIRE_CORPUS", str(mini))
    monkeypatch.setenv("COLUMNS", "400")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def start(path: Path, *options: object, document: str = ENGLISH) -> dict[str, Any]:
    result = run("annotate", "start", document, "-o", path, *options)
    assert result.exit_code == 0, result.output
    record: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return record


def write(path: Path, record: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(record, allow_unicode=True), "utf-8")


def annotation(corpus: Path, document: str = ENGLISH) -> Path:
    (path,) = corpus.glob(f"annotations/*/{document}.json")
    return path


def next_line(result: Result) -> list[str]:
    (line,) = [line for line in result.stderr.splitlines() if "next: " in line]
    return shlex.split(line.partition("goldwire ")[2])


def test_the_printed_line_applies_the_sheet_where_it_was_made(mini: Path, tmp_path: Path) -> None:
    before = annotation(mini).read_bytes()
    sheet = tmp_path / "second sheet.yaml"
    made = run("annotate", "start", ENGLISH, "--fresh", "--pass", "second", "-o", sheet)
    record = yaml.safe_load(sheet.read_text("utf-8"))
    assert record["made_from"] == {"pass": "second", "annotation": None}
    record["provenance"][0]["name"] = "Ada"
    write(sheet, record)
    assert "--pass" in next_line(made)
    assert run(*next_line(made)).exit_code == 0
    assert annotation(mini).read_bytes() == before
    assert (mini / "annotations" / "passes" / "second" / "open" / f"{ENGLISH}.json").exists()


def test_the_sheet_says_its_pass_and_a_call_may_not_contradict(mini: Path, tmp_path: Path) -> None:
    before = annotation(mini).read_bytes()
    sheet = tmp_path / "sheet.yaml"
    record = start(sheet, "--fresh", "--pass", "second")
    record["provenance"][0]["name"] = "Ada"
    write(sheet, record)
    wrong = run("annotate", "apply", sheet, "--pass", "first")
    assert wrong.exit_code == 2
    assert "was made from pass second, not from pass first" in wrong.stderr
    written = run("annotate", "apply", sheet)
    assert written.exit_code == 0
    assert written.stdout.strip().endswith(f"passes/second/open/{ENGLISH}.json")
    main = tmp_path / "main.yaml"
    start(main)
    other = run("annotate", "apply", main, "--pass", "second")
    assert other.exit_code == 2
    assert "was made from the annotation itself, not from pass second; nothing was written. " in other.stderr
    assert f"goldwire annotate start {ENGLISH} --pass second" in other.stderr
    assert annotation(mini).read_bytes() == before


def test_options_that_the_next_call_needs_are_printed(
    mini: Path, mini_raw: Path, tmp_path: Path, monkeypatch: Any
) -> None:
    made = run("annotate", "start", WIRE, "-o", tmp_path / "a.yaml", "--raw", mini_raw)
    assert next_line(made) == ["annotate", "apply", str(tmp_path / "a.yaml"), "--raw", str(mini_raw)]
    monkeypatch.delenv("GOLDWIRE_CORPUS")
    made = run("annotate", "start", ENGLISH, "-o", tmp_path / "b.yaml", "--raw", mini_raw, "--corpus", mini)
    assert next_line(made) == ["annotate", "apply", str(tmp_path / "b.yaml"), "--corpus", str(mini)]


def test_an_empty_sheet_does_not_replace_what_is_annotated(mini: Path, tmp_path: Path) -> None:
    before = annotation(mini).read_bytes()
    sheet = tmp_path / "sheet.yaml"
    made = run("annotate", "start", ENGLISH, "--fresh", "-o", sheet)
    assert next_line(made)[-2:] == ["--pass", "NAME"]
    for options in ((), ("--confirm",)):
        refused = run("annotate", "apply", sheet, *options)
        assert refused.exit_code == 1, refused.output
        assert "not what the worksheet began with" in refused.stderr
        assert "11 mentions removed" in refused.stderr
        assert annotation(mini).read_bytes() == before


def test_work_of_others_is_not_lost(mini: Path, tmp_path: Path) -> None:
    mine, theirs = tmp_path / "mine.yaml", tmp_path / "theirs.yaml"
    record, other = start(mine), start(theirs)
    other["stances"][0]["polarity"] = "mixed"
    write(theirs, other)
    assert run("annotate", "apply", theirs).exit_code == 0
    stands = annotation(mini).read_bytes()
    record["stances"] = record["stances"][:-1]
    write(mine, record)
    refused = run("annotate", "apply", mine)
    assert refused.exit_code == 1
    assert "was changed since the worksheet was printed" in refused.stderr
    assert "1 stance removed, 1 stance changed" in refused.stderr
    assert f"carry your labels over: goldwire annotate start {ENGLISH}" in refused.stderr
    assert annotation(mini).read_bytes() == stands


def test_a_sheet_may_be_changed_and_applied_again(mini: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.yaml"
    record = start(sheet)
    for polarity in ("mixed", "support"):
        record["stances"][0]["polarity"] = polarity
        write(sheet, record)
        applied = run("annotate", "apply", sheet)
        assert applied.exit_code == 0, applied.output
    moved = sheet.rename(tmp_path / "moved.yaml")
    record["stances"][0]["polarity"] = "mixed"
    write(moved, record)
    assert run("annotate", "apply", moved).exit_code == 1, "it may be anybody's"


def test_single_records_go_with_a_word_and_layers_only_when_that_is_confirmed(mini: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.yaml"
    record = start(sheet)
    record["stances"] = record["stances"][1:]
    write(sheet, record)
    applied = run("annotate", "apply", sheet)
    assert applied.exit_code == 0, applied.output
    assert "against what stood there: 1 stance removed" in applied.stderr
    before = annotation(mini).read_bytes()
    nothing: tuple[list[Any] | None, ...] = (None, [])
    for value in nothing:
        again = tmp_path / f"again-{value is None}.yaml"
        changed = start(again)
        changed["stances"] = value
        write(again, changed)
        refused = run("annotate", "apply", again)
        assert refused.exit_code == 2
        assert "this would take 3 of 3 stances away" in refused.stderr
        assert annotation(mini).read_bytes() == before
    confirmed = run(*shlex.split(refused.stderr.rpartition("goldwire ")[2]))
    assert confirmed.exit_code == 0, confirmed.output
    assert "3 stances removed" in confirmed.stderr
    assert json.loads(annotation(mini).read_text("utf-8"))["stances"] == []


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_that_is_left_out_stays(layer: str, mini: Path, tmp_path: Path) -> None:
    before = annotation(mini).read_bytes()
    sheet = tmp_path / "sheet.yaml"
    record = start(sheet)
    record.pop(layer, None)
    write(sheet, record)
    applied = run("annotate", "apply", sheet)
    assert applied.exit_code == 0, applied.output
    assert "unchanged" in applied.stderr
    assert annotation(mini).read_bytes() == before


def test_a_sheet_that_nobody_edited_begins_no_annotation(mini: Path, tmp_path: Path) -> None:
    path = annotation(mini)
    path.unlink()
    sheet = tmp_path / "sheet.yaml"
    start(sheet)
    refused = run("annotate", "apply", sheet)
    assert refused.exit_code == 2
    assert "nobody edited this worksheet" in refused.stderr
    assert not path.exists()
    confirmed = run("annotate", "apply", sheet, "--confirm")
    assert confirmed.exit_code == 0, confirmed.output
    assert path.exists()


def test_a_sheet_by_hand_adds_and_does_not_take_away(mini: Path, tmp_path: Path) -> None:
    before = annotation(mini).read_bytes()
    sheet = tmp_path / "sheet.yaml"
    record = start(sheet)
    hand = {"doc_id": ENGLISH, "stances": record["stances"][:1]}
    write(sheet, hand)
    refused = run("annotate", "apply", sheet)
    assert refused.exit_code == 2
    assert "does not say what it was made from" in refused.stderr
    assert "3 stances removed" in refused.stderr
    assert annotation(mini).read_bytes() == before
    new = {
        "holder": "AUTHOR",
        "target": {"proposition": "report-of-the-harbour-inquiry"},
        "polarity": "none",
        "evidence": [],
    }
    write(sheet, {"doc_id": ENGLISH, "stances": [*record["stances"], new]})
    added = run("annotate", "apply", sheet)
    assert added.exit_code == 0, added.output
    assert "against what stood there: 1 stance added" in added.stderr
    sheet = sheet.rename(tmp_path / "other.yaml")
    write(sheet, hand)
    confirmed = run("annotate", "apply", sheet, "--confirm")
    assert confirmed.exit_code == 0, confirmed.output
    assert len(json.loads(annotation(mini).read_text("utf-8"))["stances"]) == 1


def test_what_was_replaced_is_got_back_by_the_line_that_is_printed(mini: Path, tmp_path: Path) -> None:
    assert not (mini / ".git").exists()
    before = annotation(mini).read_bytes()
    sheet = tmp_path / "sheet.yaml"
    record = start(sheet)
    record["stances"][0]["polarity"] = "mixed"
    write(sheet, record)
    applied = run("annotate", "apply", sheet)
    (line,) = [line for line in applied.stderr.splitlines() if "to get it back: " in line]
    copy, target = shlex.split(line.partition("to get it back: ")[2])[1:]
    assert Path(copy).is_relative_to(mini / "annotations" / ".replaced" / "open" / ENGLISH)
    shutil.copyfile(copy, target)
    assert annotation(mini).read_bytes() == before
    assert codes(check_corpus(mini, mini.parent / "mini-raw")) == []
    subprocess.run(["git", "init", "--quiet", str(mini)], check=True)
    status = subprocess.run(
        ["git", "-C", str(mini), "status", "--porcelain", "-uall"], capture_output=True, text=True, check=True
    )
    assert ".replaced" not in status.stdout


def test_copies_are_bounded_and_purged(mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST", 3)
    sheet = tmp_path / "sheet.yaml"
    record = start(sheet)
    for number in range(5):
        record["stances"][0]["polarity"] = ("mixed", "support")[number % 2]
        write(sheet, record)
        assert run("annotate", "apply", sheet).exit_code == 0
    kept = mini / "annotations" / ".replaced" / "open" / ENGLISH
    assert len(list(kept.glob("[0-9]*.json"))) == 3
    purged = run("withdraw", ENGLISH, "--reason", "by mistake", "--purge", "--yes")
    assert purged.exit_code == 0, purged.output
    assert not kept.exists()
    assert [path for path in mini.rglob(f"*{ENGLISH}*") if path.is_file()] == []


def test_an_annotation_that_cannot_be_read_is_neither_hidden_nor_replaced(mini: Path, tmp_path: Path) -> None:
    path, sheet = annotation(mini), tmp_path / "sheet.yaml"
    record = start(sheet)
    broken = path.read_bytes().replace(b'"polarity"', b'"polarty"', 1)
    path.write_bytes(broken)
    begun = run("annotate", "start", ENGLISH, "-o", tmp_path / "other.yaml")
    assert begun.exit_code == 1
    assert "GW-E042" in begun.stderr
    assert "cannot be read: mend it, or begin anew with --fresh" in begun.stderr
    assert not (tmp_path / "other.yaml").exists()
    write(sheet, record)
    refused = run("annotate", "apply", sheet)
    assert refused.exit_code == 1
    assert "nobody can say what would go" in refused.stderr
    assert path.read_bytes() == broken
    confirmed = run("annotate", "apply", sheet, "--confirm")
    assert confirmed.exit_code == 0, confirmed.output
    (copy,) = (mini / "annotations" / ".replaced" / "open" / ENGLISH).glob("[0-9]*.json")
    assert copy.read_bytes() == broken


def test_withdrawn_documents_are_not_annotated(mini: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.yaml"
    start(sheet)
    assert run("withdraw", ENGLISH, "--reason", "by mistake").exit_code == 0
    for arguments in (["start", ENGLISH], ["apply", sheet]):
        refused = run("annotate", *arguments)
        assert refused.exit_code == 2
        assert "withdrawn already: “by mistake”" in refused.stderr
        assert refused.stdout == ""


def test_an_entity_whose_record_is_wrong_is_not_called_unlisted(mini: Path, tmp_path: Path) -> None:
    entities = mini / "annotations" / "entities.jsonl"
    lines = [json.loads(line) for line in entities.read_text("utf-8").splitlines()]
    sheet = tmp_path / "sheet.yaml"
    record = start(sheet)
    name = record["mentions"][0]["entity"]
    number = [line["id"] for line in lines].index(name)
    del lines[number]["names"]["fr"]
    entities.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    record["stances"][0]["polarity"] = "mixed"
    write(sheet, record)
    refused = run("annotate", "apply", sheet)
    assert refused.exit_code == 1
    assert (
        f"GW-E042 annotations/entities.jsonl /{number}/names: line {number + 1}: 'fr' is a required" in refused.stderr
    )
    assert "does not list" not in refused.stderr
    checked = run("check").output
    assert "does not list" not in checked
    assert f"entities.jsonl lists '{name}', but its record is not valid: line {number + 1}: " in checked


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_worksheet(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "sheet.yaml")
    refused = run("annotate", "apply", tmp_path / "sheet.yaml")
    assert refused.exit_code == 2
    assert "not a regular file" in refused.stderr


def test_hostile_yaml_is_one_line(mini: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.yaml"
    for source in (
        f"doc_id: {ENGLISH}\nx: {'[' * 1000}",
        f"doc_id: {ENGLISH}\na: &a [*a]\n",
        f'doc_id: "{ENGLISH}\\ud800"',
    ):
        sheet.write_text(source, "utf-8")
        refused = run("annotate", "apply", sheet)
        assert refused.exit_code == 1
        (line,) = refused.stderr.splitlines()
        assert "is not YAML: line " in line


def test_what_would_go_is_counted_before_what_it_breaks(mini: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.yaml"
    record = start(sheet)
    record["mentions"] = []
    write(sheet, record)
    refused = run("annotate", "apply", sheet)
    assert "this would take 11 of 11 mentions away" in refused.stderr
    broken = run("annotate", "apply", sheet, "--confirm")
    assert broken.exit_code == 1
    assert "GW-E052" in broken.stderr
