"""Texts that a release needs and the repository does not hold."""

from __future__ import annotations

from collections.abc import Iterable

from goldwire.model.document import Document, Match
from goldwire.model.incident import Incident, define
from goldwire.release.finishing import ReleaseRefused

NOT_FETCHED = define(
    "GW-E131",
    "fetched texts are not at hand",
    meaning="The fetched edition of a release is the same for everyone, so that it holds every text that can be "
    "fetched. These are not in the cache (missing), or the file that is there for them gives another text "
    "(source_changed).",
    remedy="Get them with goldwire fetch COLLECTION, which says why for each text that it cannot get; GOLDWIRE_CACHE "
    "names the cache. Without them the public edition can be made, or the hydrated one of what is at hand.",
)
_NAMED = 3
"""Documents that are named of those of one collection and state."""


def unfetched(found: Iterable[tuple[Document, Match]]) -> list[Incident]:
    """What is wrong where not all fetched texts are at hand: an incident for each collection and state.

    Args:
        found: Documents, those that are not fetched, too, with what became of the search for their text.

    Returns:
        Incidents, sorted; none where all are there.
    """
    groups: dict[tuple[str, Match], list[str]] = {}
    for document, match in found:
        if document.fetched and match is not Match.OK:
            groups.setdefault((document.collection, match), []).append(document.doc_id)
    return [
        NOT_FETCHED.at(_said(collection, match, sorted(ids)), document=min(ids))
        for (collection, match), ids in sorted(groups.items())
    ]


def refuse_unfetched(found: Iterable[tuple[Document, Match]]) -> None:
    """Raise `ReleaseRefused` unless all fetched texts are at hand."""
    incidents = unfetched(found)
    if incidents:
        raise ReleaseRefused("every text that can be fetched has to be at hand for this edition", incidents)


def _said(collection: str, match: Match, ids: list[str]) -> str:
    named = ", ".join(ids[:_NAMED]) + (f" and {len(ids) - _NAMED:,} more" if len(ids) > _NAMED else "")
    texts, them = ("text", "it") if len(ids) == 1 else ("texts", "them")
    return (
        f"{len(ids):,} fetched {texts} of {collection} {match}: {named}; get {them} with: goldwire fetch {collection}"
    )
