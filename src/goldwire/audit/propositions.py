"""Suspicious propositions: a person in the place of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from goldwire.audit.reading import APOSTROPHES, Reading
from goldwire.audit.registry import Finding, detector, finding
from goldwire.model.annotation import MentionType, Proposition
from goldwire.text.tokens import token_spans

Words = tuple[str, ...]


@detector("person-proposition", "A proposition names a person: a stance towards people has an entity as its target.")
def person_propositions(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Stances on propositions whose label holds the name of a listed person, or of one whom the document mentions. One
    finding a document and proposition."""
    listed: dict[int, dict[Words, str]] = {}
    for reading in readings:
        persons = listed.get(id(reading.listed.entities))
        if persons is None:
            persons = listed[id(reading.listed.entities)] = _listed_persons(reading)
        here = {_words(reading.words(place)): m.entity for place, m in reading.names if m.type is MentionType.PER}
        told: set[str] = set()
        for stance in reading.annotation.stances or ():
            proposition = reading.listed.propositions.get(stance.target.proposition or "")
            if proposition is None or proposition.id in told or not stance.evidence:
                continue
            name = _named(proposition, {**persons, **here})
            if name is not None:
                told.add(proposition.id)
                words, entity = name
                message = f"{stance.id}: proposition {proposition.id} holds {words!r}, a name of {entity}"
                yield finding("person-proposition", reading, reading.place(stance.evidence[0]), 0.8, message)


def _listed_persons(reading: Reading) -> dict[Words, str]:
    """The names of the listed persons. What begins with a small letter is no name but a description."""
    return {
        _words(name): entity.id
        for entity in reading.listed.entities.values()
        if entity.type is MentionType.PER
        for name in (*entity.aliases, entity.names.en, entity.names.fr)
        if name and not name[0].islower()
    }


def _named(proposition: Proposition, persons: dict[Words, str]) -> tuple[str, str] | None:
    """The longest name of a person in the labels of a proposition, and whose it is."""
    labels = [_words(label) for label in (proposition.labels.en, proposition.labels.fr) if label]
    found = [part for label in labels for part in _parts(label) if part in persons]
    if not found:
        return None
    longest = max(found, key=lambda part: (len(part), part))
    return " ".join(longest), persons[longest]


def _parts(words: Words) -> Iterable[Words]:
    return (words[start:end] for start in range(len(words)) for end in range(start + 1, len(words) + 1))


def _words(text: str) -> Words:
    return tuple(text[start:end].translate(APOSTROPHES) for start, end in token_spans(text))
