"""Opening Parquet files of a release, which come from anyone: only regular files, handed to pyarrow already open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from goldwire.text.regular_file import open_regular


@contextmanager
def opened_table(path: Path) -> Iterator[pq.ParquetFile]:
    """A Parquet file, open until the block ends. Raises `NotRegular` for anything that is no regular file, `OSError`
    where it cannot be read, and `pyarrow.ArrowException` where it is no Parquet."""
    with open_regular(path) as stream:
        yield pq.ParquetFile(stream)


def table_schema(path: Path) -> pa.Schema:
    """The Arrow schema of a Parquet file. Raises as `opened_table` does."""
    with open_regular(path) as stream:
        return pq.read_schema(stream)


def table_batches(path: Path, rows: int, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
    """A Parquet file, at most `rows` rows at a time; all columns, or those named. Raises as `opened_table` does."""
    with opened_table(path) as table:
        yield from table.iter_batches(rows, columns=None if columns is None else list(columns))
