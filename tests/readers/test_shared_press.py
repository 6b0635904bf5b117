"""The real files that texts are fetched from. They are no part of the repository, so these tests are skipped where they
are not at hand; and no message of a failed test may quote them."""

from __future__ import annotations

import csv
import hashlib
import os
from collections import Counter
from pathlib import Path

import pytest

from corpora import REPO
from goldwire.corpus.offered import Offered
from goldwire.model.document import Source
from goldwire.readers.registry import read_record

PRESS = Path(os.environ.get("GOLDWIRE_PRESS") or REPO.parent / "shared" / "press")


@pytest.fixture(scope="module")
def press() -> Path:
    if not (PRESS / "SELECTION.tsv").is_file():
        pytest.skip(f"no files in {PRESS}: they are not part of the repository (GOLDWIRE_PRESS names them)")
    return PRESS


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_the_texts_read_from_the_files_have_the_hashes_of_the_selection(press: Path) -> None:
    forms: Counter[str] = Counter()
    with (press / "SELECTION.tsv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            path = press / "files" / row["source"] / row["path"]
            if row["source"] == "gum-news":  # other people's annotations are in its files: texts only are at hand
                assert (
                    sha256((press / "text" / "gum" / f"{Path(row['path']).stem}.txt").read_bytes())
                    == row["sha256_text"]
                )
                continue
            form = "json-lines" if row["record"] else "file"
            fields = {"record": row["record"], "id_field": "_id", "text_field": "text"} if row["record"] else {}
            source = Source(address=row["url"], sha256=row["sha256_file"], form=form, **fields)
            data = path.read_bytes()
            assert sha256(data) == row["sha256_file"]
            assert sha256(read_record(data, source)) == row["sha256_text"], row["record"] or row["path"]
            forms[form] += 1
    assert forms == {"file": 79, "json-lines": 69}


def test_the_folder_serves_every_document_by_one_digest_or_the_other(press: Path) -> None:
    offered = Offered(press)
    with (press / "SELECTION.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    ways = Counter(
        "file" if offered.read(row["sha256_file"]) else "text" if offered.read(row["sha256_text"]) else "no"
        for row in rows
    )
    assert ways == {"file": 148, "text": 24}
    assert offered.incidents == ()


@pytest.mark.parametrize("name", ["GUM_interview_ants", "GUM_interview_cyclone"])
def test_the_samples_of_gum_are_rebuilt_to_the_byte(press: Path, name: str) -> None:
    data = (press / "samples" / "gum" / f"{name}.conllu").read_bytes()
    expected = sha256((press / "samples" / "gum" / f"{name}.txt").read_bytes())
    for record in (None, name):
        source = Source(address="https://example.org/a.conllu", sha256=sha256(data), form="conllu", record=record)
        assert sha256(read_record(data, source)) == expected
