"""The manifest: what it says, and that `verify` finds every departure from it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from corpora import MINI, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus
from goldwire.release.build import build
from goldwire.release.manifest import read_manifest
from goldwire.release.verifying import verify


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_mini(tmp_path_factory.mktemp("whole"))
    return build(open_corpus(Corpus(root)), "0.1.0", root / "dist").folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of a release that a test may damage."""
    shutil.copytree(whole, tmp_path / "release")
    return tmp_path / "release"


def test_the_manifest_is_valid_and_describes_the_files(whole: Path) -> None:
    manifest = read_manifest(whole)
    assert problems("manifest", msgspec.to_builtins(manifest)) == []
    listed = {file.path: file for file in manifest.files}
    there = {p.relative_to(whole).as_posix() for p in whole.rglob("*") if p.is_file()}
    assert set(listed) == there - {"manifest.json"}
    for path, file in listed.items():
        data = (whole / path).read_bytes()
        assert (file.bytes, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        assert (file.rows is not None) is path.endswith(".parquet")
    for name, digest in manifest.inputs.items():
        if name not in ("corpus/ledger.jsonl",) and not name.startswith("gw-"):
            assert hashlib.sha256((MINI / name).read_bytes()).hexdigest() == digest
    assert verify(whole) == []


def missing(folder: Path) -> str:
    (folder / "data" / "ner" / "train.parquet").unlink()
    return "data/ner/train.parquet: missing"


def changed(folder: Path) -> str:
    (folder / "README.md").write_text("other words")
    return "README.md: changed"


def truncated(folder: Path) -> str:
    path = folder / "data" / "quotes" / "train.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    return "data/quotes/train.parquet: changed"


def emptied(folder: Path) -> str:
    (folder / "data" / "quotes" / "train.parquet").write_bytes(b"")
    return "data/quotes/train.parquet: changed"


def extra(folder: Path) -> str:
    (folder / "data" / "ner" / "test.parquet").write_bytes(b"")
    return "data/ner/test.parquet: not in the manifest"


def hidden(folder: Path) -> str:
    (folder / ".cache").write_bytes(b"")
    return ".cache: not in the manifest"


def linked(folder: Path) -> str:
    (folder / "data" / "more").symlink_to(folder / "schema")
    return "data/more: not in the manifest"


def swapped(folder: Path) -> str:
    one, two = folder / "data" / "ner" / "train.parquet", folder / "data" / "stance" / "train.parquet"
    data = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(data)
    return "data/ner/train.parquet: changed"


@pytest.mark.parametrize("damage", [missing, changed, truncated, emptied, extra, hidden, linked, swapped])
def test_damage_is_found(damage: Callable[[Path], str], folder: Path) -> None:
    said = damage(folder)
    found = verify(folder)
    assert said in found
    assert len(found) == (2 if damage is swapped else 1)


def test_a_flipped_byte_anywhere_is_found(folder: Path) -> None:
    for file in read_manifest(folder).files:
        path = folder / file.path
        data = path.read_bytes()
        step = max(1, len(data) // 3)
        for position in [*range(0, len(data), step), len(data) - 1]:
            flipped = bytearray(data)
            flipped[position] ^= 1
            path.write_bytes(flipped)
            assert verify(folder) == [f"{file.path}: changed"], position
        path.write_bytes(data)
    assert verify(folder) == []


def test_a_manifest_whose_digests_were_changed(folder: Path) -> None:
    path = folder / "manifest.json"
    for key, value in (("sha256", "0" * 64), ("rows_sha256", "0" * 64), ("rows", 1000)):
        manifest = json.loads(path.read_bytes())
        entry = next(file for file in manifest["files"] if file["path"] == "data/ner/train.parquet")
        original = path.read_bytes()
        entry[key] = value
        path.write_text(json.dumps(manifest), "utf-8")
        assert len(verify(folder)) == 1
        path.write_bytes(original)


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"name": "x"}', '{"files": [], "files": []}', "\ufeff{}"])
def test_a_manifest_that_cannot_be_read(damage: str, folder: Path) -> None:
    (folder / "manifest.json").write_text(damage, "utf-8")
    with pytest.raises(ValueError, match="manifest"):
        verify(folder)


def test_no_manifest(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is no release"):
        verify(tmp_path)
