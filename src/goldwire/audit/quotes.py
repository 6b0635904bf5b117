"""Suspicious quotes: marks and cues that belong to none, and speakers far away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from goldwire.audit.lexicon import SAYING
from goldwire.audit.reading import Place, Reading, overlaps
from goldwire.audit.registry import Finding, detector, finding
from goldwire.model.annotation import Quote, QuoteType

_WORD = re.compile(r"\w+")
_FAR = 150
"""Code points between a speaker and the nearest part of the quote that are still near."""
_BESIDE = 60
"""Code points between a quote without a cue and a verb of saying that is beside it."""
_CUE_COUNT, _CUE_SHARE = 3, 0.6
"""A word is a cue verb where it was annotated as a cue so often, and in such a share of its occurrences."""


@detector("unlisted-marks", "Words in quotation marks lie outside every quote and are not listed as a scare quote.")
def unlisted_marks(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Marked stretches of a line that overlap no content and no scare quote."""
    for reading in readings:
        if reading.annotation.quotes is None:
            continue
        known = [*reading.content, *(reading.place(scare) for scare in reading.annotation.scare_quotes or ())]
        for place in _marked(reading):
            if not overlaps(place, known):
                words = len(_WORD.findall(reading.text[slice(*place)]))
                # Single words are mostly scare quotes somebody forgot to list; sentences are quotes.
                message = f"{words} marked {'word' if words == 1 else 'words'} of no quote and no scare quote"
                yield finding("unlisted-marks", reading, place, min(0.95, 0.5 + 0.05 * words), message)


def _marked(reading: Reading) -> Iterator[Place]:
    position = 0
    for inside, run in groupby(reading.depths, key=bool):
        start, position = position, position + sum(1 for _ in run)
        if inside:
            # The stretch begins with its opening mark, and French puts white space inside.
            words = reading.text[start + 1 : position]
            left = start + 1 + len(words) - len(words.lstrip())
            if words.strip():
                yield left, left + len(words.strip())


@detector("unquoted-cue", "A verb that is mostly a cue stands in a sentence without a quote.")
def unquoted_cues(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Cue verbs, as the annotations of the same language know them, where nothing is quoted."""
    quoted = [reading for reading in readings if reading.annotation.quotes is not None]
    for language in sorted({reading.document.language for reading in quoted}):
        yield from _unquoted([reading for reading in quoted if reading.document.language == language])


def _unquoted(readings: Sequence[Reading]) -> Iterator[Finding]:
    cues: Counter[str] = Counter()
    for reading in readings:
        cues.update(reading.words(place).lower() for place in _cues(reading))
    often = [cue for cue, count in cues.items() if count >= _CUE_COUNT]
    if not often:
        return
    alternatives = "|".join(
        re.escape(cue).replace("\\ ", r"\s+").replace("'", "['’]") for cue in sorted(often, key=len)[::-1]
    )
    pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)", re.IGNORECASE)
    occurrences: Counter[str] = Counter()
    for reading in readings:
        occurrences.update(reading.words(match.span()).lower() for match in pattern.finditer(reading.text))
    for reading in readings:
        known = [*_cues(reading), *reading.content]
        busy = {reading.sentence(place) for place in known}
        for match in pattern.finditer(reading.text):
            place = match.span()
            cue = reading.words(place).lower()
            share = cues[cue] / occurrences[cue]
            if share >= _CUE_SHARE and reading.sentence(place) not in busy and not overlaps(place, known):
                message = f"{cue!r} is a cue {cues[cue]} of {occurrences[cue]} times; this sentence has no quote"
                yield finding("unquoted-cue", reading, place, share, message)


def _cues(reading: Reading) -> list[Place]:
    return [reading.place(quote.cue) for quote in reading.annotation.quotes or () if quote.cue is not None]


@detector("null-cue", "A quote in marks has no cue, and a verb of saying stands beside it in its line.")
def null_cues(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Direct and mixed quotes without a cue near a verb of saying that is not quoted. The cue of a quote around it says
    nothing of it."""
    for reading in readings:
        pattern = SAYING.get(reading.document.language)
        quotes = {quote.id: quote for quote in reading.annotation.quotes or ()}
        if pattern is None:
            continue
        for quote in quotes.values():
            if quote.cue is not None or quote.type is QuoteType.INDIRECT:
                continue
            around = [other.cue for other in _around(quote, quotes) if other.cue is not None]
            known = [*map(reading.place, around), *map(reading.place, quote.content), *_not_around(reading, quote)]
            verbs = [
                (gap, match.group())
                for place in map(reading.place, quote.content)
                for match in pattern.finditer(reading.text, *reading.text_line(place))
                if (gap := _gap(match.span(), place)) <= _BESIDE and not overlaps(match.span(), known)
            ]
            if verbs:
                gap, verb = min(verbs)
                message = f"{quote.id} has no cue, and {verb!r} stands {gap} code points from it"
                yield finding("null-cue", reading, reading.place(quote.content[0]), 1 - gap / (2 * _BESIDE), message)


def _around(quote: Quote, quotes: dict[str, Quote]) -> list[Quote]:
    """The quotes in which a quote stands, innermost first."""
    found: list[Quote] = []
    while quote.parent in quotes and quotes[quote.parent] not in found:
        quote = quotes[quote.parent]
        found.append(quote)
    return found


def _not_around(reading: Reading, quote: Quote) -> list[Place]:
    """The content of quotes in which a quote does not stand: a verb in it is somebody's words."""
    around = {one.id for one in _around(quote, {one.id: one for one in reading.annotation.quotes or ()})}
    others = (one for one in reading.annotation.quotes or () if one.id not in {quote.id, *around})
    return [reading.place(part) for other in others for part in other.content]


def _gap(one: Place, other: Place) -> int:
    return max(one[0] - other[1], other[0] - one[1], 0)


@detector("far-speaker", "The speaker of a quote stands far from its content and its cue.")
def far_speakers(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Quotes whose speaker's mention lies more than a sentence away."""
    for reading in readings:
        for quote in reading.annotation.quotes or ():
            speakers = [reading.mention_places.get(speaker.mention or "") for speaker in quote.speakers]
            parts = [reading.place(part) for part in quote.content]
            parts += [reading.place(quote.cue)] if quote.cue is not None else []
            for speaker in speakers:
                if speaker is None:
                    continue
                gap = min(_gap(part, speaker) for part in parts)
                if gap > _FAR:
                    message = f"the speaker of {quote.id} stands {gap} code points from its content and cue"
                    yield finding("far-speaker", reading, speaker, gap / (gap + 2 * _FAR), message)
