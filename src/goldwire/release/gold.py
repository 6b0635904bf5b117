"""The gold documents of a release, read one by one for scoring and training."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from goldwire.model.annotation import Entity
from goldwire.model.document import TextKind
from goldwire.model.layers import Gold, Layers, Line, LineRole, Mention, Quote, RawLine, Stance, Text
from goldwire.release.carried import ENTITIES
from goldwire.release.configs import documents, lines, standoff
from goldwire.release.finding import edition_beside
from goldwire.release.intact import intact_manifest, refuse_changed
from goldwire.release.lacking import collections_of, lacking
from goldwire.release.manifest import MANIFEST, FileEntry, Manifest, read_manifest, table_place
from goldwire.release.older import quotes_now
from goldwire.release.parquet import Table
from goldwire.release.reading import DamagedRelease, entity_table
from goldwire.release.rows import RowStream
from goldwire.splits.names import in_order
from goldwire.text.regular_file import regular_sha256


class NoGold(ValueError):
    """A release has no text to score on, or no such split. The message says what it has, and what to do."""


def gold_documents(folder: str | Path, split: str, *, verify: bool = True) -> Iterator[Gold]:
    """The documents of a split with their text and layers, in the order of the release and few at a time.

    Args:
        folder: The release.
        split: The split.
        verify: Whether the files that are read are compared with the manifest first, by their SHA-256.

    Raises:
        NoGold: The split is unknown, or its texts are fetched or withheld and the edition does not hold them.
        ValueError: `folder` is no release.
        DamagedRelease: A file was changed, or a table cannot be read.
    """
    folder = Path(folder)
    manifest = intact_manifest(folder) if verify else read_manifest(folder)
    wanted, raw_lines = _files(folder, manifest, split)
    if verify:
        refuse_changed(folder, [*wanted, *raw_lines])
    whole, raw = ([folder / file.path for file in files] for files in (wanted, raw_lines))
    try:
        stream = RowStream(raw)
        for row in RowStream(whole):
            yield _gold(row, stream.of(row["doc_id"]))
    except (OSError, KeyError, TypeError, ValueError, msgspec.ValidationError) as error:
        raise DamagedRelease(f"{folder}: split {split} cannot be read: {error}; try goldwire verify") from None


def gold_splits(folder: str | Path) -> list[str]:
    """The splits whose texts a release holds, those to train on first. Raises `ValueError` for no release."""
    places = (table_place(file.path) for file in read_manifest(folder).files if file.rows is not None)
    return in_order({place[1] for place in places if place is not None and place[0] == documents.CONFIG.name})


def gold_size(folder: str | Path, split: str) -> int:
    """How many documents `gold_documents` gives. Raises `ValueError` where `folder` is no release."""
    files = read_manifest(folder).files
    return sum(file.rows or 0 for file in files if table_place(file.path) == (documents.CONFIG.name, split))


def gold_part(folder: str | Path, split: str) -> tuple[int, int] | None:
    """How many documents of a split a release holds with their text, and how many there are; None where it holds all.
    Raises `ValueError` where `folder` is no release."""
    found = read_manifest(folder).coverage.get(split)
    return None if found is None or found.with_text >= found.documents else (found.with_text, found.documents)


def gold_licences(folder: str | Path, splits: Iterable[str]) -> dict[TextKind, set[str]]:
    """The licences of the texts that splits of a release hold, by where these are besides.

    Raises `ValueError` where `folder` is no release, and `DamagedRelease` where a table cannot be read.
    """
    found: dict[TextKind, set[str]] = {"included": set(), "fetched": set(), "withheld": set()}
    folder, places = Path(folder), {(documents.CONFIG.name, split) for split in splits}
    for file in read_manifest(folder).files:
        if file.rows is None or table_place(file.path) not in places:
            continue
        try:
            with Table(folder / file.path) as table:
                for row in table.rows(("rights_text", "licence")):
                    found[row["rights_text"]].add(row["licence"])
        except (OSError, KeyError, TypeError, ValueError) as error:  # also what pyarrow raises
            raise DamagedRelease(f"{folder / file.path} cannot be read: {error}; try goldwire verify") from None
    return found


def identity(folder: str | Path) -> dict[str, str]:
    """Which release a folder is: name, version, edition and the SHA-256 of its manifest. Raises `ValueError` where
    `folder` is no release."""
    manifest = read_manifest(folder)
    return {
        "name": manifest.name,
        "version": manifest.version,
        "edition": manifest.edition,
        "manifest_sha256": regular_sha256(Path(folder) / MANIFEST),
    }


def gold_entities(folder: str | Path, *, verify: bool = True) -> dict[str, Entity]:
    """The entities of a release, by id; with `verify`, of the file that the manifest knows. Raises `DamagedRelease`."""
    folder = Path(folder)
    if verify:
        refuse_changed(folder, (file for file in intact_manifest(folder).files if file.path == ENTITIES))
    return {entity.id: entity for entity in entity_table(folder / ENTITIES)}


def _files(folder: Path, manifest: Manifest, split: str) -> tuple[list[FileEntry], list[FileEntry]]:
    tables: dict[tuple[str, str], list[FileEntry]] = {}
    for file in sorted(manifest.files, key=lambda file: file.path):
        place = table_place(file.path)
        if file.rows is not None and place is not None:
            tables.setdefault(place, []).append(file)
    whole = tables.get((documents.CONFIG.name, split))
    if whole is None:
        held = ", ".join(gold_splits(folder))
        if (standoff.CONFIG.name, split) in tables:
            raise NoGold(f"{_why_no_text(folder, manifest, split)}. Splits with text: {held or 'none'}")
        raise NoGold(f"{folder} has no split {split}; it has {held or 'none with text'}: name another split (--split)")
    return whole, tables.get((lines.CONFIG.name, split), [])


def _why_no_text(folder: Path, manifest: Manifest, split: str) -> str:
    """Why a release holds no text of a split, and which commands make an edition that does."""
    lacks = [lack for lack in lacking(folder, manifest) if lack.split == split]
    fetched = [lack for lack in lacks if lack.text == "fetched"]
    said = f"{folder} holds no text of split {split}, which is "
    place = shlex.quote(str(folder))
    fetch = f"goldwire fetch {shlex.join(collections_of(fetched))} --release {place}"
    if fetched and len(fetched) < len(lacks):
        return (
            f"{said}withheld in part and fetched in part: get the latter with {fetch}, make the hydrated release with "
            f"goldwire hydrate {place} --raw DIR --fetched, and name that one"
        )
    if fetched:
        beside = edition_beside(folder, manifest, "fetched")
        if beside is not None:
            return f"{said}fetched: name {shlex.quote(str(beside))}, which holds it"
        return (
            f"{said}fetched: get it with {fetch}, make the fetched release with goldwire hydrate {place} --fetched, "
            f'and name that one; in Python goldwire.load("documents", split="{split}") does all of it'
        )
    return f"{said}withheld: make the hydrated release with goldwire hydrate {place} --raw DIR, and name that one"


def _gold(row: dict[str, Any], raw: list[dict[str, Any]]) -> Gold:
    roles = [{"start": line["start"], "end": line["end"], "role": lines.ROLES[line["role"]]} for line in raw]
    return Gold(
        text=Text(
            doc_id=row["doc_id"],
            language=row["language"],
            text=row["text"],
            lines=msgspec.convert(row["lines"], list[Line]),
            raw_lines=[RawLine(start=line["start"], end=line["end"], text=line["text"]) for line in raw] or None,
        ),
        collection=row["collection"],
        story=row["story"],
        withheld=row["rights_text"] == "withheld",
        layers=Layers(
            mentions=msgspec.convert(row["mentions"], list[Mention] | None),
            quotes=msgspec.convert(quotes_now(row["quotes"]), list[Quote] | None),
            stances=msgspec.convert(row["stances"], list[Stance] | None),
            line_roles=msgspec.convert(roles, list[LineRole]) or None,
        ),
    )
