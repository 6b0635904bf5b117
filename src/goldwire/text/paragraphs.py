"""Paragraphs: lines, and the lines of text that is wrapped at a column joined."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, TypeVar

from goldwire.text.lines import line_spans
from goldwire.text.mark_table import CLOSERS, OPENERS

_COLUMN: Final = 100
"""No line of wrapped text is longer."""
_LEAST, _WORDS = 25, 3
"""Code points and words of a line that can be told to break off: shorter ones are items of a list, buttons, names."""
_NARROW: Final = 45
"""Files are hardly ever wrapped at fewer code points."""
_CREDIT: Final = re.compile(r"(?:by|par|por|von|photos?|foto|pictures?|crédit)\b:? [^\W\d_a-zà-ÿ]")
"""How a line under a headline or a picture begins that names who made it."""
_LOOKED_AT: Final = 200_000
"""So many code points tell whether a text is wrapped."""
_FAIR: Final = 0.2
"""The share of lines that go on, above which it is."""
_CERTAIN: Final = 3
"""So many line ends that surely go on make a whole text a wrapped one."""
_MANY: Final = 5
"""So many in one block make it a wrapped one, however narrow it is."""
_FINAL: Final = frozenset(".!?…:;。！？؟।")
_MARK = re.compile('[“”„«»"]')
_CLOSERS = "".join(CLOSERS) + ")]"
_QUOTES = "".join(OPENERS)
_OPENERS = _QUOTES + "(["


T = TypeVar("T")


class _Line(NamedTuple):
    """A line that is not blank, without the white space around it."""

    start: int
    end: int
    text: str
    indented: bool


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """`[start, end)` of every paragraph, blank lines among them, in code points.

    A paragraph is a line, as news pages have it. Where a file is wrapped at a column (mailing lists, wires, old books),
    the lines that go on are one paragraph. A file is taken for wrapped by its blocks of short lines without an empty
    one between them: a line breaks off without a full stop and the next goes on with a small letter, or a quotation
    that is open at the end of one is closed in the next.
    """
    if "\n" not in text and "\r" not in text:
        return [(0, len(text))] if text else []
    total = column = 0
    for block in _blocks(text):
        if len(block) > 1:
            own = sum(_going_on(block))
            total, column = total + own, max(column, _column(block) if own else 0)
    spans: list[tuple[int, int]] = []
    for block in _blocks(text):
        if len(block) > 1:
            spans += _joined(block, column if total >= _CERTAIN else 0)
        else:
            spans.append((block[0].start, block[0].end))
    return spans


def joined(text: str, lines: Iterable[tuple[int, int, T]]) -> Iterator[tuple[int, int, T]]:
    """Lines of a text with what is said of each, `(start, end, label)`; those of one paragraph joined where they have
    the same label."""
    paragraphs = paragraph_spans(text)
    starts = [start for start, _ in paragraphs]
    held: tuple[int, int, T] | None = None
    reach = 0
    for start, end, label in lines:
        if held is not None and start < reach and label == held[2]:
            held = (held[0], end, label)
            continue
        if held is not None:
            yield held
        held = (start, end, label)
        number = bisect_right(starts, start) - 1
        reach = paragraphs[number][1] if number >= 0 else 0
    if held is not None:
        yield held


def is_wrapped(text: str) -> bool:
    """Whether a text is wrapped at a column, by its beginning: a fair share of its lines go on in the next."""
    head = text[:_LOOKED_AT]
    full = sum(1 for start, end in line_spans(head) if head[start:end].strip())
    paragraphs = sum(1 for start, end in paragraph_spans(head) if head[start:end].strip())
    return full - paragraphs > _FAIR * full


def _blocks(text: str) -> Iterator[list[_Line]]:
    """Short lines that no empty line parts; an empty line and a long one alone."""
    block: list[_Line] = []
    for start, end in line_spans(text):
        line = text[start:end]
        stripped = line.strip() if end - start <= 2 * _COLUMN else None
        if stripped and len(stripped) <= _COLUMN:
            block.append(_Line(start, end, stripped, line[0].isspace()))
            continue
        if block:
            yield block
            block = []
        yield [_Line(start, end, "", False)]
    if block:
        yield block


def _column(block: Sequence[_Line]) -> int:
    return max(len(line.text) for line in block)


def _joined(block: Sequence[_Line], column: int) -> list[tuple[int, int]]:
    """The paragraphs of a block, `column` being that of the whole text, or 0."""
    going_on, quoted = _going_on(block), _quoted_over(block)
    if any(going_on):
        column = _column(block)
    spans = [(block[0].start, block[0].end)]
    for number, (line, following) in enumerate(pairwise(block)):
        indented = following.indented and not line.indented
        if going_on[number] or quoted[number] or (column and not indented and _is_full(line, following, column)):
            spans[-1] = (spans[-1][0], following.end)
        else:
            spans.append((following.start, following.end))
    return spans


def _going_on(block: Sequence[_Line]) -> list[bool]:
    """For each line end of a block of short lines, whether the next line surely goes on; nowhere, where the block does
    not look wrapped as a whole: items of a list and verse go on with a small letter now and then, and leave room for
    the next word."""
    column = _column(block)
    found, open_ended, wrapped = [], 0, 0
    for line, following in pairwise(block):
        breaks_off = line.text.rstrip(_CLOSERS)[-1:] not in _FINAL
        long_enough = len(line.text) >= _LEAST and line.text.count(" ") >= _WORDS - 1
        full = breaks_off and _is_full(line, following, column)
        small = following.text.lstrip(_QUOTES)[:1].islower() and _CREDIT.match(following.text) is None
        found.append(full and long_enough and small)
        open_ended += breaks_off
        wrapped += full
    looks_wrapped = (
        2 * wrapped >= open_ended
        if column >= _NARROW
        else sum(found) >= _MANY and 4 * wrapped >= 3 * open_ended  # many lists and verses are as narrow
    )
    return found if looks_wrapped else [False] * len(found)


def _is_full(line: _Line, following: _Line, column: int) -> bool:
    """Whether the first word of the next line had no room in this one."""
    return len(line.text) + 1 + len(following.text.split(None, 1)[0]) > column


def _quoted_over(block: Sequence[_Line]) -> list[bool]:
    """For each line end of a block, whether a quotation is open there that one of the next lines closes before any
    mark opens."""
    closes_first: list[bool] = []
    marks = [_directions(line.text) for line in block]
    later = False
    for own in reversed(marks):
        later = own[0] < 0 if own else later
        closes_first.append(later)
    closes_first.reverse()
    found, depth = [], 0
    for number, own in enumerate(marks[:-1]):
        for direction in own:
            depth = max(0, depth + direction)
        going = depth > 0 and closes_first[number + 1]
        if not going:
            depth = 0
        found.append(going)
    return found


def _directions(line: str) -> list[int]:
    """1 for each double mark of a line that opens, -1 for each that closes; inches and doubtful ones left out."""
    found: list[int] = []
    for match in _MARK.finditer(line):
        before, after, mark = (
            line[match.start() - 1 : match.start()],
            line[match.end() : match.end() + 1],
            match.group(),
        )
        if match.start() == 0:
            before = ""
        opening = (not before or before.isspace() or before in _OPENERS) and bool(after) and not after.isspace()
        closing = bool(before) and not before.isspace() and (not after or not after.isalnum())
        if mark in "„«" or (mark == "“" and not closing):
            found.append(1)
        elif mark == "”":
            found.append(1 if opening and not closing else -1)
        elif mark == "»":
            found.append(-1 if before else 1)  # it begins a paragraph that goes on with a quotation
        elif opening != closing and not (mark == '"' and before.isdigit()):
            found.append(1 if opening else -1)
    return found
