"""Roles of lines by the cleaner, whose rules are written and not learned: training changes nothing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.protocol import register
from goldwire.baselines.unlearned import load_nothing, save_nothing
from goldwire.model.annotation import Entity
from goldwire.model.layers import Gold, Layers, LineRole, RawLine, Text
from goldwire.model.line import Role
from goldwire.text.clean import clean

_FILE = "cleaner.json"


@dataclass(frozen=True)
class _Model:
    def predict(self, text: Text, given: Layers) -> Layers:
        """`given` with a role for each raw line. A line that is blank to the cleaner is kept no more than one that
        it drops. Without raw lines there is nothing to tell."""
        if text.raw_lines is None:
            return given
        lines = sorted(text.raw_lines, key=lambda line: (line.start, line.end))
        raw, places = _raw(lines)
        cleaned = clean(raw).lines
        starts = [line.start for line in cleaned]
        roles = []
        for line, place in zip(lines, places, strict=True):
            first = bisect_left(starts, place)
            judged = first < len(starts) and starts[first] < place + len(line.text)
            role = cleaned[first].role if judged else Role.BOILERPLATE
            roles.append(LineRole(start=line.start, end=line.end, role=role))
        return msgspec.structs.replace(given, line_roles=roles)

    def save(self, folder: Path) -> None:
        save_nothing(folder / _FILE)


@dataclass(frozen=True)
class _LinesCleaner:
    name: str = "lines-cleaner"
    step: Literal["line_roles"] = "line_roles"
    level: Literal["standard"] = "standard"
    configuration: Mapping[str, Any] = field(default_factory=dict)

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> _Model:
        return _Model()

    def load(self, folder: Path) -> _Model:
        load_nothing(folder / _FILE)
        return _Model()


def _raw(lines: Sequence[RawLine]) -> tuple[str, list[int]]:
    """The raw text as far as the cleaner sees it, and where each line begins in it. What stood between two lines was
    line feeds and white space: one line feed ends a line, and all others say that an empty line follows."""
    parts: list[str] = []
    places: list[int] = []
    size = end = 0
    for line in lines:
        between = line.start - end
        feeds = "\n" * (min(2, max(1, between)) if places else min(1, max(0, between)))
        parts += (feeds, line.text)
        places.append(size + len(feeds))
        size, end = places[-1] + len(line.text), line.end
    return "".join(parts), places


BASELINE = register(_LinesCleaner())
