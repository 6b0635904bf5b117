"""The tables of an agreement report: the same cells for a terminal and for a page in Markdown."""

from __future__ import annotations

from collections.abc import Callable

from goldwire.scoring.agreement import Agreement, Report
from goldwire.scoring.tables import Table, cell, in_markdown

NUMBERS_FROM = 2
"""The first column of a table that holds numbers; collection and language stand before."""


Column = tuple[str, Callable[[Agreement], float | int | None]]

_LAYERS: tuple[tuple[str, str, tuple[Column, ...]], ...] = (
    (
        "lines",
        "Lines",
        (("lines", lambda a: a.line_roles.of), ("same role", lambda a: a.line_roles.share)),
    ),
    (
        "mentions",
        "Mentions that are names",
        (
            ("first", lambda a: a.mention_spans.first),
            ("second", lambda a: a.mention_spans.second),
            ("span F1", lambda a: a.mention_spans.f1),
            ("typed F1", lambda a: a.mention_types.f1),
            ("entity", lambda a: a.mention_entities.share),
            ("token α", lambda a: a.mention_tokens.alpha),
        ),
    ),
    (
        "quotes",
        "Quotes",
        (
            ("first", lambda a: a.quote_exact.first),
            ("second", lambda a: a.quote_exact.second),
            ("exact F1", lambda a: a.quote_exact.f1),
            ("char. F1", lambda a: a.quote_characters.f1),
            ("speaker", lambda a: a.quote_speakers.share),
            ("token α", lambda a: a.quote_tokens.alpha),
        ),
    ),
    (
        "scare_quotes",
        "Scare quotes",
        (
            ("first", lambda a: a.scare_quote_exact.first),
            ("second", lambda a: a.scare_quote_exact.second),
            ("exact F1", lambda a: a.scare_quote_exact.f1),
        ),
    ),
    (
        "stances",
        "Stances",
        (
            ("first", lambda a: a.stance_tuples.first),
            ("second", lambda a: a.stance_tuples.second),
            ("tuple F1", lambda a: a.stance_tuples.f1),
            ("pair F1", lambda a: a.stance_pairs.f1),
            ("polarity κ", lambda a: a.stance_polarity.kappa),
            ("token α", lambda a: a.stance_tokens.alpha),
        ),
    ),
)


def tables(report: Report) -> list[Table]:
    """One table a layer that both passes have in some document. `documents` counts those; a dash stands for a figure
    that nothing defines."""
    made = []
    for layer, title, columns in _LAYERS:
        if not any(row.agreement.annotated[layer] for row in report.rows):
            continue
        header = ("collection", "language", "documents", *(name for name, _ in columns))
        rows = [
            (
                row.collection,
                row.language or "",
                f"{row.agreement.annotated[layer]:,}",
                *(cell(figure(row.agreement)) for _, figure in columns),
            )
            for row in report.rows
        ]
        made.append(Table(title, header, rows, NUMBERS_FROM))
    return made


def note(report: Report) -> str | None:
    """Why alpha is not known in some rows; None where it is."""
    if not report.without_text:
        return None
    count = f"{report.without_text:,} document{'' if report.without_text == 1 else 's'}"
    return f"Token α needs the text, and that of {count} is not at hand: a dash stands in their rows and in all."


def markdown(report: Report) -> str:
    """The tables as Markdown, and the note below; ends with a newline."""
    return in_markdown(tables(report), note(report))
