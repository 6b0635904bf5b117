"""Cleaning: every raw line gets a role, and the kept lines make a view of the raw text."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from goldwire.model.annotation import LineRole
from goldwire.model.line import KEPT_ROLES, Role
from goldwire.text.edits import Edits
from goldwire.text.lines import raw_lines
from goldwire.text.mojibake import is_misread
from goldwire.text.repair import joined_letters, repair, wants_more_than_printing
from goldwire.text.roles import assign_roles
from goldwire.text.segments import Lines, Segments
from goldwire.text.view import View

BREAK, PARAGRAPH = "\n", "\n\n"
"""Kept lines are parted by a line break, or by an empty line where anything stood between them."""


class _Pieces:
    """The raw lines that say something, as columns: a hostile text has millions of them.

    Each has its span, the span without white space around it, its repaired text, and whether an empty line stands
    before it. Its segments, where it was repaired, are those from `firsts[i]` to `firsts[i + 1]`, and the last of them
    ends with the piece; where there are none, it is kept as it is.
    """

    __slots__ = (
        *("ends", "firsts", "gaps", "inner_ends", "inner_starts"),
        *("segment_starts", "segment_texts", "starts", "texts"),
    )

    def __init__(self) -> None:
        self.starts, self.ends = array("I"), array("I")
        self.inner_starts, self.inner_ends = array("I"), array("I")
        self.texts: list[str] = []
        self.gaps: list[bool] = []
        self.firsts = array("I", [0])
        self.segment_starts = array("I")
        self.segment_texts: list[str | None] = []

    def add(self, start: int, end: int, inner_start: int, inner_end: int, text: str, gap: bool) -> None:
        self.starts.append(start)
        self.ends.append(end)
        self.inner_starts.append(inner_start)
        self.inner_ends.append(inner_end)
        self.texts.append(text)
        self.gaps.append(gap)
        self.firsts.append(len(self.segment_texts))


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The lines that are not blank with their roles, and the view that keeps the article."""

    lines: Sequence[LineRole]
    view: View


def clean(raw: str, roles: Sequence[Role] | None = None) -> Cleaned:
    """Clean one document. `roles`, where given, are those of the lines that are not blank, in order; else they are
    worked out. Raises `ValueError` where their number is not that of the lines. Cleaning clean text changes
    nothing."""
    pieces = _pieces(raw)
    if roles is None:
        roles = assign_roles(pieces.texts, pieces.gaps)
    elif len(roles) != len(pieces.texts):
        raise ValueError(f"{len(roles)} roles were given for {len(pieces.texts)} lines that are not blank")
    pieces.texts.clear()  # the roles were all that they were for
    return Cleaned(Lines(pieces.starts, pieces.ends, roles), View(raw, _segments(raw, pieces, roles)))


def full_lines(raw: str) -> list[tuple[int, int]]:
    """`[start, end)` of the lines that are not blank: those that `clean` gives roles to."""
    pieces = _pieces(raw)
    return list(zip(pieces.starts, pieces.ends, strict=True))


def _pieces(raw: str) -> _Pieces:
    # A line of printable characters can only want repairs that show in the whole document; one look at that is
    # cheaper than one at each line.
    suspicious = wants_more_than_printing(raw)
    misread = is_misread(joined_letters(raw)) if suspicious else False
    pieces = _Pieces()
    gap = False
    for start, line in raw_lines(raw):
        text = line and line.strip()
        if not text:
            gap = True
            continue
        if suspicious or not text.isprintable():
            repaired, changes = repair(line, suspicious=suspicious, misread=misread)
            if changes:
                gap = not _add_edited(pieces, line, start, repaired, changes, gap)
                continue
        size = len(text)
        inner = start if size == len(line) else start + line.index(text)
        pieces.add(start, start + len(line), inner, inner + size, text, gap)
        gap = False
    return pieces


def _add_edited(pieces: _Pieces, line: str, start: int, text: str, changes: Edits, gap: bool) -> bool:
    """Add a line that was repaired to `text`; False where nothing is left of it."""
    stripped = text.strip()
    if not stripped:
        return False
    starts, texts, begin = pieces.segment_starts, pieces.segment_texts, len(pieces.segment_texts)
    position = 0
    for a, b, new in changes:
        if position < a:
            starts.append(start + position)
            texts.append(None)
        starts.append(start + a)
        texts.append(new)
        position = b
    if position < len(line):
        starts.append(start + position)
        texts.append(None)
    end = start + len(line)
    if stripped != text or not texts[begin] or not texts[-1]:
        end = _trim(starts, texts, begin, line, start)
    pieces.add(start, start + len(line), starts[begin], end, stripped, gap)
    return True


def _trim(starts: array[int], texts: list[str | None], begin: int, line: str, offset: int) -> int:
    """Take white space, and what says nothing, from both edges of a line's segments; where they end then."""
    end = offset + len(line)

    def said(place: int) -> str:
        text = texts[place]
        if text is not None:
            return text
        return line[starts[place] - offset : (starts[place + 1] if place + 1 < len(starts) else end) - offset]

    first = begin
    while not said(first).strip():
        first += 1
    del starts[begin:first], texts[begin:first]
    while not said(len(starts) - 1).strip():
        end = starts.pop()
        texts.pop()
    whole = said(begin)
    bare = whole.lstrip()
    if texts[begin] is None:
        starts[begin] += len(whole) - len(bare)
    else:
        texts[begin] = bare
    whole = said(len(starts) - 1)
    bare = whole.rstrip()
    if texts[-1] is not None:
        texts[-1] = bare
        return end
    return end - (len(whole) - len(bare))


def _segments(raw: str, pieces: _Pieces, roles: Sequence[Role]) -> Segments:
    """The view's segments: kept lines, and between them what stands for all that is left out."""
    segments = Segments()
    position, dropped, gap = 0, False, False
    columns = zip(roles, pieces.gaps, pieces.inner_starts, pieces.inner_ends, pieces.firsts, strict=False)
    for number, (role, gap_before, inner_start, inner_end, first) in enumerate(columns, 1):
        gap = gap or gap_before
        if role not in KEPT_ROLES:
            dropped = gap = True
            continue
        if position:
            between = PARAGRAPH if gap else BREAK
            as_it_is = not dropped and raw[position:inner_start] == between
            segments.add(position, inner_start, None if as_it_is else between, dropped)
        elif inner_start:
            segments.add(0, inner_start, "", dropped)
        last = pieces.firsts[number]
        if first < last:
            segments.extend(pieces.segment_starts[first:last], pieces.segment_texts[first:last], inner_end)
        else:
            segments.add(inner_start, inner_end, None)
        position, dropped, gap = inner_end, False, False
    if position < len(raw):
        segments.add(position, len(raw), "", dropped)
    return segments
