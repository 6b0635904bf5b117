"""Checks of a whole corpus where the fixtures in tests/invalid do not reach."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from corpora import ENGLISH, FRENCH, MINI, MINI_RAW, WIRE, check_corpus, codes
from goldwire.checks.run import open_corpus
from goldwire.corpus.adding import About, add
from goldwire.corpus.raw import RawFolder, coverage
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.model.document import Match
from goldwire.splits.assign import split_order
from goldwire.text.reading import read_all

ABOUT = About(collection="open", holder="nobody", licence="CC0-1.0", origin="human")


def _edit(path: Path, before: str, after: str) -> None:
    text = path.read_bytes().decode()
    assert before in text
    path.write_bytes(text.replace(before, after, 1).encode())


def _annotation(root: Path, doc: str = ENGLISH) -> Path:
    return root / "annotations" / ("wire" if doc == WIRE else "open") / f"{doc}.json"


def _append(path: Path, *records: dict[str, Any]) -> None:
    path.write_bytes(path.read_bytes() + b"".join(msgspec.json.encode(record) + b"\n" for record in records))


def test_raw_texts_are_found_by_content_whatever_their_names(mini: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere" / "deep"
    folder.mkdir(parents=True)
    (folder / "no-name").write_bytes((MINI_RAW / "inquiry.txt").read_bytes())
    (folder / "other.txt").write_bytes(b"something else")
    assert check_corpus(mini, tmp_path / "elsewhere") == []


def test_a_withheld_text_that_changed_is_not_compared(mini: Path, tmp_path: Path) -> None:
    _edit(tmp_path / "mini-raw" / "inquiry.txt", "Tuesday", "Monday")
    assert codes(check_corpus(mini, tmp_path / "mini-raw")) == ["GW-I072"]
    raw = RawFolder(tmp_path / "mini-raw")
    matches = [raw.match(d)[0] for d in Corpus(mini).documents().value]
    assert coverage(matches) == {Match.OK: 0, Match.SOURCE_CHANGED: 1, Match.MISSING: 2}


def test_other_line_ends_are_another_text(mini: Path, tmp_path: Path) -> None:
    path = tmp_path / "mini-raw" / "inquiry.txt"
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n"))
    assert codes(check_corpus(mini, tmp_path / "mini-raw")) == ["GW-I072"]


@pytest.mark.parametrize("end", [{"event": "withdrawn", "reason": "a test"}, {"event": "superseded", "by": FRENCH}])
def test_documents_that_left_are_not_checked_and_leave_no_strays(end: dict[str, str], mini: Path) -> None:
    _edit(_annotation(mini), '"guidelines": "0.1"', '"guidelines": "latest"')
    _append(mini / "corpus" / "ledger.jsonl", {"doc_id": ENGLISH, **end})
    assert check_corpus(mini, MINI_RAW) == []


def test_a_damaged_record_makes_no_strays_of_the_files_that_belong_to_it(mini: Path) -> None:
    _edit(mini / "corpus" / "open" / "documents.jsonl", '"length":', '"size":')
    assert set(codes(check_corpus(mini, MINI_RAW))) == {"GW-E042"}


def test_every_invalid_line_is_reported_with_its_number(mini: Path) -> None:
    path = mini / "annotations" / "entities.jsonl"
    path.write_bytes(path.read_bytes() + b'\n{"id": "broken"\n\n{"id": "Capital"}\n')
    found = [i for i in check_corpus(mini, MINI_RAW) if i.file == "annotations/entities.jsonl"]
    assert {(i.code, i.pointer.split("/")[1]) for i in found} == {("GW-E041", "13"), ("GW-E042", "15")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Expecting value"),
        ("nonsense", "Expecting value"),
        ('{"lines": NaN}', "NaN is not JSON"),
        ('{"lines": -Infinity}', "-Infinity is not JSON"),
        ('{"lines": "\\ud800"}', "lone surrogate"),
        ("[" * 200_000, "nested too deeply"),
        ('{"lines": [], "lines": []}', "'lines' is given twice"),
        ('{"a": {"b": 1, "b": 2}}', "'b' is given twice"),
        ('{"lines": []} []', "Extra data"),
    ],
    ids=lambda value: ascii(value)[:20],
)
def test_annotations_that_are_not_json(text: str, words: str, mini: Path) -> None:
    _annotation(mini).write_text(text, encoding="utf-8")
    (incident,) = check_corpus(mini, MINI_RAW)
    assert (incident.code, incident.document) == ("GW-E041", ENGLISH)
    assert words in incident.message
    assert problems("incident", msgspec.to_builtins(incident)) == []


def test_annotations_that_are_not_utf8(mini: Path) -> None:
    _annotation(mini).write_bytes(b'{"doc_id": "\xff"}')
    (incident,) = check_corpus(mini, MINI_RAW)
    assert (incident.code, incident.message) == ("GW-E041", "not UTF-8 at byte 12")


def test_settings_that_are_not_valid_stop_everything(mini: Path) -> None:
    _edit(mini / "corpus" / "corpus.json", '"version": "0.1.0"', '"version": "new"')
    with pytest.raises(CorpusError, match=r"corpus/corpus\.json/version"):
        open_corpus(Corpus(mini))


@pytest.mark.parametrize(
    "splits",
    [
        [{"name": "train", "share": 0.9}, {"name": "test", "share": 0.9}],
        [{"name": "train", "share": 0.5}],
        [{"name": "train", "share": 0.5}, {"name": "train", "share": 0.5}],
    ],
)
def test_shares_add_up_and_splits_have_names_of_their_own(splits: list[dict[str, object]], mini: Path) -> None:
    path = mini / "corpus" / "corpus.json"
    path.write_bytes(msgspec.json.encode(msgspec.json.decode(path.read_bytes()) | {"splits": splits}))
    with pytest.raises(CorpusError, match="splits: names must differ and shares add up to 1"):
        open_corpus(Corpus(mini))


OWN = [{"name": "press_train", "share": 0.5}, {"name": "press_test", "share": 0.5}]
OTHER = [{"name": "press_train", "share": 0.2}, {"name": "other_test", "share": 0.8}]


def _collections(mini: Path, **added: dict[str, object]) -> None:
    path = mini / "corpus" / "corpus.json"
    settings = msgspec.json.decode(path.read_bytes())
    for name, own in added.items():
        settings["collections"][name] = {"text": "fetched", "split": None, "description": "Made.", **own}
    path.write_bytes(msgspec.json.encode(settings))


@pytest.mark.parametrize(
    ("added", "says"),
    [
        ({"press": {"splits": [{"name": "a", "share": 0.5}]}}, "press/splits: .* shares add up to 1, not 0.5"),
        ({"press": {"splits": [OWN[0], OWN[0]]}}, "press/splits: .* names must differ"),
        ({"press": {"splits": [{"name": "train", "share": 1}]}}, "'train' is a split of the corpus: take another name"),
        ({"press": {"splits": OWN}, "more": {"splits": OTHER}}, "more/splits: .*'press_train' is a split of coll"),
        ({"press": {"split": "press", "splits": OWN}}, "press/split: .*splits to draw with beside the fixed split"),
        ({"press": {"split": "press", "salt": "x"}}, "press/split: .*a salt to draw with beside the fixed split"),
    ],
)
def test_splits_of_collections_are_told_for_certain(added: dict[str, dict[str, object]], says: str, mini: Path) -> None:
    _collections(mini, **added)
    with pytest.raises(CorpusError, match=says) as raised:
        open_corpus(Corpus(mini))
    assert [incident.code for incident in raised.value.incidents] == ["GW-E095"]


def test_collections_may_share_splits_draw_with_the_corpus_and_be_fixed_to_any_split(mini: Path) -> None:
    _collections(
        mini,
        press={"splits": OWN},
        more={"splits": OWN},
        plain={},
        salted={"salt": "x"},
        learnt={"split": "press_train"},
        tested={"split": "test"},
    )
    assert split_order(Corpus(mini).settings) == ["train", "validation", "test", "press_train", "press_test", "wire"]


def test_the_corpus_is_found_from_a_folder_inside_it(mini: Path, tmp_path: Path) -> None:
    assert Corpus.at(mini / "annotations" / "open").root == mini.resolve()
    with pytest.raises(CorpusError, match="no corpus at"):
        Corpus.at(tmp_path)


def test_released_documents_keep_their_split_and_new_ones_follow(mini: Path) -> None:
    event = {"event": "released", "doc_id": ENGLISH, "release": "0.1.0"}
    for split in ("train", "validation", "test"):
        (mini / "corpus" / "ledger.jsonl").write_bytes((MINI / "corpus" / "ledger.jsonl").read_bytes())
        _append(mini / "corpus" / "ledger.jsonl", {**event, "split": split})
        found = open_corpus(Corpus(mini)).assignment
        assert found.incidents == ()
        assert found.splits == {ENGLISH: split, FRENCH: split, WIRE: "wire"}


def test_every_code_can_be_explained_without_checking_first() -> None:
    script = "import goldwire.cli.app as a; a.app(['check', '--explain', 'GW-E057'])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "quote type and marks differ" in done.stdout


def test_absurd_numbers_are_no_reason_to_stop(mini: Path) -> None:
    _edit(_annotation(mini), '"start": 0,', f'"start": {"1" * 5000},')
    assert set(codes(check_corpus(mini, MINI_RAW))) <= {"GW-E041", "GW-E042"}


def test_a_record_of_another_length_is_reported(mini: Path) -> None:
    _edit(mini / "corpus" / "open" / "documents.jsonl", '"length":', '"length":1')
    found = check_corpus(mini, MINI_RAW)
    assert [incident.document for incident in found] == [ENGLISH]


def test_incidents_fit_their_schema_whatever_the_keys(mini: Path) -> None:
    key = "k" * 6000
    _annotation(mini).write_text(f'{{"{key}": 1, "{key}": 2}}', encoding="utf-8")
    (incident,) = check_corpus(mini, MINI_RAW)
    assert problems("incident", msgspec.to_builtins(incident)) == []


def test_schema_incidents_point_into_the_layer(mini: Path) -> None:
    record = json.loads(_annotation(mini).read_bytes())
    record["mentions"][0]["type"] = "SHIP"
    _annotation(mini).write_bytes(msgspec.json.encode(record))
    found = check_corpus(mini, MINI_RAW)
    assert "/mentions/0/type" in [incident.pointer for incident in found]


@pytest.mark.parametrize("name", ["corpus/ledger.jsonl", "annotations/entities.jsonl"])
def test_a_folder_in_the_place_of_a_file_is_reported(name: str, mini: Path) -> None:
    (mini / name).unlink()
    (mini / name).mkdir()
    assert "GW-E041" in codes(check_corpus(mini, MINI_RAW))


@pytest.mark.parametrize("story", [None, "ferry-strike"])
def test_a_correction_stays_in_the_split_of_what_it_corrects(story: str | None, mini: Path, tmp_path: Path) -> None:
    # English and French are the whole story; both were tested on, so no correction may be trained on.
    for doc in (ENGLISH, FRENCH):
        event = {"event": "released", "doc_id": doc, "release": "0.1.0", "split": "test"}
        _append(mini / "corpus" / "ledger.jsonl", event)
    corrections = []
    for doc in (ENGLISH, FRENCH):
        path = tmp_path / f"{doc}.txt"
        path.write_bytes((mini / "corpus" / "open" / "raw" / path.name).read_bytes().replace(b"a", b"e", 1))
        about = dataclasses.replace(ABOUT, story=story, supersedes=doc)
        (outcome,) = add(Corpus(mini), read_all([path]), about)
        assert outcome.document is not None
        corrections.append(outcome.document.doc_id)
    splits = open_corpus(Corpus(mini)).assignment.splits
    assert {splits[doc] for doc in corrections} == {"test"}
