"""Libraries that are not installed with Goldwire itself: what each extra brings, and how to install it."""

from __future__ import annotations

from collections.abc import Collection
from importlib.metadata import PackageNotFoundError, requires

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

DISTRIBUTION = "goldwire"


def requirements(extra: str) -> list[str]:
    """What an extra brings here, as `pip install` takes it: `scikit-learn>=1.6`. Empty where the extra is not known, or
    nothing tells what this installation needs.

    The libraries themselves, since Goldwire stands in no index where pip would find its extras.
    """
    try:
        stated = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return []
    found = []
    for one in stated:
        try:
            needed = Requirement(one)
        except InvalidRequirement:
            continue
        marker = needed.marker
        if marker is None or marker.evaluate({"extra": ""}) or not marker.evaluate({"extra": extra}):
            continue
        if canonicalize_name(needed.name) != DISTRIBUTION:
            found.append(f"{needed.name}{needed.specifier}")
    return sorted(found)


def pip_line(extra: str, module: str | None, *, only: Collection[str] = ()) -> str:
    """The line that installs what a command lacks: all of its extra, or of it `only` these, or the module that was not
    found."""
    wanted = [one for one in requirements(extra) if not only or Requirement(one).name in only]
    names = wanted or [module or f"{DISTRIBUTION}[{extra}]"]
    return "pip install " + " ".join(f'"{name}"' for name in names)


def missing(error: ModuleNotFoundError, extra: str) -> str:
    """What to say where a module of an extra is not installed."""
    return f"this command needs {error.name}, which is not installed: {pip_line(extra, error.name)}"
