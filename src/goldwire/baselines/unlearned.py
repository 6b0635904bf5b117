"""Baselines that are rules alone: training changes nothing, and a saved model says only that it is there."""

from __future__ import annotations

from pathlib import Path

import msgspec

from goldwire.baselines.linear import read_json


class _Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


def save_nothing(path: Path) -> None:
    """Write the file of a model that learned nothing."""
    path.write_bytes(msgspec.json.encode(_Nothing()) + b"\n")


def load_nothing(path: Path) -> None:
    """Make sure that `save_nothing` wrote the file. Raises `ValueError`, with its name, where it did not."""
    read_json(path, _Nothing)
