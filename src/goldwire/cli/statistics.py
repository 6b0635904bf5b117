"""`goldwire statistics`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goldwire.checks.run import verdicts
from goldwire.cli.console import (
    INCIDENTS,
    CorpusOption,
    JsonOption,
    RawOption,
    WorkersOption,
    err,
    fail,
    number,
    opened,
    print_incidents,
    print_json,
    print_tables,
    progress,
    refusals,
)
from goldwire.cli.sources import how_to_get
from goldwire.cli.terminal import write
from goldwire.model.incident import errors
from goldwire.scoring.tables import Table, cell, in_markdown
from goldwire.statistics.report import MEASURES, Statistics

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "statistics"


def command(
    raw: RawOption = None,
    workers: WorkersOption = 1,
    corpus: CorpusOption = Path(),
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the tables as Markdown, for pages.")] = False,
    json: JsonOption = False,
) -> None:
    """Tell how collections and languages differ: sentences, names, quotes, cues, stances, and names shared by splits.

    Counted are documents with their text and all layers. Texts that lie elsewhere are read where they are at hand:
    what was fetched, and withheld ones with --raw. Exit status 1 if a document is broken; the rest is counted all the
    same.

    Examples:

      goldwire statistics

      goldwire statistics --raw ~/wire --json > statistics.json
    """
    with refusals():
        work = opened(corpus, raw)
        if not work.documents:
            fail("this corpus has no document: goldwire add FILE --story STORY takes the first one in")
        statistics, incidents, textless = Statistics(), list(work.incidents), []
        bar, task = progress("counting", len(work.documents))
        with bar:
            for verdict in verdicts(work, workers=workers):
                article = verdict.article
                incidents += verdict.incidents
                if article.raw is None:
                    textless.append(article.document)
                if not errors(verdict.incidents):
                    statistics.add(article, work.assignment.splits[article.document.doc_id])
                bar.advance(task)
    if json:
        print_json(statistics.json())
    elif markdown:
        write(in_markdown(_tables(statistics)))
    else:
        print_tables(_tables(statistics))
    broken = errors(incidents)
    print_incidents(broken, console=err, information=False)
    counted = sum(counts.documents for counts in statistics.groups.values())
    left_out = len(work.documents) - counted
    err.print(
        f"{number(counted, 'document')} counted"
        + (f"; {left_out:,} left out: without text, without all layers, or with errors" if left_out else "")
    )
    way = how_to_get(textless, named_raw=raw is not None)
    if way:
        err.print(f"To get the texts of {number(len(textless), 'document')}: {way}.")
    if broken:
        raise typer.Exit(INCIDENTS)


def _tables(statistics: Statistics) -> Iterable[Table]:
    """The figures by subject, a column a group; then the cues, and the names that splits share."""
    groups = sorted(statistics.groups)
    header = tuple(f"{collection} {language}" for collection, language in groups)
    for subject in dict.fromkeys(measure.subject for measure in MEASURES):
        rows = [
            (measure.title, *(cell(measure.of(statistics.groups[group])) for group in groups))
            for measure in MEASURES
            if measure.subject == subject
        ]
        yield Table(subject, (subject.lower(), *header), rows, 1)
    yield from _cues(statistics)
    overlaps = [
        (one.split, one.training, cell(one.names), cell(one.words), cell(one.entities)) for one in statistics.overlaps()
    ]
    if overlaps:
        columns = ("split", "training split", "names", "same words", "same listed entity")
        yield Table("Names of a split that a training split has, too", columns, overlaps, 2)


def _cues(statistics: Statistics) -> Iterator[Table]:
    rows = [
        (collection, language, ", ".join(f"{cue} {share:.3f}" for cue, share in cues))
        for (collection, language), cues in statistics.cues().items()
    ]
    if rows:
        yield Table("Most frequent cues, with their share", ("collection", "language", "cues"), rows, 3)
