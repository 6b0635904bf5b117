"""`goldwire add`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from corpora import ENGLISH, MINI, MINI_RAW, check_corpus, codes
from goldwire.cli.app import app
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus

FIRST = (
    "Lighthouse keepers vote to stay\n\n"
    "The keepers of the lighthouse voted on Monday to stay, and the harbour council said that it was glad.\n\n"
    "Their lamp has burned for a hundred years, and the council said that it would burn for a hundred more.\n"
)
SECOND = FIRST.replace("Monday", "Tuesday")


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW"):
        monkeypatch.delenv(name, raising=False)


def add(corpus: Path, *arguments: object) -> Result:
    options = ["--corpus", str(corpus), "--holder", "nobody", "--licence", "CC0-1.0", "--origin", "human"]
    return CliRunner().invoke(app, ["add", *map(str, arguments), *options])


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_an_article_is_copied_and_recorded(mini: Path, tmp_path: Path) -> None:
    source = write(tmp_path / "in" / "first.txt", FIRST)
    result = add(
        mini, source, "--story", "lighthouse", "--outlet", "The Lamp", "--published", "2031-06-01", "--inferred",
        "--url", "https://example.org/a", "--headline", "Keepers stay",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    identifier = result.stdout.split()[0]
    assert f"{identifier}  {source}  (en, utf-8, story lighthouse)" in result.stdout.replace("\n", " ")
    assert "1 added of 1 file;" in result.stderr
    assert "goldwire annotate start" in result.stderr
    record = next(d for d in Corpus(mini).documents().value if d.doc_id == identifier)
    assert (record.outlet, record.headline, record.url) == ("The Lamp", "Keepers stay", "https://example.org/a")
    assert record.published is not None
    assert (record.published.date, record.published.known) == ("2031-06-01", "inferred")
    assert Corpus(mini).raw_path(record).read_bytes() == source.read_bytes()
    assert codes(check_corpus(mini, MINI_RAW)) == ["GW-W045"]


def test_a_known_file_changes_nothing_and_says_so(mini: Path) -> None:
    before = tree(mini)
    result = add(mini, MINI / "corpus" / "open" / "raw" / f"{ENGLISH}.txt", "--story", "another")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "GW-I032" in result.stderr
    assert ENGLISH in result.stderr
    assert "0 added of 1 file;" in result.stderr
    after = tree(mini)
    after.pop("corpus/.lock", None)
    assert after == before


def test_one_file_twice_in_a_call_is_added_once(mini: Path, tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt", FIRST)
    write(tmp_path / "in" / "b.txt", FIRST)
    result = add(mini, tmp_path / "in")
    assert result.exit_code == 0
    assert "1 added of 2 files" in result.stderr
    assert len(Corpus(mini).documents().value) == 4


def test_a_successor(mini: Path, tmp_path: Path) -> None:
    result = add(mini, write(tmp_path / "first.txt", FIRST), "--supersedes", ENGLISH)
    assert result.exit_code == 0, result.output
    standings = Corpus(mini).ledger().value.standings
    assert standings[ENGLISH].fate == "superseded"
    assert standings[ENGLISH].successor == result.stdout.split()[0]
    assert all(not code.startswith("GW-E") for code in codes(check_corpus(mini)))
    again = add(mini, write(tmp_path / "second.txt", SECOND), "--supersedes", ENGLISH)
    assert again.exit_code == 2
    assert "not an active document" in again.stderr


def test_bad_files_among_good_ones(mini: Path, tmp_path: Path) -> None:
    files = tmp_path / "in"
    write(files / "a.txt", FIRST)
    write(files / "b.txt", "")
    write(files / "c.txt", "x\0y")
    write(files / "d.bin", "passed over")
    write(files / "deep" / "e.txt", SECOND)
    (files / "f.txt").symlink_to(MINI / "corpus" / "corpus.json")
    report = tmp_path / "report.jsonl"
    result = add(mini, files, tmp_path / "nowhere.txt", "--story", "keepers", "--report", report)
    assert result.exit_code == 1
    assert result.stdout.count("story keepers") == 2
    assert "2 added of 7 files; 4 errors" in result.stderr
    incidents = [json.loads(line) for line in report.read_text("utf-8").splitlines()]
    assert sorted(incident["code"] for incident in incidents) == [
        "GW-E001", "GW-E002", "GW-E004", "GW-E005", "GW-I007",
    ]  # fmt: skip
    for incident in incidents:
        assert problems("incident", incident) == []
        assert incident["code"] in result.stderr
    assert len(Corpus(mini).documents().value) == 5
    assert not [code for code in codes(check_corpus(mini)) if code.startswith("GW-E")]


def test_stories_that_a_document_joins(mini: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "both.txt", FIRST)
    joined = ("--joins", "pilot-inquiry", "--joins", "ferry-strike", "--joins", "keepers")
    identifier = add(mini, file, "--story", "keepers", *joined).stdout.split()[0]
    (document,) = [d for d in Corpus(mini).documents().value if d.doc_id == identifier]
    assert document.joins == ("ferry-strike", "pilot-inquiry")
    assert codes(check_corpus(mini)).count("GW-E085") == 1, "the wire collection has a split of its own"
    again = add(mini, write(tmp_path / "second.txt", SECOND), "--supersedes", identifier)
    (correction,) = [d for d in Corpus(mini).documents().value if d.doc_id == again.stdout.split()[0]]
    assert (correction.story, correction.joins) == ("keepers", document.joins)
    for story, says in (("No Slug", "joins"), ("caf\udce9", "--joins")):
        refused = add(mini, write(tmp_path / "third.txt", FIRST + "Third.\n"), "--joins", story)
        assert refused.exit_code == 2
        assert says in refused.stderr


def test_withheld_text_is_not_copied(mini: Path, tmp_path: Path) -> None:
    result = add(mini, write(tmp_path / "in" / "first.txt", FIRST), "--collection", "wire")
    assert result.exit_code == 0, result.output
    for name, data in tree(mini).items():
        assert b"lighthouse voted" not in data, name
        assert b"Lighthouse keepers" not in data, name
    record = next(d for d in Corpus(mini).documents().value if d.doc_id == result.stdout.split()[0])
    assert record.withheld
    assert codes(check_corpus(mini, tmp_path / "in")) == ["GW-I072", "GW-W045"]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--story", "No Slug"),
        ("--published", "1 May"),
        ("--language", "English"),
        ("--origin", "robot"),
        ("--url", "x"),
    ],
)
def test_facts_that_the_schema_does_not_allow(option: str, value: str, mini: Path, tmp_path: Path) -> None:
    before = tree(mini)
    source = write(tmp_path / "first.txt", FIRST)
    result = CliRunner().invoke(app, ["add", str(source), "--corpus", str(mini), option, value])
    assert result.exit_code == 2, result.output
    assert option.removeprefix("--") in result.stderr
    assert "Traceback" not in result.stderr
    after = tree(mini)
    after.pop("corpus/.lock", None)
    assert after == before


def test_a_language_outside_the_corpus_is_a_warning(mini: Path, tmp_path: Path) -> None:
    result = add(mini, write(tmp_path / "first.txt", FIRST), "--language", "de")
    assert result.exit_code == 0
    assert "GW-W023" in result.stderr


def test_a_damaged_ledger_stops_it(mini: Path, tmp_path: Path) -> None:
    ledger = mini / "corpus" / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes() + b"{\n")
    before = ledger.read_bytes()
    result = add(mini, write(tmp_path / "first.txt", FIRST))
    assert result.exit_code == 2
    assert "goldwire check" in result.stderr
    assert ledger.read_bytes() == before


def test_an_empty_folder(mini: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    result = add(mini, tmp_path / "in")
    assert result.exit_code == 0
    assert "holds no files" in result.stderr
    listed = add(mini, tmp_path / "in", "--json")
    assert json.loads(listed.stdout) == []


def test_a_named_encoding_is_recorded_and_holds(mini: Path, tmp_path: Path) -> None:
    file = tmp_path / "old.txt"
    file.write_bytes(FIRST.replace("keepers", "señores").encode("mac-roman"))
    result = add(mini, file, "--story", "keepers", "--encoding", "x-mac-roman")
    assert result.exit_code == 0, result.output
    assert "GW-W" not in result.stderr
    record = next(d for d in Corpus(mini).documents().value if d.doc_id == result.stdout.split()[0])
    assert (record.encoding, record.encoding_from) == ("mac-roman", "given")
    assert not [code for code in codes(check_corpus(mini)) if code.startswith("GW-E")]


def test_a_guessed_encoding_is_recorded_with_a_warning(mini: Path, tmp_path: Path) -> None:
    file = tmp_path / "old.txt"
    file.write_bytes(FIRST.replace("keepers", "Zoë’s crew").encode("cp1252"))
    result = add(mini, file, "--story", "keepers")
    assert result.exit_code == 0, result.output
    assert "GW-W010" in result.stderr
    record = next(d for d in Corpus(mini).documents().value if d.doc_id == result.stdout.split()[0])
    assert (record.encoding, record.encoding_from) == ("cp1252", "detected")
