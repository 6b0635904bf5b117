"""`goldwire audit`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from goldwire.annotation.article import Listed
from goldwire.annotation.reviews import Review, load_reviews, reviews_path
from goldwire.audit.reading import readings
from goldwire.audit.registry import Finding, audit, detectors
from goldwire.audit.reviewed import reviewed
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
    out,
    print_incidents,
    print_json,
    progress,
    refusals,
)
from goldwire.cli.sources import how_to_get
from goldwire.model.incident import IN_WORDS, errors, printable

NAME = "audit"


def command(
    raw: RawOption = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only findings of this kind; may be given several times.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Print only the most suspicious ones.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Print reviewed findings too, with their reasons.")] = False,
    kinds: Annotated[bool, typer.Option("--kinds", help="Print what kinds of findings there are, and leave.")] = False,
    workers: WorkersOption = 1,
    corpus: CorpusOption = Path(),
    json: JsonOption = False,
) -> None:
    """List labels that look wrong, most suspicious first, each with reason and place. Exit status 1 if there are any.

    A finding that turns out to be right is kept, with its reason, as a line of annotations/reviews.jsonl; it is then
    listed no more. A review whose finding is gone is listed as stale, where all documents were read: what is usual is
    known from all of them. Documents without their text are not audited.

    Examples:

      goldwire audit --raw ~/wire

      goldwire audit --kind untagged-name --limit 20

      goldwire audit --json > findings.json
    """
    known = {each.kind: each for each in detectors()}
    if kinds:
        for each in known.values():
            out.print(Text.assemble((each.kind, "bold"), f": {each.meaning}"))
        return
    unknown = sorted(set(kind or ()) - known.keys())
    if unknown:
        fail(f"no kind is called {', '.join(unknown)}; there are {', '.join(known)}")
    with refusals():
        work = opened(corpus, raw)
        reviews = load_reviews(work.corpus).value
        incidents = list(work.incidents)
        articles = []
        bar, task = progress("reading", len(work.documents))
        with bar:
            for verdict in verdicts(work, workers=workers):
                incidents += verdict.incidents
                if not errors(verdict.incidents):
                    articles.append(verdict.article)
                bar.advance(task)
        broken = errors(incidents)
        if broken:
            print_incidents(broken, console=err, information=False)
            fail("the audit is for a corpus without errors: mend these first (goldwire check)", status=INCIDENTS)
        read = list(readings(articles, Listed(work.entities, work.propositions)))
        found = audit(read)
    textless = [one.document for one in articles if one.cleaned is None]
    unlabelled = sum(one.cleaned is not None and one.annotation is None for one in articles)
    matched = reviewed(found, reviews, read, all_read=not textless)
    excuses, stale = matched.excuses, matched.stale
    chosen = [one for one in found if not kind or one.kind in kind]
    open_ = [one for one in chosen if excuses[one] is None]
    shown = (chosen if all_ else open_)[:limit]
    if json:
        print_json(
            {
                "documents": len(read),
                "findings": [{"finding": one, "review": excuses[one]} for one in shown],
                "stale": stale,
                "unsure": matched.unsure,
            }
        )
    else:
        for one in shown:
            _print(one, excuses[one])
        for review in stale:
            place = "" if review.start is None else f" [{review.start}, {review.end})"
            out.print(Text.assemble(("stale review ", "yellow"), f"{review.kind} {review.doc_id}{place}"))
            out.print(
                Text(f"    → its finding is gone: take the line out of {reviews_path(work.corpus).name}", style="dim")
            )
    tally = ", ".join(f"{count} {name}" for name, count in sorted(Counter(one.kind for one in open_).items()))
    excused = sum(excuses[one] is not None for one in chosen)
    err.print(
        f"{number(len(read), 'document')}: {number(len(open_), 'finding')}{f' ({tally})' if tally else ''}, "
        f"{excused:,} reviewed, {number(len(stale), 'stale review')}"
    )
    if matched.unsure:
        err.print(
            f"{number(len(matched.unsure), 'review')} without a finding this time: what is usual, and which names are "
            "rare, the audit knows from the documents that were read"
        )
    if textless:
        way = how_to_get(textless, named_raw=raw is not None)
        told = f"{number(len(textless), 'document')} not audited, for the text is not at hand"
        err.print(f"{told}: {way}" if way else told)
    if unlabelled:
        err.print(
            f"{number(unlabelled, 'document')} not audited, for there is no annotation: goldwire annotate start DOC"
        )
    if open_ or stale:
        raise typer.Exit(INCIDENTS)


def _print(one: Finding, review: Review | None) -> None:
    place = one.doc_id if one.line is None else f"{one.doc_id} line {one.line}"
    if one.start is not None:
        place += f" [{one.start}, {one.end})"
    if one.other is not None:
        place += f" {one.other}"
    out.print(Text.assemble((f"{one.suspicion:.2f} {one.kind}", "bold"), f" {place}: {printable(one.message)}"))
    if one.excerpt is not None:
        out.print(Padding(Text(printable(one.excerpt, keep=IN_WORDS)), (0, 0, 0, 4), expand=False), soft_wrap=True)
    if review is not None:
        out.print(
            Padding(
                Text(f"reviewed: {printable(review.reason, keep=IN_WORDS)}", style="dim"), (0, 0, 0, 4), expand=False
            ),
            soft_wrap=True,
        )
