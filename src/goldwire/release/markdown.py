"""Markdown of generated pages. Titles and descriptions come from people, and stay the words that they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

_INLINE = re.compile(r"[\\`*\[\]<|~$]|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")  # directions that override the reader's, too
_FIRST = re.compile(r"^(\d{0,9})([#>+=.):-])")


def words(text: str) -> str:
    """Text as one line of Markdown that shows these words and nothing else: no markup, link, HTML, heading, list, rule
    or table comes of them. White space is one blank, and control characters are left out."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return _FIRST.sub(r"\1\\\2", _INLINE.sub(lambda match: "\\" + match.group(), line))


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table; a pipe in a cell does not part it."""
    lines = [f"| {' | '.join(header)} |", f"|{'|'.join(' --- ' for _ in header)}|"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").splitlines())
