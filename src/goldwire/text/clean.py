"""Cleaning: every raw line gets a role, and the kept lines make a view of the raw text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from goldwire.model.annotation import LineRole
from goldwire.model.line import KEPT_ROLES, Role
from goldwire.text.lines import raw_lines
from goldwire.text.mojibake import Edit, is_misread
from goldwire.text.repair import repair, wants_more_than_printing
from goldwire.text.roles import assign_roles
from goldwire.text.view import Segment, View, segment

BREAK, PARAGRAPH = "\n", "\n\n"
"""Kept lines are parted by a line break, or by an empty line where anything stood between them."""


class _Piece(NamedTuple):
    """A raw line that says something: its span, the span without white space around it, its repaired text, and its
    segments where it was repaired (None: it is kept as it is). `gap`: an empty line stands before it."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    text: str
    segments: list[Segment] | None
    gap: bool


_piece: Callable[[tuple[int, int, int, int, str, list[Segment] | None, bool]], _Piece] = partial(tuple.__new__, _Piece)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The lines that are not blank with their roles, and the view that keeps the article."""

    lines: list[LineRole]
    view: View


def clean(raw: str, roles: Sequence[Role] | None = None) -> Cleaned:
    """Clean one document. `roles`, where given, are those of the lines that are not blank, in order; else they are
    worked out. Raises `ValueError` where their number is not that of the lines. Cleaning clean text changes
    nothing."""
    pieces = _pieces(raw)
    if roles is None:
        roles = assign_roles([piece.text for piece in pieces], [piece.gap for piece in pieces])
    elif len(roles) != len(pieces):
        raise ValueError(f"{len(roles)} roles were given for {len(pieces)} lines that are not blank")
    lines = [LineRole(start=p.start, end=p.end, role=role) for p, role in zip(pieces, roles, strict=True)]
    return Cleaned(lines, View(raw, _segments(raw, pieces, roles)))


def full_lines(raw: str) -> list[tuple[int, int]]:
    """`[start, end)` of the lines that are not blank: those that `clean` gives roles to."""
    return [(piece.start, piece.end) for piece in _pieces(raw)]


def _pieces(raw: str) -> list[_Piece]:
    # A line of printable characters can only want repairs that show in the whole document; one look at that is
    # cheaper than one at each line.
    suspicious = wants_more_than_printing(raw)
    misread = suspicious and is_misread(raw)
    pieces: list[_Piece] = []
    gap = False
    for start, line in raw_lines(raw):
        text = line and line.strip()
        if not text:
            gap = True
            continue
        if suspicious or not text.isprintable():
            repaired, changes = repair(line, suspicious=suspicious, misread=misread)
            if changes:
                piece = _edited_piece(line, start, repaired, changes, gap)
                gap = piece is None
                if piece is not None:
                    pieces.append(piece)
                continue
        size = len(text)
        inner = start if size == len(line) else start + line.index(text)
        pieces.append(_piece((start, start + len(line), inner, inner + size, text, None, gap)))
        gap = False
    return pieces


def _edited_piece(line: str, start: int, text: str, changes: list[Edit], gap: bool) -> _Piece | None:
    stripped = text.strip()
    if not stripped:
        return None
    segments: list[Segment] = []
    position = 0
    for a, b, new in changes:
        if position < a:
            segments.append(segment((start + position, start + a, None, False)))
        segments.append(segment((start + a, start + b, new, False)))
        position = b
    if position < len(line):
        segments.append(segment((start + position, start + len(line), None, False)))
    whole = stripped == text and segments[0].text != "" and segments[-1].text != ""
    inner = segments if whole else _stripped(line, start, segments)
    return _piece((start, start + len(line), inner[0].start, inner[-1].end, stripped, inner, gap))


def _stripped(line: str, offset: int, segments: list[Segment]) -> list[Segment]:
    """`segments` of a line without those that only hold white space or nothing at either edge."""

    def said(segment: Segment) -> str:
        if segment.text is not None:
            return segment.text
        return line[segment.start - offset : segment.end - offset]

    first, last = 0, len(segments)
    while not said(segments[first]).strip():
        first += 1
    while not said(segments[last - 1]).strip():
        last -= 1
    segments = segments[first:last]
    segments[0] = _edge(segments[0], said(segments[0]), left=True)
    segments[-1] = _edge(segments[-1], said(segments[-1]), left=False)
    return segments


def _edge(segment: Segment, text: str, *, left: bool) -> Segment:
    bare = text.lstrip() if left else text.rstrip()
    if segment.text is not None:
        return segment._replace(text=bare)
    cut = len(text) - len(bare)
    return segment._replace(start=segment.start + cut) if left else segment._replace(end=segment.end - cut)


def _segments(raw: str, pieces: list[_Piece], roles: Sequence[Role]) -> list[Segment]:
    """The view's segments: kept lines, and between them what stands for all that is left out."""
    segments: list[Segment] = []
    position, dropped, gap = 0, False, False
    for piece, role in zip(pieces, roles, strict=True):
        gap = gap or piece.gap
        if role not in KEPT_ROLES:
            dropped = gap = True
            continue
        if position:
            between = PARAGRAPH if gap else BREAK
            as_it_is = not dropped and raw[position : piece.inner_start] == between
            segments.append(segment((position, piece.inner_start, None if as_it_is else between, dropped)))
        elif piece.inner_start:
            segments.append(segment((0, piece.inner_start, "", dropped)))
        segments += piece.segments or (segment((piece.inner_start, piece.inner_end, None, False)),)
        position, dropped, gap = piece.inner_end, False, False
    if position < len(raw):
        segments.append(segment((position, len(raw), "", dropped)))
    return segments
