"""A folder of files that are found by their SHA-256."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from goldwire.corpus.ids import sha256_hex
from goldwire.model.incident import Incident, define
from goldwire.text.regular_file import read_regular, regular_sha256

PASSED_OVER = define(
    "GW-W046",
    "raw file not looked at",
    meaning="A file in the folder of raw or fetched files cannot be read, is too large, is a link to a folder or no "
    "regular file, or was changed while it was read. If it holds the text of a document, the document counts as "
    "missing.",
    remedy="Make it readable, copy what a link leads to into the folder, and let nothing write there meanwhile.",
)


class HashedFolder:
    """A folder of files, indexed by SHA-256: names, order and folders below do not matter, only content does.

    Every regular file is looked at, whatever its name, and links to files are followed: of a file that has no digest
    that is asked for nothing is used. What is read is compared again. `incidents` tell what could not be looked at.
    Digests are in memory, files are not.

    Args:
        folder: Where to look.
        max_bytes: The largest file that is looked at; None for any size.
    """

    def __init__(self, folder: str | Path, *, max_bytes: int | None = None) -> None:
        self.folder = Path(folder)
        self.count = 0
        """Files that were looked at."""
        self._passed_over: list[Incident] = []
        self._max_bytes = max_bytes
        self._paths: dict[str, list[Path]] = {}
        for path in self._files():
            self.count += 1
            digest = self._digest(path)
            if digest is not None:
                self._paths.setdefault(digest, []).append(path)
            self._seen(path, digest)

    @property
    def incidents(self) -> tuple[Incident, ...]:
        """What could not be looked at, in the order in which it was found."""
        return tuple(self._passed_over)

    def holds(self, sha256: str) -> bool:
        """Whether a file had this digest when the folder was looked through."""
        return sha256 in self._paths

    def read(self, sha256: str) -> bytes | None:
        """The bytes with this digest; None where no file has them, or not any more."""
        for path in list(self._paths.get(sha256, ())):
            try:
                data = read_regular(path, max_bytes=self._max_bytes)
            except OSError as error:
                self._forget(sha256, path, str(error.strerror or error))
                continue
            if sha256_hex(data) == sha256:
                return data
            self._forget(sha256, path, "was changed after it was looked at")
        return None

    def _seen(self, path: Path, digest: str | None) -> None:
        """Called for each file; the digest is None where the file cannot be read."""

    def _digest(self, path: Path) -> str | None:
        """SHA-256 of a regular file, read piece by piece."""
        try:
            return regular_sha256(path, max_bytes=self._max_bytes)
        except OSError as error:
            self._pass_over(path, str(error.strerror or error))
            return None

    def _forget(self, sha256: str, path: Path, why: str) -> None:
        self._paths[sha256].remove(path)
        self._pass_over(path, why)

    def _files(self) -> Iterator[Path]:
        def refused(error: OSError) -> None:
            self._pass_over(Path(error.filename), f"cannot be listed: {error.strerror}")

        for parent, folders, names in os.walk(self.folder, onerror=refused):
            folders.sort()
            for name in folders:
                if Path(parent, name).is_symlink():
                    self._pass_over(Path(parent, name), "a link to a folder, which is not followed")
            yield from (Path(parent, name) for name in sorted(names))

    def _pass_over(self, path: Path, why: str) -> None:
        self._passed_over.append(PASSED_OVER.at(why, file=str(path)))
