"""Writing rows as Parquet shards with fixed schemas, and their logical digests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from goldwire.release.columns import arrow_schema, encode, metadata_features
from goldwire.release.configs.registry import Config
from goldwire.release.parquet import Table

SHARD_ROWS = 5_000
"""Rows a file. A file is one row group, because streaming several from `datasets` can hang at exit; so this bounds
the memory of readers."""
SHARD_BYTES = 2**27
"""Bytes in Arrow after which another file is begun, however few rows there are: far less than readers refuse."""
_BATCH_ROWS = 100
"""Rows that are held as Python objects; a row takes ten times as much so as in Arrow."""
_BATCH_CHARS = 2**24
"""Characters of the strings of these rows, after which fewer are held."""
_ZSTD_LEVEL = 3


@dataclass(frozen=True, slots=True)
class TableFile:
    """One written shard; the digest is over its rows, not its bytes."""

    path: Path
    rows: int
    rows_sha256: str
    arrow_bytes: int


class TableWriter:
    """Collects the rows of one config and split, and writes a shard whenever enough are there."""

    def __init__(self, config: Config, split: str, folder: Path) -> None:
        self.config, self.split, self.folder = config, split, folder
        self._schema = schema(config)
        self._rows: list[dict[str, Any]] = []
        self._batches: list[pa.RecordBatch] = []
        self._batched = self._chars = self._bytes = 0
        self._digest = RowsDigest()
        self._files: list[TableFile] = []

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        """Take rows. Raises `KeyError` or `ValueError` for one that does not fit the config's columns."""
        self.add_encoded(encode(self.config.columns, row) for row in rows)

    def add_encoded(self, rows: Iterable[dict[str, Any]]) -> None:
        """Take rows as `encode` makes them or `read_rows` reads them."""
        for row in rows:
            self._rows.append(row)
            self._chars += sum(len(value) for value in row.values() if isinstance(value, str))
            full = len(self._rows) == _BATCH_ROWS or self._batched + len(self._rows) == SHARD_ROWS
            if full or self._chars > _BATCH_CHARS:
                self._to_arrow()
            if self._batched == SHARD_ROWS or self._bytes > SHARD_BYTES:
                self._write_shard()

    def close(self) -> list[TableFile]:
        """Write what is left and name the files: `<split>.parquet`, or numbered where there are several."""
        self._to_arrow()
        if self._batched:
            self._write_shard()
        total = len(self._files)
        named = []
        for number, file in enumerate(self._files):
            suffix = "" if total == 1 else f"-{number:05}-of-{total:05}"
            path = self.folder / f"{self.split}{suffix}.parquet"
            file.path.rename(path)
            named.append(TableFile(path, file.rows, file.rows_sha256, file.arrow_bytes))
        return named

    def _to_arrow(self) -> None:
        if self._rows:
            self._digest.update(self._rows)
            self._batches.append(pa.RecordBatch.from_pylist(self._rows, schema=self._schema))
            self._batched += len(self._rows)
            self._bytes += self._batches[-1].nbytes
            self._rows, self._chars = [], 0

    def _write_shard(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f".{self.split}.{len(self._files)}.part"
        # Combined, for the bytes of a file depend on how its rows were chunked.
        table = pa.Table.from_batches(self._batches, schema=self._schema).combine_chunks()
        pq.write_table(
            table,
            path,
            compression="zstd",
            compression_level=_ZSTD_LEVEL,
            row_group_size=SHARD_ROWS,
            write_page_index=True,
        )
        self._files.append(TableFile(path, self._batched, self._digest.hexdigest(), table.nbytes))
        self._batches, self._batched, self._bytes, self._digest = [], 0, 0, RowsDigest()


class RowsDigest:
    """SHA-256 over rows as JSON lines with sorted keys: the same for any Parquet writer."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def update(self, rows: Iterable[dict[str, Any]]) -> None:
        """Take rows, as `encode` makes them or `read_rows` reads them."""
        for row in rows:
            self._digest.update(msgspec.json.encode(row, order="sorted") + b"\n")

    def hexdigest(self) -> str:
        """The digest of all rows taken, 64 hex digits."""
        return self._digest.hexdigest()


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of one file, as they were written. Raises as `goldwire.release.parquet.Table` does."""
    with Table(path) as table:
        return list(table.rows())


def schema(config: Config) -> pa.Schema:
    """The Arrow schema of a config's files, with the features that `datasets` reads."""
    features = json.dumps({"info": {"features": metadata_features(config.columns)}})
    return arrow_schema(config.columns, {"huggingface": features})
