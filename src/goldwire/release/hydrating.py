"""The hydrated edition from a public release and raw files, with no corpus at hand.

It is, to the byte, the one that a build from the corpus gives with the same raw files and libraries. Rows of included
documents are taken over; those of withheld ones are made from the row in `standoff` and the raw text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from goldwire.annotation.article import Entities, article
from goldwire.annotation.files import load_entities
from goldwire.checks.edges import BLANK_EDGE, OUTER_MARKS, STRAY_EDGE
from goldwire.checks.quotes import MARKS_DIFFER
from goldwire.checks.registry import check_article
from goldwire.corpus.placing import workshop
from goldwire.corpus.raw import RawFolder, find_elsewhere
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.model.document import Match
from goldwire.model.incident import Incident, errors
from goldwire.release.assembly import Assembly, Tables
from goldwire.release.configs import standoff
from goldwire.release.configs.registry import document_rows
from goldwire.release.finding import release_folder
from goldwire.release.finishing import (
    COMPANIONS,
    Origin,
    ReleaseRefused,
    finish,
    flush,
    settle,
    stands,
)
from goldwire.release.leakage import Leakage
from goldwire.release.manifest import Manifest, read_manifest
from goldwire.release.published import placed
from goldwire.release.reading import ENTITIES, SETTINGS, DamagedRelease
from goldwire.release.released import Released
from goldwire.release.restoring import NotRestorable, restored
from goldwire.release.verifying import verify
from goldwire.splits.assign import split_order
from goldwire.text.regular_file import read_regular

Progress = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Hydration:
    """A finished hydrated edition. `unchanged` says that it stood there already, to the byte."""

    folder: Path
    manifest: Manifest
    tables: Tables
    incidents: list[Incident]
    leakage: Leakage
    unchanged: bool


@dataclass(frozen=True, slots=True)
class PublicRelease:
    """A public release that is whole and carries all that hydration needs."""

    manifest: Manifest
    origin: Origin
    entities: Entities
    released: Released

    @property
    def name(self) -> str:
        return self.origin.settings.name


class _Carried(Corpus):
    """A release folder read as the corpus whose settings and entities it carries."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.settings_path = folder / SETTINGS
        self.entities_path = folder / ENTITIES


def open_public(folder: str | Path) -> PublicRelease:
    """Read a public release. Raises `ValueError` where it is no release, `DamagedRelease` where it is not as its
    manifest says, and `ReleaseRefused` where it cannot be hydrated."""
    folder = Path(folder)
    manifest = read_manifest(folder)
    damaged = verify(folder)
    if damaged:
        raise DamagedRelease(f"{folder} is damaged: {'; '.join(damaged[:6])}. Get it anew")
    if manifest.edition != "public":
        raise ReleaseRefused(f"{folder} is hydrated already; a hydrated edition is made from the public one")
    listed = {file.path for file in manifest.files}
    if not {ENTITIES, SETTINGS} <= listed:
        raise ReleaseRefused(
            f"{folder} was made by a goldwire before 0.2 and lacks {ENTITIES} or {SETTINGS}, which hydration needs; "
            "take a newer release"
        )
    carried = _Carried(folder)
    try:
        settings, entities = carried.settings, load_entities(carried)
    except CorpusError as error:
        raise DamagedRelease(f"{folder}: {error}") from None
    if errors(entities.incidents):
        raise DamagedRelease(f"{folder / ENTITIES}: {entities.incidents[0].message}")
    if settings.name != manifest.name:
        raise DamagedRelease(f"{folder}: {SETTINGS} is of {settings.name}, the manifest of {manifest.name}")
    released = Released(folder, manifest, split_order(settings))
    if released.foreign is not None:
        made = manifest.writer.get("goldwire", "another version")
        raise ReleaseRefused(
            f"{folder} was made by goldwire {made}, and this is goldwire {installed('goldwire')}, which makes other "
            f"tables ({released.foreign}). Hydrate it with that version, from the folder of its wheel: "
            f"pip install goldwire=={made} --find-links FOLDER"
        )
    companions = {name: read_regular(folder / name) for name in COMPANIONS if name in listed}
    origin = Origin(settings, manifest.version, "hydrated", manifest.inputs, companions)
    return PublicRelease(manifest, origin, entities.value, released)


def hydrate(
    public: PublicRelease,
    raw: str | Path | RawFolder,
    out: str | Path,
    *,
    replace: bool = False,
    progress: Progress = lambda: None,
) -> Hydration:
    """Make the hydrated edition below `out`, whole or not at all. `raw` is a folder with raw files, or what was
    found in one.

    Raises `ReleaseRefused` where a text found does not fit its annotations, and where another edition stands there
    already (unless `replace`); `DamagedRelease` where the tables of the release contradict one another.
    """
    target = release_folder(out, public.name, public.manifest.version, "hydrated")
    if target.exists() and target.samefile(public.released.folder):
        raise ReleaseRefused(f"{target} is the public release itself; name another folder with --out")
    with workshop(target) as work:
        wanted = {held.sha256 for held in public.released.held if held.withheld}
        folder = raw if isinstance(raw, RawFolder) else RawFolder(raw, wanted)
        incidents = list(folder.incidents)
        assembly = Assembly(work, "hydrated", public.origin.settings.licences)
        for held in public.released.held:
            progress()
            rows = public.released.rows(held)
            match = Match.OK
            if held.withheld:
                rows, match, found = _hydrated(rows, folder, public.entities)
                incidents += found
            if not errors(incidents):  # all errors are collected before the edition is refused
                assembly.add(rows, held.split, match)
        public.released.finish()
        if errors(incidents):
            raise ReleaseRefused("the texts found and their annotations do not agree", errors(incidents))
        tables = assembly.close(split_order(public.origin.settings))
        manifest, audited = finish(work, target.name, public.origin, tables)
        flush(work)
        standing = stands(target, manifest, replace=replace)
        if not standing:
            settle(work, target, replace=replace)
    return Hydration(target, manifest, tables, incidents, audited, standing)


_SETTLED = frozenset(code.code for code in (MARKS_DIFFER, BLANK_EDGE, STRAY_EDGE, OUTER_MARKS))
"""What whoever made the release has judged: the reason for a type is not published, and labels are not edited here."""

Rows = dict[str, list[dict[str, Any]]]


def _hydrated(rows: Rows, raw: RawFolder, entities: Entities) -> tuple[Rows, Match, list[Incident]]:
    """The rows of a withheld document with its text, where that was found, and all that is wrong with it."""
    (row,) = rows[standoff.CONFIG.name]
    try:
        document, annotation = restored(row)
    except NotRestorable as error:
        raise DamagedRelease(f"{standoff.CONFIG.name}: the row of {row['doc_id']} is damaged: {error}") from None
    found = find_elsewhere(document, raw)
    whole = article(document, annotation, found.text)
    judged = [incident for incident in check_article(whole, entities) if incident.code not in _SETTLED]
    incidents = [*found.incidents, *judged]
    if errors(incidents):
        return rows, found.match, incidents
    made = document_rows(whole, placed(whole), entities)
    if made[standoff.CONFIG.name] != [row]:
        raise DamagedRelease(f"{standoff.CONFIG.name}: the row of {row['doc_id']} is none that goldwire makes")
    return made, found.match, incidents
