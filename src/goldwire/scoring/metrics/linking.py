"""Linking end to end: names that the system found itself, with the entities that it gives them. Listed entities and
names that no listed entity is are counted apart."""

from __future__ import annotations

from goldwire.scoring.compared import Compared, in_common
from goldwire.scoring.metric import MATCHES, Counts, counted


@counted("linking.all", "mentions", 20, MATCHES)
def all_names(compared: Compared) -> Counts:
    """Span and entity.

    gold, predicted = the names of either side. tp = those with equal start and end and the same listed entity, or with
    none on both sides, one to one. A wrong link is wrong, whatever else is right about the name.
    """
    return in_common(compared.linked)


@counted("linking.known", "mentions", 21, MATCHES)
def known(compared: Compared) -> Counts:
    """Span and entity, of names with a listed entity.

    gold, predicted = the names of either side that are linked to a listed entity. tp = those with equal start, end and
    entity, one to one.
    """
    return in_common([name for name in side if name[2] is not None] for side in compared.linked)


@counted("linking.unlinked", "mentions", 22, MATCHES)
def unlinked(compared: Compared) -> Counts:
    """Span, of names without a listed entity.

    gold, predicted = the names of either side that are linked to no listed entity: the entity is missing, or local to
    the document. tp = those with equal start and end, one to one.
    """
    return in_common([name for name in side if name[2] is None] for side in compared.linked)
