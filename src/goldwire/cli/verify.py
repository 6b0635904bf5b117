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
    fail,
    number,
    out,
    print_json,
    refusals,
)
from goldwire.corpus.store import Corpus
from goldwire.model.incident import printable
from goldwire.release.build import release_folder
from goldwire.release.manifest import MANIFEST
from goldwire.release.verifying import Inspection, inspect
from goldwire.versions.bump import is_version

NAME = "verify"


def command(
    releases: Annotated[
        list[str],
        typer.Argument(
            help="Release folders, or versions such as 0.2.0 or 0.2.0-hydrated of this corpus.", metavar="RELEASE..."
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
            found.append(inspect(found_folder(name, out_folder, corpus)))
            if not json:
                _tell(found[-1])
    if json:
        print_json(found)
    if any(inspection.departures for inspection in found):
        raise typer.Exit(INCIDENTS)


def found_folder(name: str, out_folder: Path | None, corpus: Path) -> Path:
    """The folder that an argument means: one that is there, or a version below `dist/`."""
    if Path(name).is_dir():
        return Path(name)
    version, dash, edition = name.partition("-")
    if not is_version(version) or edition != ("hydrated" if dash else ""):
        fail(f"{printable(name)} is no folder, and no version such as 0.2.0 or 0.2.0-hydrated")
    of = Corpus.at(corpus)
    folder = release_folder(
        out_folder or of.root / "dist", of.settings.name, version, "hydrated" if edition else "public"
    )
    if not folder.is_dir():
        fail(f"there is no release {name}: {folder} is no folder; make it with: goldwire release {version}")
    return folder


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
