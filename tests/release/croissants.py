"""Compares every record set of a release's croissant.json, as `mlcroissant` loads it, with the Parquet files.

python tests/release/croissants.py [--raw DIR]      (`make croissant`)

makes a release of the repository's own corpus in a temporary folder, hydrated with --raw, and compares that.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import mlcroissant
import msgspec
import pyarrow.parquet as pq

from corpora import REPO
from goldwire.checks.run import open_corpus
from goldwire.corpus.store import Corpus
from goldwire.release.build import build

KNOWN = {'Property "https://schema.org/datePublished" is recommended, but does not exist.'}
"""What `mlcroissant` would like to know and no release can tell: it is the same whenever it is built."""


def loaded(folder: Path) -> mlcroissant.Dataset:
    """The release as `mlcroissant` reads it."""
    return mlcroissant.Dataset(str(folder / "croissant.json"))


def remarks(dataset: mlcroissant.Dataset) -> set[str]:
    """What `mlcroissant` finds wrong, without the place."""
    issues = dataset.metadata.ctx.issues
    return {text.partition("] ")[2] or text for text in (*issues.errors, *issues.warnings)}


def departures(folder: Path) -> list[str]:
    """Where what `mlcroissant` loads departs from the tables; empty where it is the same."""
    dataset = loaded(folder)
    found = sorted(remarks(dataset) - KNOWN)
    paths = {path.relative_to(folder / "data").with_suffix("").as_posix(): path for path in folder.rglob("*.parquet")}
    sets = {each.id for each in dataset.metadata.record_sets}
    tables = {name for name in sets if not name.startswith("labels/")}
    if tables != set(paths):
        found.append(f"record sets {sorted(tables)} for tables {sorted(paths)}")
    labels = {tuple(label_names(dataset, name)) for name in sets - tables}
    for name, path in sorted(paths.items()):
        features = json.loads(pq.read_schema(path).metadata[b"huggingface"])["info"]["features"]
        there = [plain(name, row) for row in dataset.records(name)]
        wanted = [described(features, row) for row in pq.ParquetFile(path).read().to_pylist()]
        if [msgspec.json.encode(row) for row in there] != [msgspec.json.encode(row) for row in wanted]:
            found.append(f"{name}: other rows than {path.name}")
        for feature in features.values():
            kind = feature.get("feature", feature) if isinstance(feature, dict) else {}
            if kind.get("_type") == "ClassLabel" and tuple(kind["names"]) not in labels:
                found.append(f"{name}: labels {kind['names']} are in no record set")
    return found


def label_names(dataset: mlcroissant.Dataset, name: str) -> Iterator[str]:
    """The labels of a record set, whose numbers must count from nought."""
    for number, row in enumerate(dataset.records(name)):
        if row[f"{name}/value"] != number:
            raise ValueError(f"{name}: label {number} is numbered {row[f'{name}/value']}")
        yield row[f"{name}/name"]


def plain(prefix: str, value: Any) -> Any:
    """A record with the names of columns for keys, and strings for bytes."""
    if isinstance(value, dict):
        return {
            key.removeprefix(f"{prefix}/"): plain(key, part) if isinstance(part, list) else plain(prefix, part)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [plain(prefix, part) for part in value]
    return value.decode("utf-8") if isinstance(value, bytes) else value


def described(features: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    """A row of a table as Croissant can describe it: no list in a list, and a null list of records as one of nulls."""
    result = {}
    for name, feature in features.items():
        value = row[name]
        if isinstance(feature, list):
            parts = [
                part for part, kind in feature[0].items() if isinstance(kind, dict) and kind["_type"] != "Sequence"
            ]
            records = [dict.fromkeys(parts)] if value is None else value
            value = [{part: record[part] for part in parts} for record in records]
        result[name] = value
    return result


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--raw", type=Path)
    raw = parser.parse_args().raw
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for part in ("corpus", "annotations"):
            shutil.copytree(REPO / part, root / part)
        corpus = Corpus(root)
        folder = build(open_corpus(corpus, raw), corpus.settings.version, root / "dist", replace=True).folder
        found = departures(folder)
        print("\n".join(found) or f"{folder.name}: every record set is as its table")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
