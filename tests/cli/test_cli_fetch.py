"""`goldwire fetch` and `goldwire.fetch`."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from source_server import Answer, Sources, sources
from typer.testing import CliRunner, Result

import goldwire
from corpora import ENGLISH, REPO, copy_mini
from fetchable import PRESS, Fetchable, fetchable
from goldwire.checks.run import open_corpus
from goldwire.cli import fetch as fetch_command
from goldwire.cli.app import app
from goldwire.corpus.cache import Cache
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.fetching.fetch import State, fetch
from goldwire.fetching.wanted import NotFetched, Wanted
from goldwire.model.document import Source
from goldwire.release.build import build

Served = tuple[Sources, Fetchable]


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A corpus whose texts a server has, as the working folder, and an empty cache."""
    with sources() as server:
        corpus = fetchable(tmp_path, server.address)
        server.answers |= {f"/{path.name}": Answer(path.read_bytes()) for path in corpus.files.iterdir()}
        monkeypatch.setenv("GOLDWIRE_CACHE", str(tmp_path / "cache"))
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.chdir(corpus.root)
        yield server, corpus


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, ["fetch", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_it_says_what_it_does_and_what_came_of_it(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")  # which hides no figure
    result = run()
    assert result.exit_code == 0, result.output
    assert "3 documents to fetch: 0 in the cache, 3 in 2 files from 127.0.0.1:" in result.stderr
    assert re.search(r"^press +3 +3 +0 +0 +0$", result.stdout, re.M), result.stdout
    assert f"3 of 3 texts in {tmp_path / 'cache'}" in result.stderr
    monkeypatch.setattr("os.access", lambda _, mode: not mode & os.W_OK)  # as in a cache that another user keeps
    again = run(PRESS)
    assert again.exit_code == 0, again.output
    assert "3 documents to fetch: all in the cache already" in again.stderr
    assert served[0].asked.total() == 2
    corpus = open_corpus(Corpus(served[1].root), None, Cache())
    assert all(corpus.cache is not None and corpus.cache.match(one)[1] for one in served[1].documents)


def test_a_folder_and_no_network(served: Served) -> None:
    result = run(PRESS, "--from", str(served[1].files), "--offline", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["states"] == {"ok": 3, "source_changed": 0, "missing": 0, "offline": 0}
    assert {(one["collection"], one["state"], one["found"]) for one in told["documents"]} == {(PRESS, "ok", "folder")}
    assert told["incidents"] == []
    assert not served[0].asked


def test_each_problem_with_its_remedy(served: Served, tmp_path: Path) -> None:
    served[0].answers |= {"/c.txt": Answer(status=404), "/news.json": Answer(b"\x1b[31mother")}
    (tmp_path / "empty").mkdir()
    result = run("--from", str(tmp_path / "empty"))
    assert result.exit_code == 1
    assert re.search(r"^press +3 +0 +2 +1 +0$", result.stdout, re.M), result.stdout
    assert result.stderr.count("error GW-E141") == 1
    assert "(2 documents)" in result.stderr
    assert "error GW-E142" in result.stderr
    assert "→ Get the recorded file elsewhere" in result.stderr
    assert f"{tmp_path / 'empty'} holds no file and no text" in result.stderr
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", result.output)
    offline = run("--offline")
    assert offline.exit_code == 1
    assert "GW-E149" in offline.stderr


def test_many_problems_are_counted(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch_command, "_PROBLEMS", 1)
    served[0].answers |= {"/c.txt": Answer(status=404), "/news.json": Answer(status=404)}
    assert "… and 1 problem more: --json lists them all" in run().stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "has texts to fetch in: press"),
        (["wire"], "--raw"),
        (["open"], "in the repository"),
        ([ENGLISH], "in the repository"),
        (["--release", "nothing"], "nothing is no folder, and no version"),
        (["--release", "."], "is no release"),
        (["--from", "nothing"], "does not exist"),
        (["--cache", "corpus"], "holds the records of the corpus"),
        (["--cache", "kept"], "which is in the corpus"),
    ],
)
def test_misuse(arguments: list[str], words: str, served: Served) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in re.sub(r"[│\s]+", " ", result.stderr)
    assert not served[0].asked


