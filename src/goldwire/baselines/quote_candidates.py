"""What may be a quote in a sentence: constructions of marks and cues, each with every end that its content may have.

Nothing is decided here. `quote_rules` learns which candidates are quotes; of several readings of one cue it takes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from goldwire.baselines.cue_lexicon import (
    AUXILIARIES,
    CLASSES,
    INFINITIVE,
    INVERTED,
    SKIPPED,
    SOURCES,
    THAT,
    TO,
    WHETHER,
    Use,
)
from goldwire.baselines.quote_text import MASK, Passage, Place, Stretch, trimmed

_MOST_ENDS = 6
_MOST_CUES = 12
_SUBJECT = 70
"""Code points between the comma and the verb of a parenthesis, at most."""
_OBJECT = 60
"""Code points between a verb and its `that` or infinitive, at most."""
_BARE = (re.compile(r"\s+(?=\w)"), re.compile(SKIPPED + r"\s+(?=[A-Z])"), re.compile(SKIPPED.replace("*?", "*") + r"\s+(?=\w)"))
_CUT = re.compile(
    r"(?P<comma>,)?\s(?:(?P<word>and|but|yet|while|whereas|et|mais|tandis|avant|alors|tout\sen)\s)|(?P<mark>;|:\s|,\s|\s[–—]\s)"
)
_AND_THAT = {"en": re.compile(r",?\s+(?:and|but)\s+that\s+"), "fr": re.compile(r",?\s+(?:et|mais)\s+(?:que\s+|qu['’])")}
_BEGINS = re.compile(r":\s+|;\s+|,\s+car\s+|\bparce\sque\s+|\bparce\squ['’]|\bbecause\s+|,\swhich\s|\)?\s[–—-]\s")
_LEAD = re.compile(r"(?:^|[:;]\s+|[–—]\s+|,?\s(?:et|and|mais|but|car)\s)$")
_COLON = re.compile(rf"\s*:\s*{MASK}+")
_WORD = re.compile(r"\w+")
_MARKED = ("alone", "marks", "colon", "headline", "around", "introduced", "inside")
"""Kinds whose content is words in marks, with the punctuation inside them."""
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|must|may|might|do|does|did|est|sont|était|étaient|"
    r"a|ont|avait|avaient|sera|seront|serait|fut|va|vont|\w+(?:ed|ait|aient|era|eront|erait|iraient))\b"
)
_RELATIVE = re.compile(r"(?:who|whose|which|qui|dont)\b")
_DANGLING = re.compile(rf"[.;:!?{MASK}]")


class Cue(NamedTuple):
    """A cue in a passage, in offsets of its mask; `form` is the word that the lexicon knows."""

    start: int
    end: int
    form: str
    uses: frozenset[Use]


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


class Lexicon:
    """The cues of a language: how they look and what they introduce."""

    def __init__(self, language: str, forms: Mapping[str, frozenset[Use]]) -> None:
        self.language, self._forms = language, forms
        self.sources = re.compile(rf"(?<!\w)(?:{SOURCES.get(language, '(?!)')})(?!\w)", re.IGNORECASE)
        words = "|".join(re.escape(form).replace("'", "['’]") for form in sorted(forms, key=lambda form: (-len(form), form))) or r"(?!)"
        auxiliary = AUXILIARIES.get(language, r"(?:(?!))")
        inverted = rf"(?P<inverted>{INVERTED}(?:\w+(?:é|i|u|it|is|ert)|{words}))(?!\w)|" if language == "fr" else ""
        # A verb right before its pronoun is a cue in French even where no list has it.
        asked = r"|(?P<asked>\w+)(?=(?:-t)?-(?:il|elle|ils|elles|on|je)\b)" if language == "fr" else ""
        self._pattern = re.compile(
            rf"(?<!\w)(?:{inverted}(?:{auxiliary})?(?P<form>{words})(?!\w){asked})", re.IGNORECASE
        )

    def cues(self, mask: str) -> list[Cue]:
        """Where cues stand in a mask."""
        found = []
        for match in self._pattern.finditer(mask):
            groups = match.groupdict()
            if groups["form"]:
                form = plain(groups["form"])
                uses = self._forms[form]
            elif groups.get("inverted"):
                form, uses = groups["inverted"].split()[-1].lower(), frozenset[Use](("clause", "marks"))
            else:
                form, uses = "(inverted)", frozenset[Use](("clause", "marks"))
            found.append(Cue(match.start(), match.end(), form, uses))
        return found


def candidates(passage: Passage, lexicon: Lexicon) -> Iterator[Candidate]:
    """All readings of a passage. A language without a lexicon has those that marks give."""
    seen: set[tuple[tuple[Place, ...], Place | None]] = set()
    for candidate in _Reader(passage, lexicon).read():
        key = (candidate.content, candidate.cue)
        if candidate.content and key not in seen:
            seen.add(key)
            yield candidate


class _Reader:
    def __init__(self, passage: Passage, lexicon: Lexicon) -> None:
        self.passage, self.mask, self.language = passage, passage.mask, lexicon.language
        self.lexicon = lexicon
        self.cues = lexicon.cues(self.mask)[:_MOST_CUES]
        self.stretches = [
            tuple(place - passage.start for place in stretch) for stretch in passage.stretches
        ]

    def read(self) -> Iterator[Candidate]:
        yield from self._bare()
        for stretch in self.passage.stretches:
            yield from self._inside(stretch)
        for cue in self.cues:
            yield from self._around(cue)
            yield from self._introduced(cue)
            if self.language not in THAT:
                continue
            if "clause" in cue.uses:
                yield from self._parenthesis(cue, "said")
            yield from self._governed(cue)
        for match in self.lexicon.sources.finditer(self.mask):
            cue = Cue(match.start(), match.end(), plain(match.group()), frozenset())
            yield from self._source_first(cue)
            if cue.form not in ("for", "pour", "to"):
                yield from self._parenthesis(cue, "source")

    # Words in marks

    def _bare(self) -> Iterator[Candidate]:
        """Marked words without a cue: a line of their own, after a colon, or with a name after a colon."""
        for number, (outer, outer_end, start, end) in enumerate(self.stretches):
            before, after = self.mask[:outer], self.mask[outer_end:]
            kind = "alone" if not _WORD.search(before + after) else "marks"
            if before.rstrip().endswith(":"):
                kind = "colon"
            elif kind == "marks" and after.lstrip().startswith(":"):
                kind = "headline"
            yield self._candidate(
                kind, [(start, end)], None, {"first": str(number == 0), "before": _last(before), "after": _first(after)}
            )

    def _around(self, cue: Cue) -> Iterator[Candidate]:
        """“A,” she said, “B”: marked words before the cue, with or without those after it."""
        before = [stretch for stretch in self.stretches if stretch[1] <= cue.start]
        after = [stretch for stretch in self.stretches if stretch[0] >= cue.end]
        if not before:
            return
        outer, outer_end, start, end = before[-1]
        gap = self.mask[outer_end : cue.start]
        if len(gap) > _SUBJECT or re.search(r"[.;:]", gap):
            return
        facts: dict[str, str | float] = {
            "lead": _last(self.mask[:outer]) if _WORD.search(self.mask[:outer]) else "(start)",
            "comma": str(gap.lstrip().startswith(",") or self.mask[outer_end - 2 : outer_end - 1] == ","),
            "closed": self._ending(end),
            "gap": min(4, len(gap.split())),
        }
        parts = [(start, end)]
        yield self._candidate("around", parts, cue, facts | {"parts": "1", "more": str(bool(after))})
        place = cue.end
        for number, (outer, outer_end, start, end) in enumerate(after[:3]):
            between = self.mask[place:outer]
            parts = [*parts, (start, end)]
            facts |= {"joint": _sign(between), "between": min(6, len(between.split()))}
            yield self._candidate("around", parts, cue, facts | {"parts": str(number + 2)})
            place = outer_end

    def _introduced(self, cue: Cue) -> Iterator[Candidate]:
        """X called it “A”; X said: “A”."""
        after = [stretch for stretch in self.stretches if stretch[0] >= cue.end]
        if not after:
            return
        gap = self.mask[cue.end : after[0][0]]
        if re.search(r"[.;]", gap):
            return
        facts: dict[str, str | float] = {
            "gap": min(8, len(gap.split())),
            "sign": _sign(gap),
            "last": _last(gap),
            "cues": str(any(cue.end <= other.start < after[0][0] for other in self.cues)),
            "clause": str("clause" in cue.uses),
            "that": str(self.language in THAT and re.search(rf"\b{THAT[self.language]}", gap) is not None),
        }
        parts: list[Place] = []
        place = after[0][0]
        for number, (outer, outer_end, start, end) in enumerate(after[:3]):
            if number and not re.fullmatch(r"\W*(?:(?:and|et|or|ou|but|mais)\W*(?:an?\b|une?\b|the\b)?)?\s*", self.mask[place:outer]):
                break
            parts = [*parts, (start, end)]
            rest = self.mask[outer_end:]
            yield self._candidate("introduced", parts, cue, facts | {"parts": str(number + 1), "rest": _first(rest)})
            place = outer_end

    def _inside(self, stretch: Stretch) -> Iterator[Candidate]:
        """« A, dit-elle, B »: a cue between commas within the marks."""
        passage = Passage(*self._within(stretch))
        for cue in self.lexicon.cues(passage.mask)[:_MOST_CUES]:
            before, rest = passage.mask[: cue.start], passage.mask[cue.end :]
            comma, sign = before.rfind(","), re.search(r"[,.]\s+|[.,]?$", rest)
            # The verb comes right after the comma, as French has it: A, a dit la ministre, B.
            if comma < 0 or sign is None or sign.start() > _SUBJECT or before[comma + 1 :].strip():
                continue
            shift = passage.start - self.passage.start
            tail = (cue.end + sign.end() + shift, len(passage.mask) + shift)
            parts = [(shift, comma + 1 + shift), *([tail] if tail[0] < tail[1] else [])]
            moved = Cue(cue.start + shift, cue.end + shift, cue.form, cue.uses)
            yield replace(self._candidate("inside", parts, moved, {}), certain=True)

    def _within(self, stretch: Stretch) -> tuple[str, Sequence[int], int, int, int, str]:
        own = self.passage
        return own.text, own.depths, own.level + 1, stretch.start, stretch.end, own.role

    # Clauses

    def _governed(self, cue: Cue) -> Iterator[Candidate]:
        """Clauses after their verb: that, no that, whether, an infinitive."""
        rest = self.mask[cue.end :]
        before = _last(self.mask[: cue.start])
        if "clause" in cue.uses or "question" in cue.uses:
            that = re.search(rf"(?<!\w){THAT[self.language]}", rest[: _OBJECT + 6])
            if that and not _DANGLING.search(rest[: that.start()]):
                gap = rest[: that.start()].split()
                start = cue.end + that.end()
                start += len(rest[that.end() :]) - len(rest[that.end() :].lstrip(", "))
                yield from self._ends("that", cue, start, {"gap": min(4, len(gap)), "before": before})
        if "clause" in cue.uses and self.language == "en":
            for number, match in enumerate(dict.fromkeys(m.end() for p in _BARE if (m := p.match(rest)))):
                skipped = " ".join(rest[:match].split()).lower()
                facts: dict[str, str | float] = {"skipped": skipped, "number": str(number), "before": before}
                yield from self._ends("bare", cue, cue.end + match, facts)
        if self.language == "fr" and "clause" in cue.uses:
            match = re.match(rf"\s+(?={INFINITIVE})", rest)
            if match:
                yield from self._ends("infinitive", cue, cue.end + match.end(), {"before": before})
        if "question" in cue.uses:
            match = re.search(rf"\s(?={WHETHER[self.language]})", rest[:_OBJECT])
            if match and not _DANGLING.search(rest[: match.start()]):
                yield from self._ends("question", cue, cue.end + match.end(), {"word": _first(rest[match.end() :])})
        if "order" in cue.uses:
            match = re.search(rf"\s{TO[self.language]}", rest[:_OBJECT])
            if match and not _DANGLING.search(rest[: match.start()]):
                facts = {"gap": min(4, len(rest[: match.start()].split())), "before": before}
                yield from self._ends("order", cue, cue.end + match.end(), facts)

    def _parenthesis(self, cue: Cue, kind: str) -> Iterator[Candidate]:
        """A, she said, B; A, according to her."""
        before = self.mask[: cue.start]
        commas = [place for place, char in enumerate(before) if char == ","][-3:]
        for back, comma in enumerate(reversed(commas)):
            subject = before[comma + 1 :]
            if len(subject) > _SUBJECT * (back + 1) or re.search(rf"[.;:{MASK}]", subject):
                break
            facts: dict[str, str | float] = {"back": str(back), "subject": _first(subject), "words": min(5, len(subject.split()))}
            begins = [0, *(match.end() for match in _BEGINS.finditer(before, 0, comma))]
            for depth, start in enumerate(list(reversed(begins))[:2]):
                if _WORD.search(before, start, comma) or any(start <= s[0] < comma for s in self.stretches):
                    own = facts | {"nearest": str(depth == 0), "lead": _sign(before[:start])}
                    yield from self._with_tail(kind, cue, (start, comma), own)
        if kind == "source" and not before.rstrip().endswith(","):
            begins = [0, *(match.end() for match in _BEGINS.finditer(before))]
            if _WORD.search(before, begins[-1]):
                yield from self._with_tail(kind, cue, (begins[-1], cue.start), {"back": "none"})

    def _with_tail(self, kind: str, cue: Cue, head: Place, facts: dict[str, str | float]) -> Iterator[Candidate]:
        facts |= {"head": min(6, len(self.mask[slice(*head)].split())), "next": _first(self.mask[cue.end :])}
        yield self._candidate(kind, [head], cue, facts | {"tail": "none", "left": _tail_length(self.mask[cue.end :])})
        rest = self.mask[cue.end :]
        signs = [match for match in re.finditer(r",\s|\s:\s|:\s", rest) if not re.search(r"[.;]", rest[: match.start()])]
        for number, match in enumerate(signs[:3]):
            if _RELATIVE.match(rest, match.end()):
                continue
            start = cue.end + match.end()
            facts_here = facts | {
                "class": self._class(start),
                "capitals": str(any(word[0].isupper() for word in rest[: match.start()].split(",")[-1].split())),
                "commas": str(rest[match.end() :].count(", ")),
                "tail": str(number), "gap": min(6, len(rest[: match.start()].split())), "sign": match.group().strip(),
                "opens": _first(self.mask[start:]),
            }
            yield from self._ends(kind, cue, start, facts_here, head)

    def _source_first(self, cue: Cue) -> Iterator[Candidate]:
        """According to her, A."""
        before, rest = self.mask[: cue.start], self.mask[cue.end :]
        if not _LEAD.search(before):
            return
        for number, match in enumerate(re.finditer(r",\s", rest[:200])):
            if number > 3 or re.search(r"[.;:]", rest[: match.start()]):
                return
            if _RELATIVE.match(rest, match.end()):
                continue
            named = rest[: match.start()].split()
            facts: dict[str, str | float] = {
                "comma": str(number),
                "words": min(6, len(named)),
                "capital": str(any(word[0].isupper() for word in named)),
                "class": self._class(cue.end + match.end()),
                "opens": _first(rest[match.end() :]),
                "capitals": str(rest[match.end() : match.end() + 1].isupper()),
            }
            yield from self._ends("first", cue, cue.end + match.end(), facts)

    def _ends(
        self, kind: str, cue: Cue, start: int, facts: Mapping[str, str | float], head: Place | None = None
    ) -> Iterator[Candidate]:
        """The readings of a clause that begins at `start`: to the end of the passage, or to a place before it."""
        before = [head] if head else []
        whole = len(self.mask)
        ends: list[tuple[int, dict[str, str | float]]] = [(whole, {"end": "whole"})]
        for match in list(_CUT.finditer(self.mask, start + 1))[:_MOST_ENDS]:
            word = match["word"] or match["mark"].strip() or "-"
            after = _first(self.mask[match.end() :])
            cut = ("comma " if match["comma"] else "") + word.lower()
            facts_cut: dict[str, str | float] = {
                "end": cut,
                "then": f"{cut} {after}",
                "shape": f"{cut} {after[-2:]}",
                "class": f"{cut} {self._class(match.end())}",
                "verb": str(any(other.start == match.end() for other in self.cues)),
                "marked": str(self.mask[match.start() - 1 : match.start()] == MASK),
            }
            ends.append((match.start(), facts_cut))
        for end, facts_end in ends:
            parts = self._split(start, end) if kind in ("that", "bare") else [(start, end)]
            cuts = sum(1 for place, _ in ends if place < end)
            own = {**facts, **facts_end, "cuts": min(4, cuts)}
            yield self._candidate(kind, [*before, *parts], cue, own)
            # She said that A: “B”.
            for _, outer_end, first, last in self.stretches:
                if facts_end["end"] == ":" and _COLON.fullmatch(self.mask[end:first]) and not head:
                    own["more"] = str(bool(_WORD.search(self.mask[outer_end:])))
                    yield self._candidate(kind, [*parts, (first, last)], cue, own)

    def _class(self, place: int) -> str:
        """The class of the first word from a place of the mask on."""
        match = _WORD.search(self.mask, place)
        if match is None:
            return "none"
        if any(cue.start <= match.start() < cue.end for cue in self.cues):
            return "cue"
        return self._class_of(match.group())

    def _split(self, start: int, end: int) -> list[Place]:
        """Clauses coordinated by `and that` are fragments of their own."""
        parts, place = [], start
        for match in _AND_THAT[self.language].finditer(self.mask, start, end):
            parts.append((place, match.start()))
            place = match.end()
        return [*parts, (place, end)]

    # What they have in common

    def _candidate(
        self, kind: str, parts: Sequence[Place], cue: Cue | None, facts: Mapping[str, str | float]
    ) -> Candidate:
        text, offset = self.passage.text, self.passage.start
        places = [(start + offset, end + offset) for start, end in parts]
        if kind not in _MARKED:
            places = [trimmed(text, *place) for place in places]
            inner = {(s.outer, s.outer_end): (s.start, s.end) for s in self.passage.stretches}
            if all(place in inner for place in places) or facts.get("sign") == ":":
                # Nothing but words in marks: the marks stay outside.
                places = [inner.get(place, place) for place in places]
        content = tuple(place for place in places if place[0] < place[1])
        features: dict[str, str | float] = {f"{self.language} {kind} {name}": value for name, value in facts.items()}
        features |= {f"{kind} {name}": value for name, value in facts.items()}
        if content:
            start, end = content[0][0], content[-1][1]
            words = sum(len(_WORD.findall(text, *place)) for place in content)
            features |= {
                f"{kind} words": str(min(9, words)),
                f"{kind} opens": self._class(start - offset),
                f"{kind} upper": str(text[start].isupper()),
                f"{kind} marked": self._share(content),
                f"{kind} finite": str(_FINITE.search(text, start, end) is not None),
            }
        place = None if cue is None else (cue.start + offset, cue.end + offset)
        return Candidate(kind, content, place, self._about(kind, cue, parts[0]), features)

    def _about(self, kind: str, cue: Cue | None, first: Place) -> dict[str, str | float]:
        """What speaks for a construction, whatever the ends of its content."""
        mask, passage = self.mask, self.passage
        facts: dict[str, str | float] = {"language": self.language, "role": passage.role, "level": str(passage.level > 0)}
        if cue is None:
            start, end = first
            before, after = mask[:start], mask[end:]
            facts |= {
                "closed": self._ending(end),
                "upper": str(passage.text[start + passage.start].isupper()),
                "words": str(min(6, len(_WORD.findall(passage.text, start + passage.start, end + passage.start)))),
                "before": _last(before.replace(MASK, "")),
                "sign": _sign(before.replace(MASK, "")),
                "cues": str(bool(self.cues)),
                "left": str(min(5, len(_WORD.findall(before)))),
            }
            return {f"{kind} {name}": value for name, value in facts.items()} | {"kind": kind}
        before, after = mask[: cue.start], mask[cue.end :]
        left = [stretch for stretch in self.stretches if stretch[1] <= cue.start]
        right = [stretch for stretch in self.stretches if stretch[0] >= cue.end]
        subject = re.split(rf"[,;:{MASK}]", before)[-1]
        facts |= {
            "form": cue.form,
            "uses": "+".join(sorted(cue.uses)),
            "before": _last(before),
            "class before": self._class_of(_last(before)),
            "after": _first(after) if len(_first(after)) < 5 else "long",
            "class after": self._class(cue.end),
            "sign after": after.strip()[:1] if not after.strip()[:1].isalnum() else "word",
            "subject": str(min(4, len(subject.split()))),
            "sign before": before[: len(before) - len(subject)][-1:] or "start",
            "next": next(iter(re.findall(rf"[,.;:{MASK}]", after)), "end"),
            "that": str(self.language in THAT and re.match(rf"\s(?:\w+\s){{0,3}}{THAT[self.language]}", after) is not None),
            "left": str(min(2, len(left))),
            "right": str(min(2, len(right))),
        }
        if left:
            gap = mask[left[-1][1] : cue.start]
            facts |= {
                "left gap": str(min(4, len(gap.split()))),
                "left sign": gap.strip()[:1] if gap.strip()[:1] in (",", ".", ":", "") else "word",
                "left closed": self._ending(left[-1][3]),
                "left start": str(not _WORD.search(mask[: left[0][0]])),
            }
        if right:
            gap = mask[cue.end : right[0][0]]
            facts |= {
                "right gap": str(min(6, len(gap.split()))),
                "right sign": _sign(gap),
                "right last": _last(gap) if len(_last(gap)) < 6 else "long",
                "right finite": str(_FINITE.search(gap) is not None),
                "right cues": str(any(cue.end <= other.start < right[0][0] for other in self.cues)),
            }
        about: dict[str, str | float] = {f"{kind} {name}": value for name, value in facts.items()}
        return about | {"kind": kind, "form": cue.form}

    def _class_of(self, word: str) -> str:
        for name, words in CLASSES.get(self.language, {}).items():
            if word.lower() in words.split():
                return name
        return "capital" if word[:1].isupper() else "number" if word[:1].isdigit() else "other"

    def _ending(self, end: int) -> str:
        char = self.passage.text[end + self.passage.start - 1]
        return char if not char.isalnum() and not char.isspace() else "word"

    def _share(self, content: Sequence[Place]) -> str:
        inside = [self.passage.depths[i] > self.passage.level for start, end in content for i in range(start, end)]
        return "all" if all(inside) else "some" if any(inside) else "none"


def plain(cue: str) -> str:
    """A cue in lower case with straight apostrophes, as the lexicon has it."""
    return cue.lower().replace("’", "'")


def _first(text: str) -> str:
    match = _WORD.search(text)
    return match.group().lower() if match else ""


def _last(text: str) -> str:
    words = text.split()
    return words[-1] if words else ""


def _sign(text: str) -> str:
    stripped = text.rstrip()
    return stripped[-1] if stripped and not stripped[-1].isalnum() else "none"


def _tail_length(text: str) -> float:
    """How many words follow the first comma."""
    _, comma, rest = text.partition(",")
    return float(min(8, len(rest.split()))) if comma else -1.0
