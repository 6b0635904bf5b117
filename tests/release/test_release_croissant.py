"""`croissant.json`: what `mlcroissant` loads by it are the tables, and nothing in it is invented or withheld."""

from __future__ import annotations

import json
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mlcroissant
import msgspec
import pytest
from croissants import KNOWN, departures, label_names, loaded, remarks
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import ENGLISH, FRENCH, MINI, MINI_RAW, REPO, WIRE, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus
from goldwire.model.document import Collection, Creator, Settings
from goldwire.release import tables
from goldwire.release.assembly import BuiltConfig, BuiltSplit, Tables
from goldwire.release.build import build
from goldwire.release.columns import Column, Label, Many, Scalar, integer, string, structs
from goldwire.release.configs.registry import Config
from goldwire.release.croissant import NULL_LIST, croissant
from goldwire.release.manifest import FileEntry, read_manifest
from goldwire.release.summary import Summary

# What mlcroissant still calls in rdflib and pandas.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.*is deprecated:DeprecationWarning:rdflib"),
    pytest.mark.filterwarnings("ignore:The inplace keyword:DeprecationWarning:mlcroissant"),
]

EDITIONS = {"public": None, "hydrated": MINI_RAW}


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network: nothing that a Croissant file names may be fetched."""

    def refuse(*arguments: object) -> None:
        raise AssertionError(f"the network was asked for {arguments}")

    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both editions of the mini corpus, with layers taken out of one document and emptied in another."""
    root = copy_mini(tmp_path_factory.mktemp("croissant"))
    for document, layers in ((ENGLISH, {"stances": None, "scare_quotes": None}), (FRENCH, {"stances": []})):
        path = root / "annotations" / "open" / f"{document}.json"
        path.write_text(json.dumps(json.loads(path.read_bytes()) | layers), "utf-8")
    return {
        edition: build(open_corpus(Corpus(root), raw), "0.1.0", root / "dist").folder
        for edition, raw in EDITIONS.items()
    }


def described(folder: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((folder / "croissant.json").read_bytes())
    return read


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_record_set_is_as_its_table(edition: str, releases: dict[str, Path]) -> None:
    assert departures(releases[edition]) == []


def test_the_comparison_sees_rows_nulls_and_labels(releases: dict[str, Path]) -> None:
    """The tables compared hold null layers, empty ones and labels, and mlcroissant tells them apart."""
    rows = {
        row["documents/train/doc_id"].decode(): row for row in loaded(releases["public"]).records("documents/train")
    }
    nothing = [{f"documents/train/stances/{name}": None for name in _stance_fields(releases["public"])}]
    assert rows[ENGLISH]["documents/train/stances"] == nothing
    assert rows[FRENCH]["documents/train/stances"] == []
    assert len(rows[FRENCH]["documents/train/mentions"]) == 7
    assert next(label_names(loaded(releases["public"]), "labels/ner/ner_tags")) == "O"


def _stance_fields(folder: Path) -> list[str]:
    sets = {each["@id"]: each for each in described(folder)["recordSet"]}
    (stances,) = (field for field in sets["documents/train"]["field"] if field["name"] == "stances")
    return [part["name"] for part in stances["subField"]]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_file_is_listed_with_its_digest(edition: str, releases: dict[str, Path]) -> None:
    folder = releases[edition]
    listed = {file["contentUrl"]: (file["sha256"], file["contentSize"]) for file in described(folder)["distribution"]}
    files = {file.path: (file.sha256, f"{file.bytes} B") for file in read_manifest(folder).files}
    assert files.pop("croissant.json")
    assert listed == files


@pytest.mark.parametrize("path", ["data/ner/train.parquet", "data/standoff/wire.parquet"])
def test_a_changed_byte_is_noticed(path: str, releases: dict[str, Path], tmp_path: Path) -> None:
    folder = tmp_path / "release"
    shutil.copytree(releases["public"], folder)
    data = bytearray((folder / path).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / path).write_bytes(data)
    name = path.removeprefix("data/").removesuffix(".parquet")
    with pytest.raises(mlcroissant.GenerationError) as raised:
        list(loaded(folder).records(name))
    assert "not identical" in str(raised.value.__cause__)


def test_a_table_of_several_files_has_a_record_set_for_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "SHARD_ROWS", 4)
    monkeypatch.setattr(tables, "_BATCH_ROWS", 2)
    root = copy_mini(tmp_path)
    folder = build(open_corpus(Corpus(root)), "0.1.0", root / "dist").folder
    assert departures(folder) == []
    sets = {each["@id"]: each["description"] for each in described(folder)["recordSet"]}
    assert "Split train, file 2 of 2." in sets["ner/train-00001-of-00002"]
    assert [name for name in sets if name.startswith("ner/")] == [
        "ner/train-00000-of-00002",
        "ner/train-00001-of-00002",
    ]


