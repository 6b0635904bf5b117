"""What every reader of a release must find: read with pyarrow alone, and written down as JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import yaml

from goldwire.release.manifest import read_manifest
from inside import arrow_type, holes

_TABLE = re.compile(r"data/([^/]+)/(.+?)(?:-\d{5}-of-\d{5})?\.parquet")


def expected(folder: Path) -> dict[str, Any]:
    """Types, label names, rows, nulls and empty lists of every table of a release, and the order of splits that its
    card names."""
    tables: dict[str, dict[str, Any]] = {}
    manifest = read_manifest(folder)
    counted = {file.path: file.rows for file in manifest.files if file.rows is not None}
    for name, rows in sorted(counted.items()):
        match = _TABLE.fullmatch(name)
        if match is None:
            raise ValueError(f"{name} is no place of a table")
        config, split = match.groups()
        table = pq.read_table(folder / name)
        if table.num_rows != rows:
            raise ValueError(f"{name} has {table.num_rows} rows, and {rows} in the manifest")
        features = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
        one = tables.setdefault(config, {}).setdefault(
            split, {"types": _types(features), "labels": _labels(features), "rows": [], "files": []}
        )
        one["arrow"] = {field.name: arrow_type(field.type) for field in table.schema}
        one["rows"] += table.to_pylist()
        one["files"].append(name)
    for one in (one for splits in tables.values() for one in splits.values()):
        one["holes"] = holes(one["rows"])
    about = {"name": manifest.name, "version": manifest.version, "folder": str(folder), "order": _order(folder)}
    return about | {"tables": tables}


def hard(release: dict[str, Any]) -> list[str]:
    """What a release should hold for its comparison to say much, and does not."""
    tables = [one for splits in release["tables"].values() for one in splits.values()]
    found: Counter[str] = sum((_kinds(one) for one in tables), Counter())
    missing = [kind for kind in ("null", "empty", "null inside", "empty inside") if not found[kind]]
    if not any(len(one["files"]) > 2 for one in tables):
        missing.append("three shards")
    if len({split for splits in release["tables"].values() for split in splits}) < 4:
        missing.append("four splits")
    for config in ("documents", "ner", "linking", "quotes", "attribution", "stance", "lines", "standoff"):
        if not any(split.startswith("press_") for split in release["tables"].get(config, ())):
            missing.append(f"{config} of fetched texts")
    return missing


def _kinds(one: dict[str, Any]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for path, (nulls, empty) in one["holes"].items():
        inside = " inside" if "[]" in path else ""
        counts[f"null{inside}"] += nulls
        counts[f"empty{inside}"] += empty
    return counts


def _order(folder: Path) -> dict[str, list[str]]:
    header = yaml.safe_load((folder / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    return {each["config_name"]: [split["split"] for split in each["data_files"]] for each in header["configs"]}


def _types(feature: Any) -> Any:
    if isinstance(feature, list):
        return {"list": _types(feature[0])}
    kind = feature.get("_type")
    if kind == "Value":
        return feature["dtype"]
    if kind == "ClassLabel":
        return "label"
    if kind == "Sequence":
        return {"list": _types(feature["feature"])}
    return {name: _types(inner) for name, inner in feature.items()}


def _labels(feature: Any, path: str = "") -> dict[str, list[str]]:
    if isinstance(feature, list):
        return _labels(feature[0], f"{path}[]")
    kind = feature.get("_type")
    if kind == "ClassLabel":
        return {path: feature["names"]}
    if kind == "Sequence":
        return _labels(feature["feature"], f"{path}[]")
    if kind is not None:
        return {}
    return {key: names for name, inner in feature.items() for key, names in _labels(inner, f"{path}.{name}").items()}
