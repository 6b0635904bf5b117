"""Roles of lines by lookup: the role that a line with the same words, or else of the same shape, most often has in
training; else body. Lines are remembered by digests, so that the model holds no text."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.linear import read_json
from goldwire.baselines.protocol import register
from goldwire.model.annotation import Entity
from goldwire.model.layers import Gold, Layers, LineRole, RawLine, Text
from goldwire.model.line import Role

_FILE = "lines.json"
_DIGITS = 16
_UPPER, _LOWER, _NUMBER = re.compile(r"[^\W\d_a-zß-ÿ]+"), re.compile(r"[a-zß-ÿ]+"), re.compile(r"\d+")
_SAME = re.compile(r"(\b\w+\b)(?: \1\b)+")
_SHAPED = 200
"""Code points of a line whose shape is compared: longer ones are paragraphs."""


class _Known(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    lines: dict[str, Role]
    shapes: dict[str, Role]


@dataclass(frozen=True)
class _Model:
    known: _Known

    def predict(self, text: Text, given: Layers) -> Layers:
        if text.raw_lines is None:
            return given
        roles = [LineRole(start=line.start, end=line.end, role=self._role(line.text)) for line in text.raw_lines]
        return msgspec.structs.replace(given, line_roles=roles)

    def save(self, folder: Path) -> None:
        (folder / _FILE).write_bytes(msgspec.json.encode(self.known, order="deterministic") + b"\n")

    def _role(self, line: str) -> Role:
        return self.known.lines.get(_digest(line)) or self.known.shapes.get(_shape(line)) or Role.BODY


@dataclass(frozen=True)
class _LinesLookup:
    name: str = "lines-lookup"
    step: Literal["line_roles"] = "line_roles"
    level: Literal["lookup"] = "lookup"
    configuration: Mapping[str, Any] = field(default_factory=dict)

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> _Model:
        lines: dict[str, Counter[Role]] = {}
        shapes: dict[str, Counter[Role]] = {}
        for line, role in judged(documents):
            lines.setdefault(_digest(line.text), Counter())[role] += 1
            shapes.setdefault(_shape(line.text), Counter())[role] += 1
        if not lines:
            raise ValueError(f"{self.name}: none of the documents has raw lines with roles: nothing to learn from")
        return _Model(_Known(_commonest(lines), _commonest(shapes)))

    def load(self, folder: Path) -> _Model:
        found = read_json(folder / _FILE, _Known)
        if Role.BLANK in {*found.lines.values(), *found.shapes.values()}:
            raise ValueError(f"{folder / _FILE}: blank is no role of a line with words")
        return _Model(found)


def judged(documents: Iterable[Gold]) -> Iterable[tuple[RawLine, Role]]:
    """The raw lines of some documents with their gold roles."""
    for gold in documents:
        roles = {(line.start, line.end): line.role for line in gold.layers.line_roles or ()}
        for line in gold.text.raw_lines or ():
            role = roles.get((line.start, line.end))
            if role is not None and role is not Role.BLANK:
                yield line, role


def _digest(line: str) -> str:
    words = " ".join(line.split())
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]


def _shape(line: str) -> str:
    """Words by their letters: `Xx` for a capitalised one, `x` for a small one, `9` for a number; runs of the same once.
    Marks stand for themselves."""
    words = " ".join(line[:_SHAPED].split())
    for pattern, letter in ((_LOWER, "x"), (_UPPER, "X"), (_NUMBER, "9")):
        words = pattern.sub(letter, words)
    return _SAME.sub(r"\1", words)


def _commonest(seen: Mapping[str, Counter[Role]]) -> dict[str, Role]:
    return {key: min(found, key=lambda role: (-found[role], role)) for key, found in sorted(seen.items())}


BASELINE = register(_LinesLookup())
