"""A corpus with fetched documents, its public release, and the fetched edition that belongs to it."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fetchable import Fetchable, fetchable
from goldwire.checks.run import open_corpus
from goldwire.corpus.cache import Cache
from goldwire.corpus.store import Corpus
from goldwire.release import build as building
from goldwire.release.build import build
from goldwire.release.finding import release_folder
from goldwire.release.hydrating import hydrate
from goldwire.release.manifest import MANIFEST, manifest_bytes, read_manifest
from goldwire.release.tables import read_rows

HYDRATES = "edition" in inspect.signature(hydrate).parameters


@dataclass(frozen=True)
class Made:
    """The corpus and its releases."""

    press: Fetchable
    public: Path
    fetched: Path

    def rows(self, config: str, split: str) -> list[dict[str, Any]]:
        return read_rows(self.fetched / "data" / config / f"{split}.parquet")


def made_releases(folder: Path) -> Made:
    """Both releases, of the corpus in `folder`; the public one is in its `dist/`."""
    (folder / "again").mkdir()
    press = fetchable(folder)
    corpus, cache = Corpus(press.root), press.fill(Cache(folder / "full"))
    public = build(open_corpus(corpus), "0.1.0", press.root / "dist").folder
    if HYDRATES:
        fetched = build(open_corpus(corpus, None, cache), "0.1.0", folder / "made").folder
    else:
        fetched = _fetched(Corpus(fetchable(folder / "again").root), cache, folder / "made")
    return Made(press, public, fetched)


def _fetched(corpus: Corpus, cache: Cache, out: Path) -> Path:
    """A release with the rows of fetched texts, called a fetched edition."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(building, "flush", lambda work: None)
        folder = build(open_corpus(corpus, None, cache), "0.1.0", out).folder
    data, _ = manifest_bytes(msgspec.structs.replace(read_manifest(folder), edition="fetched"))
    (folder / MANIFEST).write_bytes(data)
    target = release_folder(out, "mini-news", "0.1.0", "fetched")
    folder.rename(target)
    return target
