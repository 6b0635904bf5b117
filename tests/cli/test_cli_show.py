"""`goldwire show`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from corpora import ENGLISH, FRENCH, WIRE
from goldwire.cli.app import app

SCRIPT = "from goldwire.cli.app import app; app()"


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "300")


def show(corpus: Path, *arguments: object) -> Result:
    return CliRunner().invoke(app, ["show", *map(str, arguments), "--corpus", str(corpus)])


def test_without_colours_types_stand_in_brackets(mini: Path) -> None:
    result = show(mini, ENGLISH)
    assert result.exit_code == 0
    assert "\x1b" not in result.output
    assert "Gull Strait[LOC]" in result.stdout
    assert "a gift to smugglers⟨q3⟩" in result.stdout
    assert "Maraven Herald  2031-05-02" in result.stdout
    assert "q3 direct  Brenhaven (government of Calvoria), “called”" in result.stdout
    assert "q5 direct" in result.stdout
    assert "inside q4" in result.stdout
    assert "s2 AUTHOR support Deckhands' League" in result.stdout
    assert "quotes (5)" in result.stdout
    assert "stances (4)" in result.stdout
    bare = re.sub(r"\[[A-Z]+\]|⟨q\d+⟩", "", result.stdout)
    assert "“We have waited long enough,” said Mirel Tansk of the League." in bare


def test_with_colours() -> None:
    corpus = Path(__file__).parents[1] / "data" / "mini"
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, "show", FRENCH, "--corpus", str(corpus)],
        capture_output=True,
        env=os.environ | {"FORCE_COLOR": "1", "COLUMNS": "120", "TERM": "xterm-256color"},
        check=True,
    )
    shown = done.stdout.decode()
    assert "\x1b[1;36mMirel Tansk\x1b[0m" in shown
    assert "\x1b[1;31mRégate des Lanternes\x1b[0m" in shown
    assert "\x1b[4mPersonne ne montera à bord\x1b[0m" in shown
    assert "[PER]" not in shown
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert "« Personne ne montera à bord », a déclaré Mirel Tansk." in plain


def test_a_withheld_document_without_its_text(mini: Path) -> None:
    result = show(mini, WIRE)
    assert result.exit_code == 0
    assert "text withheld" in result.stdout
    assert "--raw" in result.stdout
    assert "mentions: 5, quotes: 3, scare quotes: not annotated, stances: 2" in result.stdout
    record = json.loads(show(mini, WIRE, "--json").stdout)
    assert record["published"] is None
    assert record["document"]["doc_id"] == WIRE


def test_a_withheld_document_with_its_text(mini: Path, mini_raw: Path) -> None:
    result = show(mini, WIRE[:8], "--raw", mini_raw)
    assert result.exit_code == 0
    assert "Port Elune[GPE]" in result.stdout
    assert "All rights reserved" not in result.stdout


def test_a_broken_annotation_is_not_drawn(mini: Path) -> None:
    path = mini / "annotations" / "open" / f"{ENGLISH}.json"
    path.write_text(path.read_text("utf-8").replace('"surface": "Mirel Tansk"', '"surface": "Mirel Task"'), "utf-8")
    result = show(mini, ENGLISH)
    assert result.exit_code == 1
    assert "GW-E" in result.stderr
    assert "Gull Strait" not in result.stdout
    as_json = show(mini, ENGLISH, "--json")
    assert as_json.exit_code == 1
    record = json.loads(as_json.stdout)
    assert record["published"] is None
    assert record["incidents"][0]["document"] == ENGLISH


def test_json_offsets_are_the_surfaces(mini: Path) -> None:
    record = json.loads(show(mini, ENGLISH, "--json").stdout)
    published = record["published"]
    assert len(published["mentions"]) == 11
    for mention in published["mentions"]:
        assert published["text"][mention["start"] : mention["end"]] == mention["text"]


def test_a_document_that_is_not_annotated(mini: Path) -> None:
    (mini / "annotations" / "open" / f"{FRENCH}.json").unlink()
    result = show(mini, FRENCH)
    assert result.exit_code == 0
    assert "GW-W045" in result.stderr
    assert "quotes: not annotated" in result.stdout
    assert "stances: not annotated" in result.stdout


def test_a_narrow_terminal_loses_no_word(mini: Path) -> None:
    outputs = []
    for columns in ("300", "40"):
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, "show", ENGLISH, "--corpus", str(mini)],
            env={**os.environ, "COLUMNS": columns},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        outputs.append("".join(done.stdout.split()))
    assert outputs[0] == outputs[1]


def labelled(result: Result) -> str:
    return " ".join(result.stdout.split())


def test_the_labels_of_a_withheld_document_are_listed_by_line_and_offset(mini: Path, mini_raw: Path) -> None:
    said = labelled(show(mini, WIRE))
    assert "lines (" in said
    record = json.loads((mini / "annotations" / "wire" / f"{WIRE}.json").read_text("utf-8"))
    for number, line in enumerate(record["lines"], 1):
        assert f"line {number} [{line['start']}, {line['end']}) {line['role']}" in said
    for mention in record["mentions"]:
        (number,) = [n for n, line in enumerate(record["lines"], 1) if line["start"] <= mention["start"] < line["end"]]
        place = f"{mention['id']} line {number} [{mention['start']}, {mention['end']}) {mention['type']}"
        assert f"{place} {mention['form']}" in said
    for quote in record["quotes"]:
        assert f"{quote['id']} {quote['type']} {quote['speakers'][0]['mention'] or 'nobody named'}" in said
        assert f"[{quote['content'][0]['start']}, {quote['content'][0]['end']})" in said
    for stance in record["stances"]:
        assert stance["polarity"] in said
        assert all(f"[{part['start']}, {part['end']})" in said for part in stance["evidence"])
    words = next(mini_raw.iterdir()).read_text("utf-8").split()
    assert not any(" ".join(words[at : at + 6]) in said for at in range(len(words) - 6))


def test_outside_a_corpus_the_release_that_is_found_is_shown(
    mini: Path, mini_release: Path, mini_raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goldwire.loading.packaged", lambda name="*": mini_release)
    away = tmp_path / "away"
    away.mkdir()
    monkeypatch.chdir(away)

    def shown(*arguments: object) -> Result:
        return CliRunner().invoke(app, ["show", *map(str, arguments)])

    inside = show(mini, ENGLISH)
    assert shown(ENGLISH).stdout == inside.stdout
    assert shown(ENGLISH).exit_code == 0
    assert "mini-news 0.1.0" in shown(ENGLISH).stderr
    assert labelled(shown(WIRE)) == labelled(show(mini, WIRE))
    assert labelled(shown(WIRE, "--raw", mini_raw)) == labelled(show(mini, WIRE, "--raw", mini_raw))
    assert "no document's id begins with 'gw-zzz'; mini-news 0.1.0 holds gw-" in shown("gw-zzz").stderr
    assert "begins the ids of" in shown("gw-").stderr
    record = json.loads(shown(ENGLISH, "--json").stdout)
    assert record["release"] == {"name": "mini-news", "version": "0.1.0", "edition": "public"}
    assert record["published"] == json.loads(show(mini, ENGLISH, "--json").stdout)["published"]


def test_in_a_corpus_a_release_is_shown_where_it_is_named(mini: Path, mini_release: Path) -> None:
    assert show(mini, ENGLISH, "--on", mini_release).stdout == show(mini, ENGLISH).stdout
    assert "no folder, and no version" in show(mini, ENGLISH, "--on", "nowhere").stderr


def test_where_there_is_neither_corpus_nor_release_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("goldwire.loading.packaged", lambda name="*": None)
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(app, ["show", ENGLISH])
    assert said.exit_code == 2
    for words in ("no corpus at .", "--corpus", "goldwire init", "--on", "make wheel"):
        assert words in said.stderr
