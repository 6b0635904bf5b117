"""Counts of documents on disk, by language, until their number is known: resampling needs it from the start."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, Self

import numpy as np
import numpy.typing as npt

BLOCK = 64
"""Documents that are read at once."""


class CountsSpool:
    """Counts of the documents of one or two systems, eight bytes each. Use it as a context manager; what it writes is
    gone with the process, however that ends."""

    def __init__(self, columns: int, systems: int) -> None:
        self.columns = columns
        self._systems = systems
        self._files: dict[str, IO[bytes]] = {}
        self._sizes: dict[str, int] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def documents(self) -> dict[str, int]:
        """How many there are of each language, in the order of languages."""
        return dict(sorted(self._sizes.items()))

    def add(self, language: str, counts: list[list[int]]) -> None:
        """The counts of one document, of each system."""
        if language not in self._files:
            self._files[language] = self._open.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
            self._sizes[language] = 0
        self._files[language].write(np.array(counts, dtype=np.int64).tobytes())
        self._sizes[language] += 1

    def blocks(self, language: str | None) -> Iterator[list[npt.NDArray[np.float64]]]:
        """The counts of a language's documents, or of all, a few at a time: for each system `(documents, columns)`."""
        size = BLOCK * self._systems * self.columns * 8
        for name in self.documents if language is None else [language]:
            self._files[name].seek(0)
            while data := self._files[name].read(size):
                block = np.frombuffer(data, dtype=np.int64).reshape(-1, self._systems, self.columns)
                yield [block[:, system].astype(np.float64) for system in range(self._systems)]
