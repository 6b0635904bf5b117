"""Suspicious names: one surface with several types or entities, and names that are tagged elsewhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from goldwire.audit.reading import Place, Reading, overlaps
from goldwire.audit.registry import Finding, detector, finding
from goldwire.model.annotation import Mention

_LONGEST = 8
"""Tokens of the longest name that is looked for."""


@detector("type-conflict", "One name with different types: the rarer types are listed.")
def type_conflicts(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Names whose surface mostly has another type."""
    yield from _conflicts("type-conflict", readings, lambda mention: mention.type.value)


@detector("entity-conflict", "One name linked to different entities: the rarer links are listed.")
def entity_conflicts(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Names whose surface mostly names another entity; for metonymy what the words name counts."""
    yield from _conflicts("entity-conflict", readings, lambda mention: mention.literal or mention.entity)


def _conflicts(kind: str, readings: Sequence[Reading], label: Callable[[Mention], str]) -> Iterator[Finding]:
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for reading in readings:
        for place, mention in reading.names:
            labels[reading.words(place)][label(mention)] += 1
    for reading in readings:
        for place, mention in reading.names:
            surface = reading.words(place)
            counts = labels[surface]
            usual, often = min(counts.items(), key=lambda item: (-item[1], item[0]))
            own = label(mention)
            if own != usual:
                suspicion = 1 - counts[own] / counts.total()
                message = f"{mention.id} {surface!r} is {own}, {often} of {counts.total()} such names are {usual}"
                yield finding(kind, reading, place, suspicion, message)


@detector("untagged-name", "A name that is tagged elsewhere stands here without a mention.")
def untagged_names(readings: Sequence[Reading]) -> Iterator[Finding]:
    """Occurrences of tagged names, longest first, that overlap no name."""
    tagged: Counter[tuple[str, ...]] = Counter()
    for reading in readings:
        for (start, end), _ in reading.names:
            inside = [token for token in reading.tokens if start <= token[0] and token[1] <= end]
            tagged[_key(reading, inside)] += 1
    readings = [reading for reading in readings if reading.annotation.mentions is not None]
    untagged: dict[tuple[str, ...], list[tuple[Reading, Place]]] = defaultdict(list)
    for reading in readings:
        for key, place in _untagged(reading, tagged):
            untagged[key].append((reading, place))
    for key, places in untagged.items():
        suspicion = tagged[key] / (tagged[key] + len(places))
        for reading, place in places:
            message = f"{reading.words(place)!r} is no mention here and {tagged[key]} times elsewhere"
            yield finding("untagged-name", reading, place, suspicion, message)


def _untagged(reading: Reading, tagged: Counter[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], Place]]:
    names = [place for place, _ in reading.names]
    tokens, number = reading.tokens, 0
    while number < len(tokens):
        step = 1
        for length in range(min(_LONGEST, len(tokens) - number), 0, -1):
            inside = tokens[number : number + length]
            key = _key(reading, inside)
            place = (inside[0][0], inside[-1][1])
            if key in tagged:
                step = length
                if not overlaps(place, names):
                    yield key, place
                break
        number += step


def _key(reading: Reading, tokens: Sequence[Place]) -> tuple[str, ...]:
    return tuple(reading.words(token) for token in tokens)
