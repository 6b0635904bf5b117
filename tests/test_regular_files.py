"""Only regular files are opened: whatever file a command reads may be a pipe or a device, and nothing waits for it."""

from __future__ import annotations

import ast
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import goldwire
from corpora import ENGLISH, FRENCH, REPO, copy_mini
from goldwire.cli.app import app
from goldwire.goldwire_builder import DamagedTables, ReleaseBuilder
from goldwire.text.regular_file import (
    LargerThanAllowed,
    NotRegular,
    open_regular,
    read_if_there,
    read_regular,
    regular_sha256,
)

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and devices of POSIX"),
    pytest.mark.timeout(60),  # what waits for a pipe waits for ever
]
SHEET = "mini/sheet.yaml"
COMMANDS = {
    "check": "check --corpus mini --raw mini-raw",
    "show": f"show {ENGLISH} --corpus mini",
    "start": f"annotate start {ENGLISH} --corpus mini",
    "agreement": "agreement --corpus mini",
    "audit": "audit --corpus mini",
    "release": "release --corpus mini --out dist",
    "add": "add in --corpus mini --holder Me --licence CC-BY-4.0",
    "withdraw": f"withdraw {FRENCH} --reason mistake --corpus mini",
    "verify": "verify release",
    "hydrate": "hydrate release --raw mini-raw --out dist",
    "diff": "diff release release",
    "train": "train -o new --on release --level majority",
    "predict": "predict system --on release --split train",
    "score": "score --gold release --pred predictions.jsonl --against other.jsonl --split train",
    "suggest": f"suggest {FRENCH} --with system --corpus mini",
}
TELLING = ("check", "release", "verify", "hydrate", "diff", "predict", "score")
"""Commands that need every file that they read; others go on without some, and leave it to check to tell."""
SPECIAL = ("fifo", "device")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, mini_release: Path) -> Path:
    """A corpus with all kinds of files, a release, a system, predictions."""
    folder = tmp_path_factory.mktemp("template")
    mini = copy_mini(folder)
    (mini / "DATASHEET.md").write_text("# Datasheet\n")
    (mini / "annotations" / "reviews.jsonl").write_text("")
    annotations = mini / "annotations" / "open"
    for name in ("first", "second"):
        shutil.copytree(annotations, mini / "annotations" / "passes" / name / "open")
    (annotations / f"{FRENCH}.json").unlink()
    shutil.copytree(mini_release, folder / "release")
    (folder / "in").mkdir()
    (folder / "in" / "a.txt").write_text("Keepers vote\n\nThe keepers voted, and the council said that it was glad.\n")
    run(f"train -o {folder}/system --on {folder}/release --level majority")
    done = run(f"predict {folder}/system --on {folder}/release --split train -o {folder}/predictions.jsonl")
    assert done.exit_code == 0, done.output
    shutil.copyfile(folder / "predictions.jsonl", folder / "other.jsonl")
    return folder


