"""The fetched and the hydrated edition from a public release and the texts that it lacks, with no corpus at hand.

They are, to the byte, those that a build from the corpus gives with the same texts and libraries. Rows of documents
whose text the release holds are taken over; those of others are made from the row in `standoff` and the raw text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace as replaced
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from goldwire.annotation.article import Entities, article
from goldwire.annotation.files import load_entities, load_propositions
from goldwire.checks.edges import BLANK_EDGE, OUTER_MARKS, STRAY_EDGE
from goldwire.checks.quotes import MARKS_DIFFER
from goldwire.checks.registry import check_article
from goldwire.corpus.cache import Cache
from goldwire.corpus.placing import workshop
from goldwire.corpus.raw import RawFolder, find_elsewhere
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.model.document import Document, Match
from goldwire.model.incident import Incident, errors
from goldwire.release.assembly import Assembly, Tables
from goldwire.release.carried import ENTITIES, PROPOSITIONS, SETTINGS
from goldwire.release.configs import standoff
from goldwire.release.configs.entities import CONFIG as ENTITY_TABLE
from goldwire.release.configs.entities import surfaces_in
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
from goldwire.release.known import Known, Propositions
from goldwire.release.leakage import Leakage
from goldwire.release.manifest import HOLDS, Edition, Manifest, read_manifest
from goldwire.release.published import placed
from goldwire.release.reading import DamagedRelease
from goldwire.release.released import Released
from goldwire.release.restoring import NotRestorable, restored
from goldwire.release.sources import refuse_unfetched
from goldwire.release.verifying import verify
from goldwire.splits.assign import split_order
from goldwire.text.regular_file import read_regular

Progress = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Hydration:
    """A finished edition. `unchanged` says that it stood there already, to the byte."""

    folder: Path
    manifest: Manifest
    tables: Tables
    incidents: list[Incident]
    leakage: Leakage
    unchanged: bool


@dataclass(frozen=True, slots=True)
class PublicRelease:
    """A public release, or a fetched one, that is whole and carries all that hydration needs."""

    manifest: Manifest
    origin: Origin
    entities: Entities
    propositions: Propositions
    released: Released

    @property
    def name(self) -> str:
        return self.origin.settings.name


class _Carried(Corpus):
    """A release folder read as the corpus whose settings, entities and propositions it carries."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.settings_path = folder / SETTINGS
        self.entities_path = folder / ENTITIES
        self.propositions_path = folder / PROPOSITIONS


def open_public(folder: str | Path) -> PublicRelease:
    """Read a public or a fetched release. Raises `ValueError` where it is no release, `DamagedRelease` where it is not
    as its manifest says, and `ReleaseRefused` where it cannot be hydrated."""
    folder = Path(folder)
    manifest = read_manifest(folder)
    damaged = verify(folder)
    if damaged:
        raise DamagedRelease(f"{folder} is damaged: {'; '.join(damaged[:6])}. Get it anew")
    if manifest.edition == "hydrated":
        raise ReleaseRefused(f"{folder} is hydrated already; a hydrated edition is made from the public one")
    listed = {file.path for file in manifest.files}
    if not {ENTITIES, SETTINGS} <= listed:
        raise ReleaseRefused(
            f"{folder} was made by a goldwire before 0.2 and lacks {ENTITIES} or {SETTINGS}, which hydration needs; "
            "take a newer release"
        )
    carried = _Carried(folder)
    try:
        settings, entities, propositions = carried.settings, load_entities(carried), load_propositions(carried)
    except CorpusError as error:
        raise DamagedRelease(f"{folder}: {error}") from None
    if errors(entities.incidents):
        raise DamagedRelease(f"{folder / ENTITIES}: {entities.incidents[0].message}")
    if errors(propositions.incidents):
        raise DamagedRelease(f"{folder / PROPOSITIONS}: {propositions.incidents[0].message}")
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
    origin = Origin(settings, manifest.version, manifest.edition, manifest.inputs, companions)
    return PublicRelease(manifest, origin, entities.value, propositions.value, released)


