"""Suspicious stories: documents that look alike and are told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import UNSET

from goldwire.audit.reading import Reading
from goldwire.audit.registry import Finding, detector
from goldwire.leakage.casts import DAYS
from goldwire.leakage.findings import Pair, examine, in_common
from goldwire.leakage.subject import subject

_QUOTED = 50
"""Words of a shared quote at which suspicion is certainty."""
_COPIED = 200
"""Words of a shared passage at which suspicion is certainty."""
_RARE = 10
"""Rare entities in common at which suspicion is certainty."""


@detector("stories-alike", "Two documents of different stories share wording, a quote, names and days, or rare names.")
def stories_alike(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Pairs of documents that may belong to one story; a leak where they are in different splits. Each pair once, for
    what says most."""
    stories = {reading.document.doc_id: reading.document.story for reading in readings}
    findings = examine(subject(reading.document, reading.annotation, reading.view) for reading in readings)
    told: set[tuple[str, ...]] = set()
    for likeness, suspicion, said in (
        (findings.near_duplicates, _copied, lambda pair: f"{in_common(pair)} the other"),
        (findings.shared_quotes, _quoted, lambda pair: f"they quote the same {pair.measure:.0f} words in a row"),
        (findings.same_entities, _cast, _days),
        (findings.rare_entities, _rare, _names),
    ):
        for pair in likeness.pairs:
            if tuple(pair.documents) not in told:
                told.add(tuple(pair.documents))
                yield _finding(pair, stories, suspicion(pair), said(pair))


def _copied(pair: Pair) -> float:
    contained = 0.0 if pair.contained is UNSET else pair.contained
    passage = 0 if pair.passage is UNSET else pair.passage
    return min(1.0, 0.5 + max(pair.measure, contained, passage / _COPIED) / 2)


def _quoted(pair: Pair) -> float:
    return min(1.0, 0.5 + pair.measure / (2 * _QUOTED))


def _cast(pair: Pair) -> float:
    return pair.measure


def _rare(pair: Pair) -> float:
    return min(1.0, pair.measure / _RARE)


def _days(pair: Pair) -> str:
    return f"published within {DAYS} days, as far as is known, with nearly the same names ({pair.measure:.2f})"


def _names(pair: Pair) -> str:
    return f"both name {pair.measure:.0f} entities that hardly any other document names"


def _finding(pair: Pair, stories: dict[str, str], suspicion: float, message: str) -> Finding:
    one, other = pair.documents
    return Finding(
        kind="stories-alike",
        doc_id=one,
        start=None,
        end=None,
        other=other,
        line=None,
        suspicion=round(suspicion, 3),
        message=f"{stories[one]} and {stories[other]}: {message}",
        excerpt=None,
    )
