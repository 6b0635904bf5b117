"""What is in a wheel and an sdist: the public release of the corpus's version, whole, and nothing of another one."""

from __future__ import annotations

import json
import os
import runpy
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpora import REPO
from goldwire.release.manifest import read_manifest
from wheels import built, contents, environment, hatch, project, release, unpack

NAME, VERSION = "mini-news", "0.1.0"
PLACE = f"goldwire/releases/{NAME}/{VERSION}"
HOOK: dict[str, Any] = runpy.run_path(str(REPO / "hatch_build.py"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with both editions in its `dist/`; tests leave it as it is, but for `build/`."""
    root = project(tmp_path_factory.mktemp("whole"))
    release(root)
    release(root, hydrated=True)
    return root


@pytest.fixture(scope="module")
def wheel(whole: Path) -> Path:
    return built(whole)


@pytest.fixture(scope="module")
def sdist(whole: Path) -> Path:
    return built(whole, "sdist")


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    """A copy of the project that a test may change."""
    shutil.copytree(whole, tmp_path / "copy", ignore=shutil.ignore_patterns("build"))
    return tmp_path / "copy"


def dist(root: Path, name: str = VERSION) -> Path:
    return root / "dist" / NAME / name


def test_the_package_has_the_version_of_the_corpus() -> None:
    settings = json.loads((REPO / "corpus" / "corpus.json").read_bytes())
    assert version("goldwire") == settings["version"], "installed before the version changed: run make setup"
    citation = yaml.safe_load((REPO / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == settings["version"]


def test_the_wheel_holds_the_release_to_the_byte(whole: Path, wheel: Path) -> None:
    held = contents(wheel)
    expected = {
        f"{PLACE}/{path.relative_to(dist(whole)).as_posix()}": path.read_bytes()
        for path in dist(whole).rglob("*")
        if path.is_file()
    }
    assert {name: data for name, data in held.items() if name.startswith("goldwire/releases/")} == expected
    assert len(expected) == len(read_manifest(dist(whole)).files) + 1


def test_the_wheel_holds_package_and_schemas_and_nothing_else(whole: Path, wheel: Path) -> None:
    held = contents(wheel)
    info = f"goldwire-{VERSION}.dist-info"
    assert {name.split("/")[0] for name in held} == {"goldwire", info}
    code = {name for name in held if not name.startswith((f"{PLACE}/", f"{info}/"))}
    sources = (whole / "src").rglob("*.py")
    assert code == {path.relative_to(whole / "src").as_posix() for path in sources} | {"goldwire/py.typed"} | {
        f"goldwire/schema/{path.name}" for path in (whole / "schema").iterdir()
    }
    metadata = held[f"{info}/METADATA"].decode()
    assert f"\nVersion: {VERSION}\n" in metadata
    assert b"goldwire = goldwire.cli.__main__:main" in held[f"{info}/entry_points.txt"]
    assert wheel.name == f"goldwire-{VERSION}-py3-none-any.whl"


def test_the_sdist_makes_the_same_wheel(wheel: Path, sdist: Path, tmp_path: Path) -> None:
    unpack(sdist, tmp_path)
    root = tmp_path / f"goldwire-{VERSION}"
    assert not dist(root, f"{VERSION}-hydrated").exists()
    assert built(root).read_bytes() == wheel.read_bytes()


@pytest.mark.parametrize("target", ["wheel", "sdist"])
def test_two_builds_give_the_same_bytes(target: str, wheel: Path, sdist: Path, copy: Path) -> None:
    for path in sorted(copy.rglob("*")):
        os.utime(path, (1_500_000_000, 1_500_000_000))
        path.chmod(0o700 if path.is_dir() else 0o600)
    first = wheel if target == "wheel" else sdist
    again = built(copy, target, TZ="Pacific/Auckland", PYTHONHASHSEED="7", LC_ALL="C")
    assert again.read_bytes() == first.read_bytes()


def test_the_date_of_the_sources_is_honoured(wheel: Path, copy: Path) -> None:
    def dates(path: Path) -> set[tuple[int, ...]]:
        with zipfile.ZipFile(path) as archive:
            return {member.date_time for member in archive.infolist()}

    assert dates(built(copy, SOURCE_DATE_EPOCH="1900000000")) == {(2030, 3, 17, 17, 46, 40)}
    assert len(dates(wheel)) == 1


def test_without_a_release_nothing_is_built(copy: Path) -> None:
    shutil.rmtree(dist(copy))
    done = hatch(copy)  # both
    assert done.returncode == 1
    assert f"{dist(copy)} is not there" in done.stderr
    assert "make wheel" in done.stderr
    assert "GOLDWIRE_WITHOUT_DATA=1" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((copy / "build").rglob("goldwire*"))


def test_a_package_without_data_is_built_on_demand(copy: Path) -> None:
    for artifact in (built(copy, GOLDWIRE_WITHOUT_DATA="1"), built(copy, "sdist", GOLDWIRE_WITHOUT_DATA="1")):
        held = HOOK["archived"](artifact)
        assert "goldwire/loading.py" in {name.removeprefix("src/") for name in held}
        assert not [name for name in held if name.endswith((".parquet", "manifest.json"))]


def test_a_variable_that_says_neither_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, without in (("1", True), ("0", False), ("", False)):
        monkeypatch.setenv(HOOK["WITHOUT_DATA"], value)
        assert HOOK["without_data"]() is without
    monkeypatch.setenv(HOOK["WITHOUT_DATA"], "yes")
    with pytest.raises(HOOK["Refused"], match="GOLDWIRE_WITHOUT_DATA is 'yes'; set it to 1"):
        HOOK["without_data"]()


def test_an_editable_install_needs_no_release(copy: Path) -> None:
    shutil.rmtree(copy / "dist")
    script = "import os, hatchling.build as b; os.mkdir('out'); print(b.build_editable('out'))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=copy, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert not [name for name in contents(copy / "out" / done.stdout.split()[-1]) if "releases" in name]


@pytest.mark.parametrize(
    ("place", "target", "named"),
    [
        ("src/goldwire/releases/mini-news/0.1.0-hydrated", "wheel", "goldwire/releases/mini-news/0.1.0-hydrated/"),
        ("src/goldwire/mine", "wheel", "goldwire/mine/data/documents/train.parquet"),
        ("src/goldwire/mine", "sdist", "src/goldwire/mine/data/documents/train.parquet"),
    ],
)
def test_a_hydrated_release_among_the_sources_stops_the_build(place: str, target: str, named: str, copy: Path) -> None:
    shutil.copytree(dist(copy, f"{VERSION}-hydrated"), copy / place)
    done = hatch(copy, "-t", target)
    assert done.returncode == 1
    assert "no file of the public release; move it out of the sources" in done.stderr
    assert named in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((copy / "build").rglob("goldwire*"))


def test_an_archive_that_does_not_hold_what_was_checked_is_found() -> None:
    digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    assert HOOK["departures"]({"dist/a": b"hello", "src/a.py": b""}, {"dist/a": digest}, "dist") == []
    found = HOOK["departures"]({"dist/a": b"other", "dist/c": b""}, {"dist/a": digest, "dist/b": digest}, "dist")
    assert [line.split(";")[0] for line in found] == [
        "dist/a changed while it was built",
        "dist/b is not in it",
        "dist/c is no file of the public release",
    ]


def hydrated(root: Path) -> None:
    shutil.rmtree(dist(root))
    dist(root, f"{VERSION}-hydrated").rename(dist(root))


def not_to_be_shared(root: Path) -> None:
    rewrite(root, lambda manifest: manifest.update(redistributable=False))


def nothing_said_of_sharing(root: Path) -> None:
    rewrite(root, lambda manifest: manifest.pop("redistributable"))


def other_version(root: Path) -> None:
    rewrite(root, lambda manifest: manifest.update(version="0.0.9"))


def other_corpus(root: Path) -> None:
    rewrite(root, lambda manifest: manifest.update(name="other-news"))


def listed_twice(root: Path) -> None:
    rewrite(root, lambda manifest: manifest["files"].append(manifest["files"][0]))


def no_list(root: Path) -> None:
    rewrite(root, lambda manifest: manifest.update(files=[1, 2]))


def no_object(root: Path) -> None:
    write(root, b"[" * 100_000)


def not_json(root: Path) -> None:
    write(root, b"{")


def changed(root: Path) -> None:
    path = dist(root) / "data" / "ner" / "train.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def missing(root: Path) -> None:
    (dist(root) / "data" / "ner" / "train.parquet").unlink()


def extra(root: Path) -> None:
    shutil.copy(dist(root, f"{VERSION}-hydrated") / "data" / "documents" / "wire.parquet", dist(root) / "data" / "ner")


def linked(root: Path) -> None:
    (dist(root) / "README.md").unlink()
    (dist(root) / "README.md").symlink_to(root / "dist")


def edited_manifest(root: Path) -> None:
    path = dist(root) / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"with_text": 2', b'"with_text": 3'))


def no_manifest(root: Path) -> None:
    (dist(root) / "manifest.json").unlink()


def write(root: Path, rest: bytes) -> None:
    """Put a manifest in place whose own digest is right; `rest` follows its second line."""
    digest = HOOK["hashlib"].sha256(rest).hexdigest()
    (dist(root) / "manifest.json").write_bytes(f'{{\n  "sha256": "{digest}",\n'.encode() + rest)


def rewrite(root: Path, change: Callable[[dict[str, Any]], None]) -> None:
    manifest = json.loads((dist(root) / "manifest.json").read_bytes())
    del manifest["sha256"]
    change(manifest)
    write(root, json.dumps(manifest, indent=2).encode()[2:])


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (hydrated, "is 'mini-news 0.1.0 hydrated'; only mini-news 0.1.0 public goes into a package"),
        (not_to_be_shared, "is not for redistribution"),
        (nothing_said_of_sharing, "is not for redistribution"),
        (other_version, "is 'mini-news 0.0.9 public'"),
        (other_corpus, "is 'other-news 0.1.0 public'"),
        (listed_twice, "listed twice"),
        (no_list, "lists no files"),
        (no_object, "is not JSON"),
        (not_json, "is not JSON"),
        (changed, "data/ner/train.parquet: changed"),
        (missing, "data/ner/train.parquet: missing"),
        (extra, "data/ner/wire.parquet: not in the manifest"),
        (linked, "README.md is a link or a special file"),
        (edited_manifest, "is not what its own digest, in its second line, says"),
        (no_manifest, "it holds no manifest.json"),
    ],
)
def test_a_release_that_is_not_whole_or_not_public_is_refused(
    damage: Callable[[Path], None], says: str, whole: Path, tmp_path: Path
) -> None:
    shutil.copytree(whole / "dist", tmp_path / "dist")
    files = HOOK["release_files"](dist(tmp_path), NAME, VERSION)
    assert set(files) == {
        path.relative_to(dist(tmp_path)).as_posix() for path in dist(tmp_path).rglob("*") if path.is_file()
    }
    damage(tmp_path)
    with pytest.raises(HOOK["Refused"]) as refused:
        HOOK["release_files"](dist(tmp_path), NAME, VERSION)
    assert says in str(refused.value)
    assert "make wheel" in str(refused.value) or "remove it" in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("{", "names no corpus"),
        ("[]", "names no corpus"),
        ('{"name": "x", "version": 1}', "MAJOR.MINOR.PATCH, not 1"),
        ('{"name": "../x", "version": "1.0.0"}', "a slug, not '../x'"),
        (None, "names no corpus"),
    ],
)
def test_settings_that_name_no_corpus_are_refused(settings: str | None, says: str, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    if settings is not None:
        (tmp_path / "corpus" / "corpus.json").write_text(settings)
    with pytest.raises(HOOK["Refused"]) as refused:
        HOOK["corpus_version"](tmp_path)
    assert says in str(refused.value)


def test_a_package_and_a_corpus_of_different_versions_are_refused(sdist: Path, tmp_path: Path) -> None:
    unpack(sdist, tmp_path)
    root = tmp_path / f"goldwire-{VERSION}"  # its PKG-INFO holds the version of the package
    path = root / "corpus" / "corpus.json"
    path.write_text(path.read_text("utf-8").replace('"version": "0.1.0"', '"version": "0.2.0"'), "utf-8")
    done = hatch(root, "-t", "wheel")
    assert done.returncode == 1
    assert "the package is 0.1.0, and corpus/corpus.json 0.2.0" in done.stderr
