"""What comes after the tables of a release: companion files, schemas, card, manifest; and whether it may stand.

A build from the repository and one from a public release end alike, so both end here.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path

import msgspec

from goldwire.corpus.placing import put, seal
from goldwire.corpus.schemas import SUFFIX, kinds
from goldwire.corpus.schemas import folder as schema_folder
from goldwire.model.document import Settings
from goldwire.model.incident import Incident
from goldwire.release.agreeing import CARD, disagreements
from goldwire.release.assembly import Tables
from goldwire.release.attribution import ATTRIBUTION, attribution
from goldwire.release.card import card
from goldwire.release.carried import ENTITIES, PROPOSITIONS, SETTINGS
from goldwire.release.croissant import CROISSANT, croissant
from goldwire.release.leakage import Leakage, leakage, write_leakage
from goldwire.release.manifest import MANIFEST, Edition, FileEntry, Manifest, entry, manifest_bytes, read_manifest
from goldwire.release.texts import released_texts
from goldwire.release.tombstones import TOMBSTONES
from goldwire.release.verifying import verify
from goldwire.versions.bump import Reason

DATASHEET = "DATASHEET.md"
COMPANIONS = (ENTITIES, PROPOSITIONS, SETTINGS, TOMBSTONES, DATASHEET)
"""Files that a release takes over from the corpus as they are, and another edition from the public one."""


class ReleaseRefused(Exception):
    """A release that must not be made. `incidents` are those that stop it, if any; `reasons` what makes the version
    too small."""

    def __init__(self, message: str, incidents: list[Incident] | None = None, reasons: Sequence[Reason] = ()) -> None:
        super().__init__(message)
        self.incidents = incidents or []
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Origin:
    """What a release is made from besides the rows of its documents. `companions` are those of `COMPANIONS` that are
    there, with their bytes."""

    settings: Settings
    version: str
    edition: Edition
    inputs: Mapping[str, str]
    companions: Mapping[str, bytes]


def finish(work: Path, folder: str, origin: Origin, tables: Tables) -> tuple[Manifest, Leakage]:
    """Add to the tables in `work` all else that a release holds; its place is called `folder`.

    Each step may read what the steps before it wrote. The manifest comes last and lists every file that is there.
    """
    if not tables.built:
        raise ReleaseRefused(
            "there is nothing to release: no document has text or annotations; begin with goldwire add"
        )
    for name, data in sorted(origin.companions.items()):
        (work / name).write_bytes(data)
    _schemas(work)
    settings, version, edition = origin.settings, origin.version, origin.edition
    audited = leakage(work, settings.name, version, edition)
    write_leakage(work, audited)
    texts = released_texts(work, tables.files).values()
    credited = attribution(settings, version, edition, texts)
    if credited is not None:
        (work / ATTRIBUTION).write_bytes(credited.encode())
    (work / CARD).write_bytes(card(settings, version, edition, tables, folder, audited, texts).encode())
    files = _entries(work, tables)
    (work / CROISSANT).write_bytes(croissant(settings, version, tables, files, texts))
    files.append(entry(work, work / CROISSANT))
    data, manifest = manifest_bytes(_manifest(origin, tables, files))
    (work / MANIFEST).write_bytes(data)
    wrong = disagreements(work, manifest)
    if wrong:
        raise ReleaseRefused(
            f"the release describes itself wrongly, a fault of goldwire or of a config: {'; '.join(wrong)}"
        )
    return manifest, audited


def flush(work: Path) -> None:
    """Flush a finished release to disk and read it back."""
    seal(work)
    damaged = verify(work)
    if damaged:
        raise ReleaseRefused(
            f"the files written do not read back, so the disk is full or failing: {'; '.join(damaged)}"
        )


def stands(target: Path, manifest: Manifest, *, replace: bool) -> bool:
    """Whether this release stands at `target` already, to the byte. Raises `ReleaseRefused` where another one does,
    unless it is to be replaced. What is no release is never replaced."""
    if not target.exists():
        return False
    if not (target / MANIFEST).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise ReleaseRefused(f"{target} holds something that is no release; move it away, or name another --out")
    if replace:
        return False
    try:
        same = msgspec.to_builtins(read_manifest(target)) == msgspec.to_builtins(manifest) and not verify(target)
    except ValueError:
        same = False
    if not same and manifest.edition == "hydrated":
        raise ReleaseRefused(
            f"{target} holds another hydrated edition, made of other texts or of another release {manifest.version}; "
            "put this one in its place with --replace"
        )
    if not same and manifest.edition == "fetched":
        raise ReleaseRefused(
            f"{target} holds another fetched edition, made of another release {manifest.version} or by another "
            "goldwire; where nobody has it yet, put this one in its place with --replace"
        )
    if not same:
        raise ReleaseRefused(
            f"{target} holds another release {manifest.version}. A release is not rewritten: raise the version in "
            "corpus/corpus.json, or, where nobody has it yet, use --replace"
        )
    return True


def settle(work: Path, target: Path, *, replace: bool) -> None:
    """Move a finished release to its place. Raises `ReleaseRefused` where another run was faster."""
    try:
        put(work, target, replace=replace)
    except OSError:
        if replace or not target.exists():
            raise
        raise ReleaseRefused(f"another run put a release at {target} just now; try again") from None


def _schemas(work: Path) -> None:
    (work / "schema").mkdir()
    for kind in kinds():
        shutil.copyfile(schema_folder() / f"{kind}{SUFFIX}", work / "schema" / f"{kind}{SUFFIX}")


def _entries(work: Path, tables: Tables) -> list[FileEntry]:
    """Every file that is there so far, sorted by path."""
    listed = {file.path: file for file in tables.files}
    for path in work.rglob("*"):
        name = path.relative_to(work).as_posix()
        if path.is_file() and name not in listed:
            listed[name] = entry(work, path)
    return [file for _, file in sorted(listed.items())]


def _manifest(origin: Origin, tables: Tables, files: list[FileEntry]) -> Manifest:
    return Manifest(
        name=origin.settings.name,
        version=origin.version,
        edition=origin.edition,
        redistributable=tables.redistributable,
        writer={"goldwire": installed("goldwire"), "pyarrow": installed("pyarrow")},
        inputs=dict(sorted(origin.inputs.items())),
        coverage=tables.coverage,
        matches=None if tables.sources is None else dict(sorted((s.doc_id, s.match) for s in tables.sources)),
        files=sorted(files, key=lambda file: file.path),
    )
