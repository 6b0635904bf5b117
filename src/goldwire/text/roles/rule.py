"""What a rule of the role tables is, and what it is looked up by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from goldwire.model.line import Role

HEAD_CHARS = 200
"""Characters at the start of a line that patterns may look at: a hostile line can hold millions."""

TAIL_CHARS = 160
"""Characters at the end of a line that `Scope.TAIL` patterns may look at."""


class Kind:
    """What a matched line says about its neighbours and about where the article lies.

    Plain numbers, not an enumeration: the passes over a document compare them for every line.
    """

    HEADING: Final = 16
    """A section heading: it belongs to the article where sentences follow."""
    NOTE: Final = 17
    """A caption, credit, dateline or byline: dropped itself, silent on its neighbours."""
    SIGNED: Final = 18
    """A byline, dateline, page date or reading time: furniture between the headline and the text."""
    DATE: Final = 19
    """A bare date: page furniture near the headline, a heading in the midst of a chronology."""
    LABEL: Final = 20
    """A section name: navigation, but a possible heading between two sentences."""
    CHROME: Final = 21
    """A line of page furniture that says nothing about its neighbours."""
    LINK: Final = 22
    """A link prompt: the short line before it, else the one after it, is a headline of another story."""
    NEXT: Final = 23
    """A label whose subject is the next line: one related story."""
    LIST: Final = 24
    """The label of a list of other stories."""
    END: Final = 25
    """Furniture that stands below an article: tags, comments, legal lines."""
    PLAYER: Final = 26
    """A part of a sound or video player; a short line between two of them is its title."""
    PICTURE: Final = 27
    """The label of a picture: the next line is its caption."""
    PHOTO: Final = 28
    """A photo credit alone: the fragment just before it is the caption."""


class Scope(StrEnum):
    """Which part of the line the pattern sees."""

    LINE = "line"
    """All of it, in full; lines longer than `HEAD_CHARS` never match."""
    HEAD = "head"
    """The beginning: what follows the match is free."""
    TAIL = "tail"
    """The end: the pattern starts anywhere (with a free part) and ends with the line."""


class Place(StrEnum):
    """Where in a line the trigger of a rule stands."""

    FIRST = "first"
    """The first word, lower case, without punctuation around it."""
    LAST = "last"
    """The last word, likewise."""
    OPENS = "opens"
    """The first character."""
    CLOSES = "closes"
    """The last character."""
    UPPER = "upper"
    """The last word is in capitals: the key is empty."""
    WORD = "word"
    """Any word, in lower case, with the signs glued to it (short lines only)."""
    HOLDS = "holds"
    """A character, or a short string, anywhere in the line (short lines only)."""


Trigger = tuple[Place, str]

COMMON_WORDS: Final = frozenset(
    ("la", "le", "les", "un", "une", "en", "il", "dans", "à", "a", "an", "the", "our", "to", "in")
)
"""First words that say too little: so many lines begin with them that they are looked up with the next."""


def first(words: str) -> tuple[Trigger, ...]:
    """Triggers for lines whose first word is one of `words`, given with spaces between."""
    return _word_triggers(Place.FIRST, words)


def pairs(opener: str, words: str) -> tuple[Trigger, ...]:
    """Triggers for lines whose first word is `opener`, one of `COMMON_WORDS`, and whose next one of `words`.

    "0" stands for any figure.
    """
    return tuple((place, f"{opener} {key}") for place, key in _word_triggers(Place.FIRST, words))


def last(words: str) -> tuple[Trigger, ...]:
    """Triggers for lines whose last word is one of `words`, given with spaces between."""
    return _word_triggers(Place.LAST, words)


def opens(characters: str) -> tuple[Trigger, ...]:
    """Triggers for lines whose first character is one of `characters`."""
    return tuple((Place.OPENS, character) for character in characters)


def closes(characters: str) -> tuple[Trigger, ...]:
    """Triggers for lines whose last character is one of `characters`."""
    return tuple((Place.CLOSES, character) for character in characters)


def holds(*parts: str) -> tuple[Trigger, ...]:
    """Triggers for short lines that hold one of `parts`."""
    return tuple((Place.HOLDS, part) for part in parts)


def word(words: str) -> tuple[Trigger, ...]:
    """Triggers for short lines one of whose words is one of `words`, alone or with a sign glued to it."""
    return tuple(
        (Place.WORD, before + key + after)
        for _, key in _word_triggers(Place.WORD, words)
        for before, after in (("", ""), ("", ":"), ("", ","), ("", ")"), ("", "."), ("(", ""), ("[", ""))
    )


UPPER_LAST: tuple[Trigger, ...] = ((Place.UPPER, ""),)
"""The trigger for lines whose last word is in capitals."""


def _word_triggers(place: Place, words: str) -> tuple[Trigger, ...]:
    """One trigger for each spelling of each word: with and without accents, either apostrophe."""
    spellings: dict[str, None] = {}
    for word in words.split():
        bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
        for spelling in (word, bare):
            spellings[spelling] = None
            spellings[spelling.replace("'", "’")] = None
    return tuple((place, spelling) for spelling in spellings)


_CAPITAL: Final = re.compile(r"(?<!\\)[A-ZÀ-Þ]")
r"""A capital letter in a pattern, other than in "\S" and its like."""


@dataclass(frozen=True)
class Rule:
    """One row of the tables: lines like `examples` have `role`.

    `triggers` are looked up in dictionaries before `pattern` is run, so they must cover every line the
    pattern is meant for. Patterns ignore case; `(?-i:...)` marks a part that does not. One that is written
    in lower case throughout is run on the line in lower case, which is twice as fast as ignoring case.
    """

    name: str
    role: Role
    triggers: tuple[Trigger, ...]
    pattern: str
    examples: tuple[str, ...]
    kind: int = Kind.CHROME
    scope: Scope = Scope.LINE
    negatives: tuple[str, ...] = ()
    prose: bool = False
    """Whether the lines may be whole long sentences: only such rules are asked about those."""
    hints: tuple[str, ...] = ()
    """Lower-case parts of words, one of which a matching line must hold: they spare the pattern."""

    @cached_property
    def cased(self) -> bool:
        """Whether the pattern is to see the line as it is, not in lower case."""
        return _CAPITAL.search(self.pattern) is not None

    @cached_property
    def matches(self) -> Callable[[str], object]:
        """The pattern as a function of the part of the line that `scope` and `cased` name."""
        compiled = re.compile(self.pattern, re.IGNORECASE if self.cased else 0)
        return compiled.fullmatch if self.scope is Scope.LINE else compiled.match
