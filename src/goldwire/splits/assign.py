"""Splits: whole stories, drawn by a salted hash, frozen at the first release.

A document may join several stories. Stories that are joined, be it over others, make a component, which gets one split.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from goldwire.model.document import Document, Settings
from goldwire.model.incident import Incident, define

STRADDLES = define(
    "GW-E081",
    "story in two splits",
    meaning="Documents of one story belong to different splits: a model would be tested on what it was trained on.",
    remedy="Frozen splits never move: give the newer documents another story, or withdraw them.",
)
JOINS_SPLITS = define(
    "GW-E085",
    "document joins stories of different splits",
    meaning="The stories that come together through the `joins` of this document, be it over others, are in different "
    "splits: they were released apart, or one belongs to a collection with a fixed split. The document would carry "
    "what one split tells into the other.",
    remedy="Frozen splits never move. Name only one story where the document hardly tells the other: take that one out "
    "of its joins. Else it belongs to no split: goldwire withdraw DOC.",
)
JOINS_NOTHING = define(
    "GW-W086",
    "joined story has no document",
    meaning="The document joins a story that no document of the corpus tells; a slip of the pen would leave the story "
    "that was meant apart.",
    remedy="Correct the story in the document's joins; leave it where its documents are still to come.",
)


def split_order(settings: Settings) -> list[str]:
    """All splits that documents can be in: those that the corpus draws, in the settings' order, then those that its
    collections draw, then fixed ones by name."""
    collections = settings.collections.values()
    drawn = [*settings.splits, *(split for collection in collections for split in collection.splits)]
    fixed = sorted(collection.split for collection in collections if collection.split is not None)
    return list(dict.fromkeys([*(split.name for split in drawn), *fixed]))


@dataclass(frozen=True, slots=True)
class Assignment:
    """The split of every document, and what is wrong with it."""

    splits: dict[str, str]
    incidents: tuple[Incident, ...]


def draw(story: str, settings: Settings, collection: str | None = None) -> str:
    """The split of a story: SHA-256 of salt and story as a point in [0, 1), looked up in the splits' shares.

    Salt and splits are those of the collection whose documents tell the story, where it has its own, and else those of
    the corpus.
    """
    own = None if collection is None else settings.collections[collection]
    salt = settings.salt if own is None or own.salt is None else own.salt
    splits = settings.splits if own is None or not own.splits else own.splits
    digest = hashlib.sha256(f"{salt}\n{story}".encode()).digest()
    point = int.from_bytes(digest[:8], "big") / 2**64
    reached = 0.0
    for split in splits:
        reached += split.share
        if point < reached:
            return split.name
    return splits[-1].name


def assign(
    documents: Iterable[Document],
    frozen: Mapping[str, str],
    settings: Settings,
    *,
    retired: Iterable[Document] = (),
) -> Assignment:
    """The splits of all documents. `frozen` holds those of documents that were released before; a new document
    takes its collection's fixed split, else that of its story's frozen documents, whatever their collection, else that
    of the frozen documents of stories joined to it, else the hash's. Where documents of several collections are drawn
    together, the first collection by name says to which splits. `retired` documents, which left the corpus, get no
    split but still hold their stories'; they join nothing any longer."""
    ordered = sorted(documents, key=lambda document: document.doc_id)
    gone = list(retired)
    held = _held(ordered, gone, frozen)
    components = _components(ordered)
    of_component: dict[str, set[str]] = {}
    for story, first in components.items():
        of_component.setdefault(first, set()).update(held.get(story, ()))
    drawing = _drawing(ordered, components, settings)
    splits: dict[str, str] = {}
    for document in ordered:
        fixed = settings.collections[document.collection].split
        first = components[document.story]
        if document.doc_id in frozen:
            splits[document.doc_id] = frozen[document.doc_id]
        elif fixed is not None:
            splits[document.doc_id] = fixed
        else:
            holding = held.get(document.story) or of_component[first]
            splits[document.doc_id] = min(holding) if holding else draw(first, settings, drawing[first])
    told = {document.story for document in (*ordered, *gone)}
    incidents = (
        *_straddling(ordered, splits),
        *_joining(ordered, splits, held, components),
        *_joining_nothing(ordered, told),
    )
    return Assignment(splits, incidents)


def _held(documents: list[Document], retired: list[Document], frozen: Mapping[str, str]) -> dict[str, set[str]]:
    """The frozen splits of each story. A document that left holds the stories that it joined where nothing else does:
    what it told of them was released, and whatever joined it to two splits left with it."""
    held: dict[str, set[str]] = {}
    for document in (*documents, *retired):
        if document.doc_id in frozen:
            held.setdefault(document.story, set()).add(frozen[document.doc_id])
    joined: dict[str, set[str]] = {}
    for document in retired:
        if document.doc_id in frozen:
            for story in document.joins:
                joined.setdefault(story, set()).add(frozen[document.doc_id])
    return joined | held


def _components(documents: list[Document]) -> dict[str, str]:
    """The first story, by name, of each story's component."""
    first: dict[str, str] = {}

    def root(story: str) -> str:
        while (above := first.setdefault(story, story)) != story:
            first[story] = first.setdefault(above, above)
            story = above
        return story

    for document in documents:
        for story in document.stories:
            one, other = sorted((root(document.story), root(story)))
            first[other] = one
    return {story: root(story) for story in list(first)}


def _drawing(documents: list[Document], components: Mapping[str, str], settings: Settings) -> dict[str, str]:
    """The collection that draws each component: of those of its documents that have no fixed split, the first by
    name."""
    found: dict[str, str] = {}
    for document in documents:
        name, first = document.collection, components[document.story]
        if settings.collections[name].split is None:
            found[first] = min(name, found.get(first, name))
    return found


def _straddling(documents: list[Document], splits: Mapping[str, str]) -> Iterator[Incident]:
    first: dict[str, Document] = {}
    for document in documents:
        other = first.setdefault(document.story, document)
        ours, theirs = splits[document.doc_id], splits[other.doc_id]
        if ours != theirs:
            message = f"story {document.story!r}: this document is in {ours!r}, {other.doc_id} in {theirs!r}"
            yield STRADDLES.at(message, document=document.doc_id, pointer="/story")


def _joining(
    documents: list[Document],
    splits: Mapping[str, str],
    held: Mapping[str, set[str]],
    components: Mapping[str, str],
) -> Iterator[Incident]:
    """Every document that joins stories of a component which is in several splits, or was."""
    places: dict[str, dict[str, set[str]]] = {}
    for story, first in components.items():
        places.setdefault(first, {})[story] = set(held.get(story, ()))
    for document in documents:
        places[components[document.story]][document.story].add(splits[document.doc_id])
    for document in documents:
        together = places[components[document.story]]
        if document.joins and len(set().union(*together.values())) > 1:
            named = [
                f"{story!r} is in {' and '.join(map(repr, sorted(found)))}"
                for story, found in sorted(
                    together.items(), key=lambda item: (item[0] not in document.stories, item[0])
                )
                if found
            ]
            message = f"it joins stories of different splits: {', '.join(named)}"
            yield JOINS_SPLITS.at(message, document=document.doc_id, pointer="/joins")


def _joining_nothing(documents: list[Document], told: set[str]) -> Iterator[Incident]:
    for document in documents:
        for number, story in enumerate(document.joins):
            if story not in told:
                message = f"no document tells the story {story!r}"
                yield JOINS_NOTHING.at(message, document=document.doc_id, pointer=f"/joins/{number}")
