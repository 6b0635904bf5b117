"""Which documents names stand for, in a corpus and in a release."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpora import ENGLISH, FRENCH, WIRE
from fetchable import PRESS, Fetchable, fetchable
from goldwire.checks.run import open_corpus
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.store import Corpus
from goldwire.fetching.wanted import NotFetched, Wanted, read_corpus, wanted_of_corpus, wanted_of_release
from goldwire.release.build import build
from goldwire.release.reading import DamagedRelease

Ask = Callable[[Sequence[str]], list[Wanted]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Fetchable, Path]:
    """A corpus, and its public release."""
    corpus = fetchable(tmp_path_factory.mktemp("made"))
    release = build(open_corpus(Corpus(corpus.root)), "0.1.0", corpus.root / "dist").folder
    return corpus, release


@pytest.fixture(params=["corpus", "release"])
def ask(request: pytest.FixtureRequest, made: tuple[Fetchable, Path]) -> Ask:
    if request.param == "corpus":
        return lambda names: wanted_of_corpus(Corpus(made[0].root), names)
    return lambda names: wanted_of_release(made[1], names)


def test_names_are_collections_and_beginnings_of_ids(ask: Ask, made: tuple[Fetchable, Path]) -> None:
    documents = sorted(made[0].documents, key=lambda one: one.doc_id)
    whole = [Wanted(one.doc_id, one.sha256, one.source, PRESS) for one in documents if one.source is not None]
    assert len(whole) == 3
    assert ask([]) == ask([PRESS]) == ask([PRESS, whole[0].doc_id]) == whole
    assert ask([whole[1].doc_id]) == ask([whole[1].doc_id[3:9]]) == ask([whole[1].doc_id] * 2) == [whole[1]]
    assert ask([whole[2].doc_id, whole[0].doc_id]) == [whole[0], whole[2]]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pres", "is no collection and no document of .*has texts to fetch in: press"),
        ("", "is no collection"),
        ("\x1b[31m", r"\\x1b\[31m"),
        ("gw-", "begins the ids of"),
        ("open", "in the repository and in every release; .*has texts to fetch in: press"),
        ("wire", "belongs to somebody who does not pass it on.*--raw"),
        (ENGLISH, f"{ENGLISH} is not fetched: its text is in the repository"),
        (FRENCH, "in every release"),
        (WIRE, "--raw"),
    ],
)
def test_a_name_that_stands_for_nothing_to_fetch(name: str, words: str, ask: Ask) -> None:
    with pytest.raises(NotFetched, match=words) as caught:
        ask([PRESS, name])
    assert str(caught.value).isprintable()


def test_a_corpus_without_texts_to_fetch(mini: Path, mini_release: Path) -> None:
    assert wanted_of_corpus(Corpus(mini)) == wanted_of_release(mini_release) == []
    with pytest.raises(NotFetched, match="the corpus has no texts to fetch"):
        wanted_of_corpus(Corpus(mini), ["press"])


def test_a_record_that_is_not_valid_stops_no_other(tmp_path: Path) -> None:
    corpus = fetchable(tmp_path)
    path = Corpus(corpus.root).documents_path(PRESS)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([b"{\n", *lines[1:]]))
    loaded = read_corpus(Corpus(corpus.root))
    assert {one.doc_id for one in loaded.value} == {one.doc_id for one in corpus.documents[1:]}
    assert "GW-E041" in {incident.code for incident in loaded.incidents}


def test_documents_of_some_splits(made: tuple[Fetchable, Path]) -> None:
    splits = [path.stem for path in (made[1] / "data" / "standoff").iterdir()]
    found = [wanted_of_release(made[1], splits=[split]) for split in splits]
    assert sorted(one.doc_id for some in found for one in some) == sorted(one.doc_id for one in made[0].documents)
    assert wanted_of_release(made[1], splits=[]) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("source_sha256", "../../../etc/passwd"),
        ("sha256", "f" * 64),
        ("doc_id", "../x"),
        ("source_address", None),
        ("source_form", None),
        ("source_sha256", None),
    ],
)
def test_a_row_that_no_release_holds(
    column: str, value: str | None, made: tuple[Fetchable, Path], tmp_path: Path
) -> None:
    with pytest.raises(DamagedRelease, match="none that goldwire makes"):
        wanted_of_release(forged(made[1], tmp_path / "forged", column, value))


def forged(release: Path, place: Path, column: str, value: Any) -> Path:
    """A release whose manifest is right, and whose rows are somebody's."""
    shutil.copytree(release, place)
    manifest = json.loads((place / "manifest.json").read_bytes())
    for file in manifest["files"]:
        if not file["path"].startswith("data/standoff/"):
            continue
        path = place / file["path"]
        table = pq.read_table(path)
        if set(table["rights_text"].to_pylist()) != {"fetched"}:
            continue
        at = table.schema.get_field_index(column)
        table = table.set_column(
            at, table.schema.field(at), pa.array([value] * len(table), table.schema.field(at).type)
        )
        pq.write_table(table, path)
        file["sha256"], file["bytes"] = sha256_hex(path.read_bytes()), path.stat().st_size
    lines = json.dumps(manifest, indent=2).encode().split(b"\n")
    rest = b"\n".join(line for line in lines[2:]) + b"\n"
    (place / "manifest.json").write_bytes(lines[0] + b'\n  "sha256": "' + sha256_hex(rest).encode() + b'",\n' + rest)
    return place


def test_what_is_no_release(tmp_path: Path, made: tuple[Fetchable, Path]) -> None:
    with pytest.raises(ValueError, match="no release"):
        wanted_of_release(tmp_path)
    shutil.copytree(made[1], tmp_path / "cut")
    table = next((tmp_path / "cut" / "data" / "standoff").iterdir())
    table.write_bytes(table.read_bytes()[:-1])
    with pytest.raises(DamagedRelease, match="was changed"):
        wanted_of_release(tmp_path / "cut")
