"""Finding raw texts: by content, whatever the names."""

from __future__ import annotations

from pathlib import Path

from corpora import ENGLISH, WIRE
from goldwire.corpus.raw import Found, RawFolder, coverage, find_raw
from goldwire.corpus.store import Corpus
from goldwire.model.document import Document, Match


def document(root: Path, identifier: str) -> Document:
    return next(document for document in Corpus(root).documents().value if document.doc_id == identifier)


def codes(found: Found) -> list[str]:
    return [incident.code for incident in found.incidents]


def test_a_withheld_text_is_known_by_its_hash(mini: Path, mini_raw: Path, tmp_path: Path) -> None:
    held = document(mini, WIRE)
    data = (mini_raw / "inquiry.txt").read_bytes()
    folder = tmp_path / "private" / "deep"
    folder.mkdir(parents=True)
    (folder / "anything.bin").write_bytes(data)
    (folder / "inquiry.txt").write_bytes(b"something else")
    (folder / "empty").write_bytes(b"")
    assert RawFolder(folder.parent).match(held) == (Match.OK, data)
    found = find_raw(Corpus(mini), held, RawFolder(folder.parent))
    assert found == Found(data.decode(), Match.OK)


def test_a_file_of_the_name_with_other_bytes_has_changed(mini: Path, mini_raw: Path, tmp_path: Path) -> None:
    held = document(mini, WIRE)
    data = (mini_raw / "inquiry.txt").read_bytes()
    (tmp_path / "raw").mkdir()
    path = tmp_path / "raw" / "inquiry.txt"
    for changed in (data.replace(b"\n", b"\r\n"), data + b"\n", b"", b"\0"):
        path.write_bytes(changed)
        assert RawFolder(path.parent).match(held) == (Match.SOURCE_CHANGED, None)
        assert find_raw(Corpus(mini), held, RawFolder(path.parent)) == Found(None, Match.SOURCE_CHANGED)


def test_no_such_file_is_missing(mini: Path, tmp_path: Path) -> None:
    held = document(mini, WIRE)
    for folder in (tmp_path / "nothing", mini):
        assert RawFolder(folder).match(held) == (Match.MISSING, None)
    assert find_raw(Corpus(mini), held, None) == Found(None, Match.MISSING)


def test_a_file_that_changes_after_indexing_is_noticed(mini: Path, mini_raw: Path, tmp_path: Path) -> None:
    held = document(mini, WIRE)
    (tmp_path / "raw").mkdir()
    path = tmp_path / "raw" / "other.txt"
    path.write_bytes((mini_raw / "inquiry.txt").read_bytes())
    raw = RawFolder(path.parent)
    path.write_bytes(b"changed")
    assert raw.match(held) == (Match.MISSING, None)
    path.unlink()
    assert raw.match(held) == (Match.MISSING, None)


def test_included_texts_lie_in_the_corpus(mini: Path) -> None:
    corpus, shared = Corpus(mini), document(mini, ENGLISH)
    path = corpus.raw_path(shared)
    data = path.read_bytes()
    assert find_raw(corpus, shared, None) == Found(data.decode(), Match.OK)
    path.write_bytes(data.replace(b"\n", b"\r\n"))
    changed = find_raw(corpus, shared, None)
    assert (changed.text, changed.match, codes(changed)) == (None, Match.SOURCE_CHANGED, ["GW-E035"])
    path.unlink()
    gone = find_raw(corpus, shared, None)
    assert (gone.text, gone.match, codes(gone)) == (None, Match.MISSING, ["GW-E034"])


def test_coverage_counts_every_fate() -> None:
    assert coverage([]) == {Match.OK: 0, Match.SOURCE_CHANGED: 0, Match.MISSING: 0}
    assert coverage([Match.OK, Match.MISSING, Match.OK]) == {Match.OK: 2, Match.SOURCE_CHANGED: 0, Match.MISSING: 1}
