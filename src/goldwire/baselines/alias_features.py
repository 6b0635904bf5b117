"""What the linker sees of a mention and of an entity that it may mean."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping

from goldwire.baselines.alias_table import FEMININE, MASCULINE, Contexts, Knowledge, gender_of
from goldwire.baselines.words import sentences
from goldwire.model.annotation import Form
from goldwire.model.layers import Mention, Text

_NEAR = 240
"""Code points on each side in which a pronoun's referent is looked for behind it: the speaker after the quote."""
_RECENT = 6
"""Different entities before a pronoun or description that may be meant."""
_MOST = 4.0

Row = dict[str, float | str]


class Reading:
    """A document as it is linked, from its start to its end: what was linked is remembered."""

    def __init__(self, text: Text, knowledge: Knowledge) -> None:
        self._text = text
        self._knowledge = knowledge
        self._sentences = [tokens for tokens in sentences(text.text) if tokens]
        self._starts = [tokens[0].start for tokens in self._sentences]
        self._contexts = Contexts(text.text)
        self._linked: list[tuple[Mention, str]] = []
        self._counts: Counter[str] = Counter()
        self._gender: Counter[str] = Counter()

    def remember(self, mention: Mention, entity: str | None) -> None:
        """Note what a mention was linked to."""
        if entity is not None:
            self._linked.append((mention, entity))
            self._counts[entity] += 1
            self._gender[entity] += gender_of(self._words(mention)) + self._title(mention)

    def candidates(self, mention: Mention) -> dict[str, list[str]]:
        """The entities that a mention may mean, with the ways in which it may."""
        found: Mapping[str, list[str]] = {}
        if mention.form is not Form.PRONOUN:
            found = self._knowledge.candidates(self._words(mention), mention.type)
        if mention.form is Form.NAME:
            return dict(found)
        result = dict(found)
        for way, entity in self._around(mention):
            result[entity] = [*result.get(entity, ()), way]
        return result

    def rows(self, mention: Mention) -> dict[str, Row]:
        """The features of each candidate."""
        candidates = self.candidates(mention)
        words = self._words(mention)
        total = sum(self._knowledge.count(words, entity) for entity in candidates)
        context = list(self._neighbours(mention))
        near = self._contexts.of(mention)
        rows: dict[str, Row] = {}
        for entity, ways in candidates.items():
            row: Row = dict(self._shared(mention, entity))
            types = str(row["types"])
            row.update({f"way={way}|{mention.form}": 1.0 for way in ways})
            row["ways"] = "+".join(ways)
            row["candidates"] = min(len(candidates), _MOST)
            if mention.form is not Form.PRONOUN:
                count = self._knowledge.count(words, entity)
                row["share"] = count / total if total else 0.0
                row["count"] = min(math.log1p(count), _MOST)
                row["overlap"] = min(math.log1p(self._knowledge.overlap(entity, near)), _MOST)
            else:
                row["pronoun"] = f"{words.lower()}|{row['before']}"
            row.update({f"{feature}|{types}": 1.0 for feature in context})
            rows[entity] = row
        return rows

    def _shared(self, mention: Mention, entity: str) -> Iterator[tuple[str, float | str]]:
        kind = self._knowledge.types[entity]
        form = str(mention.form)
        yield "types", f"{form}|{mention.type}|{kind}"
        yield "earlier", min(math.log1p(self._counts[entity]), _MOST)
        yield f"earlier|{form}", min(math.log1p(self._counts[entity]), _MOST)
        last = next((m for m, e in reversed(self._linked) if e == entity and m.start < mention.start), None)
        apart = None
        if last is None:
            yield "before", f"{form}|never"
        else:
            between = len({e for m, e in self._linked if last.end <= m.start < mention.start} - {entity})
            apart = self._sentence(mention.start) - self._sentence(last.start)
            yield "before", f"{form}|{min(apart, 3)}|{min(between, 3)}"
            yield f"near|{form}", 1.0 / (1 + apart)
            yield f"between|{form}", 1.0 / (1 + between)
            yield "subject", f"{form}|{self._begins(last)}"
            yield "last form", f"{form}|{last.form}"
        if mention.form is Form.PRONOUN:
            gender = gender_of(self._words(mention))
            known = self._gender[entity] or self._knowledge.gender.get(entity, 0)
            agrees = "unknown" if not gender or not known else str((gender > 0) == (known > 0))
            yield "gender", agrees
            yield (
                "gender and before",
                f"{agrees}|{last is not None and self._sentence(mention.start) - self._sentence(last.start)}",
            )

    def _around(self, mention: Mention) -> Iterator[tuple[str, str]]:
        """Entities of the mention's type that were linked before it, the latest first, and those just behind it."""
        seen: list[str] = []
        for other, entity in sorted(self._linked, key=lambda pair: pair[0].start, reverse=True):
            if other.start < mention.start and entity not in seen and other.type == mention.type:
                seen.append(entity)
        yield from (("before", entity) for entity in seen[:_RECENT])
        behind = {
            entity
            for other, entity in self._linked
            if mention.end <= other.start <= mention.end + _NEAR and other.type == mention.type
        }
        yield from (("behind", entity) for entity in sorted(behind))

    def _neighbours(self, mention: Mention) -> Iterator[str]:
        """Words beside a mention: `Damersk said`, `in Damersk`."""
        if not self._sentences:
            return
        tokens = self._sentences[self._sentence(mention.start)]
        before = [token.text.lower() for token in tokens if token.end <= mention.start]
        behind = [token.text.lower() for token in tokens if token.start >= mention.end]
        yield f"-1={before[-1] if before else ''}"
        yield f"-2={before[-2] if len(before) > 1 else ''}"
        yield f"+1={behind[0] if behind else ''}"
        yield f"+2={behind[1] if len(behind) > 1 else ''}"
        if behind and len(behind[0]) > 4:
            yield f"+1 ends={behind[0][-2:]}"

    def _title(self, mention: Mention) -> int:
        before = self._text.text[: mention.start].rstrip(". \u00a0\u202f")[-8:].split()
        word = before[-1].lower() if before else ""
        return 2 * ((word in FEMININE) - (word in MASCULINE)) if mention.form is Form.NAME else 0

    def _begins(self, mention: Mention) -> bool:
        """Whether a mention stands among the first words of its sentence."""
        tokens = self._sentences[self._sentence(mention.start)]
        return sum(token.end <= mention.start for token in tokens) < 3

    def _sentence(self, place: int) -> int:
        return max(bisect_right(self._starts, place) - 1, 0)

    def _words(self, mention: Mention) -> str:
        return self._text.text[mention.start : mention.end]
