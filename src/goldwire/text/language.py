"""Which language a text is in."""

from __future__ import annotations

import py3langid
from resiliparse.parse.lang import detect_fast

_SHORT = 200
_UNSURE = 1000
"""Below this length, or above this rank (a distance), the fast detector is right too seldom: a slower one decides."""


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language of `text`, best guess; `und` where it seems to be in none."""
    if len(text) >= _SHORT:
        language, rank = detect_fast(text)
        if language != "unknown" and rank <= _UNSURE:
            return str(language)
    guess = str(py3langid.classify(text)[0])
    return guess if len(guess) == 2 else "und"
