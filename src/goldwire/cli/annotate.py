"""`goldwire annotate`."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
import typer

from goldwire.annotation.article import Article, article
from goldwire.annotation.files import load_annotation, load_entities, load_propositions
from goldwire.annotation.passes import Pass
from goldwire.annotation.replacing import Change, change, goes_on, replace
from goldwire.annotation.sheet_origin import Origin, digest
from goldwire.annotation.suggestion_marks import Mark, began_as_suggestions
from goldwire.annotation.worksheet import (
    Applied,
    Sheet,
    WorksheetError,
    parse_worksheet,
    read_worksheet,
    worksheet,
)
from goldwire.checks.references import NO_ENTITY, NO_PROPOSITION
from goldwire.checks.registry import check_article
from goldwire.checks.run import Opened
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
from goldwire.cli.outputs import WORKSHEET, refuse_output
from goldwire.cli.sheets import apply_line, hand_out, keep_out, keep_sheet_out, refuse_withdrawn
from goldwire.corpus.raw import find_raw
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus, Loaded
from goldwire.model.annotation import Annotation
from goldwire.model.document import Document
from goldwire.model.incident import Incident, errors, printable
from goldwire.text.regular_file import read_regular

_MOST_BYTES = 64_000_000
"""The largest worksheet that is opened; the reader's own bound is in characters."""
_SHOWN = 50
"""Problems that are printed."""

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

    The worksheet of a withheld or fetched document holds its words: it may not be written into the corpus folder, nor
    to any place that git would track.

    Examples:

      goldwire annotate start gw-0123456789abcdef -o sheet.yaml

      goldwire annotate start gw-0123456789abcdef --fresh --pass second -o second.yaml
    """
    refuse_output(output, "--output", WORKSHEET)
    with refusals():
        work = opened(corpus, raw)
        record = one_document(work, document)
        refuse_withdrawn(work.corpus, record)
        keep_sheet_out(output, work.corpus, record)
        found = find_raw(work.corpus, record, work.raw, work.cache)
        loaded = load_annotation(_layers(work.corpus, reading), record)
        if errors(loaded.incidents) and not fresh:
            # An empty sheet in its place would look as if nothing was annotated.
            print_incidents(loaded.incidents, console=err, information=False)
            fail(
                f"the annotation of {record.doc_id} cannot be read: mend it, or begin anew with --fresh",
                status=INCIDENTS,
            )
        annotation = None if fresh else loaded.value
        unbound = fresh and reading is None
        try:
            sheet = worksheet(
                article(record, annotation, found.text),
                made_from=Origin(digest(annotation), reading, bound=not unbound),
            )
        except WorksheetError as error:
            fail(str(error))
    hand_out(sheet, output)
    if output is not None:
        # An empty sheet of what is annotated is for another reading: it would not be applied to the annotation itself.
        name = "NAME" if unbound and work.corpus.annotation_path(record).exists() else reading
        err.print(f"{output} written; next: {apply_line(output, record, raw, corpus, name)}")


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
    confirm: Annotated[
        bool,
        typer.Option(
            "--confirm",
            help="Apply a worksheet that empties a layer, takes most of its records away, or was edited by nobody. "
            "Without it, the command counts what would go.",
        ),
    ] = False,
    raw: RawOption = None,
    corpus: CorpusOption = Path(),
) -> None:
    """Turn a worksheet into the annotation of its document, and check it.

    It goes to the pass, or the annotation itself, that the worksheet was made from; where it does not say, --pass does.

    Strings that are absent or stand more than once are refused, with the places where they stand. So are keys that are
    not known, a worksheet in which suggestions of a system are still pending, and one whose annotation was changed
    since it was printed. A layer that it leaves out stays as it is. Nothing is written while there is any error, and a
    copy of what is replaced is kept in annotations/.replaced/.

    Examples:

      goldwire annotate apply sheet.yaml

      goldwire annotate apply sheet.yaml --drop-pending

      goldwire annotate apply second.yaml --pass second
    """
    with refusals():
        parsed = _parsed(sheet)
        work = opened(corpus, raw)
        record = one_document(work, parsed.doc_id or "")
        refuse_withdrawn(work.corpus, record)
        wanted = reading or (parsed.made_from.reading if parsed.made_from is not None else None)
        if wanted is not None and began_as_suggestions(parsed.record):
            fail(
                f"{sheet} began with a system's suggestions, and a pass is an independent reading, while suggested "
                f"labels pull their reader. Begin anew: goldwire annotate start {record.doc_id} --fresh --pass {wanted}"
            )
        reading = _reading(parsed, reading, sheet, record)
        if not record.included:
            keep_out(sheet, work.corpus, record, "move its worksheet")
        found = find_raw(work.corpus, record, work.raw, work.cache)
        layers = _layers(work.corpus, reading)
        loaded = load_annotation(layers, record)
        before = loaded.value
        try:
            applied = read_worksheet(parsed, article(record, before, found.text), drop_pending=drop_pending)
        except WorksheetError as error:
            _refuse(error)
        annotation = applied.annotation
        path = layers.annotation_path(record)
        whole = article(record, annotation, found.text)
        unchanged = annotation == before
        changed, copy = change(before, annotation), None
        if not unchanged:
            again = apply_line(sheet, record, raw, corpus, reading, confirm=True)
            _refuse_unreadable(loaded, record, again, confirm=confirm)
            if before is not None and not goes_on(layers, record, sheet, parsed.made_from, before):
                _refuse_other_origin(parsed, before, changed, record, reading, again, confirm=confirm)
            _refuse_unconfirmed(parsed, changed, whole, again, confirm=confirm)
        invalid = problems("annotation", msgspec.to_builtins(annotation))
        for departure in invalid:
            err.print(printable(f"{departure.pointer}: {departure.message}"))
        incidents = check_article(whole, work.entities, work.propositions) if not invalid else []
        print_incidents([*_broken_lists(work, incidents), *incidents], console=err, information=False)
        if invalid or errors(incidents):
            fail("nothing was written", status=INCIDENTS)
        if not unchanged:
            with work.corpus.locked():
                if load_annotation(layers, record).value != before:
                    fail(
                        f"another process changed the annotation of {record.doc_id}; nothing was written",
                        status=INCIDENTS,
                    )
                copy = replace(layers, record, annotation, sheet, parsed.made_from)
    out.print(str(path))
    err.print(f"{'unchanged' if unchanged else 'written'}; {tally(incidents)}")
    if before is not None and not unchanged:
        err.print(f"against what stood there: {str(changed) or 'other provenance, guidelines or author'}")
    if copy is not None:
        err.print(f"what stood there is kept; to get it back: cp {shlex.quote(str(copy))} {shlex.quote(str(path))}")
    _tell_of_suggestions(applied)


def _layers(corpus: Corpus, reading: str | None) -> Corpus:
    """Where annotations are read and written: the corpus, or one of its passes."""
    return corpus if reading is None else Pass(corpus, reading)


def _refuse(error: WorksheetError) -> NoReturn:
    for problem in error.problems[:_SHOWN]:
        err.print(printable(problem).replace("\\n", "\n"))
    if len(error.problems) > _SHOWN:
        err.print(f"and {len(error.problems) - _SHOWN:,} more")
    for line in error.pending:
        err.print(printable(line))
    wrong = []
    if error.problems:
        wrong.append(f"{number(len(error.problems), 'mistake')} in the worksheet")
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


def _parsed(path: Path) -> Sheet:
    """The worksheet at a path. Leaves with a message where it is none."""
    try:
        source = read_regular(path, max_bytes=_MOST_BYTES).decode("utf-8")
    except UnicodeDecodeError:
        fail(f"{path} is not UTF-8")
    try:
        sheet = parse_worksheet(source)
    except WorksheetError as error:
        fail(printable(f"{path} is {error}"), status=INCIDENTS)
    if sheet.doc_id is None:
        fail(f"{path} is no worksheet: it has no doc_id. Begin one with: goldwire annotate start DOC")
    return sheet


def _reading(sheet: Sheet, named: str | None, path: Path, document: Document) -> str | None:
    """The pass to work on: the one that the worksheet was made from. One that does not say goes where the call says."""
    made_from = sheet.made_from
    if made_from is None or not made_from.bound:
        return named
    if named is not None and named != made_from.reading:
        kind = "the annotation itself" if made_from.reading is None else f"pass {made_from.reading}"
        fail(
            printable(
                f"{path} was made from {kind}, not from pass {named}; nothing was written. Leave out --pass, or begin "
                f"a worksheet of that pass: goldwire annotate start {document.doc_id} --pass {named}"
            )
        )
    return made_from.reading


def _broken_lists(work: Opened, incidents: Sequence[Incident]) -> list[Incident]:
    """What is wrong with the lists in which an entity or proposition of the annotation is not found."""
    found = {incident.code for incident in incidents}
    broken: list[Incident] = []
    if NO_ENTITY.code in found:
        broken += load_entities(work.corpus).incidents
    if NO_PROPOSITION.code in found:
        broken += load_propositions(work.corpus).incidents
    return errors(broken)


def _refuse_unreadable(loaded: Loaded[Annotation | None], document: Document, again: str, *, confirm: bool) -> None:
    """Leave where the annotation that stands there cannot be read: nobody knows what would go."""
    if confirm or not errors(loaded.incidents):
        return
    print_incidents(loaded.incidents, console=err, information=False)
    fail(
        f"the annotation of {document.doc_id} cannot be read, so nobody can say what would go; nothing was written. "
        f"Mend it, or replace it: {again}",
        status=INCIDENTS,
    )


def _refuse_other_origin(
    sheet: Sheet,
    before: Annotation,
    changed: Change,
    document: Document,
    reading: str | None,
    again: str,
    *,
    confirm: bool,
) -> None:
    """Leave where a worksheet would replace labels that it was not made from: they are somebody's work."""
    if sheet.made_from is None:
        if changed.losing and not confirm:
            fail(
                f"the worksheet does not say what it was made from, and would replace labels of {document.doc_id}: "
                f"{changed}; nothing was written. Carry its labels over to a new worksheet (goldwire annotate start "
                f"{document.doc_id}), leave the layers out that shall stay, or replace them: {again}"
            )
        return
    if sheet.made_from.annotation == digest(before):
        return
    anew = f"goldwire annotate start {document.doc_id}" + (f" --pass {reading}" if reading is not None else "")
    since = (
        "changed since the worksheet was printed" if sheet.made_from.annotation else "not what the worksheet began with"
    )
    fail(
        f"the annotation of {document.doc_id} was {since}, and would be replaced ({changed}); nothing was written. "
        f"Begin a worksheet of what stands there now, and carry your labels over: {anew}. If what stands there is to "
        "go, take made_from out of the worksheet",
        status=INCIDENTS,
    )


def _refuse_unconfirmed(sheet: Sheet, changed: Change, whole: Article, again: str, *, confirm: bool) -> None:
    """Leave where a worksheet would empty layers, or was edited by nobody, until that is confirmed."""
    if confirm:
        return
    if changed.grave:
        losses = ", ".join(f"{layer.removed:,} of {layer.noun(layer.held)}" for layer in changed.grave)
        fail(
            f"this would take {losses} away from {whole.document.doc_id}; nothing was written. A layer that the "
            f"worksheet leaves out stays as it is. If the labels are to go: {again}"
        )
    if sheet.made_from is not None and sheet.made_from.annotation is None and _unedited(sheet, whole):
        fail(
            f"nobody edited this worksheet: {whole.document.doc_id} would count as annotated, with no label in it; "
            "nothing was written. Take the layers out that you did not annotate; where you read the text and found "
            f"nothing: {again}"
        )


def _unedited(sheet: Sheet, whole: Article) -> bool:
    """Whether a worksheet that began empty is still as it was printed."""
    fresh = worksheet(article(whole.document, None, whole.raw), made_from=sheet.made_from)
    return bool(parse_worksheet(fresh).record == sheet.record)
