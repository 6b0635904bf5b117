"""A release with the corpus that it was made from, as tests of rows read them."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corpora import MINI_RAW, REPO, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.store import Corpus
from goldwire.release.build import build
from goldwire.release.configs.registry import configs

Row = dict[str, Any]
CONFIGS = {config.name: config for config in configs()}


@dataclass(frozen=True)
class Made:
    """A release with the corpus that it was made from."""

    root: Path
    folder: Path

    def tables(self, config: str) -> list[pa.Table]:
        return [pq.read_table(path) for path in sorted((self.folder / "data" / config).glob("*.parquet"))]

    def rows(self, config: str) -> list[Row]:
        return [row for table in self.tables(config) for row in table.to_pylist()]

    def annotation(self, document: str) -> Row:
        (path,) = self.root.glob(f"annotations/*/{document}.json")
        loaded: Row = json.loads(path.read_bytes())
        return loaded


def released(kind: str, folder: Path) -> Made:
    """The hydrated mini release, or the public one of the repository's own corpus, made below a folder."""
    if kind == "mini":
        root, raw = copy_mini(folder), MINI_RAW
        return Made(root, build(open_corpus(Corpus(root), raw), "0.1.0", folder / "dist").folder)
    for name in ("corpus", "annotations"):
        shutil.copytree(REPO / name, folder / name)
    return Made(folder, build(open_corpus(Corpus(folder)), "9.0.0", folder / "dist").folder)
