"""An installed wheel, in an environment without the checkout and without a network, from a folder elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corpora import ENGLISH, REPO, copy_mini
from goldwire.release.manifest import read_manifest
from goldwire.release.tables import read_rows
from wheels import OFFLINE, built, environment, project, release

VERSION = "0.1.0"
LOAD = """
import json, sys
import datasets
import goldwire

datasets.disable_progress_bars()
rows = {}
for config in sys.argv[1:]:
    for split, table in goldwire.load(config).items():
        rows[f"{config}/{split}"] = list(table)
plain = datasets.load_dataset(goldwire.path(), "ner", split="train")
streamed = list(goldwire.load("stance", split="train", streaming=True))
assert list(plain) == rows["ner/train"] and streamed == rows["stance/train"]
print(json.dumps({"module": goldwire.__file__, "path": goldwire.path(), "rows": rows}))
"""
"""Loads configs as users do."""
CALL = """
import json, os, sys
from typer.testing import CliRunner
from goldwire.cli.app import app

found = []
for folder, *arguments in json.loads(sys.argv[1]):
    os.chdir(folder)
    result = CliRunner().invoke(app, arguments)
    found.append((result.exit_code, result.stdout + result.stderr))
print(json.dumps(found))
"""
"""Calls the command again and again, each time in a folder."""
FIND = """
import json, os, sys
import goldwire

found = []
for folder, edition, variables in json.loads(sys.argv[1]):
    os.chdir(folder)
    os.environ |= variables
    try:
        found.append(goldwire.path(edition))
    except goldwire.NoRelease as error:
        found.append(f"no: {error}")
    for name in variables:
        del os.environ[name]
print(json.dumps(found))
"""
"""Asks which release is found, in folders and with environment variables."""


@dataclass(frozen=True)
class Installed:
    """An environment with a wheel in it. Its dependencies are those of the environment that the tests run in."""

    root: Path
    site: Path

    @property
    def releases(self) -> Path:
        return self.site / "goldwire" / "releases" / "mini-news"

    @property
    def elsewhere(self) -> Path:
        """A folder that has nothing to do with the rest."""
        return self.root / "elsewhere"

    def install(self, wheel: Path) -> None:
        """Put a wheel in the place of the one that was there. It is pure Python: unpacking it is all there is to it."""
        for old in self.site.glob("goldwire*"):
            shutil.rmtree(old)
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(self.site)

    def run(self, *arguments: str) -> str:
        """What Python prints, run without a network in a folder elsewhere."""
        self.elsewhere.mkdir(exist_ok=True)
        home = str(self.root / "home")
        done = subprocess.run(
            [str(self.root / ("Scripts" if os.name == "nt" else "bin") / "python"), *arguments],
            cwd=self.elsewhere,
            env=environment(HF_HOME=home, HOME=home, COLUMNS="200", PYTHONPYCACHEPREFIX=str(self.root / "compiled")),
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "offline:" not in done.stderr
        return done.stdout

    def load(self, *configs: str) -> dict[str, Any]:
        """What a program finds that loads configs."""
        found: dict[str, Any] = json.loads(self.run("-c", LOAD, *configs))
        return found

    def files(self) -> dict[str, tuple[int, int]]:
        """Size and time of everything in the environment's packages."""
        return {str(p): (p.stat().st_size, p.stat().st_mtime_ns) for p in self.site.rglob("*")}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose wheel is built."""
    root = project(tmp_path_factory.mktemp("source"))
    release(root)
    built(root)
    return root


@pytest.fixture(scope="module")
def installed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The project's wheel, installed; tests that change the installation install it anew."""
    root = tmp_path_factory.mktemp("installed")
    venv.create(root, with_pip=False)
    (site,) = root.rglob("site-packages")
    # Packages in a folder that a .pth file names are found, but not what further .pth files there name, as that of an
    # editable install does.
    (site / "dependencies.pth").write_text("\n".join(sorted({sysconfig.get_path(n) for n in ("purelib", "platlib")})))
    found = Installed(root, site)
    found.install(wheel(source))
    return found


def wheel(root: Path) -> Path:
    (found,) = (root / "build" / "wheels").glob("*.whl")
    return found


