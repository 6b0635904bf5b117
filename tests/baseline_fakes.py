"""Baselines that learn next to nothing, for tests of what is built on systems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from goldwire.baselines.protocol import LEVELS, STEPS, Baseline, Level, Step
from goldwire.model.annotation import Entity, MentionType, Polarity
from goldwire.model.layers import Fragment, Gold, Layers, Mention, Quote, Speaker, Stance, Text


@dataclass(frozen=True)
class FakeModel:
    """Finds the names that it has seen, what stands in curly marks, and a pair."""

    step: Step
    names: dict[str, tuple[str, str | None]]

    def predict(self, text: Text, given: Layers) -> Layers:
        if self.step == "mentions":
            return msgspec.structs.replace(given, mentions=self._mentions(text))
        if self.step == "quotes":
            marks = re.finditer("“([^”]+)”", text.text)
            found = [Fragment(start=match.start(1), end=match.end(1)) for match in marks]
            quotes = [Quote(id=f"q{number}", content=[part]) for number, part in enumerate(found, start=1)]
            return msgspec.structs.replace(given, quotes=quotes)
        if self.step == "speakers":
            first = given.mentions[0].id if given.mentions else None
            told = [msgspec.structs.replace(quote, speakers=[Speaker(mention=first)]) for quote in given.quotes or ()]
            return msgspec.structs.replace(given, quotes=told)
        if self.step == "stances":
            entities = list(dict.fromkeys(m.entity for m in given.mentions or () if m.entity))[:2]
            pairs = [Stance(id="s1", holder=a, target_entity=b, polarity=Polarity.NONE) for a, b in pairwise(entities)]
            return msgspec.structs.replace(given, stances=pairs)
        return given

    def save(self, folder: Path) -> None:
        (folder / "names.json").write_bytes(msgspec.json.encode(self.names, order="sorted"))

    def _mentions(self, text: Text) -> list[Mention]:
        matches = sorted(
            (match.start(), match.end(), name)
            for name in self.names
            for match in re.finditer(rf"\b{re.escape(name)}\b", text.text)
        )
        return [
            Mention(id=f"m{n}", start=start, end=end, type=MentionType(self.names[name][0]), entity=self.names[name][1])
            for n, (start, end, name) in enumerate(matches, start=1)
        ]


@dataclass(frozen=True)
class FakeBaseline:
    """Remembers names; `seen` says of which documents."""

    step: Step
    level: Level
    seen: list[str] = field(default_factory=list)
    configuration: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"fake-{self.step}"

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> FakeModel:
        names: dict[str, tuple[str, str | None]] = {}
        for gold in documents:
            self.seen.append(gold.doc_id)
            for mention in gold.layers.mentions or ():
                if mention.form == "name":
                    words = gold.text.text[mention.start : mention.end]
                    names.setdefault(words, (str(mention.type), mention.literal or mention.entity))
        return FakeModel(self.step, names)

    def load(self, folder: Path) -> FakeModel:
        return FakeModel(self.step, msgspec.json.decode((folder / "names.json").read_bytes()))


def fakes() -> dict[tuple[Step, Level], Baseline]:
    """One fake for each step and level."""
    return {(step, level): FakeBaseline(step, level) for step in STEPS for level in LEVELS}
