"""What a baseline is: one file in this package that fills one layer, trains on gold documents and predicts.

A model is given a text and the layers that were there before it; it returns them with its own layer filled. It is never
given what it has to predict: `given` takes the labels out.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, Protocol

import msgspec

import goldwire.baselines
from goldwire.model.annotation import Entity
from goldwire.model.layers import Gold, Layers, Text

Step = Literal["mentions", "entities", "quotes", "speakers", "stances", "line_roles"]
"""What one baseline fills in: `entities` those of mentions, `speakers` those of quotes. `stances` finds pairs and their
polarity; where pairs are given without polarity, it tells only that."""
STEPS: tuple[Step, ...] = ("mentions", "entities", "quotes", "speakers", "stances", "line_roles")
"""In the order in which a system takes them."""
Level = Literal["standard", "lookup", "majority"]
LEVELS: tuple[Level, ...] = ("standard", "lookup", "majority")


class Model(Protocol):
    """A trained baseline."""

    def predict(self, text: Text, given: Layers) -> Layers:
        """`given` with the step's layer filled. Pure and deterministic."""
        ...

    def save(self, folder: Path) -> None:
        """Write what was learned into an empty folder: the same training, the same bytes. No pickles: whoever loads a
        model from elsewhere runs no code of it."""
        ...


class Baseline(Protocol):
    """How a model is made. `configuration` is what it is trained with, as plain data; saved beside the model."""

    @property
    def name(self) -> str: ...

    @property
    def step(self) -> Step: ...

    @property
    def level(self) -> Level: ...

    @property
    def configuration(self) -> Mapping[str, Any]: ...

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> Model:
        """Learn from documents of the training split. The same documents in the same order give the same model."""
        ...

    def load(self, folder: Path) -> Model:
        """What `save` wrote. Raises `ValueError` where it is none of this baseline's."""
        ...


_BASELINES: dict[tuple[Step, Level], Baseline] = {}


def register(baseline: Baseline) -> Baseline:
    """Add a baseline. Raises `ValueError` where there is one of its step and level."""
    key = (baseline.step, baseline.level)
    if key in _BASELINES:
        raise ValueError(f"{_BASELINES[key].name} is the {baseline.level} baseline for {baseline.step} already")
    _BASELINES[key] = baseline
    return baseline


@cache
def baselines() -> Mapping[tuple[Step, Level], Baseline]:
    """All baselines, by step and level."""
    for module in pkgutil.iter_modules(goldwire.baselines.__path__, "goldwire.baselines."):
        importlib.import_module(module.name)
    order = {key: number for number, key in enumerate((step, level) for step in STEPS for level in LEVELS)}
    return dict(sorted(_BASELINES.items(), key=lambda item: order[item[0]]))


def given(gold: Gold, step: Step) -> Layers:
    """The gold layers that a model of a step may see where it is not to depend on the errors of those before it: spans
    and types for `entities`; mentions and quotes without speakers for `speakers`; mentions, quotes and bare pairs for
    `stances`: no evidence, which is empty just where the polarity is `none`, nor the mentions nearest to it, and not in
    the order of annotators, who mostly wrote such pairs down last."""
    layers = gold.layers
    if step in ("mentions", "line_roles"):
        return Layers()
    mentions, quotes, stances = layers.mentions or [], layers.quotes or [], layers.stances or []
    if step == "entities":
        return Layers(mentions=[_without(m, "entity", "literal") for m in mentions])
    if step == "quotes":
        return Layers(mentions=mentions)
    if step == "speakers":
        bare = [msgspec.structs.replace(quote, speakers=[]) for quote in quotes]
        return Layers(mentions=mentions, quotes=bare)
    stances = sorted(stances, key=lambda s: (s.holder, s.target_entity or "", s.target_proposition or ""))
    told = ("polarity", "quote", "holder_mention", "target_mention")
    pairs = [msgspec.structs.replace(_without(s, *told), evidence=[]) for s in stances]
    return Layers(mentions=mentions, quotes=quotes, stances=pairs)


def _without(record: Any, *fields: str) -> Any:
    return msgspec.structs.replace(record, **dict.fromkeys(fields))
