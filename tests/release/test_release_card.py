"""The dataset card: what programs read in it, and what people read."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq
import pytest
import yaml
from datasets import DatasetInfo, Features
from datasets.info import DatasetInfosDict
from datasets.utils.metadata import MetadataConfigs
from huggingface_hub import DatasetCard, DatasetCardData, metadata_load
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

import goldwire.release.finishing as finishing
from corpora import MINI, MINI_RAW, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.store import Corpus
from goldwire.model.document import Collection
from goldwire.release.agreeing import disagreements
from goldwire.release.assembly import BuiltConfig, BuiltSplit, Tables
from goldwire.release.build import build
from goldwire.release.card import card as card_of
from goldwire.release.columns import string
from goldwire.release.configs.registry import Config, configs
from goldwire.release.finishing import ReleaseRefused
from goldwire.release.hub_names import size
from goldwire.release.leakage import leakage
from goldwire.release.manifest import entry, manifest_bytes, read_manifest
from goldwire.release.reading import read_release
from goldwire.release.summary import Summary
from goldwire.release.verifying import inspect


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = copy_mini(tmp_path_factory.mktemp("card"))
    return {
        edition: build(open_corpus(Corpus(root), raw), "0.1.0", root / "dist").folder
        for edition, raw in (("public", None), ("hydrated", MINI_RAW))
    }


@pytest.fixture(params=["public", "hydrated"])
def folder(request: pytest.FixtureRequest, releases: dict[str, Path]) -> Path:
    return releases[request.param]


@pytest.fixture
def copied(releases: dict[str, Path], tmp_path: Path) -> Path:
    """A copy of the public release that a test may change."""
    shutil.copytree(releases["public"], tmp_path / "release")
    return tmp_path / "release"


def card(folder: Path) -> DatasetCard:
    return DatasetCard((folder / "README.md").read_text("utf-8"), ignore_metadata_errors=False)


def to_dict(card: DatasetCard) -> dict[str, Any]:
    facts: dict[str, Any] = card.data.to_dict()  # type: ignore[no-untyped-call]
    return facts


def test_the_header_is_read_by_the_hub(folder: Path) -> None:
    data = card(folder).data
    assert isinstance(data, DatasetCardData)
    assert data.pretty_name == "Mini News"
    assert data.language == ["en", "fr"]
    assert data.license == ("other" if folder.name.endswith("hydrated") else "cc-by-4.0")
    assert data.size_categories == ["n<1K"]


def test_every_config_has_its_version_and_its_files(folder: Path) -> None:
    header: dict[str, Any] = {"configs": card(folder).data.get("configs")}
    read = MetadataConfigs.from_dataset_card_data(card(folder).data)
    assert list(read) == [each["config_name"] for each in header["configs"]] == [c.name for c in configs()]
    assert read.get_default_config_name() == "documents"
    for each in header["configs"]:
        assert each["version"] == "0.1.0"
        assert each["description"].startswith("rows ")
        for part in each["data_files"]:
            assert (folder / part["path"]).is_file()
            assert part["path"] == f"data/{each['config_name']}/{part['split']}.parquet"


def test_sizes_and_features_are_those_of_the_tables(folder: Path) -> None:
    infos = DatasetInfosDict.from_dataset_card_data(card(folder).data)
    for config in configs():
        info: DatasetInfo = infos[config.name]
        tables = {path.stem: pq.read_table(path) for path in (folder / "data" / config.name).glob("*.parquet")}
        assert {name: split.num_examples for name, split in info.splits.items()} == {
            name: table.num_rows for name, table in tables.items()
        }
        # A table that was read back may hold masks of nulls that the written one did not need.
        for name, split in info.splits.items():
            assert split.num_bytes == pytest.approx(tables[name].nbytes, rel=0.02)
        assert info.dataset_size == sum(split.num_bytes for split in info.splits.values())
        paths = (folder / "data" / config.name).glob("*.parquet")
        assert info.download_size == sum(path.stat().st_size for path in paths)
        for table in tables.values():
            assert info.features.arrow_schema.remove_metadata() == table.schema.remove_metadata()
            assert Features.from_arrow_schema(table.schema) == info.features


def test_words_for_people(folder: Path) -> None:
    text = card(folder).text
    hydrated = folder.name.endswith("hydrated")
    assert ("Not for redistribution" in text) is hydrated
    assert ("text included in this edition only" in text) is hydrated
    assert f"load_dataset('{folder.name}', 'documents')" in text
    assert "| all |" in text
    for config in configs():
        assert f"## Config `{config.name}`" in text
        for column in config.columns:
            assert f"| `{column.name}` |" in text


def resource(name: str) -> Any:
    """A list that `datasets` has of what the Hub knows."""
    return json.loads((files("datasets") / "utils" / "resources" / name).read_text("utf-8"))


def test_the_hub_knows_every_name_in_the_header(folder: Path) -> None:
    data = metadata_load(folder / "README.md")
    assert data == to_dict(card(folder))
    assert isinstance(data, dict)
    assert set(data["language"]) <= set(resource("languages.json"))
    assert set(data["size_categories"]) <= set(resource("size_categories.json"))
    for each in data["configs"]:
        assert each.keys() <= {"config_name", "version", "description", "data_files", "default"}
        assert all(part.keys() == {"split", "path"} for part in each["data_files"])


@pytest.mark.parametrize("rows", [0, 999, 1_000, 999_999, 1_000_000, 5 * 10**6, 10**8, 10**10])
def test_sizes_have_names_that_the_hub_knows(rows: int) -> None:
    assert size(rows) in resource("size_categories.json")
    assert (size(rows) == "n<1K") is (rows < 1_000)


def test_the_words_say_what_the_tables_hold(folder: Path) -> None:
    """Every figure of the body, counted anew."""
    rows = {c.name: Counter[str]() for c in configs()}
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for path in sorted((folder / "data").rglob("*.parquet")):
        config, table = path.parent.name, pq.read_table(path)
        rows[config][path.stem] = table.num_rows
        here = {row["doc_id"] for row in table.to_pylist()} if config == "documents" else set()
        for row in table.to_pylist() if config in ("documents", "standoff") else ():
            key = (row["collection"], row["language"], path.stem)
            if config == "standoff" and counts.get(key, Counter())["documents"]:
                continue  # the hydrated edition has it with its text
            counted = counts.setdefault(key, Counter())
            counted["documents"] += 1
            counted["words"] += len(row["text"].split()) if row["doc_id"] in here else 0
            for layer in ("mentions", "quotes", "stances"):
                counted[layer] += len(row[layer] or ())
    text = card(folder).text
    header = ("documents", "words", "mentions", "quotes", "stances")
    counts["all", "", ""] = sum(counts.values(), Counter())
    for key, counted in counts.items():
        cells = [f"{counted[name]:,}" if counted[name] or name != "words" else "–" for name in header]
        assert f"| {' | '.join((*key, *cells))} |" in text
    for each in configs():
        said = ", ".join(f"{split} {number}" for split, number in sorted(rows[each.name].items()))
        assert f"{each.description} Rows: {said}.\n" in text


# Cards that disagree with their tables ----------------------------------------------------------------------------


def test_a_built_release_agrees_with_itself(folder: Path) -> None:
    assert disagreements(folder, read_manifest(folder)) == []


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("README.md", "num_examples: 2", "num_examples: 3", "config documents: says other numbers of rows"),
        ("README.md", "path: data/ner/train", "path: data/ner/wire", "config ner: names other files"),
        (
            "README.md",
            "- split: train\n    path: data/ner",
            "- split: test\n    path: data/ner",
            "config ner: names other",
        ),
        ("README.md", "- config_name: quotes\n  version", "- config_name: quote\n  version", "configs: names other"),
        ("README.md", "  version: 0.1.0", "  version: 0.1.1", "config documents: its version is not 0.1.0"),
        ("README.md", "  default: true\n", "", "not the first one is the default"),
        (
            "README.md",
            "  - name: headline\n    dtype: string",
            "  - name: headline\n    dtype: int64",
            "other features",
        ),
        ("README.md", "'1': B-PER", "'1': B-ORG", "config ner: describes other features"),
        ("README.md", "dataset_size: ", "dataset_size: 1", "config documents: dataset_size is not the sum"),
        ("README.md", "download_size: ", "download_size: 1", "config documents: says another download_size"),
        ("README.md", "Rows: train 7", "Rows: train 8", "section ner: says other numbers of rows"),
        ("README.md", "## Config `stance`", "## Config `stances`", "its sections are of other configs"),
        ("README.md", "| `tokens` |", "| `token` |", "section ner: lists other columns"),
        ("README.md", "| open | en | train | 1 |", "| open | en | train | 5 |", "other numbers of documents"),
        ("README.md", "configs:", "configs: [", "its header is no YAML"),
        ("README.md", "---\npretty", "pretty", "has no header"),
        ("croissant.json", '"version": "0.1.0"', '"version": "0.1.1"', "its version is not 0.1.0"),
        ("croissant.json", '"contentSize": "', '"contentSize": "1', "describes other files than there are"),
        ("croissant.json", '"sha256": "', '"sha256": "z', "describes other files than there are"),
        ("croissant.json", '"@id": "ner/train",', '"@id": "ner/test",', "its record sets are of other tables"),
        ("croissant.json", '"@id": "ner/train/tokens"', '"@id": "ner/train/words"', "record set ner/train: has other"),
        (
            "croissant.json",
            '"labels/ner/ner_tags/name": "B-PER"',
            '"labels/ner/ner_tags/name": "PER"',
            "its labels are",
        ),
        ("croissant.json", '"repeated": true', '"repeated": false', "has other fields"),
        ("croissant.json", '"recordSet": [', '"records": [', "cannot be read"),
        ("croissant.json", "{", "", "cannot be read"),
    ],
)
def test_what_disagrees_is_found(file: str, before: str, after: str, said: str, copied: Path) -> None:
    text = (copied / file).read_text("utf-8")
    assert before in text
    (copied / file).write_text(text.replace(before, after, 1), "utf-8")
    found = disagreements(copied, read_manifest(copied))
    assert any(each.startswith(f"{file}: ") and said in each for each in found), found


@pytest.mark.parametrize("name", ["card", "croissant"])
def test_a_release_that_describes_itself_wrongly_is_not_made(
    name: str, mini: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = getattr(finishing, name)

    def wrong(*arguments: Any) -> Any:
        said = plain(*arguments)
        data = said.encode() if isinstance(said, str) else said
        for before, after in ((b"num_examples: 7", b"num_examples: 8"), (b'"@id": "ner/train"', b'"@id": "ner/x"')):
            data = data.replace(before, after)
        return data.decode() if isinstance(said, str) else data

    monkeypatch.setattr(finishing, name, wrong)
    with pytest.raises(ReleaseRefused, match=r"describes itself wrongly.*: (README\.md|croissant\.json): "):
        build(open_corpus(Corpus(mini)), "0.1.0", mini / "dist")
    assert not list((mini / "dist").rglob("*.parquet"))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("num_examples: 7", "num_examples: 8", "config ner: says other numbers of rows than there are"),
        ("path: data/ner/train.parquet", "path: ../../../etc/passwd", "config ner: names other files than there are"),
        ("configs:\n", "configs: &a [*a]\nother:\n", "anchors (&a) have no place here"),
        ("---\n", "", "has no header between two lines of three hyphens"),
        ("pretty_name: Mini News", "pretty_name: 2001-99-99", "its header is no YAML"),
        ("pretty_name: Mini News", f"pretty_name: {'[' * 5000}", "its header is no YAML"),
        ("pretty_name: Mini News", "pretty_name: \udcff", "not UTF-8"),
        ("pretty_name: Mini News", f"pretty_name: {'x' * 2**24}", "larger than 16,777,216 bytes"),
    ],
)
def test_verify_finds_a_card_that_disagrees_with_its_manifest(before: str, after: str, said: str, copied: Path) -> None:
    """A card that was made anew, with a manifest to it: files and rows are as listed, the card says something else."""
    text = (copied / "README.md").read_text("utf-8")
    assert before in text
    (copied / "README.md").write_bytes(text.replace(before, after, 1).encode("utf-8", "surrogateescape"))
    manifest = read_manifest(copied)
    listed = [entry(copied, copied / "README.md") if file.path == "README.md" else file for file in manifest.files]
    (copied / "manifest.json").write_bytes(manifest_bytes(msgspec.structs.replace(manifest, files=listed))[0])
    found = inspect(copied).departures
    assert {(each.file, each.kind) for each in found} == {("README.md", "card")}
    assert any(said in each.message for each in found), found


# Titles and descriptions that are no plain words ---------------------------------------------------------------------

HOSTILE = st.one_of(
    st.sampled_from(
        [
            "no",
            "1e3",
            "0o17",
            "0x1F",
            "- x",
            "---",
            "x---",
            "null",
            "~",
            "a: b",
            "{a",
            "'",
            '"',
            "# x",
            "&a",
            "*b*",
            "!!x",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
)
BUILT = tuple(
    BuiltConfig(each, (BuiltSplit("train", (f"data/{each.name}/train.parquet",), 1, ("0" * 64,), 8, 100),))
    for each in (Config("made", 0, "Made.", (string("id", "Id."),), lambda *_: []),)
)
TABLES = Tables(BUILT, (), Summary(), {}, None, redistributable=True)


def made(text: str, **changes: Any) -> str:
    """A card whose title, summary, licence and collections' descriptions are `text`."""
    collections = {"open": Collection(text="included", split=None, description=text)}
    facts = {"title": text, "summary": text, "licence": text, "collections": collections}
    of = msgspec.structs.replace(Corpus(MINI).settings, **(facts | changes))
    return card_of(of, "0.1.0", "public", TABLES, "0.1.0", leakage(Path(), "x", "0.1.0", "public"))


