"""Views: clean text as spans of the raw text, with every replacement recorded, mapped both ways.

All offsets are Unicode code points and half-open.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from goldwire.text.edits import joined
from goldwire.text.segments import Segment, Segments

__all__ = ["Fate", "Projection", "Segment", "View"]


class Fate(StrEnum):
    """What a view does to a raw span: keeps it whole, changes characters inside it, or cuts it."""

    WHOLE = "whole"
    REPLACED = "replaced"
    CUT = "cut"


class Projection(NamedTuple):
    """A raw span in the view's text; `start` and `end` are -1 where it is cut."""

    start: int
    end: int
    fate: Fate


_CUT = Projection(-1, -1, Fate.CUT)


@dataclass(frozen=True)
class View:
    """A clean text over `raw`. The segments follow one another and cover the raw text wholly."""

    raw: str
    segments: Sequence[Segment]

    @cached_property
    def text(self) -> str:
        """The clean text: the segments put together."""
        raw = self.raw
        return joined(raw[start:end] if text is None else text for start, end, text, _ in self.segments)

    @cached_property
    def _raw_starts(self) -> array[int]:
        if isinstance(self.segments, Segments):
            return self.segments.starts
        return array("I", (segment.start for segment in self.segments))

    @cached_property
    def _text_starts(self) -> array[int]:
        starts, position = array("I"), 0
        for start, end, text, _ in self.segments:
            starts.append(position)
            position += end - start if text is None else len(text)
        return starts

    def project(self, start: int, end: int) -> Projection:
        """Raw `[start, end)` in the clean text. Raises `ValueError` for a span that is empty or outside."""
        if not 0 <= start < end <= len(self.raw):
            raise ValueError(f"[{start}, {end}) is not a span of a raw text of {len(self.raw)} code points")
        first = bisect_right(self._raw_starts, start) - 1
        last = bisect_right(self._raw_starts, end - 1) - 1
        inside = self.segments[first : last + 1]
        if any(segment.dropped for segment in inside):
            return _CUT
        head, tail = inside[0], inside[-1]
        if (head.text is not None and head.start != start) or (tail.text is not None and tail.end != end):
            return _CUT
        begin = self._text_starts[first] + (start - head.start)
        if tail.text is None:
            finish = self._text_starts[last] + (end - tail.start)
        else:
            finish = self._text_starts[last] + len(tail.text)
        if finish <= begin:
            return _CUT
        replaced = any(segment.text is not None for segment in inside)
        return Projection(begin, finish, Fate.REPLACED if replaced else Fate.WHOLE)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """The smallest raw span behind `[start, end)` of the clean text; a replacement is taken as a whole.

        Raises `ValueError` for a span that is empty or outside.
        """
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"[{start}, {end}) is not a span of a clean text of {len(self.text)} code points")
        # Removals share their place with the segment after them, so the last candidate is the one with text.
        first = bisect_right(self._text_starts, start) - 1
        last = bisect_right(self._text_starts, end - 1) - 1
        head, tail = self.segments[first], self.segments[last]
        begin = head.start + (start - self._text_starts[first] if head.text is None else 0)
        finish = tail.start + (end - self._text_starts[last]) if tail.text is None else tail.end
        return begin, finish

    @property
    def replacements(self) -> list[Segment]:
        """Every recorded replacement of text that is kept, removals included; line breaks and dropped lines are
        not among them."""
        return [
            segment
            for segment in self.segments
            if segment.text is not None and not segment.dropped and self.raw[segment.start : segment.end].strip("\r\n ")
        ]
