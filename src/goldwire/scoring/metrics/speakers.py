"""Speakers of gold quotes: the system is given the quotes and the mentions, and tells who speaks. Quotes that lie in no
other are scored."""

from __future__ import annotations

from collections.abc import Iterable

from goldwire.model.layers import Quote, is_linked
from goldwire.scoring.compared import Compared
from goldwire.scoring.metric import SHARE, Counts, counted


@counted("speakers.all", "speakers", 1, SHARE)
def all_quotes(compared: Compared) -> Counts:
    """Speakers of gold quotes.

    of = the outer quotes of gold. right = those for which the system tells the id of gold's entity, a local one too, or
    says that the text gives no speaker where it gives none. A quote without an answer, or with answers that differ, is
    wrong.
    """
    return _right(compared, compared.given_quotes)


@counted("speakers.named", "speakers", 2, SHARE)
def named(compared: Compared) -> Counts:
    """Named speakers of gold quotes.

    of = the outer quotes of gold whose speaker is a listed entity. right = as for speakers.all.
    """
    return _right(compared, (q for q in compared.given_quotes if is_linked(q.speaker_entity)))


@counted("speakers.unnamed", "speakers", 3, SHARE)
def unnamed(compared: Compared) -> Counts:
    """Unnamed speakers of gold quotes.

    of = the outer quotes of gold whose speaker is an entity local to the document. right = as for speakers.all.
    """
    local = (q for q in compared.given_quotes if q.speaker_entity is not None and not is_linked(q.speaker_entity))
    return _right(compared, local)


@counted("speakers.unknown", "speakers", 4, SHARE)
def unknown(compared: Compared) -> Counts:
    """Gold quotes whose speaker the text does not give.

    of = the outer quotes of gold without a speaker. right = those of which the system says that there is none.
    """
    return _right(compared, (q for q in compared.given_quotes if q.speaker_entity is None))


def _right(compared: Compared, quotes: Iterable[Quote]) -> Counts:
    told = compared.speakers
    of = list(quotes)
    return sum(q.id in told and told[q.id] == q.speaker_entity for q in of), len(of)
