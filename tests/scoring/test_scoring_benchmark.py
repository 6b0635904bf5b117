"""The benchmark of the scorer runs, and its peers agree where they should."""

from __future__ import annotations

import importlib.util
import runpy
from pathlib import Path
from types import ModuleType

import pytest

from corpora import REPO


@pytest.fixture(scope="module")
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("scoring_benchmark", REPO / "benchmarks" / "scoring.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_documents_are_new_and_their_number_is_as_asked(benchmark: ModuleType, mini_release: Path) -> None:
    models = benchmark.originals(mini_release)
    documents = list(benchmark.made(models, 5))
    assert len({document.doc_id for document in documents} | {model.doc_id for model in models}) == 5 + len(models)
    assert benchmark.predicted(documents[0], 0.2, "0") == benchmark.predicted(documents[0], 0.2, "0")


@pytest.mark.parametrize(("layers", "systems"), [("all", 1), ("mentions", 2)])
def test_stages_score_all_documents(benchmark: ModuleType, mini_release: Path, layers: str, systems: int) -> None:
    figures = benchmark.whole(benchmark.originals(mini_release), 4, layers, systems)
    assert figures["seconds"] > 0
    assert figures["bytes"] > 0


@pytest.mark.filterwarnings("ignore")  # seqeval's, of types that no system predicts
def test_seqeval_gives_the_same_f1(benchmark: ModuleType, mini_release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "PEER_DOCUMENTS", 8)
    monkeypatch.setattr(benchmark, "BLOCK", 4)
    found = benchmark.peers(benchmark.originals(mini_release))  # raises where they differ
    assert [peer["name"] for peer in found["peers"]] == ["seqeval", "nervaluate"]
    assert all(peer["ratio"] > 0 for peer in found["peers"])


def test_the_table_of_results_has_a_row_for_each(tmp_path: Path) -> None:
    pages = runpy.run_path(str(REPO / "docs" / "make_pages.py"))
    lines = pages["scoring"]().splitlines()
    assert len(lines) > 5
    assert "seqeval 1.2.2" in lines[-1]
