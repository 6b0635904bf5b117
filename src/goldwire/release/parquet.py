"""Reading the tables of a release. Their files may come from anyone, and a small file can unpack to far more than a
machine holds: a column may name one long value a million times. What a table unpacks to is measured before it is
unpacked, and a table that is larger than Goldwire writes is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from goldwire.text.regular_file import open_regular

LARGEST_TABLE = 2**30
"""Bytes to which one file may unpack. Goldwire begins another file long before; a release may have any number."""
LONGEST_STRING = 2**26
"""Bytes of one string; the longest that there are, the texts of articles, take a few million at most."""
_BATCH_ROWS = 100
_BATCH_BYTES = 2**26
"""Bytes to which the rows that are held as Python objects may unpack, unless a single row is larger."""
_VALUE_BYTES = 8
"""Bytes that a value takes at least: a number, or the place of a string."""


class TableTooLarge(ValueError):
    """A file that unpacks to more than a table of a release may. Nothing was unpacked."""


class Table:
    """One file of a table, open for reading; a context manager. Rows are read a few at a time.

    Args:
        source: The path of the file, of which only a regular file is opened; or an open file, which stays open.

    Raises:
        OSError: The file cannot be read, or is no regular one.
        pyarrow.ArrowException: The file is no Parquet.
    """

    def __init__(self, source: Path | BinaryIO) -> None:
        self._own = open_regular(source) if isinstance(source, Path) else None
        self._stream = source if self._own is None else self._own
        try:
            self._file = pq.ParquetFile(self._stream)
        except BaseException:
            self._close()
            raise

    def __enter__(self) -> Table:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._close()

    def _close(self) -> None:
        if self._own is not None:
            self._own.close()

    @property
    def schema(self) -> pa.Schema:
        """The columns, with the metadata of the file."""
        return self._file.schema_arrow

    @property
    def num_rows(self) -> int:
        """How many rows the file says it has."""
        rows: int = self._file.metadata.num_rows
        return rows

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The rows in order, at most 100 at a time and fewer where they are large.

        Args:
            columns: The columns to read; None for all.

        Raises:
            TableTooLarge: They unpack to more than `LARGEST_TABLE` bytes.
        """
        largest = self.measured(columns)
        rows = max(1, min(_BATCH_ROWS, _BATCH_ROWS * _BATCH_BYTES // max(1, largest)))
        yield from self._file.iter_batches(rows, columns=None if columns is None else list(columns))

    def rows(self, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        """The rows in order, as they were written. Raises as `batches` does."""
        for batch in self.batches(columns):
            yield from batch.to_pylist()

    def measured(self, columns: Sequence[str] | None = None) -> int:
        """The bytes to which the largest hundred rows unpack, of which nothing was unpacked. Raises `TableTooLarge`."""
        strings = self._stated(columns)
        if not strings:
            return 0
        # Strings stay what they are in the file, a list of different ones and numbers in it, so that a value that is
        # named often is held once.
        try:
            return self._sized(strings)
        except pa.ArrowNotImplementedError:  # lists of records whose strings change their form within a few rows
            return self._sized([name for name in strings if "." not in name])

    def _sized(self, strings: list[str]) -> int:
        packed = pq.ParquetFile(self._stream, read_dictionary=strings)
        total = largest = 0
        for batch in packed.iter_batches(_BATCH_ROWS, columns=strings):
            size = sum(_unpacked(column) for column in batch.columns)
            total, largest = total + size, max(largest, size)
            if total > LARGEST_TABLE:
                raise TableTooLarge(_OVER)
        return largest

    def _stated(self, columns: Sequence[str] | None) -> list[str]:
        """The columns of strings, once what the file says of its size is within bounds."""
        metadata = self._file.metadata
        packed, values = 0, metadata.num_rows
        strings: dict[str, None] = {}
        for group in (metadata.row_group(number) for number in range(metadata.num_row_groups)):
            for column in (group.column(number) for number in range(group.num_columns)):
                if columns is not None and column.path_in_schema.split(".")[0] not in columns:
                    continue
                packed += column.total_uncompressed_size
                values += column.num_values
                if column.physical_type == "BYTE_ARRAY":
                    strings[column.path_in_schema] = None
        if max(packed, values * _VALUE_BYTES) > LARGEST_TABLE:
            raise TableTooLarge(_OVER)
        return list(strings)


def table_schema(path: Path) -> pa.Schema:
    """The columns of a file, with its metadata. Raises as `Table` does."""
    with Table(path) as table:
        return table.schema


_OVER = f"unpacks to more than {LARGEST_TABLE:,} bytes, which no table of a release does"


def _unpacked(column: pa.Array) -> int:
    """The bytes of all strings in a column, each as often as it is named. Raises `TableTooLarge` for one too long."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        lengths = pc.binary_length(column.dictionary)
        if (pc.max(lengths).as_py() or 0) > LONGEST_STRING:
            raise TableTooLarge(
                f"holds a string of more than {LONGEST_STRING:,} bytes, which no table of a release does"
            )
        size: int = pc.sum(lengths.take(column.indices)).as_py() or 0
        return size
    if pa.types.is_struct(kind):
        return sum(_unpacked(part) for part in column.flatten())
    if pa.types.is_nested(kind):
        return _unpacked(column.flatten())
    return column.nbytes  # type: ignore[no-any-return]
