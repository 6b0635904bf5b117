"""The documents of the second reading are those that a rule gives, so that nobody chose them by what they hold."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

REPO = Path(__file__).parents[2]


def lines(path: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (REPO / path).read_text(encoding="utf-8").splitlines()]


def test_the_documents_are_those_of_the_rule() -> None:
    chosen = json.loads((REPO / "annotations" / "second_reading.json").read_text(encoding="utf-8"))
    # Documents that come to the collection later change nothing.
    released = {event["doc_id"] for event in lines("corpus/ledger.jsonl") if event.get("release") == chosen["release"]}
    documents = lines(f"corpus/{chosen['collection']}/documents.jsonl")

    def place(doc_id: str) -> str:
        return hashlib.sha256(f"{chosen['seed']}/{doc_id}".encode()).hexdigest()

    assert sorted(chosen["documents"]) == ["en", "fr"]
    for language, doc_ids in chosen["documents"].items():
        among = [d["doc_id"] for d in documents if d["language"] == language and d["doc_id"] in released]
        assert doc_ids == sorted(sorted(among, key=place)[:20])
        assert len(doc_ids) == 20
