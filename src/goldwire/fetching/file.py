"""A file to get, and why an address did not give it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from goldwire.model.incident import Code, printable


class Failed(Exception):
    """Why an address did not give a file.

    Attributes:
        code: What kind of incident it is.
        passing: Whether it may pass.
        wait: Seconds that the server asks to wait, if it does.
        slow: Whether all requests to the host are to be slower.
        no_way: Whether there was no connection at all.
        elsewhere: Whether it is another host that failed, to which the address led.
        of_host: Whether it holds for all files of the host, of which nothing more is asked.
    """

    def __init__(
        self,
        code: Code,
        message: str,
        *,
        passing: bool = False,
        wait: float | None = None,
        slow: bool = False,
        no_way: bool = False,
    ) -> None:
        super().__init__(printable(message))
        self.code = code
        self.passing = passing
        self.wait = wait
        self.slow = slow
        self.no_way = no_way
        self.elsewhere = False
        self.of_host = False


@dataclass(slots=True)
class File:
    """A file to get.

    Attributes:
        sha256: Of the file.
        addresses: Where it is said to be, in the order in which they are asked.
        archive: Where an archive has it; None for no archive.
        found: From where it came into the cache; None where it did not.
        failures: Why each address did not give it.
        tries: Of the address that is asked now.
        waited: Seconds for which another process was fetching it.
    """

    sha256: str
    addresses: list[str]
    archive: str | None
    found: Literal["cache", "source", "archive"] | None = None
    failures: list[Failure] = field(default_factory=list)
    tries: int = 0
    waited: float = 0.0

    @property
    def address(self) -> str | None:
        """The address that is to be asked now; None when all were."""
        asked = len(self.failures)
        if asked < len(self.addresses):
            return self.addresses[asked]
        return self.archive if asked == len(self.addresses) else None

    @property
    def from_archive(self) -> bool:
        """Whether it is the archive that is to be asked now."""
        return len(self.failures) == len(self.addresses)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an address did not give a file; `archive` says that it is the archive's."""

    address: str
    failed: Failed
    archive: bool