def test_lists_in_lists_are_named_with_the_config_that_has_them(releases: dict[str, Path]) -> None:
    sets = {each["@id"]: each for each in described(releases["hydrated"])["recordSet"]}
    said = sets["documents/train"]["description"]
    assert "quotes[].content (config quotes has it), quotes[].speakers (read the Parquet file)" in said
    assert "stances[].evidence (config stance has it)" in said
    assert NULL_LIST in said
    assert "quotes[].content (read the Parquet file)" in sets["standoff/wire"]["description"]
    assert "Left out" not in sets["quotes/train"]["description"]
    assert "quotes/train/content" in {field["@id"] for field in sets["quotes/train"]["field"]}


def test_what_is_not_known_is_left_out_and_what_is_known_is_said(releases: dict[str, Path]) -> None:
    mini, own = described(releases["public"]), Corpus(REPO).settings
    assert not {"creator", "url", "datePublished", "publisher"} & mini.keys()
    assert mini["citeAs"] == "@misc{mini-news-0.1.0,\n  title = {{Mini News}},\n  version = {0.1.0}\n}"
    assert mini["inLanguage"] == ["en", "fr"]
    assert mini["license"] == "https://spdx.org/licenses/CC-BY-4.0.html"
    full = json.loads(made(own, homepage="https://example.org/news"))
    assert full["creator"] == [{"@type": "sc:Organization", "name": "The Goldwire contributors"}]
    assert full["url"] == "https://example.org/news"
    assert "author = {{The Goldwire contributors}}" in full["citeAs"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("homepage", "javascript:alert(1)"),
        ("homepage", "https://example.org/a b"),
        ("homepage", 'https://example.org/"'),
        ("homepage", ""),
        ("creators", ["A. Writer"]),
        ("creators", [{"kind": "robot", "name": "x"}]),
        ("creators", [{"kind": "person", "name": ""}]),
        ("creators", [{"kind": "person", "name": "A"}, {"kind": "person", "name": "A"}]),
    ],
)
def test_settings_that_name_no_page_or_creator(key: str, value: Any) -> None:
    valid = msgspec.to_builtins(Corpus(MINI).settings)
    assert problems("settings", valid | {"homepage": "https://example.org/a?b=c#d", "creators": []}) == []
    (problem, *_) = problems("settings", valid | {key: value})
    assert problem.pointer.startswith(f"/{key}")


def test_the_citation_file_says_the_same_as_the_settings() -> None:
    own, citation = Corpus(REPO).settings, (REPO / "CITATION.cff").read_text("utf-8")
    for line in (f"title: {own.title}", f"version: {own.version}", f"license: {own.licence}"):
        assert line in citation.splitlines()
    assert re.findall(r"^  - name: (.*)", citation, re.M) == [creator.name for creator in own.creators]


def test_the_hydrated_edition_says_that_it_is_not_to_be_handed_on(releases: dict[str, Path]) -> None:
    mine, shared = described(releases["hydrated"]), described(releases["public"])
    assert mine["description"].startswith("Not for redistribution.")
    assert mine["license"].startswith("Not for redistribution.")
    assert "redistribution" not in json.dumps(shared)


def test_no_word_of_an_article_is_in_it(releases: dict[str, Path]) -> None:
    raw = next(MINI_RAW.glob("*.txt")).read_text("utf-8")
    texts = [raw, *(path.read_text("utf-8") for path in (MINI / "corpus").rglob("raw/*.txt"))]
    for folder in releases.values():
        said = (folder / "croissant.json").read_text("ascii")
        for sentence in re.split(r"[.\n]+", " ".join(texts)):
            if len(sentence.split()) > 3:
                assert sentence.strip() not in said
    assert WIRE not in said


def test_it_is_ascii_in_a_fixed_order_and_ends_with_a_line_feed(releases: dict[str, Path]) -> None:
    data = (releases["public"] / "croissant.json").read_bytes()
    assert data.isascii()
    assert data.endswith(b"}\n")
    keys = list(json.loads(data))
    assert keys[:3] == ["@context", "@type", "conformsTo"]
    assert keys[-2:] == ["distribution", "recordSet"]


# Of made settings and a made table -----------------------------------------------------------------------------------

