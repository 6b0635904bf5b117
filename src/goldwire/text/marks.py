"""Quotation marks: how deep inside them each character of a text stands."""

from __future__ import annotations

import re

_DOUBLE_OPEN, _DOUBLE_CLOSE = "“„", "”"
_GUILLEMETS = {"«": 1, "»": -1}
_END = re.compile(r"‘|(?<=[^\s])[’'](?!\w)")
_BEFORE_OPENING = " \t\u00a0\u202f([{—–-/“„«\"'‘"


def mark_depths(line: str) -> list[int]:
    """For each code point of one raw line, the number of kinds of quotation marks (guillemets, double, single) that
    are open around it, marks themselves excluded.

    A pair may mix curly and straight marks, as real pages do. A mark that is not closed holds to the end of the line:
    that is how quotes of several paragraphs are printed. Apostrophes are told from single marks by their neighbours.
    """
    depths: list[int] = []
    guillemets, double, single = 0, False, False
    for i, char in enumerate(line):
        before, after = line[i - 1 : i] or " ", line[i + 1 : i + 2] or " "
        if char in _GUILLEMETS:
            guillemets = max(0, guillemets + _GUILLEMETS[char])
        elif char in _DOUBLE_OPEN:
            double = True
        elif char in _DOUBLE_CLOSE:
            double = False
        elif char == '"':
            double = not double
        elif char in "‘'’" and _opens(char, before, after, single):
            single = True
        elif char in "’'" and single and _closes(line, i, before, after):
            single = False
        depths.append(guillemets + double + single)
    return depths


def _opens(char: str, before: str, after: str, single: bool) -> bool:
    if after.isdigit():  # the '90s
        return False
    return char == "‘" or (char == "'" and not single and before in _BEFORE_OPENING and not after.isspace())


def _closes(line: str, place: int, before: str, after: str) -> bool:
    if after.isalnum() or before.isspace():
        return False
    # A plural possessive (the crews' camp) looks like an end; it is none where another end follows.
    follows = _END.search(line, place + 1) if before == "s" and after == " " else None
    return follows is None or follows.group() == "‘"
