"""Mentions by lookup: the longest names seen in training, with the type that they most often had there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.linear import read_json
from goldwire.baselines.protocol import register
from goldwire.baselines.words import Name, Token, as_mentions, covered, gold_names, sentences
from goldwire.model.annotation import Entity, MentionType
from goldwire.model.layers import Gold, Layers, Text

_FILE = "names.json"
_SEPARATOR = " "
"""Between the tokens of a name, which hold no white space."""


@dataclass(frozen=True)
class KnownNames:
    """Names, as tokens joined by spaces, with their types."""

    types: Mapping[str, MentionType]
    longest: int = field(init=False)

    def __post_init__(self) -> None:
        lengths = (name.count(_SEPARATOR) + 1 for name in self.types)
        object.__setattr__(self, "longest", max(lengths, default=0))

    @classmethod
    def of(cls, documents: Iterable[Gold]) -> KnownNames:
        """The names of some documents, each with its most frequent type, the first in the alphabet of equals."""
        seen: dict[str, Counter[MentionType]] = {}
        for gold in documents:
            names = gold_names(gold)
            for tokens in sentences(gold.text.text):
                for first, last, kind in covered(tokens, names):
                    seen.setdefault(_joined(tokens[first:last]), Counter())[kind] += 1
        return cls({name: min(kinds, key=lambda kind: (-kinds[kind], kind)) for name, kinds in sorted(seen.items())})

    def matches(self, tokens: Sequence[Token]) -> list[tuple[int, int, MentionType]]:
        """`[first, last)` token and type of the names in a sentence, from the left, the longest at each place."""
        found, first = [], 0
        while first < len(tokens):
            for last in range(min(first + self.longest, len(tokens)), first, -1):
                kind = self.types.get(_joined(tokens[first:last]))
                if kind is not None:
                    found.append((first, last, kind))
                    first = last
                    break
            else:
                first += 1
        return found


@dataclass(frozen=True)
class _Model:
    known: KnownNames

    def predict(self, text: Text, given: Layers) -> Layers:
        names = [
            Name(tokens[first].start, tokens[last - 1].end, kind)
            for tokens in sentences(text.text)
            for first, last, kind in self.known.matches(tokens)
        ]
        return msgspec.structs.replace(given, mentions=as_mentions(text, names))

    def save(self, folder: Path) -> None:
        (folder / _FILE).write_bytes(msgspec.json.encode(self.known.types) + b"\n")


@dataclass(frozen=True)
class _NamesLookup:
    name: str = "names-lookup"
    step: Literal["mentions"] = "mentions"
    level: Literal["lookup"] = "lookup"
    configuration: Mapping[str, Any] = field(default_factory=dict)

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> _Model:
        return _Model(KnownNames.of(documents))

    def load(self, folder: Path) -> _Model:
        return _Model(KnownNames(read_json(folder / _FILE, dict[str, MentionType])))


def _joined(tokens: Sequence[Token]) -> str:
    return _SEPARATOR.join(token.text for token in tokens)


BASELINE = register(_NamesLookup())
