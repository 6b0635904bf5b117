"""Releases that somebody changed: what they claim, what is read of them, and what they unpack to."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from forgery import rewritten, sealed_anew, set_to
from typer.testing import CliRunner

import goldwire
from corpora import ENGLISH, WIRE, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.cli.app import app
from goldwire.corpus.store import Corpus
from goldwire.model.layers import as_prediction
from goldwire.release.build import build
from goldwire.release.gold import gold_documents, gold_entities
from goldwire.release.manifest import read_manifest
from goldwire.release.publishing import PublishRefused, candidate
from goldwire.release.reading import DamagedRelease
from goldwire.release.verifying import verify

DOCUMENTS = "data/documents/train.parquet"


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = copy_mini(tmp_path_factory.mktemp("editions"))
    hydrated = build(open_corpus(Corpus(root), root.parent / "mini-raw"), "0.1.0", root / "dist").folder
    return {"public": build(open_corpus(Corpus(root)), "0.1.0", root / "dist").folder, "hydrated": hydrated}


@pytest.mark.parametrize(
    ("edition", "change", "says"),
    [
        ("hydrated", set_to("redistributable", value=True), "redistributable: says that all may be passed on"),
        ("public", set_to("redistributable", value=False), "redistributable: says that something may not"),
        ("hydrated", set_to("edition", value="public"), "edition: says public"),
        ("public", set_to("edition", value="hydrated"), "edition: says hydrated"),
        ("public", set_to("coverage", "train", "documents", value=9), "coverage of train"),
        ("public", set_to("coverage", "train", "with_text", value=0), "coverage of train"),
        ("public", set_to("coverage", "more", value={"documents": 1, "with_text": 0}), "coverage of more"),
        ("hydrated", set_to("coverage", "wire", "sources", "ok", value=7), "coverage of wire: its sources"),
        ("hydrated", set_to("matches", WIRE, value="missing"), f"matches: {WIRE} is missing"),
        ("hydrated", set_to("matches", ENGLISH, value="missing"), "matches: names other documents"),
        ("hydrated", set_to("matches", value={}), "matches: names other documents"),
        ("public", set_to("inputs", ENGLISH, value="0" * 64), f"inputs: {ENGLISH} has another SHA-256"),
        ("public", set_to("inputs", "corpus/corpus.json", value="0" * 64), "inputs: corpus/corpus.json has another"),
        ("public", set_to("inputs", "etc/passwd", value="0" * 64), "inputs: etc/passwd is no input"),
        ("public", set_to("inputs", value={}), "inputs: names other documents"),
    ],
)
def test_a_manifest_that_is_sealed_anew_does_not_pass(
    edition: str, change: Callable[[dict[str, Any]], object], says: str, editions: dict[str, Path], tmp_path: Path
) -> None:
    assert verify(editions[edition]) == []
    folder = sealed_anew(Path(shutil.copytree(editions[edition], tmp_path / "release")), change)
    assert any(says in found for found in verify(folder)), verify(folder)
    with pytest.raises(PublishRefused):
        candidate(folder)


def test_a_card_with_a_licence_that_no_row_gives_does_not_pass(editions: dict[str, Path], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(editions["public"], tmp_path / "release"))
    rewritten(folder, "README.md", lambda data: data.replace(b"license: cc-by-4.0", b"license: cc0-1.0", 1))
    assert any("licences; by the rows" in found for found in verify(folder))


@pytest.mark.parametrize("edition", ["public", "hydrated"])
def test_a_croissant_file_with_a_licence_that_no_row_gives_does_not_pass(
    edition: str, editions: dict[str, Path], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(editions[edition], tmp_path / "release"))
    licence = {"license": "https://spdx.org/licenses/CC0-1.0.html"}
    rewritten(folder, "croissant.json", lambda data: json.dumps(json.loads(data) | licence).encode())
    assert any("croissant.json: its license" in str(found) for found in verify(folder))


def test_the_name_of_another_corpus_does_not_pass(editions: dict[str, Path], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(editions["public"], tmp_path / "release"))
    sealed_anew(folder, set_to("name", value="other-news"))
    assert any("name: says other-news" in str(found) for found in verify(folder))


def released(root: Path, *licences: str) -> Path:
    """A release of the mini corpus whose two open texts have these licences."""
    path = root / "corpus" / "open" / "documents.jsonl"
    records = [json.loads(line) for line in path.read_text().splitlines()]
    for record, licence in zip(records, licences, strict=True):
        record["rights"]["licence"] = licence
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return build(open_corpus(Corpus(root)), "0.1.0", root / "dist").folder


@pytest.mark.parametrize(
    ("licences", "header"),
    [
        (("CC-BY-4.0", "CC-BY-4.0"), "license: cc-by-4.0\n"),
        (("CC-BY-4.0", "MIT"), "license:\n- cc-by-4.0\n- mit\n"),
        (("Aladdin", "MIT"), "license: other\nlicense_name: aladdin, cc-by-4.0, mit\n"),
    ],
)
def test_a_card_names_the_licences_of_the_texts(licences: tuple[str, ...], header: str, mini: Path) -> None:
    folder = released(mini, *licences)
    assert header in (folder / "README.md").read_text("utf-8")
    assert read_manifest(folder).redistributable is True
    assert verify(folder) == []
    candidate(folder)


def test_a_text_whose_licence_nobody_knows_is_not_published(mini: Path) -> None:
    folder = released(mini, "CC-BY-4.0", "LicenseRef-mine")
    assert read_manifest(folder).redistributable is False
    assert verify(folder) == []
    with pytest.raises(PublishRefused, match=r"gw-\w+, whose licence, LicenseRef-mine, is not known to allow it"):
        candidate(folder)


@pytest.fixture
def tampered(editions: dict[str, Path], tmp_path: Path) -> Path:
    """Every mention is an organization; the manifest stays as it was."""
    folder = Path(shutil.copytree(editions["public"], tmp_path / "tampered"))
    table = pq.read_table(folder / DOCUMENTS)
    rows = table.to_pylist()
    for row in rows:
        for mention in row["mentions"] or []:
            mention["type"] = "ORG"
    pq.write_table(pa.Table.from_pylist(rows, schema=table.schema), folder / DOCUMENTS)
    return folder


def test_a_changed_table_is_neither_scored_on_nor_trained_on(tampered: Path, tmp_path: Path) -> None:
    predictions = [as_prediction(gold) for gold in gold_documents(tampered, "train", verify=False)]
    with pytest.raises(DamagedRelease, match=r"documents/train\.parquet was changed"):
        goldwire.score(predictions, tampered, "train", resamples=0)
    goldwire.score(predictions, tampered, "train", resamples=0, verify=False)
    with pytest.raises(DamagedRelease, match="was changed"):
        goldwire.load("documents", release=tampered, split="train")

    file = tmp_path / "predictions.jsonl"
    file.write_bytes(b"")
    options = ["--gold", str(tampered), "--split", "train", "--pred", str(file), "--resamples", "0"]
    refused = CliRunner().invoke(app, ["score", *options])
    assert refused.exit_code == 1
    assert "was changed: its SHA-256 is not the one in the manifest" in refused.stderr
    assert "--no-verify" in refused.stderr
    assert "was changed" not in CliRunner().invoke(app, ["score", *options, "--no-verify"]).stderr

    made = ["train", "--on", str(tampered), "--level", "majority", "-o", str(tmp_path / "system")]
    assert "was changed" in CliRunner().invoke(app, made).stderr
    assert not (tmp_path / "system").exists()


def test_changed_entities_and_manifests_are_noticed(editions: dict[str, Path], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(editions["public"], tmp_path / "release"))
    (folder / "entities.jsonl").write_bytes((folder / "entities.jsonl").read_bytes() + b"\n")
    with pytest.raises(DamagedRelease, match=r"entities\.jsonl was changed"):
        gold_entities(folder)
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"0.1.0"', b'"0.1.1"', 1))
    with pytest.raises(DamagedRelease, match=r"manifest\.json was changed"):
        list(gold_documents(folder, "train"))


def bomb(folder: Path, column: str) -> Path:
    """One row named very often, whose one string is long: a small file that unpacks to gigabytes."""
    table = pq.read_table(folder / DOCUMENTS)
    rows = 6_000
    columns = []
    for field in table.schema:
        value = table[field.name].combine_chunks().slice(0, 1)
        if field.name == column:
            value = pa.array(["a " * 200_000])
        plain = pa.types.is_string(field.type) and value.null_count == 0
        if plain:
            columns.append(pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), value))
        else:
            columns.append(pa.concat_arrays([value] * rows))
    schema = pa.schema([pa.field(f.name, c.type) for f, c in zip(table.schema, columns, strict=True)])
    made = pa.Table.from_arrays(columns, schema=schema).replace_schema_metadata(table.schema.metadata)
    pq.write_table(made, folder / DOCUMENTS, compression="zstd", dictionary_pagesize_limit=1 << 30)
    data = (folder / DOCUMENTS).read_bytes()
    assert len(data) < 1_000_000
    facts = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), "rows": rows}
    return sealed_anew(folder, lambda m: next(f for f in m["files"] if f["path"] == DOCUMENTS).update(facts))


@pytest.mark.parametrize("column", ["text", "outlet"])
def test_a_table_that_unpacks_to_gigabytes_is_refused(column: str, editions: dict[str, Path], tmp_path: Path) -> None:
    folder = bomb(Path(shutil.copytree(editions["public"], tmp_path / "release")), column)
    assert any("unpacks to more than" in found for found in verify(folder))
    with pytest.raises(DamagedRelease, match="unpacks to more than"):
        next(iter(gold_documents(folder, "train")))
    for read in (goldwire.load, goldwire.builder):
        with pytest.raises(DamagedRelease, match="unpacks to more than"):
            read("documents", release=folder)
    for arguments in (["diff", folder, folder], ["hydrate", folder, "--raw", tmp_path, "--out", tmp_path / "out"]):
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert result.exit_code == 1
        assert "unpacks to more than" in result.stderr
