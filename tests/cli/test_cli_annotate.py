"""`goldwire annotate`: worksheets out and in."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from corpora import ENGLISH, FRENCH, WIRE
from goldwire.cli.app import app


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW"):
        monkeypatch.delenv(name, raising=False)


def annotate(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["annotate", *map(str, arguments)])


def annotation(corpus: Path, document: str) -> Path:
    (path,) = corpus.glob(f"annotations/*/{document}.json")
    return path


def changed(corpus: Path, sheet: Path, change: Any) -> tuple[Result, bytes]:
    """Apply the worksheet of the English document after `change`; the file's bytes before."""
    record = yaml.safe_load(annotate("start", ENGLISH, "--corpus", corpus).stdout)
    change(record)
    sheet.write_text(yaml.safe_dump(record, allow_unicode=True), "utf-8")
    before = annotation(corpus, ENGLISH).read_bytes()
    return annotate("apply", sheet, "--corpus", corpus), before


@pytest.mark.parametrize("document", [ENGLISH, FRENCH, WIRE])
def test_what_start_prints_changes_no_byte(document: str, mini: Path, mini_raw: Path, tmp_path: Path) -> None:
    path = annotation(mini, document)
    before = path.read_bytes()
    options = ["--corpus", mini, "--raw", mini_raw]
    sheet = tmp_path / "sheet.yaml"
    assert annotate("start", document, "-o", sheet, *options).exit_code == 0
    assert sheet.read_text("utf-8") == annotate("start", document, *options).stdout
    result = annotate("apply", sheet, *options)
    assert result.exit_code == 0, result.output
    assert result.stdout.strip() == str(path)
    assert "unchanged" in result.stderr
    assert path.read_bytes() == before
    path.write_bytes(before.replace(b"\n  ", b"\n"))
    assert annotate("apply", sheet, *options).exit_code == 0
    assert path.read_bytes() != before, "an annotation that says the same is not written anew"
    path.unlink()
    again = annotate("apply", sheet, *options)
    assert again.exit_code == 0, again.output
    assert "written" in again.stderr
    assert path.read_bytes() == before


