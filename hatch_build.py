"""Puts the public release of the corpus into the wheel and the sdist, and nothing of any other release.

A build has nothing but hatchling and the standard library: files are compared with the manifest here, and
`goldwire verify` also looks at their rows.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WITHOUT_DATA = "GOLDWIRE_WITHOUT_DATA"
"""Environment variable: 1 builds a package that holds no release."""
MANIFEST = "manifest.json"
PLACES = {"wheel": "goldwire/releases", "sdist": "dist"}
"""Where releases stand in each target. An sdist is built from as a checkout is."""

_MAKE = "make it, and the wheel with it, with: make wheel"
_HEAD = re.compile(rb'\{\n  "sha256": "([0-9a-f]{64})",\n')
_TABLES = (".parquet", ".arrow")


class Refused(Exception):
    """A package that must not be built. The message says why and what to do."""


class ReleaseHook(BuildHookInterface[BuilderConfig]):
    """Adds the release's files before a build, and looks through the archive after it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files of the release, once they are what its manifest says. An editable install has none."""
        self._expected: dict[str, str] = {}
        if version == "editable":
            return
        try:
            if without_data():
                self.app.display_warning(f"{WITHOUT_DATA} is set: the {self.target_name} holds no release")
                return
            name, number = corpus_version(Path(self.root))
            if number != self.metadata.version:
                raise Refused(
                    f"the package is {self.metadata.version}, and corpus/corpus.json {number}: make them agree"
                )
            folder = Path(self.root) / "dist" / name / number
            place = f"{PLACES[self.target_name]}/{name}/{number}"
            for path, digest in release_files(folder, name, number).items():
                build_data["force_include"][str(folder / path)] = f"{place}/{path}"
                self._expected[f"{place}/{path}"] = digest
        except Refused as refused:
            self.app.abort(f"error: {refused}")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Refuse an archive that does not hold the release as it was checked, or that holds tables of another one."""
        if version == "editable":
            return
        artifact = Path(artifact_path)
        members = archived(artifact)
        found = departures(members, self._expected, PLACES[self.target_name])
        if found:
            artifact.unlink()
            self.app.abort(f"error: {artifact.name} was removed again: {'; '.join(found[:6])}")
        release = sum(len(members[name]) for name in self._expected)
        self.app.display_info(
            f"{artifact.name}: {artifact.stat().st_size:,} bytes; {len(members):,} files, "
            f"{len(self._expected):,} of the release ({release:,} bytes unpacked)"
        )


def without_data() -> bool:
    """Whether the environment asks for a package without a release. Raises `Refused` for a value that says neither."""
    value = os.environ.get(WITHOUT_DATA, "")
    if value not in ("", "0", "1"):
        raise Refused(f"{WITHOUT_DATA} is {value!r}; set it to 1 for a package without a release, or unset it")
    return value == "1"


def corpus_version(root: Path) -> tuple[str, str]:
    """Name and version of the corpus. Raises `Refused` where its settings cannot be read."""
    path = root / "corpus" / "corpus.json"
    try:
        settings = json.loads(path.read_bytes())
        name, version = settings["name"], settings["version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Refused(f"{path} names no corpus: {error}; run goldwire check") from None
    if not isinstance(name, str) or not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise Refused(f"{path}: the name must be a slug, not {name!r}; run goldwire check")
    if not isinstance(version, str) or not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise Refused(f"{path}: the version must be MAJOR.MINOR.PATCH, not {version!r}; run goldwire check")
    return name, version


def release_files(folder: Path, name: str, version: str) -> dict[str, str]:
    """The files of a public release, by their paths below it, each with its SHA-256. Raises `Refused` where it is not
    there, is another release, or is not to the byte what its manifest says."""
    if not folder.is_dir():
        raise Refused(
            f"{folder} is not there, and the package carries the public release: {_MAKE}. "
            f"{WITHOUT_DATA}=1 builds a package without it"
        )
    found = _found(folder)
    if MANIFEST not in found:
        raise Refused(f"{folder} is no release: it holds no {MANIFEST}; {_MAKE}")
    manifest = _manifest(folder / MANIFEST)
    is_ = (manifest.get("name"), manifest.get("version"), manifest.get("edition"))
    if is_ != (name, version, "public"):
        said = " ".join(str(part) for part in is_)
        raise Refused(f"{folder} is {said!r}; only {name} {version} public goes into a package. Remove it, and {_MAKE}")
    if manifest.get("redistributable") is not True:
        raise Refused(f"{folder} is not for redistribution, as its manifest says; remove it, and {_MAKE}")
    listed = _listed(manifest, folder)
    found[MANIFEST] = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    wrong = [f"{path}: not in the manifest" for path in sorted(found.keys() - listed.keys() - {MANIFEST})]
    wrong += [f"{path}: missing" for path in sorted(listed.keys() - found.keys())]
    wrong += [f"{path}: changed" for path in sorted(listed) if path in found and found[path] != listed[path]]
    if wrong:
        raise Refused(
            f"{folder} is not what its manifest says: {'; '.join(wrong[:6])}. Look at it with goldwire verify, remove "
            f"it, and {_MAKE}"
        )
    return dict(sorted(found.items()))


def _found(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file below a folder. Raises `Refused` for links and special files."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        if stat.S_ISREG(mode):
            found[path.relative_to(folder).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
        elif not stat.S_ISDIR(mode):
            raise Refused(f"{path} is a link or a special file, which no release holds; remove it")
    return found


def _manifest(path: Path) -> dict[str, Any]:
    """A manifest that is what its own digest says."""
    data = path.read_bytes()
    head = _HEAD.match(data)
    if head is None or hashlib.sha256(data[head.end() :]).hexdigest() != head[1].decode():
        raise Refused(f"{path} is not what its own digest, in its second line, says; remove the release, and {_MAKE}")
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{path} is not JSON: {error}; remove the release, and {_MAKE}") from None
    if not isinstance(value, dict):
        raise Refused(f"{path} is no JSON object; remove the release, and {_MAKE}")
    return value


def _listed(manifest: dict[str, Any], folder: Path) -> dict[str, str]:
    try:
        pairs = [(file["path"], file["sha256"]) for file in manifest["files"]]
        listed = dict(pairs)
        if len(listed) != len(pairs) or not all(isinstance(part, str) for pair in pairs for part in pair):
            raise ValueError("a file is listed twice, or by no name")
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(f"{folder / MANIFEST} lists no files: {error}; remove the release, and {_MAKE}") from None
    return listed


def archived(artifact: Path) -> dict[str, bytes]:
    """What the files of a wheel or an sdist hold, by their paths below its top."""
    if artifact.suffix == ".whl":
        with zipfile.ZipFile(artifact) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist()}
    held: dict[str, bytes] = {}
    with tarfile.open(artifact) as sdist:
        for member in sdist.getmembers():
            stream = sdist.extractfile(member)  # None for a folder
            if stream is not None:
                held[member.name.partition("/")[2]] = stream.read()
    return held


def departures(members: dict[str, bytes], expected: dict[str, str], place: str) -> list[str]:
    """How an archive departs from the release that it should hold: files of it that are missing or changed, and
    tables and releases that are none of it, such as a hydrated one that lay in a folder of the sources."""
    found = []
    for name, digest in expected.items():
        if name not in members:
            found.append(f"{name} is not in it")
        elif hashlib.sha256(members[name]).hexdigest() != digest:
            found.append(f"{name} changed while it was built")
    for name in sorted(members.keys() - expected.keys()):
        path = PurePosixPath(name)
        if path.suffix in _TABLES or path.is_relative_to(place):
            found.append(f"{name} is no file of the public release; move it out of the sources")
    return found
