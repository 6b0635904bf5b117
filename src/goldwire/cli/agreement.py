"""`goldwire agreement`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import msgspec
import typer

from goldwire.annotation.article import NOTHING_LISTED, article
from goldwire.annotation.passes import Pass, Passes, Twice, pass_names, read_passes
from goldwire.checks.anchors import CUT, spans_hold
from goldwire.checks.references import ids_are_unique, references_resolve
from goldwire.checks.run import Opened
from goldwire.cli.console import (
    INCIDENTS,
    CorpusOption,
    JsonOption,
    RawOption,
    err,
    fail,
    number,
    opened,
    print_incidents,
    print_json,
    print_tables,
    refusals,
    tally,
)
from goldwire.cli.sources import how_to_get
from goldwire.cli.terminal import write
from goldwire.corpus.raw import find_raw
from goldwire.corpus.store import Corpus
from goldwire.extras import missing
from goldwire.model.document import Document
from goldwire.model.incident import Incident, errors, in_order

if TYPE_CHECKING:
    from goldwire.scoring.agreement import Report

NAME = "agreement"
EXTRA = ("krippendorff", "numpy", "scipy", "sklearn")
_SHOWN = 6
"""Documents of one pass only that are named; the rest are counted."""


def command(
    first: Annotated[str, typer.Option(help="A pass: a folder in annotations/passes.", metavar="PASS")] = "first",
    second: Annotated[str, typer.Option(help="The pass to compare it with.", metavar="PASS")] = "second",
    raw: RawOption = None,
    corpus: CorpusOption = Path(),
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the tables as Markdown, for pages.")] = False,
    json: JsonOption = False,
) -> None:
    """Tell how well two independent annotation passes agree, on the documents that are in both.

    A pass is a folder of annotation files: annotations/passes/PASS/COLLECTION/DOC.json. Exit status 1 if any of them is
    broken; the rest is compared all the same.

    Examples:

      goldwire agreement

      goldwire agreement --raw ~/wire      (also alpha of withheld documents, which needs their text)

      goldwire agreement --first anna --second ben --json
    """
    with refusals():
        work = opened(corpus, raw)
        ours, theirs = Pass(work.corpus, first), Pass(work.corpus, second)
        passes = read_passes(work.documents, ours, theirs)
        if not passes.shared:
            print_incidents(passes.incidents, console=err, information=False)
            _refuse(work.corpus, ours, theirs)
        incidents = [*work.incidents, *passes.incidents]
        report, textless, met = _compared(work, passes, ours, theirs)
        incidents += met
    compared = report.rows[-1].agreement.documents
    if json:
        print_json(
            {
                "first": first,
                "second": second,
                "documents": compared,
                "only_first": passes.only_first,
                "only_second": passes.only_second,
                "rows": [row.json() for row in report.rows],
                "incidents": in_order(incidents),
            }
        )
    elif markdown:
        _print_markdown(report)
    else:
        _print(report, how_to_get(textless, named_raw=raw is not None))
        print_incidents(incidents, console=err, information=False)
    left_out = passes.shared - compared
    err.print(
        f"{number(compared, 'document')} compared, in {first} and {second}"
        + (f"; {left_out:,} left out for their incidents" if left_out else "")
        + (f"; {tally(incidents)}" if incidents else "")
    )
    for name, only in ((first, passes.only_first), (second, passes.only_second)):
        if only:
            more = f" and {len(only) - _SHOWN:,} more" if len(only) > _SHOWN else ""
            err.print(f"only in {name}: {', '.join(only[:_SHOWN])}{more}")
    if errors(incidents):
        raise typer.Exit(INCIDENTS)


def _refuse(corpus: Corpus, first: Pass, second: Pass) -> NoReturn:
    absent = [corpus.relative(reading.folder) for reading in (first, second) if not reading.folder.is_dir()]
    why = f"there is no {' and no '.join(absent)}" if absent else f"{first.name} and {second.name} have none in common"
    fail(
        f"no document to compare: {why}. Passes of this corpus: {', '.join(pass_names(corpus)) or 'none'}. Put the "
        "files of two independent ones in annotations/passes/PASS/COLLECTION/DOC.json: goldwire annotate start DOC "
        "--fresh --pass PASS, then goldwire annotate apply SHEET"
    )


def _compared(work: Opened, passes: Passes, first: Pass, second: Pass) -> tuple[Report, list[Document], list[Incident]]:
    """The report on all documents whose two annotations can be compared, those whose text is not at hand, and what is
    wrong with the others."""
    try:
        # Imported here: these libraries are an extra, and slow to load.
        from goldwire.scoring.agreement import Pair, report
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in EXTRA:
            raise
        fail(missing(error, "agreement"))
    incidents: list[Incident] = []
    textless: list[Document] = []

    def pairs() -> Iterator[Pair]:
        for twice in passes.twice:
            document = twice.document
            found = find_raw(work.corpus, document, work.raw, work.cache)
            incidents.extend(found.incidents)
            broken = list(_not_comparable(twice, found.text, first, second))
            incidents.extend(broken)
            textless.extend([document] if found.text is None else [])
            if not broken:
                yield Pair(document.collection, document.language, twice.first, twice.second, found.text)

    return report(pairs()), textless, incidents


def _not_comparable(twice: Twice, raw: str | None, first: Pass, second: Pass) -> Iterator[Incident]:
    """The errors that leave nothing to compare: ids, references and anchors. What else is wrong in a pass is its
    annotator's work, and counts as disagreement; so does a span in a line that the pass dropped."""
    for reading, annotation in ((first, twice.first), (second, twice.second)):
        whole = article(twice.document, annotation, raw)
        file = reading.relative(reading.annotation_path(twice.document))
        for check in (ids_are_unique, references_resolve, spans_hold):
            for incident in errors(check(whole, NOTHING_LISTED)):
                if incident.code != CUT.code:
                    yield msgspec.structs.replace(incident, file=file)


def _print_markdown(report: Report) -> None:
    from goldwire.scoring.agreement_tables import markdown

    write(markdown(report))


def _print(report: Report, way: str) -> None:
    from goldwire.scoring.agreement_tables import note, tables

    print_tables(tables(report))
    why = note(report)
    if why is not None:
        err.print(f"{why} To get it: {way}." if way else why)
