"""Raw lines: where they begin and end."""

from __future__ import annotations

from collections.abc import Iterator


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
        for number, line in enumerate(lines):
            lines[number] = ""  # whoever asked may keep it; nobody else does
            yield start, line
            start += len(line) + step
        return
    parts, start = raw.split("\n"), 0
    for number, part in enumerate(parts, 1):
        last = number == len(parts)
        if "\r" not in part:
            if part or not last:
                yield start, part
            start += len(part) + 1
            continue
        # The return before a line feed belongs to it; the last part has none after it.
        lines = part.split("\r") if last or part[-1] != "\r" else part[:-1].split("\r")
        if last and not lines[-1]:
            lines.pop()
        place = start
        for line in lines:
            yield place, line
            place += len(line) + 1
        start += len(part) + 1


def line_spans(raw: str) -> Iterator[tuple[int, int]]:
    """`[start, end)` of every line, as `raw_lines` gives them."""
    for start, line in raw_lines(raw):
        yield start, start + len(line)
