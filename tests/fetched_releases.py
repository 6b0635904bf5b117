"""A corpus with fetched documents, its public release, and the fetched edition that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fetchable import Fetchable, fetchable
from goldwire.checks.run import open_corpus
from goldwire.corpus.cache import Cache
from goldwire.corpus.store import Corpus
from goldwire.release.build import build
from goldwire.release.tables import read_rows


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
    press = fetchable(folder)
    corpus, cache = Corpus(press.root), press.fill(Cache(folder / "full"))
    public = build(open_corpus(corpus), "0.1.0", press.root / "dist").folder
    return Made(press, public, build(open_corpus(corpus, None, cache), "0.1.0", folder / "made").folder)
