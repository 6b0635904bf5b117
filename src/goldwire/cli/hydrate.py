"""`goldwire hydrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from goldwire.cli.console import (
    INCIDENTS,
    MISUSE,
    CorpusOption,
    JsonOption,
    RawOption,
    err,
    fail,
    out,
    print_incidents,
    print_json,
    progress,
    refusals,
    table,
    tally,
)
from goldwire.cli.outputs import refuse_output_folder
from goldwire.cli.sources import FetchedOption, refuse_if_none_is_there, tell_sources
from goldwire.cli.versions import named_release
from goldwire.corpus.cache import Cache
from goldwire.corpus.raw import RawFolder
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.model.incident import printable
from goldwire.release.finishing import ReleaseRefused
from goldwire.release.hydrating import Hydration, hydrate, open_public
from goldwire.release.leakage import line as leakage_line
from goldwire.release.manifest import MANIFEST
from goldwire.release.reading import DamagedRelease
from goldwire.text.regular_file import regular_sha256

NAME = "hydrate"
_NOTHING: dict[str, Any] = {"folder": None, "unchanged": None, "manifest": None, "incidents": []}


def command(
    release: Annotated[
        str,
        typer.Argument(help="A public release folder, or a version such as 0.2.0 of this corpus.", metavar="RELEASE"),
    ],
    fetched: FetchedOption = False,
    raw: RawOption = None,
    out_folder: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Where releases stand.", show_default="dist/ of the corpus, or of the working folder"
        ),
    ] = None,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Put this edition in the place of another one of the same version."),
    ] = False,
    corpus: CorpusOption = Path(),
    json: JsonOption = False,
) -> None:
    """Make another edition of a public release: the same, with the texts that were fetched or whose raw files you have.

    The public release and the texts are all that is needed. --fetched makes the fetched edition, which may be passed
    on: every text that goldwire fetch gets has to be there. --raw DIR makes the hydrated one, which also holds texts
    that belong to their publishers and is for your own use; of a fetched release, too. A text is taken for a document's
    if its SHA-256 is the recorded one, and else not; what was found is printed and recorded in the manifest, and a
    folder that holds nothing of what is wanted is an error.

    Examples:

      goldwire hydrate goldwire-news/0.2.0 --fetched

      goldwire hydrate goldwire-news/0.2.0 --raw ~/wire

      goldwire hydrate 0.2.0 --raw ~/wire --out /tmp/dist --json
    """
    refuse_output_folder(out_folder, "--out")
    if raw is None and not fetched:
        fail("name the texts to add: --fetched for those that goldwire fetch got, --raw DIR for withheld ones, or both")
    with refusals():
        folder = named_release(release, None, corpus)
        try:
            public = open_public(folder)
            files = None if raw is None else RawFolder(raw, public.released.digests)
            refuse_if_none_is_there(files, public.released.withheld(), empty=_NOTHING if json else None)
            if fetched and not any(held.text == "fetched" for held in public.released.held):
                fail(f"no text of {folder} is fetched: --fetched adds nothing")
            bar, task = progress("hydrating", len(public.released.held))
            place = out_folder or _dist(corpus, public.name)
            with bar:
                made = hydrate(
                    public,
                    place,
                    edition="fetched" if files is None else "hydrated",
                    raw=files,
                    cache=Cache(),
                    all_fetched=fetched,
                    replace=replace,
                    progress=lambda: bar.advance(task),
                )
        except DamagedRelease as error:
            fail(printable(str(error)), status=INCIDENTS)
        except ReleaseRefused as refused:
            if json:
                print_json(_NOTHING | {"incidents": refused.incidents})
            print_incidents(refused.incidents, console=err, information=False)
            fail(printable(f"not hydrated: {refused}"), status=INCIDENTS if refused.incidents else MISUSE)
        except ValueError as error:
            fail(printable(str(error)))
    if json:
        print_json(
            {
                "folder": str(made.folder),
                "unchanged": made.unchanged,
                "manifest": made.manifest,
                "incidents": made.incidents,
            }
        )
    else:
        _tell(made)


def _dist(corpus: Path, name: str) -> Path:
    """Where `goldwire release` puts releases of this name; outside their corpus `dist/` of the working folder."""
    try:
        found = Corpus.at(corpus)
        here = found.settings.name == name
    except CorpusError:
        here = False
    return found.root / "dist" if here else Path("dist")


def _tell(made: Hydration) -> None:
    manifest, summary = made.manifest, made.tables.summary
    print_incidents(made.incidents, console=err, information=False)
    out.print(f"{manifest.name} {manifest.version}, {manifest.edition} edition\n")
    out.print(table(summary.header, summary.rows, numbers_from=3))
    tell_sources(made.tables)
    out.print(f"\nLoad it:\n  datasets.load_dataset({str(made.folder)!r}, {made.tables.built[0].config.name!r})")
    err.print(leakage_line(made.leakage))
    state = "stood there already, to the byte" if made.unchanged else "written"
    err.print(f"{made.folder}: {state}; {tally(made.incidents)}")
    err.print(f"  SHA-256 of {MANIFEST}: {regular_sha256(made.folder / MANIFEST)}")