def shown(tokens: list[Token], kind: str) -> list[str]:
    """What a reader sees of the blocks of one kind."""
    return [
        "".join(part.content for part in tokens[number + 1].children or ())
        for number, token in enumerate(tokens)
        if token.type == f"{kind}_open"
    ]


@settings(max_examples=40)
@given(text=HOSTILE)
@example("# Config `x`\n\n| a | b |\n|---|---|\n| c | d |")
@example("x\n---\nconfigs: []\n---\n")
@example("<script>alert(1)</script> <!-- ![x](y) [a](javascript:b) &lt;b&gt; $$x$$ ~~y~~ `` ` ``")
@example("__0__ a_b _c_ d__e__f")
@example("1. x")
@example("(0)")
@example("()")
@example("=====")
@example("a  \x85b\u2028c\x00d\u202ee")
def test_any_words_stay_what_they_are(text: str) -> None:
    whole = made(text)
    data = DatasetCard(whole, ignore_metadata_errors=False).data
    assert data.get("pretty_name") == text
    assert (data.get("license_name") or "").split() == text.lower().split()  # white space parts licences, no more
    assert list(MetadataConfigs.from_dataset_card_data(data)) == ["made"]
    header, body = re.fullmatch(r"---\n(.*?\n)---\n\n(.*)", whole, re.S).groups()  # type: ignore[union-attr]
    assert yaml.safe_load(header)["pretty_name"] == text
    tokens = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(body)
    line = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", " ", text).split())
    headings = ["What it holds", "Leakage", "Collections", "Config made", "Offsets", "Other files", "Licence"]
    assert shown(tokens, "heading") == [f"{line} 0.1.0".strip(), *headings]
    paragraphs = shown(tokens, "paragraph")
    assert not line or paragraphs[0] == line
    assert f"open (text included): {line}".strip() in [each.strip() for each in paragraphs]
    assert sum(token.type == "table_open" for token in tokens) == 3
    kinds = {part.type for token in tokens for part in token.children or ()} | {token.type for token in tokens}
    assert not kinds & {"html_block", "html_inline", "image", "link_open", "em_open", "strong_open", "s_open", "hr"}


