"""Adding files: what is recorded, what is refused, and that an interrupt loses nothing."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from corpora import ENGLISH, WIRE
from goldwire.corpus import adding
from goldwire.corpus.adding import About, Outcome, add, identify
from goldwire.corpus.files import json_lines
from goldwire.corpus.ids import doc_id, sha256_hex
from goldwire.corpus.ledger import Fate
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.model.document import LedgerEvent, Published
from goldwire.text.reading import Quarantined, RawFile, read_file

OPEN = About(collection="open", holder="The authors", licence="CC-BY-4.0", origin="human")
HELD = replace(OPEN, collection="wire", licence="all-rights-reserved", origin="publisher")


def article(number: int = 0, newline: str = "\n") -> RawFile:
    lines = [
        f"Talks number {number} are over",
        "",
        "The minister said on Friday that nobody had signed the treaty.",
        "",
    ]
    return RawFile(Path(f"{number}.txt"), newline.join(lines).encode(), None)


def identifier(file: RawFile) -> str:
    return doc_id(sha256_hex(file.data))


def whole(corpus: Corpus) -> tuple[set[str], set[str]]:
    """The ids in the records and in the ledger of a corpus in which nothing is wrong."""
    fresh = Corpus(corpus.root)
    documents, ledger = fresh.documents(), fresh.ledger()
    assert documents.incidents == ()
    assert ledger.incidents == ()
    return {document.doc_id for document in documents.value}, set(ledger.value.standings)


def test_a_new_file_is_recorded_and_copied(mini: Path) -> None:
    corpus, file = Corpus(mini), article(newline="\r\n")
    about = replace(OPEN, outlet="Herald", published=Published(date="2031-05-02", known="stated"), url="https://x.org/")
    (outcome,) = add(corpus, [file], about)
    document = outcome.document
    assert document is not None
    assert (outcome.added, outcome.incidents, outcome.path) == (True, (), file.path)
    assert document.doc_id == identifier(file)
    assert (document.format, document.encoding, document.encoding_from) == ("text", "utf-8", "utf-8")
    assert (document.length, document.story, document.language) == (len(file.data), document.doc_id, "en")
    assert corpus.raw_path(document).read_bytes() == file.data
    assert document in Corpus(mini).documents().value
    records, ledger = whole(corpus)
    assert records == ledger
    assert document.doc_id in ledger


def test_only_new_lines_are_appended(mini: Path) -> None:
    corpus = Corpus(mini)
    paths = [corpus.ledger_path, corpus.documents_path("open")]
    before = [path.read_bytes() for path in paths]
    list(add(corpus, [article()], OPEN))
    for path, old in zip(paths, before, strict=True):
        assert path.read_bytes().startswith(old)
        assert path.read_bytes().count(b"\n") == old.count(b"\n") + 1


def test_withheld_texts_are_not_copied(mini: Path) -> None:
    corpus, file = Corpus(mini), article()
    (outcome,) = add(corpus, [file], replace(HELD, headline="Talks are over"))
    assert outcome.document is not None
    assert outcome.document.withheld
    assert outcome.document.headline is None
    for path in mini.rglob("*"):
        assert not path.is_file() or b"nobody had signed" not in path.read_bytes()


def test_known_bytes_change_nothing(mini: Path, mini_raw: Path) -> None:
    corpus = Corpus(mini)
    known = read_file(next(corpus.raw_folder("open").iterdir()))
    held = read_file(mini_raw / "inquiry.txt")
    assert isinstance(known, RawFile)
    twice = replace(known, path=Path("renamed.html"), html=None)
    before = {path: path.read_bytes() for path in mini.rglob("*") if path.is_file() and path.name != ".lock"}
    outcomes = list(add(corpus, [known, twice, held], OPEN))
    assert [outcome.added for outcome in outcomes] == [False] * 3
    assert [incident.code for outcome in outcomes for incident in outcome.incidents] == ["GW-I032"] * 3
    assert "collection wire" in outcomes[2].incidents[0].message
    assert {path: path.read_bytes() for path in before} == before


def test_the_same_file_twice_in_one_go_is_added_once(mini: Path) -> None:
    corpus = Corpus(mini)
    outcomes = list(add(corpus, [article(), replace(article(), path=Path("again.txt"))], OPEN))
    assert [outcome.added for outcome in outcomes] == [True, False]
    assert len(whole(corpus)[0]) == 4


def test_a_changed_file_supersedes(mini: Path) -> None:
    corpus, file = Corpus(mini), article()
    (outcome,) = add(corpus, [file], replace(OPEN, supersedes=ENGLISH))
    assert outcome.document is not None
    assert outcome.document.story == "ferry-strike"
    whole(corpus)
    standing = Corpus(mini).ledger().value.standings[ENGLISH]
    assert (standing.fate, standing.successor) == (Fate.SUPERSEDED, identifier(file))
    with pytest.raises(CorpusError, match="not an active document"):
        list(add(Corpus(mini), [article(1)], replace(OPEN, supersedes=ENGLISH)))


def test_what_is_no_article_is_passed_over(mini: Path, tmp_path: Path) -> None:
    corpus = Corpus(mini)
    debris = RawFile(Path("menu.txt"), b"Share\nSubscribe\nLog in\n", None)
    broken = RawFile(Path("broken.txt"), b"\xef\xbb\xbf\xff", None)
    missing = read_file(tmp_path / "missing.txt")
    assert isinstance(missing, Quarantined)
    outcomes = list(add(corpus, [debris, broken, missing, article()], OPEN))
    assert [[i.code for i in outcome.incidents] for outcome in outcomes] == [["GW-E021"], ["GW-E011"], ["GW-E001"], []]
    assert [outcome.added for outcome in outcomes] == [False, False, False, True]
    assert len(whole(corpus)[0]) == 4


def test_another_language_is_told(mini: Path) -> None:
    (outcome,) = add(Corpus(mini), [article()], replace(OPEN, language="de"))
    assert outcome.added
    assert [incident.code for incident in outcome.incidents] == ["GW-W023"]


def test_requests_that_are_refused(mini: Path) -> None:
    corpus = Corpus(mini)
    for about, message in (
        (replace(OPEN, collection="other"), "corpus.json lists open, wire"),
        (replace(OPEN, supersedes="gw-0000000000000000"), "not an active document"),
        (replace(OPEN, origin="robot"), "origin"),
        (replace(OPEN, url="ftp://x"), "url"),
        (replace(OPEN, holder=""), "rights/holder"),
        (replace(OPEN, language="english"), "language"),
        (replace(OPEN, story="No Slug"), "story"),
    ):
        with pytest.raises(CorpusError, match=message):
            list(add(corpus, [article()], about))
    assert len(whole(corpus)[0]) == 3


def test_a_damaged_corpus_is_not_added_to(mini: Path) -> None:
    corpus = Corpus(mini)
    corpus.append_events([LedgerEvent(event="withdrawn", doc_id="gw-0000000000000000", reason="x")])
    with pytest.raises(CorpusError, match="goldwire check"):
        list(add(corpus, [article()], OPEN))


def test_two_files_of_one_id_collide(mini: Path) -> None:
    corpus = Corpus(mini)
    digest = sha256_hex(article().data)
    forged = digest[:20] + "0" * 44
    event = LedgerEvent(event="added", doc_id=doc_id(forged), sha256=forged, collection="open")
    corpus.append_events([event])
    (outcome,) = add(corpus, [article()], OPEN)
    assert not outcome.added
    assert [incident.code for incident in outcome.incidents] == ["GW-E031"]


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 250])
def test_batches(mini: Path, size: int) -> None:
    corpus = Corpus(mini)
    outcomes = list(add(corpus, map(article, range(size)), OPEN))
    assert [outcome.path.name for outcome in outcomes] == [f"{number}.txt" for number in range(size)]
    records, ledger = whole(corpus)
    assert records == ledger
    assert len(records) == 3 + size


def interrupted(corpus: Corpus, after: int) -> None:
    def files() -> Iterator[RawFile]:
        yield from map(article, range(after))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(add(corpus, files(), OPEN))


@pytest.mark.parametrize("after", [0, 1, 99, 100, 101, 150])
def test_an_interrupt_loses_nothing_that_was_done(mini: Path, after: int) -> None:
    corpus = Corpus(mini)
    interrupted(corpus, after)
    records, ledger = whole(corpus)
    assert records == ledger
    assert len(records) == 3 + after
    assert sum(outcome.added for outcome in add(Corpus(mini), map(article, range(160)), OPEN)) == 160 - after
    assert len(whole(corpus)[0]) == 163


@pytest.mark.parametrize("stop", [1, 50, 99, 100, 101, 150])
def test_whoever_stops_listening_leaves_a_corpus_in_order(mini: Path, stop: int) -> None:
    corpus = Corpus(mini)
    outcomes = cast("Generator[Outcome]", add(corpus, map(article, range(160)), OPEN))
    for _ in range(stop):
        next(outcomes)
    outcomes.close()
    records, ledger = whole(corpus)
    assert records == ledger
    assert len(list(add(Corpus(mini), map(article, range(160)), OPEN))) == 160
    assert len(whole(corpus)[0]) == 163


@pytest.mark.parametrize("size", [1, 100, 101])
@pytest.mark.parametrize("where", ["take_in", "promised", "append_events"])
def test_an_interrupt_while_writing_is_mended_by_a_second_run(
    mini: Path, monkeypatch: pytest.MonkeyPatch, where: str, size: int
) -> None:
    corpus = Corpus(mini)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(corpus, where, interrupt)
    with pytest.raises(KeyboardInterrupt):
        list(add(corpus, map(article, range(size)), OPEN))
    list(add(Corpus(mini), map(article, range(size)), OPEN))
    records, ledger = whole(corpus)
    assert records == ledger
    assert len(records) == 3 + size


def test_identifying_touches_no_file_and_is_stable(mini: Path) -> None:
    before = sorted(mini.rglob("*"))
    first, again = (identify(article(), OPEN, text_rights="included") for _ in range(2))
    assert first == again
    assert sorted(mini.rglob("*")) == before
    assert adding.KNOWN.code == "GW-I032"


def test_hostile_names_are_recorded_escaped(mini: Path) -> None:
    file = replace(article(), path=Path("a\x1b[31m\udcff" + "x" * 300))
    (outcome,) = add(Corpus(mini), [file], OPEN)
    assert outcome.document is not None
    assert outcome.document.file_name.startswith("a\\x1b[31m\\udcff")
    assert len(outcome.document.file_name) == 255
    assert json_lines([outcome.document])


def test_withheld_documents_of_mini_are_known(mini: Path, mini_raw: Path) -> None:
    held = read_file(mini_raw / "inquiry.txt")
    assert isinstance(held, RawFile)
    assert identifier(held) == WIRE


def test_superseding_a_document_without_a_record_is_refused(mini: Path) -> None:
    Corpus(mini).documents_path("open").unlink()
    with pytest.raises(CorpusError, match="has no record"):
        list(add(Corpus(mini), [article()], replace(OPEN, supersedes=ENGLISH)))
