"""Entities by lookup: what a mention's words most often meant in training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.linear import read_json
from goldwire.baselines.protocol import register
from goldwire.model.annotation import Entity
from goldwire.model.layers import Gold, Layers, Text, is_linked

_FILE = "entities.json"
_UNLINKED = ""


@dataclass(frozen=True)
class _Model:
    entities: Mapping[str, str]
    """By words in lower case."""

    def predict(self, text: Text, given: Layers) -> Layers:
        if given.mentions is None:
            return given
        words = (text.text[mention.start : mention.end].lower() for mention in given.mentions)
        linked = [
            msgspec.structs.replace(mention, entity=self.entities.get(found), literal=None)
            for mention, found in zip(given.mentions, words, strict=True)
        ]
        return msgspec.structs.replace(given, mentions=linked)

    def save(self, folder: Path) -> None:
        (folder / _FILE).write_bytes(msgspec.json.encode(self.entities) + b"\n")


@dataclass(frozen=True)
class _EntitiesLookup:
    name: str = "entities-lookup"
    step: Literal["entities"] = "entities"
    level: Literal["lookup"] = "lookup"
    configuration: Mapping[str, Any] = field(default_factory=dict)

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> _Model:
        seen: dict[str, Counter[str]] = {}
        for gold in documents:
            for mention in gold.layers.mentions or ():
                words = gold.text.text[mention.start : mention.end].lower()
                entity = mention.entity if mention.entity is not None and is_linked(mention.entity) else _UNLINKED
                seen.setdefault(words, Counter())[entity] += 1
        best = {words: min(found, key=lambda entity: (-found[entity], entity)) for words, found in sorted(seen.items())}
        return _Model({words: entity for words, entity in best.items() if entity != _UNLINKED})

    def load(self, folder: Path) -> _Model:
        return _Model(read_json(folder / _FILE, dict[str, str]))


BASELINE = register(_EntitiesLookup())
