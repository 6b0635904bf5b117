"""Linking of gold mentions: the system is given the spans and tells the entities. The referent counts, never the entity
that the words name literally. With the spans given, descriptions and pronouns count as well: they are scored by entity.
"""

from __future__ import annotations

from collections.abc import Iterable

from goldwire.model.annotation import Form
from goldwire.model.layers import Mention, is_linked
from goldwire.scoring.compared import Compared
from goldwire.scoring.metric import SHARE, Counts, counted


@counted("links.all", "links", 1, SHARE)
def all_mentions(compared: Compared) -> Counts:
    """Links of gold mentions of every form.

    of = the mentions of gold. right = those for which the system tells the same listed entity, or says that there is
    none where gold has none. A mention without an answer, or with answers that differ, is wrong.
    """
    return _right(compared, _mentions(compared))


@counted("links.known", "links", 2, SHARE)
def known(compared: Compared) -> Counts:
    """Links of gold mentions with a listed entity.

    of = the mentions of gold that are linked to a listed entity. right = those for which the system tells the same one.
    A mention without an answer, or with answers that differ, is wrong.
    """
    return _right(compared, (m for m in _mentions(compared) if is_linked(m.entity)))


@counted("links.unlinked", "links", 3, SHARE)
def unlinked(compared: Compared) -> Counts:
    """Gold mentions without a listed entity.

    of = the mentions of gold whose entity is local to the document. right = those of which the system says that no
    listed entity is theirs. A mention without an answer, or with answers that differ, is wrong.
    """
    return _right(compared, (m for m in _mentions(compared) if not is_linked(m.entity)))


@counted("links.name", "links", 4, SHARE, form="name")
@counted("links.nominal", "links", 5, SHARE, form="nominal")
@counted("links.pronoun", "links", 6, SHARE, form="pronoun")
def by_form(compared: Compared, form: str) -> Counts:
    """Links of gold mentions of form {form}.

    of = the mentions of gold whose form is {form}. right = those for which the system tells the same listed entity, or
    says that there is none where gold has none. A mention without an answer, or with answers that differ, is wrong.
    """
    return _right(compared, (m for m in _mentions(compared) if m.form is Form(form)))


def _mentions(compared: Compared) -> Iterable[Mention]:
    return compared.gold.layers.mentions or ()


def _right(compared: Compared, mentions: Iterable[Mention]) -> Counts:
    told = compared.links
    of = list(mentions)
    return sum(m.id in told and told[m.id] == (m.entity if is_linked(m.entity) else None) for m in of), len(of)
