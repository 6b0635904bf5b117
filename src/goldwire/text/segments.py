"""The segments of a view, and the lines of a text with their roles, held compactly: some 13 bytes each."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple, overload

from goldwire.model.annotation import LineRole
from goldwire.model.line import Role


class Segment(NamedTuple):
    """Raw `[start, end)`. `text` is None where it is kept as it is; else what stands in its place.
    `dropped` marks raw text that is left out although it says something."""

    start: int
    end: int
    text: str | None
    dropped: bool = False


_segment: Callable[[tuple[int, int, str | None, bool]], Segment] = partial(tuple.__new__, Segment)
"""A segment of its four fields, at half the cost of calling the class: there are some fifty in a document."""


class Segments(Sequence[Segment]):
    """Segments that follow one another: each ends where the next one starts."""

    __slots__ = ("_dropped", "_end", "starts", "texts")

    def __init__(self) -> None:
        self.starts = array("I")
        self.texts: list[str | None] = []
        self._dropped = bytearray()
        self._end = 0

    def add(self, start: int, end: int, text: str | None, dropped: bool = False) -> None:
        """Add one that starts where the last one ends."""
        self.starts.append(start)
        self.texts.append(text)
        self._dropped.append(dropped)
        self._end = end

    def extend(self, starts: array[int], texts: list[str | None], end: int) -> None:
        """Add some that are kept, the last of which ends at `end`."""
        self.starts += starts
        self.texts += texts
        self._dropped += bytes(len(texts))
        self._end = end

    def __len__(self) -> int:
        return len(self.texts)

    def __iter__(self) -> Iterator[Segment]:
        return map(_segment, zip(self.starts, self._ends(), self.texts, map(bool, self._dropped), strict=True))

    @overload
    def __getitem__(self, index: int) -> Segment: ...

    @overload
    def __getitem__(self, index: slice) -> list[Segment]: ...

    def __getitem__(self, index: int | slice) -> Segment | list[Segment]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        end = self.starts[place + 1] if place + 1 < len(self) else self._end
        return _segment((self.starts[place], end, self.texts[place], bool(self._dropped[place])))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # it grows

    def _ends(self) -> Iterator[int]:
        following = iter(self.starts)
        next(following, None)
        yield from following
        if self.texts:
            yield self._end


class Lines(Sequence[LineRole]):
    """Lines with their roles."""

    __slots__ = ("_ends", "_roles", "_starts")

    def __init__(self, starts: array[int], ends: array[int], roles: Sequence[Role]) -> None:
        self._starts, self._ends, self._roles = starts, ends, roles

    def __len__(self) -> int:
        return len(self._roles)

    def __iter__(self) -> Iterator[LineRole]:
        for start, end, role in zip(self._starts, self._ends, self._roles, strict=True):
            yield LineRole(start=start, end=end, role=role)

    @overload
    def __getitem__(self, index: int) -> LineRole: ...

    @overload
    def __getitem__(self, index: slice) -> list[LineRole]: ...

    def __getitem__(self, index: int | slice) -> LineRole | list[LineRole]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        return LineRole(start=self._starts[index], end=self._ends[index], role=self._roles[index])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # what a list is, too
