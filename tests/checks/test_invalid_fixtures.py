"""Every incident code has a fixture in tests/invalid/ that brings out this code and no other."""

from __future__ import annotations

import json
import os
import runpy
import shutil
from pathlib import Path
from typing import Any

import fetch_fixture
import msgspec
import pytest

from corpora import DATA, REPO, all_codes, check_corpus, codes, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.adding import About, add
from goldwire.corpus.cache import Cache
from goldwire.corpus.files import json_lines
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.model.document import Source
from goldwire.model.incident import Incident
from goldwire.model.layers import Gold, as_prediction
from goldwire.release.build import build
from goldwire.release.finishing import ReleaseRefused
from goldwire.release.gold import gold_documents
from goldwire.scoring.score import score
from goldwire.text import html
from goldwire.text.reading import Quarantined, read_all
from goldwire.text.source import raw_text

FIXTURES = sorted((REPO / "tests" / "invalid").glob("*.json"))
PREDICTIONS = "in/predictions.jsonl"
_KEYS = {"code", "about", "edits", "run", "at"}


def _code_of(path: Path) -> str:
    return path.name.split(".")[0]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_fixture_brings_out_its_code_and_no_other(
    path: Path, tmp_path: Path, gold: list[Gold], monkeypatch: pytest.MonkeyPatch
) -> None:
    fixture = json.loads(path.read_bytes())
    assert fixture.keys() >= _KEYS
    assert fixture.keys() <= {*_KEYS, "also"}
    assert fixture["code"] == _code_of(path)
    also = set(fixture.get("also", ()))
    assert all(code.startswith("GW-I0") for code in also)
    if hasattr(os, "mkfifo") or not any("fifo" in edit for edit in fixture["edits"]):
        _prepare(tmp_path, fixture["edits"], gold)
    else:
        pytest.skip("this system has no named pipes")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(html, "SECONDS", 0.25)

    found = _run(fixture["run"], gold)

    assert codes(i for i in found if i.code not in also - {fixture["code"]}) == [fixture["code"]], found
    for incident in found:
        record = msgspec.to_builtins(incident)
        assert problems("incident", record) == []
        assert incident.document or incident.file
        assert incident.remedy.endswith(".")
    incident = next(i for i in found if i.code == fixture["code"])
    assert fixture["at"], "a fixture says where its incident is"
    assert fixture["at"] == {key: getattr(incident, key) for key in fixture["at"]}


def test_every_code_has_a_fixture_and_every_fixture_a_code() -> None:
    assert {path.stem for path in FIXTURES if "." not in path.stem} == {code.code for code in all_codes()}
    assert {_code_of(path) for path in FIXTURES} == {code.code for code in all_codes()}


def test_fixtures_are_small_and_ascii() -> None:
    for path in FIXTURES:
        assert path.stat().st_size < 3000, path
        assert path.read_bytes().isascii(), path


@pytest.mark.parametrize("code", all_codes(), ids=lambda code: code.code)
def test_the_page_of_incidents_explains_every_code(code: Any) -> None:
    page = (REPO / "docs" / "incidents.md").read_text(encoding="utf-8")
    section = page.partition(f"## {code.code}\n")[2].partition("\n## ")[0]
    assert code.title.lower() in section.lower()
    for part in (f"({code.severity})", code.meaning, code.remedy):
        assert part in section


def test_the_page_of_incidents_is_the_one_that_the_registry_gives() -> None:
    made = runpy.run_path(str(REPO / "docs" / "make_incidents.py"))["page"]()
    page = (REPO / "docs" / "incidents.md").read_text(encoding="utf-8")
    assert page == made, "out of date: run python docs/make_incidents.py"


def test_the_mini_corpus_is_valid(tmp_path: Path) -> None:
    root = copy_mini(tmp_path)
    assert check_corpus(root, tmp_path / "mini-raw") == []
    assert codes(check_corpus(root)) == ["GW-I072"]
    assert sorted(path.name for path in DATA.joinpath("mini-raw").iterdir()) == ["inquiry.txt"]


