"""Predictions as versions of Goldwire before 0.6 read them: one speaker for each quote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldwire.model.incident import define
from goldwire.scoring.prediction_checks import Wrong

OLD_FORM = define(
    "GW-E118",
    "speaker as before version 0.6",
    meaning="Since 0.6 a quote has a list of speakers, for several people may say one thing together. The line has one "
    "speaker in the old keys. The layer counts as empty for this document.",
    remedy='In quotes write "speakers": [{"mention": "m1", "entity": "sable-line"}] instead of speaker_mention, '
    'speaker_entity and speaker_kind. In speakers write "entities": ["sable-line"] instead of "entity"; [] where the '
    "text gives nobody.",
)
_OLD = {"quotes": ("speaker_mention", "speaker_entity", "speaker_kind"), "speakers": ("entity",)}
"""The keys of each layer that are no more."""


def of_old_form(record: dict[str, Any]) -> Iterator[Wrong]:
    """The layers with old keys, each with the first of them."""
    for layer, keys in _OLD.items():
        items = record.get(layer)
        found = (
            (number, key)
            for number, item in enumerate(items if isinstance(items, list) else ())
            if isinstance(item, dict)
            for key in keys
            if key in item
        )
        for number, key in found:
            yield Wrong(OLD_FORM, layer, f"/{layer}/{number}/{key}", f"{key!r} is a key of versions before 0.6")
            break
