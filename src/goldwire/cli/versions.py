"""Where a version that somebody names stands."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from goldwire.cli.console import fail
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.loading import NoRelease, path
from goldwire.loading_fetched import standing_edition
from goldwire.model.incident import printable
from goldwire.release.finding import edition_named, newest, packaged, release_folder
from goldwire.release.manifest import Edition
from goldwire.versions.bump import is_version

RELEASE_HELP = (
    "A release folder, or a version such as 0.7.0, 0.7.0-fetched or 0.7.0-hydrated. Without it the newest public "
    "release of --corpus or --out, or else the one that goldwire.path() finds."
)
"""Of options whose value `chosen_release` takes."""
OnOption = Annotated[str | None, typer.Option("--on", help=RELEASE_HELP, metavar="RELEASE")]

VerifyOption = Annotated[
    bool,
    typer.Option(
        "--verify/--no-verify",
        help="Compare the files of the release that are read with its manifest first, by their SHA-256.",
    ),
]


_OPTION: dict[Edition, str] = {"public": "", "fetched": " --fetched", "hydrated": " --raw DIR"}
"""What asks for an edition."""


def named_release(name: str, out_folder: Path | None, corpus: Path) -> Path:
    """The folder that an argument means: one that is there, or a version. Leaves with a message where it is none."""
    if Path(name).is_dir():
        return Path(name)
    version, edition = edition_named(name)
    if not is_version(version):
        fail(f"{printable(name)} is no folder, and no version such as 0.2.0, 0.2.0-fetched or 0.2.0-hydrated")
    folder = version_folder(version, edition, corpus, out_folder)
    if not folder.is_dir():
        make = f"release {version}{_OPTION[edition]}" if edition == "public" else f"hydrate {version}{_OPTION[edition]}"
        fail(f"there is no release {name}: {folder} is no folder; make it with: goldwire {make}")
    return folder


def chosen_release(name: str | None, option: str, out_folder: Path | None, corpus: Path) -> Path:
    """The release that an option names; where it names none the newest public one of the corpus or the folder that was
    named, and where neither was the one that `goldwire.path()` finds. Leaves with a message where there is none."""
    if name is not None:
        return named_release(name, out_folder, corpus)
    if corpus != Path() or out_folder is not None:
        of = Corpus.at(corpus)
        releases = out_folder or of.root / "dist"
        found = newest(releases, of.settings.name, "public")
        if found is None:
            fail(
                f"no public release of {of.settings.name} in {releases}: make one with goldwire release, or name one "
                f"with {option}"
            )
        return found
    try:
        return Path(path())
    except NoRelease as error:
        fail(f"{error}; or name one with {option}")


def outside_any_corpus(corpus: Path) -> bool:
    """Whether no corpus was named, and none is at the working folder or above it."""
    if corpus != Path():
        return False
    try:
        Corpus.at(corpus)
    except CorpusError:
        return True
    return False


def version_folder(version: str, edition: Edition, corpus: Path, out: Path | None) -> Path:
    """The folder of a release: in `out` or in `dist/` of the corpus; else, where neither was named, the one that the
    installed package carries, or another edition of it in `dist/` or in the cache. It need not be there. Raises
    `CorpusError` where there is no corpus, nor a package that carries any release."""
    try:
        of = Corpus.at(corpus)
    except CorpusError:
        carried = packaged() if corpus == Path() and out is None else None
        if carried is None:
            raise
        return _outside(carried, version, edition)
    folder = release_folder(out or of.root / "dist", of.settings.name, version, edition)
    if out is None and edition == "public" and not folder.exists():
        carried = packaged(of.settings.name)
        if carried is not None and carried.name == version:
            return carried
    if out is None and not folder.exists():
        public = (release_folder(of.root / "dist", of.settings.name, version, "public"), packaged(of.settings.name))
        kept = next((found for one in public if one and (found := _kept(one, version, edition)) is not None), None)
        return kept or folder
    return folder


def _outside(carried: Path, version: str, edition: Edition) -> Path:
    """A release where no corpus is at hand: the one that the installed package carries, or one that `goldwire hydrate`
    or `goldwire.load` made of it. Leaves with a message where there is none."""
    if (carried.name, "public") == (version, edition):
        return carried
    for folder in (Path.cwd(), *Path.cwd().parents):
        found = release_folder(folder / "dist", carried.parent.name, version, edition)
        if found.is_dir():
            return found
    kept = _kept(carried, version, edition)
    if kept is None:
        fetch = "goldwire fetch && " if edition == "fetched" else ""
        made = f"; make it with: {fetch}goldwire hydrate {version}{_OPTION[edition]}" if version == carried.name else ""
        fail(
            f"there is no {edition} release {version}: no corpus is here, and the installed package carries the public "
            f"release {carried.name}, {carried}{made}"
        )
    return kept


def _kept(public: Path, version: str, edition: Edition) -> Path | None:
    """The fetched edition of a public release that `goldwire.load` put into the cache, where that is asked for."""
    if edition != "fetched" or public.name != version:
        return None
    with suppress(ValueError):  # no release is there
        return standing_edition(public)
    return None
