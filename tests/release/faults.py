"""Cuts builds of the mini corpus off at their file operations, and looks at what is left.

python tests/release/faults.py FAULT SCENARIO [--every N] [--offset N]     (`make faults` runs all of them)

FAULT is what happens at the nth operation that changes the disk: `kill` (SIGKILL), `full` (ENOSPC once), `stuck`
(ENOSPC from then on for everything that needs room), `interrupt` (KeyboardInterrupt), or `moments`: SIGKILL after a
random time instead. SCENARIO is `first` (nothing is there yet), `replace` (another release of the version is there),
`aside` (the same, on a system that cannot exchange folders), or `workers` (first, by several processes).

After each fault, no release is visible that `verify` does not pass, the ledger agrees with what is visible, and a
second run gives the bytes of an undisturbed one. Builds run in forks of this process.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))


from corpora import ENGLISH, copy_mini
from cut_off import WRONG, Faults, forked, operations
from goldwire.checks.run import open_corpus
from goldwire.corpus import placing
from goldwire.corpus.store import Corpus
from goldwire.release.build import build
from goldwire.release.verifying import verify

VERSION = "0.1.0"
FAULTS = ("kill", "full", "stuck", "interrupt", "moments")
SCENARIOS = ("first", "replace", "aside", "workers")


def made(root: Path, scenario: str) -> None:
    """One build, as the scenario has it."""
    if scenario == "aside":
        placing._exchange = lambda one, two: False
    workers = 2 if scenario == "workers" else 1
    build(open_corpus(Corpus(root)), VERSION, root / "dist", replace=scenario in ("replace", "aside"), workers=workers)


def prepare(folder: Path, scenario: str) -> Path:
    """The corpus before the build: for replacing, with a release, and a label that was changed since."""
    root = copy_mini(folder)
    if scenario in ("replace", "aside"):
        assert forked(partial(made, root, "first")) == 0
        path = root / "annotations" / "open" / f"{ENGLISH}.json"
        path.write_bytes(path.read_bytes().replace(b'"polarity": "support"', b'"polarity": "mixed"', 1))
    return root


def files(folder: Path) -> dict[str, bytes]:
    """All files below a folder; the lock of the corpus stays."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def look(root: Path, scenario: str, before: dict[str, bytes], right: dict[str, bytes]) -> None:
    """What must hold after a fault, and after a second run."""
    place = root / "dist" / "mini-news"
    visible = [path for path in place.glob("*") if not path.name.startswith(".")]
    assert [path.name for path in visible] in ([], [VERSION])
    assert [problem for path in visible for problem in verify(path)] == []
    ledger = Corpus(root).ledger()
    assert ledger.incidents == ()
    released = {standing.release for standing in ledger.value.standings.values()}
    if visible:
        assert released == {VERSION}, "a release is visible, and the ledger does not know"
        now, prefix = files(visible[0]), f"dist/mini-news/{VERSION}/"
        old, new = (
            {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)} for state in (before, right)
        )
        assert now in (old, new)
    elif scenario == "aside":  # the one moment in which the old release is aside
        assert list(place.glob(".*.part/old/manifest.json"))
    else:
        assert scenario != "replace", "the old release is gone"
        assert released == {None}, "the ledger names a release that is not there"
        assert b'"released"' not in (root / "corpus" / "ledger.jsonl").read_bytes()
    started = time.monotonic()
    made(root, scenario)
    assert time.monotonic() - started < 20, "locks of the killed run are still held"
    assert [path.name for path in place.iterdir()] == [VERSION]
    after = files(root)
    assert after.keys() == right.keys()
    assert [name for name in after if after[name] != right[name]] == []


def operations_of_a_build(template: Path, scenario: str, folder: Path) -> int:
    """How many operations an undisturbed build takes."""
    root = folder / "counted"
    shutil.copytree(template, root)
    return operations(lambda: made(root, scenario), root, folder / "count")


def run(fault: str, scenario: str, every: int, offset: int, publish: int) -> str:
    """All faults of a kind; raises `AssertionError` for the first that leaves something wrong."""
    folder = Path(tempfile.mkdtemp())
    try:
        for warmed in ("first", "replace"):  # what forks would else load and compile again and again
            made(copy_mini(folder / warmed), warmed)
        template = prepare(folder / "template", scenario)
        undisturbed = folder / "undisturbed"
        shutil.copytree(template, undisturbed)
        started = time.monotonic()
        assert forked(partial(made, undisturbed, scenario)) == 0
        seconds = time.monotonic() - started
        before, right = files(template), files(undisturbed)
        total = operations_of_a_build(template, scenario, folder)
        if fault == "moments":
            chosen: list[Any] = [random.random() * 1.1 * seconds for _ in range(total // every)]
        else:  # the last operations put the release in its place; they are all tried
            chosen = [n for n in range(1, total + 2) if (n - offset) % every == 0 or total - publish <= n]
        ends: dict[int, int] = {}
        for number, point in zip(count(), chosen, strict=False):
            root = folder / f"run{number}"
            shutil.copytree(template, root)
            if fault == "moments":
                end = forked(partial(made, root, scenario), kill_after=point)
            else:

                def faulty(root: Path = root, point: int = point) -> None:
                    Faults(fault, point, root).install()
                    made(root, scenario)

                end = forked(faulty)
            ends[end] = ends.get(end, 0) + 1
            looked = forked(partial(look, root, scenario, before, right))
            assert end != WRONG, f"{fault} at {point} of {total}, {scenario}: another error"
            assert looked == 0, f"{fault} at {point} of {total}, {scenario}: see above; exit status {looked}"
            shutil.rmtree(root)
        return f"{fault} {scenario}: {len(chosen)} of {total} operations, exit statuses {dict(sorted(ends.items()))}"
    finally:
        shutil.rmtree(folder)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("fault", choices=FAULTS)
    parser.add_argument("scenario", choices=SCENARIOS)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--publish", type=int, default=0)
    options = parser.parse_args()
    began = time.monotonic()
    print(run(**vars(options)), f"{time.monotonic() - began:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
