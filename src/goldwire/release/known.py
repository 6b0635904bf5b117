"""What rows are made with besides their document: listed entities and propositions, and how the corpus uses them."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from goldwire.annotation.article import Entities
from goldwire.model.annotation import Annotation, Entity, Mention, Proposition
from goldwire.model.span import surface_digest
from goldwire.splits.names import in_order, is_training

Propositions = Mapping[str, Proposition]
NAME, ALIAS = "name", "alias"


@dataclass(frozen=True, slots=True)
class Surface:
    """A name or an alias of a listed entity. `in_training` says whether a document of a training split has it,
    written so, for this entity."""

    text: str
    kind: str
    in_training: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listed entity that has a name or an alias. `in_training` as for `Surface`, of any way to write it."""

    entity: str
    in_training: bool


@dataclass(frozen=True, slots=True)
class Known:
    """The lists of a corpus. `surfaces` are the names and aliases of each entity."""

    entities: Entities
    propositions: Propositions = field(default_factory=dict)
    surfaces: Mapping[str, Iterable[Surface]] = field(default_factory=dict)
    _candidates: dict[str, dict[str, bool]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for entity, surfaces in self.surfaces.items():
            for surface in surfaces:
                sharing = self._candidates.setdefault(surface.text.casefold(), {})
                sharing[entity] = sharing.get(entity, False) or surface.in_training

    def candidates(self, words: str) -> list[Candidate]:
        """The entities that have these words as a name or an alias, in either case of letters, sorted by id."""
        return [Candidate(*each) for each in sorted(self._candidates.get(words.casefold(), {}).items())]


class Usage:
    """How often documents refer to entities and propositions, by split, and which surfaces training documents have.

    It is counted from annotations alone. So it is the same in every edition, whichever texts that one holds.
    """

    def __init__(self, entities: Entities) -> None:
        self._surfaces = {id_: surfaces_of(entity) for id_, entity in entities.items()}
        self._seen: set[tuple[str, str]] = set()
        self.mentions: dict[str, Counter[str]] = {}
        self.entity_documents: dict[str, Counter[str]] = {}
        self.stances: dict[str, Counter[str]] = {}
        self.proposition_documents: dict[str, Counter[str]] = {}

    def add(self, annotation: Annotation, split: str) -> None:
        """Count one document."""
        entities = Counter(mention.entity for mention in annotation.mentions or () if not mention.is_local)
        targets = (stance.target.proposition for stance in annotation.stances or ())
        propositions = Counter(target for target in targets if target is not None)
        for counted, total, documents in (
            (entities, self.mentions, self.entity_documents),
            (propositions, self.stances, self.proposition_documents),
        ):
            for key, count in counted.items():
                total.setdefault(key, Counter())[split] += count
                documents.setdefault(key, Counter())[split] += 1
        if is_training(split):
            for mention in annotation.mentions or ():
                self._see(annotation.doc_id, mention)

    def surfaces(self) -> dict[str, tuple[Surface, ...]]:
        """The names and aliases of each listed entity."""
        return {
            entity: tuple(Surface(text, kind, (entity, text) in self._seen) for text, kind in surfaces)
            for entity, surfaces in self._surfaces.items()
        }

    def _see(self, doc_id: str, mention: Mention) -> None:
        for text, _ in self._surfaces.get(mention.entity, ()):
            if (mention.entity, text) not in self._seen and _has(doc_id, mention, text):
                self._seen.add((mention.entity, text))


def _has(doc_id: str, mention: Mention, text: str) -> bool:
    """Whether the words of a mention are `text`, however raw files compose its accents. The words of a text that the
    repository does not hold are known by their digest."""
    if mention.surface is not None:
        return unicodedata.normalize("NFC", mention.surface) == unicodedata.normalize("NFC", text)
    forms = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}
    return any(surface_digest(doc_id, form) == mention.digest for form in forms)


def surfaces_of(entity: Entity) -> list[tuple[str, str]]:
    """The names and aliases of an entity, each once, with which of the two it is."""
    names = [name for name in (entity.names.en, entity.names.fr) if name is not None]
    return list((dict.fromkeys(entity.aliases, ALIAS) | dict.fromkeys(names, NAME)).items())


def by_split(documents: Mapping[str, int], items: Mapping[str, int], name: str) -> list[dict[str, Any]]:
    """Counts as records of their split, the number of documents, and that of `name`."""
    return [{"split": split, "documents": documents[split], name: items[split]} for split in in_order(documents)]
