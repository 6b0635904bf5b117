"""The tables of a release while its documents come in, and what card and manifest say of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldwire.annotation.article import Article
from goldwire.release.card import BuiltConfig, BuiltSplit
from goldwire.release.configs.registry import Config, configs
from goldwire.release.manifest import Coverage, FileEntry, entry
from goldwire.release.summary import Summary
from goldwire.release.tables import TableFile, TableWriter

DATA = "data"
"""The folder of the tables: `data/<config>/<split>.parquet`."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The finished tables of a release below its folder."""

    built: tuple[BuiltConfig, ...]
    files: tuple[FileEntry, ...]
    summary: Summary
    coverage: dict[str, Coverage]


class Assembly:
    """Takes documents in the order of collection and id, and their rows."""

    def __init__(self, work: Path) -> None:
        self.work = work
        self.summary = Summary()
        self._writers: dict[tuple[str, str], TableWriter] = {}
        self._coverage: dict[str, list[int]] = {}

    def count(self, article: Article, split: str) -> None:
        """Count one document."""
        self.summary.add(article, split)
        counts = self._coverage.setdefault(split, [0, 0])
        counts[0] += 1
        counts[1] += article.text is not None

    def add(self, config: Config, split: str, rows: Iterable[dict[str, Any]]) -> None:
        """Take rows of one config. Raises as `TableWriter.add` does."""
        key = (config.name, split)
        if key not in self._writers:
            self._writers[key] = TableWriter(config, split, self.work / DATA / config.name)
        self._writers[key].add(rows)

    def close(self, order: list[str]) -> Tables:
        """Finish all tables, the splits of each config in this order."""
        files: list[FileEntry] = []
        built = []
        for config in configs():
            one, tables = self._close(config, order)
            files += [entry(self.work, table.path, (table.rows, table.rows_sha256)) for table in tables]
            if one.splits:
                built.append(one)
        coverage = {split: Coverage(documents=n, with_text=t) for split, (n, t) in sorted(self._coverage.items())}
        return Tables(tuple(built), tuple(files), self.summary, coverage)

    def _close(self, config: Config, order: list[str]) -> tuple[BuiltConfig, list[TableFile]]:
        splits, tables = [], []
        for split in order:
            writer = self._writers.get((config.name, split))
            written = writer.close() if writer else []
            if written:
                tables += written
                splits.append(
                    BuiltSplit(
                        split=split,
                        files=tuple(file.path.relative_to(self.work).as_posix() for file in written),
                        rows=sum(file.rows for file in written),
                        rows_sha256=tuple(file.rows_sha256 for file in written),
                        arrow_bytes=sum(file.arrow_bytes for file in written),
                        file_bytes=sum(file.path.stat().st_size for file in written),
                    )
                )
        return BuiltConfig(config, tuple(splits)), tables
