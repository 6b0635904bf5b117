"""Quotation marks: how deep inside them each character of a text stands."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, NamedTuple

from goldwire.text.mark_table import (
    AFTER_CLOSING,
    ALWAYS_OPEN,
    AYIN_NAMES,
    BEFORE_OPENING,
    DOUBLE,
    GUILLEMETS,
    OPENERS,
    OPENING,
    PAIRED_CHARACTERS,
    SINGLE,
    Style,
    style_of,
)
from goldwire.text.paragraphs import paragraph_spans

_CLOSING = {closing: opening for opening, closing in (OPENING | GUILLEMETS | PAIRED_CHARACTERS).items()}
_PAIRS = PAIRED_CHARACTERS.keys() | PAIRED_CHARACTERS.values()
_CHARACTERS = DOUBLE | SINGLE | (OPENING | GUILLEMETS).keys() | set((OPENING | GUILLEMETS).values())
_FAMILIES = dict.fromkeys((*DOUBLE, "``", "''"), '"') | dict.fromkeys(SINGLE, "'")
_FAMILIES |= {mark: mark for mark in (*OPENING, *GUILLEMETS, "<<")}
_FAMILIES |= {mark: opening for mark, opening in _CLOSING.items() if mark not in _FAMILIES}
"""Marks of one family close one another."""
_MARK = re.compile("|".join([*map(re.escape, sorted(_PAIRS)), f"[{re.escape(''.join(sorted(_CHARACTERS)))}]"]))
_YEARS = re.compile(r"\d\d(?:s\b|(?![\w’'”\"»]|[.,]\d))")
"""What follows the apostrophe of a year or of a decade: ’68, the ’90s."""
_AND, _AND_BEFORE = re.compile(r"[nN][’']"), re.compile(r"\s[‘’'][nN]")
_WORD = re.compile(r"[^\W\d_]+")


_MOST: Final = 32
"""No more marks than these are open at once: what opens deeper in is not counted."""
_WEAK: Final = 8
"""So many apostrophes that look like marks are looked through for a mark that surely is one."""
_AHEAD: Final = 80


class _Sign(NamedTuple):
    """A character that may be a mark: where it stands, and how its neighbours make it look."""

    start: int
    end: int
    mark: str
    before: str
    after: str
    opening: bool
    closing: bool

    @property
    def family(self) -> str:
        """Marks of one family close one another."""
        return _FAMILIES[self.mark]


@dataclass(slots=True)
class _Open:
    """A mark that waits for the one that closes it.

    `weak`: an apostrophe or a letter may look just so. `spaced`: white space follows. `first`: it begins a paragraph,
    or follows a colon or a comma, as what is quoted at length does. `end`: where another of its family was
    closed first.
    """

    family: str
    start: int
    mark: str
    weak: bool
    spaced: bool
    first: bool
    end: int | None = None


class _Signs:
    """The marks of one paragraph, in order; made one at a time, since hostile text may hold nothing else."""

    def __init__(self, text: str, low: int, high: int) -> None:
        self.text, self.low, self.high = text, low, high
        self.starts = array("q")
        families: list[str] = []
        for match in _MARK.finditer(text, low, high):
            self.starts.append(match.start())
            families.append(_FAMILIES[match.group()])
        # For each sign the next one of its family, or -1; apostrophes inside words are passed over.
        self.following = array("q", [-1]) * len(families)
        latest: dict[str, int] = {}
        for number in range(len(families) - 1, -1, -1):
            self.following[number] = latest.get(families[number], -1)
            start = self.starts[number]
            if families[number] != "'" or not (low < start and text[start - 1 : start + 2 : 2].isalnum()):
                latest[families[number]] = number

    def at(self, number: int) -> _Sign:
        """The sign of a number."""
        text, low, high, start = self.text, self.low, self.high, self.starts[number]
        mark = text[start : start + 2]
        if mark not in _PAIRS or start + 2 > high:
            mark = text[start]
        end = start + len(mark)
        before, after = text[start - 1] if start > low else "", text[end] if end < high else ""
        space_before, space_after = not before or before.isspace(), not after or after.isspace()
        # “...and so on” begins with stops; « Non », has a comma behind its space.
        stopped = after in ",;:)]}" or (after in ".!?" and not text[end + 1 : min(end + 2, high)].strip())
        opening = (space_before or before in BEFORE_OPENING) and not space_after and not stopped
        closing = not space_before and (space_after or after in AFTER_CLOSING)
        return _Sign(start, end, mark, before, after, opening and not closing, closing and not opening)

    def closings(self, number: int, most: int) -> int:
        """How many signs of the same family follow that close, up to `most`, before one that does not."""
        count, following = 0, self.following[number]
        while following >= 0 and count < most:
            sign = self.at(following)
            if not sign.closing or sign.before.isdigit():
                break
            count, following = count + 1, self.following[following]
        return count

    def after(self, number: int) -> _Sign | None:
        """The next sign of the same family."""
        following = self.following[number]
        return None if following < 0 else self.at(following)


class _Paragraph:
    """The marks of one paragraph: those that are open; `steps` tells where depths change."""

    def __init__(self, signs: _Signs, steps: list[int], style: Style) -> None:
        self.text, self.low, self.high = signs.text, signs.low, signs.high
        self.steps, self.style = steps, style
        self.waiting: list[_Open] = []
        inner = self.text[self.low : self.high]
        self.begins = self.low + len(inner) - len(inner.lstrip())
        self.last_chevrons = self.text.rfind(">>", self.low, self.high)

    def open(self, family: str, sign: _Sign, *, weak: bool = False) -> None:
        """Note a mark that opens."""
        if len(self.waiting) >= _MOST:
            return
        ahead = self.text[max(self.low, sign.start - _AHEAD) : sign.start].rstrip()[-1:]
        # A first mark may stand inside another: “‘We sail’ was all.
        first = sign.start - self.begins < 4 and (not ahead or ahead in OPENERS)
        spaced = not sign.after or sign.after.isspace()
        self.waiting.append(_Open(family, sign.start, sign.mark, weak, spaced, first or ahead in (",", ":")))

    def is_measure(self, sign: _Sign, signs: _Signs, number: int) -> bool:
        """Whether a mark behind a digit stands for inches, feet or minutes: no quotation is open, or all that are have
        their ends yet to come."""
        if not sign.before.isdigit():
            return False
        count = sum(one.family == sign.family for one in self.waiting)
        return signs.closings(number, count) == count

    def innermost(self, family: str) -> _Open | None:
        """The innermost open mark of a family."""
        for one in reversed(self.waiting):
            if one.family == family:
                return one
        return None

    def close(self, family: str, place: int) -> None:
        """Close the innermost mark of a family. Single marks that are left open inside it are apostrophes."""
        while True:
            last = self.waiting.pop()
            if last.family == family or last.family != "'":
                self.pair(last.start, place)
            if last.family == family:
                break
        for outer in reversed(self.waiting):
            if outer.family == family:
                if outer.end is not None:
                    break
                outer.end = place

    def close_single(self, place: int, *, possessive: bool) -> None:
        """Close the innermost single mark that is surely one; else one that may be. A double mark is not crossed."""
        waiting = self.waiting
        number = len(waiting) - 1
        strong = number
        while strong >= 0 and number - strong < _WEAK and waiting[strong].family == "'" and waiting[strong].weak:
            strong -= 1
        if strong >= 0 and waiting[strong].family == "'" and not waiting[strong].weak:
            del waiting[strong + 1 :]
        elif number < 0 or waiting[-1].family != "'" or possessive:
            return
        self.close("'", place)

    def finish(self, *, continued: bool) -> None:
        """Decide on marks that nothing closes. They hold to the end of the paragraph: that is how quotes of several
        paragraphs are printed. But where others of the kind were closed inside, a closing mark was forgotten."""
        for last in self.waiting:
            if last.family == "'" and (last.weak or not last.first):
                continue
            forgotten = last.end is not None and last.family in ("'", '"') and not continued
            self.pair(last.start, last.end if forgotten and last.end is not None else self.high)

    def pair(self, start: int, end: int) -> None:
        """Note a quotation."""
        self.steps[start] += 1
        self.steps[end] -= 1


def mark_depths(paragraph: str, language: str | None = None) -> list[int]:
    """For each code point of one paragraph, the number of quotations that are open around it.

    An opening mark counts as inside, a closing one as outside. A pair may mix curly and straight marks, as real pages
    do. A mark that is not closed holds to the end of the paragraph: that is how quotes of several paragraphs are
    printed. Apostrophes, inches and letters such as the ‘ of Hawai‘i are told from marks by their neighbours.

    Args:
        paragraph: The text of one paragraph.
        language: ISO 639-1 code; None where it is not known.
    """
    return _depths(paragraph, language, [(0, len(paragraph))])


def text_depths(text: str, language: str | None = None) -> list[int]:
    """For each code point of a text, the number of quotations that are open around it, paragraph by paragraph.

    A line is a paragraph, but where text is wrapped at a column: there marks hold over the ends of its lines.

    Args:
        text: A raw or a clean text.
        language: ISO 639-1 code; None where it is not known.
    """
    return _depths(text, language, paragraph_spans(text))


def _depths(text: str, language: str | None, spans: Iterable[tuple[int, int]]) -> list[int]:
    if _MARK.search(text) is None:
        return [0] * len(text)
    style, steps = style_of(language), [0] * (len(text) + 1)
    goes_on, before = False, None
    for low, high in spans:
        begins = text[low:high].lstrip()[:1]
        if not begins:
            continue
        if before is not None:
            before.finish(continued=begins in OPENERS or begins == "»")
            goes_on = before.innermost("«") is not None
        before = _scanned(text, low, high, style, steps, goes_on=goes_on and begins == "»")
    if before is not None:
        before.finish(continued=False)
    return list(accumulate(steps[:-1]))


def _scanned(text: str, low: int, high: int, style: Style, steps: list[int], *, goes_on: bool) -> _Paragraph:
    signs = _Signs(text, low, high)
    paragraph = _Paragraph(signs, steps, style)
    for number in range(len(signs.starts)):
        sign = signs.at(number)
        match sign.family:
            case '"' if sign.mark == "''" and not sign.opening and paragraph.innermost('"') is None:
                for _ in range(2):  # two quotations that end together
                    paragraph.close_single(sign.start, possessive=False)
            case '"':
                _double(paragraph, sign, signs, number)
            case "'":
                _single(paragraph, sign, signs, number)
            case "«" | "‹":
                _guillemet(paragraph, sign, signs.after(number), goes_on=goes_on)
            case family if sign.mark in _CLOSING:
                if paragraph.innermost(family) is not None:
                    paragraph.close(family, sign.start)
            case family:
                if sign.mark != "<<" or paragraph.last_chevrons >= sign.end:
                    paragraph.open(family, sign)
    return paragraph


def _double(paragraph: _Paragraph, sign: _Sign, signs: _Signs, number: int) -> None:
    within = paragraph.innermost('"') is not None
    straight = sign.mark in ('"', "＂", "''")
    if straight and paragraph.is_measure(sign, signs, number):
        return
    if sign.mark == "``" or (sign.mark in ALWAYS_OPEN and not (within and sign.closing)):
        paragraph.open('"', sign)
    elif sign.mark == "“":
        if sign.closing and within:
            paragraph.close('"', sign.start)
        elif not sign.closing:
            paragraph.open('"', sign)
    elif sign.opening and (straight or not within or paragraph.style.right_single):
        paragraph.open('"', sign)
    elif within:
        paragraph.close('"', sign.start)
    elif straight and (not sign.closing or signs.closings(number, 1)):
        # He said," We sail" has its space on the wrong side.
        paragraph.open('"', sign)


def _guillemet(paragraph: _Paragraph, sign: _Sign, following: _Sign | None, *, goes_on: bool) -> None:
    family, top = sign.family, paragraph.innermost(sign.family)
    inward = top is not None and top.mark != family
    if sign.mark == family:
        if inward and sign.closing:
            paragraph.close(family, sign.start)
        else:
            paragraph.open(family, sign)
    elif top is not None and not (inward and sign.opening):
        paragraph.close(family, sign.start)
    elif sign.start == paragraph.begins:
        # A paragraph that goes on with a quotation may begin with the mark that ends it.
        if goes_on or following is not None:
            paragraph.open(family, sign)
    elif sign.opening and (inward or (paragraph.style.inward and following is not None and following.mark == family)):
        paragraph.open(family, sign)


def _single(paragraph: _Paragraph, sign: _Sign, signs: _Signs, number: int) -> None:
    text, mark = paragraph.text, sign.mark
    if sign.before.isalnum() and sign.after.isalnum():
        return
    if mark in "‘'’" and _AND.match(text, sign.end) and not sign.before.isalnum():
        return  # rock ’n’ roll
    if _AND_BEFORE.fullmatch(text, max(paragraph.low, sign.start - 3), sign.start):
        return
    if _opens(paragraph, sign):
        paragraph.open("'", sign, weak=_is_weak(paragraph, sign))
        return
    top = paragraph.waiting[-1] if paragraph.waiting else None
    if top is None or top.family != "'" or sign.after.isalnum() or mark in "‚‛" or (mark == "‘" and not sign.closing):
        return
    if not sign.before or sign.before.isspace():
        if top.spaced:
            paragraph.close_single(sign.start, possessive=False)
        return
    if paragraph.is_measure(sign, signs, number):
        return
    # A plural possessive (the crews' camp) or a clipped -ing looks like an end; it is none where another end follows.
    clipped = sign.before == "s" or text[sign.start - 2 : sign.start] == "in"
    following = signs.after(number)
    if clipped and sign.after == " " and following is not None and following.closing:
        return
    paragraph.close_single(sign.start, possessive=clipped and sign.after == " ")


def _opens(paragraph: _Paragraph, sign: _Sign) -> bool:
    mark = sign.mark
    if mark in "‚‛'＇":
        return sign.opening
    if mark == "‘":
        return not sign.closing
    return paragraph.style.right_single and sign.opening


def _is_weak(paragraph: _Paragraph, sign: _Sign) -> bool:
    word = _WORD.match(paragraph.text, sign.end)
    if sign.before in ("-", "\u2010", "\u2011") or _YEARS.match(paragraph.text, sign.end):
        return True
    if word is None:
        return False
    return word.group().casefold() in paragraph.style.clipped or (
        sign.mark == "‘" and word.group().startswith(AYIN_NAMES)
    )
