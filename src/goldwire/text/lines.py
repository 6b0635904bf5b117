"""Raw lines: where they begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")


def line_spans(raw: str) -> Iterator[tuple[int, int]]:
    """`[start, end)` of every line without its terminator (LF, CRLF or a lone CR), in code points.

    Other characters that Unicode or `str.splitlines` call line breaks are white space inside a line: web pages
    hold them by accident. A terminator at the very end opens no further line.
    """
    returns = raw.count("\r")
    if not returns or returns == raw.count("\r\n") == raw.count("\n"):
        terminator = "\r\n" if returns else "\n"
        start = 0
        for line in raw.split(terminator):
            end = start + len(line)
            if end < len(raw) or line:
                yield start, end
            start = end + len(terminator)
        return
    for match in _LINE.finditer(raw):
        start, end = match.span()
        if start == end:
            return
        yield start, end - (len(match.group()) - len(match.group().rstrip("\r\n")))
