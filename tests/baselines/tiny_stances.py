"""Tiny documents about made-up people, written as strings, for tests of baselines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from goldwire.model.annotation import Entity, MentionType, Names, Polarity
from goldwire.model.layers import Fragment, Gold, Layers, Line, Mention, Quote, Speaker, Stance, Text
from goldwire.model.line import Role

ENTITIES = {
    key: Entity(
        id=key,
        type=kind,
        names=Names(en=name, fr=name),
        aliases=[],
        wikidata=None,
        world="fictional",
    )
    for key, name, kind in (
        ("odra-venn", "Odra Venn", MentionType.PER),
        ("pell-marrow", "Pell Marrow", MentionType.PER),
        ("ilse-quay", "Ilse Quay", MentionType.PER),
        ("tarn-guild", "Tarn Guild", MentionType.ORG),
        ("brin-league", "Brin League", MentionType.ORG),
        ("osk-bank", "Osk Bank", MentionType.ORG),
    )
}
_NAME = re.compile("|".join(entity.names.en or "" for entity in ENTITIES.values()))
_KEYS = {entity.names.en: key for key, entity in ENTITIES.items()}


def document(
    text: str,
    *stances: tuple[str, str, Polarity | None, str],
    said: Sequence[tuple[str, str, str]] = (),
    language: str = "en",
    number: int = 0,
    **layers: Any,
) -> Gold:
    """A document in which every name of `ENTITIES` is a mention. `stances`: holder, target (a key, or else a label),
    polarity, words of evidence; `said`: speaker, cue, words."""
    mentions = [
        Mention(
            id=f"m{n}",
            start=match.start(),
            end=match.end(),
            type=ENTITIES[_KEYS[match.group()]].type,
            entity=_KEYS[match.group()],
        )
        for n, match in enumerate(_NAME.finditer(text), start=1)
    ]
    quotes = [
        Quote(
            id=f"q{n}",
            content=[_place(text, words)],
            cue_start=_place(text, cue).start,
            cue_end=_place(text, cue).end,
            speakers=[] if speaker is None else [Speaker(entity=speaker)],
        )
        for n, (speaker, cue, words) in enumerate(said, start=1)
    ]
    pairs = [
        Stance(
            id=f"s{n}",
            holder=holder,
            target_entity=target if target in ENTITIES else None,
            target_proposition=None if target in ENTITIES else target,
            polarity=polarity,
            evidence=[_place(text, words)] if words else [],
        )
        for n, (holder, target, polarity, words) in enumerate(stances, start=1)
    ]
    whole: dict[str, Any] = {"mentions": mentions, "quotes": quotes, "stances": pairs}
    return Gold(
        text=Text(
            doc_id=f"gw-{number:016}",
            language=language,
            text=text,
            lines=[Line(start=0, end=len(text), role=Role.BODY)],
        ),
        collection="open",
        story=f"story-{number}",
        layers=Layers(**(whole | layers)),
    )


def without_stances(gold: Gold) -> Layers:
    """What a system has found before it looks for stances."""
    return msgspec.structs.replace(gold.layers, stances=None)


def _place(text: str, words: str) -> Fragment:
    start = text.index(words)
    return Fragment(start=start, end=start + len(words), text=words)
