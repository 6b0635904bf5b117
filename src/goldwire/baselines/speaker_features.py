"""What speaks for a mention as the speaker of a quote, and for an entity as what a pronoun or a description means."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property

from goldwire.baselines.cues import plain
from goldwire.baselines.linear import Row
from goldwire.baselines.speaker_lexicon import FEMALE, INDEFINITE, MALE
from goldwire.baselines.speaker_mentions import determiner, head_of
from goldwire.model.annotation import Form, MentionType
from goldwire.model.layers import Mention, Quote, Text
from goldwire.text.marks import text_depths
from goldwire.text.sentences import sentence_spans

_WORD = re.compile(r"\w+")
_RELATIVE = re.compile(r"\b(?:who|whose|which|qui|dont)\b")
FIRST_NAME = "name "
"""Before a first name among what is known of genders."""
_TITLES = 40
"""Code points around a name in which its titles stand."""
_FEMALE_TITLES = re.compile(r"\b(?:Mrs|Ms|Miss|Mme|Mlle|la|une|sa|she|her|woman|née|elle)\b", re.IGNORECASE)
_MALE_TITLES = re.compile(r"\b(?:Mr|M\.|le|un|he|his|him|man|il|né)\b", re.IGNORECASE)
_PERSONAL = {"he": True, "she": True, "him": True, "her": True, "it": False}
"""English pronouns that mean a person, or none."""
_STEPS = (0, 1, 2, 3, 5, 8, 13, 21, 40)


class Scene:
    """A text as the features see it."""

    def __init__(self, text: Text) -> None:
        self.text, self.language = text.text, text.language
        self._starts = [start for start, _ in sentence_spans(text.text)]
        self._lines = [line.start for line in text.lines]

    @cached_property
    def depths(self) -> list[int]:
        """How many marks are open around each code point."""
        return text_depths(self.text, self.language)

    def sentence(self, place: int) -> int:
        """The number of the sentence that a place is in."""
        return bisect_right(self._starts, place)

    def line(self, place: int) -> int:
        """The number of the line that a place is in."""
        return bisect_right(self._lines, place)

    def opens(self, place: int) -> bool:
        """Whether a sentence, or what follows a colon, begins here."""
        return self.text[max(0, place - 8) : place].rstrip(' “"«‘\u00a0\u202f')[-1:] in ("", "\n", ".", "?", "!", ":")

    def words(self, start: int, end: int) -> int:
        """How many words stand between two places."""
        return len(_WORD.findall(self.text, min(start, end), max(start, end)))


def step(number: int) -> str:
    """A number as one of a few words, so that a linear model can tell near from far."""
    return str(bisect_right(_STEPS, number))


def anchor(quote: Quote) -> tuple[int, int]:
    """The cue; without one the content."""
    return quote.cue_span or (quote.content[0].start, quote.content[-1].end)


def candidate_rows(scene: Scene, quote: Quote, near: Sequence[Mention], last: str | None) -> list[Row]:
    """A row for each mention near a quote, and one more for no speaker. `last` is who spoke before."""
    low, high = anchor(quote)
    cue = "none" if quote.cue_span is None else plain(scene.text[low:high]).split()[-1]
    level = min((scene.depths[place] for place in range(low, min(high, len(scene.depths)))), default=0)
    order = sorted(near, key=lambda mention: distance(mention, low, high))
    ranks: dict[str, int] = {}
    rows: list[Row] = []
    by_id: dict[int, Row] = {}
    for mention in order:
        inside = low <= mention.start and mention.end <= high
        side = "inside" if inside else "left" if mention.end <= low else "right"
        rank = ranks.get(side, 0)
        ranks[side] = rank + 1
        between = (
            "" if inside else scene.text[mention.end : low] if side == "left" else scene.text[high : mention.start]
        )
        stretch = any(mention.end <= part.start and part.end <= low for part in quote.content) or any(
            high <= part.start and part.end <= mention.start for part in quote.content
        )
        depth = scene.depths[mention.start] - level if mention.start < len(scene.depths) else 0
        mark = "none" if quote.cue_span is None else "cue"
        facts: dict[str, str] = {
            "form": mention.form,
            "type": mention.type,
            "gap": step(len(_WORD.findall(between))),
            "rank": str(min(3, rank)),
            "sentence": str(min(3, abs(scene.sentence(mention.start) - scene.sentence(low)))),
            "line": str(min(2, abs(scene.line(mention.start) - scene.line(low)))),
            "comma": str(min(2, between.count(","))),
            "sign": next((sign for sign in (":", ";", ".") if sign in between), "none"),
            "relative": str(_RELATIVE.search(between) is not None),
            "content": str(stretch),
            "part": str(any(m.start <= mention.start and mention.end <= m.end and m is not mention for m in near)),
            "depth": str(max(-1, min(1, depth))),
            "before": determiner(scene.text, mention.start) or "start",
            "after": (_WORD.findall(scene.text, mention.end, mention.end + 12) or ["end"])[0].lower()[:6],
            "cue": cue,
            "last": str(last is not None and mention.entity == last),
            "opens": str(scene.opens(mention.start)),
        }
        row = {f"{mark} {side} {name}": value for name, value in facts.items()}
        row |= {name: facts[name] for name in ("form", "gap", "part", "depth", "sentence", "last")}
        row[f"{mark} {side} form gap"] = f"{mention.form} {facts['gap']}"
        row[f"{mark} {side} rank gap"] = f"{facts['rank']} {facts['gap']}"
        by_id[id(mention)] = row
    rows = [by_id[id(mention)] for mention in near]
    closest = min((distance(mention, low, high) for mention in near), default=999)
    rows.append({"nobody": cue, "nobody parent": str(quote.parent is not None), "nobody gap": step(closest)})
    return rows


def distance(mention: Mention, low: int, high: int) -> int:
    """Code points between a mention and a place."""
    return max(0, low - mention.end, mention.start - high)


class History:
    """Whom a text has mentioned so far."""

    def __init__(self, scene: Scene, genders: Mapping[str, float]) -> None:
        """`genders` are by entity and by first name: above 0 female, below 0 male."""
        self._scene, self._genders = scene, genders
        self._seen: dict[str, list[Mention]] = {}
        self.last_speaker: str | None = None

    def add(self, mention: Mention, entity: str | None) -> None:
        """A further mention of an entity; they come in the order of the text."""
        if entity is not None:
            self._seen.setdefault(entity, []).append(mention)

    def entities(self, mention: Mention) -> list[str]:
        """Entities that were mentioned before, the last first."""
        before = [
            (max(m.start for m in seen if m.end <= mention.start), entity)
            for entity, seen in self._seen.items()
            if any(m.end <= mention.start for m in seen)
        ]
        return [entity for _, entity in sorted(before, reverse=True)]

    def gender(self, entity: str, scene: Scene) -> float:
        """Above 0 where a text or what was learned makes an entity female, below 0 where male."""
        known = self._genders.get(entity)
        if known is not None:
            return known
        votes = 0.0
        for mention in self._seen.get(entity, ()):
            words = plain(scene.text[mention.start : mention.end]).split()
            if mention.form is Form.PRONOUN:
                votes += 3 * ((words[0] in FEMALE) - (words[0] in MALE))
            elif words and mention.form is Form.NAME:
                before = scene.text[max(0, mention.start - 12) : mention.start]
                votes += 0.5 * (bool(_FEMALE_TITLES.search(before)) - bool(_MALE_TITLES.search(before)))
                votes += self._genders.get(f"{FIRST_NAME}{words[0]}", 0.0)
        return votes

    def _fits(self, pronoun: str, entity: str) -> bool:
        """Whether an English pronoun may mean an entity at all; French ones have the gender of nouns."""
        if self._scene.language != "en" or pronoun not in _PERSONAL:
            return True
        return any(m.type is MentionType.PER for m in self._seen[entity]) == _PERSONAL[pronoun]

    def rows(self, mention: Mention) -> tuple[list[str | None], list[Row]]:
        """Entities that a pronoun or a description may mean, None for somebody new, with a row for each."""
        scene = self._scene
        word = plain(scene.text[mention.start : mention.end])
        kind = "pronoun" if mention.form is Form.PRONOUN else "nominal"
        gender = (word in FEMALE) - (word in MALE)
        article = determiner(scene.text, mention.start)
        head = head_of(word, scene.language)
        what = word if kind == "pronoun" else "new" if article in INDEFINITE else "known"
        entities = [entity for entity in self.entities(mention) if self._fits(word, entity)]
        rows: list[Row] = []
        for rank, entity in enumerate(entities):
            seen = [m for m in self._seen[entity] if m.end <= mention.start]
            latest = seen[-1]
            own = self.gender(entity, scene)
            agree = "none" if not gender or not own else "yes" if (own > 0) == (gender > 0) else "no"
            titles = any(
                head in _WORD.findall(scene.text[max(0, m.start - _TITLES) : m.end + _TITLES].lower()) for m in seen
            )
            facts: dict[str, str] = {
                "rank": str(min(4, rank)),
                "type": f"{latest.type} {what}",
                "agree": agree,
                "sentence": step(scene.sentence(mention.start) - scene.sentence(latest.start)),
                "line": step(scene.line(mention.start) - scene.line(latest.start)),
                "last": str(entity == self.last_speaker),
                "often": step(len(seen)),
                "opens": str(
                    any(scene.opens(m.start) for m in seen[-3:] if scene.line(m.start) == scene.line(latest.start))
                ),
                "depth": f"{min(1, scene.depths[latest.start])} {min(1, scene.depths[mention.start])}",
                "form": latest.form,
                "titles": f"{titles} {what if kind == 'nominal' else ''}",
                "local": str(entity.startswith("local:")),
                "same": str(kind == "nominal" and any(plain(scene.text[m.start : m.end]).endswith(head) for m in seen)),
                "near": f"{agree} {latest.type} {step(scene.sentence(mention.start) - scene.sentence(latest.start))}",
            }
            plural = seen[0].form is Form.NOMINAL and plain(scene.text[seen[0].start : seen[0].end]).endswith(
                ("s", "men")
            )
            facts["number"] = f"{plural} {word if kind == 'pronoun' else ''}"
            # A stable rank among persons is what pronouns mostly go by.
            persons = sum(self._seen[other][-1].type == latest.type for other in entities[:rank])
            facts["peers"] = f"{latest.type} {min(3, persons)} {agree}"
            rows.append({f"{kind} {name}": value for name, value in facts.items()})
        if kind == "pronoun" and entities:
            return list(entities), rows
        rows.append({f"{kind} nobody": what, f"{kind} nobody head": head if kind == "nominal" else word})
        return [*entities, None], rows
