"""Files of a release, here and as the Hub lists them."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from goldwire.text.regular_file import open_regular


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as the Hub lists it: `digest` is the SHA-256 of one in large file storage, else git's SHA-1."""

    size: int
    digest: str
    large: bool


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file of a release."""

    path: str
    size: int
    sha256: str
    git: str

    def same(self, other: RemoteFile | None) -> bool:
        """Whether the Hub lists the same content."""
        return (
            other is not None and other.size == self.size and other.digest == (self.sha256 if other.large else self.git)
        )


def local_file(folder: Path, name: str) -> LocalFile:
    """A file below `folder` with its digests."""
    with open_regular(folder / name) as stream:
        size = os.fstat(stream.fileno()).st_size
        sha256, git = hashlib.sha256(), hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
        while block := stream.read(2**20):
            sha256.update(block)
            git.update(block)
    return LocalFile(name, size, sha256.hexdigest(), git.hexdigest())
