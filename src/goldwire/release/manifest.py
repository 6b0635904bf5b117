"""The manifest of a release: every file with its size and digests, and what the release was made from."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from goldwire.corpus.files import BadJson, parse_json
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.schemas import problems
from goldwire.release.tables import RowsDigest, read_rows

MANIFEST = "manifest.json"
Edition = Literal["public", "hydrated"]


class FileEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One file; `rows` and `rows_sha256` are null unless it is a table."""

    path: str
    bytes: int
    sha256: str
    rows: int | None
    rows_sha256: str | None


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """Documents of a split, and those whose text the edition holds."""

    documents: int
    with_text: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`manifest.json`. Schema: `manifest.schema.json`."""

    name: str
    version: str
    edition: Edition
    writer: dict[str, str]
    inputs: dict[str, str]
    coverage: dict[str, Coverage]
    files: list[FileEntry]


def entry(root: Path, path: Path, rows: tuple[int, str] | None = None) -> FileEntry:
    """The entry of one file below `root`; `rows` are a table's number of rows and their digest."""
    data = path.read_bytes()
    return FileEntry(
        path=path.relative_to(root).as_posix(),
        bytes=len(data),
        sha256=sha256_hex(data),
        rows=rows[0] if rows else None,
        rows_sha256=rows[1] if rows else None,
    )


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a release. Raises `ValueError` where there is none or it is not valid."""
    path = folder / MANIFEST
    try:
        value = parse_json(path.read_bytes())
    except (OSError, BadJson) as error:
        raise ValueError(f"{folder} is no release: {MANIFEST}: {error}") from None
    found = problems("manifest", value)
    if found:
        raise ValueError(f"{path}{found[0].pointer}: {found[0].message}")
    return msgspec.convert(value, Manifest)


def verify(folder: Path) -> list[str]:
    """Every way in which a release folder departs from its manifest; empty where it is whole.

    Finds missing, changed and additional files, and tables whose rows are not those recorded. Raises `ValueError`
    where the manifest itself cannot be read.
    """
    manifest = read_manifest(folder)
    found: list[str] = []
    listed = {file.path: file for file in manifest.files}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() or path.is_symlink()}
    found += [f"{name}: not in the manifest" for name in sorted(there - set(listed) - {MANIFEST})]
    for name, file in sorted(listed.items()):
        path = folder / name
        if name not in there:
            found.append(f"{name}: missing")
            continue
        if sha256_hex(path.read_bytes()) != file.sha256:
            found.append(f"{name}: changed")
        elif file.rows is not None:
            rows, digest = read_rows(path), RowsDigest()
            digest.update(rows)
            if (len(rows), digest.hexdigest()) != (file.rows, file.rows_sha256):
                found.append(f"{name}: holds other rows than the manifest says")
    return found
