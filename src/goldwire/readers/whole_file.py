"""Form `file`: the file is the document."""

from __future__ import annotations

from goldwire.model.document import Source
from goldwire.readers.registry import Reader, register


def read(data: bytes, source: Source) -> bytes:
    """The file as it is."""
    return data


READER = register(Reader("file", "all of it", (), read))
