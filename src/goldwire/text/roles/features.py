"""What one line looks like, without its neighbours: its shape, and the rule that matches it, if any."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from goldwire.text.roles.rule import HEAD_CHARS, TAIL_CHARS, Place, Rule, Scope
from goldwire.text.roles.rules_common import COMMON
from goldwire.text.roles.rules_en import ENGLISH
from goldwire.text.roles.rules_en_page import ENGLISH_PAGE
from goldwire.text.roles.rules_fr import FRENCH
from goldwire.text.roles.rules_fr_page import FRENCH_PAGE
from goldwire.text.roles.thresholds import (
    LABEL_CHARS,
    LABEL_WORDS,
    LONG_CHARS,
    OPEN_LONG_CHARS,
    SENTENCE_WORDS,
)

RULES: Final[tuple[Rule, ...]] = (
    *COMMON,
    *ENGLISH,
    *ENGLISH_PAGE,
    *FRENCH,
    *FRENCH_PAGE,
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
REPEATED: Final = 9
"""Set by the document pass: a repetition of the headline."""

_STOPS: Final = frozenset(".!?…")
_QUOTES: Final = frozenset("\"”»’'")
_CLOSERS: Final = frozenset("\"'”»’)]")
_BULLETS: Final = frozenset("-–—•*·▪●■◦‣►▶→>+✓✔")
_BULLET_CHARS: Final = "-–—•*·▪●■◦‣►▶→>+✓✔ \t"
_WORD_EDGES: Final = ".,:;!?…()[]{}«»\"“”‘’'|•·>→►▶*+-–—/"


class Judged(NamedTuple):
    """The features of one line."""

    code: int
    """A shape, or the `Kind` of `rule`."""
    rule: Rule | None
    """The rule that matched."""


Test = tuple[Callable[[str], object], Scope, Judged, tuple[str, ...]]
_JUDGED_RULE: Final = {rule.name: Judged(int(rule.kind), rule) for rule in RULES}


def _index(place: Place, prose: bool = False) -> dict[str, tuple[Test, ...]]:
    """The rules by their triggers of one place; with `prose`, those for long sentences only."""
    table: dict[str, list[Rule]] = {}
    for rule in RULES:
        for where, key in rule.triggers:
            if where is place and (rule.prose or not prose):
                table.setdefault(key, []).append(rule)
    return {
        key: tuple((rule.matches, rule.scope, _JUDGED_RULE[rule.name], rule.hints) for rule in _unique(rules))
        for key, rules in table.items()
    }


def _unique(rules: list[Rule]) -> list[Rule]:
    """Each rule once, in order."""
    return list({rule.name: rule for rule in rules}.values())


_FIRST: Final = _index(Place.FIRST)
_FIRST_OF_PROSE: Final = _index(Place.FIRST, prose=True)
_LAST: Final = _index(Place.LAST)
_OPENS: Final = _index(Place.OPENS)
_CLOSES: Final = _index(Place.CLOSES)
_UPPER: Final = _index(Place.UPPER)[""]
_HOLDS: Final = tuple(_index(Place.HOLDS).items())
_JUDGED_SHAPE: Final = tuple(Judged(code, None) for code in range(TEASER))
_SENTENCE: Final = _JUDGED_SHAPE[SENTENCE]


def judge(line: str) -> Judged:
    """The features of a non-blank line; of hostile lines, only both ends are looked at."""
    size = len(line)
    if size >= LONG_CHARS and (line[-1] in _STOPS or (line[-1] in _QUOTES and line[-2] in _STOPS)):
        # The usual paragraph: three look-ups, no pattern unless its first word opens a notice.
        word = line[:24].split(None, 1)[0].lower()
        if word in _FIRST_OF_PROSE:
            return _matched(_FIRST_OF_PROSE[word], line) or _SENTENCE
        return (_matched(_OPENS["©"], line) or _SENTENCE) if line[0] == "©" else _SENTENCE
    if not size:
        return _JUDGED_SHAPE[NAME]
    bare = line.lstrip(_BULLET_CHARS) if line[0] in _BULLETS else line
    words = (bare if size <= HEAD_CHARS else bare[:HEAD_CHARS]).split()
    if not words:
        return _by_rules(line, line, "", "") or _JUDGED_SHAPE[NAME]
    tail = (words[-1] if size <= HEAD_CHARS else line[-40:].rsplit(None, 1)[-1]).rpartition("/")[2]
    found = _by_rules(line, bare, words[0].strip(_WORD_EDGES).lower(), tail.strip(_WORD_EDGES))
    return found or _JUDGED_SHAPE[_shape(line, bare, words)]


def _by_rules(line: str, bare: str, first: str, last: str) -> Judged | None:
    """The first rule that matches: by first character, first word, last word, last character."""
    if line[0] in _OPENS and (found := _matched(_OPENS[line[0]], line)):
        return found
    if first in _FIRST and (found := _matched(_FIRST[first], bare)):
        return found
    if (low := last.lower()) in _LAST and (found := _matched(_LAST[low], bare)):
        return found
    if len(last) > LABEL_WORDS and last.isupper() and (found := _matched(_UPPER, bare)):
        return found
    if line[-1] in _CLOSES and (found := _matched(_CLOSES[line[-1]], bare)):
        return found
    if len(line) <= LONG_CHARS or (len(line) <= HEAD_CHARS and line[-1] not in _STOPS):
        for part, tests in _HOLDS:
            if part in line and (found := _matched(tests, bare)):
                return found
    return None


def _matched(tests: tuple[Test, ...], line: str) -> Judged | None:
    """The first of `tests` that matches its part of the line."""
    short = len(line) <= HEAD_CHARS
    low = ""
    for matches, scope, judged, hints in tests:
        if hints:
            low = low or line[:HEAD_CHARS].lower()
            for hint in hints:
                if hint in low:
                    break
            else:
                continue
        if scope is Scope.LINE:
            if short and matches(line):
                return judged
        elif matches(line[:HEAD_CHARS] if scope is Scope.HEAD else line[-TAIL_CHARS:]):
            return judged
    return None


def _shape(line: str, bare: str, words: list[str]) -> int:
    """The shape of a line that no rule matches; `words` are those of its first `HEAD_CHARS` characters."""
    size = len(line)
    end = line[-1]
    stopped = end in _STOPS
    if not stopped and end in _CLOSERS:
        inner = line[-4:-1].rstrip(" \"'”»’)")[-1:]
        stopped = inner in _STOPS or size >= LONG_CHARS
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