def tables(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows of a release, read with pyarrow."""
    return {
        file.path.removeprefix("data/").removesuffix(".parquet"): read_rows(folder / file.path)
        for file in read_manifest(folder).files
        if file.rows is not None
    }


def test_every_config_loads_and_a_newer_wheel_is_read_anew(source: Path, installed: Installed, tmp_path: Path) -> None:
    before = installed.files()
    of_documents = ("documents", "ner", "linking", "quotes", "attribution", "stance", "lines", "standoff")
    first = installed.load(*of_documents, "entities", "propositions")
    assert Path(first["module"]) == installed.site / "goldwire" / "__init__.py"
    assert Path(first["path"]) == installed.releases / VERSION
    assert first["rows"] == tables(source / "dist" / "mini-news" / VERSION)
    assert installed.files() == before, "loading writes into the package"

    # The cache of `datasets`, which stays, does not look at the content of a folder.
    root = project(tmp_path, "0.1.1")
    path = root / "annotations" / "open" / f"{ENGLISH}.json"
    path.write_text(path.read_text("utf-8").replace('"polarity": "oppose"', '"polarity": "mixed"', 1), "utf-8")
    folder = release(root)
    try:
        installed.install(built(root))
        second = installed.load("stance", "ner")
    finally:
        installed.install(wheel(source))
    assert Path(second["path"]) == installed.releases / "0.1.1"
    assert second["rows"]["stance/train"] == tables(folder)["stance/train"] != first["rows"]["stance/train"]


def test_the_command_verifies_and_compares_the_packaged_release(
    source: Path, installed: Installed, tmp_path: Path
) -> None:
    here, checkout = str(installed.elsewhere), copy_mini(tmp_path)
    other = another(copy_mini(tmp_path / "other"))
    calls = {
        (here, "--version"): (0, f"goldwire {VERSION}"),
        (here, "verify", VERSION): (0, f"releases/mini-news/{VERSION}: mini-news {VERSION}, public edition: whole"),
        (here, "diff", VERSION, str(source / "dist" / "mini-news" / VERSION)): (0, "nothing differs"),
        (here, "verify", "0.3.0"): (2, "no public release 0.3.0: no corpus is here, and the installed package carries"),
        (here, "diff", f"{VERSION}-hydrated", VERSION): (2, f"no hydrated release {VERSION}"),
        (here, "verify", VERSION, "--corpus", "/"): (2, "no corpus at /"),
        (here, "verify", VERSION, "--out", "/"): (2, "no corpus at ."),
        (str(checkout), "verify", VERSION): (0, f"releases/mini-news/{VERSION}: mini-news"),
        (str(checkout), "diff", VERSION, VERSION): (0, "nothing differs"),
        (str(checkout), "verify", f"{VERSION}-hydrated"): (2, f"there is no release {VERSION}-hydrated"),
        (str(checkout), "verify", VERSION, "--out", "/"): (2, f"there is no release {VERSION}"),
        (str(other), "verify", VERSION): (2, f"there is no release {VERSION}"),
        (str(other), "diff", VERSION, VERSION): (2, f"there is no release {VERSION}"),
    }
    for (call, (status, says)), found in zip(
        calls.items(), json.loads(installed.run("-c", CALL, json.dumps(list(calls)))), strict=True
    ):
        assert found[0] == status, (call, found)
        assert says in " ".join(found[1].split()), (call, found)


def another(corpus: Path) -> Path:
    """Give a corpus another name."""
    settings = corpus / "corpus" / "corpus.json"
    settings.write_text(settings.read_text("utf-8").replace('"mini-news"', '"other-news"'), "utf-8")
    return corpus


def test_which_release_is_found(source: Path, installed: Installed, tmp_path: Path) -> None:
    carried = installed.releases / VERSION
    work, checkout, other = tmp_path / "work", copy_mini(tmp_path), another(copy_mini(tmp_path / "other"))
    stray = work / "dist" / "mini-news" / VERSION
    for place in (work, tmp_path / "stranger"):
        shutil.copytree(source / "dist", place / "dist")
    stray.rename(stray.parent / "9.0.0")
    stray = stray.parent / "9.0.0"
    shutil.copytree(stray, stray.parent / f"{VERSION}-hydrated")
    (tmp_path / "stranger" / "dist" / "mini-news").rename(tmp_path / "stranger" / "dist" / "other-news")
    asked = [
        (str(work), "public", {}),
        (str(work), "hydrated", {}),
        (str(tmp_path / "stranger"), "public", {}),
        (str(tmp_path / "stranger"), "hydrated", {}),
        (str(work), "public", {"GOLDWIRE_RELEASE": str(stray)}),
        (str(source / "annotations"), "public", {}),
        (str(checkout), "public", {}),
        (str(other), "public", {}),
        (str(other), "hydrated", {}),
    ]
    outside, hydrated, beside, none, named, built_here, fresh, foreign, foreign_hydrated = json.loads(
        installed.run("-c", FIND, json.dumps(asked))
    )
    # Outside of a corpus the package comes first, and dist/ has what it does not carry.
    assert outside == beside == str(carried)
    assert hydrated == str(stray.parent / f"{VERSION}-hydrated")
    assert f"goldwire hydrate {carried} --raw DIR" in none
    assert named == str(stray)
    # In a corpus what was built there comes first, and the package's where nothing was.
    assert built_here == str(source / "dist" / "mini-news" / VERSION)
    assert fresh == str(carried)
    # Another corpus has releases of its own, or none.
    assert f"no public release of other-news in {other / 'dist'}; make one with: goldwire release" in foreign
    assert f"carries mini-news: for that one, name a release folder in GOLDWIRE_RELEASE: {carried}" in foreign
    assert "goldwire release --raw DIR" in foreign_hydrated


@pytest.mark.parametrize(
    "attempt",
    ["socket.create_connection(('192.0.2.1', 80), 1)", "urllib.request.urlopen('http://goldwire.invalid')"],
)
def test_the_network_is_cut_off(attempt: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import socket, urllib.request; {attempt}"],
        env=environment(),
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "offline: socket." in done.stderr
    assert OFFLINE.is_dir()
