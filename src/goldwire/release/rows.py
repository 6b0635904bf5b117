"""Rows of a table in several files, in order and few at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from goldwire.release.parquet import Table


class RowStream:
    """The rows of one config and split, which stand document by document. `next` is the row that comes next; None
    where there is none."""

    def __init__(self, files: list[Path]) -> None:
        self._rows = _rows(files)
        self.next = next(self._rows, None)

    def of(self, doc_id: str) -> list[dict[str, Any]]:
        """The rows that come next, as long as they are of this document."""
        taken = []
        while self.next is not None and self.next["doc_id"] == doc_id:
            taken.append(self.next)
            self.next = next(self._rows, None)
        return taken

    def __iter__(self) -> Iterator[dict[str, Any]]:
        while self.next is not None:
            row, self.next = self.next, next(self._rows, None)
            yield row


def _rows(files: list[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        with Table(file) as table:
            yield from table.rows()
