"""Form `json-lines`: one JSON object a line; the document is the string in `text_field` of the object whose `id_field`
is `record`.

The file is UTF-8, with or without a byte order mark. Lines end with a line feed; blank ones are passed over. An id is a
string, or an integer, which is written as the file has it. A line that is not a JSON object, or is longer than
`LONGEST_LINE`, is passed over where another line holds the record. The line of the record is read strictly: no key
twice, no lone surrogate, no NaN.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

import msgspec

from goldwire.model.document import Source
from goldwire.model.strict_json import BadJson, parse_json
from goldwire.readers.registry import BadRecord, Reader, place_of, register

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes of a line that is read; no news article has so many."""

_BOM = b"\xef\xbb\xbf"
_BLANK = b" \t\r"
_INTEGER = re.compile(rb"-?[0-9]+")
_ID = "id"
_MISSING = "check the address, record and id_field of its source"
_SHOWN = 100


@dataclass(frozen=True, slots=True)
class _Index:
    """Where the ids of a file are: their hashes and the offsets of their lines, in order, which together are never much
    larger than the file. `broken` is the first line that is no record, and why."""

    hashes: array[int]
    starts: array[int]
    broken: tuple[int, str] | None


def read(data: bytes, source: Source) -> bytes:
    """The text of one record, as UTF-8.

    Args:
        data: The file.
        source: Names the record, the field of its id, and the field of its text.

    Returns:
        The bytes of the text.

    Raises:
        BadRecord: No line or more than one has the id, or the line of the record is damaged or has no such text.
    """
    record, id_field, text_field = source.record or "", source.id_field or "", source.text_field or ""
    index = _index(data, id_field)
    found = list(islice(_places(data, index, id_field, record), 2))
    if not found:
        raise BadRecord(_not_found(data, index, id_field, record))
    if len(found) > 1:
        first, second = (place_of(data, start) for start in found)
        twice = f"{_shown(record)} in {_shown(id_field)}"
        raise BadRecord(f"{first} and {second} both have {twice}; name a field whose values differ as id_field")
    (start,) = found
    place = place_of(data, start)
    try:
        value = parse_json(_line(data, start))
    except BadJson as error:
        why = str(error)[: 2 * _SHOWN]
        raise BadRecord(f"{place}, the record {_shown(record)}, is damaged: {why}; take it from its source") from None
    if text_field not in value:
        fields = ", ".join(_shown(field) for field in list(value)[:10])
        raise BadRecord(f"{place} has no field {_shown(text_field)}; its fields are {fields}: name one as text_field")
    text = value[text_field]
    if not isinstance(text, str):
        kind = "null" if text is None else f"of type {type(text).__name__}"
        raise BadRecord(
            f"{place}: field {_shown(text_field)} is {kind}; name a field that holds a string as text_field"
        )
    return text.encode()


@lru_cache(maxsize=1)
def _index(data: bytes, id_field: str) -> _Index:
    """The ids of a file. That of the last file is kept: as a rule its other records are asked for next."""
    hashes, starts, broken = array("q"), array("q"), None
    decode = _decoder(id_field).decode
    for start, end in _lines(data):
        try:
            if end - start > LONGEST_LINE:
                raise BadJson(f"it has more than {LONGEST_LINE:,} bytes")
            name = _id_of(decode(data[start:end]), id_field)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, BadJson) as error:
            if broken is None:
                broken = start, "nested too deeply" if isinstance(error, RecursionError) else str(error)
            continue
        if name is not None:
            hashes.append(hash(name))
            starts.append(start)
    return _Index(hashes, starts, broken)


def _places(data: bytes, index: _Index, id_field: str, record: str) -> Iterator[int]:
    """Where lines begin that have this id."""
    wanted, position = hash(record), -1
    decode = _decoder(id_field).decode
    while True:
        try:
            position = index.hashes.index(wanted, position + 1)
        except ValueError:
            return
        start = index.starts[position]
        if _id_of(decode(_line(data, start)), id_field) == record:
            yield start


def _lines(data: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of each line that is not blank."""
    start = len(_BOM) if data.startswith(_BOM) else 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        if end - start > LONGEST_LINE or data[start:end].strip(_BLANK):
            yield start, end
        start = end + 1


def _line(data: bytes, start: int) -> bytes:
    end = data.find(b"\n", start)
    return data[start:] if end < 0 else data[start:end]


@lru_cache(maxsize=8)
def _decoder(id_field: str) -> msgspec.json.Decoder[Any]:
    """Keeps no more of an object than the value of one field, wherever it stands in it."""
    fields: list[Any] = [(_ID, msgspec.Raw | msgspec.UnsetType, msgspec.UNSET)]
    try:
        return msgspec.json.Decoder(msgspec.defstruct("Record", fields, rename={_ID: id_field}))
    except ValueError:  # names with quotation marks and the like, which need a dictionary of all fields
        return msgspec.json.Decoder(dict[str, msgspec.Raw])


def _id_of(value: Any, id_field: str) -> str | None:
    """A string, or an integer as it is written; nothing else is an id."""
    raw = value.get(id_field, msgspec.UNSET) if isinstance(value, dict) else getattr(value, _ID)
    if raw is msgspec.UNSET:
        return None
    written = bytes(raw)
    if written.startswith(b'"'):
        return str(msgspec.json.decode(written, type=str))
    return written.decode() if _INTEGER.fullmatch(written) else None


def _not_found(data: bytes, index: _Index, id_field: str, record: str) -> str:
    if not index.starts and index.broken is None:
        return f"no line has a field {_shown(id_field)}; {_MISSING}"
    what = f"no line has {_shown(record)} in {_shown(id_field)}"
    if index.broken is None:
        return f"{what}; {_MISSING}"
    start, why = index.broken
    return f"{what}, and {place_of(data, start)} is no JSON object: {why}; {_MISSING}, or take the file from its source"


def _shown(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


READER = register(
    Reader(
        "json-lines",
        "a field of one of its lines",
        ("record", "id_field", "text_field"),
        read,
    )
)
