"""The corpus on disk: finding it, its lock, reading its records."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from corpora import REPO
from goldwire.corpus import store
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.model.document import Document, LedgerEvent


def test_the_corpus_is_found_from_any_folder_in_it(mini: Path, tmp_path: Path) -> None:
    assert Corpus.at(mini).root == mini.resolve()
    assert Corpus.at(mini / "corpus" / "open" / "raw").root == mini.resolve()
    with pytest.raises(CorpusError, match="goldwire init"):
        Corpus.at(tmp_path)


@pytest.mark.parametrize("root", [REPO, REPO / "tests" / "data" / "mini"], ids=["corpus", "mini"])
def test_nothing_is_wrong_with_our_own(root: Path) -> None:
    corpus = Corpus(root)
    ledger, documents = corpus.ledger(), corpus.documents()
    active = corpus.active_documents(ledger, documents)
    assert active.incidents == ()
    assert active.value
    assert [d.doc_id for d in documents.value] == [
        d.doc_id for d in sorted(documents.value, key=lambda d: (d.collection, d.doc_id))
    ]


def test_whoever_waits_too_long_for_the_lock_is_told(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.2)
    problems: list[Exception] = []

    def wait() -> None:
        try:
            with Corpus(mini).locked():
                pass
        except CorpusError as error:
            problems.append(error)

    with Corpus(mini).locked():
        waiter = threading.Thread(target=wait)
        waiter.start()
        waiter.join()
    (problem,) = problems
    assert "wait until it is done" in str(problem)
    wait()
    assert len(problems) == 1


def test_an_error_sets_the_lock_free(mini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "LOCK_SECONDS", 0.2)
    with pytest.raises(KeyError), Corpus(mini).locked():
        raise KeyError
    with Corpus(mini).locked():
        pass


def test_appending_mends_a_last_line_without_an_end(mini: Path) -> None:
    corpus = Corpus(mini)
    corpus.ledger_path.write_bytes(corpus.ledger_path.read_bytes().rstrip(b"\n"))
    before = len(corpus.ledger_path.read_bytes().splitlines())
    identifier = corpus.documents().value[0].doc_id
    corpus.append_events([LedgerEvent(event="withdrawn", doc_id=identifier, reason="asked for")])
    assert len(corpus.ledger_path.read_bytes().splitlines()) == before + 1
    assert corpus.ledger().incidents == ()
    assert not corpus.ledger().value.is_active(identifier)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", "GW-E041"),
        (b"\xff", "GW-E041"),
        (b"[]", "GW-E042"),
        (b"{}", "GW-E042"),
        (b"[" * 100_000, "GW-E041"),
        (b'{"a":1,"a":1}', "GW-E041"),
    ],
)
def test_bad_lines_are_told_and_the_others_read(mini: Path, line: bytes, code: str) -> None:
    corpus = Corpus(mini)
    path = corpus.documents_path("open")
    path.write_bytes(b"\n" + line + b"\n" + path.read_bytes().replace(b"\n", b"\r\n"))
    loaded = corpus.lines(path, "document", Document)
    assert len(loaded.value) == 2
    assert {incident.code for incident in loaded.incidents} == {code}
    assert all(incident.pointer.startswith("/1") for incident in loaded.incidents)


def test_a_number_with_a_point_is_no_offset(mini: Path) -> None:
    corpus = Corpus(mini)
    path = corpus.documents_path("open")
    path.write_bytes(path.read_bytes().replace(b'"length":629', b'"length":629.0'))
    loaded = corpus.lines(path, "document", Document)
    assert len(loaded.value) + len(loaded.incidents) == 2
    assert all(isinstance(document.length, int) for document in loaded.value)


def test_settings_that_are_not_valid_stop_all_work(mini: Path) -> None:
    path = Corpus(mini).settings_path
    path.write_bytes(path.read_bytes().replace(b'"share": 0.6', b'"share": 0.7'))
    with pytest.raises(CorpusError, match="add up to 1"):
        _ = Corpus(mini).settings
    path.write_bytes(b"{}")
    with pytest.raises(CorpusError, match="required"):
        _ = Corpus(mini).settings
    path.unlink()
    with pytest.raises(CorpusError, match="cannot be read"):
        _ = Corpus(mini).settings
