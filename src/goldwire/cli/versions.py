"""Where a version that somebody names stands."""

from __future__ import annotations

from pathlib import Path

from goldwire.cli.console import fail
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.model.incident import printable
from goldwire.release.finding import packaged, release_folder
from goldwire.release.manifest import Edition
from goldwire.versions.bump import is_version


def named_release(name: str, out_folder: Path | None, corpus: Path) -> Path:
    """The folder that an argument means: one that is there, or a version. Leaves with a message where it is none."""
    if Path(name).is_dir():
        return Path(name)
    version, dash, edition = name.partition("-")
    if not is_version(version) or edition != ("hydrated" if dash else ""):
        fail(f"{printable(name)} is no folder, and no version such as 0.2.0 or 0.2.0-hydrated")
    folder = version_folder(version, "hydrated" if edition else "public", corpus, out_folder)
    if not folder.is_dir():
        make = f"hydrate {version} --raw DIR" if edition else f"release {version}"
        fail(f"there is no release {name}: {folder} is no folder; make it with: goldwire {make}")
    return folder


def version_folder(version: str, edition: Edition, corpus: Path, out: Path | None) -> Path:
    """The folder of a release: in `out` or in `dist/` of the corpus; else, where neither was named, the one that the
    installed package carries. It need not be there. Raises `CorpusError` where there is no corpus, nor a package that
    carries any release."""
    try:
        of = Corpus.at(corpus)
    except CorpusError:
        carried = packaged() if corpus == Path() and out is None else None
        if carried is None:
            raise
        if (carried.name, "public") != (version, edition):
            fail(
                f"there is no {edition} release {version}: no corpus is here, and the installed package carries the "
                f"public release {carried.name}, {carried}"
            )
        return carried
    folder = release_folder(out or of.root / "dist", of.settings.name, version, edition)
    if out is None and edition == "public" and not folder.exists():
        carried = packaged(of.settings.name)
        if carried is not None and carried.name == version:
            return carried
    return folder
