"""`goldwire release`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from goldwire.cli.console import (
    INCIDENTS,
    MISUSE,
    CorpusOption,
    JsonOption,
    OutOption,
    RawOption,
    WorkersOption,
    err,
    fail,
    opened,
    out,
    print_incidents,
    print_json,
    progress,
    refusals,
    table,
    tally,
)
from goldwire.cli.outputs import refuse_output_folder
from goldwire.cli.sources import FetchedOption, refuse_if_none_is_there, tell_sources, withheld_of
from goldwire.release.build import Release, build
from goldwire.release.finishing import ReleaseRefused
from goldwire.release.leakage import line as leakage_line
from goldwire.release.manifest import MANIFEST
from goldwire.text.regular_file import regular_sha256
from goldwire.versions.bump import is_version, numbers
from goldwire.versions.words import told

NAME = "release"
_NOTHING: dict[str, Any] = {"folder": None, "unchanged": None, "manifest": None}


def command(
    version: Annotated[
        str | None,
        typer.Argument(help="MAJOR.MINOR.PATCH; the version in corpus.json if not given.", metavar="[VERSION]"),
    ] = None,
    fetched: FetchedOption = False,
    raw: RawOption = None,
    out_folder: OutOption = None,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Put this build in the place of another one of the same version."),
    ] = False,
    workers: WorkersOption = 1,
    corpus: CorpusOption = Path(),
    json: JsonOption = False,
) -> None:
    """Make a release: check everything, build the tables, and put the folder in its place whole.

    Without options it is the public edition: the texts in the corpus, and stand-off annotations of the others. With
    --fetched it also holds the texts that goldwire fetch got, which may be passed on with their attribution. With
    --raw DIR it is the hydrated one, for your own use: it also holds withheld texts, and what was fetched. Splits that
    a release draws are frozen in the ledger, and corpus/releases records what it holds; a version too small for what
    changed since the last one is refused.

    Examples:

      goldwire release

      goldwire release 0.2.0 --out /tmp/dist

      goldwire release --fetched

      goldwire release --raw ~/wire
    """
    refuse_output_folder(out_folder, "--out")
    with refusals(_NOTHING | {"reasons": []} if json else None):
        work = opened(corpus, raw, fetched=fetched or raw is not None)
        number = version or work.corpus.settings.version
        if not is_version(number):
            fail(f"{number!r} is no version; write MAJOR.MINOR.PATCH, such as 0.1.0")
        refuse_if_none_is_there(
            work.raw, withheld_of(work), empty=_NOTHING | {"reasons": [], "incidents": []} if json else None
        )
        if fetched and not any(document.fetched for document in work.documents):
            fail("no text of this corpus is fetched: goldwire release, without --fetched, makes the release")
        bar, task = progress("building", len(work.documents))
        try:
            with bar:
                made = build(
                    work,
                    number,
                    out_folder or work.corpus.root / "dist",
                    workers=workers,
                    replace=replace,
                    all_fetched=fetched,
                    progress=lambda verdict: bar.advance(task),
                )
        except ReleaseRefused as refused:
            if json:
                print_json(_NOTHING | {"reasons": refused.reasons, "incidents": refused.incidents})
            print_incidents(refused.incidents, console=err, information=False)
            for line in told(refused.reasons):
                err.print(line)
            fail(f"no release: {refused}", status=INCIDENTS if refused.incidents else MISUSE)
    if json:
        print_json(
            {
                "folder": str(made.folder),
                "unchanged": made.unchanged,
                "manifest": made.manifest,
                "bump": made.bump,
                "incidents": made.incidents,
            }
        )
    else:
        _tell(made, work.corpus.settings.version)


def _tell(made: Release, settled: str) -> None:
    print_incidents(made.incidents, console=err, information=False)
    manifest = made.manifest
    out.print(f"{manifest.name} {manifest.version}, {manifest.edition} edition\n")
    out.print(table(made.tables.summary.header, made.tables.summary.rows, numbers_from=3))
    out.print()
    for file in manifest.files:
        if file.rows is not None:
            out.print(f"  {file.path}  {file.rows:,} rows, {file.bytes:,} bytes")
    tell_sources(made.tables)
    default = made.tables.built[0].config.name
    folder = made.folder
    if folder.is_relative_to(Path.cwd()):
        folder = folder.relative_to(Path.cwd())
    out.print(f"\nLoad it:\n  datasets.load_dataset({str(folder)!r}, {default!r})")
    err.print(leakage_line(made.leakage))
    if made.bump is None:
        err.print("no earlier release has a record in corpus/releases, so nothing was asked of the version")
    else:
        err.print(made.bump.explanation)
    if numbers(manifest.version) > numbers(settled):
        # A release holds the digest of the settings, so that the next run would call this one another release.
        err.print(
            f"next: write {manifest.version} as version into corpus/corpus.json, which says {settled}; then, before "
            "anybody has this release: goldwire release --replace"
        )
    state = "stood there already, to the byte" if made.unchanged else "written"
    err.print(f"{made.folder}: {state}; {tally(made.incidents)}")
    err.print(f"  SHA-256 of {MANIFEST}: {regular_sha256(made.folder / MANIFEST)}")
