"""A release with the corpus that it was made from, as tests of rows read them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

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
