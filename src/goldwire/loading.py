"""Loading a release with `datasets`."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldwire.corpus.store import Corpus, CorpusError
from goldwire.release.finding import newest, packaged, source_checkout
from goldwire.release.manifest import MANIFEST, Edition, FileEntry, Manifest, read_manifest, table_place
from goldwire.text.regular_file import refuse_irregular

if TYPE_CHECKING:
    import datasets

    from goldwire.goldwire_builder import ReleaseBuilder


RELEASE_VARIABLE = "GOLDWIRE_RELEASE"


class NoRelease(FileNotFoundError):
    """No release was found. The message says where it was looked for and how to make one."""


def path(edition: Edition = "public") -> str:
    """The folder of a release, as `datasets.load_dataset` takes it. It is read, never written to.

    The environment variable `GOLDWIRE_RELEASE` names it outright. Else releases of one corpus count: of that in which
    the working folder lies, or else of that which the installed package carries. In a corpus the newest release in
    `dist/` of the working folder, or of a folder above it, comes before the package's; elsewhere the package's comes
    first. Packages carry public releases only. Raises `NoRelease`.
    """
    named = os.environ.get(RELEASE_VARIABLE)
    if named:
        if not (Path(named) / MANIFEST).is_file():
            raise NoRelease(f"{RELEASE_VARIABLE} names {named}, which holds no {MANIFEST}")
        return named
    corpus, name = _corpus_here()
    carried = packaged(name) if edition == "public" else None
    found = carried
    if corpus is not None or carried is None:
        found = _in_dist(name, edition) or carried
    if found is None:
        raise NoRelease(_where_from(edition, corpus))
    return str(found)


def load(
    config: str = "documents",
    *,
    split: str | datasets.Split | datasets.ReadInstruction | Sequence[Any] | Mapping[str, Any] | None = None,
    release: str | Path | None = None,
    edition: Edition = "public",
    verify: bool = True,
    **options: Any,
) -> (
    datasets.Dataset
    | datasets.DatasetDict
    | datasets.IterableDataset
    | datasets.IterableDatasetDict
    | list[Any]
    | tuple[Any, ...]
):
    """One config of a release, as `datasets.load_dataset` gives it.

    Args:
        config: Which tables: `documents`, `ner`, `quotes` …
        split: Whatever `load_dataset` takes: a name, `"all"`, an expression such as `"train[:10%]"` or `"train+test"`,
            a member of `datasets.Split`, a `datasets.ReadInstruction`, a list, tuple or dictionary of these; None for
            all splits by name. A stream takes whole splits only, no parts of them and no lists.
        release: A release folder; without it, `path(edition)`.
        edition: Of the release that is looked for where none is named.
        verify: Whether the files of the config and the card, which `load_dataset` reads, are compared with the manifest
            first, by their SHA-256.
        **options: Go to `load_dataset` (`num_proc=2` …). With `streaming=True` and no others the stream is the one of
            `builder`.

    Returns:
        A dataset or stream where `split` is one, a list or tuple of them where it is one of these, and a dictionary by
        name where it is a dictionary or None.

    Raises:
        NoRelease: There is no release.
        NotRegular: The release holds a pipe or a device, which `datasets` could wait for without end.
        ValueError: The config or a split is unknown; the message names those that exist.
        DamagedRelease: A file was changed; a `ValueError`.
    """
    import datasets  # takes seconds, and commands that do not load need none of it

    folder = _folder(release, edition)
    _refuse_unknown(folder, config, split)
    refuse_irregular(folder)
    if options.get("streaming") and options.keys() <= {"streaming", "cache_dir"}:
        # A program that leaves a stream of `load_dataset` early is at times aborted while Python shuts down.
        made = builder(config, release=folder, cache_dir=options.get("cache_dir"))
        return made.as_streaming_dataset(split=split)
    _refuse_damaged(folder, config, verify=verify)
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
    from goldwire.release.intact import refuse_large

    folder = _folder(release, edition).absolute()
    made = ReleaseBuilder(config, folder, cache_dir)
    refuse_large(folder, _tables(read_manifest(folder), config))
    return made


def _folder(release: str | Path | None, edition: Edition) -> Path:
    folder = Path(path(edition) if release is None else release)
    if not (folder / MANIFEST).is_file():
        raise NoRelease(f"{folder} holds no {MANIFEST}: it is not a release folder")
    return folder


def _refuse_unknown(folder: Path, config: str, split: object) -> None:
    tables: dict[str, set[str]] = {}
    for file in read_manifest(folder).files:
        place = table_place(file.path)
        if file.rows is not None and place is not None:
            tables.setdefault(place[0], set()).add(place[1])
    if config not in tables:
        raise ValueError(f"{folder} has no config {config!r}; it has {', '.join(sorted(tables))}")
    for name in _named_splits(split):
        if name not in tables[config]:
            raise ValueError(f"config {config!r} has no split {name!r}; it has {', '.join(sorted(tables[config]))}")


def _named_splits(split: object) -> Iterator[str]:
    """The splits that are asked for by name. An expression such as train[:10%] or train+test is for `datasets` to
    read, and so is whatever only it knows."""
    if isinstance(split, Mapping):
        split = list(split.values())
    if isinstance(split, list | tuple):
        for one in split:
            yield from _named_splits(one)
    elif isinstance(split, str) and split.isidentifier() and split != "all":
        yield split


def _refuse_damaged(folder: Path, config: str, *, verify: bool) -> None:
    """Look at the files that `load_dataset` is going to read."""
    from goldwire.release.intact import intact_manifest, refuse_changed, refuse_large

    manifest = intact_manifest(folder) if verify else read_manifest(folder)
    if verify:
        cards = (file for file in manifest.files if file.path == "README.md")
        refuse_changed(folder, [*cards, *_tables(manifest, config)])
    refuse_large(folder, _tables(manifest, config))


def _tables(manifest: Manifest, config: str) -> list[FileEntry]:
    places = ((file, table_place(file.path)) for file in manifest.files if file.rows is not None)
    return [file for file, place in places if place is not None and place[0] == config]


def _corpus_here() -> tuple[Corpus | None, str]:
    """The corpus in which the working folder lies, if any, and the name of the corpus whose releases count."""
    try:
        corpus = Corpus.at(Path())
    except (CorpusError, OSError):  # a working folder that was removed lies nowhere
        carried = packaged()
        return None, "*" if carried is None else carried.parent.name
    try:
        return corpus, corpus.settings.name
    except CorpusError as error:
        raise NoRelease(f"which release is meant cannot be told: {error}") from None


def _in_dist(name: str, edition: Edition) -> Path | None:
    """The newest release in the nearest `dist/` that has any, from the working folder upwards."""
    try:
        here = Path.cwd()
    except OSError:
        return None
    places = (newest(folder / "dist", name, edition) for folder in (here, *here.parents))
    return next((place for place in places if place is not None), None)


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
            f"no hydrated release of {carried.parent.name} in dist/ of the working folder or of a folder above it, and "
            f"the installed package carries the public one. Make it with: goldwire hydrate {shlex.quote(str(carried))} "
            f"--raw DIR, with the raw files in DIR; or {name_it}"
        )
    none = (
        f"no {edition} release in dist/ of the working folder or of a folder above it, and this installation of "
        "goldwire carries none"
    )
    checkout = source_checkout()
    if checkout is None or edition != "public":
        return (
            f"{none}. Install a wheel that carries one (make wheel, in a checkout of Goldwire, makes it), or {name_it}"
        )
    held = newest(checkout / "dist", "*", edition)
    own = f"make one in {checkout} with make release" if held is None else f"its own is {held}"
    return f"{none}, for it is a checkout ({own}). Install a wheel that make wheel made, or {name_it}"
