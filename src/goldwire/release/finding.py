"""Where releases are found: in `dist/` of a corpus, and in the installed package."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from goldwire.release.manifest import MANIFEST, Edition, Manifest, read_manifest

SUFFIX: dict[Edition, str] = {"public": "", "fetched": "-fetched", "hydrated": "-hydrated"}
"""What stands behind the version in the name of a release's folder."""


def release_folder(out: str | Path, name: str, version: str, edition: Edition) -> Path:
    """Where a release stands: `<out>/<name>/<version>`, with the edition behind unless it is the public one. The cache
    of `datasets` goes by the folder's name, and so never mistakes one for another."""
    return Path(out) / name / f"{version}{SUFFIX[edition]}"


def edition_named(folder: str) -> tuple[str, Edition]:
    """Version and edition from the name of a release's folder."""
    for edition, suffix in SUFFIX.items():
        if suffix and folder.endswith(suffix):
            return folder.removesuffix(suffix), edition
    return folder, "public"


def newest(releases: Path, name: str, edition: Edition) -> Path | None:
    """The newest release of a corpus in a folder of releases, `<releases>/<name>/<version>`; None where it has none.
    `name` may be a pattern."""
    found = []
    for manifest in releases.glob(f"{name}/*/{MANIFEST}"):
        version, of = edition_named(manifest.parent.name)
        numbers = version.split(".")
        if of == edition and all(part.isdecimal() for part in numbers):
            found.append((tuple(int(part) for part in numbers), manifest.parent))
    return max(found)[1] if found else None


def edition_beside(folder: Path, manifest: Manifest, edition: Edition) -> Path | None:
    """Another edition of a release, in the same folder of releases, made of the same inputs; None where there is none.
    Its files are not looked at.

    Args:
        folder: The release.
        manifest: Its manifest.
        edition: Which edition.
    """
    found = folder.absolute().parent / f"{manifest.version}{SUFFIX[edition]}"
    try:
        other = read_manifest(found)
    except (OSError, ValueError):
        return None
    same = (other.name, other.version, other.edition) == (manifest.name, manifest.version, edition)
    return found if same and other.inputs == manifest.inputs else None


def packaged(name: str = "*") -> Path | None:
    """The release that the installed package carries, which is public and is never written to. None where it carries
    none, as in a checkout, or none of the corpus `name`."""
    return newest(Path(str(files("goldwire"))) / "releases", name, "public")


def source_checkout() -> Path | None:
    """The checkout that this installation of Goldwire runs from; None where it is installed from a wheel."""
    root = Path(str(files("goldwire"))).parents[1]
    return root if (root / "pyproject.toml").is_file() and (root / "corpus" / "corpus.json").is_file() else None
