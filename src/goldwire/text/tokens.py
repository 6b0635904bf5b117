"""Tokens: runs of word characters, and every other character that is not white space alone.

The tokenisation is simple on purpose: it needs no model, is the same in every language, and ends a token at every place
where a name can begin or end ("l'Irak", "US-led", "anti-IS").
"""

from __future__ import annotations

import re

_WORD = r"[\w\u0300-\u036f]"
_TOKEN = re.compile(rf"{_WORD}+|[^\w\s]")
_INSIDE = re.compile(rf"{_WORD}{{2}}")


def token_spans(text: str) -> list[tuple[int, int]]:
    """`[start, end)` of every token, in code points."""
    return [match.span() for match in _TOKEN.finditer(text)]


def inside_word(text: str, edge: int) -> bool:
    """Whether the place before code point `edge` lies inside a token."""
    return 0 < edge < len(text) and _INSIDE.match(text, edge - 1) is not None
