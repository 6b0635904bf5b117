"""The tables of a score, task by task: the same cells for a terminal and for a page in Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goldwire.model.annotation import MentionType, Polarity
from goldwire.model.line import Role
from goldwire.scoring.figures import Difference, Figure, Result, Row, Score
from goldwire.scoring.resampling import LEVEL, Interval
from goldwire.scoring.tables import Table, cell, in_markdown

_TASKS = {
    "mentions": "Mentions: names, by span and type",
    "linking": "Linking, end to end: names that the system found",
    "links": "Linking of gold mentions",
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
_LANGUAGES = 6
"""With more languages, only `details` tells their figures."""
_INTERVAL = f"{LEVEL * 100:.0f} % interval"


def is_detail(metric: str) -> bool:
    """Whether a metric is of one type, polarity or role only, and left out of tables unless all are asked for."""
    return metric.rpartition(".")[2] in _LABELS


def tables(score: Score, *, details: bool = False) -> list[Table]:
    """One table a task, a row a metric: precision and recall, the figure by which systems are compared with its
    interval, the same figure by language, and the number of gold items. What stands before the names of the metrics is
    in the header. With `details`, metrics of one type, polarity or role have rows, too, each language has rows of its
    own with intervals, and all counts are there."""
    made = _detailed if details else _compact
    return [made(score, task, rows) for task, rows in _by_task(score.rows, details)]


def against_tables(score: Score, *, details: bool = False) -> list[Table]:
    """One table a task for two systems: the figure of each by which they are compared, the difference with its
    interval, and p. With `details` for all metrics and languages."""
    paired = [row for row in score.rows if row.against is not None and (details or row.language is None)]
    made = []
    for task, rows in _by_task(paired, details):
        place = ("metric", "language") if details else (f"{task}.",)
        header = (*place, f"this {_main(rows)}", "against", "difference", _INTERVAL, "p")
        cells = [
            (*(_place(rows, number) if details else (_short(row),)), *_compared(row)) for number, row in enumerate(rows)
        ]
        made.append(Table(f"{_TASKS.get(task, task)}: difference", header, cells, len(place)))
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
        yield task, tasks[task]


def _compact(score: Score, task: str, rows: list[Row]) -> Table:
    languages = list(score.languages) if 1 < len(score.languages) <= _LANGUAGES else []
    extra = [name for name in ("precision", "recall") if any(name in row.result.figures for row in rows)]
    header = (f"{task}.", *(_FIGURES[name] for name in extra), _main(rows), _INTERVAL, *languages, "gold")
    of = {(row.metric, row.language): row.result for row in rows}
    cells = [
        (
            _short(row),
            *(_value(row.result.figures.get(name)) for name in extra),
            _value(row.result.main),
            _interval(row.result.main.interval),
            *(_value(of[row.metric, language].main) for language in languages),
            f"{_gold(row.result):,}",
        )
        for row in rows
        if row.language is None
    ]
    return Table(_TASKS.get(task, task), header, cells, 1)


def _detailed(score: Score, task: str, rows: list[Row]) -> Table:
    figures = [name for name in _FIGURES if any(name in row.result.figures for row in rows)]
    counts = [name for name in _COUNTS if any(name in row.result.counts for row in rows)]
    header = ("metric", "language", *(_FIGURES[name] for name in figures), _INTERVAL, *counts)
    cells = [
        (
            *_place(rows, number),
            *(_value(row.result.figures.get(name)) for name in figures),
            _interval(row.result.main.interval),
            *(f"{row.result.counts[name]:,}" if name in row.result.counts else "" for name in counts),
        )
        for number, row in enumerate(rows)
    ]
    return Table(_TASKS.get(task, task), header, cells, 2)


def _main(rows: Sequence[Row]) -> str:
    """What the figures are by which systems are compared, where they are all of a kind."""
    names = {next(iter(row.result.figures)) for row in rows}
    if len(names) == 1:
        return _FIGURES.get(min(names), min(names))
    return "F1" if names == {"f1", "macro_f1"} else "figure"


def _gold(result: Result) -> int:
    """How many gold items there are."""
    return sum(count for name, count in result.counts.items() if name in ("gold", "of") or name.endswith("_gold"))


def _short(row: Row) -> str:
    return row.metric.partition(".")[2]


def _place(rows: Sequence[Row], number: int) -> tuple[str, str]:
    row = rows[number]
    again = number and rows[number - 1].metric == row.metric
    return "" if again else row.metric, row.language or "all"


def _compared(row: Row) -> tuple[str, ...]:
    difference = next(iter(row.differences.values()))
    theirs = None if row.against is None else row.against.main
    return (_value(row.result.main), _value(theirs), *_difference(difference))


def _difference(difference: Difference) -> tuple[str, str, str]:
    value = "–" if difference.value is None else f"{difference.value:+.3f}"
    p = "–" if difference.p is None else f"{difference.p:.4f}"
    return value, _interval(difference.interval, signed=True), p


def _value(figure: Figure | None) -> str:
    return "" if figure is None else cell(figure.value)


def _interval(interval: Interval | None, *, signed: bool = False) -> str:
    if interval is None:
        return "–"
    return f"{interval.low:+.3f} to {interval.high:+.3f}" if signed else f"{interval.low:.3f}–{interval.high:.3f}"
