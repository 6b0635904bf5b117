"""Roles of lines by majority: every line has the role that is most frequent in training."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.linear import read_json
from goldwire.baselines.lines_lookup import judged
from goldwire.baselines.protocol import register
from goldwire.model.annotation import Entity
from goldwire.model.layers import Gold, Layers, LineRole, Text
from goldwire.model.line import Role

_FILE = "role.json"


class _Commonest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    role: Role


@dataclass(frozen=True)
class _Model:
    role: Role

    def predict(self, text: Text, given: Layers) -> Layers:
        if text.raw_lines is None:
            return given
        roles = [LineRole(start=line.start, end=line.end, role=self.role) for line in text.raw_lines]
        return msgspec.structs.replace(given, line_roles=roles)

    def save(self, folder: Path) -> None:
        (folder / _FILE).write_bytes(msgspec.json.encode(_Commonest(self.role)) + b"\n")


@dataclass(frozen=True)
class _LinesMajority:
    name: str = "lines-majority"
    step: Literal["line_roles"] = "line_roles"
    level: Literal["majority"] = "majority"
    configuration: Mapping[str, Any] = field(default_factory=dict)

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> _Model:
        seen = Counter(role for _, role in judged(documents))
        if not seen:
            raise ValueError(f"{self.name}: none of the documents has raw lines with roles: nothing to learn from")
        return _Model(min(seen, key=lambda role: (-seen[role], role)))

    def load(self, folder: Path) -> _Model:
        found = read_json(folder / _FILE, _Commonest)
        if found.role is Role.BLANK:
            raise ValueError(f"{folder / _FILE}: blank is no role of a line with words")
        return _Model(found.role)


BASELINE = register(_LinesMajority())
