"""What one line looks like, without its neighbours: its shape, and the rule that matches it, if any."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from goldwire.model.line import Role
from goldwire.text.roles.rule import COMMON_WORDS, HEAD_CHARS, TAIL_CHARS, Kind, Place, Rule, Scope
from goldwire.text.roles.rules_box import BOXES
from goldwire.text.roles.rules_common import COMMON
from goldwire.text.roles.rules_en import ENGLISH
from goldwire.text.roles.rules_en_page import ENGLISH_PAGE
from goldwire.text.roles.rules_fr import FRENCH
from goldwire.text.roles.rules_fr_page import FRENCH_PAGE
from goldwire.text.roles.rules_reader import READER
from goldwire.text.roles.thresholds import (
    LABEL_CHARS,
    LABEL_WORDS,
    LONG_CHARS,
    OPEN_LONG_CHARS,
    SENTENCE_WORDS,
)

RULES: Final[tuple[Rule, ...]] = (
    *BOXES,
    *COMMON,
    *ENGLISH,
    *ENGLISH_PAGE,
    *FRENCH,
    *FRENCH_PAGE,
    *READER,
)
"""All rules; both languages always apply. Where two match, the kind of trigger decides, then this order."""

# Shapes of lines that no rule matches. Codes from `Kind` (16 and above) stand for matched lines.
SENTENCE: Final = 0
"""Long, or of many words, and ends like a sentence."""
SHORT: Final = 1
"""Short, with a full stop: a one-line paragraph, the end of a wrapped one."""
ASK: Final = 2
"""Short, ends with ?, ! or a quotation mark: text, or a headline."""
TEXT: Final = 3
"""Long, with no final stop."""
FRAGMENT: Final = 4
"""Short, with no final stop: a headline, a heading, a link, an unmarked caption."""
NAME: Final = 5
"""Like a fragment, of few words: a label, a section, somebody's name."""
FLOW: Final = 6
"""Short and goes on in lower case: the continuation of a hard-wrapped paragraph."""
ITEM: Final = 7
"""Begins with a bullet, a number or a time, then text."""
TEASER: Final = 8
"""Set by the document pass: the headline of another story, beside a link prompt or under a list label."""
CAPTIONED: Final = 9
"""Set by the document pass: a caption, beside a photo credit or under the label of a picture."""

_STOPS: Final = frozenset(".!?…")
_STOPS_APART: Final = frozenset(stop + " " for stop in _STOPS)
"""As before a French quotation mark."""
_QUOTES: Final = frozenset("\"”»’'")
_CLOSERS: Final = frozenset("\"'”»’)]")
_BULLETS: Final = frozenset("-–—•*·▪●■◦‣►▶→>+✓✔")
_BULLET_CHARS: Final = "-–—•*·▪●■◦‣►▶→>+✓✔ \t"
_WORD_EDGES: Final = ".,:;!?…()[]{}«»\"“”‘’'|•·>→►▶*+-–—/"


class Judged(NamedTuple):
    """The features of one line."""

    code: int
    """A shape, or the `Kind` of `rule`."""
    role: Role
    """The role of the line outside the article: that of the rule, or boilerplate."""
    rule: Rule | None
    """The rule that matched."""


Test = tuple[Callable[[str], object], bool, Scope, Judged, tuple[str, ...]]
"""Of one rule: its pattern, whether that sees the line as it is, its scope, the result, its hints."""

_JUDGED_RULE: Final = {
    rule.name: Judged(rule.kind, Role.BOILERPLATE if rule.kind == Kind.HEADING else rule.role, rule) for rule in RULES
}


def _index(place: Place, prose: bool = False) -> dict[str, tuple[Test, ...]]:
    """The rules by their triggers of one place; with `prose`, those for long sentences only."""
    table: dict[str, list[Rule]] = {}
    for rule in RULES:
        for where, key in dict.fromkeys(rule.triggers):
            if where is place and (rule.prose or not prose):
                table.setdefault(key, []).append(rule)
    stray = COMMON_WORDS.intersection(table) if place is Place.FIRST else ()
    if stray:
        raise ValueError(f"{sorted(stray)}: use pairs() for these first words")
    return {
        key: tuple((rule.matches, rule.cased, rule.scope, _JUDGED_RULE[rule.name], rule.hints) for rule in rules)
        for key, rules in table.items()
    }


_FIRST: Final = _index(Place.FIRST)
_PROSE: Final = _index(Place.FIRST, prose=True) | _index(Place.OPENS, prose=True)
_LAST: Final = _index(Place.LAST)
_OPENS: Final = _index(Place.OPENS)
_CLOSES: Final = _index(Place.CLOSES)
_UPPER: Final = _index(Place.UPPER)[""]
_WORD: Final = _index(Place.WORD)
_WORD_KEYS: Final = frozenset(_WORD)
_HOLDS: Final = tuple(_index(Place.HOLDS).items())
_JUDGED_SHAPE: Final = tuple(Judged(code, Role.BOILERPLATE, None) for code in range(TEASER))
_SENTENCE: Final = _JUDGED_SHAPE[SENTENCE]


