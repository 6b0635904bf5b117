"""The tables of a score, task by task: the same cells for a terminal and for a page in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goldwire.model.annotation import MentionType, Polarity
from goldwire.model.line import Role
from goldwire.scoring.figures import Difference, Figure, Row, Score
from goldwire.scoring.resampling import LEVEL, Interval
from goldwire.scoring.tables import Table, cell, in_markdown

_TASKS = {
    "mentions": "Mentions: names, by span and type",
    "linking": "Linking, end to end: names that the system found",
    "links": "Linking on gold names",
    "quotes": "Quotes, end to end",
    "speakers": "Speakers of gold quotes",
    "stances": "Stances, end to end",
    "polarities": "Polarity of gold pairs",
    "line_roles": "Line roles",
}
"""Titles by what the names of metrics begin with."""
_LABELS = frozenset(map(str, (*MentionType, *Role, *Polarity)))
_FIGURES = {"precision": "P", "recall": "R", "f1": "F1", "macro_f1": "macro-F1", "accuracy": "accuracy"}
_COUNTS = ("tp", "predicted", "gold", "right", "of")
_NUMBERS_FROM = 2
"""Metric and language stand before."""


def is_detail(metric: str) -> bool:
    """Whether a metric is of one type, polarity or role only, and left out of tables unless all are asked for."""
    return metric.rpartition(".")[2] in _LABELS


def tables(score: Score, *, details: bool = False) -> list[Table]:
    """One table a task. A metric has a row for all documents and one for each language; its name stands in the first
    of them, and the interval is of the figure by which systems are compared."""
    return [_table(title, rows) for title, rows in _by_task(score.rows, details)]


def against_tables(score: Score, *, details: bool = False) -> list[Table]:
    """One table a task for two systems: the figure of each by which they are compared, the difference with its
    interval, and p."""
    paired = [row for row in score.rows if row.against is not None]
    header = ("metric", "language", "figure", "this", "against", "difference", _interval_name(), "p")
    made = []
    for title, rows in _by_task(paired, details):
        cells = [(*_place(rows, number), *_compared(row)) for number, row in enumerate(rows)]
        made.append(Table(title, header, cells, _NUMBERS_FROM + 1))
    return made


def markdown(score: Score, *, details: bool = False) -> str:
    """The tables as Markdown; where two systems are compared, those of the comparison come second."""
    made = tables(score, details=details) + against_tables(score, details=details)
    return in_markdown(made, note(score))


def note(score: Score) -> str:
    """What was counted, what was not, and how intervals and p came about."""
    languages = ", ".join(f"{count:,} {language}" for language, count in score.languages.items())
    said = f"{score.documents:,} document{'' if score.documents == 1 else 's'} ({languages})."
    if score.not_scored:
        said += f" Not predicted, and so not scored: {', '.join(score.not_scored)}."
    if score.resamples and score.rows:
        said += f" Intervals: {score.resamples:,} resamples of the documents"
        said += f"; p: {score.swaps:,} random swaps." if any(row.against for row in score.rows) else "."
    return said


def _by_task(rows: Sequence[Row], details: bool) -> Iterator[tuple[str, list[Row]]]:
    tasks: dict[str, list[Row]] = {}
    for row in rows:
        if details or not is_detail(row.metric):
            tasks.setdefault(row.metric.partition(".")[0], []).append(row)
    for task in sorted(tasks, key=lambda task: (list(_TASKS).index(task) if task in _TASKS else len(_TASKS), task)):
        yield _TASKS.get(task, task), tasks[task]


def _table(title: str, rows: list[Row]) -> Table:
    figures = [name for name in _FIGURES if any(name in row.result.figures for row in rows)]
    counts = [name for name in _COUNTS if any(name in row.result.counts for row in rows)]
    header = ("metric", "language", *(_FIGURES[name] for name in figures), _interval_name(), *counts)
    cells = [
        (
            *_place(rows, number),
            *(_value(row.result.figures.get(name)) for name in figures),
            _interval(next(iter(row.result.figures.values())).interval),
            *(f"{row.result.counts[name]:,}" if name in row.result.counts else "" for name in counts),
        )
        for number, row in enumerate(rows)
    ]
    return Table(title, header, cells, _NUMBERS_FROM)


def _place(rows: Sequence[Row], number: int) -> tuple[str, str]:
    row = rows[number]
    again = number and rows[number - 1].metric == row.metric
    return "" if again else row.metric, row.language or "all"


def _compared(row: Row) -> tuple[str, ...]:
    name, difference = next(iter(row.differences.items()))
    theirs = row.against.figures[name] if row.against else None
    return (_FIGURES.get(name, name), _value(row.result.figures[name]), _value(theirs), *_difference(difference))


def _difference(difference: Difference) -> tuple[str, str, str]:
    value = "–" if difference.value is None else f"{difference.value:+.3f}"
    p = "–" if difference.p is None else f"{difference.p:.4f}"
    return value, _interval(difference.interval, signed=True), p


def _value(figure: Figure | None) -> str:
    return "" if figure is None else cell(figure.value)


def _interval(interval: Interval | None, *, signed: bool = False) -> str:
    if interval is None:
        return "–"
    style = "+.3f" if signed else ".3f"
    return f"{interval.low:{style}} to {interval.high:{style}}"


def _interval_name() -> str:
    return f"{LEVEL:.0%} interval".replace("%", " %")
