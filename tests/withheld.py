"""Searching the files of a release for words of texts that it must not hold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

WORDS = 8
SENTENCE = 4
"""Shorter sentences, such as a photographer's name, may be those of anybody."""
KINDS = frozenset({".parquet", ".json", ".jsonl", ".md"})
"""Files that can be looked into; `held` must learn of any other kind before a release may hold it."""
_WORD = re.compile(r"\w+")
_END = re.compile(r"[.!?…:\n\r]+")

Run = tuple[str, ...]


def words(text: str) -> list[str]:
    """The words of a text, however they are written and parted."""
    return [match.group().casefold() for match in _WORD.finditer(text)]


def runs(text: str, length: int = WORDS) -> Iterator[Run]:
    """All runs of words."""
    return _runs(words(text), length)


def _runs(found: list[str], length: int) -> Iterator[Run]:
    return zip(*(found[i:] for i in range(length)), strict=False)


def sentences(text: str, shortest: int = SENTENCE) -> Iterator[str]:
    """The sentences and lines of a text, headlines among them, as words with spaces around."""
    for part in _END.split(text):
        found = words(part)
        if len(found) >= shortest:
            yield f" {' '.join(found)} "


def held(path: Path) -> Iterator[str]:
    """All texts that a file holds: its bytes, and what they pack or escape."""
    assert path.suffix in KINDS, f"{path}: how is this kind of file searched?"
    data = path.read_bytes()
    yield data.decode("utf-8", "replace")
    yield data.decode("utf-16-le", "replace")
    if path.suffix == ".json":
        yield from strings(json.loads(data))
    elif path.suffix == ".jsonl":
        for line in data.splitlines():
            yield from strings(json.loads(line))
    elif path.suffix == ".parquet":
        yield from _packed(pq.ParquetFile(path))


def strings(value: Any) -> Iterator[str]:
    """Every string in a value, keys of objects among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from strings(key)
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def leaks(paths: Iterable[Path], texts: Iterable[str], length: int = WORDS, shortest: int = SENTENCE) -> list[str]:
    """The names of the files that hold a run of `length` words of the texts, or a sentence of at least `shortest`."""
    texts = list(texts)
    known = {run for text in texts for run in runs(text, length)}
    whole: dict[Run, set[Run]] = {}
    for sentence in (tuple(one.split()) for text in texts for one in sentences(text, shortest)):
        whole.setdefault(sentence[:shortest], set()).add(sentence)
    assert known
    assert whole
    return [
        str(path)
        for path in paths
        if any(
            not known.isdisjoint(_runs(said, length)) or _says_one_of(said, whole, shortest)
            for said in map(words, held(path))
        )
    ]


def _says_one_of(said: list[str], whole: dict[Run, set[Run]], shortest: int) -> bool:
    """Whether a text has one of the sentences, which are listed by their first words."""
    return any(
        tuple(said[place : place + len(sentence)]) == sentence
        for place, start in enumerate(_runs(said, shortest))
        for sentence in whole.get(start, ())
    )


def _packed(table: pq.ParquetFile) -> Iterator[str]:
    """The rows of a table, and what its file says besides: names, metadata, least and greatest values."""
    yield from strings(table.read().to_pylist())
    yield from strings(dict(table.schema_arrow.metadata or {}))
    metadata = table.metadata
    yield from strings(dict(metadata.metadata or {}))
    yield metadata.created_by
    for group in range(metadata.num_row_groups):
        for number in range(metadata.num_columns):
            column = metadata.row_group(group).column(number)
            yield column.path_in_schema
            if column.statistics is not None and column.statistics.has_min_max:
                yield from strings([column.statistics.min, column.statistics.max])
