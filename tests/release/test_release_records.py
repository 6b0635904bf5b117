"""Records of releases: the same from both editions, written whole or not at all, and what they allow next."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from corpora import ENGLISH, FRENCH, MINI_RAW, REPO, WIRE, added_since_the_release
from goldwire.checks.run import open_corpus
from goldwire.cli.app import app
from goldwire.corpus.schemas import bulk_validator, problems, reference_validator
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.release.build import Release, build
from goldwire.release.finishing import ReleaseRefused
from goldwire.release.reading import read_release
from goldwire.versions.diff import compare
from goldwire.versions.record import encoded, read_record, recorded


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")


def made(corpus: Path, version: str = "1.0.0", raw: Path | None = None, **options: Any) -> Release:
    return build(open_corpus(Corpus(corpus), raw), version, corpus / "dist", **options)


def release(corpus: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["release", *arguments, "--corpus", str(corpus)])


def record(corpus: Path, version: str = "1.0.0") -> Path:
    return corpus / "corpus" / "releases" / f"{version}.json"


def edit(corpus: Path, old: str, new: str) -> None:
    path = corpus / "annotations" / "open" / f"{ENGLISH}.json"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def correct(corpus: Path) -> None:
    edit(corpus, '"polarity": "support"', '"polarity": "mixed"')


def without_last_stance(corpus: Path) -> None:
    path = corpus / "annotations" / "open" / f"{ENGLISH}.json"
    annotation = json.loads(path.read_bytes())
    annotation["stances"].pop()
    path.write_text(json.dumps(annotation), "utf-8")


def test_both_editions_write_the_same_record(mini: Path) -> None:
    made(mini)
    first = record(mini).read_bytes()
    record(mini).unlink()
    made(mini, raw=MINI_RAW)
    assert record(mini).read_bytes() == first
    assert problems("release-record", json.loads(first)) == []
    for document in (ENGLISH, FRENCH, WIRE):
        assert document.encode() in first


def test_a_withheld_document_without_annotation_is_in_both_records(mini: Path) -> None:
    (mini / "annotations" / "wire" / f"{WIRE}.json").unlink()
    made(mini, raw=MINI_RAW)
    hydrated = record(mini).read_bytes()
    layers = json.loads(hydrated)["documents"][WIRE]["tables"]["standoff"]
    assert [name for name, items in layers.items() if items is not None] == ["document"]
    record(mini).unlink()
    made(mini)
    assert record(mini).read_bytes() == hydrated


def test_the_record_is_what_the_folder_holds(mini: Path) -> None:
    folder = made(mini).folder
    assert encoded(read_release(folder)) == record(mini).read_bytes()
    assert compare(read_record(Corpus(mini), "1.0.0"), read_release(folder)) == []
    whole = read_release(made(mini, raw=MINI_RAW).folder)
    assert (whole.edition, set(whole.documents[WIRE].tables)) == (
        "hydrated",
        {"attribution", "documents", "lines", "linking", "ner", "quotes", "stance", "standoff"},
    )  # fmt: skip
    assert compare(whole, whole.as_digests()) == []


def test_the_record_holds_no_withheld_word(mini: Path) -> None:
    made(mini, raw=MINI_RAW)
    said = record(mini).read_text("utf-8")
    (source,) = MINI_RAW.iterdir()
    raw = source.read_text("utf-8").split()
    assert not [run for run in pairwise(raw) if " ".join(run) in said]


def test_the_record_of_this_repository_is_that_of_its_release(tmp_path: Path) -> None:
    corpus = Corpus(REPO)
    if added_since_the_release():
        pytest.skip("documents were added since the last release: goldwire release makes its record")
    version = recorded(corpus)[-1]
    before = record(REPO, version).read_bytes()
    loaded = json.loads(before)
    assert problems("release-record", loaded) == []
    assert reference_validator("release-record").is_valid(loaded) is bulk_validator("release-record").is_valid(loaded)
    made = build(open_corpus(corpus), version, tmp_path)
    assert record(REPO, version).read_bytes() == before == encoded(made.snapshot)


def test_the_first_release_is_not_judged(mini: Path) -> None:
    result = release(mini, "1.0.0")
    assert result.exit_code == 0
    assert "no earlier release has a record" in result.stderr
    assert json.loads(release(mini, "1.0.0", "--json").stdout)["bump"] is None


@pytest.mark.parametrize(("since", "small", "enough"), [("1.0.0", "1.0.0", "1.0.1"), ("0.1.0", "0.1.0", "0.1.1")])
def test_a_correction_needs_a_patch(since: str, small: str, enough: str, mini: Path) -> None:
    made(mini, since)
    correct(mini)
    refused = release(mini, small)
    assert refused.exit_code == 2
    assert "is not rewritten" in refused.stderr
    assert f"a PATCH change since {since}: {enough} or higher" in release(mini, enough).stderr
    assert recorded(Corpus(mini)) == [since, enough]


@pytest.mark.parametrize(
    ("since", "small", "enough"), [("1.0.0", ("1.0.1", "1.1.0"), "2.0.0"), ("0.1.0", ("0.1.1", "0.1.9"), "0.2.0")]
)
def test_a_record_that_left_needs_a_major(since: str, small: tuple[str, ...], enough: str, mini: Path) -> None:
    made(mini, since)
    without_last_stance(mini)
    before = sorted(path.name for path in (mini / "dist" / "mini-news").iterdir())
    for version in small:
        refused = release(mini, version)
        assert refused.exit_code == 2, refused.output
        assert f"no release: {version} is too small" in refused.stderr
        assert f"{enough} or higher" in refused.stderr
        assert "MAJOR  1 × a stance left" in refused.stderr
        assert refused.stdout == ""
        assert not record(mini, version).exists()
    assert sorted(path.name for path in (mini / "dist" / "mini-news").iterdir()) == before
    assert json.loads(release(mini, small[0], "--json").stdout)["reasons"][0]["level"] == "major"
    # The old files are not needed for this.
    (mini / "dist").rename(mini / "elsewhere")
    assert release(mini, small[0]).exit_code == 2
    assert release(mini, small[0], "--replace").exit_code == 2
    assert release(mini, enough).exit_code == 0


def test_the_hydrated_edition_is_judged_alike(mini: Path) -> None:
    made(mini)
    without_last_stance(mini)
    with pytest.raises(ReleaseRefused, match=r"2\.0\.0 or higher"):
        made(mini, "1.1.0", raw=MINI_RAW)
    # Texts that are at hand here only are no addition.
    assert made(mini, "2.0.0", raw=MINI_RAW).bump == made(mini, "2.0.0").bump


def test_additions_need_a_minor(mini: Path) -> None:
    path = mini / "annotations" / "open" / f"{ENGLISH}.json"
    whole = path.read_text("utf-8")
    without_last_stance(mini)
    made(mini)
    path.write_text(whole, "utf-8")
    with pytest.raises(ReleaseRefused, match=r"a MINOR change since 1\.0\.0: 1\.1\.0 or higher"):
        made(mini, "1.0.1")
    needed = made(mini, "1.1.0").bump
    assert needed is not None
    assert {reason.example.kind for reason in needed.reasons} == {"stance", "row"}


def test_the_same_content_may_have_any_later_version(mini: Path) -> None:
    made(mini)
    assert made(mini).unchanged
    assert "nothing changed since 1.0.0" in release(mini, "1.0.1").stderr


def test_a_recorded_version_is_not_rewritten_where_its_folder_is_gone(mini: Path) -> None:
    made(mini)
    before = record(mini).read_bytes()
    (mini / "dist").rename(mini / "elsewhere")
    assert not made(mini, replace=False).unchanged
    (mini / "dist").rename(mini / "again")
    correct(mini)
    refused = release(mini, "1.0.0")
    assert refused.exit_code == 2
    assert "records another content of 1.0.0" in refused.stderr
    assert "--replace" in refused.stderr
    assert record(mini).read_bytes() == before
    assert release(mini, "1.0.0", "--replace").exit_code == 0
    assert record(mini).read_bytes() != before


def test_a_version_below_a_recorded_one_is_refused(mini: Path) -> None:
    made(mini, "1.0.0")
    made(mini, "1.3.0")
    with pytest.raises(ReleaseRefused, match=r"older than 1\.3\.0"):
        made(mini, "1.2.0")


@pytest.mark.parametrize("there", [False, True])
def test_a_move_that_fails_leaves_the_records_as_they_were(
    there: bool, mini: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if there:
        made(mini)
        correct(mini)
    before = record(mini).read_bytes() if there else None

    def failing(work: Path, target: Path, *, replace: bool) -> None:
        raise OSError("no room")

    monkeypatch.setattr("goldwire.release.finishing.put", failing)
    with pytest.raises(OSError, match="no room"):
        made(mini, replace=True)
    assert (record(mini).read_bytes() if there else None) == before
    assert record(mini).parent.exists() is there
    monkeypatch.undo()
    assert not made(mini, replace=True).unchanged


def test_a_record_that_could_not_be_written_is_made_up_for(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(path: Path, data: bytes) -> None:
        raise OSError("no room")

    monkeypatch.setattr("goldwire.release.build.write_atomically", failing)
    with pytest.raises(OSError, match="no room"):
        made(mini)
    assert not record(mini).exists()
    monkeypatch.undo()
    assert made(mini).unchanged
    assert record(mini).exists()


def test_an_error_writes_no_record(mini: Path) -> None:
    edit(mini, '"surface": "Mirel Tansk"', '"surface": "Mirel"')
    assert release(mini, "1.0.0").exit_code == 1
    assert not record(mini).parent.exists()


@pytest.mark.parametrize("damage", ["", "{", "{}", '{"name": 1}'])
def test_a_damaged_record_is_named(damage: str, mini: Path) -> None:
    made(mini)
    record(mini).write_text(damage, "utf-8")
    with pytest.raises(CorpusError, match=r"corpus/releases/1\.0\.0\.json"):
        read_record(Corpus(mini), "1.0.0")
    result = release(mini, "1.1.0")
    assert result.exit_code == 1
    assert "corpus/releases/1.0.0.json" in result.stderr
    assert not (mini / "dist" / "mini-news" / "1.1.0").exists()


def test_a_record_under_another_name_is_refused(mini: Path) -> None:
    made(mini)
    record(mini).rename(record(mini, "1.1.0"))
    with pytest.raises(CorpusError, match=r"record of 1\.0\.0"):
        read_record(Corpus(mini), "1.1.0")


def test_records_of_another_corpus_are_refused(mini: Path) -> None:
    made(mini)
    settings = mini / "corpus" / "corpus.json"
    settings.write_text(settings.read_text("utf-8").replace('"mini-news"', '"other-news"'), "utf-8")
    with pytest.raises(ReleaseRefused, match="records of another corpus"):
        made(mini, "1.1.0")


def test_files_that_are_no_records_are_passed_over(mini: Path) -> None:
    made(mini)
    for name in ("notes.json", "v2.0.0.json", "2.0.json", ".2.0.0.json.part"):
        (record(mini).parent / name).write_text("{")
    assert recorded(Corpus(mini)) == ["1.0.0"]
    assert made(mini, "1.1.0").bump is not None


def test_the_record_survives_a_reading(mini: Path) -> None:
    made(mini)
    loaded = read_record(Corpus(mini), "1.0.0")
    assert encoded(loaded) == record(mini).read_bytes()
    assert loaded.splits == {"train", "wire"}
