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
    "quotes": ("id", "parent"),
    "stances": ("id", "holder_mention", "target_mention", "quote"),
    "links": ("mention",),
    "speakers": ("quote",),
    "polarities": ("stance",),
}
"""The keys of each layer that hold an id. A quote also has those of its speakers' mentions."""


def shorten(record: dict[str, Any]) -> Iterator[Wrong]:
    """Take the document out of all ids of a prediction, in place; gives those that name another one."""
    for layer, keys in _KEYS.items():
        for number, item in enumerate(_records(record.get(layer))):
            for pointer, holder, key in _places(f"/{layer}/{number}", item, keys):
                value = holder.get(key)
                whole = _WHOLE.fullmatch(value) if isinstance(value, str) else None
                if whole is None:
                    continue
                if whole[1] == record["doc_id"]:
                    holder[key] = whole[2]
                else:
                    said = f"{value!r} is of {whole[1]}, and this line of {record['doc_id']}"
                    yield Wrong(OTHER_DOCUMENT, layer, f"{pointer}/{key}", said)


def _places(at: str, item: Any, keys: tuple[str, ...]) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Where ids may stand in a record: a pointer, what holds them, and the key."""
    if isinstance(item, dict):
        yield from ((at, item, key) for key in keys)
        for number, speaker in enumerate(_records(item.get("speakers"))):
            if isinstance(speaker, dict):
                yield f"{at}/speakers/{number}", speaker, "mention"


def _records(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
