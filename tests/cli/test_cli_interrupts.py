"""What is left when a command is cut off: by the reader of its output, or by Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpora import DATA, MINI, RIGHTS, check_corpus
from goldwire.cli.app import app
from goldwire.corpus.store import Corpus

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and pipes of POSIX")

CLI = "from goldwire.cli.app import app; app()"
# The named function waits at its nth call, so that the signal surely comes in the middle.
WAITING = """
import importlib, sys, time
from pathlib import Path
module, name, nth, marker = sys.argv.pop(1), sys.argv.pop(1), int(sys.argv.pop(1)), Path(sys.argv.pop(1))
module = importlib.import_module(module)
original, calls = getattr(module, name), []
def waiting(*arguments, **options):
    calls.append(None)
    if len(calls) == nth:
        marker.touch()
        time.sleep(60)
    return original(*arguments, **options)
setattr(module, name, waiting)
from goldwire.cli.app import app
app()
"""


def interrupt(function: str, nth: int, marker: Path, arguments: list[str]) -> tuple[int, str]:
    """Send SIGINT, as Ctrl-C does, to the command and its workers while `function` is in its nth call."""
    module, _, name = function.rpartition(".")
    process = subprocess.Popen(
        [sys.executable, "-c", WAITING, module, name, str(nth), str(marker), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    limit = time.monotonic() + 40
    while not marker.exists() and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.02)
    assert marker.exists(), "the command never came so far"
    os.killpg(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=40)
    return process.returncode, output


def test_a_broken_pipe_is_silent() -> None:
    pages = [str(DATA / "pages")] * 8
    with subprocess.Popen(
        [sys.executable, "-c", CLI, "clean", *pages], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        process.wait(timeout=40)
    assert b"Traceback" not in said
    assert b"Exception ignored" not in said


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupted_release_leaves_nothing(workers: int, mini: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    options = ["--corpus", str(mini), "--out", str(out)]
    status, said = interrupt(
        "goldwire.release.build.placed", 2, tmp_path / "marker", ["release", *options, "--workers", str(workers)]
    )
    assert status not in (0, 2)
    if workers == 1:  # worker processes say themselves that they were interrupted
        assert "Traceback" not in said
    assert not out.exists()
    assert (mini / "corpus" / "ledger.jsonl").read_bytes() == (MINI / "corpus" / "ledger.jsonl").read_bytes()
    again = CliRunner().invoke(app, ["release", *options])
    assert again.exit_code == 0, again.output
    assert [path.name for path in (out / "mini-news").iterdir()] == ["0.1.0"]


def test_an_interrupted_add_keeps_what_was_done(mini: Path, tmp_path: Path) -> None:
    files = tmp_path / "in"
    files.mkdir()
    for number in range(5):
        text = (
            f"Keepers vote again\n\nThe keepers voted for the {number + 2}th time, and the council said it was glad.\n"
        )
        (files / f"{number}.txt").write_text(text, "utf-8")
    arguments = ["add", str(files), *RIGHTS, "--corpus", str(mini), "--language", "en"]
    status, said = interrupt("goldwire.corpus.adding.clean", 3, tmp_path / "marker", arguments)
    assert status not in (0, 2)
    assert "Traceback" not in said
    ledger = Corpus(mini).ledger()
    assert ledger.incidents == ()
    assert len(ledger.value.standings) == 3 + 2
    assert not [i for i in check_corpus(mini) if i.severity == "error"]
    again = CliRunner().invoke(app, arguments)
    assert again.exit_code == 0, again.output
    assert "3 added of 5 files" in again.stderr
    assert len(Corpus(mini).documents().value) == 3 + 5
    assert not list(mini.rglob("*.part"))
