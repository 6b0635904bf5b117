"""Loading releases, as users do."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import goldwire
from corpora import ENGLISH, MINI_RAW, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.store import Corpus
from goldwire.release.build import build
from goldwire.release.manifest import read_manifest
from goldwire.release.tables import read_rows

TABLES = [
    (config, split)
    for config in ("documents", "ner", "linking", "quotes", "attribution", "stance", "lines", "standoff")
    for split in ("train", "wire")
    if (config, split) != ("standoff", "train")
]
STREAMING_SECONDS = 60


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose dist/ holds both editions of the mini corpus."""
    root = copy_mini(tmp_path_factory.mktemp("loading"))
    for raw in (None, MINI_RAW):
        build(open_corpus(Corpus(root), raw), "0.1.0", root / "dist")
    datasets.disable_progress_bars()
    return root


@pytest.fixture(autouse=True)
def _offline(dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    monkeypatch.delenv("GOLDWIRE_RELEASE", raising=False)
    monkeypatch.chdir(dist)


def folder(root: Path, name: str = "0.1.0-hydrated") -> Path:
    return root / "dist" / "mini-news" / name


def expected(root: Path, config: str, split: str) -> list[dict[str, Any]]:
    return read_rows(folder(root) / "data" / config / f"{split}.parquet")


@pytest.mark.parametrize(("config", "split"), TABLES)
def test_every_table_whole(config: str, split: str, dist: Path) -> None:
    table = goldwire.load(config, split=split, edition="hydrated")
    assert isinstance(table, datasets.Dataset)
    assert list(table) == expected(dist, config, split)


@pytest.mark.timeout(STREAMING_SECONDS)
@pytest.mark.parametrize(("config", "split"), TABLES)
def test_every_table_streamed(config: str, split: str, dist: Path) -> None:
    table = goldwire.load(config, split=split, edition="hydrated", streaming=True)
    assert isinstance(table, datasets.IterableDataset)
    assert list(table) == expected(dist, config, split)


def test_a_stream_that_is_left_early_lets_the_program_end(dist: Path, tmp_path: Path) -> None:
    package = str(Path(goldwire.__file__).parents[1])
    script = (
        "import goldwire\n"
        f"rows = goldwire.load('documents', release={str(folder(dist))!r}, split='train', streaming=True)\n"
        "print(next(iter(rows))['doc_id'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1", "PATH": "/usr/bin:/bin", "PYTHONPATH": package},
        capture_output=True,
        text=True,
        timeout=STREAMING_SECONDS,
        check=True,
    )
    assert done.stdout.strip() == ENGLISH


def test_all_splits_and_the_default_config(dist: Path) -> None:
    both = goldwire.load(edition="hydrated")
    assert isinstance(both, datasets.DatasetDict)
    assert {name: table.num_rows for name, table in both.items()} == {"train": 2, "wire": 1}
    plain = datasets.load_dataset(str(folder(dist)))
    assert plain["train"].column_names == both["train"].column_names
    assert list(plain["wire"]) == list(both["wire"])


def test_split_expressions() -> None:
    assert len(goldwire.load("ner", split="train[:1]")) == 1
    assert len(goldwire.load("ner", split="train+wire", edition="hydrated")) == 11
    assert len(goldwire.load("documents", split="train[50%:]")) == 1


def test_tables_of_the_corpus_have_one_split() -> None:
    entities = goldwire.load("entities", split="corpus")
    assert isinstance(entities, datasets.Dataset)
    assert entities.features["type"].names[0] == "PER"
    assert list(goldwire.load("propositions")) == ["corpus"]
    assert [row["id"] for row in entities] == sorted(row["id"] for row in entities)


