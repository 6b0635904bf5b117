"""Same inputs, same bytes; and no withheld word in any byte of a public release."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from corpora import MINI_RAW, WIRE, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.store import Corpus
from goldwire.release.build import build
from withheld import leaks, runs

# The files of every folder in another order than the system gives.
LISTING = """
import os, random, sys
orders = {
    "sorted": sorted,
    "reversed": lambda names: sorted(names, reverse=True),
    "shuffled": lambda names: random.sample(names, len(names)),
}
order, listdir, scandir = orders[sys.argv.pop(1)], os.listdir, os.scandir
class Scan(list):
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def __next__(self):
        if not self: raise StopIteration
        return self.pop(0)
    close = lambda self: None
def scanned(path="."):
    with scandir(path) as found:
        entries = {entry.name: entry for entry in found}
    return Scan(entries[name] for name in order(list(entries)))
os.listdir = lambda path=".": order(listdir(path))
os.scandir = scanned
"""
SCRIPT = "from goldwire.cli.app import app; app()"


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The public and the hydrated release of the mini corpus."""
    root = copy_mini(tmp_path_factory.mktemp("bytes"))
    public = build(open_corpus(Corpus(root)), "0.1.0", root / "dist")
    hydrated = build(open_corpus(Corpus(root), MINI_RAW), "0.1.0", root / "dist")
    return public.folder, hydrated.folder


def test_no_withheld_sentence_is_in_the_public_release(releases: tuple[Path, Path]) -> None:
    public, hydrated = releases
    (source,) = MINI_RAW.iterdir()
    text = source.read_text("utf-8")
    assert len(list(runs(text, 5))) > 60
    assert leaks((path for path in public.rglob("*") if path.is_file()), [text], 5) == []
    found = {Path(name).parent.name for name in leaks(hydrated.rglob("*.parquet"), [text], 5)}
    searched = {"attribution", "documents", "lines", "linking", "ner", "quotes", "stance"}
    assert found == searched, "the search finds what is there"


def test_public_tables_are_alike_in_both_editions(releases: tuple[Path, Path]) -> None:
    public, hydrated = (files(folder / "data") for folder in releases)
    assert all(hydrated[name] == data for name, data in public.items())


def test_builds_in_different_surroundings_give_the_same_bytes(tmp_path: Path) -> None:
    """Folders, numbers of workers, hash seeds, time zones, locales, encodings, umasks, and orders of listed files."""
    plain = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    builds: tuple[tuple[str, dict[str, str], int, str, Path], ...] = (
        ("1", {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"} | plain, 0o022, "sorted", tmp_path / "a"),
        (
            "2",
            {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "fr_FR.UTF-8", "LANGUAGE": "fr"},
            0o077,
            "reversed",
            tmp_path / "b é" / "deeper",
        ),
        ("3", {"PYTHONHASHSEED": "1", "TZ": "America/St_Johns", "LC_ALL": "tr_TR"}, 0o002, "shuffled", tmp_path / "c"),
    )
    processes = []
    for workers, surroundings, umask, order, folder in builds:
        folder.mkdir(parents=True)
        root = copy_mini(folder)
        options = ["--corpus", str(root), "--raw", str(folder / "mini-raw"), "--workers", workers]
        processes.append(
            subprocess.Popen(
                [sys.executable, "-c", LISTING + SCRIPT, order, "release", *options],
                env=os.environ | surroundings,
                cwd=folder,
                umask=umask,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
        )
    for process in processes:
        output, _ = process.communicate(timeout=300)
        assert process.returncode == 0, output.decode()
    first, *others = (files(build[4] / "mini" / "dist") for build in builds)
    for other in others:
        assert list(first) == list(other)
        assert [name for name in first if first[name] != other[name]] == []
    ledgers = {(build[4] / "mini" / "corpus" / "ledger.jsonl").read_bytes() for build in builds}
    assert len(ledgers) == 1
    for _, _, umask, _, folder in builds:
        made = [path for path in folder.glob("mini/dist/*/*/**/*") if path.is_file()]
        assert {path.stat().st_mode & 0o777 for path in made} == {0o666 & ~umask}


def test_the_manifest_names_writers_and_all_inputs(tmp_path: Path) -> None:
    root = copy_mini(tmp_path)
    (root / "DATASHEET.md").write_bytes(b"# Datasheet\n")
    before = {
        path.relative_to(root).as_posix(): sha256_hex(path.read_bytes())
        for path in root.rglob("*")
        if path.is_file() and path.parent.name != "raw" and path.name != "ledger.jsonl"
    }
    raw = {path.stem: sha256_hex(path.read_bytes()) for path in (root / "corpus" / "open" / "raw").iterdir()}
    raw |= {WIRE: sha256_hex(next(MINI_RAW.iterdir()).read_bytes())}
    manifest = build(open_corpus(Corpus(root), MINI_RAW), "0.1.0", root / "dist").manifest
    ledger = {"corpus/ledger.jsonl": sha256_hex((root / "corpus" / "ledger.jsonl").read_bytes())}
    assert manifest.inputs == before | raw | ledger
    assert manifest.writer == {name: version(name) for name in ("goldwire", "pyarrow")}
