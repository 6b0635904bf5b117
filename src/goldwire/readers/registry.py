"""The registry of record readers: how the raw bytes of a document come out of the file that its source names.

A new form of files is a new file in this package. Readers are pure: bytes in, bytes out, whatever the bytes are.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import goldwire.readers
from goldwire.model.document import Source
from goldwire.model.incident import printable

_FIELDS = ("record", "id_field", "text_field")
"""Those of a source that say which part of the file the document is."""


class BadRecord(ValueError):
    """A file in which the record is not as its source says. The message says what is wrong, where, and what to do."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How files of one form are read. `fields` are those of `Source` that the form needs besides address and digest;
    `optional` are those that it may have."""

    form: str
    description: str
    fields: tuple[str, ...]
    read: Callable[[bytes, Source], bytes]
    optional: tuple[str, ...] = ()


_READERS: dict[str, Reader] = {}


def register(reader: Reader) -> Reader:
    """Add a reader. Raises `ValueError` where the form has one."""
    if reader.form in _READERS:
        raise ValueError(f"a reader is called {reader.form!r} already")
    _READERS[reader.form] = reader
    return reader


@cache
def readers() -> dict[str, Reader]:
    """All readers by form."""
    for module in pkgutil.iter_modules(goldwire.readers.__path__, "goldwire.readers."):
        importlib.import_module(module.name)
    return dict(sorted(_READERS.items()))


def forms_in_words() -> str:
    """The forms and the options of `goldwire add` that go with them."""
    return ", ".join(
        f"{reader.form} ({'; '.join([reader.description, *_with(reader.fields, reader.optional)])})"
        for reader in readers().values()
    )


def options(fields: Iterable[str]) -> str:
    """Fields of a source as `goldwire add` calls them."""
    return " and ".join(f"--{field.replace('_', '-')}" for field in fields)


def _with(fields: tuple[str, ...], optional: tuple[str, ...]) -> list[str]:
    return [f"with {options(fields)}"] * bool(fields) + [f"{options(optional)} if wanted"] * bool(optional)


def unknown_form(source: Source) -> str | None:
    """That no reader has the form of a source, and which forms there are; None where one has it."""
    if source.form in readers():
        return None
    return f"no reader is called {printable(source.form[:100])!r}; there are {', '.join(readers())}"


def missing_fields(source: Source) -> list[str]:
    """Fields that the form of a source needs and that the source lacks. None are, where no reader has the form."""
    reader = readers().get(source.form)
    return [] if reader is None else [field for field in reader.fields if getattr(source, field) is None]


def superfluous_fields(source: Source) -> list[str]:
    """Fields that a source has and its form does not know. None are, where no reader has the form."""
    reader = readers().get(source.form)
    known = _FIELDS if reader is None else (*reader.fields, *reader.optional)
    return [field for field in _FIELDS if field not in known and getattr(source, field) is not None]


def read_record(data: bytes, source: Source) -> bytes:
    """The raw bytes of a document.

    Args:
        data: The file that the source names.
        source: Its form, and which record of it.

    Returns:
        The bytes whose SHA-256 the document records, if the file is the right one.

    Raises:
        BadRecord: No reader has the form, the source lacks a field that the form needs, or the file does not hold the
            record.
    """
    unknown, missing = unknown_form(source), missing_fields(source)
    if unknown is not None:
        raise BadRecord(unknown)
    if missing:
        raise BadRecord(f"a source of form {source.form} needs {' and '.join(missing)}; name what its record lacks")
    return readers()[source.form].read(data, source)


def read_recorded(data: bytes, source: Source, sha256: str) -> bytes:
    """The raw bytes of a document whose SHA-256 is known.

    Args:
        data: The file that the source names.
        source: Its form, and which record of it.
        sha256: The one that the document records.

    Returns:
        Bytes with this SHA-256.

    Raises:
        BadRecord: As `read_record`, and where the file holds another text.
    """
    record = read_record(data, source)
    digest = hashlib.sha256(record).hexdigest()
    if digest != sha256:
        raise BadRecord(f"the text in the file has SHA-256 {digest[:16]}…, recorded is {sha256[:16]}…")
    return record


def place_of(data: bytes, offset: int) -> str:
    """Where an offset is in a file, for messages: `line 7`."""
    before = data.count(b"\n", 0, offset)
    return f"line {before + 1:,}"
