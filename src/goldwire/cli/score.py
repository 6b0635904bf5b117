"""`goldwire score`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goldwire.cli.console import (
    INCIDENTS,
    CorpusOption,
    JsonOption,
    OutOption,
    err,
    fail,
    print_incidents,
    print_json,
    print_tables,
    progress,
    refusals,
    tally,
)
from goldwire.cli.systems import tell_parts
from goldwire.cli.terminal import write
from goldwire.cli.versions import RELEASE_HELP, VerifyOption, chosen_release
from goldwire.model.incident import printable
from goldwire.release.gold import gold_documents, gold_size, identity
from goldwire.release.manifest import VALIDATION
from goldwire.release.reading import DamagedRelease

# Imported for its codes: goldwire check --explain knows them all.
from goldwire.scoring import predictions as _  # noqa: F401

if TYPE_CHECKING:
    from goldwire.model.layers import Gold
    from goldwire.scoring.figures import Score

NAME = "score"


def command(
    pred: Annotated[
        Path, typer.Option(help="Predictions, JSON Lines: one document a line, in any order.", metavar="FILE")
    ],
    gold: Annotated[
        str | None,
        typer.Option(
            help=RELEASE_HELP,
            metavar="RELEASE",
        ),
    ] = None,
    split: Annotated[str, typer.Option(help="The split whose documents are scored.")] = VALIDATION,
    against: Annotated[
        Path | None, typer.Option(help="Predictions of another system to compare with.", metavar="FILE")
    ] = None,
    resamples: Annotated[int, typer.Option(min=0, max=100_000, help="Of the bootstrap; 0: no intervals.")] = 1000,
    seed: Annotated[int, typer.Option(min=0, help="Of the random draws.")] = 0,
    details: Annotated[
        bool, typer.Option("--details", help="Also each type, polarity, role and language, with all counts.")
    ] = False,
    verify: VerifyOption = True,
    out_folder: OutOption = None,
    corpus: CorpusOption = Path(),
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the tables as Markdown, for pages.")] = False,
    json: JsonOption = False,
) -> None:
    """Score predictions against the gold layers of a release, with 95 % intervals; --against tests the difference
    between two systems.

    Whatever is broken in the predictions is reported, counts as empty, and gives exit status 1; all else is scored.
    The page on scoring in the documentation explains the format and every figure.

    Examples:

      goldwire score --pred predictions.jsonl

      goldwire score --gold 0.7.0 --pred mine.jsonl --against baseline.jsonl --details

      goldwire score --pred mine.jsonl --split test      (once, when all is chosen)

      goldwire score --gold dist/goldwire-news/0.7.0-hydrated --pred mine.jsonl --split wire --json
    """
    with refusals():
        folder = chosen_release(gold, "--gold", out_folder, corpus)
        score = _scored(folder, split, pred, against, resamples, seed, verify=verify)
    if json:
        print_json(score.json())
    else:
        _print(score, markdown=markdown, details=details)
        _tell(score)
    if not score.whole:
        raise typer.Exit(INCIDENTS)


def _scored(
    folder: Path, split: str, pred: Path, against: Path | None, resamples: int, seed: int, *, verify: bool
) -> Score:
    from goldwire.scoring.score import score  # numpy and scipy take a while to load

    try:
        release = identity(folder)
        documents = _counted(gold_documents(folder, split, verify=verify), gold_size(folder, split))
        found = score(pred, documents, against=against, resamples=resamples, seed=seed)
        tell_parts(folder, [split])
        return replace(found, release=release, split=split)
    except DamagedRelease as error:
        fail(printable(str(error)), status=INCIDENTS)
    except ValueError as error:
        fail(printable(str(error)))


def _counted(documents: Iterator[Gold], total: int) -> Iterator[Gold]:
    bar, task = progress("scoring", total)
    with bar:
        for document in documents:
            yield document
            bar.advance(task)


def _print(score: Score, *, markdown: bool, details: bool) -> None:
    from goldwire.scoring import score_tables

    if markdown:
        write(score_tables.markdown(score, details=details))
        return
    print_tables(score_tables.tables(score, details=details) + score_tables.against_tables(score, details=details))
    if not details and score.rows:
        err.print("--details shows each type, polarity, role and language.")
    err.print(score_tables.note(score))


def _tell(score: Score) -> None:
    print_incidents(score.incidents, console=err, information=False)
    for left in score.left_out:
        err.print(f"{printable(left.file or '')}: {left.count:,} more of {left.code}, not shown")
    if score.incidents:
        more = sum(left.count for left in score.left_out)
        err.print(f"{tally(score.incidents)}{f', and {more:,} not shown' if more else ''}")
