"""Tables of figures: the same cells for a terminal and for a page in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Table(NamedTuple):
    """Figures that belong together; columns from `numbers_from` on are numbers."""

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    numbers_from: int


def cell(value: float | int | None) -> str:
    """A count, or a figure with three digits; a dash stands for one that nothing defines."""
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


def in_markdown(tables: Iterable[Table], note: str | None = None) -> str:
    """The tables as Markdown, and the note below; ends with a newline."""
    parts = []
    for title, header, rows, numbers_from in tables:
        rule = ["---" if number < numbers_from else "---:" for number in range(len(header))]
        lines = [f"| {' | '.join(cells)} |" for cells in (header, rule, *rows)]
        parts.append("\n".join((f"**{title}**", "", *lines)))
    return "\n\n".join([*parts, *([note] if note else [])]) + "\n"
