"""What matched lines say about their neighbours: headlines of other stories, titles of players, captions."""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence
from typing import Final

from goldwire.text.roles.features import (
    ASK,
    CAPTIONED,
    FLOW,
    FRAGMENT,
    ITEM,
    NAME,
    SENTENCE,
    SHORT,
    TEASER,
    TEXT,
)
from goldwire.text.roles.rule import Kind

_TITLES: Final = frozenset({FRAGMENT, NAME, ASK, ITEM, Kind.LABEL, Kind.HEADING})
"""Codes that a headline of another story may have."""

_OPEN: Final = frozenset({FRAGMENT, TEXT})
"""Codes of lines that a continuation in lower case may continue: labels and names are too short for that."""

_PROSE: Final = frozenset({SENTENCE, SHORT, TEXT, FLOW, ITEM, ASK})
"""Codes of running text."""

PLAYER_REACH: Final = 3
"""Lines between two parts of one player."""


def mark_neighbours(codes: MutableSequence[int], gaps: Sequence[bool]) -> None:
    """Mark, in place, as `TEASER` or as a caption the lines that belong to the debris beside them."""
    size = len(codes)
    for i in [i for i, code in enumerate(codes) if code >= Kind.LINK]:
        code = codes[i]
        if code == Kind.LINK:
            _mark_link(codes, i)
        elif code == Kind.NEXT:
            if i + 1 < size and codes[i + 1] in _TITLES:
                codes[i + 1] = TEASER
        elif code == Kind.LIST:
            _mark_list(codes, gaps, i)
        elif code == Kind.PLAYER:
            _mark_player(codes, i)
        elif code == Kind.PICTURE:
            if i + 1 < size and codes[i + 1] <= ITEM:
                codes[i + 1] = CAPTIONED
        elif code == Kind.PHOTO and i and not gaps[i] and _is_caption(codes, gaps, i - 1):
            codes[i - 1] = CAPTIONED


def _is_caption(codes: Sequence[int], gaps: Sequence[bool], i: int) -> bool:
    """Whether the line right above a photo credit is its caption: a sentence only where it stands apart from text."""
    if codes[i] in (FRAGMENT, TEXT):
        return True
    return codes[i] in (SENTENCE, SHORT) and i > 0 and (gaps[i] or codes[i - 1] not in _PROSE)


def mark_runs(codes: MutableSequence[int], gaps: Sequence[bool]) -> None:
    """Mark, in place, two to four headline-like lines that stand close together between paragraphs set apart.

    Such a heap inside an article whose paragraphs have blank lines between them is a box of related stories;
    after a colon, a list of the article.
    """
    if sum(gaps) * 2 < len(codes):
        return
    i = 1
    while i < len(codes):
        if codes[i] != FRAGMENT:
            i += 1
            continue
        j = i + 1
        while j < len(codes) and codes[j] == FRAGMENT and not gaps[j]:
            j += 1
        if 1 < j - i < 5 and gaps[i] and j < len(codes) and gaps[j] and codes[i - 1] == codes[j] == SENTENCE:
            for k in range(i, j):
                codes[k] = TEASER
        i = j


def mark_wrapped(codes: MutableSequence[int], gaps: Sequence[bool]) -> int:
    """Mark, in place, the unfinished lines that a line in lower case continues; count the continuations."""
    count = 0
    continued = False
    for i in range(len(codes) - 1, 0, -1):
        if codes[i] != FLOW:
            continued = False
            continue
        if not gaps[i]:
            count += 1
            continued = codes[i - 1] in _OPEN
            if continued:
                codes[i - 1] = FLOW
        elif not continued:  # else it is the first line of a paragraph that goes on below
            codes[i] = FRAGMENT
    if codes and codes[0] == FLOW and (len(codes) == 1 or codes[1] != FLOW):
        codes[0] = FRAGMENT
    return count


def _mark_link(codes: MutableSequence[int], i: int) -> None:
    """A link prompt follows the headline it opens; after a sentence, it precedes it."""
    if i and codes[i - 1] in _TITLES:
        codes[i - 1] = TEASER
    elif i > 1 and codes[i - 1] in (SENTENCE, SHORT) and codes[i - 2] in _TITLES and _repeats_around(codes, i):
        codes[i - 2] = codes[i - 1] = TEASER
    elif i and codes[i - 1] in (SENTENCE, SHORT):
        after = [*codes[i + 1 : i + 3], -1, -1]
        if after[0] in _TITLES and after[1] != Kind.LINK:
            codes[i + 1] = TEASER


def _repeats_around(codes: Sequence[int], i: int) -> bool:
    """Whether title, summary, prompt at i-2 .. i follow other debris, or come three lines later again."""
    return (i > 2 and codes[i - 3] in (TEASER, Kind.LINK, Kind.LIST)) or codes[i + 3 : i + 4] == [Kind.LINK]


def _mark_list(codes: MutableSequence[int], gaps: Sequence[bool], i: int) -> None:
    """Under a list label, titles belong to the list up to the next text, but not a heading of that."""
    j = i + 1
    size = len(codes)
    while j < size and codes[j] in _TITLES:
        codes[j] = TEASER
        j += 1
    last = j - 1
    if j == size or last - i < 2:
        return
    if codes[j] == SENTENCE or Kind.NOTE <= codes[j] <= Kind.DATE:
        # Above the article, the last title is its headline; inside, where the only gap sets it apart,
        # it is a heading.
        above = SENTENCE not in codes[:i] and Kind.SIGNED not in codes[:i]
        if above or (gaps[last] and not any(gaps[i + 2 : last])):
            codes[last] = FRAGMENT


def _mark_player(codes: MutableSequence[int], i: int) -> None:
    """Short lines between two parts of a player are its title."""
    for j in range(i + 1, min(i + 1 + PLAYER_REACH, len(codes))):
        if codes[j] == Kind.PLAYER:
            for k in range(i + 1, j):
                codes[k] = TEASER
            return
        if codes[j] not in _TITLES:
            return
