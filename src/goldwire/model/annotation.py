"""Annotation records: what one file in `annotations/<collection>/` holds. Schema: `annotation.schema.json`."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

import msgspec

from goldwire.model.line import Role
from goldwire.model.span import Span

AUTHOR = "AUTHOR"
"""The holder of a stance that the document itself takes in its own voice."""

DERIVING = (2, 0)
"""The version of the guidelines from which on pairs without a stance are derived, not annotated."""

LOCAL_PREFIX = "local:"
"""Entity ids with this prefix live in one document: names that no other names, and sources without a name."""


class MentionType(StrEnum):
    """Types of mentions and entities."""

    PER = "PER"
    ORG = "ORG"
    GPE = "GPE"
    LOC = "LOC"
    NORP = "NORP"
    EVENT = "EVENT"


class Form(StrEnum):
    """How a mention names its entity."""

    NAME = "name"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"


class QuoteType(StrEnum):
    """Whether all (direct), none (indirect) or some (mixed) of a quote's content stands in quotation marks."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Polarity(StrEnum):
    """A holder's stance towards a target; `none` for a pair considered and found without one. From version 2.0 of the
    guidelines on, `none` is not annotated: `goldwire.annotation.considered` derives it."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    MIXED = "mixed"
    NONE = "none"


def guidelines_version(guidelines: str) -> tuple[int, int]:
    """The version of guidelines as two numbers, which can be compared; (0, 0) for what is none."""
    major, _, minor = guidelines.partition(".")
    return (int(major), int(minor)) if major.isdecimal() and minor.isdecimal() else (0, 0)


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class LineRole(_Record, frozen=True, kw_only=True):
    """The role of one raw line that is not blank: code points of the line without its terminator."""

    start: int
    end: int
    role: Role


class Mention(_Record, frozen=True, kw_only=True, omit_defaults=True):
    """A span that refers to an entity. `literal` is the entity that the words name where that differs from the
    one they stand for (metonymy); `adjectival` marks a lower-case adjective of nation or people."""

    id: str
    start: int
    end: int
    surface: str | None = None
    digest: str | None = None
    type: MentionType
    form: Form
    entity: str
    literal: str | None = None
    adjectival: bool = False

    @property
    def is_local(self) -> bool:
        return self.entity.startswith(LOCAL_PREFIX)


class Speaker(_Record, frozen=True, kw_only=True):
    """Who says a quote: a mention, and whether its entity is listed or has a name in the document (`named`), has none
    there (`unnamed`), or the text gives nobody (`unknown`, with no mention)."""

    mention: str | None
    kind: Literal["named", "unnamed", "unknown"]


class Quote(_Record, frozen=True, kw_only=True, omit_defaults=True):
    """Attributed words: ordered content fragments, the cue that attributes them, who says them. `type_reason` says why
    the type is not the one that the marks give; None where it is."""

    id: str
    type: QuoteType
    type_reason: str | None = None
    content: list[Span]
    cue: Span | None
    speakers: list[Speaker]
    parent: str | None


class ScareQuote(_Record, frozen=True, kw_only=True, omit_defaults=True):
    """Wording in quotation marks that is no quote: irony or distance (`scare`), the title of a work or a crosshead
    (`title`), a nickname or a term (`name`). Marks outside."""

    start: int
    end: int
    surface: str | None = None
    digest: str | None = None
    kind: Literal["scare", "title", "name"]


class Target(_Record, frozen=True, kw_only=True, omit_defaults=True):
    """What a stance is about: exactly one of an entity's id and the id of a listed proposition. `mention` is the
    entity's mention nearest to the evidence."""

    entity: str | None = None
    mention: str | None = None
    proposition: str | None = None


class Stance(_Record, frozen=True, kw_only=True):
    """Who is for or against whom or what. `holder_mention` is the holder's mention nearest to the evidence; None for
    AUTHOR. Both mentions came with version 2.0 of the guidelines: older files do without them."""

    id: str
    holder: str
    holder_mention: str | None = None
    target: Target
    polarity: Polarity
    evidence: list[Span]
    quote: str | None

    @property
    def target_key(self) -> str:
        """The id of the entity or of the proposition, told apart by a prefix."""
        if self.target.entity is not None:
            return f"entity:{self.target.entity}"
        return f"proposition:{self.target.proposition}"


class Provenance(_Record, frozen=True, kw_only=True):
    """Who or what made which layers, when, and in which pass."""

    layers: list[Literal["lines", "mentions", "quotes", "scare_quotes", "stances"]]
    kind: Literal["language-model", "human", "rules"]
    name: str | None
    round: Literal["first", "second", "adjudicated"]
    date: str | None


class Annotation(_Record, frozen=True, kw_only=True, omit_defaults=True):
    """All layers of one document. A layer that is null was not annotated; an empty one was, and holds nothing.
    `scare_quotes` came with version 1.0 of the guidelines: older files do without the key. `author` is the entity in
    whose name the document speaks, listed or local; None where there is none or it is not known."""

    doc_id: str
    sha256: str
    guidelines: str
    author: str | None = None
    provenance: list[Provenance]
    lines: list[LineRole] | None
    mentions: list[Mention] | None
    quotes: list[Quote] | None
    scare_quotes: list[ScareQuote] | None = None
    stances: list[Stance] | None

    def follows(self, major: int, minor: int = 0) -> bool:
        """Whether the annotation was made under this version of the guidelines or a later one."""
        return guidelines_version(self.guidelines) >= (major, minor)

    def spans(self) -> Iterator[tuple[str, Span | Mention | ScareQuote]]:
        """Every text span with its JSON pointer, in the order of the file. Lines are not among them."""
        for m, mention in enumerate(self.mentions or ()):
            yield f"/mentions/{m}", mention
        for q, quote in enumerate(self.quotes or ()):
            for c, fragment in enumerate(quote.content):
                yield f"/quotes/{q}/content/{c}", fragment
            if quote.cue is not None:
                yield f"/quotes/{q}/cue", quote.cue
        for s, scare in enumerate(self.scare_quotes or ()):
            yield f"/scare_quotes/{s}", scare
        for s, stance in enumerate(self.stances or ()):
            for e, fragment in enumerate(stance.evidence):
                yield f"/stances/{s}/evidence/{e}", fragment


class Names(_Record, frozen=True, kw_only=True):
    """An entity's usual name in each language; null where it has none there."""

    en: str | None
    fr: str | None


class Entity(_Record, frozen=True, kw_only=True):
    """One line of `annotations/entities.jsonl`. `wikidata` is null unless somebody verified it."""

    id: str
    type: MentionType
    names: Names
    aliases: list[str]
    wikidata: str | None
    world: Literal["real", "fictional"]


class Labels(_Record, frozen=True, kw_only=True):
    """A proposition's neutral label in each language; null where it has none there."""

    en: str | None
    fr: str | None


class Proposition(_Record, frozen=True, kw_only=True):
    """One line of `annotations/propositions.jsonl`: what stances of several documents are about. `entity` is the listed
    entity that it is chiefly about."""

    id: str
    labels: Labels
    definition: str
    entity: str | None
