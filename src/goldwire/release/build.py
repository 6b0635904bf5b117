"""Building a release: checked, written beside its place, and moved there whole."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path

import msgspec

from goldwire.checks.leaks import leaks
from goldwire.checks.run import Opened, Verdict, verdicts
from goldwire.corpus.files import json_lines, write_atomically
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.ledger import Fate
from goldwire.corpus.raw import Match
from goldwire.corpus.schemas import SUFFIX, kinds
from goldwire.corpus.schemas import folder as schema_folder
from goldwire.corpus.store import Corpus
from goldwire.model.document import Document, LedgerEvent
from goldwire.model.incident import Incident, errors
from goldwire.release.card import BuiltConfig, BuiltSplit, card
from goldwire.release.columns import encode, metadata_features
from goldwire.release.configs.registry import Config, configs
from goldwire.release.leakage import Leakage, leakage, write_leakage
from goldwire.release.manifest import (
    MANIFEST,
    Coverage,
    Edition,
    FileEntry,
    Manifest,
    entry,
    manifest_bytes,
    read_manifest,
)
from goldwire.release.placing import put, seal, take_back, workshop
from goldwire.release.published import placed
from goldwire.release.summary import Summary
from goldwire.release.tables import TableFile, TableWriter
from goldwire.release.tombstones import write_tombstones
from goldwire.release.verifying import verify
from goldwire.versions.bump import Bump, Reason, bump, numbers
from goldwire.versions.diff import NotComparable, compare
from goldwire.versions.record import EDITION, encoded, read_record, record_path, recorded
from goldwire.versions.snapshot import Snapshot

DATASHEET = "DATASHEET.md"
"""Goes into the release where the corpus has one."""

Progress = Callable[[Verdict], None]


class ReleaseRefused(Exception):
    """A release that must not be made. `incidents` are those that stop it, if any; `reasons` what makes the version
    too small."""

    def __init__(self, message: str, incidents: list[Incident] | None = None, reasons: Sequence[Reason] = ()) -> None:
        super().__init__(message)
        self.incidents = incidents or []
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Release:
    """A finished release. `unchanged` says that it stood there already, to the byte; `bump` is what the changes since
    the last recorded release demanded, None where there is no such release."""

    folder: Path
    manifest: Manifest
    summary: Summary
    matches: dict[str, Match]
    incidents: list[Incident]
    snapshot: Snapshot
    leakage: Leakage
    bump: Bump | None = None
    unchanged: bool = False


def release_folder(out: Path, name: str, version: str, edition: Edition) -> Path:
    """Where a release stands: `<out>/<name>/<version>`, a hydrated one with `-hydrated` behind, so that the cache of
    `datasets`, which goes by the folder's name, never mistakes one for the other."""
    return out / name / (version if edition == "public" else f"{version}-hydrated")


def build(
    opened: Opened,
    version: str,
    out: Path,
    *,
    workers: int = 1,
    replace: bool = False,
    progress: Progress = lambda verdict: None,
) -> Release:
    """Make release `version` below `out`: hydrated where raw texts were given with the corpus, else public.

    Nothing is visible before all of it is there, and the ledger knows of it as soon as it is, whatever cuts the run
    off; `corpus/releases/` learns of it right after, if need be when the same release is made again. Raises
    `ReleaseRefused` for any error of the corpus, a version below the last one or below what the changes since then
    demand, and a folder or a record of another release of the same version (unless `replace`).
    """
    corpus, settings = opened.corpus, opened.corpus.settings
    edition: Edition = "public" if opened.raw is None else "hydrated"
    if errors(opened.incidents):
        raise ReleaseRefused("the corpus has errors", errors(opened.incidents))
    _refuse_older(opened, version)
    target = release_folder(out, settings.name, version, edition)
    with corpus.locked(), workshop(target) as work:
        _refuse_stale(opened)
        release = _build_in(work, target.name, opened, version, edition, workers, progress)
        seal(work)
        damaged = verify(work)
        if damaged:
            raise ReleaseRefused(
                f"the files written do not read back, so the disk is full or failing: {'; '.join(damaged)}"
            )
        standing = target.exists() and not replace
        if standing and not _same(target, release.manifest):
            raise ReleaseRefused(
                f"{target} holds another release {version}. A release is not rewritten: raise the version in "
                "corpus/corpus.json, or, where nobody has it yet, use --replace"
            )
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
    work: Path, folder: str, opened: Opened, version: str, edition: Edition, workers: int, progress: Progress
) -> Release:
    settings, splits = opened.corpus.settings, opened.assignment.splits
    writers: dict[tuple[str, str], TableWriter] = {}
    incidents, summary, matches = list(opened.incidents), Summary(), {}
    coverage: dict[str, list[int]] = {}
    inputs = _common_inputs(opened, version)
    snapshot = _empty_snapshot(opened, version)
    for verdict in verdicts(opened, workers=workers):
        document = verdict.article.document
        progress(verdict)
        incidents += verdict.incidents
        matches[document.doc_id] = verdict.match
        inputs |= _document_inputs(opened, document)
        if errors(verdict.incidents):
            continue  # all errors are collected before the release is refused
        split = splits[document.doc_id]
        summary.add(verdict.article, split)
        counts = coverage.setdefault(split, [0, 0])
        counts[0] += 1
        counts[1] += verdict.article.text is not None
        whole = placed(verdict.article)
        for config in configs():
            writer = writers.setdefault((config.name, split), TableWriter(config, split, work / "data" / config.name))
            rows = list(config.rows(verdict.article, whole, opened.entities))
            writer.add(rows)
            if document.withheld:  # only what both editions hold is recorded
                rows = list(config.rows(verdict.article, None, opened.entities))
            if rows:
                if config.name not in snapshot.fields:
                    snapshot.describe(config.name, metadata_features(config.columns))
                snapshot.add(config.name, split, [encode(config.columns, row) for row in rows])
    if errors(incidents):
        raise ReleaseRefused("the corpus has errors", errors(incidents))
    files: list[FileEntry] = []
    built = []
    for config in configs():
        one, tables = _close(config, writers, _split_order(opened), work)
        files += [entry(work, table.path, (table.rows, table.rows_sha256)) for table in tables]
        if one.splits:
            built.append(one)
    if not built:
        raise ReleaseRefused(
            "there is nothing to release: no document has text or annotations; begin with goldwire add"
        )
    audited = leakage(work, settings.name, version, edition)
    incidents += leaks(audited)
    if errors(incidents):
        raise ReleaseRefused("texts leak between splits", errors(incidents))
    files.append(entry(work, write_leakage(work, audited)))
    files += _other_files(work, opened, card(settings, version, edition, built, summary, folder, audited))
    manifest = Manifest(
        name=settings.name,
        version=version,
        edition=edition,
        writer={"goldwire": installed("goldwire"), "pyarrow": installed("pyarrow")},
        inputs=dict(sorted(inputs.items())),
        coverage={split: Coverage(documents=n, with_text=t) for split, (n, t) in sorted(coverage.items())},
        files=sorted(files, key=lambda file: file.path),
    )
    data, manifest = manifest_bytes(manifest)
    (work / MANIFEST).write_bytes(data)
    return Release(work, manifest, summary, matches, incidents, snapshot, audited)


