"""What users get of a published release: `load_dataset` by repository and tag, from an emulated Hub."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hub_emulator import Hub
from typer.testing import CliRunner

from corpora import ENGLISH, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.cli.app import app
from goldwire.corpus.store import Corpus
from goldwire.release.build import build
from goldwire.release.tables import read_rows

REPO = "my-org/mini-news"
SECONDS = 100
LOADING = """
import json, sys, datasets
repo, found = sys.argv[1], {}
for revision in ("v0.1.0", "v0.2.0"):
    whole = datasets.load_dataset(repo, "stance", revision=revision)
    streamed = datasets.load_dataset(repo, "stance", revision=revision, streaming=True)
    found[revision] = [{name: list(rows) for name, rows in each.items()} for each in (whole, streamed)]
found["labels"] = whole["train"].features["polarity"].names
found["default"] = list(datasets.load_dataset(repo, revision="v0.2.0", split="train", streaming=True))[0]["doc_id"]
print(json.dumps(found))
"""


@pytest.mark.timeout(2 * SECONDS)
@pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")
def test_every_tag_gives_its_rows_whole_and_streamed(hub: Hub, tmp_path: Path) -> None:
    root = copy_mini(tmp_path)
    place = root / "annotations" / "open" / f"{ENGLISH}.json"
    folders = {"v0.1.0": build(open_corpus(Corpus(root)), "0.1.0", root / "dist").folder}
    place.write_text(place.read_text("utf-8").replace('"polarity": "oppose"', '"polarity": "mixed"', 1), "utf-8")
    folders["v0.2.0"] = build(open_corpus(Corpus(root)), "0.2.0", root / "dist").folder
    for folder in folders.values():
        published = CliRunner().invoke(app, ["publish", str(folder), "--repo", REPO, "--yes"])
        assert published.exit_code == 0, published.output
    assert hub.repos[REPO].tags.keys() == folders.keys()
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", LOADING, REPO],
        env=kept | {"HF_ENDPOINT": hub.endpoint, "HF_HOME": str(tmp_path / "hf"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    for revision, folder in folders.items():
        rows = {"train": read_rows(folder / "data" / "stance" / "train.parquet")}
        assert found[revision] == [rows, rows], revision
    assert found["v0.1.0"] != found["v0.2.0"]
    assert found["labels"] == ["support", "oppose", "mixed", "none"]
    assert found["default"] == ENGLISH