@pytest.mark.parametrize("text", ["1e3", "+.5", "1.", "0o17", "0xAF", "-12e-3", "08", "7"])
def test_a_number_of_any_yaml_is_written_as_a_string(text: str) -> None:
    """The Hub reads YAML 1.2, where more strings look like numbers."""
    assert f'pretty_name: "{text}"\n' in made(text) or f"pretty_name: '{text}'\n" in made(text)


@pytest.mark.parametrize(
    ("licence", "header"),
    [
        ("CC-BY-SA-4.0", {"license": "cc-by-sa-4.0"}),
        ("ODbL-1.0", {"license": "odbl", "license_name": "odbl-1.0"}),
        ("LicenseRef-ours", {"license": "other", "license_name": "licenseref-ours"}),
    ],
)
def test_licences_have_the_names_that_the_hub_knows(licence: str, header: dict[str, str]) -> None:
    data = to_dict(DatasetCard(made("x", licence=licence)))
    assert {key: value for key, value in data.items() if key.startswith("license")} == header


def test_a_licence_that_the_hub_has_another_name_for_is_read_back(mini: Path) -> None:
    path = mini / "corpus" / "corpus.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"licence": "ODbL-1.0"}), "utf-8")
    release = build(open_corpus(Corpus(mini)), "0.1.0", mini / "dist")
    assert read_release(release.folder).metadata == release.snapshot.metadata
