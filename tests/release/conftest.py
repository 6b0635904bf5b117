"""Releases that several tests of rows read."""

from __future__ import annotations

import shutil

import pytest
from row_makers import Made

from corpora import MINI_RAW, REPO, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.store import Corpus
from goldwire.release.build import build


@pytest.fixture(scope="session", params=["mini", "repository"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The hydrated mini release, and the public one of the repository's own corpus."""
    folder = tmp_path_factory.mktemp("rows")
    if request.param == "mini":
        root, raw = copy_mini(folder), MINI_RAW
        return Made(root, build(open_corpus(Corpus(root), raw), "0.1.0", folder / "dist").folder)
    for name in ("corpus", "annotations"):
        shutil.copytree(REPO / name, folder / name)
    return Made(folder, build(open_corpus(Corpus(folder)), "9.0.0", folder / "dist").folder)
