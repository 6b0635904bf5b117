"""Writing rows as Parquet shards with fixed schemas, and their logical digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from goldwire.release.columns import arrow_schema, encode, metadata_features
from goldwire.release.configs.registry import Config

SHARD_ROWS = 5_000
"""Rows a file. A file is one row group, because streaming several from `datasets` can hang at exit; so this bounds
the memory of readers and of the writer."""
_ZSTD_LEVEL = 3


@dataclass(frozen=True, slots=True)
class TableFile:
    """One written shard; the digest is over its rows, not its bytes."""

    path: Path
    rows: int
    rows_sha256: str
    arrow_bytes: int


@dataclass(slots=True)
class TableWriter:
    """Collects the rows of one config and split, and writes a shard whenever enough are there."""

    config: Config
    split: str
    folder: Path
    _rows: list[dict[str, Any]] = field(default_factory=list)
    _files: list[TableFile] = field(default_factory=list)

    def add(self, rows: Iterable[dict[str, Any]]) -> int:
        """Take rows; returns how many."""
        before = self.rows
        for row in rows:
            self._rows.append(encode(self.config.columns, row))
            if len(self._rows) == SHARD_ROWS:
                self._flush()
        return self.rows - before

    @property
    def rows(self) -> int:
        """Rows taken until now."""
        return len(self._rows) + sum(file.rows for file in self._files)

    def close(self) -> list[TableFile]:
        """Write what is left and name the files: `<split>.parquet`, or numbered where there are several."""
        if self._rows:
            self._flush()
        total = len(self._files)
        named = []
        for number, file in enumerate(self._files):
            suffix = "" if total == 1 else f"-{number:05}-of-{total:05}"
            path = self.folder / f"{self.split}{suffix}.parquet"
            file.path.rename(path)
            named.append(TableFile(path, file.rows, file.rows_sha256, file.arrow_bytes))
        return named

    def _flush(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f".{self.split}.{len(self._files)}.part"
        table = pa.Table.from_pylist(self._rows, schema=_schema(self.config))
        pq.write_table(
            table,
            path,
            compression="zstd",
            compression_level=_ZSTD_LEVEL,
            row_group_size=SHARD_ROWS,
            write_page_index=True,
        )
        self._files.append(TableFile(path, len(self._rows), rows_digest(self._rows), table.nbytes))
        self._rows = []


def rows_digest(rows: Iterable[dict[str, Any]]) -> str:
    """SHA-256 over rows as JSON lines with sorted keys: the same for any Parquet writer."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(msgspec.json.encode(row, order="sorted") + b"\n")
    return digest.hexdigest()


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of one file, as they were written."""
    rows: list[dict[str, Any]] = pq.ParquetFile(path).read().to_pylist()
    return rows


def _schema(config: Config) -> pa.Schema:
    features = json.dumps({"info": {"features": metadata_features(config.columns)}})
    return arrow_schema(config.columns, {"huggingface": features})
