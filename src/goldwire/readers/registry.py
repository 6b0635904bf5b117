"""The registry of record readers: how the raw bytes of a document come out of the file that its source names.

A new form of files is a new file in this package. Readers are pure: bytes in, bytes out, whatever the bytes are.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import goldwire.readers
from goldwire.model.document import Source


class BadRecord(ValueError):
    """A file in which the record is not as its source says. The message says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How files of one form are read. `fields` are those of `Source` that the form needs besides address and digest."""

    form: str
    description: str
    fields: tuple[str, ...]
    read: Callable[[bytes, Source], bytes]


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


def read_record(data: bytes, source: Source) -> bytes:
    """The raw bytes of a document.

    Args:
        data: The file that the source names.
        source: Its form, and which record of it.

    Returns:
        The bytes whose SHA-256 the document records, if the file is the right one.

    Raises:
        BadRecord: No reader is called so, or the file does not hold the record.
    """
    reader = readers().get(source.form)
    if reader is None:
        raise BadRecord(f"no reader is called {source.form!r}; there are {', '.join(readers())}")
    return reader.read(data, source)
