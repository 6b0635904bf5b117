"""What is told of texts that the repository does not hold, however many they are."""

from __future__ import annotations

import pytest

from goldwire.cli.sources import tell_sources
from goldwire.model.document import Match
from goldwire.release.assembly import Source, Tables
from goldwire.release.summary import Summary


def told(found: int, missing: int, capsys: pytest.CaptureFixture[str]) -> str:
    matches = [Match.OK] * found + [Match.MISSING] * missing
    sources = [
        Source(f"gw-{number:016}", "press_test", f"{number}.txt", None, match, "press", "fetched")
        for number, match in enumerate(matches)
    ]
    tell_sources(Tables((), (), Summary(), {}, tuple(sources), redistributable=True))
    return capsys.readouterr().out


def test_what_is_there_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    said = told(172, 0, capsys)
    assert "press: 172 fetched texts: 172 ok\n" in said
    assert "gw-" not in said
    assert "→" not in said


def test_some_of_what_is_missing_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    said = told(100, 72, capsys)
    assert "press: 172 fetched texts: 100 ok, 72 missing\n" in said
    assert said.count("gw-") == 20
    assert "… and 52 more; matches in manifest.json names all" in said
    assert "Get it with: goldwire fetch press" in said


def test_a_collection_that_is_missing_as_a_whole_is_not_listed(capsys: pytest.CaptureFixture[str]) -> None:
    said = told(0, 172, capsys)
    assert "press: 172 fetched texts: 172 missing\n" in said
    assert "gw-" not in said
    assert "Get it with: goldwire fetch press" in said
    assert "may be passed on" not in said
    assert told(0, 3, capsys).count("gw-") == 3
