"""Rows of releases by older versions of Goldwire, as this one reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_BEFORE = {"speaker_mention": "mention", "speaker_entity": "entity", "speaker_kind": "kind"}
"""Columns of releases before 0.6, by what they are called in the list of speakers."""


def quotes_now(quotes: Sequence[Mapping[str, Any]] | None) -> list[dict[str, Any]] | None:
    """The quotes of a row of `documents` with their speakers as a list. Releases before 0.6 have one speaker for each
    quote, in columns of the quote; all others are given back as they are."""
    return None if quotes is None else [_now(quote) for quote in quotes]


def _now(quote: Mapping[str, Any]) -> dict[str, Any]:
    if "speakers" in quote or not _BEFORE.keys() <= quote.keys():
        return dict(quote)
    rest = {name: value for name, value in quote.items() if name not in _BEFORE}
    return {**rest, "speakers": [{new: quote[old] for old, new in _BEFORE.items()}]}
