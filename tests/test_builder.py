"""The builder module: a release folder without its card."""

from __future__ import annotations

import ast
import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import datasets
import pytest

import goldwire
from corpora import MINI_RAW, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.store import Corpus
from goldwire.goldwire_builder import DamagedTables, ReleaseBuilder
from goldwire.release import tables
from goldwire.release.build import build
from goldwire.release.manifest import MANIFEST

CONFIGS = ("documents", "ner", "linking", "quotes", "attribution", "stance", "lines", "standoff", "entities")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hydrated mini release, in shards of four rows."""
    root = copy_mini(tmp_path_factory.mktemp("builder"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "SHARD_ROWS", 4)
        patch.setattr(tables, "_BATCH_ROWS", 2)
        return build(open_corpus(Corpus(root), MINI_RAW), "0.1.0", root / "dist").folder


@pytest.fixture
def release(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that a test may damage, and a cache of its own."""
    datasets.disable_progress_bars()
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    return Path(shutil.copytree(source, tmp_path / source.name))


@pytest.mark.parametrize("config", CONFIGS)
def test_the_same_as_the_folder(config: str, release: Path) -> None:
    builder = goldwire.builder(config, release=release)
    streamed = builder.as_streaming_dataset()
    builder.download_and_prepare()
    whole = builder.as_dataset()
    loaded = datasets.load_dataset(str(release), config)
    assert list(loaded) == list(whole) == list(streamed) == list(builder.splits)
    for split, table in loaded.items():
        assert whole[split].features == streamed[split].features == table.features
        assert list(whole[split]) == list(streamed[split]) == list(table)
        assert len(table) > 0


def test_nothing_is_patched_or_written_where_the_code_is(release: Path) -> None:
    builder = goldwire.builder("ner", release=release)
    module = sys.modules["goldwire.goldwire_builder"]
    assert builder.cache_dir.split("/")[-4:-1] == ["goldwire_builder", "ner", "0.1.0"]
    assert not hasattr(module, "_patched_for_streaming")
    assert "open" not in vars(module)


def test_slices_and_processes(release: Path) -> None:
    builder = goldwire.builder("ner", release=release)
    builder.download_and_prepare(num_proc=2)
    loaded = datasets.load_dataset(str(release), "ner")
    assert len(list((release / "data" / "ner").glob("train-*"))) > 1
    assert list(builder.as_dataset(split="train")) == list(loaded["train"])
    assert list(builder.as_dataset(split="train[2:5]")) == list(loaded["train"])[2:5]
    assert len(builder.as_dataset(split="train+wire")) == len(loaded["train"]) + len(loaded["wire"])


def test_the_card_is_not_needed_nor_a_path_without_patterns(release: Path) -> None:
    wanted = list(datasets.load_dataset(str(release), "quotes", split="train"))
    (release / "README.md").unlink()
    for name in ("odd[1]*", "a::b"):
        moved = release.rename(release.with_name(name))
        with pytest.raises(FileNotFoundError):
            datasets.load_dataset(str(moved), "quotes", split="train")
        builder = goldwire.builder("quotes", release=moved)
        assert list(builder.as_streaming_dataset(split="train")) == wanted
        builder.download_and_prepare()
        assert list(builder.as_dataset(split="train")) == wanted
        release = moved


def test_the_cache_goes_by_content(release: Path, tmp_path: Path) -> None:
    root = copy_mini(tmp_path)
    (path,) = (root / "annotations" / "open").glob("gw-27*.json")
    path.write_text(path.read_text("utf-8").replace('"oppose"', '"mixed"', 1), "utf-8")
    other = build(open_corpus(Corpus(root), MINI_RAW), "0.1.0", root / "dist").folder
    first = goldwire.builder("stance", release=release)
    first.download_and_prepare()
    before = list(first.as_dataset(split="train"))
    shutil.rmtree(release)
    shutil.copytree(other, release)
    second = goldwire.builder("stance", release=release)
    assert second.cache_dir != first.cache_dir
    second.download_and_prepare()
    assert list(second.as_dataset(split="train")) == list(
        datasets.load_dataset(str(other), "stance", split="train", cache_dir=str(tmp_path / "c"))
    )
    assert list(second.as_dataset(split="train")) != before
    elsewhere = goldwire.builder("stance", release=shutil.copytree(release, tmp_path / "elsewhere"))
    assert elsewhere.cache_dir == second.cache_dir


