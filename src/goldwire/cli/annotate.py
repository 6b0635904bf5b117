"""`goldwire annotate`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer
import yaml

from goldwire.annotation.article import article
from goldwire.annotation.files import load_annotation, write_annotation
from goldwire.annotation.passes import Pass
from goldwire.annotation.worksheet import WorksheetError, apply_worksheet, worksheet
from goldwire.checks.registry import check_article
from goldwire.cli.console import (
    INCIDENTS,
    CorpusOption,
    RawOption,
    err,
    fail,
    one_document,
    opened,
    out,
    print_incidents,
    refusals,
    tally,
)
from goldwire.corpus.raw import find_raw
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus
from goldwire.corpus.tracking import would_be_tracked
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
    with refusals():
        work = opened(corpus, raw)
        record = one_document(work, document)
        place = output if output is not None else _redirected()
        if place is not None and record.withheld:
            _keep_out(place, work.corpus, record.doc_id, "write its worksheet")
        found = find_raw(work.corpus, record, work.raw)
        annotation = None if fresh else load_annotation(_layers(work.corpus, reading), record).value
        try:
            sheet = worksheet(article(record, annotation, found.text))
        except WorksheetError as error:
            fail(str(error))
    if output is None:
        sys.stdout.write(sheet)
        return
    if output.exists():
        fail(f"{output} is there already; nothing was written")
    with refusals():
        output.write_text(sheet, encoding="utf-8")
    err.print(f"{output} written; next: goldwire annotate apply {shlex.quote(str(output))}")


@app.command()
def apply(
    sheet: Annotated[Path, typer.Argument(help="The worksheet.", exists=True, dir_okay=False)],
    reading: PassOption = None,
    raw: RawOption = None,
    corpus: CorpusOption = Path(),
) -> None:
    """Turn a worksheet into the annotation of its document, and check it.

    Strings that are absent or stand more than once are refused, with the places where they stand. Nothing is written
    while there is any error.

    Examples:

      goldwire annotate apply sheet.yaml

      goldwire annotate apply second.yaml --pass second
    """
    with refusals():
        if not _is_utf8(sheet):
            fail(f"{sheet} is not UTF-8")
        source = sheet.read_text(encoding="utf-8")
        work = opened(corpus, raw)
        record = one_document(work, _document_of(source, sheet))
        if record.withheld:
            _keep_out(sheet, work.corpus, record.doc_id, "move its worksheet")
        found = find_raw(work.corpus, record, work.raw)
        layers = _layers(work.corpus, reading)
        before = load_annotation(layers, record).value
        try:
            annotation = apply_worksheet(source, article(record, before, found.text))
        except WorksheetError as error:
            for problem in error.problems:
                err.print(printable(problem).replace("\\n", "\n"))
            fail(
                f"{len(error.problems)} strings or records cannot be resolved; nothing was written",
                status=INCIDENTS,
            )
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


def _layers(corpus: Corpus, reading: str | None) -> Corpus:
    """Where annotations are read and written: the corpus, or one of its passes."""
    return corpus if reading is None else Pass(corpus, reading)


def _keep_out(path: Path, corpus: Corpus, doc_id: str, deed: str) -> None:
    """Refuse a place for the words of a withheld document from which they could be published."""
    if path.resolve().is_relative_to(corpus.root):
        fail(f"{doc_id} is withheld: {deed} to a place outside {corpus.root}")
    if would_be_tracked(path):
        fail(f"{doc_id} is withheld, and git would track {path}: {deed} to a place outside every repository")


def _redirected() -> Path | None:
    """The file to which stdout goes, where the system tells."""
    try:
        path = Path("/proc/self/fd/1").readlink()
    except OSError:
        return None
    return path if path.is_file() else None


def _is_utf8(path: Path) -> bool:
    try:
        path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _document_of(source: str, path: Path) -> str:
    try:
        sheet = yaml.safe_load(source)
    except yaml.YAMLError as error:
        fail(f"{path} is not YAML: {error}", status=INCIDENTS)
    if not isinstance(sheet, dict) or not isinstance(sheet.get("doc_id"), str):
        fail(f"{path} is no worksheet: it has no doc_id. Begin one with: goldwire annotate start DOC")
    identifier: str = sheet["doc_id"]
    return identifier
