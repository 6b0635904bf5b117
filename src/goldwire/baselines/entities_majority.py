"""Entities by majority: every mention means the entity that mentions of its type most often mean in training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.linear import read_json
from goldwire.baselines.protocol import register
from goldwire.model.annotation import Entity, MentionType
from goldwire.model.layers import Gold, Layers, Text, is_linked

_FILE = "entities.json"


@dataclass(frozen=True)
class _Model:
    entities: Mapping[MentionType, str]

    def predict(self, text: Text, given: Layers) -> Layers:
        if given.mentions is None:
            return given
        linked = [
            msgspec.structs.replace(mention, entity=self.entities.get(mention.type), literal=None)
            for mention in given.mentions
        ]
        return msgspec.structs.replace(given, mentions=linked)

    def save(self, folder: Path) -> None:
        (folder / _FILE).write_bytes(msgspec.json.encode(self.entities) + b"\n")


@dataclass(frozen=True)
class _EntitiesMajority:
    name: str = "entities-majority"
    step: Literal["entities"] = "entities"
    level: Literal["majority"] = "majority"
    configuration: Mapping[str, Any] = field(default_factory=dict)

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> _Model:
        seen: dict[MentionType, Counter[str]] = {}
        for gold in documents:
            for mention in gold.layers.mentions or ():
                if mention.entity is not None and is_linked(mention.entity):
                    seen.setdefault(mention.type, Counter())[mention.entity] += 1
        return _Model(
            {kind: min(found, key=lambda entity: (-found[entity], entity)) for kind, found in sorted(seen.items())}
        )

    def load(self, folder: Path) -> _Model:
        return _Model(read_json(folder / _FILE, dict[MentionType, str]))


BASELINE = register(_EntitiesMajority())