def test_label_names() -> None:
    stance = goldwire.load("stance", split="train")
    assert isinstance(stance, datasets.Dataset)
    assert stance.features["polarity"].names == ["support", "oppose", "mixed", "none"]
    names = {row["id"].split(".")[1]: stance.features["polarity"].int2str(row["polarity"]) for row in stance}
    assert names["s2"] == "support"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (
            {"config": "sentences"},
            "no config 'sentences'; it has attribution, documents, entities, lines, linking, ner, propositions, ",
        ),
        ({"config": "ner", "split": "dev"}, "config 'ner' has no split 'dev'; it has train"),
        ({"config": "standoff", "split": "train"}, "it has wire"),
        ({"config": "entities", "split": "wire"}, "config 'entities' has no split 'wire'; it has corpus"),
    ],
)
def test_what_is_not_there_is_answered_by_what_is(options: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        goldwire.load(**options)  # type: ignore[arg-type]


def test_an_unknown_edition_is_answered_by_those_that_exist() -> None:
    asked: list[Callable[..., Any]] = [goldwire.path, goldwire.load, goldwire.builder]
    for ask in asked:
        with pytest.raises(ValueError, match="no edition 'fetch'; editions are public, fetched, hydrated"):
            ask(edition="fetch")


def test_no_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(goldwire.NoRelease, match=r"no public release in dist/ of .*carries none.*make wheel"):
        goldwire.load()
    with pytest.raises(goldwire.NoRelease, match="no hydrated release"):
        goldwire.path("hydrated")
    with pytest.raises(FileNotFoundError, match="is not a release folder"):
        goldwire.load(release=tmp_path)
    monkeypatch.setenv("GOLDWIRE_RELEASE", str(tmp_path))
    with pytest.raises(goldwire.NoRelease, match=r"GOLDWIRE_RELEASE names .* holds no manifest\.json"):
        goldwire.path()


def test_no_release_in_a_corpus(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mini / "annotations" / "open")
    with pytest.raises(goldwire.NoRelease, match=r"no public release of mini-news in .*dist; .*: goldwire release; or"):
        goldwire.path()
    with pytest.raises(goldwire.NoRelease, match="goldwire release --raw DIR"):
        goldwire.path("hydrated")
    (mini / "corpus" / "corpus.json").write_text("{}")
    with pytest.raises(goldwire.NoRelease, match=r"cannot be told: .*corpus\.json"):
        goldwire.path()


def test_a_working_folder_that_was_removed_holds_no_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(goldwire.NoRelease, match="no public release"):
        goldwire.path()


def test_only_releases_of_the_corpus_at_hand_count(dist: Path, mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in (mini / "annotations" / "dist", mini / "dist"):
        shutil.copytree(folder(dist, "0.1.0"), place / "other-news" / "9.0.0")
    monkeypatch.chdir(mini / "annotations")
    with pytest.raises(goldwire.NoRelease):
        goldwire.path()
    shutil.copytree(folder(dist, "0.1.0"), mini / "dist" / "mini-news" / "0.1.0")
    assert goldwire.path() == str(mini / "dist" / "mini-news" / "0.1.0")


def test_outside_of_a_corpus_the_nearest_dist_counts(
    dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the package carries no release."""
    for place, version in ((tmp_path, "0.2.0"), (tmp_path / "deep", "0.1.0")):
        shutil.copytree(folder(dist, "0.1.0"), place / "dist" / "mini-news" / version)
    (tmp_path / "deep" / "er").mkdir()
    monkeypatch.chdir(tmp_path / "deep" / "er")
    assert goldwire.path() == str(tmp_path / "deep" / "dist" / "mini-news" / "0.1.0")
    assert datasets.load_dataset(goldwire.path(), "ner", split="train").num_rows > 0


def test_the_environment_names_a_release(dist: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOLDWIRE_RELEASE", str(folder(dist)))
    assert goldwire.path() == str(folder(dist))
    assert len(goldwire.load("documents", split="wire")) == 1


def test_the_newest_version_wins(dist: Path, mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = mini / "dist" / "mini-news"
    for version in ("0.9.0", "0.10.0", "0.2.0"):
        for name in (version, f"{version}-hydrated"):
            shutil.copytree(folder(dist), place / name)
    shutil.copytree(folder(dist), place / ".9.0.0.x.part")
    shutil.copytree(folder(dist), place / "draft")
    shutil.copytree(folder(dist), place / "9.0.0-draft")
    (place / "1.0.0").mkdir()
    (mini / "deep" / "er").mkdir(parents=True)
    monkeypatch.chdir(mini / "deep" / "er")
    assert goldwire.path() == str(place / "0.10.0")
    assert goldwire.path("hydrated") == str(place / "0.10.0-hydrated")


def test_editions_are_told_apart(dist: Path) -> None:
    assert goldwire.path() == str(folder(dist, "0.1.0"))
    assert read_manifest(Path(goldwire.path("hydrated"))).edition == "hydrated"
    assert isinstance(goldwire.load(), datasets.DatasetDict)
    assert set(goldwire.load()) == {"train"}
    assert set(goldwire.load(edition="hydrated")) == {"train", "wire"}


def test_a_release_in_another_ones_place_is_read_anew(tmp_path: Path) -> None:
    root = copy_mini(tmp_path)
    path = root / "annotations" / "open" / f"{ENGLISH}.json"
    source = path.read_text("utf-8")
    seen = []
    # The two builds have rows and files of the same sizes: nothing but the content tells them apart.
    for first, second in (("mixed", "none"), ("none", "mixed")):
        text = source.replace('"polarity": "oppose"', f'"polarity": "{first}"', 1)
        path.write_text(text.replace('"polarity": "support"', f'"polarity": "{second}"', 1), "utf-8")
        made = build(open_corpus(Corpus(root)), "0.1.0", root / "dist", replace=True)
        table = goldwire.load("stance", release=made.folder, split="train")
        assert list(table) == read_rows(made.folder / "data" / "stance" / "train.parquet")
        seen.append(list(table))
    assert seen[0] != seen[1]


@pytest.mark.parametrize(("config", "split"), TABLES)
def test_pandas_and_pyarrow_read_the_same_rows(config: str, split: str, dist: Path) -> None:
    path = folder(dist) / "data" / config / f"{split}.parquet"
    rows = expected(dist, config, split)
    table = pq.read_table(path)
    assert table.to_pylist() == rows
    frame = pd.read_parquet(path)
    assert list(frame.columns) == table.column_names
    assert pa.Table.from_pandas(frame, schema=table.schema, preserve_index=False).to_pylist() == rows


SPLITS = {
    "a list": ["train", "wire"],
    "a tuple": ("wire", datasets.Split("train")),
    "a dictionary": {"mine": "train", "theirs": "wire[:1]"},
    "an empty list": [],
    "a member of Split": datasets.Split.TRAIN,
    "Split.ALL": datasets.Split.ALL,
    "all": "all",
    "a sum": "train+wire",
    "a part": "train[:50%]",
    "an instruction": datasets.ReadInstruction("train", to=2, unit="abs"),
    "a sum of instructions": datasets.ReadInstruction("train") + datasets.ReadInstruction("wire"),
    "a list of parts": ["train[:1]", datasets.ReadInstruction("wire", from_=1, unit="abs")],
}


def plain(loaded: Any) -> Any:
    """Rows, in the lists and dictionaries in which they come."""
    if isinstance(loaded, dict):
        return {name: plain(one) for name, one in loaded.items()}
    return type(loaded)(map(plain, loaded)) if isinstance(loaded, list | tuple) else list(loaded)


@pytest.mark.parametrize("split", SPLITS.values(), ids=SPLITS)
def test_every_split_that_load_dataset_takes(split: Any, dist: Path) -> None:
    right = datasets.load_dataset(str(folder(dist)), "ner", split=split)
    loaded = goldwire.load("ner", split=split, release=folder(dist))
    assert type(loaded) is type(right)
    assert plain(loaded) == plain(right)


@pytest.mark.parametrize("split", SPLITS.values(), ids=SPLITS)
def test_every_split_that_a_stream_of_load_dataset_takes(split: Any, dist: Path) -> None:
    try:
        right = datasets.load_dataset(str(folder(dist)), "ner", split=split, streaming=True)
    except (ValueError, TypeError) as error:
        with pytest.raises(type(error)):
            goldwire.load("ner", split=split, release=folder(dist), streaming=True)
        return
    assert list(goldwire.load("ner", split=split, release=folder(dist), streaming=True)) == list(right)


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("split", ["dev", ["train", "dev"], ("dev",), {"mine": "dev"}])
def test_an_unknown_split_among_others_is_named(split: Any, streaming: bool, dist: Path) -> None:
    with pytest.raises(ValueError, match="has no split 'dev'; it has train, wire"):
        goldwire.load("ner", split=split, release=folder(dist), streaming=streaming)
