"""The leakage audit of a release: in its file, from its tables, in its card; and what stops a release."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpora import ENGLISH, MINI_RAW, check_corpus, codes, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.adding import About, add
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus
from goldwire.release.build import build
from goldwire.release.finishing import ReleaseRefused
from goldwire.release.leakage import leakage, line, write_leakage
from goldwire.release.tables import read_rows
from goldwire.splits.assign import draw
from goldwire.text.reading import RawFile

OPEN = About(collection="open", holder="nobody", licence="CC0-1.0", origin="human")


def elsewhere(corpus: Corpus, *, same: bool = False) -> str:
    """A story that lies in another split than the English article, or in the same one."""
    ours = draw("ferry-strike", corpus.settings)
    return next(name for n in range(99) if (draw(name := f"crossing-{n}", corpus.settings) == ours) is same)


def add_copy(root: Path, *, change: str, story: str | None = None) -> str:
    """A near-duplicate of the English article, by default of a story in another split; its id."""
    corpus = Corpus(root)
    data = (corpus.raw_folder("open") / f"{ENGLISH}.txt").read_bytes().replace(b"Friday", change.encode())
    about = replace(OPEN, story=story or elsewhere(corpus))
    (outcome,) = add(corpus, [RawFile(Path("copy.txt"), data, None)], about)
    assert outcome.document is not None
    return outcome.document.doc_id


@pytest.mark.parametrize("edition", ["public", "hydrated"])
def test_the_file_is_valid_and_can_be_made_again_from_the_tables(edition: str, tmp_path: Path) -> None:
    root = copy_mini(tmp_path)
    add_copy(root, change="Sunday", story="ferry-strike")
    release = build(open_corpus(Corpus(root), MINI_RAW if edition == "hydrated" else None), "0.1.0", root / "dist")
    path = release.folder / "leakage.json"
    record = json.loads(path.read_bytes())
    assert problems("leakage", record) == []
    assert list(record)[:3] == ["name", "version", "edition"]
    assert record["documents"] == 4
    assert record["with_text"] == (4 if edition == "hydrated" else 3)
    assert record["near_duplicates"]["across_splits"]["compared"] == (3 if edition == "hydrated" else 0)
    again = leakage(release.folder, "mini-news", "0.1.0", release.manifest.edition)
    assert write_leakage(tmp_path, again).read_bytes() == path.read_bytes()
    assert again == release.leakage
    card = (release.folder / "README.md").read_text("utf-8")
    assert "## Leakage" in card
    assert f"{record['with_text']} of 4 documents" in card
    compared = 3 if edition == "hydrated" else 0
    assert f"texts that share wording 0 of {compared} (within one split 0)" in line(again)


def test_near_duplicates_in_two_splits_stop_a_release(tmp_path: Path) -> None:
    root = copy_mini(tmp_path)
    copy = add_copy(root, change="Sunday")
    with pytest.raises(ReleaseRefused) as refused:
        build(open_corpus(Corpus(root)), "0.1.0", root / "dist")
    (incident,) = refused.value.incidents
    assert incident.code == "GW-E087"
    assert {incident.document, incident.message.split(" with ")[1].split(";")[0]} == {ENGLISH, copy}
    assert not list(root.glob("dist/**/*.parquet"))


def test_a_joined_story_mends_the_leak(tmp_path: Path) -> None:
    root = copy_mini(tmp_path)
    copy = add_copy(root, change="Sunday")
    path = Corpus(root).documents_path("open")
    lines = [json.loads(each) for each in path.read_text("utf-8").splitlines()]
    for record in lines:
        if record["doc_id"] == copy:
            record["joins"] = ["ferry-strike"]
    path.write_text("".join(f"{json.dumps(record)}\n" for record in lines), "utf-8")
    release = build(open_corpus(Corpus(root)), "0.1.0", root / "dist")
    assert codes(i for i in release.incidents if i.code.startswith("GW-E")) == []
    assert release.leakage.near_duplicates.pairs == []
    rows = [row for path in (release.folder / "data/documents").iterdir() for row in read_rows(path)]
    assert [row["joins"] for row in rows if row["doc_id"] == copy] == [["ferry-strike"]]
    assert "| texts that share wording | 0.15 | 0 |" in (release.folder / "README.md").read_text("utf-8")


def test_withheld_documents_are_compared_by_their_entities(tmp_path: Path) -> None:
    root = copy_mini(tmp_path)
    release = build(open_corpus(Corpus(root)), "0.1.0", root / "dist")
    assert release.leakage.same_entities.documents == 3
    assert release.leakage.same_entities.across_splits.compared == 2


def test_a_check_that_compared_nothing_says_so_in_the_file_the_card_and_the_terminal(tmp_path: Path) -> None:
    root = copy_mini(tmp_path)
    release = build(open_corpus(Corpus(root)), "0.1.0", root / "dist")
    record = json.loads((release.folder / "leakage.json").read_bytes())
    assert record["rare_entities"]["across_splits"] == {"compared": 0, "candidates": 0, "found": 0}
    card = (release.folder / "README.md").read_text("utf-8")
    for said in (card, line(release.leakage)):
        assert "the check for same rare entities, any dates says nothing here" in said
        assert "the check for same linked entities" not in said


def test_what_two_texts_share_is_published_with_all_figures(tmp_path: Path) -> None:
    root = copy_mini(tmp_path)
    corpus = Corpus(root)
    text = (corpus.raw_folder("open") / f"{ENGLISH}.txt").read_text("utf-8")
    brief = f"In short\n\n{' '.join(text.split()[30:75])}\n"
    about = replace(OPEN, story=elsewhere(corpus, same=True))
    (outcome,) = add(corpus, [RawFile(Path("brief.txt"), brief.encode(), None)], about)
    assert outcome.document is not None
    release = build(open_corpus(corpus), "0.1.0", root / "dist")
    record = json.loads((release.folder / "leakage.json").read_bytes())
    assert problems("leakage", record) == []
    (pair,) = record["near_duplicates"]["pairs"]
    assert set(pair["documents"]) == {ENGLISH, outcome.document.doc_id}
    assert pair["measure"] < pair["contained"]
    assert pair["contained"] > record["near_duplicates"]["parameters"]["refused_contained_from"]
    assert pair["passage"] == 45
    del pair["contained"]
    assert problems("leakage", record)


@pytest.mark.parametrize("raw", [None, MINI_RAW])
def test_what_stands_in_a_withheld_text_is_found_where_that_text_is_at_hand(raw: Path | None, tmp_path: Path) -> None:
    root = copy_mini(tmp_path)
    corpus = Corpus(root)
    withheld = (MINI_RAW / "inquiry.txt").read_text("utf-8")
    brief = "\n\n".join(["What the inquiry found", withheld.strip().split("\n\n")[-3]])
    (outcome,) = add(corpus, [RawFile(Path("brief.txt"), brief.encode(), None)], replace(OPEN, story="brief"))
    assert outcome.document is not None
    found = [incident for incident in check_corpus(root, raw) if incident.code == "GW-E091"]
    assert len(found) == (raw is not None)
    assert all(outcome.document.doc_id in f"{one.document} {one.message}" for one in found)