def test_a_newest_release_is_found_and_a_relative_path_may_be_left(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.move(release, tmp_path / "dist" / "mini-news" / "0.1.0")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GOLDWIRE_RELEASE", raising=False)
    found, named = goldwire.builder("ner"), goldwire.builder("ner", release="dist/mini-news/0.1.0")
    monkeypatch.chdir("/")
    for builder in (found, named):
        assert next(iter(builder.as_streaming_dataset(split="train")))["tokens"]


def test_what_is_not_there_is_answered_by_what_is(release: Path, tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"no config 'sentences'; it has attribution, documents, entities, lines, linking, ner"
    ):
        goldwire.builder("sentences", release=release)
    with pytest.raises(goldwire.NoRelease, match="is not a release folder"):
        goldwire.builder("ner", release=tmp_path)
    with pytest.raises(FileNotFoundError, match=r"holds no manifest\.json"):
        ReleaseBuilder("ner", tmp_path)
    with pytest.raises(ValueError, match="train"):
        goldwire.builder("ner", release=release).as_streaming_dataset(split="dev")


def edited(release: Path, change: Callable[[dict[str, object]], object]) -> None:
    """Change the manifest and leave its own digest out."""
    manifest = json.loads((release / MANIFEST).read_bytes())
    del manifest["sha256"]
    change(manifest)
    (release / MANIFEST).write_text(json.dumps(manifest), "utf-8")


def first_table(manifest: dict[str, object]) -> dict[str, object]:
    found: dict[str, object] = next(
        file
        for file in manifest["files"]  # type: ignore[attr-defined]
        if file["path"].startswith("data/ner/")
    )
    return found


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda m: m.pop("files"), "is no manifest of a release: 'files'"),
        (lambda m: m.update(files=3), "is no manifest of a release"),
        (lambda m: m.update(version="../.."), "is no manifest of a release"),
        (lambda m: first_table(m).update(path="data/ner/../../../x.parquet"), "is no place of a table"),
        (lambda m: first_table(m).update(path="data/../train.parquet"), "is no place of a table"),
        (lambda m: first_table(m).update(path=7), "is no manifest of a release"),
        (lambda m: first_table(m).update(bytes=1), "bytes instead of 1"),
        (lambda m: first_table(m).update(path="data/ner/gone.parquet"), r"gone\.parquet cannot be read: No such file"),
        (lambda m: m.update(sha256="0" * 64), "its own digest is of another content"),
    ],
)
def test_a_damaged_manifest_is_refused(change: Callable[[dict[str, object]], object], says: str, release: Path) -> None:
    edited(release, change)
    with pytest.raises(DamagedTables, match=says):
        ReleaseBuilder("ner", release)


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b'{"version": 1}', b"[" * 100_000])
def test_a_file_that_is_no_manifest_is_refused(data: bytes, release: Path) -> None:
    (release / MANIFEST).write_bytes(data)
    with pytest.raises(DamagedTables, match=r"manifest\.json is no manifest of a release"):
        ReleaseBuilder("ner", release)


def test_a_changed_table_gives_no_row(release: Path) -> None:
    path = sorted((release / "data" / "quotes").glob("train*"))[0]
    data = bytearray(path.read_bytes())
    data[200] ^= 1
    path.write_bytes(data)
    builder = goldwire.builder("quotes", release=release)
    for read in (builder.download_and_prepare, lambda: list(builder.as_streaming_dataset(split="train"))):
        with pytest.raises(DamagedTables, match=re.escape(f"{path} was changed: its SHA-256")):
            read()
    path.write_bytes(b"x" * len(data))
    with pytest.raises(DamagedTables, match="is no table of a release"):
        goldwire.builder("quotes", release=release)


def test_the_module_needs_datasets_and_pyarrow_alone() -> None:
    path = Path(sys.modules["goldwire.goldwire_builder"].__file__ or "")
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    named = {alias.name.split(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    named |= {(node.module or ".").split(".")[0] for node in nodes if isinstance(node, ast.ImportFrom)}
    assert named - set(sys.stdlib_module_names) == {"datasets", "pyarrow"}
