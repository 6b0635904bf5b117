"""Stances by majority: given pairs have the polarity that is most frequent in training; where no pairs are given,
every speaker has the most frequent stance on every entity that a quote mentions."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.linear import read_json
from goldwire.baselines.protocol import register
from goldwire.baselines.stance_scene import speakers
from goldwire.model.annotation import Entity, Polarity
from goldwire.model.layers import Fragment, Gold, Layers, Stance, Text

_FILE = "polarities.json"


class _Commonest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The most frequent polarity of considered pairs; and of those with a stance, null where training had none."""

    of_pairs: Polarity
    of_stances: Polarity | None


@dataclass(frozen=True)
class _Model:
    commonest: _Commonest

    def predict(self, text: Text, given: Layers) -> Layers:
        if given.stances is None:
            return msgspec.structs.replace(given, stances=self._found(text, given))
        told = [
            msgspec.structs.replace(stance, polarity=self.commonest.of_pairs, evidence=[], quote=None)
            if stance.polarity is None
            else stance
            for stance in given.stances
        ]
        return msgspec.structs.replace(given, stances=told)

    def save(self, folder: Path) -> None:
        (folder / _FILE).write_bytes(msgspec.json.encode(self.commonest) + b"\n")

    def _found(self, text: Text, given: Layers) -> list[Stance]:
        mentions = sorted(
            (mention.start, mention.end, mention.entity)
            for mention in given.mentions or ()
            if mention.entity is not None
        )
        starts = [start for start, _, _ in mentions]
        pairs: dict[tuple[str, str], Stance] = {}
        for quote, speaker in ((quote, speaker) for quote, said_by in speakers(given) for speaker in said_by):
            if self.commonest.of_stances is None:
                continue
            within = [f for f in quote.content if 0 <= f.start < f.end <= len(text.text)]
            words = [Fragment(start=f.start, end=f.end, text=text.text[f.start : f.end]) for f in within]
            for part in words:
                for _, end, entity in mentions[bisect_left(starts, part.start) : bisect_left(starts, part.end)]:
                    if end <= part.end and entity != speaker and (speaker, entity) not in pairs:
                        pairs[speaker, entity] = Stance(
                            id=f"s{len(pairs) + 1}",
                            holder=speaker,
                            target_entity=entity,
                            polarity=self.commonest.of_stances,
                            evidence=words,
                            quote=quote.id,
                        )
        return list(pairs.values())


@dataclass(frozen=True)
class _StanceMajority:
    name: str = "stance-majority"
    step: Literal["stances"] = "stances"
    level: Literal["majority"] = "majority"
    configuration: Mapping[str, Any] = field(default_factory=dict)

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> _Model:
        seen = Counter(s.polarity for gold in documents for s in gold.layers.stances or () if s.polarity is not None)
        if not seen:
            raise ValueError(f"{self.name}: none of the documents has a stance: there is nothing to learn from")
        order = sorted(seen, key=lambda polarity: (-seen[polarity], polarity))
        polar = [polarity for polarity in order if polarity is not Polarity.NONE]
        return _Model(_Commonest(order[0], polar[0] if polar else None))

    def load(self, folder: Path) -> _Model:
        found = read_json(folder / _FILE, _Commonest)
        if found.of_stances is Polarity.NONE:
            raise ValueError(f"{folder / _FILE}: none is no stance")
        return _Model(found)


BASELINE = register(_StanceMajority())
