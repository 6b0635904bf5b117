"""The matrix of `datasets` versions: its data are whole, its comparison finds faults, and the page's snippets run."""

from __future__ import annotations

import copy
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import pytest

import direct
from corpora import REPO
from environments import Environment, NotMade, environments, interpreter
from expected import expected, hard
from goldwire.checks.run import open_corpus
from goldwire.corpus.store import Corpus
from goldwire.release.build import build
from goldwire.release.verifying import verify
from hard_cases import make_release
from inside import Checks, different
from matrix import failures, table

RESULTS = json.loads((REPO / "tests" / "compat" / "results.json").read_bytes())
SERIES = ("2.14.7", "2.21.0", "3.6.0", "4.0.0", "4.", "5.")


def test_all_pinned_environments_were_tried_and_passed() -> None:
    assert [one["name"] for one in RESULTS["environments"]] == [one.name for one in environments()]
    assert [failures(one) for one in RESULTS["environments"]] == [[]] * len(environments())
    for one, pinned in zip(RESULTS["environments"], environments(), strict=True):
        assert one["libraries"].get("datasets") == pinned.datasets
        locked = dict(re.findall(r"^([\w-]+)==(\S+)", "\n".join(pinned.locked), re.M))
        for name, version in one["libraries"].items():
            several = [line for line in pinned.locked if line.startswith(f"{name}==")]  # for different Pythons
            assert len(several) > 1 or locked[name] == version
        made = {(check["way"], check["check"]) for check in one["checks"]}
        ways = {"load_dataset": 8, "builder": 8, **({"goldwire.load": 2} if pinned.package else {})}
        if pinned.datasets:
            assert len(made) == sum(ways.values())
            assert {way for way, _ in made} == set(ways)
        else:
            assert {way for way, _ in made} == {*direct.READERS, "snippets"}


def test_every_series_is_pinned() -> None:
    pinned = [one.datasets or "" for one in environments()]
    assert all(any(version.startswith(series) for version in pinned) for series in SERIES)


