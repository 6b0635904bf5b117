"""Changing a release and making its manifest agree, as somebody might who means to deceive."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from msgspec import convert, to_builtins

from goldwire.release.manifest import Manifest, manifest_bytes, read_manifest
from goldwire.release.tables import RowsDigest, read_rows


def sealed_anew(folder: Path, change: Callable[[dict[str, Any]], object] = lambda manifest: None) -> Path:
    """Change the manifest, and make its own digest agree."""
    manifest = to_builtins(read_manifest(folder))
    change(manifest)
    (folder / "manifest.json").write_bytes(manifest_bytes(convert(manifest, Manifest))[0])
    return folder


def set_to(*way: Any, value: Any) -> Callable[[dict[str, Any]], object]:
    """What sets one value of a manifest."""

    def change(manifest: dict[str, Any]) -> None:
        place: Any = manifest
        for step in way[:-1]:
            place = place[step]
        place[way[-1]] = value

    return change


def rewritten(folder: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """Change a file, and what the manifest says of it."""
    path = folder / name
    before = path.read_bytes()
    path.write_bytes(change(before))
    assert path.read_bytes() != before
    return _listed(folder, name, {})


def rows_changed(
    folder: Path, name: str, change: Callable[[list[dict[str, Any]]], object], *, other_columns: bool = False
) -> Path:
    """Change the rows of a table, and what the manifest says of them. `other_columns` where they are no longer those
    that Goldwire makes."""
    table = pq.read_table(folder / name)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=None if other_columns else table.schema), folder / name)
    digest = RowsDigest()
    digest.update(read_rows(folder / name))
    return _listed(folder, name, {"rows": len(rows), "rows_sha256": digest.hexdigest()})


def removed(folder: Path, name: str) -> Path:
    """Take a file out of folder and manifest."""
    (folder / name).unlink()
    return sealed_anew(folder, lambda m: m.update(files=[file for file in m["files"] if file["path"] != name]))


def added(folder: Path, name: str, data: bytes) -> Path:
    """Put a file into folder and manifest."""
    (folder / name).write_bytes(data)
    entry = {"path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return sealed_anew(folder, lambda m: m["files"].append({**entry, "rows": None, "rows_sha256": None}))


def _listed(folder: Path, name: str, facts: dict[str, Any]) -> Path:
    data = (folder / name).read_bytes()
    new = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest(), **facts}
    return sealed_anew(folder, lambda m: next(file for file in m["files"] if file["path"] == name).update(new))
