"""Gold documents and predictions made from strings, and of any kind, for tests of the scorer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from hypothesis import strategies as st

from goldwire.model.annotation import AUTHOR, LOCAL_PREFIX, Form, MentionType, Polarity
from goldwire.model.layers import (
    Fragment,
    Gold,
    Layers,
    LineRole,
    Mention,
    Prediction,
    Quote,
    Speaker,
    Stance,
    Text,
    as_prediction,
)
from goldwire.model.line import Role
from goldwire.scoring.compared import Compared
from goldwire.scoring.metric import metrics

TEXT = "Ada spoke of the plan.\nShe hailed 𝒳 and the café.\nThe officer said no to Bram."
METRICS = {metric.name: metric for metric in metrics()}
LAYERS = ("mentions", "quotes", "stances", "line_roles")
ANSWERS = ("links", "speakers", "polarities")


class Side:
    """One side's layers on TEXT; words stand where they first occur."""

    def __init__(self) -> None:
        self.mentions: list[Mention] = []
        self.quotes: list[Quote] = []
        self.stances: list[Stance] = []
        self.line_roles: list[LineRole] = []

    def place(self, words: str) -> tuple[int, int]:
        start = TEXT.index(words)
        return start, start + len(words)

    def mention(
        self, words: str, entity: str | None = None, kind: MentionType = MentionType.PER, **more: Any
    ) -> Mention:
        start, end = self.place(words)
        made = Mention(id=f"m{len(self.mentions) + 1}", start=start, end=end, type=kind, entity=entity, **more)
        self.mentions.append(made)
        return made

    def quote(
        self,
        *content: str,
        cue: str | None = None,
        speaker: str | None = None,
        speaker_mention: str | None = None,
        speakers: list[Speaker] | None = None,
        **more: Any,
    ) -> Quote:
        one = Speaker(entity=speaker, mention=speaker_mention)
        cue_start, cue_end = (None, None) if cue is None else self.place(cue)
        made = Quote(
            id=f"q{len(self.quotes) + 1}",
            content=self.fragments(content),
            cue_start=cue_start,
            cue_end=cue_end,
            speakers=speakers or ([one] if one != Speaker() else []),
            **more,
        )
        self.quotes.append(made)
        return made

    def stance(
        self,
        holder: str,
        polarity: Polarity | None,
        *evidence: str,
        entity: str | None = None,
        proposition: str | None = None,
    ) -> Stance:
        made = Stance(
            id=f"s{len(self.stances) + 1}",
            holder=holder,
            target_entity=entity,
            target_proposition=proposition,
            polarity=polarity,
            evidence=self.fragments(evidence),
        )
        self.stances.append(made)
        return made

    def line(self, number: int, role: Role) -> None:
        start = sum(len(line) + 1 for line in TEXT.split("\n")[:number])
        self.line_roles.append(LineRole(start=start, end=start + len(TEXT.split("\n")[number]), role=role))

    def fragments(self, words: Sequence[str]) -> list[Fragment]:
        return [Fragment(start=start, end=end) for start, end in map(self.place, words)]

    @property
    def layers(self) -> Layers:
        return Layers(**{layer: list(getattr(self, layer)) for layer in LAYERS})


def gold(side: Side | Layers) -> Gold:
    """A gold document that holds these layers."""
    held = side.layers if isinstance(side, Side) else side
    document = Text(doc_id="gw-0", language="en", text=TEXT, lines=[])
    return Gold(text=document, collection="open", story="story", layers=held)


def prediction(side: Side | Layers | Prediction) -> Prediction:
    """A prediction of these layers, and of nothing else."""
    if isinstance(side, Prediction):
        return side
    layers = side.layers if isinstance(side, Side) else side
    return Prediction(doc_id="gw-0", **{layer: getattr(layers, layer) for layer in LAYERS})


def counts(name: str, ours: Side | Layers, theirs: Side | Layers | Prediction) -> tuple[int, ...]:
    """The counts of one metric, of gold and a prediction."""
    return METRICS[name].count(Compared(gold(ours), prediction(theirs)))


def all_counts(ours: Gold, theirs: Prediction) -> dict[str, tuple[int, ...]]:
    """The counts of every metric."""
    compared = Compared(ours, theirs)
    return {name: metric.count(compared) for name, metric in METRICS.items()}


# Documents of any kind

WORDS = ("Ada", "the plan", "of the plan", "She", "hailed 𝒳", "𝒳", "café", "The officer", "officer", "Bram", "no", " ")
"""Nested, adjacent and overlapping ones, and one of white space alone."""
LISTED = ("ada", "bram")
LOCALS = ("local:a", "local:b", "local:c")


