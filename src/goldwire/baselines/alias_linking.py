"""Entities by alias table with context: a learned ranker chooses among the entities that a mention may mean, or none.

Names are linked first, in the order of the text, then pronouns and descriptions, which may mean what names do. While it
learns, each document is shown what documents of other stories call entities, as a new document would be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.alias_features import Reading, Row
from goldwire.baselines.alias_table import Knowledge
from goldwire.baselines.linear import LinearModel, read_json
from goldwire.baselines.protocol import register
from goldwire.baselines.words import held_out
from goldwire.model.annotation import Entity, Form, MentionType
from goldwire.model.layers import Gold, Layers, Mention, Text, is_linked

_RANKER, _KNOWLEDGE = "ranker.json", "knowledge.json"
_NO, _YES = "no", "yes"


@dataclass(frozen=True)
class _Model:
    ranker: LinearModel
    knowledge: Knowledge
    threshold: float

    def predict(self, text: Text, given: Layers) -> Layers:
        reading = Reading(text, self.knowledge)
        found: dict[int, Mention] = {}
        mentions = given.mentions or []
        for number in _order(mentions):
            mention = mentions[number]
            entity = self._chosen(reading.rows(mention))
            reading.remember(mention, entity)
            literal = self._literal(reading, mention, entity)
            found[number] = msgspec.structs.replace(mention, entity=entity, literal=literal)
        linked = [found[number] for number in range(len(mentions))]
        return msgspec.structs.replace(given, mentions=None if given.mentions is None else linked)

    def save(self, folder: Path) -> None:
        self.ranker.save(folder / _RANKER)
        (folder / _KNOWLEDGE).write_bytes(msgspec.json.encode(self.knowledge) + b"\n")

    def _chosen(self, rows: Mapping[str, Row]) -> str | None:
        """The likeliest candidate, the first in the alphabet of equals; None where even that is unlikely."""
        if not rows or _YES not in self.ranker.labels:
            return None
        likely = self.ranker.probabilities(list(rows.values()))[:, self.ranker.labels.index(_YES)]
        best = int(likely.argmax())
        return list(rows)[best] if likely[best] >= self.threshold else None

    def _literal(self, reading: Reading, mention: Mention, entity: str | None) -> str | None:
        """The one place that is called so, where a place's name stands for something else."""
        types = self.knowledge.types
        if entity is None or mention.type is not MentionType.GPE or types[entity] is MentionType.GPE:
            return None
        candidates = reading.candidates(mention).items()
        places = [other for other, ways in candidates if types[other] is MentionType.GPE and "alias" in ways]
        return places[0] if len(places) == 1 else None


@dataclass(frozen=True)
class _AliasLinking:
    name: str = "alias-linking"
    step: Literal["entities"] = "entities"
    level: Literal["standard"] = "standard"
    configuration: Mapping[str, Any] = field(default_factory=lambda: {"features": 1, "c": 3.0, "threshold": 0.3})

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> _Model:
        seen = [gold for gold in documents if gold.layers.mentions is not None]
        rows: list[Row] = []
        labels: list[str] = []
        for held, rest in held_out(seen):
            others = Knowledge.of(rest, entities)
            for gold in held:
                for row, label in _examples(gold, others):
                    rows.append(row)
                    labels.append(label)
        # Of a list that no document uses there is nothing to learn: then nothing is linked.
        ranker = LinearModel.fit(rows or [{}], labels or [_NO], c=self.configuration["c"])
        return _Model(ranker, Knowledge.of(seen, entities), self.configuration["threshold"])

    def load(self, folder: Path) -> _Model:
        ranker, knowledge = LinearModel.load(folder / _RANKER), read_json(folder / _KNOWLEDGE, Knowledge)
        if not set(ranker.labels) <= {_NO, _YES}:
            raise ValueError(f"{folder / _RANKER}: labels other than {_NO} and {_YES}")
        problem = knowledge.problem()
        if problem is not None:
            raise ValueError(f"{folder / _KNOWLEDGE}: {problem}")
        return _Model(ranker, knowledge, self.configuration["threshold"])


def _examples(gold: Gold, knowledge: Knowledge) -> Iterator[tuple[Row, str]]:
    """The candidates of each mention of a document, and which of them is meant."""
    reading = Reading(gold.text, knowledge)
    mentions = gold.layers.mentions or []
    for number in _order(mentions):
        mention = mentions[number]
        for entity, row in reading.rows(mention).items():
            yield row, _YES if entity == mention.entity else _NO
        known = is_linked(mention.entity) and mention.entity in knowledge.types
        reading.remember(mention, mention.entity if known else None)


def _order(mentions: Sequence[Mention]) -> list[int]:
    """Names first, each kind in the order of the text."""
    numbers = range(len(mentions))
    return sorted(numbers, key=lambda n: (mentions[n].form is not Form.NAME, mentions[n].start, mentions[n].end, n))


BASELINE = register(_AliasLinking())
