"""Building a release: checked, written beside its place, and moved there whole."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from goldwire.annotation.files import load_annotation
from goldwire.checks.leaks import leaks
from goldwire.checks.run import Opened, Verdict, verdicts
from goldwire.corpus.files import json_lines, write_atomically
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.ledger import Fate
from goldwire.corpus.placing import take_back, workshop
from goldwire.corpus.store import Corpus
from goldwire.model.document import Document, LedgerEvent
from goldwire.model.incident import Incident, errors
from goldwire.release.assembly import Assembly, Tables
from goldwire.release.carried import ENTITIES, PROPOSITIONS, SETTINGS
from goldwire.release.columns import metadata_features
from goldwire.release.configs.registry import CORPUS_SPLIT, configs, corpus_rows, document_rows
from goldwire.release.finding import release_folder
from goldwire.release.finishing import (
    DATASHEET,
    Origin,
    ReleaseRefused,
    finish,
    flush,
    settle,
    stands,
)
from goldwire.release.known import Known, Usage
from goldwire.release.leakage import Leakage
from goldwire.release.manifest import HOLDS, MANIFEST, Edition, Manifest
from goldwire.release.published import placed
from goldwire.release.sources import refuse_unfetched
from goldwire.release.tombstones import TOMBSTONES, tombstones
from goldwire.splits.assign import split_order
from goldwire.text.regular_file import read_if_there, read_regular, regular_sha256
from goldwire.versions.bump import Bump, bump, numbers
from goldwire.versions.diff import NotComparable, compare
from goldwire.versions.record import EDITION, encoded, read_record, record_path, recorded
from goldwire.versions.snapshot import Snapshot

Progress = Callable[[Verdict], None]


@dataclass(frozen=True, slots=True)
class Release:
    """A finished release. `unchanged` says that it stood there already, to the byte; `bump` is what the changes since
    the last recorded release demanded, None where there is no such release."""

    folder: Path
    manifest: Manifest
    tables: Tables
    incidents: list[Incident]
    snapshot: Snapshot
    leakage: Leakage
    bump: Bump | None = None
    unchanged: bool = False


def build(
    opened: Opened,
    version: str,
    out: str | Path,
    *,
    workers: int = 1,
    replace: bool = False,
    all_fetched: bool = False,
    progress: Progress = lambda verdict: None,
) -> Release:
    """Make release `version` below `out`: hydrated where a folder of raw texts was given with the corpus, else fetched
    where a cache was, else public.

    A fetched edition is the same for everyone, and so is refused unless every fetched text is at hand; a hydrated one
    holds those that are, unless `all_fetched` asks the same of it.
    Nothing is visible before all of it is there, and the ledger knows of it as soon as it is, whatever cuts the run
    off; `corpus/releases/` learns of it right after, if need be when the same release is made again. Raises
    `ReleaseRefused` for any error of the corpus, a version below the last one or below what the changes since then
    demand, and a folder or a record of another release of the same version (unless `replace`).
    """
    corpus, settings = opened.corpus, opened.corpus.settings
    edition: Edition = "hydrated" if opened.raw is not None else "public" if opened.cache is None else "fetched"
    if errors(opened.incidents):
        raise ReleaseRefused("the corpus has errors", errors(opened.incidents))
    _refuse_older(opened, version)
    all_fetched |= edition == "fetched"
    if opened.cache is not None and all_fetched:  # told at once; what comes away meanwhile is told at the end
        refuse_unfetched((one, opened.cache.match(one)[0]) for one in opened.documents if one.fetched)
    target = release_folder(out, settings.name, version, edition)
    with corpus.locked(), workshop(target) as work:
        _refuse_stale(opened)
        release = _build_in(work, target.name, opened, version, edition, workers, progress, all_fetched=all_fetched)
        flush(work)
        standing = stands(target, release.manifest, replace=replace)
        try:
            needed = _judged(opened, release.snapshot, replace=replace)
        except NotComparable as error:
            raise ReleaseRefused(f"{error}: corpus/releases holds the records of another corpus") from None
        if standing:
            corpus.append_events(_events(opened, version))
        else:
            _publish(work, target, corpus, _events(opened, version), replace=replace)
        _record(opened, release.snapshot)
        return dataclasses.replace(release, folder=target, bump=needed, unchanged=standing)


def _build_in(
    work: Path,
    folder: str,
    opened: Opened,
    version: str,
    edition: Edition,
    workers: int,
    progress: Progress,
    *,
    all_fetched: bool,
) -> Release:
    assembly, incidents = Assembly(work, edition, opened.corpus.settings.licences), list(opened.incidents)
    inputs, snapshot = _common_inputs(opened, version), _empty_snapshot(opened, version)
    usage = _usage(opened)
    known = Known(opened.entities, opened.propositions, usage.surfaces())
    found = []
    for verdict in verdicts(opened, workers=workers):
        document = verdict.article.document
        progress(verdict)
        incidents += verdict.incidents
        inputs |= _document_inputs(opened, document)
        found.append((document, verdict.match))
        if errors(verdict.incidents):
            continue  # all errors are collected before the release is refused
        split = opened.assignment.splits[document.doc_id]
        whole = placed(verdict.article) if document.rights.text in HOLDS[edition] else None
        rows = document_rows(verdict.article, whole, known)
        assembly.add(rows, split, verdict.match)
        if not document.included:  # only what all editions hold is recorded
            rows = document_rows(verdict.article, None, known)
        _record_rows(snapshot, split, rows)
    if errors(incidents):
        raise ReleaseRefused("the corpus has errors", errors(incidents))
    if all_fetched:
        refuse_unfetched(found)
    snapshot.add_entities(msgspec.to_builtins(entity) for entity in opened.entities.values())
    snapshot.add_propositions(msgspec.to_builtins(proposition) for proposition in opened.propositions.values())
    of_corpus = corpus_rows(known, usage)
    assembly.add_corpus(of_corpus)
    _record_rows(snapshot, CORPUS_SPLIT, of_corpus)
    settings = opened.corpus.settings
    tables = assembly.close(split_order(settings))
    origin = Origin(settings, version, edition, inputs, _companions(opened.corpus))
    manifest, audited = finish(work, folder, origin, tables)
    incidents += leaks(audited)
    if errors(incidents):
        raise ReleaseRefused("texts leak between splits", errors(incidents))
    return Release(work, manifest, tables, incidents, snapshot, audited)


def _usage(opened: Opened) -> Usage:
    """How the corpus uses its entities and propositions. What cannot be read is counted nowhere: it is told of when it
    is judged, and then no release is made."""
    usage = Usage(opened.entities)
    for document in opened.documents:
        annotation = load_annotation(opened.corpus, document).value
        if annotation is not None:
            usage.add(annotation, opened.assignment.splits[document.doc_id])
    return usage


def _record_rows(snapshot: Snapshot, split: str, rows: Mapping[str, Sequence[dict[str, Any]]]) -> None:
    """Add rows to what is recorded of a release, with the columns of their tables."""
    for config in configs():
        if rows.get(config.name):
            if config.name not in snapshot.fields:
                snapshot.describe(config.name, metadata_features(config.columns))
            snapshot.add(config.name, split, rows[config.name])


def _companions(corpus: Corpus) -> dict[str, bytes]:
    found = {
        SETTINGS: read_regular(corpus.settings_path),
        ENTITIES: read_if_there(corpus.entities_path) or b"",
        TOMBSTONES: json_lines(tombstones(corpus.ledger().value)),
    }
    others = {PROPOSITIONS: read_if_there(corpus.propositions_path), DATASHEET: read_if_there(corpus.root / DATASHEET)}
    return found | {name: data for name, data in others.items() if data is not None}


def _common_inputs(opened: Opened, version: str) -> dict[str, str]:
    corpus = opened.corpus
    paths = [corpus.settings_path, corpus.entities_path, corpus.propositions_path, corpus.root / DATASHEET]
    paths += [corpus.documents_path(collection) for collection in sorted(corpus.settings.collections)]
    found = {path: read_if_there(path) for path in paths}
    inputs = {corpus.relative(path): sha256_hex(data) for path, data in found.items() if data is not None}
    # The ledger as it stands once this release is in it, so that building again gives the same manifest.
    ledger = read_if_there(corpus.ledger_path) or b""
    inputs[corpus.relative(corpus.ledger_path)] = sha256_hex(ledger + json_lines(_events(opened, version)))
    return inputs


def _document_inputs(opened: Opened, document: Document) -> dict[str, str]:
    path = opened.corpus.annotation_path(document)
    inputs = {document.doc_id: document.sha256}
    annotation = read_if_there(path)
    if annotation is not None:
        inputs[opened.corpus.relative(path)] = sha256_hex(annotation)
    return inputs


def _events(opened: Opened, version: str) -> list[LedgerEvent]:
    """The `released` events of documents that no release held before."""
    standings = opened.corpus.ledger().value.standings
    return [
        LedgerEvent(
            event="released",
            doc_id=document.doc_id,
            release=version,
            split=opened.assignment.splits[document.doc_id],
        )
        for document in opened.documents
        if standings[document.doc_id].release is None
    ]


def _refuse_older(opened: Opened, version: str) -> None:
    released = [s.release for s in opened.corpus.ledger().value.standings.values() if s.release is not None]
    last = max([*released, *recorded(opened.corpus)], key=numbers, default=None)
    if last is not None and numbers(version) < numbers(last):
        raise ReleaseRefused(
            f"{version} is older than {last}, which was released. To build an old release again, check out its tag"
        )


def _empty_snapshot(opened: Opened, version: str) -> Snapshot:
    settings = opened.corpus.settings
    # As the card of the public edition has them.
    metadata = {
        "title": settings.title,
        "licence": settings.licence.lower(),
        "languages": list(settings.languages),
    }
    return Snapshot(settings.name, version, EDITION, metadata, digested=True)


def _judged(opened: Opened, snapshot: Snapshot, *, replace: bool) -> Bump | None:
    """What the changes since the last recorded release demand. Refuses a version that is too small for them, and one
    that was recorded with other content."""
    corpus, version = opened.corpus, snapshot.version
    versions = recorded(corpus)
    known = version in versions and not compare(read_record(corpus, version), snapshot)
    if version in versions and not known and not replace:
        raise ReleaseRefused(
            f"{corpus.relative(record_path(corpus, version))} records another content of {version}. A release is not "
            "rewritten: raise the version in corpus/corpus.json, or, where nobody has it yet, use --replace"
        )
    before = [one for one in versions if numbers(one) < numbers(version)]
    if not before:
        return None
    needed = bump(compare(read_record(corpus, before[-1]), snapshot), before[-1])
    if not known and not needed.allows(version):
        raise ReleaseRefused(f"{version} is too small: {needed.explanation}", reasons=needed.reasons)
    return needed


def _record(opened: Opened, snapshot: Snapshot) -> None:
    """Write down what a release holds, once it stands in its place. A run that is cut off before is made up for by the
    next one of the same release."""
    path, data = record_path(opened.corpus, snapshot.version), encoded(snapshot)
    if read_if_there(path) != data:
        write_atomically(path, data)


def _refuse_stale(opened: Opened) -> None:
    """Refuse a corpus that another process changed after it was opened and before it was locked."""
    splits, standings = opened.assignment.splits, opened.corpus.ledger().value.standings
    active = {standing.doc_id: standing.split for standing in standings.values() if standing.fate is Fate.ACTIVE}
    if active.keys() != splits.keys() or any(split not in (None, splits[doc]) for doc, split in active.items()):
        raise ReleaseRefused("another goldwire changed the corpus just now; try again")


def _publish(work: Path, target: Path, corpus: Corpus, events: list[LedgerEvent], *, replace: bool) -> None:
    """Put the finished folder in its place and tell the ledger, both or neither."""
    with corpus.promised(events, target / MANIFEST, regular_sha256(work / MANIFEST)):
        settle(work, target, replace=replace)
        try:
            corpus.append_events(events)
        except BaseException:
            if not corpus.ends_with(events):
                take_back(work, target)
            raise
