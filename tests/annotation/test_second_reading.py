"""The documents of the second reading are those that a rule gives, so that nobody chose them by what they hold; each of
them, and each withheld one, was read twice under guidelines 2.0."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

REPO = Path(__file__).parents[2]
LAYERS = ("mentions", "quotes", "scare_quotes", "stances")


def lines(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (REPO / path).read_text(encoding="utf-8").splitlines()]


def chosen() -> dict[str, Any]:
    record: dict[str, Any] = json.loads((REPO / "annotations" / "second_reading.json").read_text(encoding="utf-8"))
    return record


def read_twice() -> set[str]:
    """The files of the second reading, in a pass."""
    press = {f"press/{doc_id}.json" for doc_ids in chosen()["documents"].values() for doc_id in doc_ids}
    wire = {f"wire/{document['doc_id']}.json" for document in lines("corpus/wire/documents.jsonl")}
    assert (len(press), len(wire)) == (40, 5)
    return press | wire


def test_the_documents_are_those_of_the_rule() -> None:
    record = chosen()
    # Documents that come to the collection later change nothing.
    released = {event["doc_id"] for event in lines("corpus/ledger.jsonl") if event.get("release") == record["release"]}
    documents = lines(f"corpus/{record['collection']}/documents.jsonl")

    def place(doc_id: str) -> str:
        return hashlib.sha256(f"{record['seed']}/{doc_id}".encode()).hexdigest()

    assert sorted(record["documents"]) == ["en", "fr"]
    for language, doc_ids in record["documents"].items():
        among = [d["doc_id"] for d in documents if d["language"] == language and d["doc_id"] in released]
        assert doc_ids == sorted(sorted(among, key=place)[:20])
        assert len(doc_ids) == 20


@pytest.mark.parametrize(("name", "last_round"), [("first-2", None), ("blind", "second")])
def test_both_readings_have_every_document_in_every_layer(name: str, last_round: str | None) -> None:
    folder = REPO / "annotations" / "passes" / name
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.json")} == read_twice()
    for path in sorted(folder.rglob("*.json")):
        reading = json.loads(path.read_text(encoding="utf-8"))
        assert reading["guidelines"] == chosen()["guidelines"]
        assert all(reading[layer] is not None for layer in LAYERS), path
        if last_round is not None:
            # Roles of lines were given to the second reader.
            assert {entry["round"] for entry in reading["provenance"] if entry["layers"] != ["lines"]} == {last_round}


def test_the_annotation_of_a_document_that_was_read_twice_is_adjudicated() -> None:
    for file in sorted(read_twice()):
        annotation = json.loads((REPO / "annotations" / file).read_text(encoding="utf-8"))
        assert "adjudicated" in {entry["round"] for entry in annotation["provenance"]}, file


def test_a_third_reading_is_of_documents_of_the_second_and_has_the_annotation_as_it_stood_beside_it() -> None:
    passes = REPO / "annotations" / "passes"
    decided, again = (
        {path.relative_to(passes / name).as_posix() for path in (passes / name).rglob("*.json")}
        for name in ("decided", "again")
    )
    assert decided == again
    assert len(again) >= 5
    assert again <= read_twice()
    for file in sorted(again):
        as_it_stood, third = (json.loads((passes / name / file).read_bytes()) for name in ("decided", "again"))
        assert "adjudicated" in {entry["round"] for entry in as_it_stood["provenance"]}, file
        assert {entry["round"] for entry in third["provenance"] if entry["layers"] != ["lines"]} == {"second"}, file