@st.composite
def layers(draw: st.DrawFn, *, annotated: bool = True) -> Layers:
    """Any layers of TEXT, duplicates and nesting included: as gold has them, or as a system may predict them."""
    side, words = Side(), st.sampled_from(WORDS)
    entities = st.sampled_from((*LISTED, *LOCALS) if annotated else (*LISTED, *LOCALS, None))
    for _ in range(draw(st.integers(0, 5))):
        kind, form = draw(st.sampled_from(MentionType)), draw(st.sampled_from((Form.NAME, Form.NAME, Form.NOMINAL)))
        side.mention(draw(words), draw(entities), kind, form=form, adjectival=draw(st.booleans()))
    # A local entity of gold is always mentioned; a system may forget to.
    mentioned = {mention.entity for mention in side.mentions if mention.entity is not None}
    known = sorted({*LISTED, *(mentioned if annotated else {*mentioned, *LOCALS})})
    for number in range(draw(st.integers(0, 4))):
        by = draw(st.sampled_from([None, *side.mentions])) if side.mentions else None
        speaker = by.entity if by is not None else None if annotated else draw(st.sampled_from([None, *known]))
        side.quote(
            *draw(st.lists(words, min_size=1, max_size=2)),
            cue=draw(st.sampled_from([None, "said", "spoke"])),
            speaker=speaker,
            speaker_mention=by.id if by is not None else None,
            parent=draw(st.sampled_from([None, None, *(f"q{one + 1}" for one in range(number))])),
        )
    for _ in range(draw(st.integers(0, 5))):
        target = draw(st.sampled_from([{"entity": one} for one in known] + [{"proposition": one} for one in "pqr"]))
        polarity = draw(st.sampled_from(Polarity))
        evidence = draw(st.lists(words, min_size=1, max_size=2)) if polarity is not Polarity.NONE else []
        side.stance(draw(st.sampled_from([AUTHOR, *known])), polarity, *evidence, **target)
    roles = st.sampled_from([role for role in Role if role is not Role.BLANK])
    for number in range(3):
        if annotated or draw(st.booleans()):
            side.line(number, draw(roles))
    return side.layers


@st.composite
def predictions(draw: st.DrawFn, of: Layers) -> Prediction:
    """Any prediction for a gold document with these layers: some of its own items, others, and answers."""
    made = draw(layers(annotated=False))
    kept = {
        layer: draw(st.lists(st.sampled_from(items), max_size=6)) if (items := getattr(of, layer)) else []
        for layer in LAYERS
    }
    # Ids of items taken over would clash with others; without them the entities still say who speaks.
    taken = {layer: [msgspec.structs.replace(item, id=None) for item in kept[layer]] for layer in LAYERS[:3]}
    told = as_prediction(gold(of))
    return Prediction(
        doc_id="gw-0",
        mentions=[*(made.mentions or ()), *taken["mentions"]],
        quotes=[*(made.quotes or ()), *taken["quotes"]],
        stances=[*(made.stances or ()), *taken["stances"]],
        line_roles=[*(made.line_roles or ()), *kept["line_roles"]],
        **{layer: _answers(draw, getattr(told, layer)) for layer in ANSWERS},
    )


def _answers(draw: st.DrawFn, right: list[Any]) -> list[Any]:
    if not right:
        return []
    _, field = right[0].__struct_fields__
    values = [getattr(one, field) for one in right]
    return [
        msgspec.structs.replace(one, **{field: draw(st.sampled_from(values))}) if draw(st.booleans()) else one
        for one in draw(st.lists(st.sampled_from(right), max_size=6))
    ]


@st.composite
def documents(draw: st.DrawFn) -> tuple[Gold, Prediction]:
    """A gold document with any prediction for it."""
    ours = draw(layers())
    return gold(ours), draw(predictions(ours))


def shuffled(draw: st.DrawFn, record: Layers) -> Any:
    """The same layers with the items of each in another order, and so the parts of an item."""
    changes: dict[str, Any] = {}
    for layer in (*LAYERS, *ANSWERS):
        if items := getattr(record, layer, None):
            changes[layer] = [_inside(draw, item) for item in draw(st.permutations(items))]
    return msgspec.structs.replace(record, **changes)


def _inside(draw: st.DrawFn, item: Any) -> Any:
    for part in ("content", "evidence"):
        if hasattr(item, part):
            return msgspec.structs.replace(item, **{part: draw(st.permutations(getattr(item, part)))})
    return item


def _renamed(item: Any, names: dict[str, str]) -> Any:
    changes: dict[str, Any] = {
        field: names.get(value, value)
        for field in ("entity", "holder", "target_entity")
        if isinstance(value := getattr(item, field, None), str) and value.startswith(LOCAL_PREFIX)
    }
    if isinstance(item, Quote):
        changes["speakers"] = [_renamed(speaker, names) for speaker in item.speakers]
    return msgspec.structs.replace(item, **changes)


def renamed(record: Layers, names: dict[str, str]) -> Any:
    """The same layers with local entities called otherwise."""
    changes = {layer: [_renamed(item, names) for item in getattr(record, layer)] for layer in LAYERS[:3]}
    return msgspec.structs.replace(record, **changes)
