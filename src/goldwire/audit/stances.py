"""Suspicious stances: evidence that does not speak of the target."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goldwire.audit.reading import Place, Reading
from goldwire.audit.registry import Finding, detector, finding
from goldwire.model.annotation import Polarity, Stance


@detector("target-not-in-evidence", "No sentence of a stance's evidence mentions its target.")
def targets_not_in_evidence(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Polar stances towards an entity that none of the sentences with evidence mentions."""
    for reading in readings:
        for stance in reading.annotation.stances or ():
            if stance.polarity is Polarity.NONE or stance.target.entity is None or not stance.evidence:
                continue
            sentences = {reading.sentence(reading.place(part)) for part in stance.evidence}
            targets = _mentions(reading, stance)
            if any(start <= place[0] < end for start, end in sentences for place in targets):
                continue
            suspicion = 0.7 if targets else 1.0
            where = "stands elsewhere" if targets else "is mentioned nowhere"
            message = f"{stance.id}: {stance.target.entity} {where}, and not in the sentence of the evidence"
            yield finding("target-not-in-evidence", reading, reading.place(stance.evidence[0]), suspicion, message)


def _mentions(reading: Reading, stance: Stance) -> list[Place]:
    return [
        reading.mention_places[mention.id]
        for mention in reading.annotation.mentions or ()
        if stance.target.entity in (mention.entity, mention.literal)
    ]
