"""The gold documents of a release, read one by one for scoring and training."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from goldwire.model.annotation import Entity
from goldwire.model.layers import Gold, Layers, Line, LineRole, Mention, Quote, RawLine, Stance, Text
from goldwire.release.configs import documents, lines, standoff
from goldwire.release.intact import intact_manifest, refuse_changed
from goldwire.release.manifest import MANIFEST, FileEntry, Manifest, read_manifest, table_place
from goldwire.release.reading import ENTITIES, DamagedRelease, entity_table
from goldwire.release.rows import RowStream
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
        NoGold: The split is unknown, or its texts are withheld.
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
    """The splits whose texts a release holds. Raises `ValueError` where `folder` is no release."""
    places = (table_place(file.path) for file in read_manifest(folder).files if file.rows is not None)
    return sorted({place[1] for place in places if place is not None and place[0] == documents.CONFIG.name})


def gold_size(folder: str | Path, split: str) -> int:
    """How many documents `gold_documents` gives. Raises `ValueError` where `folder` is no release."""
    files = read_manifest(folder).files
    return sum(file.rows or 0 for file in files if table_place(file.path) == (documents.CONFIG.name, split))


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
            raise NoGold(
                f"{folder} holds no text of split {split}, which is withheld: make the hydrated release with "
                f"goldwire hydrate {folder} --raw DIR, and name that one. Splits with text: {held or 'none'}"
            )
        raise NoGold(f"{folder} has no split {split}; it has {held or 'none with text'}: name another split (--split)")
    return whole, tables.get((lines.CONFIG.name, split), [])


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
            quotes=msgspec.convert(row["quotes"], list[Quote] | None),
            stances=msgspec.convert(row["stances"], list[Stance] | None),
            line_roles=msgspec.convert(roles, list[LineRole]) or None,
        ),
    )
