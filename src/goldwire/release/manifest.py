"""The manifest of a release: every file with its size and digests, and what the release was made from."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import msgspec

from goldwire.corpus.files import BadJson, parse_json, pretty_json
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.schemas import problems
from goldwire.model.document import Match, TextKind
from goldwire.text.regular_file import read_regular

MANIFEST = "manifest.json"
VALIDATION = "validation"
"""The split that is predicted and scored where none is named: what a choice was made on says nothing of test."""
LARGEST_MANIFEST = 64 * 2**20
"""Bytes of a manifest that is read."""
_TABLE = re.compile(r"data/([^/]+)/([^/.-]+)(?:-\d{5}-of-\d{5})?\.parquet")
Edition = Literal["public", "fetched", "hydrated"]
HOLDS: dict[Edition, frozenset[TextKind]] = {
    "public": frozenset({"included"}),
    "fetched": frozenset({"included", "fetched"}),
    "hydrated": frozenset({"included", "fetched", "withheld"}),
}
"""The texts that an edition holds, by where they are. Each edition holds what the one before it does."""


class FileEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One file; `rows` and `rows_sha256` are null unless it is a table."""

    path: str
    bytes: int
    sha256: str
    rows: int | None
    rows_sha256: str | None


class Coverage(msgspec.Struct, frozen=True, kw_only=True):
    """Documents of a split, and those whose text the edition holds. `sources` counts what became of the search for
    texts that are not in the repository; null in a public edition, where none was looked for, and in all releases
    before 0.2."""

    documents: int
    with_text: int
    sources: dict[Match, int] | None = None


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """`manifest.json`. Schema: `manifest.schema.json`. `sha256` stands in the second line and is of all lines after it;
    releases before 0.2 have none, and say nothing of what follows here.

    `redistributable` says whether every text in the release may be passed on, by its holder, licence and attribution;
    a withheld one never may. `matches` tells of each document that is not in the repository, and whose text the edition
    holds, whether that was found; null in a public edition.
    """

    sha256: str | None = None
    name: str
    version: str
    edition: Edition
    redistributable: bool | None = None
    writer: dict[str, str]
    inputs: dict[str, str]
    coverage: dict[str, Coverage]
    matches: dict[str, Match] | None = None
    files: list[FileEntry]


def table_place(path: str) -> tuple[str, str] | None:
    """Config and split of a table, from its path in a release; None for a path that is no table's. A split in several
    files has them called `<split>-00000-of-00002.parquet` and so on."""
    match = _TABLE.fullmatch(path)
    return None if match is None else (match[1], match[2])


def entry(root: Path, path: Path, rows: tuple[int, str] | None = None) -> FileEntry:
    """The entry of one file below `root`; `rows` are a table's number of rows and their digest."""
    data = read_regular(path)
    return FileEntry(
        path=path.relative_to(root).as_posix(),
        bytes=len(data),
        sha256=sha256_hex(data),
        rows=rows[0] if rows else None,
        rows_sha256=rows[1] if rows else None,
    )


def manifest_bytes(manifest: Manifest) -> tuple[bytes, Manifest]:
    """The file, and the manifest with its own digest in it."""
    data = pretty_json(msgspec.structs.replace(manifest, sha256=_UNKNOWN))
    rest = data[len(_head(_UNKNOWN)) :]
    digest = sha256_hex(rest)
    return _head(digest) + rest, msgspec.structs.replace(manifest, sha256=digest)


def is_whole(data: bytes) -> bool:
    """Whether the bytes of a manifest are those that its own digest is of."""
    found = _HEAD.match(data)
    return found is not None and sha256_hex(data[found.end() :]) == found[1].decode()


def read_manifest(folder: str | Path) -> Manifest:
    """The manifest of a release. Raises `ValueError` where there is none or it is not valid."""
    path = Path(folder) / MANIFEST
    try:
        data = read_regular(path, max_bytes=LARGEST_MANIFEST)
    except OSError as error:
        raise ValueError(f"{folder} is no release: {MANIFEST}: {error.strerror or error}") from None
    try:
        return parse_manifest(data)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def parse_manifest(data: bytes) -> Manifest:
    """The manifest in some bytes. Raises `ValueError` where it is not valid."""
    try:
        value = parse_json(data)
    except BadJson as error:
        raise ValueError(f"no valid manifest: {error}") from None
    found = problems("manifest", value)
    if found:
        raise ValueError(f"no valid manifest: {found[0].pointer}: {found[0].message}")
    try:
        return msgspec.convert(value, Manifest)
    except msgspec.ValidationError as error:  # JSON Schema calls 1.0 an integer
        raise ValueError(f"no valid manifest: {error}") from None


_UNKNOWN = "0" * 64
_HEAD = re.compile(rb'\{\n  "sha256": "([0-9a-f]{64})",\n')


def _head(digest: str) -> bytes:
    return f'{{\n  "sha256": "{digest}",\n'.encode()
