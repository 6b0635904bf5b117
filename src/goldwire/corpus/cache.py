"""The cache of fetched files: each under its SHA-256, so that no name from outside is ever a name here."""

from __future__ import annotations

import errno
import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import platformdirs

from goldwire.corpus.files import PART, write_atomically
from goldwire.corpus.ids import sha256_hex
from goldwire.model.document import Document, Match
from goldwire.readers.registry import BadRecord, read_recorded
from goldwire.text.regular_file import read_regular

CACHE_VARIABLE = "GOLDWIRE_CACHE"
LARGEST_FILE = 256 * 1024 * 1024
"""Bytes of the largest file that is kept, or taken from a folder."""
OLD_SECONDS = 24 * 60 * 60
"""A file that is not finished and that nobody wrote to for so long was left by a killed process."""


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
        self._ready = False
        self._last: tuple[str, bytes] | None = None
        """The file that a record was read from last, by its digest: as a rule the next record is in it, too."""

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_last": None}  # what goes to another process is the folder, not the file

    def path(self, sha256: str) -> Path:
        """Where a file with this digest lies, if it is there."""
        return self.folder / "files" / sha256[:2] / sha256

    def get(self, sha256: str) -> bytes | None:
        """The bytes with this digest; None where they are not there, or were changed."""
        with suppress(OSError):
            data = read_regular(self.path(sha256), max_bytes=LARGEST_FILE, follow_links=False)
            if sha256_hex(data) == sha256:
                return data
        return None

    def put(self, data: bytes) -> str:
        """Keep some bytes, whole or not at all; they take the place of a damaged file.

        Args:
            data: At most `LARGEST_FILE` bytes.

        Returns:
            Their SHA-256.

        Raises:
            OSError: The folder cannot be written to. The message names it, and `GOLDWIRE_CACHE`.
        """
        digest = sha256_hex(data)
        if self.get(digest) is None:
            path = self.path(digest)
            self.make_ready()
            try:
                if len(data) > LARGEST_FILE:
                    raise OSError(errno.EFBIG, f"holds more than {LARGEST_FILE:,} bytes", str(path))
                _clear(path)
                try:
                    write_atomically(path, data)
                except FileNotFoundError:  # another process that failed to write took the empty folder away
                    write_atomically(path, data)
            except OSError as error:
                self._refuse(error)
        return digest

    def make_ready(self) -> None:
        """See that the folder can be written to, and remove what killed processes left half-written.

        Raises:
            OSError: It cannot be. The message names the folder and `GOLDWIRE_CACHE`.
        """
        if self._ready:
            return
        try:
            (self.folder / "files").mkdir(parents=True, exist_ok=True)
            if not os.access(self.folder / "files", os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, "may not be written to", str(self.folder / "files"))
        except OSError as error:
            self._refuse(error)
        self._ready = True
        now = time.time()
        for part in (self.folder / "files").glob(f"*/.*{PART}"):
            with suppress(OSError):
                if now - part.lstat().st_mtime > OLD_SECONDS:
                    part.unlink()

    def match(self, document: Document) -> tuple[Match, bytes | None]:
        """The raw bytes of a fetched document, by its own digest or out of its source's file."""
        own = self.get(document.sha256)
        if own is not None:
            return Match.OK, own
        record = self._record(document)
        if record is None:
            return Match.MISSING, None
        if isinstance(record, BadRecord):
            return Match.SOURCE_CHANGED, None
        return Match.OK, record

    def fault(self, document: Document) -> str | None:
        """Why the file of a document's source does not give its text; None where it does, or is not here."""
        record = self._record(document)
        return str(record) if isinstance(record, BadRecord) else None

    def _record(self, document: Document) -> bytes | BadRecord | None:
        """The text out of the file of a document's source, or why it is not in it; None where the file is not here."""
        data = None if document.source is None else self._file(document.source.sha256)
        if document.source is None or data is None:
            return None
        try:
            return read_recorded(data, document.source, document.sha256)
        except BadRecord as error:
            return error

    def _file(self, sha256: str) -> bytes | None:
        """A source's file; the last one is kept, so that it is not read and compared for each of its records."""
        last = self._last
        if last is not None and last[0] == sha256:
            return last[1]
        data = self.get(sha256)
        if data is not None:
            self._last = sha256, data
        return data

    def _refuse(self, error: OSError) -> NoReturn:
        reason = error.strerror or str(error)
        message = f"{reason}; fetched files are kept in {self.folder}: let {CACHE_VARIABLE} name another folder"
        raise OSError(error.errno, message, error.filename or str(self.folder)) from error


def _clear(path: Path) -> None:
    """Remove what stands in the place of a file and is none: a link, a pipe. Raises `OSError` for a folder."""
    with suppress(FileNotFoundError):
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            path.unlink()
