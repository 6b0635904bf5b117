"""Sentences and marked words of a text, at a depth of quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from goldwire.model.layers import Text
from goldwire.text.mark_table import CLOSERS
from goldwire.text.marks import text_depths
from goldwire.text.paragraphs import joined
from goldwire.text.sentences import sentence_spans

MASK = "\ufffc"
"""Stands for every character of words in marks, so that patterns see a sentence and not what it quotes."""
_MORE_THAN_MARKS = re.compile(r"\w")

Place = tuple[int, int]


class Stretch(NamedTuple):
    """Marked words: `[outer, outer_end)` with their marks, `[start, end)` without them and the spaces inside them."""

    outer: int
    outer_end: int
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """A sentence as it stands at a depth of marks, those around it not counted. `text` is the whole document's."""

    text: str
    depths: Sequence[int]
    level: int
    start: int
    end: int
    role: str

    @cached_property
    def stretches(self) -> list[Stretch]:
        """Words in marks of this passage, not those in marks inside them."""
        found: list[Stretch] = []
        place = self.start
        while place < self.end:
            if self.depths[place] <= self.level:
                place += 1
                continue
            outer = place
            while place < self.end and self.depths[place] > self.level:
                place += 1
            # The last mark of a line may be missing: such a quote goes on in the next paragraph.
            closed = place < self.end and self.text[place] in CLOSERS
            inner = self.text[outer + 1 : place]
            start = outer + 1 + len(inner) - len(inner.lstrip())
            end = start + len(inner.strip())
            place += closed
            if _MORE_THAN_MARKS.search(self.text, start, end):
                found.append(Stretch(outer, place, start, end))
        return found

    @cached_property
    def mask(self) -> str:
        """The passage with its marked words masked; as long as the passage, so that offsets differ by `start`."""
        chars = list(self.text[self.start : self.end])
        for stretch in self.stretches:
            for place in range(stretch.outer, stretch.outer_end):
                chars[place - self.start] = MASK
        return "".join(chars)

    def stays_open(self) -> bool:
        """Whether its last marked words have no closing mark, and go on in the next paragraph."""
        return bool(self.stretches) and self.stretches[-1].end == self.stretches[-1].outer_end == self.end

    def alone(self) -> Stretch | None:
        """The marked words that are all there is to this passage; None where there are others."""
        if len(self.stretches) != 1 or _MORE_THAN_MARKS.search(self.mask):
            return None
        return self.stretches[0]


def paragraphs(text: Text) -> Iterator[list[Passage]]:
    """The sentences of each paragraph of a text."""
    depths = text_depths(text.text, text.language)
    for low, high, role in joined(text.text, ((line.start, line.end, line.role) for line in text.lines)):
        start, end = max(0, low), min(high, len(text.text))
        if start < end:
            yield sentences(text.text, depths, 0, (start, end), role)


def sentences(text: str, depths: Sequence[int], level: int, place: Place, role: str) -> list[Passage]:
    """The sentences of a place; one that ends inside marks ends where they do."""
    whole: list[list[int]] = []
    for start, end in sentence_spans(text[slice(*place)]):
        if whole and depths[place[0] + whole[-1][1] - 1] > level:
            whole[-1][1] = end
        else:
            whole.append([start, end])
    return [Passage(text, depths, level, place[0] + start, place[0] + end, role) for start, end in whole]


def marked_whole(passage: Passage, place: Place) -> bool:
    """Whether all of a place stands in marks that the passage does not count."""
    return all(passage.depths[offset] > passage.level for offset in range(*place))


def trimmed(text: str, start: int, end: int) -> Place:
    """A place without white space around it and without the punctuation that follows it."""
    while start < end and (text[start].isspace() or text[start] in ",;:–—-"):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in ".,;:!?…–—"):
        end -= 1
    return start, end
