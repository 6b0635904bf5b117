"""The environments of the matrix: what is in each, how it is made, and how its versions are chosen anew.

`environments.json` lists them. `requires` is what distinguishes one; `locked` is all that is installed, chosen by
`tests/compat/run --update`. Where `package` is true, goldwire's own dependencies are among it, and the package is tried
there; else the builder module is tried alone, as a project that is held to old libraries would copy it. `python` is the
newest Python that has wheels of these versions. `known` names checks that fail there through no fault of the release.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
REPO = HERE.parents[1]
DATA = HERE / "environments.json"
FOLDER = REPO / ".compat"
OLDEST_PYTHON = (3, 11)
_MAKE_SECONDS = 600


class NotMade(Exception):
    """An environment that could not be made, with the reason."""


@dataclass(frozen=True, slots=True)
class Environment:
    """One entry of `environments.json`."""

    name: str
    script: str
    requires: tuple[str, ...]
    package: bool
    python: tuple[int, int] | None
    known: tuple[str, ...]
    locked: tuple[str, ...]

    @property
    def datasets(self) -> str | None:
        """The version of `datasets` in it."""
        return next((line.split("==")[1].split()[0] for line in self.locked if line.startswith("datasets==")), None)


def environments() -> list[Environment]:
    """All environments, oldest first."""
    return [
        Environment(
            name=entry["name"],
            script=entry["script"],
            requires=tuple(entry["requires"]),
            package=entry["package"],
            python=tuple(entry["python"]) if entry["python"] else None,
            known=tuple(entry["known"]),
            locked=tuple(entry["locked"]),
        )
        for entry in json.loads(DATA.read_bytes())
    ]


def interpreter(environment: Environment, folder: Path) -> Path:
    """The Python of an environment, which is made where it is not there yet. Raises `NotMade`."""
    base = _base_python(environment)
    place = folder / environment.name
    python = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    stamp = hashlib.sha256("\n".join((*environment.locked, str(base))).encode()).hexdigest()
    ready = place / ".ready"
    if ready.is_file() and ready.read_text() == stamp:
        return python
    folder.mkdir(parents=True, exist_ok=True)
    requirements = folder / f"{environment.name}.txt"
    requirements.write_text("\n".join(environment.locked) + "\n", encoding="utf-8")
    uv = shutil.which("uv")
    if uv:
        _call(uv, "venv", "--quiet", "--clear", "--python", str(base), str(place))
        _call(uv, "pip", "install", "--quiet", "--no-deps", "--python", str(python), "-r", str(requirements))
    else:
        _call(str(base), "-m", "venv", "--clear", str(place))
        pip = (str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
        _call(*pip, "--only-binary", ":all:", "-r", str(requirements))
    ready.write_text(stamp)
    return python


def _base_python(environment: Environment) -> str:
    newest = environment.python
    if newest is None or sys.version_info[:2] <= newest:
        return sys.executable
    for minor in range(newest[1], OLDEST_PYTHON[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and subprocess.run([found, "-c", "import venv"], capture_output=True, check=False).returncode == 0:
            return found
    raise NotMade(f"its libraries have wheels up to Python {newest[0]}.{newest[1]}, and none so old is on PATH")


def _call(*command: str) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_MAKE_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise NotMade(f"installing took longer than {_MAKE_SECONDS} s") from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise NotMade(f"cannot be installed: {lines[-1][:300]}")


def update() -> list[str]:
    """Choose all versions anew, with uv, and write them down. Gives the names of environments that changed."""
    uv = shutil.which("uv")
    if uv is None:
        raise NotMade("versions are chosen with uv, which is not on PATH: pip install uv")
    entries: list[dict[str, Any]] = json.loads(DATA.read_bytes())
    changed = []
    for entry in entries:
        wanted = [*entry["requires"], *(_dependencies() if entry["package"] else [])]
        command = [uv, "pip", "compile", "--quiet", "--universal", "--no-annotate", "--no-header"]
        command += ["--no-emit-index-url", "--no-emit-find-links", "--python-version", "3.11", "-"]
        done = subprocess.run(command, input="\n".join(wanted), capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotMade(f"{entry['name']}: {done.stderr.strip()}")
        locked = done.stdout.split("\n")[:-1]
        if locked != entry["locked"]:
            changed.append(entry["name"])
            entry["locked"] = locked
    DATA.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
    return changed


def _dependencies() -> list[str]:
    """What goldwire needs, but for `datasets`, of which each environment has its own."""
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [line for line in project["dependencies"] if not line.startswith("datasets")]
