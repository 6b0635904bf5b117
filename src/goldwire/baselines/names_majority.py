"""Mentions by majority: every run of capitalised tokens is a name of the type that is most frequent in training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.linear import read_json
from goldwire.baselines.protocol import register
from goldwire.baselines.words import Name, Token, as_mentions, gold_names, is_capitalised, sentences
from goldwire.model.annotation import Entity, MentionType
from goldwire.model.layers import Gold, Layers, Text

_FILE = "type.json"


@dataclass(frozen=True)
class _Model:
    type: MentionType

    def predict(self, text: Text, given: Layers) -> Layers:
        names = [Name(run[0].start, run[-1].end, self.type) for tokens in sentences(text.text) for run in _runs(tokens)]
        return msgspec.structs.replace(given, mentions=as_mentions(text, names))

    def save(self, folder: Path) -> None:
        (folder / _FILE).write_bytes(msgspec.json.encode(self.type) + b"\n")


@dataclass(frozen=True)
class _NamesMajority:
    name: str = "names-majority"
    step: Literal["mentions"] = "mentions"
    level: Literal["majority"] = "majority"
    configuration: Mapping[str, Any] = field(default_factory=dict)

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> _Model:
        kinds = Counter(name.type for gold in documents for name in gold_names(gold))
        return _Model(min(kinds, key=lambda kind: (-kinds[kind], kind), default=MentionType.PER))

    def load(self, folder: Path) -> _Model:
        return _Model(read_json(folder / _FILE, MentionType))


def _runs(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Runs of capitalised tokens. Any word is capitalised where a sentence begins: alone, it is no name."""
    words = [number for number, token in enumerate(tokens) if token.text[0].isalnum()]
    for capitalised, run in groupby(tokens, key=lambda token: is_capitalised(token.text)):
        found = list(run)
        if capitalised and not (len(found) == 1 and words and found[0] is tokens[words[0]]):
            yield found


BASELINE = register(_NamesMajority())
