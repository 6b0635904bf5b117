"""Pairs that a document brings together and takes no stance on: a speaker, and what a name in the words refers to.

From version 2.0 of the guidelines on nobody annotates them. They follow from quotes and mentions, so that two readers
who agree on those agree on the pairs, too.
"""

from __future__ import annotations

from dataclasses import dataclass

from goldwire.model.annotation import DERIVING, Annotation, Form, Mention, Quote, guidelines_version


@dataclass(frozen=True, slots=True)
class Considered:
    """A pair without a stance, at the first quote that brings it together: `target_mention` is the first name of the
    target in it, `holder_mention` what names its speaker. `id` is that of the stance in published layers: the quote and
    the mention of the target, `q3-m7`; where several speak, that of the holder stands between them, `q3-m2-m7`."""

    quote_id: str
    holder: str
    holder_mention: str
    target: str
    target_mention: str
    id: str


def derives(guidelines: str) -> bool:
    """Whether pairs without a stance are derived from annotations under this version of the guidelines."""
    return guidelines_version(guidelines) >= DERIVING


def considered(annotation: Annotation) -> list[Considered]:
    """The pairs that an annotation brings together without a stance.

    The holder is a named speaker of a quote. The target is the entity that a name in the content of that quote refers
    to: of a metonym, the one that it stands for.

    Args:
        annotation: The annotation, raw offsets.

    Returns:
        The pairs in the order of the text, each once. None where one of the three layers was not annotated, or where
        the guidelines are older than 2.0: there the pairs without a stance were annotated.
    """
    mentions, quotes, stances = annotation.mentions, annotation.quotes, annotation.stances
    if not derives(annotation.guidelines) or mentions is None or quotes is None or stances is None:
        return []
    by_id = {mention.id: mention for mention in mentions}
    names = sorted((m for m in mentions if m.form is Form.NAME), key=lambda m: (m.start, m.end))
    known = {(stance.holder, stance.target.entity) for stance in stances}
    found = []
    for quote in sorted(quotes, key=lambda quote: (quote.content[0].start, -quote.content[-1].end)):
        speaking = [by_id[s.mention] for s in quote.speakers if s.kind == "named" and s.mention in by_id]
        for name in names:
            if not _holds(quote, name):
                continue
            for speaker in speaking:
                pair = (speaker.entity, name.entity)
                if speaker.entity != name.entity and pair not in known:
                    known.add(pair)
                    parts = [quote.id, *([speaker.id] if len(quote.speakers) > 1 else ()), name.id]
                    found.append(
                        Considered(quote.id, speaker.entity, speaker.id, name.entity, name.id, "-".join(parts))
                    )
    return found


def _holds(quote: Quote, name: Mention) -> bool:
    return any(part.start <= name.start and name.end <= part.end for part in quote.content)