def hydrate(
    public: PublicRelease,
    out: str | Path,
    *,
    edition: Edition = "hydrated",
    raw: str | Path | RawFolder | None = None,
    cache: Cache | None = None,
    all_fetched: bool = False,
    replace: bool = False,
    progress: Progress = lambda: None,
) -> Hydration:
    """Make the fetched or the hydrated edition below `out`, whole or not at all.

    Args:
        public: The release that it is made from.
        out: Where releases stand: the edition goes to `<out>/<name>/<version>-<edition>`.
        edition: `fetched`, which is refused unless every fetched text is at hand, or `hydrated`, which holds those
            texts that are.
        raw: A folder with the raw files of withheld texts, or what was found in one; None: none is looked for.
        cache: Where fetched texts are; None: none is looked for. What the release holds of them is taken over.
        all_fetched: Whether the hydrated edition, too, is refused unless every fetched text is at hand.
        replace: Whether it takes the place of another edition of the same version.
        progress: Called before each document.

    Returns:
        The finished edition.

    Raises:
        ReleaseRefused: A text found does not fit its annotations, a fetched one is not at hand, the release is of this
            edition already, or another one stands in its place.
        DamagedRelease: The tables of the release contradict one another.
    """
    released, of = public.released, public.manifest.edition
    if edition not in _MADE_FROM:
        raise ValueError(f"{edition!r} is no edition that is made from another: {' or '.join(_MADE_FROM)}")
    if of not in _MADE_FROM[edition]:
        raise ReleaseRefused(f"{released.folder} is {of} already")
    target = release_folder(out, public.name, public.manifest.version, edition)
    if target.exists() and target.samefile(released.folder):
        raise ReleaseRefused(f"{target} is the {of} release itself; name another folder with --out")
    with workshop(target) as work:
        folder = RawFolder(raw, released.digests) if isinstance(raw, str | Path) else raw
        incidents = [] if folder is None else list(folder.incidents)
        assembly = Assembly(work, edition, public.origin.settings.licences)
        of_corpus = released.corpus_rows()
        assembly.add_corpus(of_corpus)
        surfaces = {row["id"]: surfaces_in(row) for row in of_corpus[ENTITY_TABLE.name]}
        known = Known(public.entities, public.propositions, surfaces)
        sought: list[tuple[Document, Match]] = []
        for held in released.held:
            progress()
            rows, match = released.rows(held), Match.OK
            if held.text in HOLDS[edition] - HOLDS[of]:
                rows, (document, match), found = _hydrated(rows, folder, cache, known)
                incidents += found
                sought.append((document, match))
            if not errors(incidents):  # all errors are collected before the edition is refused
                assembly.add(rows, held.split, match)
        released.finish()
        if errors(incidents):
            raise ReleaseRefused("the texts found and their annotations do not agree", errors(incidents))
        if edition == "fetched" or all_fetched:
            refuse_unfetched(sought)
        tables = assembly.close(split_order(public.origin.settings))
        manifest, audited = finish(work, target.name, replaced(public.origin, edition=edition), tables)
        flush(work)
        standing = stands(target, manifest, replace=replace)
        if not standing:
            settle(work, target, replace=replace)
    return Hydration(target, manifest, tables, incidents, audited, standing)


_MADE_FROM: dict[Edition, tuple[Edition, ...]] = {"fetched": ("public",), "hydrated": ("public", "fetched")}
_SETTLED = frozenset(code.code for code in (MARKS_DIFFER, BLANK_EDGE, STRAY_EDGE, OUTER_MARKS))
"""What whoever made the release has judged: the reason for a type is not published, and labels are not edited here."""

Rows = dict[str, list[dict[str, Any]]]


def _hydrated(
    rows: Rows, raw: RawFolder | None, cache: Cache | None, known: Known
) -> tuple[Rows, tuple[Document, Match], list[Incident]]:
    """The rows of a document with its text, where that was found, what became of the search for it, and all that is
    wrong with it."""
    (row,) = rows[standoff.CONFIG.name]
    try:
        document, annotation = restored(row)
    except NotRestorable as error:
        raise DamagedRelease(f"{standoff.CONFIG.name}: the row of {row['doc_id']} is damaged: {error}") from None
    found = find_elsewhere(document, raw, cache)
    whole = article(document, annotation, found.text)
    judged = [
        incident
        for incident in check_article(whole, known.entities, known.propositions)
        if incident.code not in _SETTLED
    ]
    incidents, sought = [*found.incidents, *judged], (document, found.match)
    if errors(incidents):
        return rows, sought, incidents
    made = document_rows(whole, placed(whole), known)
    if made[standoff.CONFIG.name] != [row]:
        raise DamagedRelease(f"{standoff.CONFIG.name}: the row of {row['doc_id']} is none that goldwire makes")
    return made, sought, incidents
