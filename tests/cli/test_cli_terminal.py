"""What reaches a terminal: brackets stay, colours go where nobody sees them, and no character of data acts on it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.progress import TextColumn
from typer.testing import CliRunner, Result

from corpora import ENGLISH, WIRE
from goldwire.cli.app import app
from goldwire.cli.console import progress
from goldwire.cli.terminal import Shown, json_text
from goldwire.corpus.schemas import schema
from goldwire.model.incident import IN_TEXT, IN_WORDS, printable

SCRIPT = "from goldwire.cli.app import app; app()"
ACTS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""What no command may print."""
HIDDEN = "\x1b[31m\x9b31m\x07\u202e\u2067\u2028"


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW", "GOLDWIRE_RELEASE", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "300")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def on_a_terminal(arguments: list[str], **variables: str) -> str:
    """What a command prints on a terminal of its own."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "NO_COLOR")}
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment | {"TERM": "xterm-256color", "COLUMNS": "200"} | variables,
    ) as process:
        os.close(theirs)
        said = b""
        try:
            while block := os.read(ours, 1 << 16):
                said += block
        except OSError:  # Linux says so at the end of a terminal
            pass
        assert process.wait() == 0
    os.close(ours)
    return said.decode()


def without_colours(said: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", said)


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_types_stand_in_brackets_on_a_terminal_without_colours(variables: dict[str, str], mini: Path) -> None:
    said = without_colours(on_a_terminal(["show", ENGLISH, "--corpus", str(mini)], **variables))
    assert "Gull Strait[LOC]" in said
    assert "a gift to smugglers⟨q3⟩" in said


def test_types_are_colours_on_a_terminal_with_colours(mini: Path) -> None:
    said = on_a_terminal(["show", ENGLISH, "--corpus", str(mini)])
    assert "\x1b[1;36mMirel Tansk\x1b[0m" in said
    assert "[LOC]" not in without_colours(said)


def commands(command: Any, *names: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield names, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, *names, name)


def docstrings() -> dict[tuple[str, ...], str]:
    """What each command's author wrote about it."""
    written: dict[tuple[str, ...], str] = {
        (each.name or "",): each.callback.__doc__ or "" for each in app.registered_commands if each.callback
    }
    for group in app.registered_groups:
        assert group.typer_instance is not None
        for each in group.typer_instance.registered_commands:
            assert each.callback is not None
            written[group.name or "", each.name or each.callback.__name__] = each.callback.__doc__ or ""
    return {names: words for names, words in written.items() if words}


@pytest.mark.parametrize("names", docstrings(), ids=" ".join)
def test_help_holds_every_word_of_its_command(names: tuple[str, ...]) -> None:
    shown = "".join(run(*names, "--help").stdout.split())
    for paragraph in docstrings()[names].split("\n\n"):
        assert "".join(paragraph.split()) in shown


def test_help_keeps_the_name_of_an_extra() -> None:
    for command in ("train", "suggest"):
        assert "goldwire[baselines]" in "".join(run(command, "--help").stdout.split())


@pytest.mark.parametrize("command", ["score", "predict"])
def test_validation_is_the_split_where_none_is_named(command: str) -> None:
    assert "[default:validation]" in "".join(run(command, "--help").stdout.split())