@pytest.fixture(scope="module")
def gold(mini_release: Path) -> list[Gold]:
    """The documents of the mini corpus whose texts are included."""
    return list(gold_documents(mini_release, "train"))


def _prepare(folder: Path, edits: list[dict[str, Any]], gold: list[Gold]) -> None:
    copy_mini(folder)
    (folder / "in").mkdir()
    if any(edit["file"] == PREDICTIONS for edit in edits):
        (folder / PREDICTIONS).write_bytes(json_lines(map(as_prediction, gold)))
    for edit in edits:
        _edit(folder, dict(edit))


def _edit(folder: Path, edit: dict[str, Any]) -> None:
    path, line = folder / edit.pop("file"), edit.pop("line", None)
    ((deed, value),) = edit.items()
    path.parent.mkdir(parents=True, exist_ok=True)
    match deed:
        case "set" | "remove" | "again":
            _edit_json(path, line, deed, value)
        case "append":
            _write_lines(path, [*_lines(path), *map(json.dumps, value)])
        case "replace":
            before, after = value
            text = path.read_bytes().decode()
            assert before in text
            path.write_bytes(text.replace(before, after, 1).encode())
        case "text":
            path.write_bytes(value.encode())
        case "hex":
            path.write_bytes(bytes.fromhex(value))
        case "pattern":
            text = value.get("before", "") + value["repeat"] * value["times"] + value.get("after", "")
            path.write_bytes(text.encode())
        case "copy":
            shutil.copyfile(folder / value, path)
        case "symlink":
            path.symlink_to(value)
        case "fifo":
            os.mkfifo(path)
        case "delete" if line is None:
            path.unlink()
        case "delete":
            lines = _lines(path)
            del lines[line]
            _write_lines(path, lines)
        case _:
            raise AssertionError(f"tests/invalid/README.md knows no deed {deed!r}")


def _edit_json(path: Path, line: int | None, deed: str, value: Any) -> None:
    lines = [path.read_bytes().decode()] if line is None else _lines(path)
    record = json.loads(lines[line or 0])
    for pointer in value:
        *way, last = pointer.lstrip("/").split("/")
        place = record
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        if deed == "remove":
            del place[last]
        elif last == "-":
            place.append(value[pointer])
        else:
            place[int(last) if isinstance(place, list) else last] = value[pointer]
    if deed == "again":
        lines.append(json.dumps(record))
    else:
        lines[line or 0] = json.dumps(record)
    _write_lines(path, lines)


def _lines(path: Path) -> list[str]:
    return path.read_bytes().decode().splitlines()


def _write_lines(path: Path, lines: list[str]) -> None:
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())


def _run(run: dict[str, Any], gold: list[Gold]) -> list[Incident]:
    ((what, options),) = run.items()
    if what == "check":
        cache = Cache("cache")
        for name in options.get("cache", ()):
            cache.put(Path(name).read_bytes())
        try:
            return check_corpus(Path("mini"), Path("mini-raw") if options["raw"] else None, cache=cache)
        except CorpusError as error:  # the settings are wrong: nothing else is looked at
            return list(error.incidents)
    if what == "release":
        with pytest.raises(ReleaseRefused) as refused:
            build(open_corpus(Corpus("mini"), cache=Cache(options["cache"])), "1.0.0", "dist")
        return refused.value.incidents
    if what == "score":
        return list(score(options["path"], gold, resamples=0).incidents)
    if what == "fetch":
        return fetch_fixture.run(Path("fetched"), **options)
    files = read_all([Path(options["path"])])
    if what == "read":
        found: list[Incident] = []
        for file in files:
            if isinstance(file, Quarantined):
                found.append(file.incident)
            else:
                found += raw_text(
                    file.data, file=str(file.path), html=file.html, encoding=options.get("encoding")
                ).incidents
        return found
    assert what == "add"
    about = About(
        collection=options["collection"],
        holder="nobody",
        licence="CC0-1.0",
        origin="human",
        story="new-story",
        source=Source(**options["source"]) if "source" in options else None,
        attribution="nobody" if "source" in options else None,
    )
    return [i for outcome in add(Corpus(Path("mini")), files, about) for i in outcome.incidents]
