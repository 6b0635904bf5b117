"""What a worksheet may leave out of its stances, because the other layers say it: the quote, and the mentions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from goldwire.annotation.nearest import nearest
from goldwire.annotation.quoted import quote_of
from goldwire.model.annotation import AUTHOR, Annotation, Mention, Stance

Lines = Sequence[tuple[int, int]]
"""`[start, end)` of the raw lines, in order."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Which keys of a stance a worksheet leaves out."""

    quote: bool
    holder_mention: bool
    target_mention: bool


def left_out(stance: Mapping[str, Any]) -> LeftOut:
    """Which keys a stance of a worksheet, as plain data, leaves out."""
    target = stance.get("target")
    return LeftOut(
        "quote" not in stance,
        "holder_mention" not in stance,
        not isinstance(target, Mapping) or "mention" not in target,
    )


def filled(annotation: Annotation, left: Sequence[LeftOut], lines: Lines) -> Annotation:
    """An annotation whose stances have what their worksheet left out.

    Args:
        annotation: The annotation with all ids.
        left: What was left out, by stance.
        lines: The raw lines.

    Returns:
        The annotation. `quote` is the innermost quote that the evidence overlaps; the mentions are those nearest to the
        evidence. What is not there stays None: the checks tell of it.
    """
    stances = annotation.stances
    if not stances:
        return annotation
    mentions = annotation.mentions or ()
    whole = []
    for stance, left_of in zip(stances, left, strict=True):
        if left_of.quote:
            quote = quote_of(stance.evidence, annotation.quotes or ())
            stance = msgspec.structs.replace(stance, quote=None if quote is None else quote.id)
        if left_of.holder_mention:
            stance = msgspec.structs.replace(stance, holder_mention=nearest_holder(stance, mentions, lines))
        if left_of.target_mention:
            target = msgspec.structs.replace(stance.target, mention=nearest_target(stance, mentions, lines))
            stance = msgspec.structs.replace(stance, target=target)
        whole.append(stance)
    return msgspec.structs.replace(annotation, stances=whole)


def nearest_holder(stance: Stance, mentions: Sequence[Mention], lines: Lines) -> str | None:
    """The id of the holder's mention that is nearest to the evidence; None for AUTHOR, or if there is none."""
    return None if stance.holder == AUTHOR else _nearest(stance.holder, stance, mentions, lines)


def nearest_target(stance: Stance, mentions: Sequence[Mention], lines: Lines) -> str | None:
    """The id of the target's mention that is nearest to the evidence; None for a proposition, or if there is none."""
    return None if stance.target.entity is None else _nearest(stance.target.entity, stance, mentions, lines)


def _nearest(entity: str, stance: Stance, mentions: Sequence[Mention], lines: Lines) -> str | None:
    mention = nearest(entity, mentions, stance.evidence, lines)
    return None if mention is None else mention.id


def without_what_follows(annotation: Annotation, record: dict[str, Any], lines: Lines) -> None:
    """Take the mentions that `filled` would give out of the stances of a worksheet: they go along when evidence moves.

    Args:
        annotation: The annotation of the worksheet.
        record: The same as plain data, which is changed.
        lines: The raw lines.
    """
    mentions = annotation.mentions or ()
    for stance, entry in zip(annotation.stances or (), record["stances"] or (), strict=True):
        if stance.holder_mention == nearest_holder(stance, mentions, lines):
            del entry["holder_mention"]
        if stance.target.mention == nearest_target(stance, mentions, lines):
            entry["target"].pop("mention", None)
        else:
            entry["target"]["mention"] = stance.target.mention
