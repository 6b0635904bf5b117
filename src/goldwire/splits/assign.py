"""Splits: whole stories, drawn by a salted hash, frozen at the first release."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goldwire.model.document import Document, Settings
from goldwire.model.incident import Incident, define

STRADDLES = define(
    "GW-E081",
    "story in two splits",
    meaning="Documents of one story belong to different splits: a model would be tested on what it was trained on.",
    remedy="Frozen splits never move: give the newer documents another story, or withdraw them.",
)


def split_order(settings: Settings) -> list[str]:
    """All splits that documents can be in: those that are drawn, in the settings' order, then fixed ones by name."""
    drawn = [split.name for split in settings.splits]
    return [*drawn, *sorted({c.split for c in settings.collections.values() if c.split is not None} - set(drawn))]


@dataclass(frozen=True, slots=True)
class Assignment:
    """The split of every document, and what is wrong with it."""

    splits: dict[str, str]
    incidents: tuple[Incident, ...]


def draw(story: str, settings: Settings) -> str:
    """The split of a story: SHA-256 of salt and story as a point in [0, 1), looked up in the splits' shares."""
    digest = hashlib.sha256(f"{settings.salt}\n{story}".encode()).digest()
    point = int.from_bytes(digest[:8], "big") / 2**64
    reached = 0.0
    for split in settings.splits:
        reached += split.share
        if point < reached:
            return split.name
    return settings.splits[-1].name


def assign(
    documents: Iterable[Document],
    frozen: Mapping[str, str],
    settings: Settings,
    *,
    retired: Iterable[Document] = (),
) -> Assignment:
    """The splits of all documents. `frozen` holds those of documents that were released before; a new document
    takes its collection's fixed split, else that of its story's frozen documents, else the hash's. `retired`
    documents, which left the corpus, get no split but still hold their story's."""
    ordered = sorted(documents, key=lambda document: document.doc_id)
    stories: dict[str, set[str]] = {}
    for document in (*ordered, *retired):
        if document.doc_id in frozen:
            stories.setdefault(document.story, set()).add(frozen[document.doc_id])
    splits: dict[str, str] = {}
    for document in ordered:
        fixed = settings.collections[document.collection].split
        of_story = stories.get(document.story, set())
        if document.doc_id in frozen:
            splits[document.doc_id] = frozen[document.doc_id]
        elif fixed is not None:
            splits[document.doc_id] = fixed
        else:
            splits[document.doc_id] = min(of_story) if of_story else draw(document.story, settings)
    return Assignment(splits, tuple(_straddling(ordered, splits)))


def _straddling(documents: list[Document], splits: Mapping[str, str]) -> Iterable[Incident]:
    first: dict[str, Document] = {}
    for document in documents:
        other = first.setdefault(document.story, document)
        ours, theirs = splits[document.doc_id], splits[other.doc_id]
        if ours != theirs:
            message = f"story {document.story!r}: this document is in {ours!r}, {other.doc_id} in {theirs!r}"
            yield STRADDLES.at(message, document=document.doc_id, pointer="/story")
