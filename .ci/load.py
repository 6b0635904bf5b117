"""Load every config of a release with `datasets`, whole, and compare its rows with the manifest."""

import sys
from collections import Counter
from pathlib import Path

import datasets

import goldwire
from goldwire.release.manifest import read_manifest
from goldwire.release.texts import CORPUS_TABLES
from goldwire.release.verifying import verify

datasets.disable_progress_bars()
folder = Path(goldwire.path(edition=sys.argv[1]))
if damaged := verify(folder):
    sys.exit(f"{folder}: {damaged}")
rows: Counter[tuple[str, str]] = Counter()
for file in read_manifest(folder).files:
    if file.rows is not None:
        _, config, name = file.path.split("/")
        rows[config, name.removesuffix(".parquet").split("-")[0]] += file.rows
for (config, split), expected in sorted(rows.items()):
    table = datasets.load_dataset(str(folder), config, split=split)
    if table.num_rows != expected:
        sys.exit(f"{config}/{split}: {table.num_rows} rows loaded, {expected} in the manifest")
    print(f"loaded {folder.name} {config}/{split}: {table.num_rows} rows")
if sys.argv[1] == "fetched":
    of_documents = {config for config, _ in rows if config not in CORPUS_TABLES}
    lacking = of_documents - {config for config, split in rows if split.startswith("press_")}
    if lacking:
        sys.exit(f"{folder}: no press_* rows in {', '.join(sorted(lacking))}")
if sys.argv[1] == "public":
    print(goldwire.load("ner", split="train"))
