"""The registry of detectors. A detector is a function in a module of this package; a new one is a new file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import msgspec

import goldwire.audit
from goldwire.audit.reading import Place, Reading


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A label that looks wrong. `start` and `end` are raw code points, null where a whole document is meant; `other` is
    the other document of a pair. `suspicion` lies in (0, 1]: how likely the detector thinks an error."""

    kind: str
    doc_id: str
    start: int | None
    end: int | None
    other: str | None
    line: int | None
    suspicion: float
    message: str
    excerpt: str | None

    @property
    def key(self) -> tuple[str, str, int | None, int | None, str | None]:
        """What the finding is about; a review with the same `key` excuses it."""
        return self.kind, self.doc_id, self.start, self.end, self.other


Detect = Callable[[Sequence[Reading]], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Detector:
    """One kind of suspicion: its name, what it looks for, and the function that looks."""

    kind: str
    meaning: str
    detect: Detect


_DETECTORS: dict[str, Detector] = {}
_CONTEXT = 40


def detector(kind: str, meaning: str) -> Callable[[Detect], Detect]:
    """Register a detector. Raises `ValueError` where the kind has one already."""

    def register(detect: Detect) -> Detect:
        if kind in _DETECTORS:
            raise ValueError(f"two detectors are called {kind}")
        _DETECTORS[kind] = Detector(kind, meaning, detect)
        return detect

    return register


def detectors() -> list[Detector]:
    """All detectors, by kind."""
    for module in pkgutil.iter_modules(goldwire.audit.__path__, "goldwire.audit."):
        importlib.import_module(module.name)
    return [_DETECTORS[kind] for kind in sorted(_DETECTORS)]


def finding(kind: str, reading: Reading, place: Place, suspicion: float, message: str) -> Finding:
    """A finding at one place of a document."""
    start, end = reading.view.to_raw(*place)
    before = reading.text[max(0, place[0] - _CONTEXT) : place[0]].rpartition("\n")[2]
    after = reading.text[place[1] : place[1] + _CONTEXT].partition("\n")[0]
    inside = " ".join(reading.text[slice(*place)].split())
    return Finding(
        kind=kind,
        doc_id=reading.document.doc_id,
        start=start,
        end=end,
        other=None,
        line=reading.line(place),
        suspicion=round(min(1.0, suspicion), 3),
        message=message,
        excerpt=f"{before}⟦{inside}⟧{after}",
    )


def audit(readings: Sequence[Reading]) -> list[Finding]:
    """Everything suspicious, most suspicious first."""
    found = [one for each in detectors() for one in each.detect(readings)]
    return sorted(found, key=lambda one: (-one.suspicion, one.kind, one.doc_id, one.start or 0, one.other or ""))
