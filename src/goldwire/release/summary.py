"""What a release holds: counts by collection, language and split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HEADER = ("collection", "language", "split", "documents", "words", "mentions", "quotes", "stances")
_COUNTED = len(HEADER) - 3


@dataclass(slots=True)
class Summary:
    """Counts; words are of the clean text, and unknown where a text is not at hand."""

    _counts: dict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(lambda: [0] * _COUNTED))
    _wordless: set[tuple[str, str, str]] = field(default_factory=set)
    header = HEADER

    def add(self, row: Mapping[str, Any], split: str) -> None:
        """Count one document, given as its row in `documents`, or in `standoff` where its text is not at hand."""
        key = (row["collection"], row["language"], split)
        text, layers = row.get("text"), (row["mentions"], row["quotes"], row["stances"])
        found = [1, len(text.split()) if text is not None else 0, *(len(layer or ()) for layer in layers)]
        for number, count in enumerate(found):
            self._counts[key][number] += count
        if text is None:
            self._wordless.add(key)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The table's rows with a total, as text. A dash stands for words of texts that are not at hand."""
        rows = [
            (*key, *self._cells(counts, wordless=key in self._wordless)) for key, counts in sorted(self._counts.items())
        ]
        total = [sum(column) for column in zip(*self._counts.values(), strict=True)] or [0] * _COUNTED
        rows.append(("all", "", "", *self._cells(total, wordless=bool(self._wordless))))
        return rows

    @staticmethod
    def _cells(counts: list[int], *, wordless: bool) -> list[str]:
        words = f"{counts[1]:,}" if counts[1] else "–"
        return [
            f"{counts[0]:,}",
            words if counts[1] or wordless else "0",
            *(f"{count:,}" for count in counts[2:]),
        ]
