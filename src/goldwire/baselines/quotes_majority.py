"""Quotes by majority: all words in quotation marks are a direct quote without a cue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.protocol import register
from goldwire.baselines.quote_layer import Found, as_quotes
from goldwire.baselines.quote_text import paragraphs
from goldwire.baselines.unlearned import load_nothing, save_nothing
from goldwire.model.annotation import Entity
from goldwire.model.layers import Gold, Layers, Text

_FILE = "nothing.json"


@dataclass(frozen=True)
class _Model:
    def predict(self, text: Text, given: Layers) -> Layers:
        found = [
            Found([(stretch.start, stretch.end)], None)
            for passages in paragraphs(text)
            for passage in passages
            for stretch in passage.stretches
        ]
        return msgspec.structs.replace(given, quotes=as_quotes(text, found))

    def save(self, folder: Path) -> None:
        save_nothing(folder / _FILE)


@dataclass(frozen=True)
class _QuotesMajority:
    name: str = "quotes-majority"
    step: Literal["quotes"] = "quotes"
    level: Literal["majority"] = "majority"
    configuration: Mapping[str, Any] = field(default_factory=dict)

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> _Model:
        return _Model()

    def load(self, folder: Path) -> _Model:
        load_nothing(folder / _FILE)
        return _Model()


BASELINE = register(_QuotesMajority())
