"""Loading a release with `datasets`."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldwire.release.manifest import MANIFEST, Edition, read_manifest

if TYPE_CHECKING:
    import datasets

    from goldwire.goldwire_builder import ReleaseBuilder

_SHARD = re.compile(r"(-\d{5}-of-\d{5})?\.parquet\Z")
RELEASE_VARIABLE = "GOLDWIRE_RELEASE"


class NoRelease(FileNotFoundError):
    """No release was found. The message says where it was looked for and how to make one."""


def path(edition: Edition = "public") -> Path:
    """The folder of the newest release of an edition, for `datasets.load_dataset`.

    The environment variable `GOLDWIRE_RELEASE` names it outright; else it is looked for in `dist/` of the working
    folder and of the folders above it. Raises `NoRelease`.
    """
    named = os.environ.get(RELEASE_VARIABLE)
    if named:
        if not (Path(named) / MANIFEST).is_file():
            raise NoRelease(f"{RELEASE_VARIABLE} names {named}, which holds no {MANIFEST}")
        return Path(named)
    here = Path.cwd()
    for folder in (here, *here.parents):
        found = _newest(folder / "dist", edition)
        if found is not None:
            return found
    raise NoRelease(
        f"no {edition} release in dist/ of {here} or of a folder above it; make one with: make release, or name a "
        f"release folder in {RELEASE_VARIABLE}"
    )


def load(
    config: str = "documents",
    *,
    split: str | None = None,
    release: str | Path | None = None,
    edition: Edition = "public",
    **options: Any,
) -> datasets.Dataset | datasets.DatasetDict | datasets.IterableDataset | datasets.IterableDatasetDict:
    """One config of a release, as `datasets.load_dataset` gives it.

    `release` is a release folder; without it, `path(edition)`. Further options (`num_proc=2` …) go to `load_dataset`;
    with `streaming=True` and no others the stream is the one of `builder`. Raises `NoRelease` where there is no
    release, and `ValueError`, naming those that exist, for an unknown config or split.
    """
    import datasets  # takes seconds, and commands that do not load need none of it

    folder = _folder(release, edition)
    _refuse_unknown(folder, config, split)
    if options.get("streaming") and options.keys() <= {"streaming", "cache_dir"}:
        # A program that leaves a stream of `load_dataset` early is at times aborted while Python shuts down.
        made = builder(config, release=folder, cache_dir=options.get("cache_dir"))
        return made.as_streaming_dataset(split=split)
    return datasets.load_dataset(str(folder), config, split=split, **options)


def builder(
    config: str = "documents",
    *,
    release: str | Path | None = None,
    edition: Edition = "public",
    cache_dir: str | None = None,
) -> ReleaseBuilder:
    """One config of a release, as a builder of `datasets` that goes by the manifest and not by the card.

    `load` is simpler; `goldwire.goldwire_builder` says when to use which. Call `download_and_prepare()`, then
    `as_dataset(split="train")`; or `as_streaming_dataset(split="train")` at once.

    Raises `NoRelease` where there is no release, `ValueError` for an unknown config, and its subclass `DamagedTables`
    where the manifest or a table was changed.
    """
    from goldwire.goldwire_builder import ReleaseBuilder

    return ReleaseBuilder(config, _folder(release, edition).absolute(), cache_dir)


def _folder(release: str | Path | None, edition: Edition) -> Path:
    folder = path(edition) if release is None else Path(release)
    if not (folder / MANIFEST).is_file():
        raise NoRelease(f"{folder} holds no {MANIFEST}: it is not a release folder")
    return folder


def _refuse_unknown(folder: Path, config: str, split: str | None) -> None:
    tables: dict[str, set[str]] = {}
    for file in read_manifest(folder).files:
        parts = file.path.split("/")
        if file.rows is not None and len(parts) == 3:
            tables.setdefault(parts[1], set()).add(_SHARD.sub("", parts[2]))
    if config not in tables:
        raise ValueError(f"{folder} has no config {config!r}; it has {', '.join(sorted(tables))}")
    # An expression such as train[:10%] or train+test is for `datasets` to read.
    if split is not None and split.isidentifier() and split not in tables[config]:
        raise ValueError(f"config {config!r} has no split {split!r}; it has {', '.join(sorted(tables[config]))}")


def _newest(dist: Path, edition: Edition) -> Path | None:
    found = []
    for manifest in dist.glob(f"*/*/{MANIFEST}"):
        version, _, suffix = manifest.parent.name.partition("-")
        numbers = version.split(".")
        if suffix == ("hydrated" if edition == "hydrated" else "") and all(part.isdigit() for part in numbers):
            found.append((tuple(int(part) for part in numbers), manifest.parent))
    return max(found)[1] if found else None
