"""Bounds of fetching, and the archive that is asked where a source does not help."""

from __future__ import annotations

import os
from dataclasses import dataclass

ARCHIVE_VARIABLE = "GOLDWIRE_ARCHIVE"
ARCHIVE = "https://archive.softwareheritage.org"
"""Software Heritage, which keeps what public repositories hold, and serves it by its hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds of fetching. Times are in seconds, sizes in bytes.

    Attributes:
        connect: To make a connection.
        read: Until something comes, each time that something is waited for.
        total: For a request as a whole, with its redirects. It grows by a second for each `slowest` bytes that come.
        slowest: Bytes a second.
        bytes: Of one file.
        redirects: That one request follows.
        tries: Of one address, where what went wrong may pass.
        pause: Before the second try; before each further one twice as long. Chance makes it up to half shorter or
            longer, so that many who fail together do not come back together.
        longest_pause: Before any try, also where a server asks for a longer one: then it is given up.
        patience: That a host may give no file while it fails or asks to wait, before it is given up.
        per_host: Requests to one host at the same time.
        at_once: Requests at the same time.
        others: How long another process may take to fetch a file before this one fetches it, too.
    """

    connect: float = 20.0
    read: float = 60.0
    total: float = 60.0
    slowest: int = 20_000
    bytes: int = 64 * 2**20
    redirects: int = 5
    tries: int = 4
    pause: float = 1.0
    longest_pause: float = 120.0
    patience: float = 300.0
    per_host: int = 4
    at_once: int = 8
    others: float = 60.0


LIMITS = Limits()


def archive_address(sha256: str, archive: str | None = None) -> str | None:
    """Where the archive has the file with this digest.

    Args:
        sha256: 64 hex digits.
        archive: The archive's address; None: what `GOLDWIRE_ARCHIVE` names, or Software Heritage. An empty one stands
            for no archive.

    Returns:
        The address of the file, or None where no archive is to be asked.
    """
    base = os.environ.get(ARCHIVE_VARIABLE, ARCHIVE) if archive is None else archive
    return f"{base.rstrip('/')}/api/1/content/sha256:{sha256}/raw/" if base else None
