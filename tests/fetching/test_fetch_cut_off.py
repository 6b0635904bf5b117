"""Fetching that is cut off: only whole files are left, and the next run goes on where this one was."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_server import SOON, Answer, Sources, sources

from cut_off import BROKEN, Faults, forked, operations
from fetchable import Fetchable, fetchable
from goldwire.corpus.cache import Cache
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.store import Corpus
from goldwire.fetching.fetch import State, fetch
from goldwire.fetching.wanted import Wanted, wanted_of_corpus

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks and signals of Linux")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Sources, Fetchable]]:
    with sources() as server:
        corpus = fetchable(tmp_path, server.address)
        server.answers |= {f"/{path.name}": Answer(path.read_bytes()) for path in corpus.files.iterdir()}
        yield server, corpus


def run(wanted: list[Wanted], folder: Path) -> None:
    done = fetch(wanted, Cache(folder), limits=SOON, archive="")
    assert {one.state for one in done} == {State.OK}


def whole(folder: Path, *, killed: bool = False) -> set[str]:
    """The digests of all files in a cache, which are what their names say. Killed processes leave parts and locks."""
    files = [path for path in (folder / "files").rglob("*") if path.is_file()]
    kept = [path for path in files if not (killed and path.name.endswith(".part"))]
    assert [sha256_hex(path.read_bytes()) for path in kept] == [path.name for path in kept]
    return {path.name for path in kept}


@pytest.mark.parametrize("fault", ["full", "stuck", "kill"])
def test_a_fault_leaves_whole_files_and_the_next_run_goes_on(
    fault: str, served: tuple[Sources, Fetchable], tmp_path: Path
) -> None:
    wanted = wanted_of_corpus(Corpus(served[1].root))
    total = operations(lambda: run(wanted, tmp_path / "undisturbed"), tmp_path / "undisturbed", tmp_path / "count")
    assert total > 8
    every = int(os.environ.get("EVERY", "17"))
    for nth in range(1, total + 1)[random.randrange(every) :: every]:
        folder = tmp_path / f"{fault}{nth}"

        def cut(folder: Path = folder, nth: int = nth) -> None:
            Faults(fault, nth, folder).install()
            run(wanted, folder)

        # A lock that cannot be made stops nothing.
        assert forked(cut) in ((-signal.SIGKILL, 0) if fault == "kill" else (BROKEN, 0)), nth
        before = whole(folder, killed=fault == "kill")
        asked = served[0].asked.total()
        run(wanted, folder)
        assert served[0].asked.total() - asked == 2 - len(before)
        assert whole(folder, killed=fault == "kill") == {one.source.sha256 for one in wanted}


def test_an_interrupt_ends_the_command_soon_and_leaves_whole_files(
    served: tuple[Sources, Fetchable], tmp_path: Path
) -> None:
    server, corpus = served
    server.answers["/news.json"] = Answer(status=404)
    command = [sys.executable, "-m", "goldwire.cli", "fetch", "--corpus", str(corpus.root)]
    environment = os.environ | {"GOLDWIRE_CACHE": str(tmp_path / "cache"), "GOLDWIRE_ARCHIVE": ""}
    server.hold = threading.Event()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's job in the background ignores it
    try:
        started = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, before)
    with started as process:
        assert server.came.wait(60)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "interrupted"
    assert "Traceback" not in said
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file() and path.parent.name != "locks"]


def test_two_at_once_fetch_each_file_once(served: tuple[Sources, Fetchable], tmp_path: Path) -> None:
    server, corpus = served
    wanted = wanted_of_corpus(Corpus(corpus.root))
    server.hold = threading.Event()
    caches = [Cache(tmp_path / "cache"), Cache(tmp_path / "cache")]
    found: list[list[str]] = []
    both = [
        threading.Thread(
            target=lambda cache=cache: found.append(
                [f"{one.state} {one.found}" for one in fetch(wanted, cache, limits=SLOW, archive="")]
            )
        )
        for cache in caches
    ]
    for thread in both:
        thread.start()
    assert server.came.wait(20)
    server.hold.set()
    for thread in both:
        thread.join(60)
    assert server.asked == {"/news.json": 1, "/c.txt": 1}
    assert sorted({word for one in found for word in one}) in (["ok cache", "ok source"], ["ok source"])
    assert whole(tmp_path / "cache") == {one.source.sha256 for one in wanted}
    assert not list((tmp_path / "cache" / "locks").iterdir())


SLOW = SOON.__class__(pause=0.01, tries=3, others=30)
"""As patient with others as need be."""


def test_a_lock_that_nobody_gives_back_holds_nobody_up(served: tuple[Sources, Fetchable], tmp_path: Path) -> None:
    from goldwire.corpus.locking import file_lock

    wanted = wanted_of_corpus(Corpus(served[1].root))
    (tmp_path / "cache" / "locks").mkdir(parents=True)
    locks = [
        file_lock(tmp_path / "cache" / "locks" / digest, timeout=0) for digest in {w.source.sha256 for w in wanted}
    ]
    for lock in locks:
        lock.acquire()
    run(wanted, tmp_path / "cache")
    for lock in locks:
        lock.release()


def test_a_cache_that_cannot_be_made_is_told_before_anything_is_asked(
    served: tuple[Sources, Fetchable], tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("no folder")
    with pytest.raises(OSError, match="cache"):
        run(wanted_of_corpus(Corpus(served[1].root)), tmp_path / "cache")
    assert not served[0].asked
