"""Edges of spans: white space, punctuation and marks with which a span neither begins nor ends."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from goldwire.text.mark_table import CLOSERS, OPENERS

_FILLERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that print nothing."""
_TAGS: Final = range(0xE0020, 0xE0080)
"""Invisible characters that end the emoji of some flags."""
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}"}
_BEFORE: Final = frozenset(",;:!?.、。，；：！？")
_AFTER: Final = frozenset(",;:、，；：")
_STOPS: Final = frozenset(".!?…。！？")
_ABBREVIATIONS: Final = frozenset(
    "inc ltd corp co cos bros jr sr st mt ft dr mr mrs ms prof gen col maj capt sgt lt adm gov sen rep rev hon "  # noqa: SIM905
    "pres esq dept univ assn intl natl no nos vol ed al etc vs cie sté sa ag ass mme mlle gmbh op art".split()
)


def is_blank(char: str) -> bool:
    """Whether a character prints nothing: white space of any kind, controls, zero-width and direction marks."""
    if char.isspace() or char in _FILLERS:
        return True
    return unicodedata.category(char) in ("Cc", "Cf", "Zs", "Zl", "Zp") and ord(char) not in _TAGS


def blank_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """How many characters at the beginning and at the end of `[start, end)` print nothing; all of them count as the
    beginning where there is no other."""
    low, high = start, end
    while low < high and is_blank(text[low]):
        low += 1
    while low < high and is_blank(text[high - 1]):
        high -= 1
    return low - start, end - high


def is_named(char: str) -> str:
    """A character as messages show it: itself, where it prints, and its code point."""
    code = f"U+{ord(char):04X}"
    return code if is_blank(char) or not char.isprintable() else f"{char} ({code})"


def has_word(text: str, start: int, end: int) -> bool:
    """Whether a letter or a digit stands in `[start, end)`."""
    return any(text[place].isalnum() for place in range(start, end))


class Edges:
    """The edges of one span `[start, end)` of a text, of which `depths` tells how deep in marks each character stands.

    White space at the edges must have been looked at before: see `blank_edges`.
    """

    def __init__(self, text: str, depths: Sequence[int], start: int, end: int) -> None:
        self.text, self.depths, self.start, self.end = text, depths, start, end
        self.first, self.last = text[start], text[end - 1]

    def _depth(self, place: int) -> int:
        return self.depths[place] if 0 <= place < len(self.depths) else 0

    def opens(self) -> bool:
        """Whether the span begins with a mark that opens a quotation."""
        return self.first in OPENERS and self._depth(self.start) > self._depth(self.start - 1)

    def closes(self) -> bool:
        """Whether the span ends with a mark that closes a quotation."""
        return self.last in CLOSERS and self._depth(self.end - 1) < self._depth(self.end - 2)

    def is_wrapped(self) -> bool:
        """Whether the marks or brackets at both edges are those of one pair, around all of the span."""
        if self.end - self.start < 2:
            return False
        if _BRACKETS.get(self.first) == self.last:
            return self._partner(self.first, self.last) == self.end - 1
        inside = self.depths[self.start : self.end - 1]
        return self.opens() and self.closes() and min(inside) >= self._depth(self.start) > self._depth(self.end - 1)

    def outer_mark(self, level: int) -> str | None:
        """The mark at an edge of content in marks that opens or closes the quotation itself: `level` tells how deep
        the quotation stands."""
        if self.opens() and self._depth(self.start - 1) <= level:
            return self.first
        return self.last if self.closes() and self._depth(self.end - 1) <= level else None

    def lone_mark(self) -> str | None:
        """A mark or bracket at an edge whose partner stands outside the span, or that belongs to what is before or
        behind it."""
        first, last = self.first, self.last
        before, after = self._depth(self.start - 1), self._depth(self.end - 1)
        if first in CLOSERS and before > self._depth(self.start):
            return first
        if last in OPENERS and after > self._depth(self.end - 2):
            return last
        if self.opens() and min(self.depths[self.start : self.end]) > before:
            return first
        inside = min(self.depths[self.start : self.end - 1], default=after)
        if self.closes() and min(before, inside) > after:
            return last
        if first in _BRACKETS and self._partner(first, _BRACKETS[first]) is None:
            return first
        closing = {closing: opening for opening, closing in _BRACKETS.items()}
        if first in closing or last in _BRACKETS:
            return first if first in closing else last
        words = self.text[self.start : self.end]
        if last in closing and words.count(closing[last]) < words.count(last):
            return last
        return None

    def punctuation(self, *, sentence: bool, marked: bool) -> str | None:
        """A punctuation mark at an edge that does not belong to the span.

        Args:
            sentence: The span may be a sentence or a clause, and end as one; else it is a name or a verb.
            marked: Its last character stands in marks of the quotation, so that a comma belongs to it.
        """
        second = self.text[self.start + 1 : self.start + 2]
        if self.first in _BEFORE and not (self.first == "." and (second.isalnum() or (sentence and second == "."))):
            return self.first
        if sentence:
            return self.last if self.last in _AFTER and not marked else None
        if unicodedata.category(self.first) in ("Pd", "Po") and self.first not in ".@#&'*¡¿":
            return self.first
        if self.last in _STOPS:
            return None if self._belongs() else self.last
        if self.last in _AFTER or (unicodedata.category(self.last) in ("Pd", "Po") and self.last not in "'%*&#′″!"):
            return self.last
        return self.last if self.last in "'’" and not self.text[: self.end - 1].endswith(("in", "n")) else None

    def _belongs(self) -> bool:
        """Whether a stop at the end is that of an abbreviation or of a name: an abbreviation is known, is short of
        vowels, has other stops inside, or the sentence goes on behind it."""
        if self.last in "…。":
            return False
        following = self.text[self.end : self.end + 40].lstrip(" \u00a0\u202f")[:1]
        if following.islower() or following in (",", ";", ":", "-", "–"):
            return True
        if self.last != ".":
            return False
        words = self.text[self.start : self.end - 1].split()
        word = words[-1].casefold().lstrip("([\"'“‘«") if words else ""
        known = word in _ABBREVIATIONS or len(word) == 1 or "." in word
        return known or (word.isalpha() and not set("aeiouyàâäéèêëîïôöùûü") & set(word) and word.isascii())

    def _partner(self, opening: str, closing: str) -> int | None:
        depth = 0
        for place in range(self.start, self.end):
            char = self.text[place]
            depth += (char == opening) - (char == closing)
            if not depth:
                return place
        return None