def test_what_stands_in_brackets_is_no_markup(mini: Path, tmp_path: Path) -> None:
    assert "[red]x[/red] is no folder" in run("verify", "[red]x[/red]", "--corpus", mini).stderr
    assert "'[bold]x'" in run("show", "[bold]x", "--corpus", mini).stderr
    assert "[bold]" in run("show", ENGLISH, "--raw", tmp_path / "[bold]", "--corpus", mini).stderr
    assert "[bold]" in run("[bold]").stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [HIDDEN],
        ["show", HIDDEN],
        ["show", ENGLISH, "--raw", HIDDEN],
        ["show", ENGLISH, f"--{HIDDEN}"],
        ["check", "--explain", HIDDEN],
        ["score", "--pred", HIDDEN],
        ["score", "--pred", "x", "--gold", HIDDEN],
        ["train", "--level", HIDDEN, "-o", "x"],
        ["predict", HIDDEN],
        ["suggest", ENGLISH, "--with", HIDDEN],
        ["diff", HIDDEN, HIDDEN],
        ["verify", HIDDEN],
        ["hydrate", HIDDEN, "--raw", "."],
        ["publish", HIDDEN, "--repo", HIDDEN],
        ["release", HIDDEN],
        ["withdraw", ENGLISH, "--reason", HIDDEN],
        ["audit", "--kind", HIDDEN],
        ["agreement", "--first", HIDDEN],
        ["annotate", HIDDEN],
        ["annotate", "apply", HIDDEN],
        ["init", "new", "--name", HIDDEN],
        ["add", HIDDEN],
        ["clean", HIDDEN],
    ],
    ids=lambda arguments: " ".join(arguments[:2]).translate({ord(char): None for char in HIDDEN}),
)
def test_arguments_are_shown_and_do_nothing(arguments: list[str], mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mini)
    result = run(*arguments)
    assert result.exit_code in (1, 2)
    assert not ACTS.search(result.output), ascii(result.output)


@given(st.text())
def test_what_is_kept_and_what_is_escaped(text: str) -> None:
    assert not ACTS.search(printable(text, keep=IN_TEXT))
    assert printable(text, keep=IN_WORDS).replace("\\n", "\n").replace("\\t", "\t") == printable(
        text, keep=IN_TEXT
    ).replace("\\n", "\n").replace("\\t", "\t")
    assert set(printable(text)) <= set(printable(text, keep=IN_WORDS)) | set("\\abcdefuUxntr0123456789")


def test_french_spaces_and_arabic_marks_stay() -> None:
    for name in ("« Le\u00a0Fanal\u202f»", "\u200fصحيفة\u200e", "نمی\u200cخواهم", "👩\u200d🚒"):
        assert printable(name, keep=IN_WORDS) == name


@given(st.text(st.characters(exclude_categories=[])))
def test_json_reads_back_and_acts_on_nothing(text: str) -> None:
    written = json_text({"said": text})
    assert json.loads(written) == {"said": text}
    assert not ACTS.search(written)


def test_a_console_shows_what_any_renderable_hides(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.panel import Panel
    from rich.text import Text

    for one in (f"a{HIDDEN}b", Text(f"a{HIDDEN}b"), Panel(f"a{HIDDEN}b")):
        Shown().print(one)
    said = capsys.readouterr().out
    assert not ACTS.search(said)
    assert said.count(r"\u202e") == 3


def hostile(value: Any) -> Any:
    """A value with hidden characters in every string that a release may hold freely."""
    if isinstance(value, str):
        return (
            value
            if re.fullmatch(r"gw-\w{16}.*|[a-z_-]+|[A-Z]+|[\d-]+|[mqs]\d+|[0-9a-f]{16,64}", value)
            else (value[:-1] + HIDDEN[: len(value)])
        )
    if isinstance(value, list):
        return [hostile(one) for one in value]
    return {key: hostile(one) for key, one in value.items()} if isinstance(value, dict) else value


@pytest.fixture
def hostile_release(mini_release: Path, tmp_path: Path) -> Path:
    """A release whose tables and entities hold hidden characters wherever there is text."""
    import shutil

    folder = tmp_path / "hostile"
    shutil.copytree(mini_release, folder)
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    for path in folder.glob("data/*/*.parquet"):
        table = pq.read_table(path)
        rows = [hostile(row) for row in table.to_pylist()]
        pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), path)
    entities = folder / "entities.jsonl"
    lines = [json.loads(line) for line in entities.read_text("utf-8").splitlines()]
    for line in lines:
        line["names"] = {language: f"{name}{HIDDEN}" for language, name in line["names"].items()}
    entities.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    return folder


