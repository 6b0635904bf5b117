"""The real articles: how well they are worked on, and that no word of them leaves. They are no part of the repository,
so these tests are skipped where they are not at hand; and no message of a failed test may quote them."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpora import REPO
from goldwire.annotation.article import article
from goldwire.annotation.files import load_annotation
from goldwire.annotation.worksheet import apply_worksheet, worksheet
from goldwire.checks.run import open_corpus
from goldwire.cli.app import app
from goldwire.corpus.files import pretty_json
from goldwire.corpus.raw import RawFolder, find_raw
from goldwire.corpus.store import Corpus
from goldwire.model.document import Document
from goldwire.release.build import build
from goldwire.release.hydrating import hydrate, open_public
from goldwire.text.clean import clean
from withheld import KINDS, Run, held, leaks, runs

WIRE = Path(os.environ.get("GOLDWIRE_WIRE_RAW") or REPO.parent / "shared" / "wire")


@pytest.fixture(scope="module")
def wire() -> Path:
    if not list(WIRE.glob("*.txt")):
        pytest.skip(f"no wire articles in {WIRE}: they are not part of the repository (GOLDWIRE_WIRE_RAW names them)")
    return WIRE


@pytest.fixture(scope="module")
def known(wire: Path) -> frozenset[Run]:
    """Every run of eight words of the articles."""
    return frozenset(run for path in wire.glob("*.txt") for run in runs(path.read_text("utf-8")))


def repeating(paths: list[Path], known: frozenset[Run]) -> list[str]:
    """The names of the files that repeat a run."""
    return [str(path) for path in paths if any(run in known for text in texts(path) for run in runs(text))]


def texts(path: Path) -> Iterator[str]:
    """What a file of the tree says; only those of a release have to be of few kinds."""
    return held(path) if path.suffix in KINDS else iter([path.read_bytes().decode("utf-8", "replace")])


def documents() -> list[Document]:
    return [document for document in Corpus(REPO).documents().value if document.collection == "wire"]


def copy(folder: Path) -> Path:
    """A copy of the repository's own corpus."""
    for name in ("corpus", "annotations"):
        shutil.copytree(REPO / name, folder / name)
    return folder


def test_the_repositorys_corpus_has_no_error(wire: Path) -> None:
    result = CliRunner().invoke(app, ["check", "--corpus", str(REPO), "--raw", str(wire), "--json"])
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["documents"] >= 11
    places = [(i["code"], i["document"], i["pointer"]) for i in found["incidents"] if i["severity"] == "error"]
    assert places == []


def test_all_articles_are_at_hand(wire: Path) -> None:
    raw = RawFolder(wire)
    found = {document.doc_id: str(find_raw(Corpus(REPO), document, raw).match) for document in documents()}
    assert len(found) == 5
    assert set(found.values()) == {"ok"}


def test_the_cleaners_roles_are_the_annotated_ones(wire: Path) -> None:
    raw, corpus = RawFolder(wire), Corpus(REPO)
    for document in documents():
        text = find_raw(corpus, document, raw).text
        assert text is not None
        annotated = json.loads(corpus.annotation_path(document).read_bytes())["lines"]
        found = [(line.start, line.end, str(line.role)) for line in clean(text).lines]
        expected = [(line["start"], line["end"], line["role"]) for line in annotated]
        assert found == expected, document.doc_id


@pytest.fixture(scope="module")
def releases(wire: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The public and the hydrated edition of a copy of the corpus."""
    folder = tmp_path_factory.mktemp("wire")
    root = copy(folder / "copy")
    public = build(open_corpus(Corpus(root)), "9.0.0", folder / "dist").folder
    return public, build(open_corpus(Corpus(root), wire), "9.0.0", folder / "dist").folder


def test_the_public_release_repeats_no_article(wire: Path, releases: tuple[Path, Path]) -> None:
    public, _ = releases
    files = sorted(path for path in public.rglob("*") if path.is_file())
    assert len(files) > 10
    assert (public / "data" / "standoff" / "wire.parquet") in files
    assert leaks(files, [path.read_text("utf-8") for path in wire.glob("*.txt")]) == []


def test_the_search_finds_what_is_there(known: frozenset[Run], releases: tuple[Path, Path]) -> None:
    _, folder = releases
    held_by = repeating(sorted(folder.rglob("*.parquet")), known)
    assert str(folder / "data" / "documents" / "wire.parquet") in held_by
    assert str(folder / "data" / "standoff" / "wire.parquet") not in held_by


def test_the_public_release_and_the_articles_make_the_hydrated_one(
    wire: Path, releases: tuple[Path, Path], tmp_path: Path
) -> None:
    public, built = releases
    alone = shutil.copytree(public, tmp_path / "alone")
    made = hydrate(open_public(alone), tmp_path / "hydrated", raw=wire).folder
    names = sorted(path.relative_to(built).as_posix() for path in built.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file())
    assert [name for name in names if (built / name).read_bytes() != (made / name).read_bytes()] == []


def test_the_tree_repeats_no_article(known: frozenset[Run]) -> None:
    listed = subprocess.run(
        ["git", "-C", str(REPO), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a checkout of git")
    paths = [REPO / name for name in listed.stdout.decode().split("\0") if name]
    files = [path for path in paths if path.is_file()]
    assert len(files) > 100
    assert repeating(files, known) == []


def test_no_literal_of_the_rules_is_a_line_of_an_article(wire: Path) -> None:
    lines = {
        " ".join(line.split()).casefold()
        for path in wire.glob("*.txt")
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    }
    places = []
    for path in sorted((REPO / "src" / "goldwire" / "text").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            bare = node.value.removeprefix("^").removesuffix("$").replace("\\", "")
            if " ".join(bare.split()).casefold() in lines:
                places.append(f"{path.name}:{node.lineno}")
    assert places == []


def test_worksheets_of_the_wire_articles_give_back_their_bytes(wire: Path) -> None:
    corpus = Corpus(REPO)
    documents = [document for document in corpus.documents().value if document.withheld]
    assert len(documents) == 5
    for document in documents:
        raw = find_raw(corpus, document, RawFolder(wire)).text
        whole = article(document, load_annotation(corpus, document).value, raw)
        again = pretty_json(apply_worksheet(worksheet(whole), whole))
        assert again == corpus.annotation_path(document).read_bytes(), document.doc_id


def test_the_audit_of_the_wire_articles_is_clean(wire: Path) -> None:
    result = CliRunner().invoke(app, ["audit", "--corpus", str(REPO), "--raw", str(wire)])
    assert result.exit_code == 0, result.stderr
