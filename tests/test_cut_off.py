"""Commands that write, cut off at their file operations: whole or not at all, and a second run ends as the first would.

Releases are cut off in tests/release/faults.py. Here a sample of each command's operations is tried; `EVERY=1` tries
all of them.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpora import ENGLISH, FRENCH, check_corpus, copy_mini
from cut_off import BROKEN, WRONG, Faults, forked, operations
from goldwire.cli.app import app

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks and signals of Linux")

FAULTS = ("full", "stuck", "interrupt", "kill")
ARTICLE = "Keepers vote again\n\nThe keepers voted for the {}th time, and the council said that it was glad of it.\n"
REASON = ["--reason", "published by mistake"]
COMMANDS = {
    "add": [
        "add",
        "{root}/in/0.txt",
        "{root}/in/1.txt",
        "--collection",
        "open",
        "--language",
        "en",
        "--holder",
        "Me",
        "--licence",
        "CC-BY-4.0",
    ],
    "init": ["init", "{root}/new"],
    "withdraw": ["withdraw", ENGLISH, FRENCH, *REASON],
    "purge": ["withdraw", ENGLISH, *REASON, "--purge", "--yes"],
    "train": ["train", "-o", "{root}/system", "--on", "{root}/in/release", "--level", "majority"],
    "html": ["diff", "{root}/in/release", "{root}/in/release", "--html", "{root}/new/diff.html"],
    "start": ["annotate", "start", ENGLISH, "-o", "{root}/sheet.yaml"],
}
"""Each is run in a corpus with a folder `in` of two new files and a release."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, mini_release: Path) -> Path:
    root = copy_mini(tmp_path_factory.mktemp("template"))
    for arguments in COMMANDS.values():  # what forks would else load and compile again and again
        warm = copy_mini(tmp_path_factory.mktemp("warm"))
        shutil.copytree(mini_release, warm / "in" / "release")
        (warm / "in" / "0.txt").write_text(ARTICLE, "utf-8")
        CliRunner().invoke(
            app,
            [*in_place(arguments, warm), *([] if arguments[0] in ("init", "annotate") else ["--corpus", str(warm)])],
        )
        check_corpus(warm)
    shutil.copytree(mini_release, root / "in" / "release")
    for number in range(2):
        (root / "in" / f"{number}.txt").write_text(ARTICLE.format(number + 2), "utf-8")
    return root


def run(root: Path, arguments: list[str]) -> None:
    """The command in `root`; what cuts it off is raised."""
    os.chdir(root)
    result = CliRunner().invoke(app, in_place(arguments, root))
    if result.exit_code == 130:
        raise KeyboardInterrupt
    if "No space left" in result.output:
        raise OSError(result.output)
    assert result.exit_code == 0, result.output


def in_place(arguments: list[str], root: Path) -> list[str]:
    return [argument.format(root=root) for argument in arguments]


def files(root: Path) -> dict[str, bytes]:
    """All files but locks."""
    found = (path for path in root.rglob("*") if path.is_file() and path.name != ".lock")
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def errors(root: Path) -> list[str]:
    return [f"{i.code} {i.file}: {i.message}" for i in check_corpus(root) if i.severity == "error"]


def look(root: Path, arguments: list[str], fault: str, before: dict[str, bytes], right: dict[str, bytes]) -> None:
    """What must hold after a fault, and after a second run."""
    now = files(root)
    if fault != "kill":
        assert [name for name in now if ".part" in name] == []
        assert errors(root) == []
    if arguments[0] in ("init", "annotate", "train", "diff"):
        assert all(now[name] == right[name] for name in now if ".part" not in name)
    os.chdir(root)
    again = CliRunner().invoke(app, in_place(arguments, root))
    done_before = "is there already" in again.output or "withdrawn already" in again.output
    assert again.exit_code == 0 or done_before, again.output
    after = files(root)
    if done_before:
        assert before != after
    assert {name: data for name, data in after.items() if ".part" not in name} == right
    assert errors(root) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_cut_off_leaves_all_or_nothing(command: str, template: Path, tmp_path: Path) -> None:
    arguments = COMMANDS[command]
    undisturbed = tmp_path / "undisturbed"
    shutil.copytree(template, undisturbed)
    total = operations(lambda: run(undisturbed, arguments), undisturbed, tmp_path / "count")
    before, right = files(template), files(undisturbed)
    every = int(os.environ.get("EVERY", "23"))
    tried = [(fault, nth) for nth in range(1, total + 1) for fault in FAULTS]
    ends = set()
    for fault, nth in tried[random.randrange(every) :: every]:
        root = tmp_path / f"{fault}{nth}"
        shutil.copytree(template, root)

        def cut(root: Path = root, fault: str = fault, nth: int = nth) -> None:
            os.chdir(root)
            Faults(fault, nth, root).install()
            run(root, arguments)

        end = forked(cut)
        ends.add(end)
        assert end != WRONG, f"{command}: {fault} at {nth} of {total}: another error"
        assert forked(partial(look, root, arguments, fault, before, right)) == 0, f"{command}: {fault} at {nth}"
        shutil.rmtree(root)
    assert ends <= {0, BROKEN, -signal.SIGKILL}
