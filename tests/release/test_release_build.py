"""Making releases: editions, the ledger, refusals, and nothing left where one fails."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import goldwire.corpus.placing as placing
import goldwire.release.configs.registry as registry
from corpora import ENGLISH, FRENCH, MINI, RIGHTS, WIRE, check_corpus
from goldwire.checks.run import open_corpus
from goldwire.cli.app import app
from goldwire.corpus.store import Corpus
from goldwire.release.build import Release, build
from goldwire.release.configs.registry import configs
from goldwire.release.finishing import ReleaseRefused
from goldwire.release.manifest import read_manifest
from goldwire.release.verifying import inspect, verify

COUNTED = ("mentions", "quotes", "stances")


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")


def release(corpus: Path, *arguments: object) -> Result:
    return CliRunner().invoke(app, ["release", *map(str, arguments), "--corpus", str(corpus)])


def made(corpus: Path, raw: Path | None = None, version: str = "0.1.0", **options: Any) -> Release:
    return build(open_corpus(Corpus(corpus), raw), version, corpus / "dist", **options)


def ledger(corpus: Path) -> bytes:
    return (corpus / "corpus" / "ledger.jsonl").read_bytes()


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def rows(folder: Path) -> Counter[str]:
    """Rows of each config by the manifest."""
    manifest = json.loads((folder / "manifest.json").read_bytes())
    found: Counter[str] = Counter()
    for file in manifest["files"]:
        if file["rows"] is not None:
            found[file["path"].split("/")[1]] += file["rows"]
    return found


def change_label(corpus: Path) -> None:
    path = corpus / "annotations" / "open" / f"{ENGLISH}.json"
    path.write_text(path.read_text("utf-8").replace('"polarity": "support"', '"polarity": "mixed"', 1), "utf-8")


def test_the_public_edition(mini: Path) -> None:
    result = release(mini)
    assert result.exit_code == 0, result.output
    folder = mini / "dist" / "mini-news" / "0.1.0"
    assert verify(folder) == []
    assert [path.name for path in folder.parent.iterdir()] == ["0.1.0"]
    assert rows(folder) == {
        "documents": 2, "ner": 7, "linking": 16, "quotes": 7, "attribution": 7, "stance": 5, "lines": 13,
        "standoff": 1, "entities": 12, "propositions": 3,
    }  # fmt: skip
    assert not list(folder.rglob("*.py"))
    assert "mini-news 0.1.0, public edition" in result.stdout
    assert "datasets.load_dataset(" in result.stdout
    assert ", 'documents')" in result.stdout
    assert "written" in result.stderr


def test_manifests_of_older_releases_are_read(mini: Path) -> None:
    """They lack what newer ones say of rights and sources."""
    folder = made(mini).folder
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert (manifest["redistributable"], manifest["matches"]) == (True, None)
    for key in ("sha256", "redistributable", "matches"):
        del manifest[key]
    for counts in manifest["coverage"].values():
        assert counts.pop("sources") is None
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    read = read_manifest(folder)
    assert (read.redistributable, read.matches) == (None, None)
    (departure,) = inspect(folder).departures
    assert "before 0.2" in departure.message


def test_the_hydrated_edition(mini: Path, mini_raw: Path) -> None:
    result = release(mini, "--raw", mini_raw)
    assert result.exit_code == 0, result.output
    folder = mini / "dist" / "mini-news" / "0.1.0-hydrated"
    assert verify(folder) == []
    assert rows(folder) == {
        "documents": 3, "ner": 11, "linking": 19, "quotes": 10, "attribution": 11, "stance": 7, "lines": 19,
        "standoff": 1, "entities": 12, "propositions": 3,
    }  # fmt: skip
    assert ["wire", "1", "1", "1", "0", "0"] in [line.split() for line in result.stdout.splitlines()]
    assert "not for redistribution" in result.stdout


def test_a_source_that_changed_is_named(mini: Path, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "inquiry.txt").write_text("Another text of the same name, which nobody may take for the old one.\n")
    result = release(mini, "--raw", raw)
    assert result.exit_code == 0
    assert ["wire", "1", "0", "0", "1", "0"] in [line.split() for line in result.stdout.splitlines()]
    manifest = json.loads((mini / "dist" / "mini-news" / "0.1.0-hydrated" / "manifest.json").read_bytes())
    assert manifest["coverage"]["wire"] == {
        "documents": 1,
        "with_text": 0,
        "sources": {"ok": 0, "source_changed": 1, "missing": 0},
    }
    assert manifest["matches"] == {WIRE: "source_changed"}
    assert manifest["redistributable"] is True
    assert "is not for redistribution" not in result.stdout
    assert any(line.split()[:3] == ["source_changed", WIRE, "inquiry.txt"] for line in result.stdout.splitlines())
    assert "→ source_changed: a file of this name has other bytes" in result.stdout


@pytest.mark.parametrize("hydrated", [False, True])
def test_the_summary_counts_what_the_annotation_files_hold(hydrated: bool, mini: Path, mini_raw: Path) -> None:
    summary = made(mini, mini_raw if hydrated else None).tables.summary
    assert summary.header == ("collection", "language", "split", "documents", "words", *COUNTED)
    expected: dict[tuple[str, str], list[int]] = {}
    for path in sorted(mini.glob("annotations/*/gw-*.json")):
        annotation = json.loads(path.read_bytes())
        language = "fr" if annotation["doc_id"] == FRENCH else "en"
        counts = expected.setdefault((path.parent.name, language), [0, 0, 0, 0])
        for number, value in enumerate([1, *(len(annotation[layer]) for layer in COUNTED)]):
            counts[number] += value
    found = {(row[0], row[1]): [int(row[3]), *map(int, row[5:])] for row in summary.rows[:-1]}
    assert found == expected
    total = [sum(column) for column in zip(*expected.values(), strict=True)]
    assert [int(summary.rows[-1][3]), *map(int, summary.rows[-1][5:])] == total
    words = {row[0]: row[4] for row in summary.rows if row[0] != "open"}
    assert (words["wire"] == "–") is not hydrated


def test_the_ledger_is_frozen_once(mini: Path, mini_raw: Path) -> None:
    before = ledger(mini)
    made(mini)
    frozen = ledger(mini)
    assert frozen.startswith(before)
    events = [json.loads(line) for line in frozen.removeprefix(before).splitlines()]
    assert [(e["event"], e["doc_id"], e["release"], e["split"]) for e in events] == [
        ("released", ENGLISH, "0.1.0", "train"),
        ("released", FRENCH, "0.1.0", "train"),
        ("released", WIRE, "0.1.0", "wire"),
    ]
    made(mini)
    made(mini, mini_raw)
    made(mini, version="0.2.0")
    assert ledger(mini) == frozen


def test_frozen_splits_outlive_another_salt(mini: Path) -> None:
    made(mini)
    settings = mini / "corpus" / "corpus.json"
    for salt in range(4):
        settings.write_text(settings.read_text("utf-8").replace('"salt": "', f'"salt": "{salt}'), "utf-8")
        splits = open_corpus(Corpus(mini)).assignment.splits
        assert splits == {ENGLISH: "train", FRENCH: "train", WIRE: "wire"}


def test_building_again_changes_nothing(mini: Path) -> None:
    assert not made(mini).unchanged
    folder = mini / "dist"
    before, when = files(folder), {p: p.stat().st_mtime_ns for p in folder.rglob("*") if p.is_file()}
    result = release(mini)
    assert result.exit_code == 0
    assert "stood there already, to the byte" in result.stderr
    assert files(folder) == before
    assert {p: p.stat().st_mtime_ns for p in when} == when
    assert json.loads(release(mini, "--json").stdout)["unchanged"] is True


def test_a_ledger_that_was_restored_is_frozen_again(mini: Path) -> None:
    before = ledger(mini)
    made(mini)
    frozen = ledger(mini)
    (mini / "corpus" / "ledger.jsonl").write_bytes(before)
    assert made(mini).unchanged
    assert ledger(mini) == frozen


def test_other_content_under_the_same_version(mini: Path) -> None:
    made(mini)
    folder = mini / "dist" / "mini-news" / "0.1.0"
    before = files(folder)
    change_label(mini)
    refused = release(mini)
    assert refused.exit_code == 2
    assert "--replace" in refused.stderr
    assert files(folder) == before
    assert release(mini, "--replace").exit_code == 0
    assert files(folder) != before
    assert verify(folder) == []
    assert [path.name for path in folder.parent.iterdir()] == ["0.1.0"]


def test_a_damaged_release_is_not_taken_for_the_same(mini: Path) -> None:
    folder = made(mini).folder
    (folder / "README.md").write_text("changed")
    with pytest.raises(ReleaseRefused, match="holds another release"):
        made(mini)
    assert made(mini, replace=True).folder == folder
    assert verify(folder) == []


def test_an_older_version_is_refused(mini: Path) -> None:
    made(mini, version="0.10.0")
    for version in ("0.9.0", "0.1.0"):
        result = release(mini, version)
        assert result.exit_code == 2
        assert "older than 0.10.0" in result.stderr
    assert release(mini, "0.11.0").exit_code == 0
    assert sorted(path.name for path in (mini / "dist" / "mini-news").iterdir()) == ["0.10.0", "0.11.0"]


def test_an_error_makes_no_release(mini: Path) -> None:
    for document in (ENGLISH, FRENCH):
        path = mini / "annotations" / "open" / f"{document}.json"
        path.write_text(path.read_text("utf-8").replace('"surface": "Mirel Tansk"', '"surface": "Mirel"'), "utf-8")
    result = release(mini)
    assert result.exit_code == 1
    assert "no release: the corpus has errors" in result.stderr
    assert ENGLISH in result.stderr
    assert FRENCH in result.stderr
    assert not (mini / "dist").exists()
    assert ledger(mini) == ledger(MINI)
    answer = json.loads(release(mini, "--json").stdout)
    assert answer["folder"] is None
    assert {incident["document"] for incident in answer["incidents"]} == {ENGLISH, FRENCH}


@pytest.mark.parametrize("there", [False, True])
def test_an_exception_in_the_middle_leaves_nothing(there: bool, mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if there:
        made(mini)
        change_label(mini)
    folder, before = mini / "dist", ledger(mini)
    files_before = files(folder)

    def broken(*_: Any) -> Iterator[dict[str, Any]]:
        yield {"id": "x"}

    several = [replace(config, rows=broken) if config.name == "stance" else config for config in configs()]
    monkeypatch.setattr(registry, "configs", lambda: tuple(several))
    with pytest.raises(KeyError):
        made(mini, replace=True)
    assert folder.exists() is there
    assert files(folder) == files_before
    assert ledger(mini) == before
    monkeypatch.undo()
    assert not made(mini, replace=True).unchanged


def test_a_move_that_fails_keeps_the_old_release(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = made(mini).folder
    before = files(folder)
    change_label(mini)
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.name == "release":
            raise OSError("no room")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    monkeypatch.setattr(placing, "_exchange", lambda one, two: False)
    with pytest.raises(OSError, match="no room"):
        made(mini, replace=True)
    assert files(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["0.1.0"]


def test_a_corpus_that_changed_meanwhile_is_refused(mini: Path, tmp_path: Path) -> None:
    opened = open_corpus(Corpus(mini))
    article = tmp_path / "new.txt"
    article.write_bytes((mini / "corpus" / "open" / "raw" / f"{FRENCH}.txt").read_bytes() + b"\nFin de la page\n")
    arguments = ["add", str(article), *RIGHTS, "--supersedes", FRENCH, "--corpus", str(mini)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    before = ledger(mini)
    with pytest.raises(ReleaseRefused, match="try again"):
        build(opened, "0.1.0", mini / "dist")
    assert ledger(mini) == before
    assert not (mini / "dist").exists()
    assert not made(mini).unchanged


def test_nothing_to_release(tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["init", str(tmp_path / "new")]).exit_code == 0
    result = release(tmp_path / "new")
    assert result.exit_code == 2
    assert "nothing to release" in result.stderr
    assert not (tmp_path / "new" / "dist").exists()


def test_a_release_of_withheld_documents_alone(mini: Path) -> None:
    kept = [line for line in ledger(mini).splitlines(keepends=True) if WIRE.encode() in line]
    (mini / "corpus" / "ledger.jsonl").write_bytes(b"".join(kept))
    (mini / "corpus" / "open" / "documents.jsonl").unlink()
    for path in [*mini.glob("corpus/open/raw/*"), *mini.glob("annotations/open/*")]:
        path.unlink()
    assert [i.code for i in check_corpus(mini)] == ["GW-I072"]
    result = release(mini)
    assert result.exit_code == 0, result.output
    assert ", 'standoff')" in result.stdout


def test_a_superseded_document_leaves(mini: Path, tmp_path: Path) -> None:
    made(mini)
    article = tmp_path / "new.txt"
    article.write_bytes((mini / "corpus" / "open" / "raw" / f"{FRENCH}.txt").read_bytes() + b"\nFin de la page\n")
    arguments = ["add", str(article), *RIGHTS, "--supersedes", FRENCH, "--story", "ferry-strike", "--corpus", str(mini)]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    second = made(mini, version="1.0.0")
    assert second.manifest.coverage["train"].documents == 2
    assert FRENCH not in second.manifest.inputs
    assert rows(second.folder)["documents"] == 2
    released = [json.loads(line) for line in ledger(mini).splitlines()][-1]
    assert (released["event"], released["release"], released["split"]) == ("released", "1.0.0", "train")
