"""Same inputs, same bytes; and no withheld word in any byte of a public release."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from corpora import MINI_RAW, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.store import Corpus
from goldwire.release.build import build

SCRIPT = "from goldwire.cli.app import app; app()"


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def strings(value: Any) -> Iterator[str]:
    """Every string in a value of rows."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def said(path: Path) -> str:
    """All that a file says: its bytes, and those that it packs."""
    parts = [path.read_bytes().decode("utf-8", "replace")]
    if path.suffix == ".parquet":
        parts += strings(pq.ParquetFile(path).read().to_pylist())
    return " ".join(" ".join(parts).split())


def phrases() -> list[str]:
    """The withheld text in sentences, and in runs of five words."""
    (source,) = MINI_RAW.iterdir()
    raw = source.read_text("utf-8")
    sentences = [" ".join(part.split()) for part in re.split(r"[.\n\"']", raw)]
    words = raw.split()
    runs = [" ".join(words[i : i + 5]) for i in range(len(words) - 4)]
    return [sentence for sentence in sentences if sentence.count(" ") > 1] + runs


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The public and the hydrated release of the mini corpus."""
    root = copy_mini(tmp_path_factory.mktemp("bytes"))
    public = build(open_corpus(Corpus(root)), "0.1.0", root / "dist")
    hydrated = build(open_corpus(Corpus(root), MINI_RAW), "0.1.0", root / "dist")
    return public.folder, hydrated.folder


def test_no_withheld_sentence_is_in_the_public_release(releases: tuple[Path, Path]) -> None:
    public, hydrated = releases
    assert len(phrases()) > 60
    for path in sorted(public.rglob("*")):
        if path.is_file():
            text = said(path)
            assert not [phrase for phrase in phrases() if phrase in text], path
    held = said(hydrated / "data" / "documents" / "wire.parquet")
    assert any(phrase in held for phrase in phrases()), "the search finds what is there"


def test_public_tables_are_alike_in_both_editions(releases: tuple[Path, Path]) -> None:
    public, hydrated = (files(folder / "data") for folder in releases)
    assert all(hydrated[name] == data for name, data in public.items())


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    builds = (
        ("1", "0", "UTC", "C", tmp_path / "a"),
        ("2", "4711", "Pacific/Kiritimati", "fr_FR.UTF-8", tmp_path / "b" / "deeper"),
    )
    processes = []
    for workers, seed, zone, locale, folder in builds:
        folder.mkdir(parents=True)
        root = copy_mini(folder)
        options = ["--corpus", str(root), "--raw", str(folder / "mini-raw"), "--workers", workers]
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        processes.append(
            subprocess.Popen(
                [sys.executable, "-c", SCRIPT, "release", *options],
                env=environment,
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        )
    for process in processes:
        output, _ = process.communicate(timeout=90)
        assert process.returncode == 0, output.decode()
    first, second = (files(build[4] / "mini" / "dist") for build in builds)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    one, two = ((build[4] / "mini" / "corpus" / "ledger.jsonl").read_bytes() for build in builds)
    assert one == two
