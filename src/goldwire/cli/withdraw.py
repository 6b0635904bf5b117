"""`goldwire withdraw`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from goldwire.annotation.purging import Purged, belongings, purge
from goldwire.cli.console import (
    INCIDENTS,
    CorpusOption,
    JsonOption,
    confirmed,
    err,
    fail,
    number,
    one_document,
    opened,
    out,
    print_json,
    refusals,
)
from goldwire.corpus.ledger import Fate, Standing
from goldwire.corpus.store import Corpus
from goldwire.corpus.withdrawing import checked_reason, refuse_inactive, withdraw
from goldwire.model.document import Document
from goldwire.model.incident import printable

NAME = "withdraw"


def command(
    documents: Annotated[list[str], typer.Argument(help="Ids of documents, or their beginnings.", metavar="DOC...")],
    reason: Annotated[
        str | None,
        typer.Option(
            help="Why, in a line. It is published in each later release: no words of the text.", metavar="TEXT"
        ),
    ] = None,
    purge_: Annotated[
        bool,
        typer.Option(
            "--purge",
            help="Also delete raw file, annotations with their copies, and reviews, and the record's headline.",
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Delete without asking.")] = False,
    corpus: CorpusOption = Path(),
    json: JsonOption = False,
) -> None:
    """Take documents out of later releases, for good. Their tombstones stay: no id is used again, no split moves.

    Several documents are withdrawn together or not at all. Record, raw file and annotations stay in the corpus unless
    --purge deletes them; it may also be given later, for documents withdrawn before. Releases made so far keep the
    document; the next one needs a MAJOR step if any of them held it.

    Examples:

      goldwire withdraw gw-0123456789abcdef --reason "published by mistake"

      goldwire withdraw gw-0123 gw-4567 --reason "the holder asked for it" --purge --yes

      goldwire withdraw gw-0123 --purge
    """
    with refusals():
        work = opened(corpus, None)
        chosen = list({d.doc_id: d for d in (one_document(work, name) for name in documents)}.values())
        leaving = _leaving(work.corpus, chosen, purging=purge_)
        if reason is None and leaving:
            fail(f"{leaving[0].doc_id} is to be withdrawn: say why with --reason")
        why = checked_reason(reason) if reason is not None else ""
        if purge_ and not yes:
            _ask(work.corpus, chosen)
        with work.corpus.locked():
            # Another process may have withdrawn one of them while the question stood.
            leaving = _leaving(work.corpus, chosen, purging=purge_)
            standings = withdraw(work.corpus, [d.doc_id for d in leaving], why) if leaving else []
            purged = [purge(work.corpus, document) for document in chosen] if purge_ else []
    if json:
        print_json({"withdrawn": standings, "purged": purged})
        return
    for standing in standings:
        out.print(standing.doc_id)
    _tell(standings, purged)


def _leaving(corpus: Corpus, chosen: list[Document], *, purging: bool) -> list[Document]:
    """The documents that are still to be withdrawn; refuses those that cannot be. One that was withdrawn before may
    still be purged."""
    ledger = corpus.ledger().value
    leaving = []
    for document in chosen:
        standing = ledger.get(document.doc_id)
        if purging and standing is not None and standing.fate is Fate.WITHDRAWN:
            continue
        refuse_inactive(document.doc_id, standing)
        leaving.append(document)
    return leaving


def _ask(corpus: Corpus, chosen: list[Document]) -> None:
    for document in chosen:
        err.print(f"{document.doc_id}: {_said(belongings(corpus, document))}")
    if not sys.stdin.isatty():
        fail(
            "--purge deletes the above, and it cannot be got back; confirm with --yes where nobody can be asked. "
            "Nothing was changed"
        )
    if not confirmed("Delete all of this? It cannot be got back."):
        err.print("nothing was changed")
        raise typer.Exit(INCIDENTS)


def _tell(standings: list[Standing], purged: list[Purged]) -> None:
    released = [standing for standing in standings if standing.release is not None]
    if standings:
        err.print(f"{number(len(standings), 'document')} withdrawn: in no later release")
    if not purged:
        err.print(
            "record, raw file and annotations stay in the corpus; --purge deletes what is not needed for the tombstone"
        )
    for one in purged:
        err.print(f"{one.doc_id}: deleted {_said(one)}")
    if purged:
        err.print("what was committed is still in the history of version control, and in the releases made so far")
    if released:
        err.print(
            "next: raise the version for a MAJOR change, as released documents left; goldwire release says how far"
        )


def _said(purged: Purged) -> str:
    parts = [printable(file) for file in purged.files]
    parts += [number(purged.reviews, "review")] if purged.reviews else []
    parts += ["the headline of its record"] if purged.headline else []
    return ", ".join(parts) or "nothing, for nothing is left"
