"""The record of a release in the repository: ids and digests of what all its editions hold.

`corpus/releases/<version>.json` is written when a release is made, so that the next one can be judged without the
tables of this one. Schema: `release-record.schema.json`.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from goldwire.corpus.files import pretty_json
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.versions.bump import is_version, numbers
from goldwire.versions.snapshot import ABOUT, SAYS, Group, Holding, Item, Snapshot

KIND = "release-record"
EDITION = "public"
"""The edition that records describe; fetched and hydrated releases have the same one, for they hold all of it."""
_HALF = 12


class _Table(msgspec.Struct, frozen=True, kw_only=True):
    fields: dict[str, str]
    labels: dict[str, list[str]]


class _Document(msgspec.Struct, frozen=True, kw_only=True):
    split: str
    tables: dict[str, dict[str, dict[str, str] | None]]


class ReleaseRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The file. Digests are 24 hex digits: of what a record is about, and of what it says."""

    name: str
    version: str
    title: str
    licence: str
    languages: list[str]
    tables: dict[str, _Table]
    documents: dict[str, _Document]
    entities: dict[str, str] | None = None
    propositions: dict[str, str] | None = None


def record_path(corpus: Corpus, version: str) -> Path:
    """Where the record of a release is."""
    return corpus.records_folder / f"{version}.json"


def recorded(corpus: Corpus) -> list[str]:
    """The versions that have a record, the oldest first."""
    names = (path.stem for path in corpus.records_folder.glob("*.json"))
    return sorted(filter(is_version, names), key=numbers)


def read_record(corpus: Corpus, version: str) -> Snapshot:
    """The record of a version. Raises `CorpusError` where it is damaged."""
    path = record_path(corpus, version)
    loaded = corpus.record(path, KIND, ReleaseRecord)
    if loaded.value is None:
        wrong = "; ".join(f"{i.file}{i.pointer}: {i.message}" for i in loaded.incidents)
        raise CorpusError(f"{wrong}. Restore the record of release {version} from version control or a backup")
    if loaded.value.version != version:
        raise CorpusError(f"{corpus.relative(path)} says that it is the record of {loaded.value.version}")
    return _snapshot(loaded.value)


def encoded(snapshot: Snapshot) -> bytes:
    """The record's file, the same bytes for the same content."""
    snapshot = snapshot.as_digests()
    return pretty_json(
        ReleaseRecord(
            name=snapshot.name,
            version=snapshot.version,
            title=snapshot.metadata["title"],
            licence=snapshot.metadata["licence"],
            languages=snapshot.metadata["languages"],
            tables={
                name: _Table(fields=snapshot.fields[name], labels=snapshot.labels.get(name, {}))
                for name in sorted(snapshot.fields)
            },
            documents={
                name: _Document(
                    split=holding.split,
                    tables={
                        table: {group: _joined(items) for group, items in groups.items()}
                        for table, groups in sorted(holding.tables.items())
                    },
                )
                for name, holding in sorted(snapshot.documents.items())
            },
            entities=_joined(snapshot.entities),
            propositions=_joined(snapshot.propositions),
        )
    )


def _joined(items: Group | None) -> dict[str, str] | None:
    return None if items is None else {key: item.about[ABOUT] + item.says[SAYS] for key, item in items.items()}


def _snapshot(record: ReleaseRecord) -> Snapshot:
    documents = {
        name: Holding(
            document.split,
            {
                table: {group: _parted(digests) for group, digests in groups.items()}
                for table, groups in document.tables.items()
            },
        )
        for name, document in record.documents.items()
    }
    return Snapshot(
        record.name,
        record.version,
        EDITION,
        {"title": record.title, "licence": record.licence, "languages": record.languages},
        {name: table.fields for name, table in record.tables.items()},
        {name: table.labels for name, table in record.tables.items()},
        documents,
        entities=_parted(record.entities),
        propositions=_parted(record.propositions),
        digested=True,
    )


def _parted(digests: dict[str, str] | None) -> Group | None:
    if digests is None:
        return None
    return {key: Item({ABOUT: value[:_HALF]}, {SAYS: value[_HALF:]}) for key, value in digests.items()}
