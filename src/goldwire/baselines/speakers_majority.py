"""Speakers by majority: whoever a document names most often says all of its quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.linear import read_json
from goldwire.baselines.protocol import register
from goldwire.baselines.quote_layer import attributed, with_entities
from goldwire.model.annotation import Entity, MentionType
from goldwire.model.layers import Gold, Layers, Text

_FILE = "type.json"


class _Type(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The type of mention that most often speaks; None where nobody spoke in training."""

    type: MentionType | None


@dataclass(frozen=True)
class _Model:
    known: _Type

    def predict(self, text: Text, given: Layers) -> Layers:
        mentions = with_entities(text, given.mentions or ())
        able = sorted((m for m in mentions if m.type is self.known.type), key=lambda m: (m.start, m.end))
        counts = Counter(mention.entity for mention in able)
        # The first of equals, at its first mention.
        speaker = max(able, key=lambda mention: counts[mention.entity], default=None)
        quotes = [
            attributed(quote, speaker, None if speaker is None else speaker.entity) for quote in given.quotes or ()
        ]
        kept = [
            new if speaker is not None and new.id == speaker.id else old
            for old, new in zip(given.mentions or (), mentions, strict=True)
        ]
        return msgspec.structs.replace(given, mentions=kept, quotes=quotes)

    def save(self, folder: Path) -> None:
        (folder / _FILE).write_bytes(msgspec.json.encode(self.known) + b"\n")


@dataclass(frozen=True)
class _SpeakersMajority:
    name: str = "speakers-majority"
    step: Literal["speakers"] = "speakers"
    level: Literal["majority"] = "majority"
    configuration: Mapping[str, Any] = field(default_factory=dict)

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> _Model:
        types: Counter[MentionType] = Counter()
        for gold in documents:
            by_id = {mention.id: mention for mention in gold.layers.mentions or ()}
            for quote in gold.layers.quotes or ():
                types.update(by_id[one.mention].type for one in quote.speakers if one.mention in by_id)
        return _Model(_Type(min(types, key=lambda kind: (-types[kind], kind), default=None)))

    def load(self, folder: Path) -> _Model:
        return _Model(read_json(folder / _FILE, _Type))


BASELINE = register(_SpeakersMajority())
