"""Leaks between splits of fetched texts, and between these and all others."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import msgspec
import pytest
from leak_subjects import CAST, article, made

from corpora import ENGLISH, MINI_RAW, WIRE
from fetchable import PRESS, Fetchable, fetchable
from goldwire.checks.leaks import Leaks, leaks
from goldwire.checks.run import open_corpus, verdicts
from goldwire.corpus.cache import Cache
from goldwire.corpus.files import json_lines, pretty_json
from goldwire.corpus.ids import doc_id, sha256_hex
from goldwire.corpus.store import Corpus
from goldwire.leakage.findings import examine
from goldwire.model.annotation import Annotation, Provenance
from goldwire.model.document import LedgerEvent, Source
from goldwire.model.incident import Incident
from goldwire.release.build import build
from goldwire.release.finishing import ReleaseRefused
from goldwire.splits.assign import draw

SPLITS = ("train", "validation", "test", "press_train", "press_validation", "press_test", "wire")


@pytest.mark.parametrize("pair", list(combinations(SPLITS, 2)), ids=" and ".join)
def test_every_two_splits_are_compared(pair: tuple[str, str]) -> None:
    text = article(1)
    subjects = [
        made(number, text, split=split, quotes=(text[:200],), entities=CAST) for number, split in enumerate(pair)
    ]
    findings = examine(subjects)
    assert [incident.code for incident in leaks(findings)] == ["GW-E087", "GW-W089"]
    for likeness in (findings.near_duplicates, findings.shared_quotes, findings.same_entities):
        assert likeness.across_splits.compared == likeness.across_splits.found == 1
        assert likeness.pairs[0].splits == list(pair)


def test_texts_that_are_not_at_hand_are_compared_by_their_entities() -> None:
    subjects = [made(1, article(1), split="press_test", entities=CAST), made(2, None, split="wire", entities=CAST)]
    findings = examine(subjects)
    assert findings.near_duplicates.across_splits.compared == 0
    assert [pair.splits for pair in findings.same_entities.pairs] == [["press_test", "wire"]]


def with_copy(press: Fetchable, text: str, split: str) -> str:
    """Add a fetched document with this text, of a story that is drawn to this split."""
    corpus = Corpus(press.root)
    story = next(name for name in map("copy-{}".format, range(99)) if draw(name, corpus.settings, PRESS) == split)
    digest, first = sha256_hex(text.encode()), press.documents[0]
    address = "https://example.org/pinned/copy.txt"
    source = Source(address=address, sha256=digest, form="file")
    copy = msgspec.structs.replace(
        first,
        doc_id=doc_id(digest),
        sha256=digest,
        text_sha256=digest,
        length=len(text),
        story=story,
        source=source,
        url="https://example.org/copy",
    )
    corpus.documents_path(PRESS).write_bytes(json_lines([*press.documents, copy]))
    corpus.append_events([LedgerEvent(event="added", doc_id=copy.doc_id, sha256=digest, collection=PRESS)])
    provenance = Provenance(layers=["lines"], kind="rules", name=None, round="first", date=None)
    unread = Annotation(
        doc_id=copy.doc_id,
        sha256=digest,
        guidelines="1.0",
        provenance=[provenance],
        lines=None,
        mentions=None,
        quotes=None,
        scare_quotes=None,
        stances=None,
    )
    corpus.annotation_path(copy).write_bytes(pretty_json(unread))
    return copy.doc_id


def found(root: Path, cache: Cache | None, raw: Path | None = None) -> list[Incident]:
    """What `goldwire check` tells of leaks."""
    opened = open_corpus(Corpus(root), raw, cache)
    seen = Leaks(opened)
    for verdict in verdicts(opened):
        seen.see(verdict)
    return seen.incidents()


@pytest.mark.parametrize("split", ["press_train", "press_test"])
def test_check_compares_what_was_fetched_with_included_texts(split: str, tmp_path: Path) -> None:
    press = fetchable(tmp_path)
    text = Corpus(press.root).raw_folder("open").joinpath(f"{ENGLISH}.txt").read_text("utf-8")
    copy = with_copy(press, text.replace("Friday", "Sunday"), split)
    cache = press.fill(Cache(tmp_path / "cache"))
    assert found(press.root, cache) == [], "the copy was not fetched"
    cache.put(text.replace("Friday", "Sunday").encode())
    (copied, *_) = found(press.root, cache)
    assert copied.code == "GW-E087"
    for named in (ENGLISH, copy, "'train'", repr(split)):
        assert named in f"{copied.document} {copied.message}"


def test_check_compares_what_was_fetched_with_withheld_texts_at_hand(tmp_path: Path) -> None:
    press = fetchable(tmp_path)
    (raw,) = MINI_RAW.iterdir()
    text = raw.read_bytes().decode() + "\n\nOne more line for the copy.\n"
    copy = with_copy(press, text, "press_test")
    cache = press.fill(Cache(tmp_path / "cache"))
    cache.put(text.encode())
    assert found(press.root, cache) == []
    told = found(press.root, cache, MINI_RAW)
    assert told[0].code in ("GW-E087", "GW-E091")
    assert {WIRE, copy} <= set(f"{told[0].document} {told[0].message}".replace(";", " ").split())


def test_a_fetched_edition_is_audited_with_its_texts(tmp_path: Path) -> None:
    press = fetchable(tmp_path)
    cache = press.fill(Cache(tmp_path / "cache"))
    public = build(open_corpus(Corpus(press.root)), "0.1.0", tmp_path / "dist")
    fetched = build(open_corpus(Corpus(press.root), None, cache), "0.1.0", tmp_path / "dist")
    assert public.leakage.with_text == 2
    assert fetched.leakage.with_text == 5
    assert public.leakage.documents == fetched.leakage.documents == 6
    assert public.leakage.near_duplicates.across_splits.compared == 0
    assert fetched.leakage.near_duplicates.across_splits.compared == 8, "two of train, one of press_train, two of test"


def test_a_leak_between_fetched_texts_stops_the_edition_that_holds_them(tmp_path: Path) -> None:
    press = fetchable(tmp_path)
    text = Corpus(press.root).raw_folder("open").joinpath(f"{ENGLISH}.txt").read_text("utf-8") + "\n\nOne more.\n"
    with_copy(press, text, "press_test")
    cache = press.fill(Cache(tmp_path / "cache"))
    cache.put(text.encode())
    with pytest.raises(ReleaseRefused) as refused:
        build(open_corpus(Corpus(press.root), None, cache), "0.1.0", tmp_path / "dist")
    assert "GW-E087" in {incident.code for incident in refused.value.incidents}
