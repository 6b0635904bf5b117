"""The audit of the corpus that is shipped is clean, for whoever has the withheld texts and for whoever has not."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpora import REPO
from goldwire.cli.app import app

WIRE = Path(os.environ.get("GOLDWIRE_WIRE_RAW") or REPO.parent / "shared" / "wire")


@pytest.mark.parametrize("raw", [False, True])
def test_the_shipped_corpus_has_no_finding_that_nobody_reviewed(raw: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOLDWIRE_RAW", raising=False)
    if raw and not list(WIRE.glob("*.txt")):
        pytest.skip(f"no wire articles in {WIRE}")
    options = ["--raw", str(WIRE)] if raw else []
    result = CliRunner().invoke(app, ["audit", "--corpus", str(REPO), "--json", *options])
    told = json.loads(result.stdout)
    # Counts alone: no message of a failed test may quote a withheld text.
    counts = (result.exit_code, len(told["findings"]), len(told["stale"]), told["documents"] > 0)
    assert counts == (0, 0, 0, True), "see: goldwire audit"
