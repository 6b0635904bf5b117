"""Loading a release with `datasets`."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldwire.corpus.store import Corpus, CorpusError
from goldwire.release.finding import SUFFIX, edition_named, newest, packaged, source_checkout
from goldwire.release.manifest import MANIFEST, Edition, FileEntry, Manifest, read_manifest, table_place
from goldwire.text.regular_file import refuse_irregular
from goldwire.versions.bump import numbers

if TYPE_CHECKING:
    import datasets

    from goldwire.goldwire_builder import ReleaseBuilder


RELEASE_VARIABLE = "GOLDWIRE_RELEASE"
FETCHED: Edition = "fetched"
"""The edition with all texts that anybody may fetch."""


class NoRelease(FileNotFoundError):
    """No release was found. The message says where it was looked for and how to make one."""


def path(edition: Edition = "public") -> str:
    """The folder of a release, as `datasets.load_dataset` takes it. It is read, never written to.

    The environment variable `GOLDWIRE_RELEASE` names it outright. Else releases of one corpus count: of that in which
    the working folder lies, or else of that which the installed package carries. In a corpus the newest release in
    `dist/` of the working folder, or of a folder above it, comes before the package's; elsewhere the package's comes
    first. Packages carry public releases only.

    The fetched edition of a public release that is found, or named, may also stand in the cache of fetched files, where
    `load` puts it; one in `dist/` comes first, unless a newer public release is found.

    Args:
        edition: Which edition.

    Returns:
        The folder.

    Raises:
        NoRelease: There is none. Nothing is fetched or made here: the message says what makes it.
    """
    _refuse_unknown(edition)
    if edition != FETCHED:
        return str(_found(edition))
    folder = _fetched_or_public()
    if _edition_of(folder) != "public":
        return str(folder)
    from goldwire.loading_fetched import standing_edition  # reads tables; whoever asks for others needs none of it

    standing = standing_edition(folder)
    if standing is None:
        raise NoRelease(
            f"no fetched edition of {folder} in dist/ nor in the cache; this fetches the texts and makes it: "
            f"{_line('documents', None, None, FETCHED)}"
        )
    return str(standing)


def load(
    config: str = "documents",
    *,
    split: str | datasets.Split | datasets.ReadInstruction | Sequence[Any] | Mapping[str, Any] | None = None,
    release: str | Path | None = None,
    edition: Edition = "public",
    fetch: bool = True,
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

    A public release does not hold the texts of all splits. Where a split is named whose texts anybody may fetch, such
    as `press_test`, what is missing is fetched from its sources, compared with its SHA-256, and put together with the
    release in the cache of fetched files (`GOLDWIRE_CACHE`). What is fetched is told on standard error, and nothing is
    asked. From then on the split is loaded from there, without a network. Where the fetched edition stands beside the
    release, or in `dist/` without a public one, it is loaded from there at once.

    Args:
        config: Which tables: `documents`, `ner`, `quotes` …
        split: Whatever `load_dataset` takes: a name, `"all"`, an expression such as `"train[:10%]"` or `"train+test"`,
            a member of `datasets.Split`, a `datasets.ReadInstruction`, a list, tuple or dictionary of these; None for
            all splits that the edition holds, by name. A stream takes whole splits only, no parts of them and no lists.
        release: A release folder; without it, `path(edition)`.
        edition: Of the release that is looked for where none is named. With `fetched` all texts that anybody may fetch
            are there, also those of a release that is named; they are fetched where they are missing.
        fetch: Whether texts may be fetched. Those in the cache are used in any case.
        verify: Whether the files of the config and the card, which `load_dataset` reads, are compared with the manifest
            first, by their SHA-256.
        **options: Go to `load_dataset` (`num_proc=2` …). With `streaming=True` and no others the stream is the one of
            `builder`.

    Returns:
        A dataset or stream where `split` is one, a list or tuple of them where it is one of these, and a dictionary by
        name where it is a dictionary or None.

    Raises:
        NoRelease: There is no release.
        FetchFailed: Not every text could be fetched, or none may be; an `OSError`. The message says why and what to do,
            and no split is ever returned with documents missing for it.
        NotRegular: The release holds a pipe or a device, which `datasets` could wait for without end.
        ValueError: The config, the edition or a split is unknown, or its texts are withheld; the message names those
            that exist and the line that leads to what is asked for.
        DamagedRelease: A file was changed; a `ValueError`.
    """
    import datasets  # takes seconds, and commands that do not load need none of it

    from goldwire.loading_fetched import fetched_edition
    from goldwire.loading_splits import must_be_fetched

    folder = _folder(release, edition, config, fetch=fetch, verify=verify)
    if must_be_fetched(folder, read_manifest(folder), config, split, verify=verify):
        line = _line(config, split, release, edition)
        folder = fetched_edition(folder, fetch=fetch, verify=verify, line=line)
        must_be_fetched(folder, read_manifest(folder), config, split, verify=verify)  # not every split has such rows
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
    fetch: bool = True,
    cache_dir: str | None = None,
) -> ReleaseBuilder:
    """One config of a release, as a builder of `datasets` that goes by the manifest and not by the card.

    `load` is simpler; `goldwire.goldwire_builder` says when to use which. Call `download_and_prepare()`, then
    `as_dataset(split="train")`; or `as_streaming_dataset(split="train")` at once.

    Args:
        config: Which tables.
        release: A release folder; without it, `path(edition)`.
        edition: As `load` takes it: splits whose texts are fetched are in the edition `fetched`, which is made where it
            is missing.
        fetch: Whether texts may be fetched for it.
        cache_dir: Where `datasets` keeps what it prepares.

    Returns:
        The builder; its `splits` are those that the config has rows of.

    Raises:
        NoRelease: There is no release.
        FetchFailed: Not every text could be fetched, or none may be.
        ValueError: The config is unknown.
        DamagedTables: The manifest or a table was changed; a `ValueError`.
    """
    from goldwire.goldwire_builder import ReleaseBuilder
    from goldwire.release.intact import refuse_large

    folder = _folder(release, edition, config, fetch=fetch).absolute()
    made = ReleaseBuilder(config, folder, cache_dir)
    refuse_large(folder, _tables(read_manifest(folder), config))
    return made