def test_results_name_no_place() -> None:
    assert not re.search(r"(?:^|[\s'\"(=])(?:/|[A-Z]:\\)\w|://", json.dumps(RESULTS))


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Two made releases that differ in every table, as expected of readers."""
    folder = tmp_path_factory.mktemp("compat")
    return [expected(make_release(folder / name, name)) for name in ("Ada", "Eve")]


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets.disable_progress_bars()
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)


def test_the_made_releases_hold_the_hard_cases_and_differ_in_every_table(releases: list[dict[str, Any]]) -> None:
    first, second = releases
    for one in releases:
        assert hard(one) == []
        assert verify(Path(one["folder"])) == []
    assert (
        {"documents", "lines", "linking", "ner", "quotes", "stance", "standoff"}
        <= first["tables"].keys()
        == second["tables"].keys()
    )
    for config, splits in first["tables"].items():
        assert {split: one["rows"] for split, one in splits.items()} != {
            split: one["rows"] for split, one in second["tables"][config].items()
        }


@pytest.mark.parametrize("way", ["load_dataset", "builder"])
def test_this_environment_passes_what_needs_no_program_of_its_own(
    way: str, releases: list[dict[str, Any]], tmp_path: Path
) -> None:
    checks = Checks(way, {"releases": releases[:1]}, tmp_path)
    for check in (checks.whole, checks.streamed, checks.numpy):
        assert (check.__name__, list(check())) == (check.__name__, [])


def drop_a_row(one: dict[str, Any]) -> None:
    one["rows"].pop()


def fill_a_null(one: dict[str, Any]) -> None:
    one["rows"][0]["cue"] = one["rows"][0]["cue"] or ""


def turn_labels_round(one: dict[str, Any]) -> None:
    one["labels"][".type"].reverse()


def narrow_a_type(one: dict[str, Any]) -> None:
    one["types"]["cue_start"] = "int32"


def rename_a_column(one: dict[str, Any]) -> None:
    one["types"] = {name.replace("story", "event"): kind for name, kind in one["types"].items()}


def count_another_hole(one: dict[str, Any]) -> None:
    one["holes"][".parent"] = [0, 1]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (drop_a_row, "rows instead of"),
        (fill_a_null, "row 0 differs in cue, None instead of "),
        (turn_labels_round, "label names: .type"),
        (narrow_a_type, "types: cue_start, int64 instead of int32"),
        (rename_a_column, "types: event, which is missing"),
        (count_another_hole, "nulls and empty lists: .parent"),
    ],
)
def test_a_difference_is_found(
    change: Callable[[dict[str, Any]], None], says: str, releases: list[dict[str, Any]]
) -> None:
    wanted = copy.deepcopy(releases[0]["tables"]["quotes"]["train"])
    loaded = datasets.load_dataset(releases[0]["folder"], "quotes", split="train")
    wanted["rows"].sort(key=lambda row: row["cue"] is not None)
    order = [row["id"] for row in wanted["rows"]]
    loaded = loaded.select([loaded["id"][:].index(each) for each in order])
    assert list(different(loaded, wanted)) == []
    change(wanted)
    assert any(says in reason for reason in different(loaded, wanted))


def test_readers_without_datasets(releases: list[dict[str, Any]]) -> None:
    for reader in ("pyarrow", "pandas", "pandas with Arrow types"):  # the others are no dependencies of goldwire
        assert direct.check(reader, releases[:1]) == []
    wrong = copy.deepcopy(releases[:1])
    row = wrong[0]["tables"]["ner"]["train"]["rows"][0]
    text, row["text"] = row["text"], ""
    (reason,) = direct.check("pandas", wrong)
    assert reason.startswith(f"ner/train: row 0 differs in text, {text[:20]}")


def test_an_environment_that_cannot_be_made_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = Environment("old", "inside.py", (), False, (3, 10), (), ("datasets==1.0",))
    with pytest.raises(NotMade, match=r"wheels up to Python 3\.10, and none so old is on PATH"):
        interpreter(old, tmp_path)
    monkeypatch.setattr(shutil, "which", lambda name: sys.executable if name == "uv" else None)
    broken = Environment("broken", "inside.py", (), False, None, (), ("datasets==1.0",))
    with pytest.raises(NotMade, match="cannot be installed"):
        interpreter(broken, tmp_path)


def test_failures_are_shown() -> None:
    results = copy.deepcopy(RESULTS)
    one, other = results["environments"][:2]
    results["environments"] = [one, other]
    one["checks"][0] |= {"ok": False, "reason": "ner/train: 3 rows instead of 4"}
    other |= {"checks": [], "error": "cannot be installed"}
    shown = table(results)
    assert "FAILED load_dataset whole: ner/train: 3 rows instead of 4" in shown
    assert "FAILED cannot be installed" in shown
    assert f"FAILED: {one['name']}, {other['name']} (" in shown
    one |= {"known": [*one["known"], "load_dataset whole", "builder whole"]}
    assert failures(one) == ["builder whole: no longer fails; take it out of environments.json"]
    assert "all ok" in table(RESULTS)


def test_an_unknown_environment_is_misuse() -> None:
    done = subprocess.run(
        [sys.executable, str(REPO / "tests" / "compat" / "matrix.py"), "1.0"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("error: no environment is called '1.0'; there are 2.14.7-2023, ")


def test_every_snippet_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("corpus", "annotations"):
        shutil.copytree(REPO / name, tmp_path / name)
    corpus = Corpus(tmp_path)
    folder = build(open_corpus(corpus), corpus.settings.version, tmp_path / "dist", replace=True).folder
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    first, *others = direct.page_snippets()
    exec(first, names)
    assert (tmp_path / names["folder"]).is_dir(), "the page names another release than the corpus's"
    assert len(others) == 10
    assert folder == tmp_path / names["folder"]
    elsewhere = fetching = 0
    for snippet in others:
        if "press_" in snippet:  # run where nothing is fetched from outside: see test_loading_fetched.py
            fetching += 1
        elif re.search("^import (polars|duckdb)$", snippet, re.M):  # run where these are: see direct.py
            elsewhere += 1
        else:
            exec(snippet, names)
    assert elsewhere == 2
    assert fetching == 1
