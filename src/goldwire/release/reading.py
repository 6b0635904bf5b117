"""Reading a release folder back, to compare it with another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from goldwire.model.annotation import Entity, Proposition
from goldwire.release.carried import ENTITIES, PROPOSITIONS, carried_settings
from goldwire.release.manifest import Manifest, read_manifest, table_place
from goldwire.release.parquet import table_schema
from goldwire.release.tables import read_rows
from goldwire.release.verifying import inspect
from goldwire.text.plain_yaml import read_yaml, values
from goldwire.text.regular_file import read_regular
from goldwire.versions.snapshot import Snapshot

T = TypeVar("T", Entity, Proposition)


class DamagedRelease(ValueError):
    """A release folder that departs from its manifest, or whose tables are none of Goldwire's."""


def read_release(folder: str | Path) -> Snapshot:
    """What a release folder holds. Raises `ValueError` where it is no release, and `DamagedRelease` where it is not as
    its manifest says."""
    folder = Path(folder)
    manifest = read_manifest(folder)
    # Releases before 0.2 have no seal, and are compared all the same.
    damaged = [departure for departure in inspect(folder).departures if departure.kind != "unsealed"]
    if damaged:
        raise DamagedRelease(f"{folder} is damaged: {'; '.join(map(str, damaged[:6]))}")
    snapshot = Snapshot(manifest.name, manifest.version, manifest.edition, _metadata(folder, manifest))
    for file in manifest.files:
        if file.rows is None:
            continue
        try:
            place = table_place(file.path)
            if place is None:
                raise ValueError("its path is none of a table")
            table, split = place
            snapshot.describe(table, _features(folder / file.path))
            snapshot.add(table, split, read_rows(folder / file.path))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise DamagedRelease(f"{folder / file.path} is no table of a Goldwire release: {error}") from None
    if any(file.path == ENTITIES for file in manifest.files):  # releases before 0.2 have none
        snapshot.add_entities([msgspec.to_builtins(entity) for entity in entity_table(folder / ENTITIES)])
    if any(file.path == PROPOSITIONS for file in manifest.files):
        snapshot.add_propositions([msgspec.to_builtins(each) for each in proposition_table(folder / PROPOSITIONS)])
    return snapshot


def entity_table(path: Path) -> list[Entity]:
    """The entities of a release. Raises `DamagedRelease` where `path` is no entity table."""
    return _records(path, Entity, "entity table")


def proposition_table(path: Path) -> list[Proposition]:
    """The propositions of a release. Raises `DamagedRelease` where `path` is no list of them."""
    return _records(path, Proposition, "list of propositions")


def _records(path: Path, model: type[T], what: str) -> list[T]:
    try:
        return [msgspec.json.decode(line, type=model) for line in read_regular(path).split(b"\n") if line.strip()]
    except (OSError, msgspec.MsgspecError, RecursionError) as error:
        raise DamagedRelease(f"{path} is no {what} of a Goldwire release: {error}") from None


def _features(path: Path) -> dict[str, Any]:
    metadata = table_schema(path).metadata or {}
    features: dict[str, Any] = json.loads(metadata[b"huggingface"])["info"]["features"]
    return features


def _metadata(folder: Path, manifest: Manifest) -> dict[str, Any]:
    """The facts of the corpus that the card states. The licence is the corpus's own; a card names those of texts, too,
    and releases before 0.2 have nothing but the card."""
    try:
        card = values(read_yaml(read_regular(folder / "README.md").decode("utf-8").split("---\n")[1]))
        title, licence, languages = card["pretty_name"], card.get("license_name", card["license"]), card["language"]
        settings = carried_settings(folder, manifest)
        if settings is not None:
            licence = settings["licence"].lower()
        if not all(isinstance(fact, str) for fact in (title, licence, *languages)):
            raise ValueError("title, licence and languages must be strings")
        return {"title": title, "licence": licence, "languages": list(languages)}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise DamagedRelease(f"{folder / 'README.md'} is no card of a Goldwire release: {error}") from None
