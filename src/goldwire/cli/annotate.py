"""`goldwire annotate`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated, Any, NoReturn

import msgspec
import typer
import yaml

from goldwire.annotation.article import article
from goldwire.annotation.files import load_annotation, write_annotation
from goldwire.annotation.passes import Pass
from goldwire.annotation.suggestion_marks import Mark, began_as_suggestions
from goldwire.annotation.worksheet import Applied, WorksheetError, read_worksheet, worksheet
from goldwire.checks.registry import check_article
from goldwire.cli.console import (
    INCIDENTS,
    CorpusOption,
    RawOption,
    err,
    fail,
    number,
    one_document,
    opened,
    out,
    print_incidents,
    refusals,
    tally,
)
from goldwire.cli.outputs import refuse_output
from goldwire.cli.sheets import hand_out, keep_out, keep_sheet_out
from goldwire.corpus.raw import find_raw
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus
from goldwire.model.incident import errors, printable

PassOption = Annotated[
    str | None,
    typer.Option(
        "--pass",
        help="Work on this pass, in annotations/passes/, instead of the annotation itself: first, second, ...",
        metavar="NAME",
    ),
]

app = typer.Typer(no_args_is_help=True, help="Write annotations as worksheets: exact strings, never offsets.")


@app.command()
def start(
    document: Annotated[str, typer.Argument(help="Id of the document, or its beginning.", metavar="DOC")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of to stdout.")] = None,
    reading: PassOption = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="An empty worksheet, whatever is annotated: for an independent reading.")
    ] = False,
    raw: RawOption = None,
    corpus: CorpusOption = Path(),
) -> None:
    """Print the worksheet of a document: its annotation, or a fresh one with the cleaner's line roles.

    The worksheet of a withheld document holds its words: it may not be written into the corpus folder, nor to any
    place that git would track.

    Examples:

      goldwire annotate start gw-0123456789abcdef -o sheet.yaml

      goldwire annotate start gw-0123456789abcdef --fresh -o second.yaml
    """
    refuse_output(output, "--output")
    with refusals():
        work = opened(corpus, raw)
        record = one_document(work, document)
        keep_sheet_out(output, work.corpus, record)
        found = find_raw(work.corpus, record, work.raw)
        annotation = None if fresh else load_annotation(_layers(work.corpus, reading), record).value
        try:
            sheet = worksheet(article(record, annotation, found.text))
        except WorksheetError as error:
            fail(str(error))
    hand_out(sheet, output)
    if output is not None:
        err.print(f"{output} written; next: goldwire annotate apply {shlex.quote(str(output))}")


@app.command()
def apply(
    sheet: Annotated[Path, typer.Argument(help="The worksheet.", exists=True, dir_okay=False)],
    reading: PassOption = None,
    drop_pending: Annotated[
        bool,
        typer.Option(
            "--drop-pending",
            help="Leave out the suggestions that nobody accepted or rejected. A layer that holds nothing else stays "
            "without annotation.",
        ),
    ] = False,
    raw: RawOption = None,
    corpus: CorpusOption = Path(),
) -> None:
    """Turn a worksheet into the annotation of its document, and check it.

    Strings that are absent or stand more than once are refused, with the places where they stand. So is a worksheet in
    which suggestions of a system are still pending. Nothing is written while there is any error.

    Examples:

      goldwire annotate apply sheet.yaml

      goldwire annotate apply sheet.yaml --drop-pending

      goldwire annotate apply second.yaml --pass second
    """
    with refusals():
        if not _is_utf8(sheet):
            fail(f"{sheet} is not UTF-8")
        source = sheet.read_text(encoding="utf-8")
        work = opened(corpus, raw)
        parsed = _parsed(source, sheet)
        record = one_document(work, parsed["doc_id"])
        if reading is not None and began_as_suggestions(parsed):
            fail(
                f"{sheet} began with a system's suggestions, and a pass is an independent reading, while suggested "
                f"labels pull their reader. Begin anew: goldwire annotate start {record.doc_id} --fresh"
            )
        if record.withheld:
            keep_out(sheet, work.corpus, record.doc_id, "move its worksheet")
        found = find_raw(work.corpus, record, work.raw)
        layers = _layers(work.corpus, reading)
        before = load_annotation(layers, record).value
        try:
            applied = read_worksheet(source, article(record, before, found.text), drop_pending=drop_pending)
        except WorksheetError as error:
            _refuse(error)
        annotation = applied.annotation
        invalid = problems("annotation", msgspec.to_builtins(annotation))
        for departure in invalid:
            err.print(f"{departure.pointer}: {departure.message}")
        incidents = check_article(article(record, annotation, found.text), work.entities) if not invalid else []
        print_incidents(incidents, console=err, information=False)
        if invalid or errors(incidents):
            fail("nothing was written", status=INCIDENTS)
        path = layers.annotation_path(record)
        unchanged = annotation == before
        if not unchanged:
            write_annotation(path, annotation)
    out.print(str(path))
    err.print(f"{'unchanged' if unchanged else 'written'}; {tally(incidents)}")
    _tell_of_suggestions(applied)


def _layers(corpus: Corpus, reading: str | None) -> Corpus:
    """Where annotations are read and written: the corpus, or one of its passes."""
    return corpus if reading is None else Pass(corpus, reading)


def _refuse(error: WorksheetError) -> NoReturn:
    for problem in error.problems:
        err.print(printable(problem).replace("\\n", "\n"))
    for line in error.pending:
        err.print(printable(line))
    wrong = []
    if error.problems:
        wrong.append(f"{len(error.problems)} strings or records cannot be resolved")
    if error.pending:
        wrong.append(
            "suggestions are pending: write accepted or rejected for each, or leave them out with --drop-pending"
        )
    fail(f"{'; '.join(wrong)}; nothing was written", status=INCIDENTS)


def _tell_of_suggestions(applied: Applied) -> None:
    """What became of the suggestions, where the worksheet had any."""
    for mark in Mark:
        layers = {layer: counts[mark] for layer, counts in applied.marks.items() if counts[mark]}
        if layers:
            shares = ", ".join(f"{layer} {count:,}" for layer, count in layers.items())
            fate = {
                Mark.PENDING: "left out; they stay in the worksheet",
                Mark.REJECTED: "left out",
                Mark.ACCEPTED: "labels now",
            }[mark]
            err.print(f"{number(sum(layers.values()), f'{mark} suggestion')} ({shares}): {fate}")
    if applied.unread:
        err.print(
            f"not annotated, for nothing in them was accepted and not all was judged: {', '.join(applied.unread)}"
        )


def _is_utf8(path: Path) -> bool:
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _parsed(source: str, path: Path) -> dict[str, Any]:
    try:
        sheet = yaml.safe_load(source)
    except yaml.YAMLError as error:
        fail(f"{path} is not YAML: {error}", status=INCIDENTS)
    if not isinstance(sheet, dict) or not isinstance(sheet.get("doc_id"), str):
        fail(f"{path} is no worksheet: it has no doc_id. Begin one with: goldwire annotate start DOC")
    return sheet
