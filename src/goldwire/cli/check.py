"""`goldwire check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from goldwire.checks.leaks import Leaks
from goldwire.checks.registry import document_checks
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
    one_document,
    opened,
    out,
    print_incidents,
    print_json,
    progress,
    refusals,
    tally,
)
from goldwire.cli.sources import counted_matches, how_to_get, refuse_if_none_is_there, withheld_of
from goldwire.model.document import Document, Match, TextKind
from goldwire.model.incident import errors, in_order, known_codes

NAME = "check"


def command(
    documents: Annotated[
        list[str] | None, typer.Argument(help="Documents; all if none is named.", metavar="[DOC]...")
    ] = None,
    raw: RawOption = None,
    all_: Annotated[bool, typer.Option("--all", help="Print incidents that only inform, too.")] = False,
    explain: Annotated[
        str | None,
        typer.Option(help="Explain an incident code and leave; `all` explains every one.", metavar="CODE"),
    ] = None,
    workers: WorkersOption = 1,
    corpus: CorpusOption = Path(),
    json: JsonOption = False,
) -> None:
    """Check the corpus: records, ledger, raw files, annotations, splits. Exit status 1 if there is any error.

    Texts of different splits are compared with one another only where no documents are named.

    Examples:

      goldwire check

      goldwire check --raw ~/wire          (also compares the spans of withheld documents with their text)

      goldwire check gw-0123456789abcdef --json

      goldwire check --explain GW-E057
    """
    if explain is not None:
        _explain(explain)
        return
    with refusals({"documents": 0} if json else None):
        work = opened(corpus, raw)
        chosen = [one_document(work, name) for name in documents] if documents else work.documents
        names = {document.doc_id for document in chosen}
        incidents = [i for i in work.incidents if not documents or i.document in names]
        found: dict[TextKind, list[Match]] = {"fetched": [], "withheld": []}
        lacking: list[Document] = []
        leaks = Leaks(work)
        bar, task = progress("checking", len(chosen))
        with bar:
            for verdict in verdicts(work, chosen, workers=workers):
                incidents += verdict.incidents
                document = verdict.article.document
                if not document.included:
                    found[document.rights.text].append(verdict.match)
                    lacking += [document] if verdict.match is not Match.OK else []
                if not documents:  # pairs are looked for in the whole corpus
                    leaks.see(verdict)
                bar.advance(task)
        incidents += leaks.incidents()
    if json:
        print_json({"documents": len(chosen), "incidents": in_order(incidents)})
    else:
        print_incidents(incidents, console=out, information=all_)
        err.print(f"{number(len(chosen), 'document')}: {tally(incidents)}")
        for kind, matches in found.items():
            if matches:
                way = how_to_get((one for one in lacking if one.rights.text == kind), named_raw=raw is not None)
                err.print(counted_matches(kind, None, matches) + (f" ({way})" if way else ""))
    refuse_if_none_is_there(work.raw, withheld_of(work))
    if errors(incidents):
        raise typer.Exit(INCIDENTS)


def _explain(name: str) -> None:
    document_checks()  # loads the modules in which codes are defined
    codes = [code for code in known_codes() if name.lower() in ("all", code.code.lower())]
    if not codes:
        fail(f"{name!r} is no incident code; goldwire check --explain all lists them")
    for code in codes:
        out.print(f"{code.code} ({code.severity}): {code.title}\n  {code.meaning}\n  → {code.remedy}")
