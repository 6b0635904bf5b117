"""Spans: half-open ranges of Unicode code points."""

from __future__ import annotations

import hashlib

import msgspec


class Span(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`[start, end)` in code points of the raw text, with the text it covers or a digest of that text."""

    start: int
    end: int
    surface: str | None = None
    digest: str | None = None


def surface_digest(doc_id: str, surface: str) -> str:
    """16 hex digits of SHA-256 over document id and surface.

    Stands in for the surface where the text may not be shared. The id is part of it, so that one digest
    table does not reveal the same words in every document.
    """
    return hashlib.sha256(f"{doc_id}\n{surface}".encode()).hexdigest()[:16]


def anchored(doc_id: str, raw: str, start: int, end: int, *, digest: bool) -> Span:
    """The span of `raw[start:end]`: with its surface, or with a digest where the text is not in the repository."""
    surface = raw[start:end]
    if digest:
        return Span(start=start, end=end, digest=surface_digest(doc_id, surface))
    return Span(start=start, end=end, surface=surface)
