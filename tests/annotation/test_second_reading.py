"""The documents of the second reading are those that a rule gives, so that nobody chose them by what they hold."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

REPO = Path(__file__).parents[2]


def test_the_documents_are_those_of_the_rule() -> None:
    chosen = json.loads((REPO / "annotations" / "second_reading.json").read_text(encoding="utf-8"))
    records = (REPO / "corpus" / chosen["collection"] / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    documents = [json.loads(record) for record in records]

    def place(doc_id: str) -> str:
        return hashlib.sha256(f"{chosen['seed']}/{doc_id}".encode()).hexdigest()

    for language, doc_ids in chosen["documents"].items():
        of_language = [document["doc_id"] for document in documents if document["language"] == language]
        assert len(doc_ids) == 20
        assert doc_ids == sorted(sorted(of_language, key=place)[:20])
