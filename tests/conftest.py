"""Fixtures that several tests share; plain helpers are in `corpora.py`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

# Consoles take their width from here as soon as they are imported; tests that look at it set it themselves.
os.environ.pop("COLUMNS", None)

import pytest
from hub_emulator import WRITER, Hub, running
from hypothesis import settings

from corpora import MINI_RAW, copy_mini

# A busy machine is no fault of the code: the time of one example says nothing.
settings.register_profile("goldwire", deadline=None)
settings.load_profile("goldwire")


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """An empty cache of fetched files: nothing in a test may come from that of whoever runs it."""
    monkeypatch.setenv("GOLDWIRE_CACHE", str(tmp_path_factory.getbasetemp() / "no-cache"))
    monkeypatch.setenv("GOLDWIRE_ARCHIVE", "")  # no test asks Software Heritage


@pytest.fixture
def mini(tmp_path: Path) -> Path:
    """A copy of the mini corpus that a test may damage."""
    return copy_mini(tmp_path)


@pytest.fixture(scope="session")
def mini_raw() -> Path:
    """The folder with the raw file of the mini corpus's withheld document."""
    return MINI_RAW


@pytest.fixture(scope="session")
def mini_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public release of the mini corpus, to be read only."""
    from goldwire.checks.run import open_corpus
    from goldwire.corpus.store import Corpus
    from goldwire.release.build import build

    root = copy_mini(tmp_path_factory.mktemp("released"))
    build(open_corpus(Corpus(root), None), "0.1.0", root / "dist")
    return root / "dist" / "mini-news" / "0.1.0"


@pytest.fixture(scope="session")
def _hub_server() -> Iterator[Hub]:
    with running() as hub:
        yield hub


@pytest.fixture
def hub(_hub_server: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Hub:
    """An empty Hub that this process takes for the real one and that nothing ails, and a token that may write to it."""
    from huggingface_hub import constants  # takes a second, which other tests need not wait for

    _hub_server.repos.clear()
    _hub_server.forget()
    _hub_server.yaml_errors, _hub_server.yaml_warnings, _hub_server.page = [], [], 1_000
    # What HF_ENDPOINT and others are read into when huggingface_hub is imported.
    monkeypatch.setattr(constants, "ENDPOINT", _hub_server.endpoint)
    template = _hub_server.endpoint + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))
    monkeypatch.setenv("HF_TOKEN", WRITER)
    monkeypatch.setenv("COLUMNS", "200")
    return _hub_server
