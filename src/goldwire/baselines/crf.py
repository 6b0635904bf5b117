"""Mentions by a linear-chain CRF over the tokens of each sentence, one model for both languages.

The names that it knows are those of its training documents. While it learns, each document is shown the names of other
stories only, as a new document would be: else it would learn to trust a list that holds every name. It sees each
document a second time with its names hidden but for their shape, as those of another world are to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.chains import ChainModel
from goldwire.baselines.crf_features import Around, features
from goldwire.baselines.linear import read_json
from goldwire.baselines.names_lookup import KnownNames
from goldwire.baselines.protocol import register
from goldwire.baselines.words import Name, Token, as_mentions, covered, gold_names, held_out, is_capitalised, sentences
from goldwire.model.annotation import Entity, MentionType
from goldwire.model.layers import Gold, Layers, Text

_CHAIN, _NAMES = "chain.json", "names.json"
_OUTSIDE = "O"
_LABELS = {_OUTSIDE} | {f"{edge}-{kind}" for edge in "BI" for kind in MentionType}


@dataclass(frozen=True)
class _Model:
    chain: ChainModel
    known: KnownNames

    def predict(self, text: Text, given: Layers) -> Layers:
        found = sentences(text.text)
        around = Around(found)
        names = [
            name
            for tokens in found
            for name in _decoded(tokens, self.chain.predict(features(tokens, text.language, around, self.known)))
        ]
        return msgspec.structs.replace(given, mentions=as_mentions(text, _agreeing(text, names)))

    def save(self, folder: Path) -> None:
        self.chain.save(folder / _CHAIN)
        (folder / _NAMES).write_bytes(msgspec.json.encode(self.known.types) + b"\n")


@dataclass(frozen=True)
class _Crf:
    name: str = "crf"
    step: Literal["mentions"] = "mentions"
    level: Literal["standard"] = "standard"
    configuration: Mapping[str, Any] = field(
        default_factory=lambda: {"features": 1, "c1": 0.0, "c2": 0.5, "iterations": 100}
    )

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> _Model:
        seen = [gold for gold in documents if gold.layers.mentions is not None]
        sequences, labels = [], []
        stories = _stories(seen)
        for held, rest in held_out(seen):
            others = KnownNames.of(rest)
            for gold in held:
                found, names = sentences(gold.text.text), gold_names(gold)
                around = Around(found)
                for known, hidden in ((others, frozenset[str]()), (KnownNames({}), _new(found, names, stories))):
                    for tokens in found:
                        sequences.append(features(tokens, gold.language, around, known, hidden))
                        labels.append(_encoded(tokens, names))
        settings = {key: value for key, value in self.configuration.items() if key != "features"}
        return _Model(ChainModel.fit(sequences, labels, **settings), KnownNames.of(seen))

    def load(self, folder: Path) -> _Model:
        chain = ChainModel.load(folder / _CHAIN)
        if not _LABELS.issuperset(chain.labels):
            raise ValueError(f"{folder / _CHAIN}: labels other than {', '.join(sorted(_LABELS))}")
        return _Model(chain, KnownNames(read_json(folder / _NAMES, dict[str, MentionType])))


def _stories(documents: Iterable[Gold]) -> dict[str, set[str]]:
    """The stories in which each token occurs."""
    stories: dict[str, set[str]] = {}
    for gold in documents:
        for tokens in sentences(gold.text.text):
            for token in tokens:
                stories.setdefault(token.text, set()).add(gold.story)
    return stories


def _new(found: Iterable[Sequence[Token]], names: Sequence[Name], stories: Mapping[str, set[str]]) -> set[str]:
    """The capitalised words that a document of another world would not have: those of names, and of no other story."""
    return {
        token.text
        for tokens in found
        for token in tokens
        if is_capitalised(token.text)
        and (
            len(stories[token.text]) == 1 or any(name.start <= token.start and token.end <= name.end for name in names)
        )
    }


def _encoded(tokens: Sequence[Token], names: Iterable[Name]) -> list[str]:
    labels = [_OUTSIDE] * len(tokens)
    for first, last, kind in covered(tokens, names):
        labels[first:last] = [f"B-{kind}"] + [f"I-{kind}"] * (last - first - 1)
    return labels


def _decoded(tokens: Sequence[Token], labels: Sequence[str]) -> list[Name]:
    """The spans of IOB2 labels; an I that continues nothing begins a name."""
    names: list[Name] = []
    before = _OUTSIDE
    for token, label in zip(tokens, labels, strict=True):
        edge, _, kind = label.partition("-")
        if edge == "I" and before.partition("-")[2] == kind:
            names[-1] = names[-1]._replace(end=token.end)
        elif kind:
            names.append(Name(token.start, token.end, MentionType(kind)))
        before = label
    return names


def _agreeing(text: Text, names: Sequence[Name]) -> list[Name]:
    """One word has one type in a document: that of the persons whose names end in it, or else the most frequent."""
    words = {name: text.text[name.start : name.end] for name in names}
    persons = {words[name].split()[-1] for name in names if name.type is MentionType.PER and " " in words[name]}
    kinds: dict[str, Counter[MentionType]] = {}
    for name in names:
        kinds.setdefault(words[name], Counter())[name.type] += 1
    best = {word: min(seen, key=lambda kind: (-seen[kind], kind)) for word, seen in kinds.items()}
    return [name._replace(type=MentionType.PER if words[name] in persons else best[words[name]]) for name in names]


BASELINE = register(_Crf())
