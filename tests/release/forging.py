"""Releases that are whole by their manifest, and hold rows that nobody made."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import yaml

from corpora import card_tables
from goldwire.release.configs.registry import configs
from goldwire.release.manifest import FileEntry, Manifest, entry, manifest_bytes, read_manifest
from goldwire.release.tables import TableWriter, read_rows


def sealed(folder: Path, manifest: Manifest, listed: list[FileEntry]) -> None:
    """Card and manifest made anew, as whoever forges a release would make them."""
    card = folder / "README.md"
    _, header, body = card.read_text("utf-8").split("---\n", 2)
    facts = yaml.safe_load(header) | card_tables(manifest.version, listed)
    card.write_text(f"---\n{yaml.safe_dump(facts)}---\n{body}", "utf-8")
    now = [entry(folder, card) if file.path == card.name else file for file in listed]
    (folder / "manifest.json").write_bytes(manifest_bytes(msgspec.structs.replace(manifest, files=now))[0])


def forge(release: Path, place: Path, table: str, change: Callable[[list[dict[str, Any]]], None]) -> Path:
    """A copy of a release with other rows in one table, and a manifest that says so."""
    folder = Path(shutil.copytree(release, place))
    name, _, split = table.partition("/")
    path = folder / "data" / name / f"{split}.parquet"
    rows = read_rows(path)
    change(rows)
    config = next(config for config in configs() if config.name == name)
    path.unlink()
    writer = TableWriter(config, split, path.parent)
    writer.add_encoded(rows)
    (written,) = writer.close()
    manifest = read_manifest(folder)
    wanted = f"data/{table}.parquet"
    swapped = entry(folder, path, (written.rows, written.rows_sha256))
    sealed(folder, manifest, [swapped if file.path == wanted else file for file in manifest.files])
    return folder