def judge(line: str) -> Judged:
    """The features of a non-blank line; of hostile lines, only both ends are looked at."""
    size = len(line)
    if size >= LONG_CHARS and (
        line[-1] in _STOPS or (line[-1] in _QUOTES and (line[-2] in _STOPS or line[-3:-1] in _STOPS_APART))
    ):
        # The usual paragraph: two or three look-ups, no pattern unless its first word opens a notice.
        first = line[:24].partition(" ")[0].lower()
        tests = _PROSE.get(_pair(line[:40].lower().split()) if first in COMMON_WORDS else first)
        if tests is None:
            tests = _PROSE.get(line[0])
        return (tests and _matched(tests, line, line[:HEAD_CHARS].lower())) or _SENTENCE
    if not size:
        return _JUDGED_SHAPE[NAME]
    bare = line.lstrip(_BULLET_CHARS) if line[0] in _BULLETS else line
    low = (bare if size <= HEAD_CHARS else bare[:HEAD_CHARS]).lower()
    words = low.split()
    if not words:
        bare, low, words = line, line[:HEAD_CHARS].lower(), [""]
    return _by_rules(line, bare, low, words) or _JUDGED_SHAPE[_shape(line, bare, words)]


def _by_rules(line: str, bare: str, low: str, words: list[str]) -> Judged | None:
    """The first rule that matches: by first character, first word, last word, last character, any word.

    `bare` is the line without its bullet, `low` the head of that in lower case, `words` the words of `low`.
    """
    size = len(line)
    # each place is looked up once; most lines have none of them, so nothing more is worked out before
    if (tests := _OPENS.get(line[0])) and (
        found := _matched(tests, line, low if bare is line else line[:HEAD_CHARS].lower())
    ):
        return found
    if bare is not line and (tests := _OPENS.get(bare[0])) and (found := _matched(tests, bare, low)):
        return found
    first = words[0]
    if not first.isalnum():
        first = first.strip(_WORD_EDGES)
    if first in COMMON_WORDS:
        first = _pair(words)
    if (tests := _FIRST.get(first)) and (found := _matched(tests, bare, low)):
        return found
    tail = words[-1] if size <= HEAD_CHARS else line[-40:].lower().split()[-1]
    if not tail.isalnum():
        tail = tail.rpartition("/")[2].strip(_WORD_EDGES)
    if (tests := _LAST.get(tail)) and (found := _matched(tests, bare, low)):
        return found
    if line[-3:].isupper() and _ends_in_capitals(line) and (found := _matched(_UPPER, bare, low)):
        return found
    if (tests := _CLOSES.get(line[-1])) and (found := _matched(tests, bare, low)):
        return found
    if size <= LONG_CHARS or (size <= HEAD_CHARS and line[-1] not in _STOPS):
        if not _WORD_KEYS.isdisjoint(words):
            for word in words:
                if word in _WORD and (found := _matched(_WORD[word], bare, low)):
                    return found
        for part, tests in _HOLDS:
            if part in line and (found := _matched(tests, bare, low)):
                return found
    return None


def _pair(words: list[str]) -> str:
    """The key of a line's first two words, as `pairs` gives it."""
    if len(words) < 2:
        return ""
    second = words[1]
    return f"{words[0].strip(_WORD_EDGES)} {'0' if second[0].isdigit() else second.strip(_WORD_EDGES)}"


def _ends_in_capitals(line: str) -> bool:
    """Whether the last word, of some length, is in capitals."""
    last = line[-40:].split()[-1].rpartition("/")[2].strip(_WORD_EDGES)
    return len(last) > LABEL_WORDS and last.isupper()


def _matched(tests: tuple[Test, ...], line: str, low: str) -> Judged | None:
    """The first of `tests` that matches its part of the line; `low` is the line's head in lower case."""
    size = len(line)
    for matches, cased, scope, judged, hints in tests:
        if hints:
            for hint in hints:
                if hint in low:
                    break
            else:
                continue
        if size <= TAIL_CHARS:  # every scope sees all of the line
            part = line if cased else low
        elif scope is Scope.TAIL:
            part = line[-TAIL_CHARS:] if cased else line[-TAIL_CHARS:].lower()
        elif size <= HEAD_CHARS or scope is Scope.HEAD:
            part = line[:HEAD_CHARS] if cased else low
        else:
            continue
        if matches(part):
            return judged
    return None


def _shape(line: str, bare: str, words: list[str]) -> int:
    """The shape of a line that no rule matches; `words` are those of its first `HEAD_CHARS` characters."""
    size = len(line)
    end = line[-1]
    stopped = end in _STOPS
    if not stopped and end in _CLOSERS:
        inner = line[-4:-1].rstrip(" \"'”»’)")[-1:]
        stopped = inner in _STOPS or size >= OPEN_LONG_CHARS
    if stopped and (size >= LONG_CHARS or (len(words) >= SENTENCE_WORDS and end not in "?!…")):
        return SENTENCE
    if (bare is not line and len(words) > 1) or (line[0].isdigit() and _is_item(words)):
        return ITEM
    if line[0].islower():
        return FLOW
    if stopped:
        return ASK if end in "?!" else SHORT
    if end == ":" and len(words) > LABEL_WORDS:
        return SHORT
    if size >= OPEN_LONG_CHARS:
        return TEXT
    if len(words) <= LABEL_WORDS or size <= LABEL_CHARS:
        return NAME
    return FRAGMENT


def _is_item(words: list[str]) -> bool:
    """Whether the first word numbers or times the rest: "1.", "2)", "14:32", "9h15"."""
    word = words[0]
    return len(words) > 1 and len(word) <= 6 and (word[-1] in ".):" or ":" in word or "h" in word)
