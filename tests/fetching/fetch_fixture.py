"""Fixtures of tests/invalid/ that fetch: from a server on this machine, which answers as the fixture says."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import msgspec
from source_server import SOON, Answer, sources

from fetchable import fetchable
from goldwire.corpus.cache import Cache
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.store import Corpus
from goldwire.fetching.fetch import fetch
from goldwire.fetching.wanted import wanted_of_corpus
from goldwire.model.incident import Incident


def run(
    folder: Path,
    *,
    answers: dict[str, Any] | None = None,
    archive: bool = False,
    offline: bool = False,
    address: str | None = None,
    source: dict[str, str] | None = None,
) -> list[Incident]:
    """What is said of the document of `c.txt`, fetched from a server."""
    folder.mkdir()
    with sources() as server:
        corpus = fetchable(folder, server.address)
        text = (corpus.files / "c.txt").read_bytes()
        given = {path: {**answer, "body": answer.get("body", "").encode()} for path, answer in (answers or {}).items()}
        server.answers |= {"/c.txt": Answer(text), **{path: Answer(**answer) for path, answer in given.items()}}
        server.answers[f"/api/1/content/sha256:{sha256_hex(text)}/raw/"] = Answer(text)
        wanted = next(one for one in wanted_of_corpus(Corpus(corpus.root)) if one.source.address.endswith("c.txt"))
        changed = msgspec.structs.replace(wanted.source, **(source or {}), address=address or wanted.source.address)
        (done,) = fetch(
            [dataclasses.replace(wanted, source=changed)],
            Cache(folder / "cache"),
            network=not offline,
            limits=SOON,
            archive=server.address if archive else "",
        )
    return list(done.incidents)
