"""What may be a quote in a sentence: constructions of marks and cues, each with every end that its content may have.

Nothing is decided here. `quote_rules` learns which candidates are quotes; of several readings of one cue it takes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from goldwire.baselines.cue_lexicon import INFINITIVE, SKIPPED, THAT, TO, WHETHER
from goldwire.baselines.cues import Cue, Lexicon, plain
from goldwire.baselines.quote_features import MOST_CUES, Candidate, View, first_word, last_sign, last_word
from goldwire.baselines.quote_text import MASK, Passage, Place, Stretch

_MOST_ENDS = 6
_SUBJECT = 70
"""Code points between the comma and the verb of a parenthesis, at most."""
_OBJECT = 60
"""Code points between a verb and its `that` or infinitive, at most."""
_BARE = (
    # What looks behind makes sure that a long run of spaces is looked at once, not again from each of them.
    re.compile(r"(?<!\s)\s++(?=\w)"),
    re.compile(r"(?<!\s)" + SKIPPED + r"\s++(?=[A-Z])"),
    re.compile(r"(?<!\s)" + SKIPPED.removesuffix("?") + r"\s++(?=\w)"),
)
_CUT = re.compile(
    r"(?P<comma>,)?\s(?:(?P<word>and|but|yet|while|whereas|et|mais|tandis|avant|alors|tout\sen)\s)|(?P<mark>;|:\s|,\s|\s[–—]\s)"
)
_SPACED = r"(?:,\s++|(?<![\s,])\s++)"
_AND_THAT = {
    "en": re.compile(_SPACED + r"(?:and|but)\s++that\s++"),
    "fr": re.compile(_SPACED + r"(?:et|mais)\s++(?:que\s++|qu['’])"),
}
_BEGINS = re.compile(r":\s+|;\s+|,\s+car\s+|\bparce\sque\s+|\bparce\squ['’]|\bbecause\s+|,\swhich\s|\)?\s[–—-]\s")
_LEAD = re.compile(r"(?:^|[:;]\s+|[–—]\s+|,?\s(?:et|and|mais|but|car)\s)$")
_COLON = re.compile(rf"(?<!\s)\s*+:\s*+{MASK}++")
_STOP, _STOP_OR_COLON = re.compile(r"[.;]"), re.compile(r"[.;:]")
_STOP_OR_MARK = re.compile(rf"[.;:{MASK}]")
_COMMA = re.compile(r",\s")
_TAIL_SIGN = re.compile(r",\s|\s:\s|:\s")
_INNER_END = re.compile(r"[,.]\s+|[.,]?$")
_JOINED = re.compile(r"\W*+(?:(?:and|et|or|ou|but|mais)\W*+(?:an?\b|une?\b|the\b)?)?\s*+")
_THAT = {language: re.compile(rf"(?<!\w){that}") for language, that in THAT.items()}
_THAT_IN_GAP = {language: re.compile(rf"\b{that}") for language, that in THAT.items()}
_TO_DO = re.compile(rf"(?<!\s)\s++(?={INFINITIVE})")
_IF = {language: re.compile(rf"\s(?={whether})") for language, whether in WHETHER.items()}
_TO = {language: re.compile(rf"\s{to}") for language, to in TO.items()}
_WORD = re.compile(r"\w+")
_RELATIVE = re.compile(r"(?:who|whose|which|qui|dont)\b")
_DANGLING = re.compile(rf"[.;:!?{MASK}]")


def candidates(passage: Passage, lexicon: Lexicon) -> Iterator[Candidate]:
    """All readings of a passage. A language without a lexicon has those that marks give."""
    seen: set[tuple[tuple[Place, ...], Place | None]] = set()
    for candidate in _Reader(passage, lexicon).read():
        key = (candidate.content, candidate.cue)
        if candidate.content and key not in seen:
            seen.add(key)
            yield candidate


class _Reader(View):
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
            yield self.candidate(
                kind,
                [(start, end)],
                None,
                {"first": str(number == 0), "before": last_word(before), "after": first_word(after)},
            )

    def _around(self, cue: Cue) -> Iterator[Candidate]:
        """“A,” she said, “B”: marked words before the cue, with or without those after it."""
        before = [stretch for stretch in self.stretches if stretch[1] <= cue.start]
        after = [stretch for stretch in self.stretches if stretch[0] >= cue.end]
        if not before:
            return
        outer, outer_end, start, end = before[-1]
        gap = self.mask[outer_end : cue.start]
        if len(gap) > _SUBJECT or _STOP_OR_COLON.search(gap):
            return
        facts: dict[str, str | float] = {
            "lead": last_word(self.mask[:outer]) if _WORD.search(self.mask[:outer]) else "(start)",
            "comma": str(gap.lstrip().startswith(",") or self.mask[outer_end - 2 : outer_end - 1] == ","),
            "closed": self.ending(end),
            "gap": min(4, len(gap.split())),
        }
        parts = [(start, end)]
        yield self.candidate("around", parts, cue, facts | {"parts": "1", "more": str(bool(after))})
        place = cue.end
        for number, (outer, outer_end, start, end) in enumerate(after[:3]):
            between = self.mask[place:outer]
            parts = [*parts, (start, end)]
            facts |= {"joint": last_sign(between), "between": min(6, len(between.split()))}
            yield self.candidate("around", parts, cue, facts | {"parts": str(number + 2)})
            place = outer_end

    def _introduced(self, cue: Cue) -> Iterator[Candidate]:
        """X called it “A”; X said: “A”."""
        after = [stretch for stretch in self.stretches if stretch[0] >= cue.end]
        if not after:
            return
        gap = self.mask[cue.end : after[0][0]]
        if _STOP.search(gap):
            return
        facts: dict[str, str | float] = {
            "gap": min(8, len(gap.split())),
            "sign": last_sign(gap),
            "last": last_word(gap),
            "cues": str(any(cue.end <= other.start < after[0][0] for other in self.cues)),
            "clause": str("clause" in cue.uses),
            "that": str(self.language in THAT and _THAT_IN_GAP[self.language].search(gap) is not None),
        }
        parts: list[Place] = []
        place = after[0][0]
        for number, (outer, outer_end, start, end) in enumerate(after[:3]):
            if number and not _JOINED.fullmatch(self.mask[place:outer]):
                break
            parts = [*parts, (start, end)]
            rest = self.mask[outer_end:]
            yield self.candidate("introduced", parts, cue, facts | {"parts": str(number + 1), "rest": first_word(rest)})
            place = outer_end

    def _inside(self, stretch: Stretch) -> Iterator[Candidate]:
        """« A, dit-elle, B »: a cue between commas within the marks."""
        passage = Passage(*self._within(stretch))
        for cue in self.lexicon.cues(passage.mask)[:MOST_CUES]:
            before, rest = passage.mask[: cue.start], passage.mask[cue.end :]
            comma, sign = before.rfind(","), _INNER_END.search(rest)
            # The verb comes right after the comma, as French has it: A, a dit la ministre, B.
            if comma < 0 or sign is None or sign.start() > _SUBJECT or before[comma + 1 :].strip():
                continue
            shift = passage.start - self.passage.start
            tail = (cue.end + sign.end() + shift, len(passage.mask) + shift)
            parts = [(shift, comma + 1 + shift), *([tail] if tail[0] < tail[1] else [])]
            moved = Cue(cue.start + shift, cue.end + shift, cue.form, cue.uses)
            yield replace(self.candidate("inside", parts, moved, {}), certain=True)

    def _within(self, stretch: Stretch) -> tuple[str, Sequence[int], int, int, int, str]:
        own = self.passage
        return own.text, own.depths, own.level + 1, stretch.start, stretch.end, own.role

    # Clauses

    def _governed(self, cue: Cue) -> Iterator[Candidate]:
        """Clauses after their verb: that, no that, whether, an infinitive."""
        rest = self.mask[cue.end :]
        before = last_word(self.mask[: cue.start])
        if "clause" in cue.uses or "question" in cue.uses:
            that = _THAT[self.language].search(rest[: _OBJECT + 6])
            if that and not _DANGLING.search(rest[: that.start()]):
                gap = rest[: that.start()].split()
                start = cue.end + that.end()
                start += len(rest[that.end() :]) - len(rest[that.end() :].lstrip(", "))
                yield from self._ends("that", cue, start, {"gap": min(4, len(gap)), "before": before})
        if "clause" in cue.uses and self.language == "en":
            for number, skip in enumerate(dict.fromkeys(m.end() for p in _BARE if (m := p.match(rest)))):
                skipped = " ".join(rest[:skip].split()).lower()
                facts: dict[str, str | float] = {"skipped": skipped, "number": str(number), "before": before}
                yield from self._ends("bare", cue, cue.end + skip, facts)
        if self.language == "fr" and "clause" in cue.uses:
            match = _TO_DO.match(rest)
            if match:
                yield from self._ends("infinitive", cue, cue.end + match.end(), {"before": before})
        if "question" in cue.uses:
            match = _IF[self.language].search(rest[:_OBJECT])
            if match and not _DANGLING.search(rest[: match.start()]):
                yield from self._ends("question", cue, cue.end + match.end(), {"word": first_word(rest[match.end() :])})
        if "order" in cue.uses:
            match = _TO[self.language].search(rest[:_OBJECT])
            if match and not _DANGLING.search(rest[: match.start()]):
                facts = {"gap": min(4, len(rest[: match.start()].split())), "before": before}
                yield from self._ends("order", cue, cue.end + match.end(), facts)

    def _parenthesis(self, cue: Cue, kind: str) -> Iterator[Candidate]:
        """A, she said, B; A, according to her."""
        before = self.mask[: cue.start]
        commas = [place for place, char in enumerate(before) if char == ","][-3:]
        for back, comma in enumerate(reversed(commas)):
            subject = before[comma + 1 :]
            if len(subject) > _SUBJECT * (back + 1) or _STOP_OR_MARK.search(subject):
                break
            facts: dict[str, str | float] = {
                "back": str(back),
                "subject": first_word(subject),
                "words": min(5, len(subject.split())),
            }
            begins = [0, *(match.end() for match in _BEGINS.finditer(before, 0, comma))]
            for depth, start in enumerate(list(reversed(begins))[:2]):
                if _WORD.search(before, start, comma) or any(start <= s[0] < comma for s in self.stretches):
                    own = facts | {"nearest": str(depth == 0), "lead": last_sign(before[:start])}
                    yield from self._with_tail(kind, cue, (start, comma), own)
        if kind == "source" and not before.rstrip().endswith(","):
            begins = [0, *(match.end() for match in _BEGINS.finditer(before))]
            if _WORD.search(before, begins[-1]):
                yield from self._with_tail(kind, cue, (begins[-1], cue.start), {"back": "none"})

    def _with_tail(self, kind: str, cue: Cue, head: Place, facts: dict[str, str | float]) -> Iterator[Candidate]:
        facts |= {"head": min(6, len(self.mask[slice(*head)].split())), "next": first_word(self.mask[cue.end :])}
        yield self.candidate(kind, [head], cue, facts | {"tail": "none", "left": _tail_length(self.mask[cue.end :])})
        rest = self.mask[cue.end :]
        signs = [match for match in _TAIL_SIGN.finditer(rest) if not _STOP.search(rest[: match.start()])]
        for number, match in enumerate(signs[:3]):
            if _RELATIVE.match(rest, match.end()):
                continue
            start = cue.end + match.end()
            facts_here = facts | {
                "class": self.class_at(start),
                "capitals": str(any(word[0].isupper() for word in rest[: match.start()].split(",")[-1].split())),
                "commas": str(rest[match.end() :].count(", ")),
                "tail": str(number),
                "gap": min(6, len(rest[: match.start()].split())),
                "sign": match.group().strip(),
                "opens": first_word(self.mask[start:]),
            }
            yield from self._ends(kind, cue, start, facts_here, head)

    def _source_first(self, cue: Cue) -> Iterator[Candidate]:
        """According to her, A."""
        before, rest = self.mask[: cue.start], self.mask[cue.end :]
        if not _LEAD.search(before):
            return
        for number, match in enumerate(_COMMA.finditer(rest[:200])):
            if number > 3 or _STOP_OR_COLON.search(rest[: match.start()]):
                return
            if _RELATIVE.match(rest, match.end()):
                continue
            named = rest[: match.start()].split()
            facts: dict[str, str | float] = {
                "comma": str(number),
                "words": min(6, len(named)),
                "capital": str(any(word[0].isupper() for word in named)),
                "class": self.class_at(cue.end + match.end()),
                "opens": first_word(rest[match.end() :]),
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
            after = first_word(self.mask[match.end() :])
            cut = ("comma " if match["comma"] else "") + word.lower()
            facts_cut: dict[str, str | float] = {
                "end": cut,
                "then": f"{cut} {after}",
                "shape": f"{cut} {after[-2:]}",
                "class": f"{cut} {self.class_at(match.end())}",
                "verb": str(any(other.start == match.end() for other in self.cues)),
                "marked": str(self.mask[match.start() - 1 : match.start()] == MASK),
            }
            ends.append((match.start(), facts_cut))
        for end, facts_end in ends:
            parts = self._split(start, end) if kind in ("that", "bare") else [(start, end)]
            cuts = sum(1 for place, _ in ends if place < end)
            own = {**facts, **facts_end, "cuts": min(4, cuts)}
            yield self.candidate(kind, [*before, *parts], cue, own)
            # She said that A: “B”.
            for _, outer_end, first, last in self.stretches:
                if facts_end["end"] == ":" and _COLON.fullmatch(self.mask[end:first]) and not head:
                    own["more"] = str(bool(_WORD.search(self.mask[outer_end:])))
                    yield self.candidate(kind, [*parts, (first, last)], cue, own)

    def _split(self, start: int, end: int) -> list[Place]:
        """Clauses coordinated by `and that` are fragments of their own."""
        parts, place = [], start
        for match in _AND_THAT[self.language].finditer(self.mask, start, end):
            parts.append((place, match.start()))
            place = match.end()
        return [*parts, (place, end)]


def _tail_length(text: str) -> float:
    """How many words follow the first comma."""
    _, comma, rest = text.partition(",")
    return float(min(8, len(rest.split()))) if comma else -1.0
