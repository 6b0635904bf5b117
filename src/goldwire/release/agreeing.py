"""Whether the card and the Croissant file of a release say what its tables hold. Both may come from anyone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from goldwire.corpus.files import BadJson, parse_json
from goldwire.release.croissant import CROISSANT, LABELS, record_set
from goldwire.release.manifest import MANIFEST, FileEntry, Manifest, table_place
from goldwire.release.parquet import table_schema
from goldwire.text.plain_yaml import BadYaml, read_yaml, values
from goldwire.text.regular_file import read_regular

CARD = "README.md"

_HEADER = re.compile(r"\A---\n(.*?\n)---\n(.*)\Z", re.S)
_SECTION = re.compile(r"^## Config `([^`\n]+)`\n\n.* Rows: (.+)\.\n\n((?:\|.*\n)+)", re.M)
_COLUMN = re.compile(r"^\| `([^`]+)` \| ([^|]+) \|", re.M)
_LISTED = re.compile(r", (?=[a-z])")
_DOCUMENTS = re.compile(r"^## What it holds\n\n((?:\|.*\n)+)", re.M)

Features = dict[str, Any]
Tables = dict[str, dict[str, list[FileEntry]]]


def card_departures(text: str, manifest: Manifest) -> list[str]:
    """Where the header of a card names other configs, splits, files, numbers of rows or another version than the
    manifest; empty where it agrees."""
    try:
        header, _ = _parts(text)
    except ValueError as error:
        return [str(error)]
    return list(_of_header(header, manifest))


def licence_departure(text: str, licence: dict[str, Any]) -> str | None:
    """Where the header of a card gives another licence than follows from the rows; None where it agrees."""
    header, _ = _parts(text)
    stated = {key: header[key] for key in ("license", "license_name") if key in header}
    return None if stated == licence else f"says {stated} of licences; by the rows it is {licence}"


def disagreements(folder: Path, manifest: Manifest) -> list[str]:
    """Every statement of card and Croissant file that the tables of a finished release do not bear out: rows, files,
    digests, columns, types and labels; empty where both agree. Raises `OSError` where one cannot be read."""
    columns = {
        path: _columns(folder / path) for path in (file.path for file in manifest.files) if path.endswith(".parquet")
    }
    found: list[str] = []
    try:
        header, body = _parts(read_regular(folder / CARD).decode("utf-8"))
        found += _of_header(header, manifest)
        found += _of_features(header, manifest, columns)
        found += _of_body(body, manifest, columns)
    except ValueError as error:
        found.append(str(error))
    found = [f"{CARD}: {each}" for each in found]
    try:
        described = parse_json(read_regular(folder / CROISSANT))
        found += [f"{CROISSANT}: {each}" for each in _of_croissant(described, manifest, columns)]
    except (BadJson, LookupError, TypeError, AttributeError) as error:
        found.append(f"{CROISSANT}: cannot be read: {error}")
    return found


def _parts(text: str) -> tuple[dict[str, Any], str]:
    """Header and body of a card. Raises `ValueError` for anything that is none."""
    match = _HEADER.match(text)
    if match is None:
        raise ValueError("has no header between two lines of three hyphens")
    try:
        header = values(read_yaml(match[1]), strict=True)
    except BadYaml as error:
        raise ValueError(f"its header is no YAML: {str(error)[:200]}") from None
    if not isinstance(header, dict):
        raise ValueError("its header is no YAML mapping")
    return header, match[2]


def _tables(manifest: Manifest) -> Tables:
    """The tables of a manifest by config and split, shards in order; those in no config's place are left out."""
    found: Tables = {}
    for file in sorted(manifest.files, key=lambda file: file.path):
        place = table_place(file.path)
        if place is not None and file.rows is not None:
            config, split = place
            found.setdefault(config, {}).setdefault(split, []).append(file)
    return found


def _of_header(header: dict[str, Any], manifest: Manifest) -> Iterator[str]:
    tables = _tables(manifest)
    configs, infos = _by_name(header, "configs"), _by_name(header, "dataset_info")
    for key, stated in (("configs", configs), ("dataset_info", infos)):
        if stated is None or sorted(stated) != sorted(tables):
            yield f"{key}: names other configs than there are ({', '.join(sorted(tables))})"
    for config, splits in tables.items():
        entry, info = (configs or {}).get(config, {}), (infos or {}).get(config, {})
        if entry.get("version") != manifest.version:
            yield f"config {config}: its version is not {manifest.version}"
        paths = {
            part.get("split"): [part["path"]] if isinstance(part.get("path"), str) else part.get("path")
            for part in _records(entry.get("data_files"))
            if isinstance(part.get("split"), str)
        }
        if paths != {split: [file.path for file in files] for split, files in splits.items()}:
            yield f"config {config}: names other files than there are"
        rows = {
            part.get("name"): part.get("num_examples")
            for part in _records(info.get("splits"))
            if isinstance(part.get("name"), str)
        }
        if rows != {split: sum(file.rows or 0 for file in files) for split, files in splits.items()}:
            yield f"config {config}: says other numbers of rows than there are"
        if info.get("download_size") != sum(file.bytes for files in splits.values() for file in files):
            yield f"config {config}: says another download_size than the files have"


def _by_name(header: dict[str, Any], key: str) -> dict[str, dict[str, Any]] | None:
    """The entries of a list by their `config_name`; None where it is no such list or has one twice."""
    entries = _records(header.get(key))
    named = {each["config_name"]: each for each in entries if isinstance(each.get("config_name"), str)}
    return named if len(named) == len(entries) else None


