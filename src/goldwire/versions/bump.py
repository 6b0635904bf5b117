"""Which version number the changes of a release demand, and why.

PATCH: labels or metadata were corrected. MINOR: something was only added. MAJOR: a record, split, field or label set
changed or left. Below 1.0.0 Semantic Versioning allows anything; here a MAJOR change demands 0.Y+1.0 there, and any
other one the next number at least.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from goldwire.versions.diff import Change

_VERSION = re.compile(r"(0|[1-9]\d{0,5})(\.(0|[1-9]\d{0,5})){2}", re.ASCII)


class Level(StrEnum):
    """How much changed."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"


_RANK = {level: number for number, level in enumerate(Level)}


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of change with its level: how many things changed so, why that weighs so much, and one of them."""

    level: Level
    why: str
    count: int
    example: Change


class Bump(msgspec.Struct, frozen=True, kw_only=True):
    """What the changes since `since` demand. `smallest` is the smallest version that may hold them."""

    since: str
    level: Level
    smallest: str
    explanation: str
    reasons: list[Reason]

    def allows(self, version: str) -> bool:
        """Whether a release may be called so."""
        return numbers(version) >= numbers(self.smallest)


def is_version(text: str) -> bool:
    """Whether `text` is MAJOR.MINOR.PATCH."""
    return _VERSION.fullmatch(text) is not None


def numbers(version: str) -> tuple[int, ...]:
    """A version as numbers, to be compared."""
    return tuple(int(part) for part in version.split("."))


def judged(change: Change) -> tuple[Level, str]:
    """The level of one change, and why."""
    thing = change.kind
    if change.action == "added":
        if thing == "document" and change.table is not None:
            return Level.MINOR, f"a document came to the table {change.table}"
        return Level.MINOR, f"{_a(thing)} was added; all that was there stays"
    if change.action == "removed":
        if thing == "document" and change.table is not None:
            return Level.MAJOR, f"a document left the table {change.table}"
        return Level.MAJOR, f"{_a(thing)} left; who points at it finds nothing"
    if thing == "document" and change.field == "split":
        return Level.MAJOR, "a document changed its split; what was trained on may be tested on"
    if thing == "field":
        return Level.MAJOR, "a field has another type"
    if thing == "label set":
        return Level.MAJOR, "a label set changed; stored numbers mean other labels, models another size"
    if change.core:
        return Level.MAJOR, f"{_a(thing)} is about other words or things than before, under the same id"
    if thing in ("corpus", "document"):
        return Level.PATCH, f"metadata of a {thing} corrected"
    return Level.PATCH, f"what {_a(thing)} says was corrected; the {thing} stays"


def _a(thing: str) -> str:
    return f"an {thing}" if thing[0] in "aeiou" else f"a {thing}"


def bump(changes: Iterable[Change], since: str) -> Bump:
    """What changes since version `since` demand."""
    found: dict[tuple[Level, str], list[Change]] = {}
    for change in changes:
        found.setdefault(judged(change), []).append(change)
    ordered = sorted(found.items(), key=lambda pair: -_RANK[pair[0][0]])
    reasons = [
        Reason(level=level, why=why, count=len({change.thing for change in those}), example=those[0])
        for (level, why), those in ordered
    ]
    level = reasons[0].level if reasons else Level.NONE
    smallest = smallest_version(since, level)
    return Bump(since=since, level=level, smallest=smallest, explanation=_explained(since, level), reasons=reasons)


def smallest_version(since: str, level: Level) -> str:
    """The smallest version that may follow `since` with changes of a level."""
    major, minor, patch = numbers(since)
    if level is Level.NONE:
        return since
    if level is Level.MAJOR and major > 0:
        return f"{major + 1}.0.0"
    if level is Level.MAJOR or (level is Level.MINOR and major > 0):
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def _explained(since: str, level: Level) -> str:
    smallest = smallest_version(since, level)
    if level is Level.NONE:
        return f"nothing changed since {since}: any version from {since} on will do"
    if numbers(since)[0] == 0 and level is not Level.PATCH:
        place = "MINOR" if level is Level.MAJOR else "PATCH"
        return f"a {level.upper()} change since {since}; below 1.0.0 it demands a {place} step: {smallest} or higher"
    return f"a {level.upper()} change since {since}: {smallest} or higher"
