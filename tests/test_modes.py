"""The umask decides who may read and write what commands make, and nothing else does."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpora import ENGLISH, FRENCH, copy_mini
from goldwire.annotation.files import load_annotation, write_annotation
from goldwire.annotation.passes import Pass
from goldwire.cli.app import app
from goldwire.corpus.files import Aside, write_atomically
from goldwire.corpus.placing import workshop
from goldwire.corpus.store import Corpus

pytestmark = pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")

MASKS = [(0o077, 0o600, 0o700), (0o002, 0o664, 0o775), (0o022, 0o644, 0o755), (0o027, 0o640, 0o750)]
ARTICLE = "Keepers vote again\n\nThe keepers voted for the fifth time, and the council said that it was glad of it.\n"


@pytest.fixture
def _umask_stays() -> Iterator[None]:
    before = os.umask(0)
    os.umask(before)
    yield
    os.umask(before)


def modes(*folders: Path) -> dict[Path, int]:
    found = [path for folder in folders for path in (folder, *folder.rglob("*")) if folder.exists()]
    return {path: stat.S_IMODE(path.stat().st_mode) for path in found}


def goldwire(*arguments: object) -> None:
    result = CliRunner().invoke(app, [*map(str, arguments)])
    assert result.exit_code in (0, 1), result.output


@pytest.mark.usefixtures("_umask_stays")
@pytest.mark.parametrize(("mask", "file", "folder"), MASKS[:2])
def test_everything_that_commands_make(mask: int, file: int, folder: int, tmp_path: Path) -> None:
    mini = copy_mini(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "article.txt").write_text(ARTICLE, "utf-8")
    before = modes(tmp_path)
    os.umask(mask)
    public, system = mini / "dist" / "mini-news" / "0.1.0", tmp_path / "system"
    here = ["--corpus", mini]
    goldwire("init", tmp_path / "fresh" / "corpus")
    fresh = ["--corpus", tmp_path / "fresh" / "corpus", "--holder", "Me", "--licence", "CC-BY-4.0"]
    goldwire("add", tmp_path / "in", *fresh, "--report", tmp_path / "r" / "x.jsonl")
    goldwire("annotate", "start", ENGLISH, "-o", tmp_path / "sheet.yaml", *here)
    corpus = Corpus(mini)
    document = next(one for one in corpus.documents().value if one.doc_id == ENGLISH)
    annotation = load_annotation(corpus, document).value
    assert annotation is not None
    write_annotation(Pass(corpus, "first").annotation_path(document), annotation)
    goldwire("release", *here)
    goldwire("hydrate", public, "--raw", tmp_path / "mini-raw", "--out", tmp_path / "hydrated")
    goldwire("diff", public, public, "--html", tmp_path / "diff.html")
    goldwire("train", "-o", system, "--on", public, "--level", "majority")
    goldwire("predict", system, "--on", public, "--split", "train", "-o", tmp_path / "predictions.jsonl")
    goldwire("withdraw", FRENCH, "--reason", "published by mistake", *here)
    made = {path: mode for path, mode in modes(tmp_path).items() if path not in before}
    assert len(made) > 60
    wanted = {"system.json", "manifest.json", "predictions.jsonl", "x.jsonl", "diff.html", ".lock", "ledger.jsonl"}
    assert wanted <= {path.name for path in made}
    for path, mode in made.items():
        assert mode == (folder if path.is_dir() else file), f"{path}: {mode:o}"


@pytest.mark.usefixtures("_umask_stays")
@pytest.mark.parametrize(("mask", "file", "folder"), MASKS)
def test_what_is_not_finished(mask: int, file: int, folder: int, tmp_path: Path) -> None:
    os.umask(mask)
    aside = Aside(tmp_path / "new" / "file")
    with aside.opened():
        assert stat.S_IMODE(aside.part.stat().st_mode) == file
    aside.discard()
    assert not (tmp_path / "new").exists()
    with workshop(tmp_path / "made") as work:
        assert modes(work.parent) == {work.parent: folder, work: folder, work.parent / ".lock": file}


@pytest.mark.usefixtures("_umask_stays")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_file_that_is_written_anew_keeps_its_mode(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(b"old")
    path.chmod(mode)
    os.umask(0o077)
    write_atomically(path, b"new")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", mode)


@pytest.mark.parametrize("name", ["x" * 255, "é" * 127, "x" * 240 + ".jsonl"])
def test_a_name_of_full_length_can_be_written(name: str, tmp_path: Path) -> None:
    write_atomically(tmp_path / name, b"x")
    assert [path.name for path in tmp_path.iterdir()] == [name]
