"""Loading a release with `datasets`."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldwire.corpus.store import Corpus, CorpusError
from goldwire.release.finding import newest, packaged
from goldwire.release.manifest import MANIFEST, Edition, read_manifest

if TYPE_CHECKING:
    import datasets

_SHARD = re.compile(r"(-\d{5}-of-\d{5})?\.parquet\Z")
RELEASE_VARIABLE = "GOLDWIRE_RELEASE"


class NoRelease(FileNotFoundError):
    """No release was found. The message says where it was looked for and how to make one."""


def path(edition: Edition = "public") -> Path:
    """The folder of a release, for `datasets.load_dataset`. It is read, never written to.

    The environment variable `GOLDWIRE_RELEASE` names it outright. Else, where the working folder lies in a corpus, it
    is the newest release of the edition in `dist/` of that corpus; and else the public release that the installed
    package carries, unless the working folder lies in another corpus. Raises `NoRelease`.
    """
    named = os.environ.get(RELEASE_VARIABLE)
    if named:
        if not (Path(named) / MANIFEST).is_file():
            raise NoRelease(f"{RELEASE_VARIABLE} names {named}, which holds no {MANIFEST}")
        return Path(named)
    corpus = _corpus_here()
    name = "*" if corpus is None else _name(corpus)
    found = None if corpus is None else newest(corpus.root / "dist", name, edition)
    if found is None and edition == "public":
        found = packaged(name)
    if found is None:
        raise NoRelease(_where_from(edition, corpus))
    return found


def load(
    config: str = "documents",
    *,
    split: str | None = None,
    release: str | Path | None = None,
    edition: Edition = "public",
    **options: Any,
) -> datasets.Dataset | datasets.DatasetDict | datasets.IterableDataset | datasets.IterableDatasetDict:
    """One config of a release, as `datasets.load_dataset` gives it.

    `release` is a release folder; without it, `path(edition)`. Further options (`streaming=True` …) go to
    `load_dataset`. Raises `NoRelease` where there is no release, and `ValueError`, naming those that exist, for an
    unknown config or split.
    """
    import datasets  # takes seconds, and commands that do not load need none of it

    folder = path(edition) if release is None else Path(release)
    if not (folder / MANIFEST).is_file():
        raise NoRelease(f"{folder} holds no {MANIFEST}: it is not a release folder")
    _refuse_unknown(folder, config, split)
    return datasets.load_dataset(str(folder), config, split=split, **options)


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


def _corpus_here() -> Corpus | None:
    """The corpus in which the working folder lies."""
    try:
        return Corpus.at(Path())
    except (CorpusError, OSError):  # a working folder that was removed lies nowhere
        return None


def _name(corpus: Corpus) -> str:
    try:
        return corpus.settings.name
    except CorpusError as error:
        raise NoRelease(f"which release is meant cannot be told: {error}") from None


def _where_from(edition: Edition, corpus: Corpus | None) -> str:
    """Why there is no release, and how to come by one."""
    name_it = f"name a release folder in {RELEASE_VARIABLE}"
    carried = packaged()
    if corpus is not None:
        made = "goldwire release" if edition == "public" else "goldwire release --raw DIR"
        told = f"no {edition} release of {corpus.settings.name} in {corpus.root / 'dist'}; make one with: {made}"
        if edition == "public" and carried is not None:
            return f"{told}. The installed package carries {carried.parent.name}: for that one, {name_it}: {carried}"
        return f"{told}; or {name_it}"
    if carried is not None:
        return (
            "no hydrated release: the installed package carries the public one. Make it with: goldwire hydrate "
            f"{shlex.quote(str(carried))} --raw DIR, with the raw files in DIR; then {name_it}"
        )
    return (
        f"no {edition} release: the working folder lies in no corpus, and this installation of goldwire carries no "
        f"release. Install a wheel made with: make wheel, or {name_it}"
    )
