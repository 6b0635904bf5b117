"""The order in which splits are named where no settings are at hand that say it."""

from __future__ import annotations

from collections.abc import Iterable

_ROLES = ("train", "validation", "test")


def in_order(splits: Iterable[str]) -> list[str]:
    """Splits by what they are for: `train` before `validation` and `test`, then `press_train` and its like, then others
    by name. `goldwire.goldwire_builder`, which may use nothing of goldwire, orders them alike."""
    return sorted(splits, key=_place)


def _place(split: str) -> tuple[int, str, int]:
    family, _, role = split.rpartition("_")
    if role not in _ROLES:
        return 2, split, 0
    return (1 if family else 0), family, _ROLES.index(role)


def is_training(split: str) -> bool:
    """Whether a split is one to train on: `train`, `press_train` and their like."""
    return split.rpartition("_")[2] == _ROLES[0]