def _folder(release: str | Path | None, edition: Edition, config: str, *, fetch: bool, verify: bool = True) -> Path:
    """The release to load, made in the cache where its fetched edition is asked for and stands nowhere."""
    _refuse_unknown(edition)
    line = _line(config, None, release, edition)
    if release is None:
        find = {"public": _public_or_fetched, "fetched": _fetched_or_public}.get(edition)
        release = _found(edition) if find is None else find()
    folder = Path(release)
    if not (folder / MANIFEST).is_file():
        raise NoRelease(f"{folder} holds no {MANIFEST}: it is not a release folder")
    if edition == FETCHED and read_manifest(folder).edition == "public":
        from goldwire.loading_fetched import fetched_edition

        return fetched_edition(folder, fetch=fetch, verify=verify, line=line)
    return folder


def _found(edition: Edition) -> Path:
    """The release that is meant where none is named. Raises `NoRelease`."""
    named = _named_outright()
    if named is not None:
        return named
    corpus, name = _corpus_here()
    carried = packaged(name) if edition == "public" else None
    found = carried
    if corpus is not None or carried is None:
        found = _in_dist(name, edition) or carried
    if found is None:
        raise NoRelease(_where_from(edition, corpus))
    return found


def _named_outright() -> Path | None:
    named = os.environ.get(RELEASE_VARIABLE)
    if not named:
        return None
    if not (Path(named) / MANIFEST).is_file():
        raise NoRelease(f"{RELEASE_VARIABLE} names {named}, which holds no {MANIFEST}")
    return Path(named)


def _public_or_fetched() -> Path:
    """The public release, or else a fetched edition in `dist/`, which holds all of one and more. Raises `NoRelease`."""
    try:
        return _found("public")
    except NoRelease:
        found = None if _named_outright() else _in_dist(_corpus_here()[1], FETCHED)
        if found is None:
            raise
        return found


def _fetched_or_public() -> Path:
    """A fetched edition in `dist/`, or else the public release that one is made of, also where that is a newer one.
    Raises `NoRelease`."""
    named = _named_outright()
    if named is not None:
        return named
    corpus, name = _corpus_here()
    found = _in_dist(name, FETCHED)
    try:
        public = _found("public")
    except NoRelease:
        if found is None:
            raise NoRelease(_where_from(FETCHED, corpus)) from None
        return found
    if found is None or (public.parent.name == found.parent.name and _version(public) > _version(found)):
        return public
    return found


def _version(folder: Path) -> tuple[int, ...]:
    return numbers(edition_named(folder.name)[0])


def _refuse_unknown(edition: str) -> None:
    if edition not in SUFFIX:
        raise ValueError(f"there is no edition {edition!r}; editions are {', '.join(SUFFIX)}")


def _edition_of(folder: Path) -> Edition:
    try:
        return read_manifest(folder).edition
    except ValueError as error:
        raise NoRelease(str(error)) from None


def _line(config: str, split: object, release: str | Path | None, edition: Edition) -> str:
    """The line of Python that loads something and fetches what is missing for it."""
    words = [f'"{config}"']
    if isinstance(split, str):
        words.append(f'split="{split}"')
    elif split is not None:
        words.append("split=…")
    if release is not None:
        words.append(f"release={str(release)!r}")
    if edition != "public":
        words.append(f'edition="{edition}"')
    return f"goldwire.load({', '.join(words)})"


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


_MADE_WITH: dict[Edition, str] = {"public": "", "fetched": " --fetched", "hydrated": " --raw DIR"}
"""What `goldwire release` takes to make an edition."""


def _where_from(edition: Edition, corpus: Corpus | None) -> str:
    """Why there is no release, and how to come by one."""
    name_it = f"name a release folder in {RELEASE_VARIABLE}"
    carried = packaged()
    if corpus is not None:
        made = f"goldwire release{_MADE_WITH[edition]}"
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
