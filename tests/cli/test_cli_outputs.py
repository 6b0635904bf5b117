"""Places that commands write to: what cannot be written is said before the work, and nothing is done."""

from __future__ import annotations

import os
import shutil
import stat
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from corpora import ENGLISH
from goldwire.cli.app import app

COMMANDS = {
    "--report": "add in --corpus mini --holder Me --licence CC-BY-4.0 --report",
    "--html": "diff release release --html",
    "--output of train": "train --on release --level majority -o",
    "--output of predict": "predict no-system --on release -o",
    "--output of start": f"annotate start {ENGLISH} --corpus mini -o",
    "--output of suggest": f"suggest {ENGLISH} --corpus mini --with majority -o",
    "--out of release": "release --corpus mini --out",
    "--out of hydrate": "hydrate release --raw mini-raw --out",
}
FOLDERS = ("--output of train", "--out of release", "--out of hydrate")
LONG = "x" * 300
posix = pytest.mark.skipif(os.name == "nt", reason="places of POSIX")


@pytest.fixture
def place(mini: Path, mini_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "release").symlink_to(mini_release)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Keepers vote\n\nThe keepers voted, and the council said it was glad.\n")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def there(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(place: Path, option: str, output: str) -> str:
    before = there(place)
    result = CliRunner().invoke(app, [*COMMANDS[option].split(), output])
    assert result.exit_code == 2, result.output
    assert there(place) == before
    assert not list(place.rglob("*.part"))
    said = " ".join(result.stderr.split())
    assert option.split()[0] in said
    return said


@pytest.mark.parametrize("option", COMMANDS)
def test_names_that_are_too_long(option: str, place: Path) -> None:
    assert "bytes; name a shorter one" in refused(place, option, LONG)
    assert "bytes; name a shorter one" in refused(place, option, f"new/{LONG}/name")


@pytest.mark.parametrize("option", COMMANDS)
def test_a_place_below_a_file(option: str, place: Path) -> None:
    assert "file is no folder" in refused(place, option, "file/name")


@pytest.mark.parametrize("option", [option for option in COMMANDS if option not in FOLDERS])
def test_a_folder_where_a_file_is_to_be(option: str, place: Path) -> None:
    assert "folder is a folder: name a file" in refused(place, option, "folder")


@pytest.mark.parametrize("option", FOLDERS)
def test_a_file_where_a_folder_is_to_be(option: str, place: Path) -> None:
    assert "file is no folder" in refused(place, option, "file")


@pytest.mark.parametrize("option", COMMANDS)
def test_a_folder_that_may_not_be_written_to(option: str, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write anywhere: the answer of the system is made up.
    monkeypatch.setattr(os, "access", lambda path, mode: not Path(path).samefile(place / "folder"))
    assert "may not be written to" in refused(place, option, "folder/name")


def test_a_report_of_a_long_name_is_written(place: Path) -> None:
    name = "x" * 249 + ".jsonl"
    result = CliRunner().invoke(app, [*COMMANDS["--report"].split(), f"new/{name}"])
    assert result.exit_code == 0, result.output
    assert (place / "new" / name).is_file()


@posix
def test_a_report_to_a_pipe_and_a_device(place: Path) -> None:
    os.mkfifo("pipe")
    assert CliRunner().invoke(app, [*COMMANDS["--report"].split(), "pipe"]).exit_code == 2  # nobody reads it
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append((place / "pipe").read_bytes()))
    reader.start()
    while CliRunner().invoke(app, [*COMMANDS["--report"].split(), "pipe"]).exit_code == 2:
        pass  # until the reader is there
    reader.join()
    assert b"GW-I032" in read[0]
    assert stat.S_ISFIFO((place / "pipe").stat().st_mode)
    assert CliRunner().invoke(app, [*COMMANDS["--report"].split(), "/dev/null"]).exit_code == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize("option", [option for option in COMMANDS if option not in FOLDERS])
def test_what_somebody_else_wrote_is_not_written_over(option: str, place: Path) -> None:
    sheet = "doc_id: gw-0123456789abcdef\nmentions: []\n"
    annotation = '{"doc_id":"gw-0123456789abcdef","sha256":"","mentions":[]}\n'
    entity = '{"id":"vell","type":"PER","names":{"en":"Vell"}}\n'
    for words in (sheet, annotation, entity, "<!doctype html>\n<p>A page.\n", "\n", "{\n", "\ufeffx", '["doc_id"]\n'):
        (place / "work").write_text(words, encoding="utf-8")
        assert "work is there already" in refused(place, option, "work")


@pytest.mark.parametrize("option", COMMANDS)
@pytest.mark.parametrize("there", ["", "{name}.new"])
def test_nothing_is_written_among_the_records_of_a_corpus_or_in_a_release(
    option: str, there: str, place: Path, mini_release: Path
) -> None:
    shutil.copytree(mini_release, place / "copy")
    for name in ("mini/annotations/entities.jsonl", "mini/corpus/corpus.json", "copy/manifest.json"):
        output = there.format(name=name) or name
        if option in FOLDERS and not there:
            output = str(Path(name).parent / "folder")
        said = refused(place, option, output)
        assert "name a place outside it" in said
    (place / "link").symlink_to(place / "mini" / "annotations")
    assert "name a place outside it" in refused(place, option, "link/new")


def test_its_own_output_is_written_anew(place: Path) -> None:
    (place / "report").write_bytes(b"")
    command = ["add", "missing.txt", *COMMANDS["--report"].split()[2:], "report"]
    for _ in range(2):
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 1, result.output
        assert (place / "report").read_bytes().count(b'"code"') == 1
    for _ in range(2):
        result = CliRunner().invoke(app, [*COMMANDS["--html"].split(), "page.html"])
        assert result.exit_code == 0, result.output


@pytest.mark.parametrize("options", [[], ["--replace"]])
def test_a_release_replaces_nothing_that_is_no_release(options: list[str], place: Path) -> None:
    thesis = place / "out" / "mini-news" / "0.1.0" / "thesis.txt"
    thesis.parent.mkdir(parents=True)
    thesis.write_text("mine")
    result = CliRunner().invoke(app, [*COMMANDS["--out of release"].split(), "out", *options])
    assert result.exit_code == 2
    assert "holds something that is no release" in " ".join(result.stderr.split())
    assert thesis.read_text() == "mine"
