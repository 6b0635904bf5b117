"""Quotes by lookup: words in marks with the nearest cue that training knows, and what follows such a cue and *that*."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.cue_lexicon import LANGUAGES, THAT
from goldwire.baselines.cues import plain
from goldwire.baselines.linear import read_json
from goldwire.baselines.protocol import register
from goldwire.baselines.quote_layer import Found, as_quotes
from goldwire.baselines.quote_text import Passage, Place, paragraphs, trimmed
from goldwire.model.annotation import Entity
from goldwire.model.layers import Gold, Layers, Text

_FILE = "cues.json"
_THAT = {language: re.compile(rf"\s{that}") for language, that in THAT.items()}


class _Cues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The cues of each language as they were written, in lower case and with straight apostrophes."""

    cues: dict[str, list[str]]


@dataclass(frozen=True)
class _Model:
    known: _Cues

    @cached_property
    def _patterns(self) -> Mapping[str, re.Pattern[str]]:
        patterns = {}
        for language, cues in self.known.cues.items():
            words = sorted(cues, key=lambda cue: (-len(cue), cue))
            either = "|".join(re.escape(word).replace("'", "['’]") for word in words) or r"(?!)"
            patterns[language] = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
        return patterns

    def predict(self, text: Text, given: Layers) -> Layers:
        pattern, that = self._patterns.get(text.language), _THAT.get(text.language)
        found: list[Found] = []
        for passages in paragraphs(text):
            for passage in passages:
                cues = [] if pattern is None else [match.span() for match in pattern.finditer(passage.mask)]
                found += _in_marks(passage, cues) if passage.stretches else _after(passage, cues, that)
        return msgspec.structs.replace(given, quotes=as_quotes(text, found))

    def save(self, folder: Path) -> None:
        (folder / _FILE).write_bytes(msgspec.json.encode(self.known) + b"\n")


def _in_marks(passage: Passage, cues: list[Place]) -> Iterator[Found]:
    """Marked words; those that are nearest to the same cue are fragments of one quote."""
    by_cue: dict[Place | None, list[Place]] = {}
    for stretch in passage.stretches:
        low, high = stretch.outer - passage.start, stretch.outer_end - passage.start
        nearest = min(cues, key=lambda cue: (max(cue[0] - high, low - cue[1]), cue), default=None)
        by_cue.setdefault(nearest, []).append((stretch.start, stretch.end))
    for cue, content in by_cue.items():
        place = None if cue is None else (cue[0] + passage.start, cue[1] + passage.start)
        yield Found(content, place)


def _after(passage: Passage, cues: list[Place], that: re.Pattern[str] | None) -> Iterator[Found]:
    """The rest of the sentence after the first cue with *that* or *que* right behind it."""
    for start, end in cues:
        match = that.match(passage.mask, end) if that else None
        content = trimmed(passage.text, passage.start + match.end(), passage.end) if match else (0, 0)
        if content[0] < content[1]:
            yield Found([content], (start + passage.start, end + passage.start))
            return


@dataclass(frozen=True)
class _QuotesLookup:
    name: str = "quotes-lookup"
    step: Literal["quotes"] = "quotes"
    level: Literal["lookup"] = "lookup"
    configuration: Mapping[str, Any] = field(default_factory=dict)

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> _Model:
        seen: dict[str, set[str]] = {language: set() for language in LANGUAGES}
        for gold in documents:
            spans = (quote.cue_span for quote in gold.layers.quotes or ())
            cues = {plain(gold.text.text[slice(*span)]).strip() for span in spans if span is not None}
            seen.setdefault(gold.language, set()).update(cue for cue in cues if cue)
        return _Model(_Cues({language: sorted(cues) for language, cues in sorted(seen.items())}))

    def load(self, folder: Path) -> _Model:
        known = read_json(folder / _FILE, _Cues)
        if any(cue != plain(cue).strip() or not cue for cues in known.cues.values() for cue in cues):
            raise ValueError(f"{folder / _FILE}: a cue is empty or not in lower case; train the model anew")
        return _Model(known)


BASELINE = register(_QuotesLookup())
