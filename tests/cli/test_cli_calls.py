"""What holds of every command: help, misuse, exit statuses, JSON, and output that is safe to print."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from corpora import ENGLISH, FRENCH, MINI, RIGHTS, WIRE
from goldwire.cli.app import app
from goldwire.corpus.schemas import problems

COMMANDS = (
    "init",
    "add",
    "fetch",
    "clean",
    "check",
    "show",
    "withdraw",
    "release",
    "hydrate",
    "verify",
    "publish",
    "diff",
    "annotate start",
    "annotate apply",
    "suggest",
    "audit",
    "agreement",
    "train",
    "predict",
    "score",
)
ARTICLE = (
    "Ferry crews stop all crossings\n\n"
    "The ferry crews stopped on Friday, and the council said that it would help them all.\n\n"
    "The harbour was closed for a week, which the council said was long enough for all.\n"
)
HOSTILE = "a\n\x1b[31m[red][bold]b.txt"


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW", "FORCE_COLOR", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def break_annotation(corpus: Path) -> None:
    """An error: the surface is not what stands there."""
    path = corpus / "annotations" / "open" / f"{ENGLISH}.json"
    path.write_text(path.read_text("utf-8").replace('"surface": "Mirel Tansk"', '"surface": "Mirel Task"'), "utf-8")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command: str) -> None:
    for option in ("--help", "-h"):
        result = run(*command.split(), option)
        assert result.exit_code == 0
        assert "Example" in result.stdout
        assert f"goldwire {command}" in result.stdout
        assert result.stderr == ""


def test_help_of_the_whole_names_every_command() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(command.split()[0] in result.stdout for command in COMMANDS)
    assert "A first walk" in result.stdout
    assert run("annotate", "--help").exit_code == 0
    assert run("--version").stdout.startswith("goldwire ")


def test_help_names_the_command_that_is_there() -> None:
    for command in COMMANDS:
        text = " ".join(run(*command.split(), "--help").stdout.split())
        assert "docs/" not in text, "an installed package has no docs"
        for name in text.split("goldwire ")[1:]:
            assert name.split()[0].strip("`,.") in {c.split()[0] for c in COMMANDS}, name


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["harvest"], "No such command 'harvest'"),
        (["check", "--harvest"], "No such option: --harvest"),
        (["check", "--workers", "0"], "--workers"),
        (["check", "--explain", "GW-X000"], "--explain all"),
        (["check", "gw-zzzz"], ENGLISH),
        (["show", "gw-zzzz"], f"{ENGLISH}, {FRENCH}, {WIRE}"),
        (["show", "gw-"], f"3 documents: {ENGLISH}, {FRENCH}, {WIRE}"),
        (["show"], "DOC"),
        (["add", "x.txt", "--collection", "wires"], "corpus.json lists open, wire"),
        (["add", "x.txt", *RIGHTS, "--supersedes", "gw-0000000000000000"], "not an active document"),
        (["add", "x.txt", "y.txt", "--supersedes", ENGLISH], "exactly one file"),
        (["withdraw", ENGLISH], "--reason"),
        (["withdraw", "gw-zzzz", "--reason", "x"], ENGLISH),
        (["withdraw", "gw-", "--reason", "x"], "3 documents"),
        (["withdraw", ENGLISH, "gw-zzzz", "--reason", "x"], "no document's id begins with"),
        (["withdraw", ENGLISH, "--reason", ""], "reason is empty"),
        (["withdraw", ENGLISH, "--reason", " \u2003 "], "reason is empty"),
        (["withdraw", ENGLISH, "--reason", "x" * 501], "501 characters"),
        (["withdraw", ENGLISH, "--reason", "a\x1b[31mb"], r"\x1b"),
        (["withdraw", ENGLISH, "--reason", "a\nb"], r"\n"),
        (["withdraw", ENGLISH, "--reason", "a\u202eb"], r"\u202e"),
        (["withdraw", ENGLISH, "--reason", "caf\udce9"], r"\udce9"),
        (["withdraw", ENGLISH, "--reason", "x", "--purge"], "--yes"),
        (["release", "1.2"], "MAJOR.MINOR.PATCH"),
        (["release", "1.2.3-beta"], "MAJOR.MINOR.PATCH"),
        (["release", "01.2.3"], "MAJOR.MINOR.PATCH"),
        (["release", "--raw", "nowhere"], "nowhere"),
        (["verify"], "RELEASE"),
        (["verify", "nowhere"], "no folder, and no version"),
        (["verify", "0.1.0-draft"], "no folder, and no version"),
        (["verify", "0.1.0"], "goldwire release 0.1.0"),
        (["hydrate", "0.1.0"], "--raw"),
        (["hydrate", "0.1.0", "--raw", "nowhere"], "nowhere"),
        (["hydrate", "0.1.0", "--raw", "."], "goldwire release 0.1.0"),
        (["hydrate", "annotations", "--raw", "."], "annotations is no release"),
        (["publish", "0.1.0"], "--repo"),
        (["publish", "nowhere", "--repo", "a/b"], "no folder, and no version"),
        (["publish", "0.1.0", "--repo", "a/b"], "goldwire release 0.1.0"),
        (["annotate", "start", "gw-zzzz"], "no document's id begins with"),
        (["annotate", "apply", "nowhere.yaml"], "nowhere.yaml"),
        (["annotate", "start", WIRE], "--raw"),
        (["init", "."], "nothing was changed"),
        (["init", "new", "--name", "No Slug"], "--name"),
    ],
)
def test_misuse_has_status_2_and_a_message_that_helps(
    arguments: list[str], says: str, mini: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(mini)
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert says in " ".join(result.stderr.split())
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert not (mini / "dist").exists()
    assert (mini / "corpus" / "ledger.jsonl").read_bytes() == (MINI / "corpus" / "ledger.jsonl").read_bytes()


@pytest.mark.parametrize(
    "command",
    [
        "check",
        "show gw-",
        "withdraw gw-",
        "release",
        "verify 0.1.0",
        "hydrate 0.1.0 --raw .",
        "publish 0.1.0 --repo a/b",
        "diff 0.1.0 0.2.0",
        "add x.txt",
        "annotate start gw-",
    ],
)
def test_no_corpus(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*command.split())
    assert result.exit_code == 2
    assert "no corpus at ." in result.stderr
    assert "goldwire init" in result.stderr


def test_a_folder_inside_the_corpus_and_the_environment_name_it(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mini / "annotations" / "open")
    assert run("check").exit_code == 0
    monkeypatch.chdir("/")
    assert run("check").exit_code == 2
    monkeypatch.setenv("GOLDWIRE_CORPUS", str(mini))
    assert run("check").exit_code == 0


def test_check_statuses_and_streams(mini: Path, mini_raw: Path) -> None:
    clean = run("check", "--corpus", mini, "--raw", mini_raw)
    assert (clean.exit_code, clean.stdout) == (0, "")
    assert "3 documents: 0 errors, 0 warnings" in clean.stderr
    assert "1 ok, 0 source_changed, 0 missing" in clean.stderr
    assert "--raw" in run("check", "--corpus", mini).stderr

    break_annotation(mini)
    broken = run("check", "--corpus", mini)
    assert broken.exit_code == 1
    assert "error GW-E" in broken.stdout
    assert ENGLISH in broken.stdout
    assert run("check", ENGLISH, "--corpus", mini).exit_code == 1
    assert run("check", FRENCH, "--corpus", mini).exit_code == 0
    parallel = run("check", "--corpus", mini, "--workers", "2")
    assert parallel.stdout == broken.stdout


def test_explain_knows_every_code() -> None:
    script = "from goldwire.cli.app import app; app(['check', '--explain', 'GW-E057'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("GW-E057 (error)")
    every = run("check", "--explain", "all").stdout
    assert all(code in every for code in ("GW-E001", "GW-E042", "GW-E057", "GW-I072"))


def test_json_of_every_command_is_one_valid_value(mini: Path, tmp_path: Path) -> None:
    break_annotation(mini)
    files = tmp_path / "in"
    files.mkdir()
    (files / HOSTILE).write_text(ARTICLE, "utf-8")
    (files / "empty.txt").write_bytes(b"")
    for arguments in (
        ["check", "--corpus", mini],
        ["show", ENGLISH, "--corpus", mini],
        ["release", "--corpus", mini],
        ["add", files, *RIGHTS, "--corpus", mini],
        ["clean", files],
    ):
        result = run(*arguments, "--json")
        assert result.exit_code == 1, result.output
        value = json.loads(result.stdout)
        found = value if isinstance(value, list) else [value]
        incidents = [incident for record in found for incident in record["incidents"]]
        assert any(incident["severity"] == "error" for incident in incidents), arguments
        for incident in incidents:
            assert problems("incident", incident) == []
        assert "\x1b" not in result.output


def test_json_without_incidents(mini: Path, mini_raw: Path, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, "utf-8")
    for arguments in (
        ["check", "--corpus", mini, "--raw", mini_raw],
        ["show", ENGLISH, "--corpus", mini],
        ["release", "--corpus", mini],
        ["add", article, *RIGHTS, "--corpus", mini],
        ["clean", article],
    ):
        result = run(*arguments, "--json")
        assert result.exit_code == 0, result.output
        value = json.loads(result.stdout)
        for record in value if isinstance(value, list) else [value]:
            assert all(incident["severity"] == "info" for incident in record["incidents"])


@pytest.mark.parametrize("command", ["check", "release"])
def test_rights_that_nobody_knows_are_an_incident(command: str, mini: Path) -> None:
    """In a document's record, and in the settings of a collection, without which nothing is read at all."""
    path = mini / "corpus" / "wire" / "documents.jsonl"
    good = path.read_bytes()
    path.write_bytes(good.replace(b'"text":"withheld"', b'"text":"unknown"'))
    record = run(command, "--corpus", mini, "--json")
    path.write_bytes(good)
    path = mini / "corpus" / "corpus.json"
    path.write_bytes(path.read_bytes().replace(b'"text": "withheld"', b'"text": "unknown"'))
    settings = run(command, "--corpus", mini, "--json")
    for result, file, pointer in (
        (record, "corpus/wire/documents.jsonl", "/0/rights/text"),
        (settings, "corpus/corpus.json", "/collections/wire/text"),
    ):
        assert result.exit_code == 1
        found = json.loads(result.stdout)["incidents"]
        assert ("GW-E042", file, pointer) in [(i["code"], i["file"], i["pointer"]) for i in found]
        assert "'unknown' is not one of ['included', 'withheld', 'fetched']" in found[0]["message"]
    assert "error GW-E042" in settings.stderr
    assert not (mini / "dist").exists()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_output_where_stdout_has_few_characters(encoding: str, mini: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    script = "from goldwire.cli.app import app; app()"
    for json_, expected in (([], "\\u2013"), (["--json"], "")):
        done = subprocess.run(
            [sys.executable, "-c", script, "release", "--corpus", str(mini), *json_],
            capture_output=True,
            env=kept | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        said = done.stdout.decode(encoding)
        assert expected in said
        assert not json_ or json.loads(said)["manifest"]["name"] == "mini-news"


def test_hostile_names_are_printed_escaped(mini: Path, tmp_path: Path) -> None:
    files = tmp_path / "in"
    files.mkdir()
    (files / HOSTILE).write_text(ARTICLE, "utf-8")
    (files / "[bold]\x1b]0;x\x07.txt").write_bytes(b"")
    (mini / "annotations" / "open" / "\x1b[2J[red].json").write_text("{}")
    for arguments in (["add", files, *RIGHTS, "--corpus", mini], ["clean", files], ["clean", "--lines", files]):
        result = run(*arguments)
        assert result.exit_code == 1
        assert r"a\n\x1b[31m[red][bold]b.txt" in result.stdout
        assert r"[bold]\x1b]0;x\x07.txt" in result.stderr
        assert "\x1b" not in result.output
    checked = run("check", "--corpus", mini)
    assert r"\x1b[2J[red].json" in checked.stdout
    assert "\x1b" not in checked.output


@pytest.mark.parametrize("option", ["--outlet", "--headline", "--holder", "--licence"])
@pytest.mark.parametrize("hidden", ["\x1b[31m", "\u009b31m", "\u202e", "\u2067", "\u2028", "\x7f", "\n"], ids=ascii)
def test_facts_that_hold_control_characters_are_refused(option: str, hidden: str, mini: Path, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, "utf-8")
    result = run("add", article, option, f"{hidden}Red", "--corpus", mini)
    assert result.exit_code in (1, 2)
    assert option.strip("-") in result.stderr
    assert "Red" in result.stderr
    assert hidden == "\n" or hidden[0] not in result.output
    assert ascii(hidden)[1:-1] in result.stderr


def test_an_argument_that_is_no_text_is_refused(mini: Path, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, "utf-8")
    result = run("add", article, "--outlet", "caf\udce9", "--corpus", mini)
    assert result.exit_code == 2
    assert "--outlet" in result.stderr
    assert r"caf\udce9" in result.stderr


def test_places_that_cannot_be_written_are_named(mini: Path, tmp_path: Path) -> None:
    wall = tmp_path / "wall"
    wall.write_bytes(b"")
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, "utf-8")
    for arguments in (
        ["release", "--out", wall],
        ["annotate", "start", ENGLISH, "-o", wall / "sheet.yaml"],
        ["add", article, *RIGHTS, "--report", wall / "report.jsonl"],
    ):
        result = run(*arguments, "--corpus", mini)
        assert result.exit_code == 2, result.output
        assert str(wall) in result.stderr
        assert "Traceback" not in result.stderr


def test_piped_output_has_no_colour_and_streams_are_apart(mini: Path) -> None:
    break_annotation(mini)
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    script = "from goldwire.cli.app import app; app()"
    done = subprocess.run(
        [sys.executable, "-c", script, "check", "--corpus", str(mini)],
        capture_output=True,
        text=True,
        env=kept | {"LC_ALL": "C"},
        check=False,
    )
    assert done.returncode == 1
    assert "GW-E" in done.stdout
    assert "3 documents" in done.stderr
    assert "3 documents" not in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