def _records(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _columns(path: Path) -> Features:
    """The columns of a table and their types, as its metadata has them."""
    features: Features = json.loads(table_schema(path).metadata[b"huggingface"])["info"]["features"]
    return features


def _of_features(header: dict[str, Any], manifest: Manifest, columns: dict[str, Features]) -> Iterator[str]:
    defaults = [each.get("config_name") for each in _records(header.get("configs")) if each.get("default")]
    if defaults != [each.get("config_name") for each in _records(header.get("configs"))[:1]]:
        yield "configs: not the first one is the default, or not it alone"
    infos = _by_name(header, "dataset_info") or {}
    for config, splits in _tables(manifest).items():
        info = infos.get(config, {})
        for file in (file for files in splits.values() for file in files):
            if info.get("features") != _card_features(columns[file.path]):
                yield f"config {config}: describes other features than {file.path} has"
        sizes: list[Any] = [part.get("num_bytes") for part in _records(info.get("splits"))]
        if not all(isinstance(size, int) for size in sizes) or info.get("dataset_size") != sum(sizes):
            yield f"config {config}: dataset_size is not the sum of num_bytes"


def _card_features(features: Features) -> list[dict[str, Any]]:
    """Features as a card has them, from those of a Parquet file's metadata."""
    return [{"name": name, **_card_feature(feature)} for name, feature in features.items()]


def _card_feature(feature: Any) -> dict[str, Any]:
    if isinstance(feature, list):
        return {"list": _card_features(feature[0])}
    if feature["_type"] == "Sequence":
        return {"sequence": _card_feature(feature["feature"])["dtype"]}
    if feature["_type"] == "ClassLabel":
        return {
            "dtype": {"class_label": {"names": {str(number): name for number, name in enumerate(feature["names"])}}}
        }
    return {"dtype": feature["dtype"]}


def _of_body(body: str, manifest: Manifest, columns: dict[str, Features]) -> Iterator[str]:
    """Departures of the words: rows and columns of each config, and documents of each split."""
    sections = {match[1]: match for match in _SECTION.finditer(body)}
    tables = _tables(manifest)
    if sections.keys() != tables.keys():
        yield "its sections are of other configs than there are"
    for config in sections.keys() & tables.keys():
        files = [file for each in tables[config].values() for file in each]
        rows = {split: f"{sum(file.rows or 0 for file in each):,}" for split, each in tables[config].items()}
        stated = dict(part.split(" ", 1) for part in _LISTED.split(sections[config][2]) if " " in part)
        if stated != rows:
            yield f"section {config}: says other numbers of rows than there are"
        named = [row[1] for row in _COLUMN.finditer(sections[config][3])]
        if any(named != list(_names(columns[file.path])) for file in files):
            yield f"section {config}: lists other columns than there are"
    documents: dict[str, int] = {}
    holds = _DOCUMENTS.search(body)
    for line in (holds[1] if holds else "").splitlines()[2:]:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) > 3 and cells[2] and cells[3].replace(",", "").isdecimal():
            documents[cells[2]] = documents.get(cells[2], 0) + int(cells[3].replace(",", ""))
    if documents != {split: coverage.documents for split, coverage in manifest.coverage.items()}:
        yield "says other numbers of documents than there are"


def _names(features: Features, prefix: str = "") -> Iterator[str]:
    for name, feature in features.items():
        yield f"{prefix}{name}"
        if isinstance(feature, list):
            yield from _names(feature[0], f"{prefix}{name}[].")


def _of_croissant(described: Any, manifest: Manifest, columns: dict[str, Features]) -> Iterator[str]:
    if described["version"] != manifest.version:
        yield f"its version is not {manifest.version}"
    stated = {file["contentUrl"]: (file["sha256"], file["contentSize"]) for file in described["distribution"]}
    others = [file for file in manifest.files if file.path not in (CROISSANT, MANIFEST)]
    if stated != {file.path: (file.sha256, f"{file.bytes} B") for file in others}:
        yield "describes other files than there are"
    sets = {each["@id"]: each for each in described["recordSet"]}
    labels = {
        tuple(row[f"{name}/name"] for row in each["data"])
        for name, each in sets.items()
        if name.startswith(f"{LABELS}/")
    }
    if set(sets) != {record_set(path) for path in columns} | {name for name in sets if name.startswith(f"{LABELS}/")}:
        yield "its record sets are of other tables than there are"
        return
    for path, there in columns.items():
        name = record_set(path)
        if list(_stated(sets[name])) != list(_described(there, name)):
            yield f"record set {name}: has other fields than the columns of {path}"
        if not labels >= set(_label_names(there)):
            yield f"record set {name}: its labels are described nowhere"
    identifiers = [field["@id"] for each in sets.values() for field in each["field"]]
    if len({*identifiers, *sets}) != len(identifiers) + len(described["recordSet"]):
        yield "two record sets or fields have one name"


def _stated(described: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """The ids of all fields, and whether they are lists."""
    for field in described["field"]:
        yield field["@id"], field.get("repeated", False)
        yield from ((part["@id"], part.get("repeated", False)) for part in field.get("subField", ()))


def _described(features: Features, prefix: str) -> Iterator[tuple[str, bool]]:
    """The ids that the fields of a table should have."""
    for name, feature in features.items():
        many = isinstance(feature, list)
        yield f"{prefix}/{name}", many or feature["_type"] == "Sequence"
        for part, inner in (feature[0] if many else {}).items():
            if not isinstance(inner, list) and inner["_type"] != "Sequence":
                yield f"{prefix}/{name}/{part}", False


def _label_names(features: Features) -> Iterator[tuple[str, ...]]:
    for feature in features.values():
        if isinstance(feature, list):
            yield from _label_names(feature[0])
        inner = feature.get("feature", feature) if isinstance(feature, dict) else {}
        if inner.get("_type") == "ClassLabel":
            yield tuple(inner["names"])