CONFIG = Config(
    "made",
    0,
    "Made.",
    (
        string("id", "Id."),
        Column("kind", Label(("a", "b")), "Kind."),
        Column("tags", Many(Label(("a", "b"))), "Tags."),
        Column("numbers", Many(Scalar("int64")), "Numbers."),
        structs("parts", "Parts.", (integer("start", "Start."), Column("inner", Many(Label(("c",))), "Inner."))),
    ),
    lambda *_: [],
)
TABLE = "data/made/train.parquet"
BUILT = (BuiltConfig(CONFIG, (BuiltSplit("train", (TABLE,), 1, ("0" * 64,), 8, 100),)),)
FILES = [
    FileEntry(path=TABLE, bytes=100, sha256="0" * 64, rows=1, rows_sha256="0" * 64),
    FileEntry(path="tombstones.jsonl", bytes=0, sha256="1" * 64, rows=None, rows_sha256=None),
]


def made(of: Settings, *, redistributable: bool = True, **changes: Any) -> bytes:
    tables = Tables(BUILT, (), Summary(), {}, None, redistributable)
    return croissant(msgspec.structs.replace(of, **changes), "0.1.0", tables, FILES)


def read(data: bytes) -> tuple[mlcroissant.Dataset, set[str]]:
    dataset = mlcroissant.Dataset(json.loads(data))
    return dataset, remarks(dataset)


def test_files_of_every_kind_are_described() -> None:
    dataset, said = read(made(Corpus(MINI).settings))
    assert said == KNOWN
    assert {file.id: file.encoding_formats for file in dataset.metadata.distribution} == {
        TABLE: ["application/x-parquet"],
        "tombstones.jsonl": ["application/jsonlines"],
    }
    (table, *labels) = dataset.metadata.record_sets
    assert {field.name for field in table.fields if field.references.uuid} == {"kind"}
    assert [each.id for each in labels] == ["labels/made/kind", "labels/made/parts.inner"]


@pytest.mark.parametrize(
    ("licence", "said"),
    [
        ("cc-by-sa-4.0", "https://spdx.org/licenses/CC-BY-SA-4.0.html"),
        ("ODbL-1.0", "https://spdx.org/licenses/ODbL-1.0.html"),
        ("MIT OR CC0-1.0", "MIT OR CC0-1.0"),
        ("LicenseRef-ours", "LicenseRef-ours"),
        ("all rights reserved", "all rights reserved"),
        ("(((", "((("),
    ],
)
def test_a_licence_that_spdx_knows_is_given_by_its_page(licence: str, said: str) -> None:
    assert json.loads(made(Corpus(MINI).settings, licence=licence))["license"] == said


HOSTILE = st.one_of(
    st.sampled_from(["no", "1e3", "- x", "---", "null", "{", "\\", "@id", "cr:Dataset", "}\n@misc{x", "\x00", "a\nb"]),
    st.text(min_size=1, max_size=40),
)


@settings(max_examples=15)
@given(title=HOSTILE, summary=HOSTILE, creator=HOSTILE, collection=HOSTILE, licence=HOSTILE)
def test_any_settings_give_a_valid_file(title: str, summary: str, creator: str, collection: str, licence: str) -> None:
    data = made(
        Corpus(MINI).settings,
        title=title,
        summary=summary,
        licence=licence,
        creators=[Creator(kind="person", name=creator), Creator(kind="organization", name=creator)],
        collections={"open": Collection(text="included", split=None, description=collection)},
    )
    assert data.isascii()
    dataset, said = read(data)
    assert said == KNOWN
    assert dataset.metadata.name == title
    assert [each.name for each in dataset.metadata.creators] == [creator, creator]
    cited = dataset.metadata.cite_as
    assert _depth(cited) == 0
    assert summary in dataset.metadata.description
    assert collection in dataset.metadata.description


def _depth(bibtex: str) -> int:
    """How many braces are open at the end; the entry's own closes last."""
    depths = list(_depths(re.sub(r"\\[{}]", "", bibtex)))
    assert 0 not in depths[:-1]
    return depths[-1]


def _depths(text: str) -> Iterator[int]:
    depth = 0
    for char in text:
        if char in "{}":
            depth += 1 if char == "{" else -1
            yield depth


def test_the_page_shows_what_works(releases: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    page = (REPO / "docs" / "croissant.md").read_text("utf-8")
    (snippet,) = re.findall(r"```python\n(.*?)```", page, re.S)
    monkeypatch.chdir(releases["public"])
    names: dict[str, Any] = {}
    exec(snippet, names)
    assert [row["text"] for row in names["rows"]]
    assert names["tags"][0] == "O"
