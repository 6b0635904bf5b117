"""Speakers by lookup: the mention nearest to the cue, on the side where speakers of that cue stood in training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.cues import plain
from goldwire.baselines.linear import read_json
from goldwire.baselines.protocol import register
from goldwire.baselines.quote_layer import attributed, with_entities
from goldwire.model.annotation import Entity, MentionType
from goldwire.model.layers import Gold, Layers, Mention, Quote, Text

_FILE = "sides.json"
Side = Literal["after", "before"]


class _Sides(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where speakers stand, by cue; `usual` for other cues and quotes without one. `types` are those that speak."""

    usual: Side
    cues: dict[str, Side]
    types: list[MentionType]


@dataclass(frozen=True)
class _Model:
    known: _Sides

    def predict(self, text: Text, given: Layers) -> Layers:
        mentions = with_entities(text, given.mentions or ())
        able = [mention for mention in mentions if mention.type in self.known.types]
        chosen = [self._nearest(text, quote, able) for quote in given.quotes or ()]
        quotes = [
            attributed(quote, mention, None if mention is None else mention.entity)
            for quote, mention in zip(given.quotes or (), chosen, strict=True)
        ]
        used = {mention.id for mention in chosen if mention is not None}
        kept = [new if new.id in used else old for old, new in zip(given.mentions or (), mentions, strict=True)]
        return msgspec.structs.replace(given, mentions=kept, quotes=quotes)

    def _nearest(self, text: Text, quote: Quote, mentions: Sequence[Mention]) -> Mention | None:
        start, end = quote.cue_span or (quote.content[0].start, quote.content[-1].end)
        side = self.known.cues.get(_cue(text, quote), self.known.usual)

        def distance(mention: Mention) -> tuple[bool, int, int]:
            gap = max(mention.start - end, start - mention.end, 0)
            return (mention.start >= start) != (side == "after"), gap, mention.start

        return min(mentions, key=distance, default=None)

    def save(self, folder: Path) -> None:
        (folder / _FILE).write_bytes(msgspec.json.encode(self.known) + b"\n")


def _cue(text: Text, quote: Quote) -> str:
    return "" if quote.cue_span is None else plain(text.text[slice(*quote.cue_span)])


@dataclass(frozen=True)
class _SpeakersLookup:
    name: str = "speakers-lookup"
    step: Literal["speakers"] = "speakers"
    level: Literal["lookup"] = "lookup"
    configuration: Mapping[str, Any] = field(default_factory=dict)

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> _Model:
        sides: dict[str, Counter[Side]] = {}
        usual: Counter[Side] = Counter()
        types: set[MentionType] = set()
        for gold in documents:
            by_id = {mention.id: mention for mention in gold.layers.mentions or ()}
            for quote in gold.layers.quotes or ():
                start = (quote.cue_span or (quote.content[0].start, 0))[0]
                for speaker in (by_id[one.mention] for one in quote.speakers if one.mention in by_id):
                    side: Side = "after" if speaker.start >= start else "before"
                    sides.setdefault(_cue(gold.text, quote), Counter())[side] += 1
                    usual[side] += 1
                    types.add(speaker.type)
        cues = {cue: _most(counts) for cue, counts in sorted(sides.items())}
        return _Model(_Sides(_most(usual), cues, sorted(types)))

    def load(self, folder: Path) -> _Model:
        return _Model(read_json(folder / _FILE, _Sides))


def _most(sides: Counter[Side]) -> Side:
    return "after" if sides["after"] > sides["before"] else "before"


BASELINE = register(_SpeakersLookup())