def test_a_worksheet_is_never_written_over(mini: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.yaml"
    sheet.write_text("mine")
    result = annotate("start", ENGLISH, "-o", sheet, "--corpus", mini)
    assert result.exit_code == 2
    assert sheet.read_text() == "mine"


def test_withheld_words_stay_outside_the_corpus(mini: Path, mini_raw: Path, tmp_path: Path) -> None:
    options = ["--corpus", mini, "--raw", mini_raw]
    (tmp_path / "door").symlink_to(mini / "corpus")
    for inside in (mini / "sheet.yaml", mini / "corpus" / ".." / "sheet.yaml", tmp_path / "door" / "sheet.yaml"):
        result = annotate("start", WIRE, "-o", inside, *options)
        assert result.exit_code == 2
        assert "withheld" in result.stderr
        assert not inside.exists()
    assert annotate("start", WIRE, "-o", tmp_path / "sheet.yaml", *options).exit_code == 0
    assert annotate("start", ENGLISH, "-o", mini / "sheet.yaml", *options).exit_code == 0


def test_withheld_words_stay_out_of_every_repository(mini: Path, mini_raw: Path, tmp_path: Path) -> None:
    options = ["--corpus", mini, "--raw", mini_raw]
    other = tmp_path / "other"
    subprocess.run(["git", "init", "--quiet", str(other)], check=True)
    (other / ".gitignore").write_text("scratch/\n")
    (other / "scratch").mkdir()
    tracked, ignored = other / "sheet.yaml", other / "scratch" / "sheet.yaml"
    result = annotate("start", WIRE, "-o", tracked, *options)
    assert result.exit_code == 2
    assert "git would track" in result.stderr
    assert not tracked.exists()
    assert annotate("start", WIRE, "-o", ignored, *options).exit_code == 0
    assert annotate("apply", ignored, *options).exit_code == 0
    ignored.rename(tracked)
    moved = annotate("apply", tracked, *options)
    assert moved.exit_code == 2
    assert "move its worksheet to a place outside every repository" in moved.stderr
    assert annotate("start", ENGLISH, "-o", other / "open.yaml", *options).exit_code == 0


def test_redirected_words_are_kept_out_too(mini: Path, mini_raw: Path) -> None:
    if not Path("/proc/self/fd/1").exists():
        pytest.skip("this system does not tell where stdout goes")
    command = [sys.executable, "-m", "goldwire.cli", "annotate", "start"]
    with (mini / "sheet.yaml").open("w") as sheet:
        said = subprocess.run(
            [*command, WIRE, "--corpus", str(mini), "--raw", str(mini_raw)],
            stdout=sheet,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert said.returncode == 2
    assert "withheld" in said.stderr
    assert (mini / "sheet.yaml").read_text() == ""


def test_a_pass_is_kept_beside_the_annotation(mini: Path, tmp_path: Path) -> None:
    before = annotation(mini, ENGLISH).read_bytes()
    sheet = tmp_path / "second.yaml"
    assert annotate("start", ENGLISH, "--fresh", "-o", sheet, "--corpus", mini).exit_code == 0
    record = yaml.safe_load(sheet.read_text("utf-8"))
    assert (record["mentions"], record["quotes"], record["scare_quotes"], record["stances"]) == ([], [], [], [])
    sheet.write_text(sheet.read_text("utf-8").replace("name: null", "name: Ada"), "utf-8")
    result = annotate("apply", sheet, "--pass", "second", "--corpus", mini)
    assert result.exit_code == 0, result.output
    written = mini / "annotations" / "passes" / "second" / "open" / f"{ENGLISH}.json"
    assert result.stdout.strip() == str(written)
    assert annotation(mini, ENGLISH).read_bytes() == before
    again = annotate("start", ENGLISH, "--pass", "second", "--corpus", mini)
    assert yaml.safe_load(again.stdout)["mentions"] == []
    assert "unchanged" in annotate("apply", sheet, "--pass", "second", "--corpus", mini).stderr
    bad = annotate("apply", sheet, "--pass", "../open", "--corpus", mini)
    assert bad.exit_code == 2
    assert "is no pass" in bad.stderr


def test_an_ambiguous_string_names_its_candidates(mini: Path, tmp_path: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        for key in ("line", "nth"):
            record["mentions"][0].pop(key, None)

    result, before = changed(mini, tmp_path / "sheet.yaml", change)
    assert result.exit_code == 1
    assert "mentions[0] m1: 'Gull Strait' stands 2 times in the text; it stands here:" in result.stderr
    assert "line 4: …" in result.stderr
    assert "line 8: …" in result.stderr
    assert "1 mistake in the worksheet; nothing was written" in result.stderr
    assert annotation(mini, ENGLISH).read_bytes() == before


def test_every_string_that_is_absent_is_named(mini: Path, tmp_path: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        record["mentions"][1]["text"] = "Gulf Strait"
        record["quotes"][0]["cue"]["line"] = 4
        record["stances"][0]["evidence"][0]["nth"] = 9

    result, before = changed(mini, tmp_path / "sheet.yaml", change)
    assert result.exit_code == 1
    assert "mentions[1] m2: 'Gulf Strait' does not stand in line 8" in result.stderr
    assert "quotes[0] q1 cue: 'said' does not stand in line 4; it stands here:" in result.stderr
    assert "stances[0] s1 evidence[0]: 'would not pay more' stands once in line 8, there is no nth: 9" in result.stderr
    assert annotation(mini, ENGLISH).read_bytes() == before


def test_what_the_checks_refuse_is_not_written(mini: Path, tmp_path: Path) -> None:
    def unknown_entity(record: dict[str, Any]) -> None:
        record["mentions"][0]["entity"] = "no-such-entity"

    result, before = changed(mini, tmp_path / "sheet.yaml", unknown_entity)
    assert result.exit_code == 1
    assert "error GW-E" in result.stderr
    assert "no-such-entity" in result.stderr
    assert annotation(mini, ENGLISH).read_bytes() == before


def test_what_the_schema_refuses_is_not_written(mini: Path, tmp_path: Path) -> None:
    def bad_id(record: dict[str, Any]) -> None:
        record["mentions"][0]["id"] = "first"

    def bad_role(record: dict[str, Any]) -> None:
        record["lines"][4] = "title"

    for change, says in ((bad_id, "/mentions/0/id"), (bad_role, "title")):
        result, before = changed(mini, tmp_path / "sheet.yaml", change)
        assert result.exit_code == 1
        assert says in result.stderr
        assert annotation(mini, ENGLISH).read_bytes() == before


def test_a_change_is_written(mini: Path, tmp_path: Path) -> None:
    def change(record: dict[str, Any]) -> None:
        record["stances"] = None

    result, before = changed(mini, tmp_path / "sheet.yaml", change)
    assert result.exit_code == 2
    assert "this would take 4 of 4 stances away" in result.stderr
    assert annotation(mini, ENGLISH).read_bytes() == before
    result = annotate("apply", tmp_path / "sheet.yaml", "--confirm", "--corpus", mini)
    assert result.exit_code == 0, result.output
    assert "4 stances removed" in result.stderr
    assert annotation(mini, ENGLISH).read_bytes() != before
    assert b'"stances": null' in annotation(mini, ENGLISH).read_bytes()


@pytest.mark.parametrize(
    ("source", "status", "says"),
    [
        (b"\xff\xfe", 2, "is not UTF-8"),
        (b"a: [", 1, "is not YAML"),
        (b"- a\n", 2, "has no doc_id"),
        (b"doc_id: gw-0000000000000000\n", 2, "no document's id"),
        (b"doc_id: !!python/object/apply:os.getcwd []\n", 1, "is not YAML"),
    ],
)
def test_what_is_no_worksheet(source: bytes, status: int, says: str, mini: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.yaml"
    sheet.write_bytes(source)
    result = annotate("apply", sheet, "--corpus", mini)
    assert result.exit_code == status, result.output
    assert says in result.stderr
