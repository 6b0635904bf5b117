"""What a rule of the role tables is, and what it is looked up by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cached_property

from goldwire.model.line import Role

HEAD_CHARS = 200
"""Characters at the start of a line that patterns may look at: a hostile line can hold millions."""

TAIL_CHARS = 160
"""Characters at the end of a line that `Scope.TAIL` patterns may look at."""


class Kind(IntEnum):
    """What a matched line says about its neighbours and about where the article lies."""

    HEADING = 16
    """A section heading: it belongs to the article where sentences follow."""
    NOTE = 17
    """A caption, credit, dateline or byline: dropped itself, silent on its neighbours."""
    SIGNED = 18
    """A byline, dateline, page date or reading time: furniture between the headline and the text."""
    DATE = 19
    """A bare date: page furniture near the headline, a heading in the midst of a chronology."""
    LABEL = 20
    """A section name: navigation, but a possible heading between two sentences."""
    CHROME = 21
    """A line of page furniture that says nothing about its neighbours."""
    LINK = 22
    """A link prompt: the short line before it, else the one after it, is a headline of another story."""
    NEXT = 23
    """A label whose subject is the next line: one related story."""
    LIST = 24
    """The label of a list of other stories."""
    END = 25
    """Furniture that stands below an article: tags, comments, legal lines."""
    PLAYER = 26
    """A part of a sound or video player; a short line between two of them is its title."""
    PICTURE = 27
    """The label of a picture: the next line is its caption."""
    PHOTO = 28
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
    HOLDS = "holds"
    """A short string anywhere in the line (short lines only)."""


Trigger = tuple[Place, str]


def first(words: str) -> tuple[Trigger, ...]:
    """Triggers for lines whose first word is one of `words`, given with spaces between."""
    return _word_triggers(Place.FIRST, words)


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


@dataclass(frozen=True)
class Rule:
    """One row of the tables: lines like `examples` have `role`.

    `triggers` are looked up in dictionaries before `pattern` is run, so they must cover every line the
    pattern is meant for. Patterns ignore case; `(?-i:...)` marks a part that does not.
    """

    name: str
    role: Role
    triggers: tuple[Trigger, ...]
    pattern: str
    examples: tuple[str, ...]
    kind: Kind = Kind.CHROME
    scope: Scope = Scope.LINE
    negatives: tuple[str, ...] = ()
    prose: bool = False
    """Whether the lines may be whole long sentences: only such rules are asked about those."""
    hints: tuple[str, ...] = ()
    """Lower-case parts of words, one of which a matching line must hold: they spare the pattern."""

    @cached_property
    def matches(self) -> Callable[[str], object]:
        """The pattern as a function of the part of the line that `scope` names."""
        compiled = re.compile(self.pattern, re.IGNORECASE)
        return compiled.fullmatch if self.scope is Scope.LINE else compiled.match
