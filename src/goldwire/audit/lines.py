"""Suspicious line roles: what the cleaner would keep and the annotation drops, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goldwire.audit.reading import Reading
from goldwire.audit.registry import Finding, detector
from goldwire.model.line import KEPT_ROLES
from goldwire.text.clean import clean

_SHOWN = 80


@detector("line-role", "The cleaner would keep a line that the annotation drops, or the other way round.")
def line_roles(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Lines on which cleaner and annotation part; a dropped one is worse, as its labels would be lost."""
    for reading in readings:
        raw = reading.view.raw
        for gold, found in zip(reading.annotation.lines or (), clean(raw).lines, strict=False):
            if (gold.role in KEPT_ROLES) == (found.role in KEPT_ROLES):
                continue
            yield Finding(
                kind="line-role",
                doc_id=reading.document.doc_id,
                start=gold.start,
                end=gold.end,
                other=None,
                line=reading.raw_line(gold.start),
                suspicion=0.3 if gold.role in KEPT_ROLES else 0.4,
                message=f"annotated {gold.role}, the cleaner says {found.role}",
                excerpt=f"⟦{' '.join(raw[gold.start : gold.end][:_SHOWN].split())}⟧",
            )
