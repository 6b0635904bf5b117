"""Reading predictions: whatever stands in a file, in whatever order, in memory that does not grow."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import tracemalloc
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_documents import document, found, named

from goldwire.corpus.schemas import problems
from goldwire.model.annotation import AUTHOR, MentionType, Polarity
from goldwire.model.layers import (
    Fragment,
    Gold,
    Layers,
    Mention,
    Prediction,
    Quote,
    RawLine,
    Speaker,
    Stance,
    Text,
    as_prediction,
)
from goldwire.scoring.collected import KEPT
from goldwire.scoring.prediction_index import PREDICTED
from goldwire.scoring.predictions import Predictions

ASTRAL = "𝒳 café, said Bram.\n“Déjà vu”"


def raised(predictions: Any, gold: Iterable[Gold]) -> tuple[list[Prediction], list[tuple[str, str, str]]]:
    """What is read for gold documents, and the incidents: code, pointer, message."""
    with Predictions(predictions) as reading:
        read = [reading.of(one) for one in gold]
        reading.finish()
        for incident in reading.found.incidents:
            assert problems("incident", msgspec.to_builtins(incident)) == []
        return read, [(i.code, i.pointer, i.message) for i in reading.found.incidents]


def astral() -> Gold:
    text = Text(
        doc_id=named(0),
        language="fr",
        text=ASTRAL,
        lines=[],
        raw_lines=[RawLine(start=20, end=38, text=ASTRAL.split("\n")[0])],
    )
    mention = Mention(id="m1", start=13, end=17, text="Bram", type=MentionType.PER, entity="bram")
    quote = Quote(
        id="q1", content=[Fragment(start=20, end=27)], cue_start=8, cue_end=12, speakers=[Speaker(entity="bram")]
    )
    stance = Stance(id="s1", holder=AUTHOR, target_entity="bram", polarity=Polarity.SUPPORT)
    layers = Layers(mentions=[mention], quotes=[quote], stances=[stance])
    return Gold(text=text, collection="open", story="story", layers=layers)


@given(
    st.permutations(range(6)), st.sampled_from([b"\n", b"\r\n", b"\n\n", b"\n \t\r\n"]), st.booleans(), st.booleans()
)
def test_order_line_ends_and_byte_order_marks_are_no_matter(
    order: list[int], end: bytes, mark: bool, last: bool
) -> None:
    gold = [document(number, number) for number in range(6)]
    lines = [msgspec.json.encode(as_prediction(gold[number])) for number in order]
    data = (b"\xef\xbb\xbf" if mark else b"") + end.join(lines) + (end if last else b"")
    path = Path("/tmp") / f"goldwire-test-{os.getpid()}.jsonl"
    path.write_bytes(data)
    try:
        read, incidents = raised(path, gold)
    finally:
        path.unlink()
    assert (read, incidents) == ([as_prediction(one) for one in gold], [])


def test_records_dictionaries_and_a_file_are_read_alike(tmp_path: Path) -> None:
    gold = [astral(), document(1, 3)]
    records = [as_prediction(one) for one in gold]
    plain = [json.loads(msgspec.json.encode(record)) for record in records]
    path = tmp_path / "predictions.jsonl"
    path.write_text("\n".join(map(json.dumps, plain)), "utf-8")
    for source in (records, iter(records), plain, path, str(path)):
        assert raised(source, gold) == (records, [])


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a regular file"):
        raised(tmp_path / "pipe", [document(1, 3)])


def test_what_is_no_prediction_is_an_error_of_the_caller() -> None:
    for wrong in (["x"], [None], [{"doc_id": named(1), "mentions": {object()}}], [{"doc_id": "\ud800"}]):
        with pytest.raises(TypeError, match="record 1 "):
            raised(wrong, [])
    with pytest.raises(FileNotFoundError):
        raised("/nowhere.jsonl", [])
    with pytest.raises(ValueError, match="comes twice"):
        raised([], [document(1, 1), document(1, 1)])


@settings(max_examples=40)
@given(st.binary(max_size=200))
def test_no_bytes_are_an_error_of_the_program(data: bytes) -> None:
    gold = [document(1, 2), document(2, 2)]
    good = msgspec.json.encode(as_prediction(gold[1]))
    path = Path("/tmp") / f"goldwire-test-{os.getpid()}.jsonl"
    path.write_bytes(good + b"\n" + data.replace(b"\n", b" ") + b"\n")
    try:
        read, incidents = raised(path, gold)
    finally:
        path.unlink()
    assert read == [Prediction(doc_id=gold[0].doc_id), as_prediction(gold[1])]
    assert [code for code, _, _ in incidents] == (["GW-W114"] if not data.strip() else [incidents[0][0], "GW-W114"])


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=40)
@given(st.sampled_from(PREDICTED), st.data())
def test_a_broken_layer_is_empty_and_the_others_stay(layer: str, data: st.DataObject) -> None:
    gold = astral()
    record = json.loads(msgspec.json.encode(as_prediction(gold)))
    record["line_roles"] = [{"start": 20, "end": 38, "role": "body"}]
    whole = msgspec.convert(record, Prediction)
    held = record[layer][0]
    held[data.draw(st.sampled_from([*held, "more"]))] = data.draw(_ANY)
    ((read,), incidents) = raised([record], [gold])
    for other in PREDICTED:
        if other != layer:
            assert getattr(read, other) == getattr(whole, other)
    if incidents:
        assert getattr(read, layer) == []
        assert all(pointer.startswith(f"/{layer}/0") for _, pointer, _ in incidents)
    else:
        assert getattr(read, layer) == getattr(msgspec.convert(record, Prediction), layer)


def test_what_is_wrong_with_all_of_a_record_empties_all_layers() -> None:
    gold = astral()
    record = msgspec.to_builtins(as_prediction(gold)) | {"mention": []}
    ((read,), incidents) = raised([record], [gold])
    assert read == Prediction(
        doc_id=gold.doc_id, mentions=[], quotes=[], stances=[], links=[], speakers=[], polarities=[]
    )
    assert [(code, pointer) for code, pointer, _ in incidents] == [("GW-E103", "")]
    assert "there is no property 'mention' here" in incidents[0][2]


@pytest.mark.parametrize(
    ("start", "end", "words", "hint"),
    [
        (14, 18, "Bram", "counted in UTF-16 units it does: offsets count code points, here 13 to 17"),
        (17, 21, "Bram", "counted in bytes of UTF-8 it does: offsets count code points, here 13 to 17"),
        (13, 16, "Bram", "with one code point more it does: the end is exclusive"),
        (14, 19, "Bram.", "counted in UTF-16 units it does"),
        (14, 18, "Bram", "13 to 17"),
        (22, 26, "café", "on the raw text it does: offsets count on the published text"),
        (2, 6, "cafe\u0301", "in NFC it does: the published text is NFC"),
        (3, 8, "said ", "it stands at 8 to 13"),
        (9, 13, "said", "here 8 to 12"),
        (0, 1, "Y", ""),
        (26, 35, "Déjà vu", "is beyond the text, which has 28 code points; counted in bytes of UTF-8"),
        (28, 36, None, "has 38 bytes of UTF-8"),
        (28, 29, None, "it has 29 UTF-16 units"),
        (900, 901, None, "beyond the text, which has 28 code points"),
    ],
)
def test_a_span_that_does_not_fit_is_explained(start: int, end: int, words: str | None, hint: str) -> None:
    mention = Mention(start=start, end=end, text=words, type=MentionType.PER)
    _, ((code, pointer, message),) = raised([Prediction(doc_id=named(0), mentions=[mention])], [astral()])
    assert code == ("GW-E105" if end > len(ASTRAL) else "GW-E106")
    assert pointer == ("/mentions/0/end" if end > len(ASTRAL) else "/mentions/0/text")
    assert hint in message
    assert message.startswith("record 1: ")


def test_references_into_a_broken_layer_are_let_be() -> None:
    gold = astral()
    record = as_prediction(gold)
    quotes = [msgspec.structs.replace(quote, speakers=[Speaker(mention="m1")]) for quote in record.quotes or ()]
    broken = [Mention(id="m1", start=0, end=900, type=MentionType.PER)]
    ((read,), incidents) = raised([msgspec.structs.replace(record, mentions=broken, quotes=quotes)], [gold])
    assert [code for code, _, _ in incidents] == ["GW-E105"]
    assert (read.mentions, read.quotes) == ([], quotes)


def test_quotes_in_a_circle_are_found_in_linear_time() -> None:
    content = [Fragment(start=0, end=1)]
    circle = [Quote(id=f"q{n}", parent=f"q{(n + 1) % 3000}", content=content) for n in range(3000)]
    chain = [Quote(id=f"q{n}", parent=f"q{n + 1}" if n < 2999 else None, content=content) for n in range(3000)]
    for quotes, count in ((circle, KEPT), (chain, 0)):
        _, incidents = raised([Prediction(doc_id=named(0), quotes=quotes)], [astral()])
        assert len(incidents) == count


def test_a_document_twice_counts_for_neither_line() -> None:
    gold = [document(1, 2), document(2, 2)]
    for order in ((2, 1, 0), (1, 0, 2)):
        lines = [found(gold[0], 2), found(gold[0], 1), found(gold[1], 2)]
        read, incidents = raised([lines[place] for place in order], gold)
        assert read == [Prediction(doc_id=gold[0].doc_id), lines[2]]
        assert [code for code, _, _ in incidents] == ["GW-E104"]


def test_what_is_missing_and_what_nobody_asked_for_is_counted_and_named() -> None:
    gold = [document(number, 1) for number in range(10)]
    lines = [*(found(one, 1) for one in gold[:2]), Prediction(doc_id=gold[2].doc_id, links=[])]
    others = [Prediction(doc_id=named(number), quotes=[]) for number in range(100, 120)]
    _, incidents = raised([*others, *lines], gold)
    said = {code: message for code, _, message in incidents}
    assert list(said) == ["GW-W116", "GW-W114", "GW-W115"]
    assert said["GW-W116"].startswith(f"20 documents that the split does not hold: {named(100)}, ")
    assert said["GW-W116"].endswith(" and 14 more")
    assert said["GW-W114"].startswith(f"7 documents ({gold[3].doc_id}, ")
    assert said["GW-W114"].endswith("and 1 more) of 10")
    assert incidents[-2][2] == f"1 document ({gold[2].doc_id}) of 10 have no mentions"
    assert incidents[-1][2] == f"2 documents ({gold[0].doc_id}, {gold[1].doc_id}) of 10 have no links"
    assert not any("quotes" in message for _, _, message in incidents[1:]), "gold has none that could be scored"


def test_many_incidents_are_counted_and_few_are_kept() -> None:
    gold = [document(number, 1) for number in range(300)]
    lines = [
        Prediction(doc_id=one.doc_id, mentions=[Mention(start=9, end=9, type=MentionType.PER)] * 5) for one in gold
    ]
    with Predictions(lines) as reading:
        for one in gold:
            assert reading.of(one).mentions == []
        reading.finish()
        assert [incident.code for incident in reading.found.incidents] == ["GW-E105"] * KEPT
        assert reading.found.left_out == {"GW-E105": 1500 - KEPT}


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        gold = [document(number, 9) for number in range(count)]
        path = tmp_path / f"{count}.jsonl"
        with path.open("wb") as stream:
            for one in random.Random(0).sample(gold, count):
                stream.write(msgspec.json.encode(as_prediction(one)) + b"\n")
        tracemalloc.start()
        try:
            with Predictions(path) as reading:
                for one in gold:
                    reading.of(one)
                reading.finish()
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(10)  # caches of validators
    assert peak(600) < 1.2 * peak(60) + 20_000


def test_a_temporary_folder_that_is_full_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        def execute(self, statement: str, *_: object) -> None:
            if statement.startswith("INSERT"):
                raise sqlite3.OperationalError("database or disk is full")

        def close(self) -> None:
            pass

    monkeypatch.setattr(sqlite3, "connect", lambda *_, **__: Full())
    with pytest.raises(OSError, match=r"database or disk is full.*TMPDIR"):
        raised([found(document(1, 1), 1)], [])
