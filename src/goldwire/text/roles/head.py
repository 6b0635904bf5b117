"""The top of the page: which line is the headline, which ones a standfirst, and what is debris."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from goldwire.model.line import Role
from goldwire.text.roles.features import (
    ASK,
    CAPTIONED,
    FLOW,
    FRAGMENT,
    ITEM,
    NAME,
    SENTENCE,
    SHORT,
    TEXT,
)
from goldwire.text.roles.rule import Kind
from goldwire.text.roles.thresholds import (
    HEAD_LINES,
    HEADLINE_CHARS,
    HEADLINE_WORDS,
    LABEL_WORDS,
    STANDFIRST_LINES,
    STANDFIRST_WORDS,
)

_CANDIDATES: Final = frozenset({FRAGMENT, NAME, ASK, SHORT, TEXT, FLOW, ITEM, SENTENCE, Kind.HEADING, Kind.LABEL})
"""Codes a headline may have: sentences too, where a page repeats it or sets it apart."""

_SIGNED: Final = Kind.SIGNED

_FURNITURE: Final = frozenset({Kind.SIGNED, Kind.DATE})
"""What stands between a headline with its standfirst and the text."""

_MENU: Final = frozenset({NAME, Kind.LABEL, Kind.CHROME})
"""What follows the name of the site, rather than a headline, at the very top."""

_SEPARATORS: Final = (" | ", " - ", " – ", " — ", " : ")
"""What stands between a headline and the site's name in a page title."""

ABOVE_FURNITURE: Final = 1.0
"""Bonus of a candidate above the byline and the page's date, malus of one below: captions stand there."""

REPEATED: Final = 4.0
"""Bonus of a line that stands twice above the text."""

LABEL_DISTANCE: Final = 0.2
"""What each label between a candidate and the text takes from its score: several make a menu."""

ACCEPT: Final = 0.3
"""Least score of a headline."""


def body_start(codes: Sequence[int], start: int, end: int) -> int:
    """First line of the text proper: past a standfirst that furniture sets apart, and past titles."""
    texts = 0
    found = start
    for i in range(start, min(end, start + STANDFIRST_LINES + 6)):
        code = codes[i]
        if code in _FURNITURE:
            found = i + 1
        elif code <= TEXT or code == FLOW or code == ITEM:
            texts += 1
            if texts > STANDFIRST_LINES - 1:
                break
    while found < end and codes[found] not in (SENTENCE, SHORT, TEXT, FLOW, ITEM):
        found += 1
    return found if found < end else start


def find_headline(lines: Sequence[str], codes: Sequence[int], start: int, body: int) -> int:
    """Index of the headline among the lines before `body`, -1 where none of them looks like one.

    `start` is where the block of sentences starts: a sentence of the block is no headline unless repeated.
    """
    best, best_score = -1, ACCEPT
    distance = 0.0
    others = 0
    lower = True
    top = max(0, body - HEAD_LINES)
    furniture = _last_signed(codes, top, body)
    # only a line that stands there twice can be found to be repeated
    keys = [lines[i][: HEADLINE_CHARS[1]].casefold() for i in range(top, body) if codes[i] in _CANDIDATES]
    repeated = {key for key in keys if keys.count(key) > 1} if len(set(keys)) < len(keys) else ()
    for i in range(body - 1, top - 1, -1):
        code = codes[i]
        if code not in _CANDIDATES:
            if code == _SIGNED:
                # the byline stands right below the headline: what lies between it and the text says nothing
                distance = 0.0
                others = 0
            else:
                distance += _DISTANCE.get(code, 0.1)
            continue
        score = _score(lines[i], code, i >= start) - distance - max(0, others - 1)
        if repeated and lines[i][: HEADLINE_CHARS[1]].casefold() in repeated:
            # of the two, the lower is the headline, and the upper one the title of the page or of a crumb trail;
            # but where the text begins with it, there is no page around it
            score += REPEATED if lower or i == 0 else 0.0
            lower = False
        elif furniture >= 0:
            score += ABOVE_FURNITURE if i < furniture else -ABOVE_FURNITURE
        if i == 0 and codes[1] not in _MENU:
            score += 1.0
        if score > best_score or (score == best_score and best >= 0):
            best, best_score = i, score
        if code == FRAGMENT or code == ASK:
            others += 1
        elif code == NAME or code == Kind.LABEL:
            distance += LABEL_DISTANCE
    return best


def _last_signed(codes: Sequence[int], start: int, end: int) -> int:
    """Index of the last byline or page date in the range, or -1."""
    for i in range(end - 1, start - 1, -1):
        if codes[i] == _SIGNED:
            return i
    return -1


_DISTANCE: Final[dict[int, float]] = {
    Kind.LINK: 2.0,
    Kind.LIST: 2.0,
    Kind.END: 0.2,
    Kind.SIGNED: 0.0,
    Kind.DATE: 0.0,
    Kind.NOTE: 0.0,
    CAPTIONED: 0.0,
}
"""What each kind of line between a candidate and the text takes from its score."""


def _score(line: str, code: int, in_block: bool) -> float:
    """How much a line alone looks like a headline."""
    size = len(line)
    if not HEADLINE_CHARS[0] <= size <= HEADLINE_CHARS[1]:
        return -9.0
    words = line.count(" ") + 1
    if code == SENTENCE or code == SHORT:
        return -3.0 if in_block else -1.5
    if code == Kind.LABEL or code == ITEM or code == FLOW:
        return -1.5
    score = 0.0
    if HEADLINE_WORDS[0] <= words <= HEADLINE_WORDS[1]:
        score = 2.0
    elif words <= LABEL_WORDS:
        score = -1.0 if words > 1 else -2.0
    if code == TEXT:
        score -= 0.6
    return score


def head_roles(lines: Sequence[str], codes: Sequence[int], body: int, headline: int, roles: list[Role]) -> None:
    """Set the roles of the unmatched lines before `body`; the others keep the role of their rule."""
    key = ""
    if headline >= 0:
        roles[headline] = Role.HEADLINE
        key = lines[headline][: HEADLINE_CHARS[1]].casefold()
    furniture = max((i for i in range(headline + 1, body) if codes[i] in _FURNITURE), default=-1)
    kept = 0
    for i in range(body):
        code = codes[i]
        if i == headline:
            continue
        if code > ITEM and code not in (Kind.HEADING, Kind.LABEL):
            continue
        roles[i] = Role.BOILERPLATE
        if i < headline or code == Kind.LABEL or _repeats(lines[i], key):
            continue
        if code == Kind.HEADING and i == body - 1 and headline >= 0:
            roles[i] = Role.SUBHEAD
        elif i > furniture >= 0 and code not in (SENTENCE, SHORT):
            # below the byline and the date, a line without a full stop is the caption of the opening picture
            roles[i] = Role.CAPTION if code == FRAGMENT or code == TEXT else Role.BOILERPLATE
        elif (
            kept < STANDFIRST_LINES
            and lines[i].count(" ") + 1 >= STANDFIRST_WORDS
            and (headline >= 0 or code in (SENTENCE, SHORT))
        ):
            roles[i] = Role.SUBHEAD
            kept += 1


def _repeats(line: str, headline: str) -> bool:
    """Whether the line is the headline again, alone or followed by the site's name."""
    if not headline or line[: len(headline)].casefold() != headline:
        return False
    rest = line[len(headline) : len(headline) + 60]
    return not rest.strip() or rest.startswith(_SEPARATORS)
