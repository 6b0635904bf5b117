"""Quotes that share wording: the same words, quoted by documents that tell different stories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from goldwire.leakage.subject import Candidates, Subject
from goldwire.leakage.texts import words

RUN = 8
"""Words in a row that two quotes must share; shorter ones are names, titles and turns of phrase."""


def candidates(subjects: Sequence[Subject]) -> Candidates:
    """Pairs of documents that quote the same run of words."""
    found = Candidates(subjects)
    holders: dict[str, list[int]] = {}
    for number, one in enumerate(subjects):
        for run in {run for quote in one.quotes for run in _runs(words(quote))}:
            holders.setdefault(run, []).append(number)
    for numbers in holders.values():
        found.share(numbers)
    return found


def alike(subjects: Sequence[Subject], pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """The pairs with the length of the longest run that both quote, in words."""
    for a, b in pairs:
        matcher = SequenceMatcher(None, _in_a_row(subjects[a], "a"), _in_a_row(subjects[b], "b"), autojunk=False)
        yield a, b, matcher.find_longest_match().size


def _runs(quote: list[str]) -> Iterator[str]:
    for i in range(len(quote) - RUN + 1):
        yield " ".join(quote[i : i + RUN])


def _in_a_row(one: Subject, side: str) -> list[str]:
    """The words of all quotes, parted by what stands nowhere else, so that no run goes over two."""
    row: list[str] = []
    for number, quote in enumerate(one.quotes):
        row += [*words(quote), f" {side}{number}"]
    return row
