"""The checks that run in the environment of readers without `datasets`: do they find the same rows in the files?

    python direct.py SPEC.json RESULT.json

pyarrow as a dataset of files, pandas (with numpy's types, and with Arrow's), polars (whole and lazily) and DuckDB. The
snippets of docs/loading.md that use them are run, too.
"""

from __future__ import annotations

import json
import platform
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inside import different_rows, first_line, holes, installed, scrubbed

PAGE = Path(__file__).resolve().parents[2] / "docs" / "loading.md"

Rows = list[dict[str, Any]]


def with_pyarrow(paths: list[str]) -> Rows:
    import pyarrow.dataset

    rows: Rows = pyarrow.dataset.dataset(paths, format="parquet").to_table().to_pylist()
    return rows


def with_pandas(paths: list[str], **options: Any) -> Rows:
    import pandas

    return [plain(row) for path in paths for row in pandas.read_parquet(path, **options).to_dict("records")]


def with_pandas_arrow(paths: list[str]) -> Rows:
    return with_pandas(paths, dtype_backend="pyarrow")


def with_polars(paths: list[str]) -> Rows:
    import polars

    rows: Rows = polars.read_parquet(paths).to_dicts()
    return rows


def with_polars_lazily(paths: list[str]) -> Rows:
    import polars

    rows: Rows = polars.scan_parquet(paths).collect().to_dicts()
    return rows


def with_duckdb(paths: list[str]) -> Rows:
    import duckdb

    relation = duckdb.connect().from_parquet(paths)
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


READERS: dict[str, tuple[str, Callable[[list[str]], Rows]]] = {
    "pyarrow": ("pyarrow", with_pyarrow),
    "pandas": ("pandas", with_pandas),
    "pandas with Arrow types": ("pandas", with_pandas_arrow),
    "polars": ("polars", with_polars),
    "lazy polars": ("polars", with_polars_lazily),
    "DuckDB": ("duckdb", with_duckdb),
}


def plain(value: Any) -> Any:
    """A value of pandas as Python's own: arrays are lists, and whatever pandas writes for null is None. A whole number
    beside nulls is a float in numpy's types, and equal to the whole number."""
    import numpy
    import pandas

    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list | numpy.ndarray):
        return [plain(inner) for inner in value]
    if value is None or value is pandas.NA or (isinstance(value, float) and value != value):
        return None
    return value.item() if isinstance(value, numpy.generic) else value


def check(reader: str, releases: list[dict[str, Any]]) -> list[str]:
    """How what a reader finds differs from what is expected."""
    found = []
    for release in releases:
        for config, splits in release["tables"].items():
            for split, wanted in splits.items():
                paths = [str(Path(release["folder"]) / name) for name in wanted["files"]]
                try:
                    rows = READERS[reader][1](paths)
                    reasons = list(different_rows(rows, wanted["rows"]))
                    if not reasons and holes(rows) != wanted["holes"]:
                        reasons = ["other nulls or empty lists"]
                except Exception as error:
                    reasons = [f"{type(error).__name__}: {first_line(str(error))}"]
                found += [f"{config}/{split}: {reason}" for reason in reasons]
    return found


def page_snippets() -> list[str]:
    """The pieces of Python on the page about loading, the first of which names a folder."""
    return re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.M | re.S)


def run_snippets(folder: str) -> list[str]:
    """Run those of the page that need no `datasets` on a release. Gives what went wrong."""
    found = []
    for snippet in page_snippets()[1:]:
        if not re.search(r"^(import|from) (datasets|goldwire)$|datasets\.load_dataset", snippet, re.M):
            try:
                exec(snippet, {"folder": folder})
            except Exception as error:
                found.append(f"{snippet.split()[1]}: {type(error).__name__}: {first_line(str(error))}")
    return found


def main() -> None:
    spec = json.loads(Path(sys.argv[1]).read_bytes())
    checks = []
    for reader in (*READERS, "snippets"):
        start = time.monotonic()
        releases = spec["releases"]
        reasons = check(reader, releases) if reader in READERS else run_snippets(releases[0]["folder"])
        reasons = [scrubbed(reason, spec, Path(sys.argv[1]).parent) for reason in reasons]
        checks.append(
            {
                "way": reader,
                "check": "rows" if reader in READERS else "of the page",
                "ok": not reasons,
                "reason": "; ".join(reasons[:3]) or None,
                "seconds": round(time.monotonic() - start, 1),
            }
        )
    result = {
        "python": platform.python_version(),
        "libraries": installed("pyarrow", "pandas", "polars", "duckdb", "numpy"),
        "checks": checks,
        "notes": [],
    }
    Path(sys.argv[2]).write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