def test_an_archive_that_is_none_is_misuse(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDWIRE_ARCHIVE", "http://archive.example.org")
    result = run()
    assert result.exit_code == 2
    assert "GOLDWIRE_ARCHIVE: the address is not https" in result.stderr
    assert not served[0].asked


def test_the_archive_of_the_environment(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    server, corpus = served
    data = (corpus.files / "c.txt").read_bytes()
    server.answers |= {
        "/c.txt": Answer(status=404),
        f"/api/1/content/sha256:{sha256_hex(data)}/raw/": Answer(data),
    }
    monkeypatch.setenv("GOLDWIRE_ARCHIVE", server.address)
    result = run()
    assert result.exit_code == 0
    assert "warning GW-W147" in result.stderr


def test_a_full_disk_is_told(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr("goldwire.corpus.cache.write_atomically", full)
    result = run()
    assert result.exit_code == 1
    assert "No space left on device; fetched files are kept in" in result.stderr
    assert "let GOLDWIRE_CACHE name another folder, as does --cache, or make room; then run" in result.stderr


def test_settings_that_are_wrong(served: Served) -> None:
    (served[1].root / "corpus" / "corpus.json").write_text("{")
    result = run("--json")
    assert result.exit_code == 1
    assert [one["code"] for one in json.loads(result.stdout)["incidents"]] == ["GW-E041"]


def test_a_record_that_is_wrong_is_told_and_the_others_are_fetched(served: Served) -> None:
    path = Corpus(served[1].root).documents_path(PRESS)
    first, _, others = path.read_bytes().partition(b"\n")
    record = json.loads(first)
    record["source"] |= {"id_field": None, "text_field": None}
    path.write_bytes(json.dumps(record).encode() + b"\n" + others)
    said_of_two_places = run().stderr
    assert said_of_two_places.count("None is not of type") == 2
    assert "documents)" not in said_of_two_places
    path.write_bytes(b"{\n" + others)
    result = run()
    assert result.exit_code == 1
    assert "GW-E041" in result.stderr
    assert re.search(r"^press +2 +2 ", result.stdout, re.M), result.stdout


def test_nothing_to_fetch(tmp_path: Path) -> None:
    result = run("--corpus", str(copy_mini(tmp_path)))
    assert (result.exit_code, result.stdout) == (0, "")
    assert "no texts to fetch" in result.stderr


def test_texts_of_a_release_outside_any_corpus(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release = build(open_corpus(Corpus(served[1].root)), "0.1.0", tmp_path / "dist").folder
    assert run("--release", str(release)).exit_code == 0
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setenv("GOLDWIRE_RELEASE", str(release))
    result = run("--json")
    assert result.exit_code == 0, result.output
    assert {one["found"] for one in json.loads(result.stdout)["documents"]} == {"cache"}
    monkeypatch.setenv("GOLDWIRE_CACHE", str(tmp_path / "other"))
    assert {one.found for one in goldwire.fetch()} == {"source"}


def test_the_api(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    count: list[None] = []
    done = goldwire.fetch(PRESS, folder=served[1].files, progress=lambda: count.append(None))
    assert [(one.state, one.found) for one in done] == [(State.OK, "folder")] * 3
    assert len(count) == 3
    with pytest.raises(NotFetched, match="wire"):
        goldwire.fetch("wire")
    with pytest.raises(NotADirectoryError, match="no folder to take texts from"):
        goldwire.fetch(PRESS, folder=tmp_path / "nowhere")
    with monkeypatch.context() as within:
        within.setenv("GOLDWIRE_CACHE", "kept")
        with pytest.raises(CorpusError, match="which is in the corpus"):
            goldwire.fetch()
    release = build(open_corpus(Corpus(served[1].root)), "0.1.0", tmp_path / "dist").folder
    assert [one.found for one in goldwire.fetch(release=str(release))] == ["cache"] * 3
    monkeypatch.chdir("/")
    with pytest.raises(goldwire.NoRelease):
        goldwire.fetch()
    nowhere = run()
    assert (nowhere.exit_code, nowhere.stdout) == (2, "")
    assert "or name one with --release" in nowhere.stderr


SHARED = REPO.parent / "shared" / "press"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared folder press, which is not in the repository, is not here")
def test_the_shared_folder_serves_what_its_table_names(tmp_path: Path) -> None:
    lines = [line.split("\t") for line in (SHARED / "SELECTION.tsv").read_text("utf-8").splitlines()]
    wanted = []
    for row in (dict(zip(lines[0], line, strict=True)) for line in lines[1:]):
        form = {"re3d": "json-lines", "gum-news": "conllu"}.get(row["source"], "file")
        facts: dict[str, Any] = {"record": row["record"], "id_field": "_id", "text_field": "text"}
        address = f"https://raw.githubusercontent.com/{row['repo']}/{row['commit']}/{row['path']}".replace(" ", "%20")
        source = Source(
            address=address, sha256=row["sha256_file"], form=form, **(facts if form == "json-lines" else {})
        )
        wanted.append(Wanted(f"gw-{row['sha256_text'][:16]}", row["sha256_text"], source))
    done = fetch(wanted, Cache(tmp_path), folder=SHARED, network=False)
    assert len(done) == 172
    assert {(one.state, one.found) for one in done} == {(State.OK, "folder")}
