"""The tables of a release while its documents come in, and what card and manifest say of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goldwire.corpus.raw import coverage
from goldwire.model.document import Match, TextKind
from goldwire.release.configs import documents, standoff
from goldwire.release.configs.registry import CORPUS_SPLIT, Config, configs
from goldwire.release.licences import NO_LICENCES, Own
from goldwire.release.manifest import HOLDS, Coverage, Edition, FileEntry, entry
from goldwire.release.rights import why_it_stays
from goldwire.release.summary import Summary
from goldwire.release.tables import TableFile, TableWriter

DATA = "data"
"""The folder of the tables: `data/<config>/<split>.parquet`."""


@dataclass(frozen=True, slots=True)
class BuiltSplit:
    """One split of one config as it was written; `files` are paths below the release folder."""

    split: str
    files: tuple[str, ...]
    rows: int
    rows_sha256: tuple[str, ...]
    arrow_bytes: int
    file_bytes: int


@dataclass(frozen=True, slots=True)
class BuiltConfig:
    """A config with the splits that have rows."""

    config: Config
    splits: tuple[BuiltSplit, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A document whose text the repository does not hold, with what became of the search for it. `text` says whether
    it is a fetched or a withheld one."""

    doc_id: str
    split: str
    file_name: str
    outlet: str | None
    match: Match
    collection: str
    text: TextKind


@dataclass(frozen=True, slots=True)
class Tables:
    """The finished tables of a release below its folder. `sources` are the texts that its edition holds and the
    repository does not; None in a public edition, for which none is looked for. `redistributable` says that every text
    in the tables may be passed on, by its own rights."""

    built: tuple[BuiltConfig, ...]
    files: tuple[FileEntry, ...]
    summary: Summary
    coverage: dict[str, Coverage]
    sources: tuple[Source, ...] | None
    redistributable: bool


class Assembly:
    """Takes the documents of a release of one edition, in the order of collection and id. `own` are the licences that
    its corpus declares."""

    def __init__(self, work: Path, edition: Edition, own: Own = NO_LICENCES) -> None:
        self.work = work
        self._edition, self._own = edition, own
        self._summary = Summary()
        self._writers: dict[tuple[str, str], TableWriter] = {}
        self._counts: dict[str, list[int]] = {}
        self._sources: list[Source] = []
        self._redistributable = True

    def add(self, rows: Mapping[str, Sequence[dict[str, Any]]], split: str, match: Match) -> None:
        """Take one document: its rows by config, encoded. `match` says whether its text was found, where the edition
        holds it and the repository does not."""
        with_text, elsewhere = bool(rows[documents.CONFIG.name]), rows[standoff.CONFIG.name]
        about = (rows[documents.CONFIG.name] or elsewhere)[0]
        kind: TextKind = about["rights_text"]
        self._summary.add(about, split)
        counts = self._counts.setdefault(split, [0, 0])
        counts[0] += 1
        counts[1] += with_text
        if with_text:
            rights = kind, about["rights_holder"], about["licence"], about["attribution"]
            self._redistributable &= why_it_stays(*rights, self._own) is None
        if elsewhere and kind in HOLDS[self._edition]:
            name, outlet = elsewhere[0]["file_name"], elsewhere[0]["outlet"]
            self._sources.append(Source(about["doc_id"], split, name, outlet, match, about["collection"], kind))
        for config in configs():
            if config.of_corpus is None:
                self._write(config, split, rows[config.name])

    def add_corpus(self, rows: Mapping[str, Sequence[dict[str, Any]]]) -> None:
        """Take the rows of the tables that are of the whole corpus, by config, encoded."""
        for config in configs():
            if config.of_corpus is not None:
                self._write(config, CORPUS_SPLIT, rows[config.name])

    def close(self, order: list[str]) -> Tables:
        """Finish all tables, the splits of each config in this order."""
        files: list[FileEntry] = []
        built = []
        for config in configs():
            one, tables = self._close(config, order)
            files += [entry(self.work, table.path, (table.rows, table.rows_sha256)) for table in tables]
            if one.splits:
                built.append(one)
        return Tables(
            tuple(built),
            tuple(files),
            self._summary,
            {split: self._covered(split) for split in sorted(self._counts)},
            None if self._edition == "public" else tuple(self._sources),
            self._redistributable,
        )

    def _write(self, config: Config, split: str, rows: Sequence[dict[str, Any]]) -> None:
        key = (config.name, split)
        if key not in self._writers:
            self._writers[key] = TableWriter(config, split, self.work / DATA / config.name)
        self._writers[key].add_encoded(rows)

    def _covered(self, split: str) -> Coverage:
        found = coverage(source.match for source in self._sources if source.split == split)
        total, with_text = self._counts[split]
        return Coverage(documents=total, with_text=with_text, sources=None if self._edition == "public" else found)

    def _close(self, config: Config, order: list[str]) -> tuple[BuiltConfig, list[TableFile]]:
        splits, tables = [], []
        for split in order if config.of_corpus is None else [CORPUS_SPLIT]:
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
