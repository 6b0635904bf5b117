"""Tables that are larger than one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import datasets
import pyarrow.parquet as pq
import pytest

import goldwire
from corpora import copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.store import Corpus
from goldwire.release import tables
from goldwire.release.build import build
from goldwire.release.columns import integer, string
from goldwire.release.configs.registry import Config
from goldwire.release.tables import RowsDigest, TableWriter, read_rows
from goldwire.release.verifying import verify

CONFIG = Config("c", 9, "", (string("id", ""), integer("number", "")), lambda *_: [])


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "SHARD_ROWS", 4)
    monkeypatch.setattr(tables, "_BATCH_ROWS", 2)


def test_shards_load_as_one_split_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_mini(tmp_path)
    folder = build(open_corpus(Corpus(root)), "0.1.0", root / "dist").folder
    names = sorted(path.name for path in (folder / "data" / "ner").iterdir())
    assert names == ["train-00000-of-00002.parquet", "train-00001-of-00002.parquet"]
    assert [pq.read_metadata(folder / "data" / "ner" / name).num_rows for name in names] == [4, 3]
    assert verify(folder) == []
    monkeypatch.setattr(tables, "SHARD_ROWS", 5_000)
    whole = build(open_corpus(Corpus(root)), "0.1.0", tmp_path / "whole").folder
    datasets.disable_progress_bars()
    cache = str(tmp_path / "cache")
    loaded = goldwire.load("ner", release=folder, split="train", cache_dir=cache)
    assert isinstance(loaded, datasets.Dataset)
    assert list(loaded) == read_rows(whole / "data" / "ner" / "train.parquet")
    streamed = goldwire.load("ner", release=folder, split="train", streaming=True, cache_dir=cache)
    assert [row["id"] for row in streamed] == loaded["id"][:]
    split = goldwire.load("ner", release=folder, split="train[:5]", cache_dir=cache)
    assert len(split) == 5
    with pytest.raises(ValueError, match="it has train"):
        goldwire.load("ner", release=folder, split="test")


def rows(count: int) -> list[dict[str, Any]]:
    return [{"id": f"r{number}", "number": number} for number in range(count)]


@pytest.mark.parametrize(("count", "shards"), [(0, []), (1, [1]), (4, [4]), (5, [4, 1]), (8, [4, 4]), (9, [4, 4, 1])])
def test_how_rows_fall_into_files(count: int, shards: list[int], tmp_path: Path) -> None:
    writer = TableWriter(CONFIG, "train", tmp_path / "c")
    writer.add(rows(count))
    written = writer.close()
    assert [file.rows for file in written] == shards
    assert [row for file in written for row in read_rows(file.path)] == rows(count)
    assert sorted(tmp_path.rglob("*.part")) == []
    for file in written:
        digest = RowsDigest()
        digest.update(read_rows(file.path))
        assert digest.hexdigest() == file.rows_sha256


def test_bytes_do_not_depend_on_how_rows_came(tmp_path: Path) -> None:
    found = []
    for name, steps in (("one", [7]), ("two", [1, 1, 5]), ("three", [3, 4])):
        writer, given = TableWriter(CONFIG, "train", tmp_path / name), iter(rows(7))
        for step in steps:
            writer.add([next(given) for _ in range(step)])
        found.append([file.path.read_bytes() for file in writer.close()])
    assert found[0] == found[1] == found[2]


def test_a_row_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="number"):
        TableWriter(CONFIG, "train", tmp_path).add([{"id": "x"}])
