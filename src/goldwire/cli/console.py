"""What all commands share: consoles, options, exit statuses and the printing of incidents.

Data go to stdout, words to stderr. How they are printed is the matter of `cli.terminal`.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.measure import Measurement
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text

from goldwire.checks.run import Opened, open_corpus
from goldwire.cli.interrupts import came
from goldwire.cli.terminal import Shown, err, json_text, out
from goldwire.corpus.cache import Cache
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.model.document import Document
from goldwire.model.incident import IN_TEXT, IN_WORDS, Incident, Severity, in_order, printable
from goldwire.running import WorkerDied
from goldwire.scoring.tables import Table as Figures

__all__ = ["err", "out"]

INCIDENTS, MISUSE = 1, 2
"""Exit statuses: something is wrong with the data; something is wrong with the call."""

_WIDEST = 1000
"""Characters of a line of a table."""
_NAMED = 6
"""Documents that a message names; of more it gives the number."""
_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "dim"}

CorpusOption = Annotated[
    Path,
    typer.Option(
        "--corpus",
        envvar="GOLDWIRE_CORPUS",
        help="The corpus folder, or a folder inside it.",
        show_default=".",
    ),
]
RawOption = Annotated[
    Path | None,
    typer.Option(
        "--raw",
        envvar="GOLDWIRE_RAW",
        help="Folder with the raw files of withheld documents. Files are found by their SHA-256, whatever their names.",
        exists=True,
        file_okay=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON on stdout, for programs.")]
OutOption = Annotated[
    Path | None, typer.Option("--out", help="Where releases stand.", show_default="dist/ of the corpus")
]
WorkersOption = Annotated[int, typer.Option("--workers", min=1, help="Processes that share the work.")]


def fail(message: str, *, status: int = MISUSE) -> NoReturn:
    """Say what is wrong on stderr and leave."""
    err.print(Text.assemble(("error: ", "bold red"), printable(message, keep=IN_TEXT)))
    raise typer.Exit(status)


@contextmanager
def refusals(empty: dict[str, Any] | None = None) -> Iterator[None]:
    """Turn errors that a user can mend into a message and an exit status. `empty` is what the command prints as JSON,
    where that is asked for, of a corpus whose settings are wrong; the incidents go into it."""
    try:
        yield
    except CorpusError as error:
        if not error.incidents:
            fail(str(error))
        if empty is not None:
            print_json(empty | {"incidents": error.incidents})
        print_incidents(error.incidents, console=err, information=False)
        fail("the corpus's settings are wrong, so nothing can be done", status=INCIDENTS)
    except WorkerDied as error:
        fail(str(error), status=INCIDENTS)
    except BrokenPipeError:
        raise
    except OSError as error:
        place = "" if error.filename is None else f"{printable(str(error.filename))}: "
        fail(f"{place}{error.strerror or error}")


def confirmed(question: str) -> bool:
    """Whether somebody says yes to a question on the terminal."""
    try:
        return typer.confirm(question, err=True)
    except typer.Abort:  # the end of the input, or Ctrl-C
        err.print()
        if came():
            raise KeyboardInterrupt from None
        return False


def opened(folder: Path, raw: Path | None, *, fetched: bool = True) -> Opened:
    """The corpus at `folder`, read for work: with what was fetched, unless `fetched` is false."""
    return open_corpus(Corpus.at(folder), raw, Cache() if fetched else None)


def one_document(work: Opened, name: str) -> Document:
    """The document whose id is `name` or begins with it. Leaves with status 2 where it is none or several."""
    wanted = name if name.startswith("gw-") else f"gw-{name}"
    documents = work.records
    found = [document for document in documents if document.doc_id.startswith(wanted)]
    expect_one(name, [document.doc_id for document in found], [document.doc_id for document in documents], "the corpus")
    return found[0]


def expect_one(name: str, found: Sequence[str], ids: Sequence[str], where: str) -> None:
    """Leave with a message unless one id was found that begins with `name`; `ids` are all that `where` holds."""
    some = found or ids
    named = ", ".join(some[:_NAMED]) + (f" and {len(some) - _NAMED:,} more" if len(some) > _NAMED else "")
    if not found:
        fail(f"no document's id begins with {name!r}; {where} holds {named or 'no documents'}")
    if len(found) > 1:
        fail(f"{name!r} begins the ids of {len(found):,} documents: {named}")


def escape_what_stdout_lacks() -> None:
    """Let characters that the encoding of stdout does not have be printed escaped, as stderr does from the start."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def print_json(value: Any) -> None:
    """One JSON value on stdout, in ASCII where that is all that stdout takes."""
    text = json_text(value)
    if (sys.stdout.encoding or "utf-8").lower().replace("-", "") != "utf8":
        text = json.dumps(json.loads(text), indent=2)
    sys.stdout.write(text + "\n")


def print_incidents(incidents: Iterable[Incident], *, console: Shown, information: bool) -> None:
    """Incidents for people, each with its place and its remedy; those that only inform are left out unless asked."""
    for incident in in_order(incidents):
        if incident.severity is Severity.INFO and not information:
            continue
        # Messages about files begin with their names; once is enough.
        file = None if incident.message.startswith(incident.file or "\0") else incident.file
        place = " ".join(part for part in (incident.document, file, incident.pointer) if part)
        console.print(
            Text.assemble(
                (f"{incident.severity} {incident.code}", _STYLE[incident.severity]),
                printable(f" {place}: {incident.message}" if place else f" {incident.message}", keep=IN_TEXT),
            )
        )
        console.print(Text(f"    → {incident.remedy}", style="dim"))


def tally(incidents: Iterable[Incident]) -> str:
    """Incidents by severity, in words."""
    counts = Counter(incident.severity for incident in incidents)
    errors, warnings, infos = (counts[severity] for severity in Severity)
    return f"{number(errors, 'error')}, {number(warnings, 'warning')}, {infos:,} for information"


def number(count: int, noun: str) -> str:
    """A count with its noun: `1 error`, `2 errors`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def progress(description: str, total: int | None) -> tuple[Progress, Any]:
    """A progress bar on stderr, shown on a terminal only."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    return bar, bar.add_task(description, total=total)


def table(header: Iterable[str], rows: Iterable[Iterable[str]], *, numbers_from: int) -> Table:
    """A plain table; columns from `numbers_from` on are numbers. It is as wide as its cells: a narrow terminal wraps
    lines, where Rich would cut figures off."""
    result = Table(box=None, pad_edge=False, header_style="bold")
    for position, name in enumerate(header):
        result.add_column(name, justify="right" if position >= numbers_from else "left", no_wrap=True)
    for row in rows:
        result.add_row(*(Text(printable(cell, keep=IN_WORDS)) for cell in row))
    result.width = Measurement.get(out, out.options.update(max_width=_WIDEST), result).maximum
    return result


def print_tables(tables: Iterable[Figures]) -> None:
    """Tables of figures on stdout."""
    for one in tables:
        out.print(one.title)
        out.print(table(one.header, one.rows, numbers_from=one.numbers_from))
        out.print()
