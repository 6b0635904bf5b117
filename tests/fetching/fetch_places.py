"""Documents to fetch from a server on this machine, and what tests ask of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from source_server import SOON, Answer, Sources, sources

from fetchable import Fetchable, fetchable
from goldwire.corpus.cache import Cache
from goldwire.corpus.store import Corpus
from goldwire.fetching.fetch import Fetched, State, fetch
from goldwire.fetching.wanted import Wanted, wanted_of_corpus
from goldwire.model.document import Source

OK, CHANGED, MISSING, OFFLINE = State.OK, State.SOURCE_CHANGED, State.MISSING, State.OFFLINE
PAGE = Answer(b"<!doctype html><title>Sign in</title>", headers={"Content-Type": "text/html; charset=utf-8"})


@dataclass(frozen=True, slots=True)
class Place:
    """Documents to fetch from a server: two records of one file, and a file."""

    server: Sources
    corpus: Fetchable
    cache: Cache
    wanted: list[Wanted]

    def fetch(self, **options: Any) -> list[Fetched]:
        return fetch(self.wanted, self.cache, **{"limits": SOON, "archive": "", **options})

    def of(self, name: str) -> Wanted:
        """The document whose file is called so."""
        return next(one for one in self.wanted if one.source.address.endswith(name))

    def one(self, name: str = "c.txt", **options: Any) -> Fetched:
        """What becomes of the first document of a file."""
        (done,) = fetch([self.of(name)], self.cache, **{"limits": SOON, "archive": "", **options})
        return done

    def kept(self) -> list[str]:
        """All files in the cache, whatever they are."""
        return sorted(path.name for path in self.cache.folder.rglob("*") if path.is_file())


@contextmanager
def served(folder: Path) -> Iterator[Place]:
    """Such a place, with its files in `folder`."""
    with sources() as server:
        corpus = fetchable(folder, server.address)
        server.answers |= {f"/{path.name}": Answer(path.read_bytes()) for path in corpus.files.iterdir()}
        yield Place(server, corpus, Cache(folder / "cache"), wanted_of_corpus(Corpus(corpus.root)))


def redirect(to: str, status: int = 302) -> Answer:
    return Answer(b"gone there", status=status, headers={"Location": to})


def states(done: list[Fetched]) -> list[tuple[State, str | None]]:
    return [(one.state, one.found) for one in done]


def said(one: Fetched) -> str:
    """All that is said of a document, with the codes."""
    return "; ".join(f"{incident.code} {incident.message}" for incident in one.incidents)


def plain(address: str, data: bytes) -> Wanted:
    """A document that is a file."""
    digest = hashlib.sha256(data).hexdigest()
    return Wanted(f"gw-{digest[:16]}", digest, Source(address=address, sha256=digest, form="file"))
