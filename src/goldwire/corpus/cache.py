"""The cache of fetched files: each under its SHA-256, so that no name from outside is ever a name here."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import platformdirs

from goldwire.corpus.files import write_atomically
from goldwire.corpus.ids import sha256_hex
from goldwire.model.document import Document, Match
from goldwire.readers.registry import BadRecord, read_record
from goldwire.text.regular_file import read_regular

CACHE_VARIABLE = "GOLDWIRE_CACHE"


def cache_folder() -> Path:
    """Where fetched files are kept: `GOLDWIRE_CACHE`, or the folder that the system has for caches."""
    named = os.environ.get(CACHE_VARIABLE)
    return Path(named) if named else platformdirs.user_cache_path("goldwire", appauthor=False)


class Cache:
    """Files by their SHA-256. What is there is whole: it was moved into place when its digest was right, and it is
    compared again whenever it is read.

    Args:
        folder: The cache's folder, which need not be there; None: `cache_folder()`.
    """

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = cache_folder() if folder is None else Path(folder)

    def path(self, sha256: str) -> Path:
        """Where a file with this digest lies, if it is there."""
        return self.folder / "files" / sha256[:2] / sha256

    def get(self, sha256: str) -> bytes | None:
        """The bytes with this digest; None where they are not there, or were changed."""
        with suppress(OSError):
            data = read_regular(self.path(sha256), follow_links=False)
            if sha256_hex(data) == sha256:
                return data
        return None

    def put(self, data: bytes) -> str:
        """Keep some bytes, whole or not at all. Returns their SHA-256. Raises `OSError`."""
        digest = sha256_hex(data)
        if self.get(digest) is None:
            write_atomically(self.path(digest), data)
        return digest

    def match(self, document: Document) -> tuple[Match, bytes | None]:
        """The raw bytes of a fetched document, by its own digest or out of its source's file."""
        own = self.get(document.sha256)
        if own is not None:
            return Match.OK, own
        source = document.source
        data = None if source is None else self.get(source.sha256)
        if source is None or data is None:
            return Match.MISSING, None
        try:
            record = read_record(data, source)
        except BadRecord:
            return Match.SOURCE_CHANGED, None
        return (Match.OK, record) if sha256_hex(record) == document.sha256 else (Match.SOURCE_CHANGED, None)
