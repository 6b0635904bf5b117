"""Building packages in copies of this project around the mini corpus, and what runs without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from corpora import MINI_RAW, REPO, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.store import Corpus
from goldwire.release.build import build

OFFLINE = REPO / "tests" / "package" / "offline"
"""On PYTHONPATH, it cuts a process off the network."""

_FILES = ("pyproject.toml", "hatch_build.py", "README.md", "CHANGELOG.md", "LICENSE", ".gitignore")
_FOLDERS = ("src", "schema")


def add_project(root: Path) -> Path:
    """Put what a package is built from around the corpus at `root`."""
    for name in _FILES:
        shutil.copyfile(REPO / name, root / name)
    for name in _FOLDERS:
        shutil.copytree(REPO / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    return root


def project(folder: Path, version: str = "0.1.0") -> Path:
    """A copy of this project whose corpus is the mini corpus, without any release."""
    root = add_project(copy_mini(folder))
    settings = root / "corpus" / "corpus.json"
    settings.write_text(settings.read_text("utf-8").replace('"version": "0.1.0"', f'"version": "{version}"'), "utf-8")
    return root


def release(root: Path, *, hydrated: bool = False) -> Path:
    """The release of a project's corpus, in its `dist/`."""
    corpus = Corpus(root)
    raw = MINI_RAW if hydrated else None
    return build(open_corpus(corpus, raw), corpus.settings.version, root / "dist").folder


def environment(**more: str) -> dict[str, str]:
    """An environment without a network and with no variable that Goldwire reads, but for those in `more`."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(OFFLINE), **more}


def hatch(root: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """`hatchling build`, offline, as `make wheel` calls it."""
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", *arguments],
        cwd=root,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def built(root: Path, target: str = "wheel", **variables: str) -> Path:
    """The wheel or the sdist of a project."""
    done = hatch(root, "-t", target, **variables)
    assert done.returncode == 0, done.stderr
    (artifact,) = (root / "build" / "wheels").glob("*.whl" if target == "wheel" else "*.tar.gz")
    return artifact


def contents(wheel: Path) -> dict[str, bytes]:
    """The files of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def unpack(sdist: Path, place: Path) -> None:
    """Unpack an sdist below `place`."""
    with tarfile.open(sdist) as archive:
        # Python 3.11.3 and older take no `filter`, and 3.12 wants one.
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
        archive.extractall(place)
