"""A release is whole or not there, whatever cuts the build off; a sample of what `make faults` tries in full."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from corpora import ENGLISH, MINI, REPO, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus import placing
from goldwire.corpus.files import pretty_json
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.store import Corpus, CorpusError, Promise
from goldwire.model.document import LedgerEvent
from goldwire.release.build import Release, build
from goldwire.release.finishing import ReleaseRefused
from goldwire.release.verifying import verify

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks and signals of Linux")

CLI = "from goldwire.cli.app import app; app()"
FAULTS = ("kill", "full", "stuck", "interrupt")
SLOW_SECONDS = 300
"""A bound against what hangs, not a measure of speed: on a slow or busy machine these runs take minutes."""
PUBLISH = 24
"""The last operations of a build, from the note on."""


def faults(*arguments: object) -> list[str]:
    return [sys.executable, str(REPO / "tests" / "release" / "faults.py"), *map(str, arguments)]


def made(corpus: Path, out: Path | None = None, **options: Any) -> Release:
    return build(open_corpus(Corpus(corpus)), "0.1.0", out or corpus / "dist", **options)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.timeout(3 * SLOW_SECONDS)
def test_builds_cut_off_at_file_operations_and_moments() -> None:
    """Two of five kinds of cuts a run, at the same time, for each takes many seconds: `make faults` makes them all."""
    offset = random.randrange(150)
    sampled = ["--every", 150, "--offset", offset, "--publish", PUBLISH]
    kinds = [
        faults("kill", "first", *sampled),
        faults("full", "replace", "--every", 150, "--offset", offset),
        faults("stuck", "first", "--every", 150, "--offset", offset),
        faults("moments", "workers", "--every", 80),
        faults("kill", "aside", "--every", 150, "--offset", offset),
    ]
    waiting = random.sample(kinds, 2)
    running: list[subprocess.Popen[str]] = []
    while waiting or running:
        while waiting and len(running) < 2:
            running.append(
                subprocess.Popen(waiting.pop(0), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            )
        said, _ = running[0].communicate(timeout=SLOW_SECONDS)
        assert running.pop(0).returncode == 0, said


def cut_off(monkeypatch: pytest.MonkeyPatch, corpus: Path) -> None:
    """Kill a build after its release took its place and before the ledger learns of it."""
    process = os.fork()
    if process == 0:
        monkeypatch.setattr(Corpus, "append_events", lambda self, events: os.kill(os.getpid(), signal.SIGKILL))
        made(corpus)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL


def test_the_ledger_of_a_killed_run_is_read_as_if_written(
    mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = copy_mini(tmp_path / "right")
    made(right)
    cut_off(monkeypatch, mini)
    ledger, corpus = mini / "corpus" / "ledger.jsonl", Corpus(mini)
    assert names(mini / "dist" / "mini-news")[-1] == "0.1.0"
    assert ledger.read_bytes() == (MINI / "corpus" / "ledger.jsonl").read_bytes()
    assert {standing.release for standing in corpus.ledger().value.standings.values()} == {"0.1.0"}
    with corpus.locked():  # as any command that changes the corpus
        pass
    assert ledger.read_bytes() == (right / "corpus" / "ledger.jsonl").read_bytes()
    assert not corpus.promise_path.exists()
    assert made(mini).unchanged
    assert names(mini / "dist" / "mini-news") == ["0.1.0"]


def test_a_promise_that_did_not_come_true_is_dropped(mini: Path) -> None:
    corpus = Corpus(mini)
    document = corpus.documents().value[0].doc_id
    events = [LedgerEvent(event="released", doc_id=document, release="9.9.9", split="test")]
    (mini / "there").write_bytes(b"there")
    for file, digest in (("gone", "0" * 64), ("there", "0" * 64), ("corpus", "0" * 64), ("a\0b", "0" * 64)):
        corpus.promise_path.write_bytes(pretty_json(Promise(file=file, sha256=digest, events=events)))
        assert corpus.ledger().value.standings[document].release is None
        with corpus.locked():
            assert not corpus.promise_path.exists()
    kept = pretty_json(Promise(file="there", sha256=sha256_hex(b"there"), events=events))
    for _ in range(2):  # a promise that was kept already changes nothing
        corpus.promise_path.write_bytes(kept)
        assert corpus.ledger().incidents == ()
        assert corpus.ledger().value.standings[document].release == "9.9.9"
        with corpus.locked():
            pass
    assert corpus.ledger_path.read_bytes().count(b"9.9.9") == 1


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", "{}", '{"file": "x", "sha256": "y", "events": [{"event": "eaten"}]}']
)
def test_a_damaged_promise_is_refused(damage: str, mini: Path) -> None:
    corpus = Corpus(mini)
    opened = open_corpus(corpus)
    corpus.promise_path.write_text(damage, "utf-8")
    assert [incident.code for incident in corpus.ledger().incidents] == ["GW-E040"]
    with pytest.raises(CorpusError, match="Delete the file"):
        build(opened, "0.1.0", mini / "dist")
    with pytest.raises(ReleaseRefused):
        made(mini)
    corpus.promise_path.unlink()
    assert not made(mini).unchanged


def test_a_ledger_that_cannot_be_written_takes_the_release_back(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Corpus, events: list[LedgerEvent]) -> None:
        if events:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(Corpus, "append_events", full)
    with pytest.raises(OSError, match="No space"):
        made(mini)
    assert not (mini / "dist").exists()
    assert not Corpus(mini).promise_path.exists()
    assert {standing.release for standing in Corpus(mini).ledger().value.standings.values()} == {None}


def test_leftovers_of_killed_runs_go_and_those_of_living_ones_stay(mini: Path, tmp_path: Path) -> None:
    place = tmp_path / "out" / "mini-news"
    for name in (".0.1.0.abc.part/release/data", ".0.0.9.x_y.part", ".0.1.0-hydrated.old1.part/old"):
        (place / name).mkdir(parents=True)
        (place / name / "manifest.json").write_bytes(b"{}")
    (place / ".0.1.0.link.part").symlink_to(mini)
    (place / ".keep.part").mkdir()
    for folder in ("corpus", "corpus/open"):
        (mini / folder / ".half.part").write_bytes(b"half")
    with placing.workshop(place / "0.2.0") as living:
        (living / "file").write_bytes(b"")
        assert not made(mini, tmp_path / "out").unchanged
        assert (living / "file").exists()
        found = names(place)
    assert found == sorted([".0.1.0.link.part", living.parent.name, "0.1.0", "0.1.0-hydrated", ".keep.part"])
    assert (mini / "corpus" / "corpus.json").exists()
    assert not list((mini / "corpus").rglob(".half.part"))


def test_an_old_release_that_was_moved_aside_comes_back(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made(mini).folder
    part = folder.with_name(".0.1.0.abc.part")
    part.mkdir()
    folder.rename(part / "old")
    assert made(mini).unchanged
    assert names(folder.parent) == ["0.1.0"]


@pytest.mark.timeout(2 * SLOW_SECONDS)
def test_two_runs_at_once_into_one_folder(tmp_path: Path) -> None:
    """Of one corpus, the second waits; of two, neither harms the other."""
    one, two = copy_mini(tmp_path / "one"), copy_mini(tmp_path / "two")
    out = tmp_path / "out"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CLI, "release", "--corpus", str(corpus), "--out", str(out), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for corpus, options in ((one, ()), (one, ("--replace",)), (two, ()))
    ]
    said = [process.communicate(timeout=SLOW_SECONDS)[0] for process in processes]
    for process, words in zip(processes, said, strict=True):
        assert process.returncode == 0 or "another run" in words, words
    assert processes[1].returncode == 0, said[1]
    assert names(out / "mini-news") == ["0.1.0"]
    assert verify(out / "mini-news" / "0.1.0") == []
    for corpus in (one, two):
        assert made(corpus, out).unchanged


@pytest.mark.parametrize(("replace", "alike"), [(False, True), (False, False), (True, False)])
def test_a_release_that_another_run_put_there_meanwhile(
    replace: bool, alike: bool, mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = copy_mini(tmp_path / "other")
    if not alike:
        path = other / "annotations" / "open" / f"{ENGLISH}.json"
        path.write_bytes(path.read_bytes().replace(b'"polarity": "support"', b'"polarity": "mixed"', 1))

    def late(work: Path, target: Path, *, replace: bool) -> None:
        monkeypatch.undo()
        made(other, mini / "dist")
        placing.put(work, target, replace=replace)

    monkeypatch.setattr("goldwire.release.finishing.put", late)
    if replace:
        made(mini, replace=True)
    else:
        with pytest.raises(ReleaseRefused, match="another run"):
            made(mini)
    # The ledger agrees with what stands there: the same release, though another run put it there.
    released = {standing.release for standing in Corpus(mini).ledger().value.standings.values()}
    assert released == ({"0.1.0"} if alike or replace else {None})
    assert not Corpus(mini).promise_path.exists()
    assert made(mini, replace=not alike).folder == mini / "dist" / "mini-news" / "0.1.0"
    assert names(mini / "dist" / "mini-news") == ["0.1.0"]


@pytest.mark.timeout(2 * SLOW_SECONDS)
def test_workers_end_with_a_killed_run(mini: Path) -> None:
    """Else they would wait for ever, and hold the corpus's lock."""
    script = (
        "import os, signal, sys, time\n"
        "import goldwire.release.build as building\n"
        "def killed(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
        "building.placed = killed\n"
        "from goldwire.cli.app import app; app()\n"
    )
    arguments = ["release", "--corpus", str(mini), "--workers", "2"]
    with subprocess.Popen([sys.executable, "-c", script, *arguments], start_new_session=True) as process:
        assert process.wait(timeout=SLOW_SECONDS) == -signal.SIGKILL
    limit = time.monotonic() + SLOW_SECONDS / 4
    while time.monotonic() < limit:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    else:
        pytest.fail("workers of the killed run are still there")
    assert not made(mini).unchanged
