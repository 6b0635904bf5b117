"""`goldwire diff`: what it prints, for whom, and with which status."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner, Result

from corpora import ENGLISH, MINI_RAW
from goldwire.checks.run import open_corpus
from goldwire.cli.app import app
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.store import Corpus
from goldwire.release.build import build
from goldwire.release.manifest import Manifest, manifest_bytes


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def corpus(mini: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus with releases 1.0.0 and 1.0.1 in both editions, of which the later corrects one polarity."""
    for version in ("1.0.0", "1.0.1"):
        for raw in (None, MINI_RAW):
            build(open_corpus(Corpus(mini), raw), version, mini / "dist")
        path = mini / "annotations" / "open" / f"{ENGLISH}.json"
        path.write_text(path.read_text("utf-8").replace('"polarity": "support"', '"polarity": "mixed"', 1), "utf-8")
    monkeypatch.chdir(mini)
    return mini


def diff(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["diff", *map(str, arguments)])


def folder(corpus: Path, name: str) -> Path:
    return corpus / "dist" / "mini-news" / name


def test_two_versions(corpus: Path) -> None:
    result = diff("1.0.0", "1.0.1")
    assert result.exit_code == 0, result.output
    assert "mini-news 1.0.0 → 1.0.1, public edition" in result.stdout
    assert f"~ {ENGLISH} documents s2  polarity: support → mixed" in result.stdout
    assert "PATCH  1 × what a stance says was corrected" in result.stdout
    assert "a PATCH change since 1.0.0: 1.0.1 or higher; 1.0.1 is enough" in result.stderr


