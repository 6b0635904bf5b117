"""From the strings of a worksheet to offsets in the raw text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

import msgspec

from goldwire.annotation.sheet_shape import short
from goldwire.model.span import anchored

_SHOWN = 8
"""How many candidates an ambiguous string lists."""
_CONTEXT = 25
_MAX_PROBLEMS = 200
"""With more, the rest is not looked at: each of them searches the whole text."""

SPAN_KEYS = ("text", "line", "in", "nth")
"""The keys that say where a span stands."""


@dataclass(slots=True)
class Resolver:
    """Finds strings in one raw text, and collects what cannot be found."""

    doc_id: str
    raw: str
    digest: bool
    lines: list[tuple[int, int]]
    problems: list[str]

    def span(self, entry: Any, place: str) -> dict[str, Any]:
        """The span record of one `{text, line, in, nth}`; a problem is noted and gives an empty span."""
        if len(self.problems) >= _MAX_PROBLEMS:
            return {"start": 0, "end": 1, "surface": ""}
        trouble, start = self._found(entry)
        if trouble is not None:
            self.problems.append(f"{place}: {trouble}")
            return {"start": 0, "end": 1, "surface": ""}
        span = anchored(self.doc_id, self.raw, start, start + len(entry["text"]), digest=self.digest)
        builtins: dict[str, Any] = msgspec.to_builtins(span)
        return builtins

    def _found(self, entry: Any) -> tuple[str | None, int]:
        """Where a span begins; or what is wrong with it."""
        if not isinstance(entry, dict) or not isinstance(entry.get("text"), str) or not entry["text"]:
            return "a span is written {text: ..., line: ...}", 0
        text, number, context = entry["text"], entry.get("line"), entry.get("in")
        low, high, where = 0, len(self.raw), "the text"
        if number is not None:
            if not isinstance(number, int) or not 1 <= number <= len(self.lines):
                return f"there is no line {short(number)}; the text has {len(self.lines)}", 0
            (low, high), where = self.lines[number - 1], f"line {number}"
        if context is not None:
            if not isinstance(context, str) or text not in context:
                return f"`in` must be a longer string that holds {short(text)}", 0
            trouble, low = self._one(context, None, low, high, where)
            if trouble is not None:
                return trouble, 0
            high, where = low + len(context), short(context)
        return self._one(text, entry.get("nth"), low, high, where)

    def _one(self, text: str, nth: Any, low: int, high: int, where: str) -> tuple[str | None, int]:
        """The `nth` occurrence of `text` in `[low, high)`, or the only one."""
        found = self._occurrences(text, low, high)
        if not found:
            elsewhere = self._described(self._occurrences(text, 0, len(self.raw)))
            return f"{short(text)} does not stand in {where}{elsewhere}", 0
        times = "once" if len(found) == 1 else f"{len(found)} times"
        if nth is None and len(found) > 1:
            return f"{short(text)} stands {times} in {where}{self._described(found)}", 0
        if nth is not None and not (isinstance(nth, int) and 1 <= nth <= len(found)):
            return f"{short(text)} stands {times} in {where}, there is no nth: {short(nth)}{self._described(found)}", 0
        return None, found[(nth or 1) - 1]

    def _occurrences(self, text: str, low: int, high: int) -> list[int]:
        found, start = [], self.raw.find(text, low, high)
        while start != -1:
            found.append(start)
            start = self.raw.find(text, start + 1, high)
        return found

    def _described(self, starts: list[int]) -> str:
        if not starts:
            return ""
        shown = [
            f"\n    line {self._line_of(s)}: …{self.raw[max(0, s - _CONTEXT) : s + 2 * _CONTEXT]!r}…"
            for s in starts[:_SHOWN]
        ]
        return "; it stands here:" + "".join(shown)

    def _line_of(self, offset: int) -> int:
        return bisect_right([start for start, _ in self.lines], offset)
