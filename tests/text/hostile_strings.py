"""Strings that make a pattern work hard, derived from the pattern itself; and a count of what work takes."""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from re import _constants, _parser  # type: ignore[attr-defined]  # as public as pattern trees get
from types import FrameType
from typing import Any

_SAMPLES = " a0A\n,.;:!?-–'’\"“”«»()[]_/|=<>&\\`#*+~$%@éÀ\u00a0\t\r\x00\x80\u2028\U0001f600"
_CLASSES = {
    "CATEGORY_SPACE": " ",
    "CATEGORY_WORD": "a",
    "CATEGORY_DIGIT": "0",
    "CATEGORY_NOT_SPACE": "a",
    "CATEGORY_NOT_WORD": ",",
    "CATEGORY_NOT_DIGIT": "a",
}
_FEW = 4
_LONG = 20
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)


def attacks(pattern: re.Pattern[str] | re.Pattern[bytes]) -> Iterator[tuple[str, str, str]]:
    """`(before, unit, after)`: the string is the unit many times between the others."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = _parser.parse(source, pattern.flags & ~re.DEBUG)
    found: dict[tuple[str, str], None] = {}
    units: dict[str, None] = {" ": None, "a": None}
    for full in (False, True):
        for before, body in _repeated(list(tree), "", full):
            for unit in _variants(body):
                if unit:
                    units[unit] = None
                    found[before, unit] = None
    for unit in units:
        found["", unit] = None
    after = "\x01"
    for before, unit in found:
        yield before, unit, after
        yield before, unit, ""


def _repeated(nodes: list[Any], before: str, full: bool) -> Iterator[tuple[str, list[Any]]]:
    """Every part that may be repeated at length, and an example of what the pattern wants before it, or allows there
    (`full`)."""
    for place, (kind, value) in enumerate(nodes):
        here = before + "".join(_example(node, full) for node in nodes[:place])
        if kind in _REPEATS:
            _, most, body = value
            if most >= _LONG:
                yield here, list(body)
            yield from _repeated(list(body), here, full)
            if most >= _LONG and place + 1 < len(nodes):  # together with what follows
                yield here, [*body, nodes[place + 1]]
        else:
            for body in _bodies(kind, value):
                yield from _repeated(body, here, full)


def _bodies(kind: Any, value: Any) -> Iterable[list[Any]]:
    if kind is _constants.SUBPATTERN:
        return [list(value[3])]
    if kind is _constants.BRANCH:
        return [list(branch) for branch in value[1]]
    if kind is _constants.ATOMIC_GROUP:
        return [list(value)]
    if kind in (_constants.ASSERT, _constants.ASSERT_NOT):
        return [list(value[1])]
    return []


def _variants(nodes: list[Any]) -> list[str]:
    """A few strings that the nodes match: of a class, several of its characters; of branches, each."""
    whole = "".join(_example(node) for node in nodes)
    if len(nodes) != 1:
        return [whole]
    kind, value = nodes[0]
    if kind is _constants.IN:
        return _members(value)[:_FEW]
    if kind in (_constants.ANY, _constants.NOT_LITERAL):
        return [char for char in _SAMPLES if _allowed(kind, value, char)][:_FEW]
    if kind is _constants.SUBPATTERN:
        return _variants(list(value[3]))
    if kind is _constants.BRANCH:
        return ["".join(_example(node) for node in branch) for branch in value[1]][:_FEW]
    return [whole]


def _example(node: Any, full: bool = False) -> str:
    """A short string that a node matches; of a repeat, its least number, or at least one where it shall be `full`."""
    kind, value = node
    if kind is _constants.LITERAL:
        return chr(int(value))
    if kind is _constants.IN:
        return next(iter(_members(value)), "")
    if kind in (_constants.ANY, _constants.NOT_LITERAL):
        return str(next(char for char in "a b" if _allowed(kind, value, char)))
    if kind in _REPEATS:
        least, most, body = value
        times = max(int(least), min(int(most), 1) if full else 0)
        return "".join(_example(part, full) for part in body) * times
    if kind is _constants.BRANCH:
        return "".join(_example(part, full) for part in value[1][0])
    if kind in (_constants.SUBPATTERN, _constants.ATOMIC_GROUP):
        return "".join(_example(part, full) for part in (value[3] if kind is _constants.SUBPATTERN else value))
    return ""  # places, what looks ahead, and references


def _allowed(kind: Any, value: Any, char: str) -> bool:
    return char != "\n" if kind is _constants.ANY else ord(char) != value


def _members(items: list[tuple[Any, Any]]) -> list[str]:
    if items and items[0][0] is _constants.NEGATE:
        return [char for char in _SAMPLES if not any(_holds(item, char) for item in items[1:])]
    listed = dict.fromkeys(_one(item) for item in items)
    return [*listed, *(char for char in _SAMPLES if char not in listed and any(_holds(item, char) for item in items))]


def _one(item: tuple[Any, Any]) -> str:
    kind, value = item
    if kind is _constants.LITERAL:
        return chr(value)
    if kind is _constants.RANGE:
        return chr(value[0])
    return _CLASSES[str(value)]


def _holds(item: tuple[Any, Any], char: str) -> bool:
    kind, value = item
    if kind is _constants.LITERAL:
        return ord(char) == int(value)
    if kind is _constants.RANGE:
        return bool(value[0] <= ord(char) <= value[1])
    name = str(value)
    is_it = {"SPACE": char.isspace(), "WORD": char.isalnum() or char == "_", "DIGIT": char.isdigit()}[
        name.rpartition("_")[2]
    ]
    return is_it != ("_NOT_" in name)


def steps(work: Callable[[], Any]) -> int:
    """Calls that `work` makes, of Python's and of native functions."""
    count = 0

    def profile(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before, collects = sys.getprofile(), gc.isenabled()
    gc.disable()  # libraries may be called at each collection, which comes when it likes
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(before)
        if collects:
            gc.enable()
    return count
