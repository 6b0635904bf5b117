"""Paragraphs of a published text with their numbers, and the windows of text that rows show around a span."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from goldwire.model.annotation import Form
from goldwire.text.paragraphs import joined

Range = tuple[int, int]
"""`[start, end)` in code points of the published text."""


class Paragraph(NamedTuple):
    """A paragraph of a published text: its number from 1, `[start, end)` in code points, and the role of its lines."""

    number: int
    start: int
    end: int
    role: str

    def row_id(self, doc_id: str) -> str:
        """The id of its row in configs `ner` and `attribution`."""
        return f"{doc_id}.p{self.number:03}"


class Window(NamedTuple):
    """Neighbouring paragraphs, as `[start, end)`, and the one that they are shown for."""

    paragraph: Paragraph
    start: int
    end: int

    def within(self, start: int | None, end: int | None) -> tuple[int | None, int | None]:
        """A span of the text counted from the window's start; None twice where it does not lie in the window whole."""
        if start is None or end is None or not self.start <= start <= end <= self.end:
            return None, None
        return start - self.start, end - self.start


def paragraphs(
    text: str, lines: Iterable[Mapping[str, Any]], mentions: Iterable[Mapping[str, Any]] | None
) -> list[Paragraph]:
    """The paragraphs of a published text: a line, or the lines of one that was wrapped.

    Args:
        text: The text.
        lines: Its lines, as published.
        mentions: Its mentions, as published. No paragraph ends inside a name.
    """
    names = sorted((each["start"], each["end"]) for each in mentions or () if each["form"] == Form.NAME)
    parts = joined(text, ((line["start"], line["end"], line["role"]) for line in lines))
    return [Paragraph(number, *part) for number, part in enumerate(_unbroken(parts, names), start=1)]


def window(of: Sequence[Paragraph], spans: Iterable[Range]) -> Window:
    """The paragraphs that spans lie in, with the one before and the one after.

    Args:
        of: The paragraphs of the text, at least one.
        spans: Spans of the text, at least one; the paragraph of the first is the one that the window is shown for.
    """
    places = [(_place(of, start), _place(of, end - 1)) for start, end in spans]
    first, last = min(low for low, _ in places), max(high for _, high in places)
    return Window(of[places[0][0]], of[max(first - 1, 0)].start, of[min(last + 1, len(of) - 1)].end)


def cover(ranges: Sequence[Range], spans: Iterable[Range]) -> Range | None:
    """From the first to the last of some ordered ranges that share a code point with a span; None where none does."""
    spans = list(spans)
    touched = [(low, high) for low, high in ranges if any(low < end and start < high for start, end in spans)]
    return (touched[0][0], touched[-1][1]) if touched else None


def _place(of: Sequence[Paragraph], offset: int) -> int:
    """The place of the paragraph that an offset lies in, or of the last one before it."""
    found = 0
    for place, paragraph in enumerate(of):
        if paragraph.start > offset:
            break
        found = place
    return found


def _unbroken(lines: Iterable[tuple[int, int, str]], names: Sequence[Range]) -> Iterator[tuple[int, int, str]]:
    """Paragraphs, those joined over whose edge a name reaches: no name is cut in two."""
    held: tuple[int, int, str] | None = None
    reach = number = 0
    for start, end, role in lines:
        if held is not None and start < reach:
            held = (held[0], end, held[2])
        else:
            if held is not None:
                yield held
            held = (start, end, role)
        while number < len(names) and names[number][0] < end:
            reach = max(reach, names[number][1])
            number += 1
    if held is not None:
        yield held
