"""Suspicious quotes: marks and cues that belong to none, and speakers far away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from goldwire.audit.reading import Place, Reading, overlaps
from goldwire.audit.registry import Finding, detector, finding

_WORD = re.compile(r"\w+")
_FAR = 150
"""Code points between a speaker and the nearest part of the quote that are still near."""
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
                gap = min(max(start - speaker[1], speaker[0] - end, 0) for start, end in parts)
                if gap > _FAR:
                    message = f"the speaker of {quote.id} stands {gap} code points from its content and cue"
                    yield finding("far-speaker", reading, speaker, gap / (gap + 2 * _FAR), message)
