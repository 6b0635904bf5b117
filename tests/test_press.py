"""The collection press: real news whose text is fetched. Tests that need its files skip where these are not at hand."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import goldwire
from corpora import REPO
from goldwire.checks.run import open_corpus, verdicts
from goldwire.cli.app import app
from goldwire.corpus.cache import Cache
from goldwire.corpus.store import Corpus
from goldwire.model.document import Document
from goldwire.model.incident import errors
from goldwire.release.build import build
from goldwire.release.configs.registry import configs
from goldwire.release.hydrating import hydrate, open_public
from goldwire.release.texts import CORPUS_TABLES
from goldwire.release.verifying import verify
from withheld import leaks

PRESS = Path(os.environ.get("GOLDWIRE_PRESS") or REPO.parent / "shared" / "press")
SPLITS = {"press_train": 0.50, "press_validation": 0.15, "press_test": 0.35}
LAYERS = ("mentions", "quotes", "scare_quotes", "stances")
TABLES = ("documents", "ner", "linking", "quotes", "attribution", "stance", "lines")
MONTHS = {
    "en": "January|February|March|April|May|June|July|August|September|October|November|December",
    "fr": "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
}
STATED = {
    "en": re.compile(r"^\w+day, (?P<month>\w+) (?P<day>\d{1,2}), (?P<year>\d{4})\b", re.MULTILINE),
    "fr": re.compile(r"^(?P<day>\d{1,2})(?:er)? (?P<month>\w+) (?P<year>\d{4})\b", re.MULTILINE),
}
"""How Wikinews states the date of an article, by language: a line of its own, or how the lead begins."""
LICENCES = {
    "CC-BY-2.5": "CC-BY-2.5",
    "OGL-UK-3.0": "OGL-UK-3.0",
    "CC-BY-3.0-AU": "CC-BY-3.0-AU",
    "US public domain": "LicenseRef-scancode-us-govt-public-domain",
    "EC reuse notice": "LicenseRef-EC-reuse-notice",
}
"""What the selection calls a licence, and its id."""


@pytest.fixture(scope="module")
def press() -> Path:
    if not (PRESS / "SELECTION.tsv").is_file():
        pytest.skip(f"no press files in {PRESS}: they are not part of the repository (GOLDWIRE_PRESS names them)")
    return PRESS


@dataclass(frozen=True, slots=True)
class Made:
    """The editions of a copy of the corpus: without a network, from a cache that the files filled."""

    cache: Cache
    public: Path
    fetched: Path


@pytest.fixture(scope="module")
def made(press: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("press")
    for name in ("corpus", "annotations"):
        shutil.copytree(REPO / name, folder / "copy" / name)
    cache = Cache(folder / "cache")
    arguments = ["fetch", "press", "--from", str(press), "--offline", "--corpus", str(folder / "copy"), "--json"]
    done = CliRunner().invoke(app, arguments, env={"GOLDWIRE_CACHE": str(cache.folder)})
    assert done.exit_code == 0, done.stderr
    states = [one["state"] for one in json.loads(done.stdout)["documents"]]
    assert Counter(states) == {"ok": len(documents())}
    corpus = Corpus(folder / "copy")
    public = build(open_corpus(corpus), "9.0.0", folder / "dist").folder
    return Made(cache, public, build(open_corpus(corpus, None, cache), "9.0.0", folder / "dist").folder)


@cache
def documents() -> tuple[Document, ...]:
    return tuple(one for one in Corpus(REPO).documents().value if one.collection == "press")


@cache
def splits() -> dict[str, str]:
    return open_corpus(Corpus(REPO)).assignment.splits


def test_the_records_are_those_of_the_selection(press: Path) -> None:
    with (press / "SELECTION.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    records = {one.sha256: one for one in documents()}
    assert records.keys() == {row["sha256_text"] for row in rows}
    for row in rows:
        record = records[row["sha256_text"]]
        assert record.source is not None
        assert record.language == row["lang"]
        assert record.rights.licence == LICENCES[row["licence"]]
        assert record.source.sha256 == row["sha256_file"]
        assert (record.source.record or "") == row["record"]
        assert record.source.address.endswith(f"/{row['repo']}/{row['commit']}/{quote(row['path'])}")
        assert record.url in (None, row["url"])
        assert record.length == int(row["chars"])


def test_records_say_whom_to_name_and_show_no_headline() -> None:
    for one in documents():
        assert one.rights.text == "fetched"
        assert one.rights.attribution
        assert one.headline is None
        assert one.outlet


def test_lines_of_attribution_name_author_licence_address_and_where_the_text_is_taken_from() -> None:
    named = {
        "CC-BY-2.5": "CC BY 2.5",
        "OGL-UK-3.0": "Open Government Licence v3.0",
        "CC-BY-3.0-AU": "CC BY 3.0 AU",
        "LicenseRef-scancode-us-govt-public-domain": "public domain in the United States",
        "LicenseRef-EC-reuse-notice": "reuse authorised",
    }
    makers = {"file": "WiNER-fr", "json-lines": "re3d", "conllu": "GUM"}
    authors = {
        "Wikinews",
        "UK Government",
        "U.S. Central Command",
        "U.S. Department of State",
        "European Union",
        "Australia",
    }
    for one in documents():
        line = one.rights.attribution or ""
        assert one.source is not None
        assert named[one.rights.licence] in line, one.doc_id
        assert makers[one.source.form] in line, one.doc_id
        assert (one.url or "https://www.gov.uk/") in line, one.doc_id
        assert any(author in line for author in authors), one.doc_id


def test_every_document_has_every_layer_under_guidelines_2_from_a_language_model() -> None:
    found = {one.doc_id: json.loads(Corpus(REPO).annotation_path(one).read_bytes()) for one in documents()}
    assert len(found) >= 172
    for doc_id, annotation in found.items():
        assert annotation["lines"], doc_id
        assert [name for name in LAYERS if not isinstance(annotation[name], list)] == [], doc_id
        assert annotation["mentions"], doc_id
        assert annotation["guidelines"] == "2.0", doc_id
        assert {made["kind"] for made in annotation["provenance"]} == {"language-model"}, doc_id


def test_splits_have_about_their_shares_in_each_language() -> None:
    for language in ("en", "fr"):
        drawn = [splits()[one.doc_id] for one in documents() if one.language == language]
        counted = Counter(split for split in drawn if split in SPLITS)
        for split, share in SPLITS.items():
            assert abs(counted[split] / counted.total() - share) < 0.04, (language, split, counted)


def test_the_events_of_the_wire_articles_are_in_no_training_split() -> None:
    everything = Corpus(REPO).documents().value
    told = {story for one in everything if one.collection == "wire" for story in one.stories}
    shared = [one for one in documents() if told & {*one.stories}]
    assert shared
    assert {splits()[one.doc_id] for one in shared} == {"wire"}


def test_annotations_and_texts_agree(made: Made) -> None:
    work = open_corpus(Corpus(REPO), None, made.cache)
    found = [verdict for verdict in verdicts(work) if verdict.article.document.collection == "press"]
    assert [incident for verdict in found for incident in errors(verdict.incidents)] == []
    assert all(verdict.article.text for verdict in found)


def test_the_fetched_edition_has_rows_of_press_in_every_config(made: Made) -> None:
    assert {config.name for config in configs()} == {*TABLES, "standoff", *CORPUS_TABLES}
    for name in TABLES:
        for split in SPLITS:
            rows = pq.read_table(made.fetched / "data" / name / f"{split}.parquet").to_pylist()
            assert rows
            assert all(row["licence"] and row["attribution"] for row in rows)
    assert verify(made.fetched) == []
    assert verify(made.public) == []
    listed = (made.fetched / "ATTRIBUTION.md").read_text(encoding="utf-8")
    assert [one.doc_id for one in documents() if one.doc_id not in listed] == []


def test_a_recorded_date_is_the_one_that_the_article_states(made: Made) -> None:
    differing = {}
    for one in documents():
        text = (made.cache.match(one)[1] or b"").decode()
        found = STATED[one.language].search(text) if one.outlet == "Wikinews" else None
        month = 1 + MONTHS[one.language].split("|").index(found["month"]) if found else 0
        stated = f"{found['year']}-{month:02}-{int(found['day']):02}" if found else None
        recorded = None if one.published is None else one.published.date
        if stated != recorded:
            differing[one.doc_id] = (stated, recorded)
    assert differing == {"gw-a0sc025yca16pw13": ("2015-05-07", None)}, "years from what its makers' metadata say"


def test_no_two_documents_of_different_splits_are_nearly_alike(made: Made) -> None:
    audited = json.loads((made.fetched / "leakage.json").read_bytes())
    assert audited["near_duplicates"]["documents"] >= 232
    assert audited["near_duplicates"]["across_splits"]["found"] == 0


def test_neither_the_public_edition_nor_records_and_labels_repeat_a_press_article(made: Made) -> None:
    texts = [data.decode() for one in documents() if (data := made.cache.match(one)[1]) is not None]
    assert len(texts) == len(documents())
    files = sorted(path for path in made.public.rglob("*") if path.is_file())
    files += [REPO / "corpus" / "ledger.jsonl", *sorted((REPO / "corpus" / "press").iterdir())]
    files += [*sorted((REPO / "annotations").glob("*.jsonl")), *sorted((REPO / "annotations" / "press").iterdir())]
    assert leaks(files, texts, shortest=5) == [], "four words that end a quotation are anybody's"
    assert leaks([made.fetched / "data" / "documents" / "press_test.parquet"], texts) != []


def test_the_public_edition_and_the_cache_make_the_fetched_one(made: Made, tmp_path: Path) -> None:
    again = hydrate(open_public(made.public), tmp_path, edition="fetched", cache=made.cache).folder
    names = sorted(path.relative_to(made.fetched).as_posix() for path in made.fetched.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(again).as_posix() for path in again.rglob("*") if path.is_file())
    assert [name for name in names if (made.fetched / name).read_bytes() != (again / name).read_bytes()] == []


def test_load_makes_what_a_public_release_lacks(made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = shutil.copytree(made.cache.folder, tmp_path / "cache")
    monkeypatch.setenv("GOLDWIRE_CACHE", str(cache))
    loaded = goldwire.load("ner", split="press_test", release=made.public, cache_dir=str(tmp_path / "datasets"))
    assert len(loaded) == pq.read_table(made.fetched / "data" / "ner" / "press_test.parquet").num_rows
