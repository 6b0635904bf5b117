"""Speakers of gold quotes: the system is given the quotes and the mentions, and tells who speaks. Quotes that lie in no
other are scored."""

from __future__ import annotations

from collections.abc import Iterable

from goldwire.model.layers import Quote, Speaker, is_linked
from goldwire.scoring.compared import Compared
from goldwire.scoring.metric import SHARE, Counts, counted


@counted("speakers.all", "speakers", 1, SHARE)
def all_quotes(compared: Compared) -> Counts:
    """Speakers of gold quotes.

    of = the outer quotes of gold. right = those for which the system tells the ids of gold's entities, local ones too,
    all of them and no other, or says that the text gives no speaker where it gives none. A quote without an answer, or
    with answers that differ, is wrong.
    """
    return _right(compared, compared.given_quotes)


@counted("speakers.named", "speakers", 2, SHARE)
def named(compared: Compared) -> Counts:
    """Named speakers of gold quotes.

    of = the outer quotes of gold with speakers, all of whom are listed or have a name in the document. right = as for
    speakers.all.
    """
    return _right(compared, (q for q in compared.given_quotes if q.speaker_entities and all(map(_named, q.speakers))))


@counted("speakers.unnamed", "speakers", 3, SHARE)
def unnamed(compared: Compared) -> Counts:
    """Unnamed speakers of gold quotes.

    of = the outer quotes of gold with a speaker who has no name in the document, and is not listed. right = as for
    speakers.all.
    """
    nameless = (q for q in compared.given_quotes if q.speaker_entities and not all(map(_named, q.speakers)))
    return _right(compared, nameless)


@counted("speakers.unknown", "speakers", 4, SHARE)
def unknown(compared: Compared) -> Counts:
    """Gold quotes whose speaker the text does not give.

    of = the outer quotes of gold without a speaker. right = those of which the system says that there is none.
    """
    return _right(compared, (q for q in compared.given_quotes if not q.speaker_entities))


def _right(compared: Compared, quotes: Iterable[Quote]) -> Counts:
    told = compared.speakers
    of = list(quotes)
    return sum(q.id in told and told[q.id] == q.speaker_entities for q in of), len(of)


def _named(speaker: Speaker) -> bool:
    """Whether a speaker has a name: gold says so; where it does not, listed entities have."""
    return is_linked(speaker.entity) if speaker.kind is None else speaker.kind == "named"
