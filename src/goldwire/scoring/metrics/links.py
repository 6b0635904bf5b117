"""Linking of gold names: the system is given the spans and tells the entities. The referent counts, never the entity
that the words name literally."""

from __future__ import annotations

from collections.abc import Iterable

from goldwire.model.layers import Mention, is_linked
from goldwire.scoring.compared import Compared
from goldwire.scoring.metric import SHARE, Counts, counted


@counted("links.all", "links", 1, SHARE)
def all_names(compared: Compared) -> Counts:
    """Links of gold names.

    of = the names of gold. right = those for which the system tells the same listed entity, or says that there is none
    where gold has none. A name without an answer, or with answers that differ, is wrong.
    """
    return _right(compared, compared.names.gold)


@counted("links.known", "links", 2, SHARE)
def known(compared: Compared) -> Counts:
    """Links of gold names with a listed entity.

    of = the names of gold that are linked to a listed entity. right = those for which the system tells the same one. A
    name without an answer, or with answers that differ, is wrong.
    """
    return _right(compared, (m for m in compared.names.gold if is_linked(m.entity)))


@counted("links.unlinked", "links", 3, SHARE)
def unlinked(compared: Compared) -> Counts:
    """Gold names without a listed entity.

    of = the names of gold whose entity is local to the document. right = those of which the system says that no listed
    entity is theirs. A name without an answer, or with answers that differ, is wrong.
    """
    return _right(compared, (m for m in compared.names.gold if not is_linked(m.entity)))


def _right(compared: Compared, names: Iterable[Mention]) -> Counts:
    told = compared.links
    of = list(names)
    return sum(m.id in told and told[m.id] == (m.entity if is_linked(m.entity) else None) for m in of), len(of)
