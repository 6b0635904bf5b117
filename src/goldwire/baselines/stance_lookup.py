"""Stances by lookup: what a holder most often thinks of a target in training.

Where pairs are given: the polarity of the same pair, else of the same target, else the most frequent one. Where they
are found: pairs with a stance in training whose holder and target are both mentioned. Local entities and authors are
others in every document, so that no pair of theirs is remembered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.linear import read_json
from goldwire.baselines.protocol import register
from goldwire.model.annotation import AUTHOR, Entity, Polarity
from goldwire.model.labels import label_key
from goldwire.model.layers import Fragment, Gold, Layers, Stance, Text, is_linked
from goldwire.text.sentences import sentence_spans

_FILE = "stances.json"


class _Known(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`pairs`: by holder and target; targets begin with `entity:` or `proposition:`."""

    pairs: dict[str, dict[str, Polarity]]
    targets: dict[str, Polarity]
    majority: Polarity


@dataclass(frozen=True)
class _Model:
    known: _Known

    def predict(self, text: Text, given: Layers) -> Layers:
        if given.stances is None:
            return msgspec.structs.replace(given, stances=self._found(text, given))
        told = [
            msgspec.structs.replace(stance, polarity=self._told(stance), evidence=[], quote=None)
            if stance.polarity is None
            else stance
            for stance in given.stances
        ]
        return msgspec.structs.replace(given, stances=told)

    def save(self, folder: Path) -> None:
        (folder / _FILE).write_bytes(msgspec.json.encode(self.known, order="deterministic") + b"\n")

    def _told(self, stance: Stance) -> Polarity:
        target = _target(stance)
        pair = self.known.pairs.get(stance.holder, {}).get(target)
        return pair or self.known.targets.get(target) or self.known.majority

    def _found(self, text: Text, given: Layers) -> list[Stance]:
        """Evidence is the first sentence that names both; where there is none, the first that names the target."""
        sentences = sentence_spans(text.text)
        named: dict[str, list[int]] = {}
        place = 0
        for mention in sorted(given.mentions or (), key=lambda mention: (mention.start, mention.end)):
            while place < len(sentences) and sentences[place][1] <= mention.start:
                place += 1
            if place < len(sentences) and mention.entity is not None and mention.start >= 0:
                named.setdefault(mention.entity, []).append(place)
        stances: list[Stance] = []
        for holder, targets in self.known.pairs.items():
            if holder not in named:
                continue
            near = set(named[holder])
            for target, polarity in targets.items():
                kind, _, entity = target.partition(":")
                if kind != "entity" or polarity is Polarity.NONE or entity not in named:
                    continue
                start, end = sentences[next((n for n in named[entity] if n in near), named[entity][0])]
                words = [Fragment(start=start, end=end, text=text.text[start:end])]
                number = f"s{len(stances) + 1}"
                stances.append(
                    Stance(id=number, holder=holder, target_entity=entity, polarity=polarity, evidence=words)
                )
        return stances


@dataclass(frozen=True)
class _StanceLookup:
    name: str = "stance-lookup"
    step: Literal["stances"] = "stances"
    level: Literal["lookup"] = "lookup"
    configuration: Mapping[str, Any] = field(default_factory=dict)

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> _Model:
        pairs: dict[str, dict[str, Counter[Polarity]]] = {}
        targets: dict[str, Counter[Polarity]] = {}
        everything: Counter[Polarity] = Counter()
        for gold in documents:
            for stance in gold.layers.stances or ():
                if stance.polarity is None:
                    continue
                everything[stance.polarity] += 1
                if stance.target_entity is not None and not is_linked(stance.target_entity):
                    continue
                target = _target(stance)
                targets.setdefault(target, Counter())[stance.polarity] += 1
                if stance.holder != AUTHOR and is_linked(stance.holder):
                    pairs.setdefault(stance.holder, {}).setdefault(target, Counter())[stance.polarity] += 1
        if not everything:
            raise ValueError(f"{self.name}: none of the documents has a stance: there is nothing to learn from")
        by_pair = {
            holder: {target: _commonest(found) for target, found in sorted(theirs.items())}
            for holder, theirs in sorted(pairs.items())
        }
        by_target = {target: _commonest(found) for target, found in sorted(targets.items())}
        return _Model(_Known(by_pair, by_target, _commonest(everything)))

    def load(self, folder: Path) -> _Model:
        return _Model(read_json(folder / _FILE, _Known))


def _target(stance: Stance) -> str:
    if stance.target_entity is not None:
        return f"entity:{stance.target_entity}"
    return f"proposition:{label_key(stance.target_proposition or '')}"


def _commonest(found: Counter[Polarity]) -> Polarity:
    return min(found, key=lambda polarity: (-found[polarity], polarity))


BASELINE = register(_StanceLookup())
