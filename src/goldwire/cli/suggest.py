"""`goldwire suggest`."""

from __future__ import annotations

import os
import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from goldwire.annotation.article import Article, article
from goldwire.annotation.files import load_annotation
from goldwire.annotation.suggesting import Suggestions, layers_wanted, suggest, suggestion_sheet
from goldwire.annotation.suggestion_marks import SYSTEM
from goldwire.annotation.worksheet import IDENTIFIED
from goldwire.baselines.protocol import LEVELS, STEPS, Level, Step
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
    print_incidents,
    progress,
    refusals,
)
from goldwire.cli.outputs import WORKSHEET, refuse_output
from goldwire.cli.sheets import apply_line, hand_out, keep_sheet_out, refuse_to_overwrite, refuse_withdrawn
from goldwire.cli.systems import seen, system_refusals
from goldwire.cli.versions import VerifyOption, named_release
from goldwire.corpus.raw import find_raw, way_to_text
from goldwire.loading import RELEASE_VARIABLE, path
from goldwire.model import layers
from goldwire.model.incident import errors, printable
from goldwire.release.finding import newest, packaged, source_checkout
from goldwire.release.gold import gold_documents, gold_entities
from goldwire.release.published import layers_of, text_of
from goldwire.text.regular_file import real_path

if TYPE_CHECKING:
    from goldwire.baselines.systems import System

NAME = "suggest"
_FEW = 10
"""Documents below which there is a warning: too few for names and cues to come back."""
_SHOWN = 8
"""Notes that are printed; all stand in the worksheet."""


def command(
    document: Annotated[str, typer.Argument(help="Id of the document, or its beginning.", metavar="DOC")],
    baseline: Annotated[
        str,
        typer.Option(
            "--with",
            help="A folder that goldwire train made; or standard, lookup or majority: baselines that are trained there "
            "and then.",
            metavar="BASELINE",
        ),
    ],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of to stdout.")] = None,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            help="Release to train on: a folder, or a version.",
            metavar="RELEASE",
            show_default="the newest of the corpus, or else the one that the package carries",
        ),
    ] = None,
    verify: VerifyOption = True,
    reading: Annotated[str | None, typer.Option("--pass", hidden=True)] = None,
    raw: RawOption = None,
    corpus: CorpusOption = Path(),
) -> None:
    """Print a worksheet that begins with what a system predicts. Nothing in it is a label before somebody accepts it.

    Only layers that nobody annotated are suggested. Each suggestion is marked; `goldwire annotate apply` refuses the
    worksheet until every mark says accepted or rejected. It needs the extra goldwire[baselines].

    Examples:

      goldwire suggest gw-0123456789abcdef --with standard -o sheet.yaml

      goldwire suggest gw-0123456789abcdef --with lookup --on 0.2.0 -o sheet.yaml
    """
    if reading is not None:
        fail(
            "a pass is an independent reading, and suggested labels pull their reader: they are never for passes. "
            "Begin one with: goldwire annotate start DOC --fresh"
        )
    refuse_output(output, "--output", WORKSHEET)
    with refusals(), system_refusals():
        level = _level(baseline, on)
        work = opened(corpus, raw)
        whole = _article(work, document, output)
        system = _loaded(baseline, work, whole) if level is None else _trained(level, on, work, whole, verify=verify)
        name = _named(system)
        check = partial(check_article, propositions=work.propositions)
        suggestions = suggest(whole, _predicted(system, whole), name, work.entities, check)
    hand_out(suggestion_sheet(suggestions, name), output)
    _tell(suggestions)
    if output is not None:
        err.print(
            f"{output} written; next: read the text, write accepted or rejected for each pending in it, then: "
            f"{apply_line(output, whole.document, raw, corpus)}"
        )


def _level(baseline: str, on: str | None) -> Level | None:
    """The level that is named; None where it is a folder. Leaves with a message where it is neither."""
    for level in LEVELS:
        if baseline == level:
            return level
    if not Path(baseline).is_dir():
        fail(
            f"--with {printable(baseline)}: that is no folder that goldwire train made, and none of {', '.join(LEVELS)}"
        )
    if on is not None:
        fail(f"--on is for {', '.join(LEVELS)}, which are trained now; the system in {printable(baseline)} is trained")
    return None


def _article(work: Opened, document: str, output: Path | None) -> Article:
    """The document with its text. Leaves with a message where there is nothing to suggest, or no place to write it."""
    record = one_document(work, document)
    refuse_withdrawn(work.corpus, record)
    keep_sheet_out(output, work.corpus, record)
    if output is not None:
        refuse_to_overwrite(output)
    loaded = load_annotation(work.corpus, record)
    if errors(loaded.incidents):
        print_incidents(loaded.incidents, console=err, information=False)
        fail(f"the annotation of {record.doc_id} cannot be read; nothing was suggested", status=INCIDENTS)
    if not layers_wanted(loaded.value):
        fail(
            f"{', '.join(IDENTIFIED)} of {record.doc_id} are annotated: nothing is left to suggest. "
            f"Correct them with: goldwire annotate start {record.doc_id} -o sheet.yaml"
        )
    found = find_raw(work.corpus, record, work.raw, work.cache)
    if found.text is None:
        print_incidents(found.incidents, console=err, information=False)
        fail(f"the raw text of {record.doc_id} is not at hand; {way_to_text(record)}")
    whole = article(record, loaded.value, found.text)
    wrong = errors(check_article(whole, work.entities, work.propositions))
    if wrong:
        print_incidents(wrong, console=err, information=False)
        fail(f"the annotation of {record.doc_id} has errors; nothing was suggested", status=INCIDENTS)
    return whole


