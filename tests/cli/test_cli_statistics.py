"""`goldwire statistics`: tables for people and pages, JSON for programs, and what was left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from corpora import ENGLISH
from goldwire.cli.app import app


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW"):
        monkeypatch.delenv(name, raising=False)


def statistics(corpus: Path, *arguments: object) -> Result:
    return CliRunner().invoke(app, ["statistics", "--corpus", str(corpus), *map(str, arguments)])


def test_json_has_a_group_for_each_collection_and_language(mini: Path, mini_raw: Path) -> None:
    result = statistics(mini, "--raw", mini_raw, "--json")
    assert result.exit_code == 0, result.output
    groups = json.loads(result.stdout)["groups"]
    assert [(one["collection"], one["language"]) for one in groups] == [("open", "en"), ("open", "fr"), ("wire", "en")]
    assert all(one["documents"] == 1 and one["left_out"] == 0 and one["words"] > 0 for one in groups)
    assert "3 documents counted\n" in result.stderr


def test_a_text_that_is_not_at_hand_is_left_out_with_the_way_to_get_it(mini: Path) -> None:
    result = statistics(mini, "--json")
    assert result.exit_code == 0, result.output
    assert [one["left_out"] for one in json.loads(result.stdout)["groups"]] == [0, 0, 1]
    assert "2 documents counted; 1 left out" in result.stderr
    assert "--raw" in result.stderr


def test_a_broken_document_is_named_and_the_rest_is_counted(mini: Path, mini_raw: Path) -> None:
    (mini / "annotations" / "open" / f"{ENGLISH}.json").write_text("{", "utf-8")
    result = statistics(mini, "--raw", mini_raw, "--json")
    assert result.exit_code == 1
    assert sum(one["documents"] for one in json.loads(result.stdout)["groups"]) == 2
    assert ENGLISH in result.stderr


def test_the_tables_are_the_same_in_a_terminal_and_on_a_page(mini: Path, mini_raw: Path) -> None:
    plain = statistics(mini, "--raw", mini_raw).stdout
    page = statistics(mini, "--raw", mini_raw, "--markdown").stdout
    for words in ("words a sentence", "towards a proposition", "Most frequent cues", "open fr"):
        assert words in plain
        assert words in page
    assert "**Quotes**" in page
    assert "| words a document |" in page


def test_a_corpus_without_documents_is_told_so(tmp_path: Path) -> None:
    made = CliRunner().invoke(app, ["init", str(tmp_path / "own")])
    assert made.exit_code == 0, made.output
    result = statistics(tmp_path / "own")
    assert result.exit_code == 2
    assert "no document" in result.stderr
