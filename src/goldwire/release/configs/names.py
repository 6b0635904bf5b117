"""Names of entities and labels of propositions for rows."""

from __future__ import annotations

from goldwire.annotation.article import Entities
from goldwire.release.known import Propositions


def entity_name(entities: Entities, entity: str | None, language: str) -> str | None:
    """The usual name of a listed entity in a language, else in the other one; None for any other entity."""
    found = entities.get(entity) if entity is not None else None
    if found is None:
        return None
    if language == "fr":
        return found.names.fr or found.names.en
    return found.names.en or found.names.fr


def proposition_label(propositions: Propositions, proposition: str | None, language: str) -> str | None:
    """The label of a listed proposition in a language, else in the other one; None for any other."""
    found = propositions.get(proposition) if proposition is not None else None
    if found is None:
        return None
    if language == "fr":
        return found.labels.fr or found.labels.en
    return found.labels.en or found.labels.fr
