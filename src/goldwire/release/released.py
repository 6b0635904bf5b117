"""The tables of a release, document by document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from goldwire.model.document import TextKind
from goldwire.release.configs import documents, standoff
from goldwire.release.configs.registry import CORPUS_SPLIT, configs
from goldwire.release.manifest import HOLDS, Manifest, table_place
from goldwire.release.parquet import Table, table_schema
from goldwire.release.reading import DamagedRelease
from goldwire.release.rows import RowStream
from goldwire.release.tables import schema

_ELSEWHERE: frozenset[TextKind] = frozenset({"fetched", "withheld"})
"""Texts that the repository does not hold: `standoff` has a row of each in every edition."""
_ABOUT = ("collection", "doc_id", "sha256", "rights_text")


@dataclass(frozen=True, slots=True, order=True)
class Held:
    """One document of a release; sorted as a build has them."""

    collection: str
    doc_id: str
    split: str
    sha256: str
    text: TextKind


class Released:
    """The tables of a release that is whole. `held` are its documents; `foreign` names a table that this version of
    Goldwire would make otherwise, if there is any, and then nothing is read."""

    def __init__(self, folder: Path, manifest: Manifest, splits: list[str]) -> None:
        self.folder = folder
        self.edition = manifest.edition
        self.held: list[Held] = []
        self._files: dict[tuple[str, str], list[Path]] = {}
        self._streams: dict[tuple[str, str], RowStream] = {}
        self.foreign = self._index(manifest, splits)
        if self.foreign is None:
            self.held = self._documents()
            of_corpus = self._of_corpus()
            self._streams = {key: RowStream(files) for key, files in self._files.items() if key[0] not in of_corpus}

    def rows(self, held: Held) -> dict[str, list[dict[str, Any]]]:
        """The rows of a document by config, encoded. Documents are asked for in the order of `held`, each once."""
        streams = {
            config.name: self._streams.get((config.name, held.split)) for config in configs() if not config.of_corpus
        }
        found = {name: stream.of(held.doc_id) if stream else [] for name, stream in streams.items()}
        home, marked = documents.CONFIG.name, standoff.CONFIG.name
        right = len(found[home]) == self.holds(held) and len(found[marked]) == (held.text != "included")
        if not right or (not self.holds(held) and any(found[name] for name in found if name != marked)):
            raise DamagedRelease(f"{self.folder}: the rows of {held.doc_id} are not those of a {self.edition} release")
        return found

    def corpus_rows(self) -> dict[str, list[dict[str, Any]]]:
        """The rows of the tables that are of the whole corpus, by config, encoded."""
        return {name: list(RowStream(self._files.get((name, CORPUS_SPLIT), []))) for name in self._of_corpus()}

    def holds(self, held: Held) -> bool:
        """Whether the release holds the text of a document."""
        return held.text in HOLDS[self.edition]

    @property
    def digests(self) -> set[str]:
        """The SHA-256 of the raw bytes of every document."""
        return {held.sha256 for held in self.held}

    def withheld(self) -> list[tuple[str, str, str]]:
        """Id, SHA-256 and file name of each document whose text is withheld."""
        columns = ["doc_id", "sha256", "file_name", "rights_text"]
        files = [file for (config, _), those in self._files.items() if config == standoff.CONFIG.name for file in those]
        found = (row for file in files for row in _columns(file, columns))
        return [
            (row["doc_id"], row["sha256"] or "", row["file_name"] or "")
            for row in found
            if row["rights_text"] == "withheld"
        ]

    def finish(self) -> None:
        """Make sure that every row was given. Raises `DamagedRelease` where rows are out of order or of no document."""
        for (config, split), stream in self._streams.items():
            if stream.next is not None:
                name = stream.next["doc_id"]
                raise DamagedRelease(f"{self.folder}: {config}, {split}: a row of {name} is out of order or too many")

    def _index(self, manifest: Manifest, splits: list[str]) -> str | None:
        known = {config.name: _as_read(schema(config)) for config in configs()}
        allowed = {config.name: [CORPUS_SPLIT] if config.of_corpus else splits for config in configs()}
        for file in sorted(manifest.files, key=lambda file: file.path):
            if file.rows is None:
                continue
            place = table_place(file.path)
            if place is None or place[0] not in known or place[1] not in allowed[place[0]]:
                return f"it knows no {file.path}"
            if not table_schema(self.folder / file.path).equals(known[place[0]], check_metadata=True):
                return f"{file.path} has other columns"
            self._files.setdefault(place, []).append(self.folder / file.path)
        return None

    @staticmethod
    def _of_corpus() -> list[str]:
        return [config.name for config in configs() if config.of_corpus is not None]

    def _documents(self) -> list[Held]:
        held: dict[tuple[str, str], Held] = {}
        for (config, split), files in self._files.items():
            if config not in (documents.CONFIG.name, standoff.CONFIG.name):
                continue
            allowed = HOLDS[self.edition] if config == documents.CONFIG.name else _ELSEWHERE
            for row in (row for file in files for row in _columns(file, _ABOUT)):
                kind = row["rights_text"]
                one = Held(row["collection"] or "", row["doc_id"] or "", split, row["sha256"] or "", kind)
                if kind not in allowed:
                    raise DamagedRelease(f"{self.folder}: {config} holds {one.doc_id}, which is {kind}")
                if held.setdefault((config, one.doc_id), one) is not one:
                    raise DamagedRelease(f"{self.folder}: {one.doc_id} is there twice")
        found = {one.doc_id: one for one in held.values()}
        for one in held.values():
            if found[one.doc_id] != one:
                raise DamagedRelease(f"{self.folder}: the rows of {one.doc_id} do not agree")
        return sorted(found.values())


def _as_read(written: pa.Schema) -> pa.Schema:
    """The schema that files of `written` have: Parquet calls the items of lists otherwise."""
    file = BytesIO()
    pq.write_table(written.empty_table(), file)
    return pq.read_schema(file)


def _columns(file: Path, names: Sequence[str]) -> list[dict[str, Any]]:
    with Table(file) as table:
        return list(table.rows(names))
