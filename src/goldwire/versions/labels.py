"""Labels by their names where tables hold numbers, in what a diff says. Digests stay those of the numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from goldwire.versions.snapshot import DOCUMENT, ROWS, Fields, Item

Names = Mapping[str, Sequence[str]]
"""The names of the labels of a table, by the path of the field that holds their numbers."""
TOKEN = frozenset({"token", "text", "label"})
"""The keys of a token's label in a change."""


def path(group: str, field: str) -> str:
    """The path of a field of a group's records in their table."""
    return field if group in (DOCUMENT, ROWS) else f"{group}[].{field}"


def named(value: Any, at: str, names: Names) -> Any:
    """A value with the names of labels in the place of their numbers. A number that no label has stays."""
    if isinstance(value, list):
        return [
            {name: named(item, f"{at}[].{name}", names) for name, item in each.items()}
            if isinstance(each, dict)
            else named(each, at, names)
            for each in value
        ]
    known = names.get(at, ())
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(known):
        return known[value]
    return value


def shown(item: Item | None, group: str, names: Names) -> Fields | None:
    """All fields of a record with the names of their labels."""
    if item is None:
        return None
    return {name: named(value, path(group, name), names) for name, value in {**item.about, **item.says}.items()}


def both(field: str, group: str, before: Item, after: Item, old: Names, new: Names) -> tuple[Any, Any]:
    """Two values of a field with the names of their labels; of labels of the same tokens those that differ, each as
    `token` (its number, from 0), `text` and `label`. The numbers where the names are the same."""
    at = path(group, field)
    mine, yours = ({**item.about, **item.says}.get(field) for item in (before, after))
    one, two = named(mine, at, old), named(yours, at, new)
    if one == two:
        return mine, yours
    tokens = before.about.get("tokens")
    if group == ROWS and at in old and at in new and tokens and tokens == after.about.get("tokens"):
        lists = isinstance(one, list) and isinstance(two, list)
        if lists and len(one) == len(two) == len(tokens):
            apart = [number for number in range(len(tokens)) if one[number] != two[number]]
            return _tokens(apart, tokens, one), _tokens(apart, tokens, two)
    return one, two


def _tokens(numbers: Sequence[int], tokens: Sequence[str], labels: Sequence[Any]) -> list[dict[str, Any]]:
    return [{"token": number, "text": tokens[number], "label": labels[number]} for number in numbers]
