"""Suspicious conjunctions: content that begins with, or holds, the word that only joins a clause to its cue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from goldwire.audit.reading import Reading
from goldwire.audit.registry import Finding, detector, finding
from goldwire.text.mark_table import OPENERS

# French `de` is an article as often as it marks an infinitive: only before one it joins.
_BEFORE_INFINITIVE = r"(?:ne pas |ne plus |s['’]|se |y |en |l['’]|les? |la )*"
_JOINING = {
    "en": re.compile(r"(?:and )?(?:that|to)\b"),
    "fr": re.compile(
        rf"(?:et )?(?:que\b|qu['’]|(?:de |d['’]|à )(?={_BEFORE_INFINITIVE}\w+(?:er|ir|re|oir)\b))", re.IGNORECASE
    ),
}
_AGAIN = {
    "en": re.compile(r"\b(?:and|but|or) that\b"),
    "fr": re.compile(r"\b(?:et|mais|ou) (?:que\b|qu['’])"),
}
_OPENING_MARK = re.compile(rf"[{re.escape(''.join(sorted(OPENERS)))}][\s\u00a0\u202f]*\Z")


@detector("opening-conjunction", "Content begins with that, que or the marker of an infinitive, which stay outside.")
def opening_conjunctions(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Fragments that begin so, but for those in marks: there the word was said."""
    for reading in readings:
        joining = _JOINING.get(reading.document.language)
        if joining is None:
            continue
        for quote in reading.annotation.quotes or ():
            for part in quote.content:
                start, end = reading.place(part)
                match = joining.match(reading.text, start, end)
                if match and not _OPENING_MARK.search(reading.text[:start]):
                    message = f"{quote.id}: a fragment begins with {match.group()!r}"
                    yield finding("opening-conjunction", reading, match.span(), 0.8, message)


@detector("inner-conjunction", "A fragment holds and that, et que: two clauses of one cue are two fragments.")
def inner_conjunctions(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Unmarked fragments that go on with a second clause and its conjunction."""
    for reading in readings:
        again = _AGAIN.get(reading.document.language)
        if again is None or reading.annotation.quotes is None:
            continue
        for quote in reading.annotation.quotes:
            for part in quote.content:
                for match in again.finditer(reading.text, *reading.place(part)):
                    if not reading.depths[match.start()]:
                        message = f"{quote.id}: a fragment holds {match.group()!r}"
                        yield finding("inner-conjunction", reading, match.span(), 0.7, message)
