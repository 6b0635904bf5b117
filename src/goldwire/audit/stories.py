"""Suspicious stories: documents that look alike and are told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goldwire.audit.reading import Reading
from goldwire.audit.registry import Finding, detector
from goldwire.leakage.casts import DAYS
from goldwire.leakage.findings import Pair, examine
from goldwire.leakage.subject import subject

_QUOTED = 50
"""Words of a shared quote at which suspicion is certainty."""


@detector("stories-alike", "Two documents of different stories share wording, a quote, or names and days.")
def stories_alike(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Pairs of documents that may belong to one story; a leak where they are in different splits. Each pair once, for
    what says most."""
    stories = {reading.document.doc_id: reading.document.story for reading in readings}
    findings = examine(subject(reading.document, reading.annotation, reading.view) for reading in readings)
    told: set[tuple[str, ...]] = set()
    for pairs, suspicion, said in (
        (findings.near_duplicates.pairs, _copied, "{:.0%} of their wording is the same"),
        (findings.shared_quotes.pairs, _quoted, "they quote the same {:.0f} words in a row"),
        (findings.same_entities.pairs, _cast, f"published within {DAYS} days, with nearly the same names ({{:.2f}})"),
    ):
        for pair in pairs:
            if tuple(pair.documents) not in told:
                told.add(tuple(pair.documents))
                yield _finding(pair, stories, suspicion(pair.measure), said.format(pair.measure))


def _copied(measure: float) -> float:
    return 0.5 + measure / 2


def _quoted(measure: float) -> float:
    return min(1.0, 0.5 + measure / (2 * _QUOTED))


def _cast(measure: float) -> float:
    return measure


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