def _close(
    config: Config, writers: dict[tuple[str, str], TableWriter], order: list[str], work: Path
) -> tuple[BuiltConfig, list[TableFile]]:
    """Finish the tables of one config, its splits in the corpus's order."""
    splits, tables = [], []
    for split in order:
        writer = writers.get((config.name, split))
        written = writer.close() if writer else []
        if written:
            tables += written
            splits.append(
                BuiltSplit(
                    split=split,
                    files=tuple(file.path.relative_to(work).as_posix() for file in written),
                    rows=sum(file.rows for file in written),
                    rows_sha256=tuple(file.rows_sha256 for file in written),
                    arrow_bytes=sum(file.arrow_bytes for file in written),
                    file_bytes=sum(file.path.stat().st_size for file in written),
                )
            )
    return BuiltConfig(config, tuple(splits)), tables


def _split_order(opened: Opened) -> list[str]:
    settings = opened.corpus.settings
    drawn = [split.name for split in settings.splits]
    fixed = sorted({c.split for c in settings.collections.values() if c.split is not None} - set(drawn))
    return [*drawn, *fixed]


def _other_files(work: Path, opened: Opened, readme: str) -> list[FileEntry]:
    paths = [work / "README.md"]
    paths[0].write_bytes(readme.encode())
    datasheet = opened.corpus.root / DATASHEET
    if datasheet.is_file():
        paths.append(work / DATASHEET)
        shutil.copyfile(datasheet, paths[-1])
    paths.append(write_tombstones(work, opened.corpus.ledger().value))
    (work / "schema").mkdir()
    for kind in kinds():
        paths.append(work / "schema" / f"{kind}{SUFFIX}")
        shutil.copyfile(schema_folder() / f"{kind}{SUFFIX}", paths[-1])
    return [entry(work, path) for path in paths]


def _common_inputs(opened: Opened, version: str) -> dict[str, str]:
    corpus = opened.corpus
    paths = [corpus.settings_path, corpus.entities_path, corpus.root / DATASHEET]
    paths += [corpus.documents_path(collection) for collection in sorted(corpus.settings.collections)]
    inputs = {corpus.relative(path): sha256_hex(path.read_bytes()) for path in paths if path.is_file()}
    # The ledger as it stands once this release is in it, so that building again gives the same manifest.
    ledger = corpus.ledger_path.read_bytes() if corpus.ledger_path.exists() else b""
    inputs[corpus.relative(corpus.ledger_path)] = sha256_hex(ledger + json_lines(_events(opened, version)))
    return inputs


def _document_inputs(opened: Opened, document: Document) -> dict[str, str]:
    path = opened.corpus.annotation_path(document)
    inputs = {document.doc_id: document.sha256}
    if path.exists():
        inputs[opened.corpus.relative(path)] = sha256_hex(path.read_bytes())
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
    if not path.exists() or path.read_bytes() != data:
        write_atomically(path, data)


def _refuse_stale(opened: Opened) -> None:
    """Refuse a corpus that another process changed after it was opened and before it was locked."""
    splits, standings = opened.assignment.splits, opened.corpus.ledger().value.standings
    active = {standing.doc_id: standing.split for standing in standings.values() if standing.fate is Fate.ACTIVE}
    if active.keys() != splits.keys() or any(split not in (None, splits[doc]) for doc, split in active.items()):
        raise ReleaseRefused("another goldwire changed the corpus just now; try again")


def _same(folder: Path, manifest: Manifest) -> bool:
    try:
        return msgspec.to_builtins(read_manifest(folder)) == msgspec.to_builtins(manifest) and not verify(folder)
    except ValueError:
        return False


def _publish(work: Path, target: Path, corpus: Corpus, events: list[LedgerEvent], *, replace: bool) -> None:
    """Put the finished folder in its place and tell the ledger, both or neither."""
    with corpus.promised(events, target / MANIFEST, sha256_hex((work / MANIFEST).read_bytes())):
        try:
            put(work, target, replace=replace)
        except OSError:
            if replace or not target.exists():
                raise
            raise ReleaseRefused(f"another run put a release at {target} just now; try again") from None
        try:
            corpus.append_events(events)
        except BaseException:
            if not corpus.ends_with(events):
                take_back(work, target)
            raise
