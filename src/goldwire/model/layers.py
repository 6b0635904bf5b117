"""Layers on a published text: what a release holds of a document, what a system is given, and what it predicts.

All offsets are code points of the published text, half-open; those of `line_roles` are of the raw text. The names are
those of the columns of config `documents`. Use the records through the module, as `layers.Mention`: annotation records
have the same names and raw offsets. Schema of a prediction: `prediction.schema.json`.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from goldwire.model.annotation import LOCAL_PREFIX, Form, MentionType, Polarity, QuoteType
from goldwire.model.line import Role


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class Fragment(_Record, frozen=True, kw_only=True):
    """A span; `text`, where it is given, must be what stands there."""

    start: int
    end: int
    text: str | None = None


class Mention(_Record, frozen=True, kw_only=True):
    """A mention. `entity` is None, or begins with `local:`, where it is linked to no listed entity."""

    id: str | None = None
    start: int
    end: int
    text: str | None = None
    type: MentionType
    form: Form = Form.NAME
    adjectival: bool = False
    entity: str | None = None
    literal: str | None = None


class Speaker(_Record, frozen=True, kw_only=True):
    """One who says a quote: the id of a mention of this document, and its entity. `kind`: the entity is listed or has a
    name in the document (`named`), has none (`unnamed`), or the text gives nobody (`unknown`, both None)."""

    mention: str | None = None
    entity: str | None = None
    kind: Literal["named", "unnamed", "unknown"] | None = None


class Quote(_Record, frozen=True, kw_only=True):
    """A quote: fragments of its content, cue, speakers in the order of the text. `parent` is the id of a quote."""

    id: str | None = None
    type: QuoteType | None = None
    content: list[Fragment]
    cue_start: int | None = None
    cue_end: int | None = None
    cue: str | None = None
    speakers: list[Speaker] = []
    parent: str | None = None

    @property
    def cue_span(self) -> tuple[int, int] | None:
        """`[start, end)` of the cue; None where there is none."""
        return None if self.cue_start is None or self.cue_end is None else (self.cue_start, self.cue_end)

    @property
    def speaker_entities(self) -> frozenset[str]:
        """The entities that the speakers name; empty where the text gives none, or none is known."""
        return frozenset(speaker.entity for speaker in self.speakers if speaker.entity is not None)


class Stance(_Record, frozen=True, kw_only=True):
    """A pair of holder and target: exactly one of `target_entity` and `target_proposition`, the id of a proposition.
    `holder_mention` and `target_mention` are ids of the mentions nearest to the evidence. `polarity` is None only where
    a system is given the pair and has to tell."""

    id: str | None = None
    holder: str
    holder_mention: str | None = None
    target_entity: str | None = None
    target_mention: str | None = None
    target_proposition: str | None = None
    polarity: Polarity | None = None
    evidence: list[Fragment] = []
    quote: str | None = None


class LineRole(_Record, frozen=True, kw_only=True):
    """The role of one raw line that is not blank: code points of the raw text."""

    start: int
    end: int
    role: Role


class Layers(_Record, frozen=True, kw_only=True):
    """Layers of one document. None: not annotated, or not predicted; an empty list: annotated, and there are none."""

    mentions: list[Mention] | None = None
    quotes: list[Quote] | None = None
    stances: list[Stance] | None = None
    line_roles: list[LineRole] | None = None


class Link(_Record, frozen=True, kw_only=True):
    """The entity of a gold mention, by the mention's id; None for one that no listed entity is."""

    mention: str
    entity: str | None


class SpeakerOf(_Record, frozen=True, kw_only=True):
    """The entities of the speakers of a gold quote, by the quote's id: sorted, each once; empty where the text gives
    none."""

    quote: str
    entities: list[str]


class PolarityOf(_Record, frozen=True, kw_only=True):
    """The polarity of a gold pair, by the stance's id."""

    stance: str
    polarity: Polarity


class Prediction(Layers, frozen=True, kw_only=True):
    """What a system says of one document: layers found in the text alone, and `links`, `speakers` and `polarities`
    found with gold spans, quotes and pairs at hand."""

    doc_id: str
    links: list[Link] | None = None
    speakers: list[SpeakerOf] | None = None
    polarities: list[PolarityOf] | None = None


class Line(_Record, frozen=True, kw_only=True):
    """A line of the published text."""

    start: int
    end: int
    role: Role


class RawLine(_Record, frozen=True, kw_only=True):
    """A raw line that is not blank: code points of the raw text, and its words."""

    start: int
    end: int
    text: str


class Text(_Record, frozen=True, kw_only=True):
    """What a system may see of a document: its words and no labels."""

    doc_id: str
    language: str
    text: str
    lines: list[Line]
    raw_lines: list[RawLine] | None = None


class Gold(_Record, frozen=True, kw_only=True):
    """A document of a release with its gold layers. `withheld`: its text may not be passed on."""

    text: Text
    collection: str
    story: str
    withheld: bool = False
    layers: Layers

    @property
    def doc_id(self) -> str:
        return self.text.doc_id

    @property
    def language(self) -> str:
        return self.text.language


def is_linked(entity: str | None) -> bool:
    """Whether an entity is a listed one: neither missing nor local to its document."""
    return entity is not None and not entity.startswith(LOCAL_PREFIX)


def as_prediction(gold: Gold) -> Prediction:
    """The gold layers of a document as a system that knows them all would predict them."""
    layers = gold.layers
    return Prediction(
        doc_id=gold.doc_id,
        mentions=layers.mentions,
        quotes=layers.quotes,
        stances=layers.stances,
        line_roles=layers.line_roles,
        links=[Link(mention=m.id, entity=m.entity) for m in layers.mentions or () if m.id is not None]
        if layers.mentions is not None
        else None,
        speakers=[
            SpeakerOf(quote=q.id, entities=sorted(q.speaker_entities)) for q in layers.quotes or () if q.id is not None
        ]
        if layers.quotes is not None
        else None,
        polarities=[
            PolarityOf(stance=s.id, polarity=s.polarity)
            for s in layers.stances or ()
            if s.id is not None and s.polarity is not None
        ]
        if layers.stances is not None
        else None,
    )


def without_words(prediction: Prediction) -> Prediction:
    """A prediction by its offsets and labels alone: what may be passed on where the text may not."""

    def bare(parts: list[Fragment]) -> list[Fragment]:
        return [msgspec.structs.replace(part, text=None) for part in parts]

    mentions, quotes, stances = prediction.mentions, prediction.quotes, prediction.stances
    return msgspec.structs.replace(
        prediction,
        mentions=mentions and [msgspec.structs.replace(m, text=None) for m in mentions],
        quotes=quotes and [msgspec.structs.replace(q, content=bare(q.content), cue=None) for q in quotes],
        stances=stances and [msgspec.structs.replace(s, evidence=bare(s.evidence)) for s in stances],
    )
