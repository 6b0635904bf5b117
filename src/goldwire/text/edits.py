"""Edits of a text, held compactly: a hostile line can want millions of them."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import overload

Edit = tuple[int, int, str]
"""`(start, end, text)`: code points `[start, end)` become `text`."""

_AT_ONCE = 4096
"""Pieces that are joined at a time: those of a whole hostile line would take many times its memory."""
_SHARED_CHARS = 8


class Edits(Sequence[Edit]):
    """Edits of one line, in order and apart; some 16 bytes each."""

    __slots__ = ("_ends", "_starts", "_texts")

    def __init__(self, edits: Iterable[Edit] = ()) -> None:
        self._starts, self._ends = array("I"), array("I")
        self._texts: list[str] = []
        for start, end, text in edits:
            self.add(start, end, text)

    def add(self, start: int, end: int, text: str) -> None:
        """Add one after the last."""
        self._starts.append(start)
        self._ends.append(end)
        # The same few letters come again and again: one object for each of them.
        self._texts.append(sys.intern(text) if 0 < len(text) <= _SHARED_CHARS else text)

    def __len__(self) -> int:
        return len(self._texts)

    def __iter__(self) -> Iterator[Edit]:
        return zip(self._starts, self._ends, self._texts, strict=True)

    @overload
    def __getitem__(self, index: int) -> Edit: ...

    @overload
    def __getitem__(self, index: slice) -> list[Edit]: ...

    def __getitem__(self, index: int | slice) -> Edit | list[Edit]:
        if isinstance(index, slice):
            return list(zip(self._starts[index], self._ends[index], self._texts[index], strict=True))
        return self._starts[index], self._ends[index], self._texts[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # it grows

    def __repr__(self) -> str:
        return f"Edits({list(self)!r})"


def apply(line: str, changes: Iterable[Edit]) -> str:
    """`line` with edits made."""
    parts: list[str] = []
    done: list[str] = []
    position = 0
    for start, end, text in changes:
        if position < start:
            parts.append(line[position:start])
        parts.append(text)
        position = end
        if len(parts) >= _AT_ONCE:
            done.append("".join(parts))
            parts.clear()
    return "".join((*done, *parts, line[position:]))


def joined(parts: Iterable[str]) -> str:
    """`parts` put together, with memory for the result and little more."""
    parts, done = iter(parts), list[str]()
    while some := list(islice(parts, _AT_ONCE)):
        done.append("".join(some))
    return "".join(done)
