"""IOB2 labels of the tokens of a paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from goldwire.release.columns import INT64, Column, Many, Scalar, strings
from goldwire.release.windows import Range

TOKENS: tuple[Column, ...] = (
    strings("tokens", "Tokens: words, and single other characters."),
    Column("token_starts", Many(Scalar(INT64)), "First code point of each token, in the paragraph."),
    Column("token_ends", Many(Scalar(INT64)), "First code point after each token, in the paragraph."),
)


def tokens(text: str, spans: Sequence[Range]) -> dict[str, list[str] | list[int]]:
    """The columns `TOKENS` of a paragraph, given the spans of its tokens."""
    return {
        "tokens": [text[start:end] for start, end in spans],
        "token_starts": [start for start, _ in spans],
        "token_ends": [end for _, end in spans],
    }


def labels(names: Iterable[str]) -> tuple[str, ...]:
    """The IOB2 labels of some classes: O, and B- and I- with the name of each."""
    return ("O", *(f"{prefix}-{name}" for name in names for prefix in "BI"))


def token_range(spans: Sequence[Range], start: int, end: int) -> Range | None:
    """`[start, end)` of the tokens that share a code point with a span of the paragraph; None where none does."""
    inside = [number for number, (low, high) in enumerate(spans) if low < end and high > start]
    return (inside[0], inside[-1] + 1) if inside else None


def tags(count: int, ranges: Iterable[tuple[Range, str]]) -> list[str]:
    """IOB2 labels of so many tokens: B- at the first token of each range, I- at the others, O outside of all."""
    found = ["O"] * count
    for (start, end), name in ranges:
        for number in range(start, end):
            found[number] = f"{'B' if number == start else 'I'}-{name}"
    return found
