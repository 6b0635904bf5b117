"""Provisional."""

from __future__ import annotations

from dataclasses import dataclass

from goldwire.model.annotation import Annotation, Form


@dataclass(frozen=True, slots=True)
class Considered:
    quote_id: str
    holder: str
    holder_mention: str
    target: str
    target_mention: str


def derives(guidelines: str) -> bool:
    return int(guidelines.split(".")[0]) >= 2


def considered(annotation: Annotation) -> list[Considered]:
    if not derives(annotation.guidelines) or annotation.mentions is None:
        return []
    mentions = {m.id: m for m in annotation.mentions}
    taken = {(s.holder, s.target.entity) for s in annotation.stances or ()}
    found = []
    for quote in sorted(annotation.quotes or (), key=lambda q: q.content[0].start):
        for speaker in quote.speakers:
            if speaker.mention is None or speaker.kind != "named":
                continue
            holder = mentions[speaker.mention].entity
            for m in sorted(mentions.values(), key=lambda m: m.start):
                inside = any(p.start <= m.start and m.end <= p.end for p in quote.content)
                pair = (holder, m.entity)
                if m.form == Form.NAME and inside and holder != m.entity and pair not in taken:
                    taken.add(pair)
                    found.append(Considered(quote.id, holder, speaker.mention, m.entity, m.id))
    return found