def _trained(level: Level, on: str | None, work: Opened, whole: Article, *, verify: bool) -> System:
    """The baselines of a level, trained on a release without the document itself."""
    # Imported here: what these bring takes a while to load.
    from goldwire.baselines.systems import train_system
    from goldwire.training import TRAIN, trained_on_release

    folder, doc_id = _release(on, work), whole.document.doc_id
    gold = list(gold_documents(folder, TRAIN, verify=verify))
    others = [document for document in gold if document.doc_id != doc_id]
    trained_on = trained_on_release(folder, [TRAIN], len(others))
    without = f", without {doc_id} itself" if len(others) < len(gold) else ""
    mentions = sum(len(document.layers.mentions or ()) for document in others)
    err.print(f"training the {level} baselines on {seen(trained_on)}{without}; {number(mentions, 'mention')} in all")
    if len(others) < _FEW:
        _warn_of_little(folder, len(others), mentions)
    bar, task = progress("training", len(STEPS))

    def tell(step: Step) -> None:
        bar.update(task, description=f"training {step}", completed=STEPS.index(step))

    with bar:
        return train_system(level, others, gold_entities(folder, verify=verify), trained_on, progress=tell)


def _warn_of_little(folder: Path, documents: int, mentions: int) -> None:
    """Say that there is little to learn from, and where there is more."""
    if not documents:
        said = "nothing is left to learn from"
    else:
        said = f"{number(documents, 'document')} with {number(mentions, 'mention')} is little to learn from"
    checkout = source_checkout()
    shipped = packaged() or (newest(checkout / "dist", "*", "public") if checkout else None)
    if shipped is None:
        advice = "a release of Goldwire News teaches more: name its folder with --on"
    elif real_path(shipped) == real_path(folder):
        advice = "annotate some documents without suggestions first"
    else:
        advice = f"the release that comes with Goldwire teaches more: --on {shlex.quote(str(shipped))}"
    err.print(f"warning: {said}, so most suggestions will be wrong or missing; {advice}")


def _loaded(folder: str, work: Opened, whole: Article) -> System:
    from goldwire.baselines.systems import load_system

    system = load_system(Path(folder))
    standing = work.corpus.ledger().value.get(whole.document.doc_id)
    trained_on = system.trained_on
    if standing is not None and standing.split in trained_on.splits and trained_on.name == work.corpus.settings.name:
        err.print(
            f"warning: the system learned from {seen(trained_on)}; this document is of split {standing.split} and may "
            "have been among them"
        )
    return system


def _release(on: str | None, work: Opened) -> Path:
    """The release to train on."""
    corpus = work.corpus
    if on is not None:
        return named_release(on, None, corpus.root)
    if os.environ.get(RELEASE_VARIABLE):
        return Path(path())
    name = corpus.settings.name
    found = newest(corpus.root / "dist", name, "public") or packaged(name) or packaged()
    if found is None:
        fail(
            f"there is no release of {name} in {corpus.root / 'dist'} to train on: make one with goldwire release, or "
            "name another with --on"
        )
    return found


def _predicted(system: System, whole: Article) -> layers.Layers:
    """What the system predicts, on what people annotated of the document."""
    text = text_of(whole)
    if text is None:
        raise ValueError("without its text nothing can be predicted of a document")
    return system.predict(text, layers_of(whole))


def _named(system: System) -> str:
    """The system, as provenance names it."""
    on = system.trained_on
    return f"{SYSTEM} {system.level}, trained on {on.name} {on.version} (sha256 {on.manifest_sha256[:12]})"


def _tell(suggestions: Suggestions) -> None:
    counts = {layer: suggestions.count(layer) for layer in IDENTIFIED}
    shares = ", ".join(f"{layer} {count:,}" for layer, count in counts.items() if count)
    err.print(
        f"{number(sum(counts.values()), 'suggestion')}{f' ({shares})' if shares else ''}, none of them a label yet"
    )
    if suggestions.unlinked:
        err.print(
            f"{number(len(suggestions.unlinked), 'local id')} for what is linked to no listed entity: link it, or list "
            "the entity in annotations/entities.jsonl"
        )
    if suggestions.notes:
        err.print(f"{number(len(suggestions.notes), 'suggestion')} left out or changed, as the worksheet says, too:")
        for note in suggestions.notes[:_SHOWN]:
            err.print(f"  {printable(note)}")
        if len(suggestions.notes) > _SHOWN:
            err.print(f"  and {len(suggestions.notes) - _SHOWN:,} more")
