"""Calling recipes as users do: each a program of its own, without a network."""

from __future__ import annotations

import importlib.util
import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from corpora import REPO
from goldwire.checks.run import open_corpus
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus
from goldwire.release.build import build
from goldwire.release.gold import gold_documents
from wheels import OFFLINE

RECIPES = REPO / "recipes"
SECONDS = 900
"""What the tests of one module may take on a slow and busy machine."""


def missing(*modules: str) -> str:
    """The reason to skip: which modules are not installed; empty where all are."""
    absent = [name for name in modules if importlib.util.find_spec(name) is None]
    return f"{', '.join(absent)} not installed: make recipes runs this" if absent else ""


def release(folder: Path) -> Path:
    """A public release of a copy of this repository's corpus, in `folder`; the corpus itself is not touched."""
    for name in ("corpus", "annotations"):
        shutil.copytree(REPO / name, folder / name)
    return build(open_corpus(Corpus(folder)), "99.0.0", folder / "dist").folder


def call(home: Path, *arguments: str | Path, status: int = 0) -> str:
    """What Python prints on both channels. Caches are in `home`; graphics cards are out of sight."""
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=home,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join(filter(None, [str(OFFLINE), os.environ.get("PYTHONPATH")])),
            "HOME": str(home),
            "HF_HOME": str(home / "hf"),
            "HF_HUB_OFFLINE": "1",
            "CUDA_VISIBLE_DEVICES": "",
            "OMP_NUM_THREADS": "1",
            "COLUMNS": "200",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == status, done.stdout
    assert "offline:" not in done.stdout
    return done.stdout


def read_predictions(path: Path) -> list[dict[str, Any]]:
    """The predictions of a file, each of which must be valid."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [problem.message for line in lines for problem in problems("prediction", line)] == []
    return lines


def assert_names_lie_in(folder: Path, split: str, predictions: list[dict[str, Any]]) -> None:
    """Each document of the split has one prediction, and at the offsets of its names stand their words."""
    documents = {gold.doc_id: gold for gold in gold_documents(folder, split)}
    assert sorted(line["doc_id"] for line in predictions) == sorted(documents)
    for line in predictions:
        text = documents[line["doc_id"]].text.text
        assert [m["text"] for m in line["mentions"]] == [text[m["start"] : m["end"]] for m in line["mentions"]]


def scored(home: Path, folder: Path, predictions: Path, split: str) -> Any:
    """What goldwire score tells of predictions."""
    options = ("--gold", folder, "--pred", predictions, "--split", split, "--resamples", "0", "--json")
    return json.loads(call(home, "-m", "goldwire.cli", "score", *options))


def finite(history: list[dict[str, Any]]) -> bool:
    """Whether all figures of a training log are finite."""
    return all(math.isfinite(value) for entry in history for value in entry.values())
