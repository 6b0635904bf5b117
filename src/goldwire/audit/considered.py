"""Suspicious pairs without a stance: the sentence judges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from goldwire.annotation.considered import Considered, considered
from goldwire.audit.lexicon import JUDGING
from goldwire.audit.reading import Place, Reading, overlaps
from goldwire.audit.registry import Finding, detector, finding
from goldwire.model.annotation import Quote

_NEAR = 60
"""Code points between a judging word and the name at which suspicion is a half."""


@detector("judging-words", "A pair without a stance meets in a sentence of the quote with a word that judges.")
def judging_words(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Names in quotes near a judging word, though no speaker has a stance on what they name. One finding a name."""
    for reading in readings:
        pattern = JUDGING.get(reading.document.language)
        if pattern is None:
            continue
        suspicious: dict[Place, list[tuple[int, str, Considered]]] = defaultdict(list)
        for pair in considered(reading.annotation):
            place = reading.mention_places[pair.target_mention]
            start, end = reading.sentence(place)
            own, others = _content(reading, pair)
            words = [
                (_gap(match.span(), place), match.group())
                for match in pattern.finditer(reading.text, start, end)
                if overlaps(match.span(), own) and not overlaps(match.span(), [*others, place])
            ]
            if words:
                suspicious[place].append((*min(words), pair))
        for place, found in suspicious.items():
            gap, word, _ = min(found, key=lambda one: one[:2])
            pairs = " and ".join(f"{pair.holder} on {pair.target} ({pair.id})" for _, _, pair in found)
            message = f"no stance of {pairs}, and {word!r} stands {gap} code points away"
            yield finding("judging-words", reading, place, _NEAR / (_NEAR + gap), message)


def _content(reading: Reading, pair: Considered) -> tuple[list[Place], list[Place]]:
    """The content of the pair's quote; and what in it is another's: quotes within, and what shows the holder's stance
    on something else."""
    quotes = reading.annotation.quotes or ()
    own = [place for quote in quotes if quote.id == pair.quote_id for place in _places(reading, quote)]
    others = [place for quote in quotes if quote.parent == pair.quote_id for place in _places(reading, quote)]
    for stance in reading.annotation.stances or ():
        if stance.holder == pair.holder:
            others += map(reading.place, stance.evidence)
    return own, others


def _places(reading: Reading, quote: Quote) -> list[Place]:
    return [reading.place(part) for part in quote.content]


def _gap(one: Place, other: Place) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)
