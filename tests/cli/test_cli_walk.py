"""The whole way, as a new user walks it: from an empty folder to a loaded dataset."""

from __future__ import annotations

import json
from pathlib import Path

import datasets
import pytest
import yaml
from typer.testing import CliRunner, Result

import goldwire
from goldwire.cli.app import app

ARTICLE = (
    "Home | News | Sport | Weather\n\n"
    "Lighthouse keepers vote to stay\n\n"
    "The keepers of Grey Point voted on Monday to stay, and the harbour council said that it was glad.\n\n"
    "“Our lamp has burned for a hundred years,” said Nella Vane, who speaks for the keepers of Grey Point.\n"
)
ENTITIES = (
    '{"id":"grey-point","type":"LOC","names":{"en":"Grey Point","fr":null},"aliases":[],"wikidata":null,'
    '"world":"fictional"}\n'
    '{"id":"nella-vane","type":"PER","names":{"en":"Nella Vane","fr":null},"aliases":[],"wikidata":null,'
    '"world":"fictional"}\n'
)


def run(*arguments: object, status: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == status, result.output
    return result


def test_from_nothing_to_a_dataset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW", "GOLDWIRE_RELEASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    Path("article.txt").write_text(ARTICLE, "utf-8")
    assert "Home" not in run("clean", "article.txt").stdout

    begun = run("init", "My_Corpus")
    assert begun.stdout.strip() == "My_Corpus"
    assert "goldwire add" in begun.stderr
    settings = json.loads(Path("My_Corpus/corpus/corpus.json").read_bytes())
    assert (settings["name"], settings["title"], settings["version"]) == ("my-corpus", "My Corpus", "0.1.0")
    monkeypatch.chdir("My_Corpus")
    assert "0 documents: 0 errors" in run("check").stderr

    rights = ("--holder", "Me", "--licence", "CC-BY-4.0", "--origin", "human")
    added = run("add", "../article.txt", "--story", "grey-point", *rights)
    document = added.stdout.split()[0]
    assert "GW-W045" in run("check").stdout

    run("annotate", "start", document, "-o", "../sheet.yaml")
    sheet = yaml.safe_load(Path("../sheet.yaml").read_text("utf-8"))
    assert sheet["lines"] == {1: "boilerplate", 3: "headline", 5: "body", 7: "body"}
    sheet["mentions"] = [
        {"id": "m1", "text": "Grey Point", "line": 5, "type": "LOC", "entity": "grey-point"},
        {"id": "m2", "text": "Nella Vane", "type": "PER", "entity": "nella-vane"},
        {"id": "m3", "text": "Grey Point", "line": 7, "type": "LOC", "entity": "grey-point"},
    ]
    sheet["quotes"] = [
        {
            "id": "q1",
            "type": "direct",
            "content": [{"text": "Our lamp has burned for a hundred years,"}],
            "cue": {"text": "said", "line": 7},
            "speakers": [{"mention": "m2", "kind": "named"}],
        }
    ]
    Path("../sheet.yaml").write_text(yaml.safe_dump(sheet, allow_unicode=True), "utf-8")
    assert "nella-vane" in run("annotate", "apply", "../sheet.yaml", status=1).stderr
    Path("annotations/entities.jsonl").write_text(ENTITIES, "utf-8")
    assert "written; 0 errors" in run("annotate", "apply", "../sheet.yaml").stderr
    assert "unchanged" in run("annotate", "apply", "../sheet.yaml").stderr

    checked = run("check")
    assert (checked.stdout, checked.stderr) == ("", "1 document: 0 errors, 0 warnings, 0 for information\n")
    assert "q1 direct  Nella Vane, “said”" in run("show", document).stdout

    released = run("release")
    assert "my-corpus 0.1.0, public edition" in released.stdout
    assert "datasets.load_dataset('dist/my-corpus/0.1.0', 'documents')" in released.stdout

    loaded = goldwire.load("quotes", cache_dir=str(tmp_path / "cache"))
    assert isinstance(loaded, datasets.DatasetDict)
    (rows,) = loaded.values()
    (row,) = rows
    assert row["id"] == f"{document}.q1"
    assert [speaker["name"] for speaker in row["speakers"]] == ["Nella Vane"]
    assert row["context"][row["content"][0]["start"] : row["content"][0]["end"]] == row["content"][0]["text"]


def test_init_changes_nothing_that_is_there(tmp_path: Path) -> None:
    run("init", tmp_path / "a", "--name", "news", "--licence", "CC0-1.0")
    path = tmp_path / "a" / "corpus" / "corpus.json"
    before = path.read_bytes()
    assert json.loads(before)["licence"] == "CC0-1.0"
    again = run("init", tmp_path / "a", "--name", "other", status=2)
    assert "nothing was changed" in again.stderr
    assert path.read_bytes() == before


def test_init_refuses_names_that_are_no_slugs(tmp_path: Path) -> None:
    result = run("init", tmp_path / "Ünïcode!", status=2)
    assert "--name" in result.stderr
    assert not (tmp_path / "Ünïcode!").exists()


def test_init_keeps_the_entities_that_are_there(tmp_path: Path) -> None:
    run("init", tmp_path / "a", "--name", "news")
    (tmp_path / "a" / "corpus" / "corpus.json").unlink()
    entities = tmp_path / "a" / "annotations" / "entities.jsonl"
    entities.write_text(ENTITIES, "utf-8")
    run("init", tmp_path / "a", "--name", "news")
    assert entities.read_text("utf-8") == ENTITIES


def test_a_version_that_the_settings_do_not_name_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a release says comes next works when it is done."""
    monkeypatch.chdir(tmp_path)
    Path("article.txt").write_text(ARTICLE, "utf-8")
    run("init", "mine")
    monkeypatch.chdir("mine")
    run("add", "../article.txt", "--holder", "Me", "--licence", "CC-BY-4.0")
    made = run("release", "0.2.0")
    assert "next: write 0.2.0 as version into corpus/corpus.json, which says 0.1.0" in made.stderr
    assert "goldwire release --replace" in made.stderr
    settings = Path("corpus/corpus.json")
    settings.write_text(settings.read_text("utf-8").replace('"0.1.0"', '"0.2.0"'), "utf-8")
    run("release", "--replace")
    assert "stood there already, to the byte" in run("release").stderr
