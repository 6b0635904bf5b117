"""Ids in predictions: `s1`, or `gw-….s1` as the rows of a release have them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from goldwire.model.incident import define
from goldwire.scoring.prediction_checks import Wrong

OTHER_DOCUMENT = define(
    "GW-E117",
    "id of another document",
    meaning="An id begins with the id of a document, as the rows of a release have it, and that is not the document of "
    "this line. The layer counts as empty for this document.",
    remedy="Take the ids of this document's rows, whole (gw-….s1) or without the document (s1).",
)

_WHOLE = re.compile(r"(gw-[0-9a-hjkmnp-tv-z]{16})\.(.+)", re.DOTALL)
_KEYS = {
    "mentions": ("id",),
    "quotes": ("id", "speaker_mention", "parent"),
    "stances": ("id", "quote"),
    "links": ("mention",),
    "speakers": ("quote",),
    "polarities": ("stance",),
}
"""The keys of each layer that hold an id."""


def shorten(record: dict[str, Any]) -> Iterator[Wrong]:
    """Take the document out of all ids of a prediction, in place; gives those that name another one."""
    for layer, keys in _KEYS.items():
        items = record.get(layer)
        for number, item in enumerate(items if isinstance(items, list) else ()):
            for key in keys:
                value = item.get(key) if isinstance(item, dict) else None
                whole = _WHOLE.fullmatch(value) if isinstance(value, str) else None
                if whole is None:
                    continue
                if whole[1] == record["doc_id"]:
                    item[key] = whole[2]
                else:
                    said = f"{value!r} is of {whole[1]}, and this line of {record['doc_id']}"
                    yield Wrong(OTHER_DOCUMENT, layer, f"/{layer}/{number}/{key}", said)