def test_no_command_lets_a_release_act_on_the_terminal(hostile_release: Path, mini_release: Path, mini: Path) -> None:
    predictions = mini / "predictions.jsonl"
    predictions.write_text(json.dumps({"doc_id": ENGLISH, "mentions": [{"id": HIDDEN, "start": 0}]}), "utf-8")
    shown = []
    for document in (ENGLISH, WIRE):
        shown += [
            run("show", document, "--on", hostile_release),
            run("show", document, "--on", hostile_release, "--no-verify"),
            run("show", document, "--on", hostile_release, "--no-verify", "--json"),
        ]
    for arguments in (
        ("verify", hostile_release),
        ("verify", hostile_release, "--json"),
        ("diff", mini_release, hostile_release),
        ("hydrate", hostile_release, "--raw", mini),
        ("score", "--gold", hostile_release, "--pred", predictions, "--split", "train"),
        ("score", "--gold", hostile_release, "--pred", predictions, "--split", "train", "--no-verify"),
        ("score", "--gold", mini_release, "--pred", predictions, "--split", "train"),
        ("score", "--gold", mini_release, "--pred", predictions, "--split", "train", "--json"),
    ):
        shown.append(run(*arguments))
    for result in shown:
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert not ACTS.search(result.output), ascii(result.output)
    assert "was changed" in shown[0].stderr
    assert r"\u202e" in shown[1].stdout


def labels(node: Any, way: str = "") -> Iterator[str]:
    """Places of a schema where free text is allowed, by what allows it."""
    if isinstance(node, dict):
        if node.get("type") == "string" and not {"pattern", "enum", "const"} & node.keys() and "minLength" in node:
            yield way
        for key, inner in node.items():
            yield from labels(inner, f"{way}/{key}")
    elif isinstance(node, list):
        for number, inner in enumerate(node):
            yield from labels(inner, f"{way}/{number}")


@pytest.mark.parametrize(
    "kind",
    [
        "annotation",
        "document",
        "entity",
        "ledger-event",
        "prediction",
        "release-record",
        "review",
        "settings",
        "tombstone",
    ],
)
def test_every_label_of_a_record_is_one_line_without_hidden_characters(kind: str) -> None:
    free = [way for way in labels(schema(kind)) if not way.endswith(("/text/anyOf/1", "/cue/anyOf/1"))]
    assert [way for way in free if "/tables/" not in way] == []


def write_line(path: Path, number: int, **changes: Any) -> None:
    lines = path.read_text("utf-8").splitlines()
    lines[number] = json.dumps(json.loads(lines[number]) | changes)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


@pytest.mark.parametrize(
    "hidden", ["\x1b[2J", "\x9b2J", "\u202e", "\u2066", "\u2029", "\x7f", "\n", "\ud800"], ids=ascii
)
def test_hidden_characters_in_labels_are_errors_of_the_corpus(hidden: str, mini: Path) -> None:
    write_line(mini / "annotations" / "entities.jsonl", 0, names={"en": f"Ulla{hidden}", "fr": None})
    write_line(mini / "corpus" / "open" / "documents.jsonl", 0, headline=f"Ferry{hidden}")
    path = next((mini / "annotations" / "open").glob("*.json"))
    record = json.loads(path.read_text("utf-8"))
    record["stances"][0]["target"] = {"proposition": f"a ferry{hidden}"}
    path.write_text(json.dumps(record), "utf-8")
    result = run("check", "--corpus", mini)
    assert result.exit_code == 1
    assert not ACTS.search(result.output), ascii(result.output)
    named = {line.split(":")[0] for line in result.stdout.splitlines() if line.startswith("error GW-E04")}
    for file in ("entities.jsonl", "documents.jsonl", path.name):
        assert any(file in line for line in named), (file, result.stdout)
    for arguments in (("show", ENGLISH), ("audit",), ("release", "9.0.0"), ("show", ENGLISH, "--json")):
        assert not ACTS.search(run(*arguments, "--corpus", mini).output)


def test_what_is_being_done_is_not_read_as_markup() -> None:
    bar, task = progress("looking through [bold]news", None)
    column = next(column for column in bar.columns if isinstance(column, TextColumn))
    assert str(column.render(bar.tasks[task])) == "looking through [bold]news"
