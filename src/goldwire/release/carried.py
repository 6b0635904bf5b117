"""What a release carries of its corpus: the settings, the entities and the propositions, as the repository has them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from goldwire.corpus.files import BadJson, parse_json
from goldwire.release.manifest import LARGEST_MANIFEST, Manifest
from goldwire.text.regular_file import read_regular

ENTITIES, PROPOSITIONS, SETTINGS = "entities.jsonl", "propositions.jsonl", "corpus.json"
"""The lists of entities and of propositions of a release, and the settings of its corpus."""


def carried_settings(folder: Path, manifest: Manifest) -> dict[str, Any] | None:
    """The settings of the corpus of a release, as JSON that nobody has looked at; None where the release carries none,
    as before 0.2.

    Raises:
        ValueError: They are no JSON object.
        OSError: They cannot be read.
    """
    if not any(file.path == SETTINGS for file in manifest.files):
        return None
    try:
        found = parse_json(read_regular(folder / SETTINGS, max_bytes=LARGEST_MANIFEST))
    except BadJson as error:
        raise ValueError(f"{SETTINGS}: {error}") from None
    if not isinstance(found, dict):
        raise ValueError(f"{SETTINGS} is no JSON object")
    return found
