"""A folder that somebody offers to take fetched texts from, in place of a network."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from goldwire.corpus.cache import LARGEST_FILE
from goldwire.corpus.hashed_folder import HashedFolder


class Offered(HashedFolder):
    """A folder with files that texts come from, or with the texts themselves: `read` gives either by its SHA-256,
    whatever its name.

    Args:
        folder: Where to look.
        max_bytes: The largest file that is looked at.
        progress: Called with each file that was looked at.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        max_bytes: int = LARGEST_FILE,
        progress: Callable[[Path], object] | None = None,
    ) -> None:
        self._progress = progress
        super().__init__(folder, max_bytes=max_bytes)

    def _seen(self, path: Path, digest: str | None) -> None:
        if self._progress is not None:
            self._progress(path)
