"""Raw lines: where they begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


def raw_lines(raw: str) -> Iterator[tuple[int, str]]:
    """Where every line begins, in code points, and the line without its terminator (LF, CRLF or a lone CR).

    Other characters that Unicode or `str.splitlines` call line breaks are white space inside a line: web pages
    hold them by accident. A terminator at the very end opens no further line.
    """
    returns = raw.count("\r")
    if not returns or returns == raw.count("\r\n") == raw.count("\n"):
        terminator = "\r\n" if returns else "\n"
        lines, step, start = raw.split(terminator), len(terminator), 0
        if not lines[-1]:
            lines.pop()
        for line in lines:
            yield start, line
            start += len(line) + step
        return
    for match in _LINE.finditer(raw):
        if match.end() > match.start():
            yield match.start(), match.group().rstrip("\r\n")


def line_spans(raw: str) -> Iterator[tuple[int, int]]:
    """`[start, end)` of every line, as `raw_lines` gives them."""
    for start, line in raw_lines(raw):
        yield start, start + len(line)
