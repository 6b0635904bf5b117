"""`goldwire verify`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from goldwire.cli.console import (
    INCIDENTS,
    CorpusOption,
    JsonOption,
    OutOption,
    err,
    number,
    out,
    print_json,
    refusals,
)
from goldwire.cli.versions import named_release
from goldwire.release.manifest import MANIFEST
from goldwire.release.verifying import Inspection, inspect

NAME = "verify"


def command(
    releases: Annotated[
        list[str],
        typer.Argument(
            help="Release folders, or versions such as 0.2.0 or 0.2.0-hydrated: of this corpus, or "
            "the one that the installed package carries.",
            metavar="RELEASE...",
        ),
    ],
    out_folder: OutOption = None,
    corpus: CorpusOption = Path(),
    json: JsonOption = False,
) -> None:
    """Compare releases with their manifests: every file, every row, and the manifest itself. Exit status 1 if anything
    is wrong.

    It finds what was lost or changed by accident. Someone who makes files and manifest anew makes a release that is
    whole, too: compare the digest of the manifest, which is printed, with the published one.

    Examples:

      goldwire verify dist/goldwire-news/0.2.0

      goldwire verify 0.2.0 0.2.0-hydrated --json
    """
    found: list[Inspection] = []
    with refusals():
        for name in releases:
            found.append(inspect(named_release(name, out_folder, corpus)))
            if not json:
                _tell(found[-1])
    if json:
        print_json(found)
    if any(inspection.departures for inspection in found):
        raise typer.Exit(INCIDENTS)


def _tell(inspection: Inspection) -> None:
    folder = inspection.folder
    for departure in inspection.departures:
        out.print(Text.assemble((departure.kind, "bold red"), f" {folder}: {departure}"))
    if inspection.manifest_sha256 is None:
        err.print(f"{folder}: {number(len(inspection.departures), 'departure')}; nothing could be compared")
        return
    state = number(len(inspection.departures), "departure") if inspection.departures else "whole"
    counted = f"{number(inspection.files, 'file')} and {number(inspection.rows, 'row')} as the manifest says"
    err.print(
        f"{folder}: {inspection.name} {inspection.version}, {inspection.edition} edition: {state}; {counted}\n"
        f"  SHA-256 of {MANIFEST}: {inspection.manifest_sha256}"
    )
