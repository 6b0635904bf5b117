"""What is left when a command is cut off: by the reader of its output, or by Ctrl-C."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpora import DATA, MINI, check_corpus
from goldwire.cli.app import app
from goldwire.corpus.store import Corpus

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and pipes of POSIX")

# Whoever starts the tests may ignore SIGINT, as nohup and some CI do, and processes inherit that: here it is heeded.
HEEDING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
CLI = HEEDING + "from goldwire.cli.__main__ import main; main()"
# The named function waits at its nth call, so that the signal surely comes in the middle.
WAITING = (
    HEEDING
    + """
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
from goldwire.cli.__main__ import main
main()
"""
)
# Ctrl-C comes at the nth import after that of the named module, whatever the speed of the machine.
IMPORTING = (
    HEEDING
    + """
import os, sys
first, nth, seen = sys.argv.pop(1), int(sys.argv.pop(1)), []
class Finder:
    def find_spec(self, name, path=None, target=None):
        if seen or name == first:
            seen.append(name)
            if len(seen) == nth:
                os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
from goldwire.cli.__main__ import main
try:
    main()
except SystemExit:
    print("imports", len(seen))
    raise
"""
)
ONE_LINE = "interrupted\n"


def interrupt(function: str, nth: int, marker: Path, arguments: list[str], *, times: int = 1) -> tuple[int, str]:
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
    for _ in range(times):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.01)
    output, _ = process.communicate(timeout=40)
    return process.returncode, output


def importing(first: str, nth: int, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", IMPORTING, first, str(nth), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    said, complained = process.communicate(timeout=100)
    return process.returncode, said, complained


def test_ctrl_c_while_modules_load() -> None:
    status, said, _ = ended(importing("goldwire.cli.interrupts", -1, "--version"))
    assert status == 0
    total = int(said.split()[-1])
    assert total > 300
    points = [1, 2, *(random.randrange(3, total) for _ in range(3)), total]
    while points:
        pair = [(point, importing("goldwire.cli.interrupts", point, "--version")) for point in points[:2]]
        del points[:2]
        for point, process in pair:
            status, said, complained = ended(process)
            assert (status, complained) == (130, ONE_LINE), f"at import {point} of {total}"


def test_ctrl_c_while_a_command_loads_what_it_needs(mini_release: Path, tmp_path: Path) -> None:
    """The libraries of the baselines load after the command began."""
    arguments = ["train", "-o", str(tmp_path / "system"), "--on", str(mini_release), "--level", "lookup"]
    for nth in (random.randrange(1, 40),):
        status, _, complained = ended(importing("goldwire.baselines.systems", nth, *arguments))
        assert (status, complained) == (130, ONE_LINE)
    assert list(tmp_path.iterdir()) == []


def test_a_job_that_ignores_ctrl_c_goes_on_ignoring_it() -> None:
    """POSIX: shells start jobs in the background so."""
    program = IMPORTING.replace("signal.default_int_handler", "signal.SIG_IGN")
    done = subprocess.run(
        [sys.executable, "-c", program, "goldwire.cli.interrupts", "50", "--version"], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "goldwire" in done.stdout


def test_ctrl_c_while_python_shuts_down() -> None:
    program = CLI.replace("main; main()", "main; import atexit, os; ") + (
        "atexit.register(os.kill, os.getpid(), signal.SIGINT); main()"
    )
    done = subprocess.run([sys.executable, "-c", program, "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) in ((130, ONE_LINE), (0, ""))
    assert "goldwire" in done.stdout


def test_ctrl_c_that_a_finaliser_swallows_comes_again() -> None:
    program = HEEDING + (
        "import os, sys, time\n"
        "import goldwire.cli.clean as cleaning\n"
        "class Final:\n"
        "    def __del__(self): os.kill(os.getpid(), signal.SIGINT); time.sleep(0)\n"
        "def swallowing(*_, **__):\n"
        "    Final()\n"
        "    time.sleep(60)\n"
        "cleaning.read_all = swallowing\n"
        "from goldwire.cli.__main__ import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", program, "clean", "x.txt"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (130, ONE_LINE)


def test_ctrl_c_again_and_again_does_not_disturb_the_clearing_up(mini: Path, tmp_path: Path) -> None:
    options = ["--corpus", str(mini), "--out", str(tmp_path / "out")]
    status, said = interrupt("goldwire.release.build.placed", 2, tmp_path / "marker", ["release", *options], times=8)
    assert (status, said) == (130, ONE_LINE)
    assert not (tmp_path / "out").exists()
    assert not list(mini.rglob("*.part"))


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
    assert (status, said) == (130, ONE_LINE)
    assert not out.exists()
    assert (mini / "corpus" / "ledger.jsonl").read_bytes() == (MINI / "corpus" / "ledger.jsonl").read_bytes()
    again = CliRunner().invoke(app, ["release", *options])
    assert again.exit_code == 0, again.output
    assert [path.name for path in (out / "mini-news").iterdir()] == ["0.1.0"]


@pytest.fixture
def _started_in_the_background() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_started_in_the_background")
def test_an_interrupted_add_keeps_what_was_done(mini: Path, tmp_path: Path) -> None:
    """Also where the tests were started with SIGINT ignored: `nohup make test &`, and some CI."""
    files = tmp_path / "in"
    files.mkdir()
    for number in range(5):
        text = (
            f"Keepers vote again\n\nThe keepers voted for the {number + 2}th time, and the council said it was glad.\n"
        )
        (files / f"{number}.txt").write_text(text, "utf-8")
    rights = ["--holder", "Me", "--licence", "CC-BY-4.0"]
    arguments = ["add", str(files), "--corpus", str(mini), "--language", "en", *rights]
    status, said = interrupt("goldwire.corpus.adding.clean", 3, tmp_path / "marker", arguments)
    assert (status, said) == (130, ONE_LINE)
    ledger = Corpus(mini).ledger()
    assert ledger.incidents == ()
    assert len(ledger.value.standings) == 3 + 2
    assert not [i for i in check_corpus(mini) if i.severity == "error"]
    again = CliRunner().invoke(app, arguments)
    assert again.exit_code == 0, again.output
    assert "3 added of 5 files" in again.stderr
    assert len(Corpus(mini).documents().value) == 3 + 5
    assert not list(mini.rglob("*.part"))
