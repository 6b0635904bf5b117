"""A sentence with its cues and marked words, and what it says for and against a quote."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goldwire.baselines.cue_lexicon import CLASSES, THAT
from goldwire.baselines.cues import Cue, Lexicon
from goldwire.baselines.quote_text import MASK, Passage, Place, trimmed

MOST_CUES = 12
"""Cues, and marked words, of one sentence that are looked at: more are in no sentence, but in texts without any end."""
_WORD = re.compile(r"\w+")
_CLAUSE_SIGN, _SIGN = re.compile(rf"[,;:{MASK}]"), re.compile(rf"[,.;:{MASK}]")
_SOON_THAT = {language: re.compile(rf"\s(?:\w+\s){{0,3}}{that}") for language, that in THAT.items()}
_MARKED = ("alone", "marks", "colon", "headline", "around", "introduced", "inside")
"""Kinds whose content is words in marks, with the punctuation inside them."""
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must|may|might|do|does|did|est|sont|était|étaient|"
    r"a|ont|avait|avaient|sera|seront|serait|fut|va|vont|\w+(?:ed|ait|aient|era|eront|erait|iraient))\b"
)


@dataclass(frozen=True)
class Candidate:
    """What may be a quote: content and cue in offsets of the text, and what speaks for it."""

    kind: str
    content: tuple[Place, ...]
    cue: Place | None
    about: Mapping[str, str | float]
    """What the readings of one cue in one construction have in common."""
    features: Mapping[str, str | float]
    """What tells them apart."""
    certain: bool = False
    """Whether the construction has no other reading."""


class View:
    """A passage in offsets of its mask."""

    def __init__(self, passage: Passage, lexicon: Lexicon) -> None:
        self.passage, self.mask, self.language = passage, passage.mask, lexicon.language
        self.lexicon = lexicon
        self.cues = lexicon.cues(self.mask)[:MOST_CUES]
        self.stretches = [tuple(place - passage.start for place in stretch) for stretch in passage.stretches]

    def candidate(
        self, kind: str, parts: Sequence[Place], cue: Cue | None, facts: Mapping[str, str | float]
    ) -> Candidate:
        text, offset = self.passage.text, self.passage.start
        places = [(start + offset, end + offset) for start, end in parts]
        if kind not in _MARKED:
            places = [trimmed(text, *place) for place in places]
            inner = {(s.outer, s.outer_end): (s.start, s.end) for s in self.passage.stretches}
            # The marks around a whole fragment stay outside, those within one are part of it.
            places = [inner.get(place, place) for place in places]
        content = tuple(place for place in places if place[0] < place[1])
        features: dict[str, str | float] = {f"{self.language} {kind} {name}": value for name, value in facts.items()}
        features |= {f"{kind} {name}": value for name, value in facts.items()}
        if content:
            start, end = content[0][0], content[-1][1]
            words = sum(len(_WORD.findall(text, *place)) for place in content)
            features |= {
                f"{kind} words": str(min(9, words)),
                f"{kind} opens": self.class_at(start - offset),
                f"{kind} upper": str(text[start].isupper()),
                f"{kind} marked": self._share(content),
                f"{kind} finite": str(_FINITE.search(text, start, end) is not None),
            }
        place = None if cue is None else (cue.start + offset, cue.end + offset)
        return Candidate(kind, content, place, self._about(kind, cue, parts[0]), features)

    def _about(self, kind: str, cue: Cue | None, first: Place) -> dict[str, str | float]:
        """What speaks for a construction, whatever the ends of its content."""
        mask, passage = self.mask, self.passage
        facts: dict[str, str | float] = {
            "language": self.language,
            "role": passage.role,
            "level": str(passage.level > 0),
        }
        if cue is None:
            start, end = first
            before, after = mask[:start], mask[end:]
            facts |= {
                "closed": self.ending(end),
                "upper": str(passage.text[start + passage.start].isupper()),
                "words": str(min(6, len(_WORD.findall(passage.text, start + passage.start, end + passage.start)))),
                "before": last_word(before.replace(MASK, "")),
                "sign": last_sign(before.replace(MASK, "")),
                "cues": str(bool(self.cues)),
                "left": str(min(5, len(_WORD.findall(before)))),
            }
            return {f"{kind} {name}": value for name, value in facts.items()} | {"kind": kind}
        before, after = mask[: cue.start], mask[cue.end :]
        left = [stretch for stretch in self.stretches if stretch[1] <= cue.start]
        right = [stretch for stretch in self.stretches if stretch[0] >= cue.end]
        subject = _CLAUSE_SIGN.split(before)[-1]
        facts |= {
            "form": cue.form,
            "uses": "+".join(sorted(cue.uses)),
            "before": last_word(before),
            "class before": self.class_of(last_word(before)),
            "after": first_word(after) if len(first_word(after)) < 5 else "long",
            "class after": self.class_at(cue.end),
            "sign after": after.strip()[:1] if not after.strip()[:1].isalnum() else "word",
            "subject": str(min(4, len(subject.split()))),
            "sign before": before[: len(before) - len(subject)][-1:] or "start",
            "next": next(iter(_SIGN.findall(after)), "end"),
            "that": str(self.language in THAT and _SOON_THAT[self.language].match(after) is not None),
            "left": str(min(2, len(left))),
            "right": str(min(2, len(right))),
        }
        if left:
            gap = mask[left[-1][1] : cue.start]
            facts |= {
                "left gap": str(min(4, len(gap.split()))),
                "left sign": gap.strip()[:1] if gap.strip()[:1] in (",", ".", ":", "") else "word",
                "left closed": self.ending(left[-1][3]),
                "left start": str(not _WORD.search(mask[: left[0][0]])),
            }
        if right:
            gap = mask[cue.end : right[0][0]]
            facts |= {
                "right gap": str(min(6, len(gap.split()))),
                "right sign": last_sign(gap),
                "right last": last_word(gap) if len(last_word(gap)) < 6 else "long",
                "right finite": str(_FINITE.search(gap) is not None),
                "right cues": str(any(cue.end <= other.start < right[0][0] for other in self.cues)),
            }
        about: dict[str, str | float] = {f"{kind} {name}": value for name, value in facts.items()}
        return about | {"kind": kind, "form": cue.form}

    def class_of(self, word: str) -> str:
        for name, words in CLASSES.get(self.language, {}).items():
            if word.lower() in words.split():
                return name
        return "capital" if word[:1].isupper() else "number" if word[:1].isdigit() else "other"

    def ending(self, end: int) -> str:
        char = self.passage.text[end + self.passage.start - 1]
        return char if not char.isalnum() and not char.isspace() else "word"

    def _share(self, content: Sequence[Place]) -> str:
        inside = [self.passage.depths[i] > self.passage.level for start, end in content for i in range(start, end)]
        return "all" if all(inside) else "some" if any(inside) else "none"

    def class_at(self, place: int) -> str:
        """The class of the first word from a place of the mask on."""
        match = _WORD.search(self.mask, place)
        if match is None:
            return "none"
        if any(cue.start <= match.start() < cue.end for cue in self.cues):
            return "cue"
        return self.class_of(match.group())


def first_word(text: str) -> str:
    match = _WORD.search(text)
    return match.group().lower() if match else ""


def last_word(text: str) -> str:
    words = text.split()
    return words[-1] if words else ""


def last_sign(text: str) -> str:
    stripped = text.rstrip()
    return stripped[-1] if stripped and not stripped[-1].isalnum() else "none"