@pytest.fixture
def place(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the template to work in."""
    shutil.copytree(template, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def run(command: str) -> Result:
    return CliRunner().invoke(app, command.split())


def read_by(command: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files below `place` that a command reads."""
    found: dict[Path, None] = {}
    plain = os.open

    def noted(path: str, flags: int, *rest: int) -> int:
        # One path may be given in several ways, and what the command makes itself is none of its input.
        whole = Path.cwd() / os.fsdecode(path)
        if whole.is_relative_to(place) and whole.is_file() and not flags & os.O_CREAT:
            found[whole.relative_to(place)] = None
        return plain(path, flags, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", noted)
        result = run(command)
    assert result.exit_code in (0, 1), result.output
    return [path for path in found if not any(part.endswith(".part") for part in path.parts)]


def made_special(path: Path, kind: str) -> None:
    path.unlink()
    if kind == "fifo":
        os.mkfifo(path)
    else:
        path.symlink_to("/dev/zero")


@pytest.mark.parametrize("command", COMMANDS)
def test_whatever_a_command_reads_may_be_a_pipe_or_a_device(
    command: str, template: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [path for path in read_by(COMMANDS[command], place, monkeypatch) if (template / path).is_file()]
    assert files
    # A sample: there is one place that opens them. EVERY=1 tries all.
    files = random.sample(files, len(files) if os.environ.get("EVERY") == "1" else min(6, len(files)))
    for number, path in enumerate(files):
        shutil.rmtree(place)
        shutil.copytree(template, place)
        os.chdir(place)
        made_special(place / path, SPECIAL[number % 2])
        result = run(COMMANDS[command])
        assert result.exception is None or isinstance(result.exception, SystemExit), f"{path}: {result.exception!r}"
        assert result.exit_code in (0, 1, 2), f"{path}: {result.output}"
        if command in TELLING:
            assert result.exit_code != 0 or "regular" in result.output, f"{path} {SPECIAL[number % 2]}: {result.output}"


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize("name", ["manifest.json", "README.md", "data/ner/train.parquet"])
def test_loading_waits_for_nothing(name: str, kind: str, place: Path) -> None:
    made_special(place / "release" / name, kind)
    with pytest.raises((OSError, ValueError), match=r"regular|manifest\.json"):
        goldwire.load("ner", release=place / "release", split="train")


@pytest.mark.parametrize("kind", SPECIAL)
@pytest.mark.parametrize("name", ["manifest.json", "data/ner/train.parquet"])
def test_the_builder_waits_for_nothing(name: str, kind: str, place: Path) -> None:
    made_special(place / "release" / name, kind)
    with pytest.raises((DamagedTables, goldwire.NoRelease), match=name):
        goldwire.builder("ner", release=place / "release")
    with pytest.raises(DamagedTables, match=name):
        ReleaseBuilder("ner", place / "release")


@pytest.mark.parametrize("special", ["/dev/zero", "/dev/null", "/dev/stdin", ".", "pipe", "link"])
def test_what_is_no_regular_file(special: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    Path("link").symlink_to("pipe")
    if special == "/dev/stdin" and Path(special).is_file():
        pytest.skip("stdin is a file here")
    for reading in (open_regular, read_regular, read_if_there, regular_sha256):
        with pytest.raises(NotRegular) as caught:
            reading(special)
        assert caught.value.filename == special
        assert caught.value.strerror == "not a regular file"


def test_what_is_regular(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert read_if_there(path) is None
    path.write_bytes(b"four")
    (tmp_path / "link").symlink_to(path)
    assert read_regular(path, max_bytes=4) == read_regular(str(tmp_path / "link")) == read_if_there(path) == b"four"
    with pytest.raises(LargerThanAllowed, match="more than 3 bytes"):
        read_regular(path, max_bytes=3)
    assert regular_sha256(path, max_bytes=4) == regular_sha256(path)
    endless = [one for one in (Path("/proc/self/maps"),) if one.exists()]  # whose size is said to be 0
    for larger in (path, *endless):
        with pytest.raises(LargerThanAllowed, match="more than 3 bytes"):
            regular_sha256(larger, max_bytes=3)
    with pytest.raises(OSError, match="link"):
        read_regular(tmp_path / "link", follow_links=False)


OPENERS = {"open", "read_bytes", "read_text", "read_table", "read_schema", "ParquetFile", "memory_map", "fdopen"}
"""Calls that open a file, by their last name."""
MAY = {
    "text/regular_file.py": {"open"},
    "goldwire_builder.py": {"open", "ParquetFile", "read_schema"},  # needs nothing else of goldwire; has its own
    "corpus/files.py": {"open"},  # these open files to write them
    "corpus/locking.py": {"open"},
    "corpus/placing.py": {"open"},
    "cli/__main__.py": {"open"},  # /dev/null
    "cli/outputs.py": {"open"},
    "corpus/schemas.py": {"read_bytes"},  # the package's own files
    "release/parquet.py": {"ParquetFile", "read_schema"},  # these are given open files
    "release/released.py": {"read_schema"},
    "release/verifying.py": {"ParquetFile"},
    "text/html_process.py": {"fdopen"},  # its own pipes
    "text/marks.py": {"open"},  # opens a quotation
    "baselines/chains.py": {"open"},  # CRFsuite reads the model that it just wrote
}


def calls(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
            if name in OPENERS:
                yield name


def test_no_other_module_opens_files() -> None:
    folder = REPO / "src" / "goldwire"
    found = {path.relative_to(folder).as_posix(): set(calls(path.read_text("utf-8"))) for path in folder.rglob("*.py")}
    wrong = {name: sorted(openers - MAY.get(name, set())) for name, openers in found.items()}
    assert {name: openers for name, openers in wrong.items() if openers} == {}, "open files with text.regular_file"