def test_folders_from_anywhere(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    one, two = folder(corpus, "1.0.0"), folder(corpus, "1.0.1")
    assert "polarity" in diff(one, two).stdout
    same = diff(one, one)
    assert (same.exit_code, same.stdout.splitlines()[-1]) == (0, "nothing differs")
    back = diff(two, one)
    assert back.exit_code == 0
    assert "mixed → support" in back.stdout
    assert "the way back" in back.stderr


def test_hydrated_releases(corpus: Path) -> None:
    result = diff("1.0.0-hydrated", "1.0.1-hydrated")
    assert result.exit_code == 0
    assert "hydrated edition" in result.stdout
    assert "polarity" in result.stdout


def test_two_editions_are_misuse(corpus: Path) -> None:
    result = diff("1.0.0", "1.0.1-hydrated")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Compare two releases of one edition" in result.stderr


def test_a_record_stands_in_for_a_folder(corpus: Path) -> None:
    shutil.rmtree(folder(corpus, "1.0.0"))
    result = diff("1.0.0", "1.0.1")
    assert result.exit_code == 0
    assert f"~ {ENGLISH} documents s2  what is said of it" in result.stdout
    assert "its record in corpus/releases is compared" in result.stderr
    assert "1.0.1 is enough" in result.stderr
    assert json.loads(diff("1.0.0", "1.0.1", "--json").stdout)["digests_only"] is True
    assert diff("1.0.0-hydrated", "1.0.1-hydrated").exit_code == 0


def test_json(corpus: Path) -> None:
    result = diff("1.0.0", "1.0.1", "--json")
    assert result.exit_code == 0
    value = json.loads(result.stdout)
    assert (value["from"], value["to"], value["enough"], value["digests_only"]) == ("1.0.0", "1.0.1", True, False)
    assert value["bump"]["level"] == "patch"
    assert value["changes"] == [
        {
            "kind": "stance", "action": "changed", "table": "documents", "document": ENGLISH, "key": "s2",
            "field": "polarity", "before": "support", "after": "mixed", "core": False,
        }
    ]  # fmt: skip


def test_a_type_that_changed_is_told_by_tokens_and_labels_everywhere(corpus: Path, tmp_path: Path) -> None:
    path = corpus / "annotations" / "open" / f"{ENGLISH}.json"
    annotation = json.loads(path.read_bytes())
    next(mention for mention in annotation["mentions"] if mention["id"] == "m4")["type"] = "NORP"
    path.write_text(json.dumps(annotation), "utf-8")
    build(open_corpus(Corpus(corpus)), "1.0.2", corpus / "dist")
    page = tmp_path / "diff.html"
    result = diff("1.0.1", "1.0.2", "--all", "--html", page)
    assert result.exit_code == 0, result.output
    for said in (result.stdout, page.read_text("utf-8")):
        assert "ner_tags: Sable: B-ORG → B-NORP, Line: I-ORG → I-NORP" in said
        assert "ner_tags_strict: Sable: B-ORG → B-NORP, Line: I-ORG → I-NORP" in said
        assert "type: ORG → NORP" in said
    changes = json.loads(diff("1.0.1", "1.0.2", "--json").stdout)["changes"]
    tags = next(change for change in changes if change["field"] == "ner_tags")
    assert [(one["text"], one["label"]) for one in tags["before"]] == [("Sable", "B-ORG"), ("Line", "I-ORG")]
    assert [(one["text"], one["label"]) for one in tags["after"]] == [("Sable", "B-NORP"), ("Line", "I-NORP")]
    back = diff("1.0.2", "1.0.1", "--all").stdout
    assert "ner_tags: Sable: B-NORP → B-ORG, Line: I-NORP → I-ORG" in back

    annotation["lines"] = [
        {**one, "role": "boilerplate"} if one["role"] == "byline" else one for one in annotation["lines"]
    ]
    annotation["mentions"] = [one for one in annotation["mentions"] if one["id"] != "m2"]
    path.write_text(json.dumps(annotation), "utf-8")
    build(open_corpus(Corpus(corpus)), "2.0.0", corpus / "dist")
    said = diff("1.0.1", "2.0.0", "--all").stdout
    assert "role: byline → boilerplate" in said
    assert "Gull: B-LOC → O, Strait: I-LOC → O" in said
    assert not re.search(r"(tags|type|role)\w*:? \[?\d", said)


def test_changelog(corpus: Path) -> None:
    result = diff("1.0.0", "1.0.1", "--changelog")
    assert result.stdout == ("## 1.0.1\n\nData: a PATCH change since 1.0.0.\n\n- Stances: 1 changed (`polarity` 1)\n")
    assert diff("1.0.0", "1.0.0", "--changelog").stdout == "## 1.0.0\n\nData: nothing changed since 1.0.0.\n"


def test_html(corpus: Path, tmp_path: Path) -> None:
    page = tmp_path / "diff.html"
    result = diff("1.0.0", "1.0.1", "--html", page, "--json")
    assert result.exit_code == 0
    json.loads(result.stdout)
    html = page.read_text("utf-8")
    assert html.startswith("<!doctype html>")
    assert "polarity: support → mixed" in html
    assert "1.0.1 is enough" in html
    assert str(page) in result.stderr
    wall = diff("1.0.0", "1.0.1", "--html", page / "x.html")
    assert wall.exit_code == 2
    assert "Traceback" not in wall.output


def test_many_changes_are_cut_unless_all_are_wanted(corpus: Path) -> None:
    path = corpus / "annotations" / "open" / f"{ENGLISH}.json"
    annotation = json.loads(path.read_bytes())
    for layer in ("mentions", "stances", "quotes"):
        annotation[layer] = []
    path.write_text(json.dumps(annotation), "utf-8")
    build(open_corpus(Corpus(corpus)), "2.0.0", corpus / "dist")
    short, whole = diff("1.0.1", "2.0.0").stdout, diff("1.0.1", "2.0.0", "--all").stdout
    assert "more (--all)" in short
    assert "more (--all)" not in whole
    assert len(whole.splitlines()) > len(short.splitlines())
    assert "MAJOR" in short


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("1.0.0",), "B"),
        (("1.0.0", "9.0.0"), "There are: 1.0.0, 1.0.0-hydrated, 1.0.1"),
        (("1.0.0", "9.0.0-hydrated"), "no release 9.0.0-hydrated"),
        (("nowhere", "1.0.0"), "nowhere is no release"),
        (("1.0.0", "."), "is no release"),
        (("1.0.0", "1.0.1", "--json", "--changelog"), "both print on stdout"),
    ],
)
def test_misuse(arguments: tuple[str, ...], says: str, corpus: Path) -> None:
    result = diff(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


def test_a_damaged_release_is_not_compared(corpus: Path) -> None:
    table = folder(corpus, "1.0.1") / "data" / "stance" / "train.parquet"
    table.write_bytes(table.read_bytes()[:-1])
    result = diff("1.0.0", "1.0.1")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "data/stance/train.parquet: truncated" in result.stderr


def test_names_in_a_hostile_folder_are_printed_escaped(corpus: Path) -> None:
    (folder(corpus, "1.0.1") / "\x1b[2J[bold].txt").write_bytes(b"")
    result = diff("1.0.0", "1.0.1")
    assert result.exit_code == 1
    assert r"\x1b[2J[bold].txt: not in the manifest" in result.stderr
    assert "\x1b" not in result.output


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("---\n", "", "is damaged: README.md: has no header"),
        ("configs:", "configs: [", "is damaged: README.md: its header is no YAML"),
        ("num_examples: ", "num_examples: 1", "is damaged: README.md: config documents: says other numbers of rows"),
        ("pretty_name: Mini News", "pretty_name: [x]", "is no card of a Goldwire release"),
        ("pretty_name: Mini News\n", "", "is no card of a Goldwire release"),
    ],
)
def test_a_card_that_says_nothing_or_something_else(before: str, after: str, said: str, corpus: Path) -> None:
    card, manifest = folder(corpus, "1.0.1") / "README.md", folder(corpus, "1.0.1") / "manifest.json"
    text = card.read_text("utf-8")
    assert before in text
    card.write_text(text.replace(before, after, 1), "utf-8")
    listed = json.loads(manifest.read_bytes())
    for file in listed["files"]:
        if file["path"] == "README.md":
            file["sha256"], file["bytes"] = sha256_hex(card.read_bytes()), card.stat().st_size
    manifest.write_bytes(manifest_bytes(msgspec.convert(listed, Manifest))[0])
    result = diff("1.0.0", "1.0.1")
    assert result.exit_code == 1
    assert said in result.stderr


def test_versions_elsewhere(corpus: Path, tmp_path: Path) -> None:
    shutil.move(corpus / "dist", tmp_path / "other")
    result = diff("1.0.0", "1.0.1", "--out", tmp_path / "other")
    assert "support → mixed" in result.stdout
