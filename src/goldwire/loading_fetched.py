"""The fetched edition of a public release in the cache of fetched files: made once, then read without a network."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from filelock import Timeout

from goldwire.corpus.cache import CACHE_VARIABLE, Cache
from goldwire.corpus.locking import file_lock
from goldwire.model.incident import printable
from goldwire.release.finding import edition_beside, release_folder
from goldwire.release.intact import intact_manifest, refuse_changed
from goldwire.release.lacking import Lack, collections_of, lacking
from goldwire.release.manifest import MANIFEST, Edition, Manifest, read_manifest
from goldwire.text.regular_file import regular_sha256

if TYPE_CHECKING:
    from goldwire.release.hydrating import PublicRelease

EDITION: Edition = "fetched"
_RELEASES = "releases"
_KEY = 16
_WAIT_SECONDS = 1800
"""How long another process may take to make the same edition."""
_FEW = 5
"""Ids that a message shows."""


class FetchFailed(OSError):
    """Texts that a split needs could not be fetched, or were not to be. The message says of how many documents, why,
    and what to do. What was fetched before is kept."""


def fetched_edition(public: str | Path, *, fetch: bool = True, verify: bool = True, line: str = "") -> Path:
    """The fetched edition of a public release: the one beside it, or the one in the cache, where it is made if need be.

    Args:
        public: The folder of the public release.
        fetch: Whether texts may be fetched. What is in the cache is used in any case.
        verify: Whether the files of an edition that stands are compared with its manifest, by their SHA-256. One
            that was changed is made anew.
        line: What fetches the texts, for the message where they may not be.

    Returns:
        The folder of the fetched edition.

    Raises:
        FetchFailed: Not every text could be had, or the edition cannot be made or kept.
        ValueError: `public` is no public release, or has no texts to fetch.
        DamagedRelease: It was changed.
    """
    public = Path(public)
    standing = standing_edition(public, verify=verify)
    if standing is not None:
        return standing
    cache, manifest = Cache(), read_manifest(public)
    lacks = [lack for lack in lacking(public, manifest, verify=verify) if lack.text == "fetched"]
    if not lacks:
        raise ValueError(f"{public} has no documents whose text is fetched: load it as it is")
    place = _place(public, cache)
    target = release_folder(place, manifest.name, manifest.version, EDITION)
    try:
        with _alone(place):
            standing = standing_edition(public, verify=verify)  # another process may have made it meanwhile
            if standing is not None:
                return standing
            opened = _opened(public)  # nothing is fetched for a release that cannot be completed
            _fetch_all(public, manifest, lacks, cache, network=fetch, line=line)
            _clear(target)
            _hydrated(opened, place, cache)
            _say(f"made {target}; from now on it is loaded from there, without a network")
    except FetchFailed:
        raise
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise FetchFailed(
            f"the fetched edition of {_named(manifest)} cannot be kept in {cache.folder}: {where}"
            f"{error.strerror or error}. {CACHE_VARIABLE} names another folder"
        ) from error
    return target


def standing_edition(public: str | Path, *, verify: bool = True) -> Path | None:
    """The fetched edition of a public release, where it stands beside it or in the cache and is whole; else None.

    Raises `ValueError` where `public` is no release.
    """
    public = Path(public)
    manifest = read_manifest(public)
    beside = edition_beside(public, manifest, EDITION)
    if beside is not None and _whole(beside, manifest, verify=verify):
        return beside
    kept = release_folder(_place(public, Cache()), manifest.name, manifest.version, EDITION)
    return kept if _whole(kept, manifest, verify=verify) else None


def _whole(folder: Path, public: Manifest, *, verify: bool) -> bool:
    """Whether the fetched edition of a public release stands in a folder, and nothing else does."""
    try:
        found = intact_manifest(folder)
        if (found.name, found.version, found.edition) != (public.name, public.version, EDITION):
            return False
        listed = {MANIFEST, *(file.path for file in found.files)}
        if any(path.relative_to(folder).as_posix() not in listed for path in folder.rglob("*") if not path.is_dir()):
            return False  # `datasets` refuses a folder for a script in it, or runs it
        if verify:
            refuse_changed(folder, found.files)
            return True
        return all((folder / file.path).stat().st_size == file.bytes for file in found.files)
    except (OSError, ValueError):
        return False


def _place(public: Path, cache: Cache) -> Path:
    """Where editions made of this very release are kept, whatever its folder is called."""
    return cache.folder / _RELEASES / regular_sha256(public / MANIFEST)[:_KEY]


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Hold a place in the cache, so that of several processes one fetches and makes what all need."""
    place.mkdir(parents=True, exist_ok=True)
    path = place / ".lock"
    lock = file_lock(path, timeout=_WAIT_SECONDS)
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            _say(f"another process is making it in {place}; waiting for that one")
            lock.acquire()
    except Timeout:
        raise FetchFailed(
            f"another process has held {path} for {_WAIT_SECONDS // 60} minutes; see what became of it, and try again"
        ) from None
    try:
        yield
    finally:
        lock.release()


def _fetch_all(
    public: Path, manifest: Manifest, lacks: Sequence[Lack], cache: Cache, *, network: bool, line: str
) -> None:
    """See that the cache holds every text that the release can be completed with."""
    fetching = _fetching()
    wanted: Sequence[Any] = fetching.wanted_of_release(public)
    files, documents = fetching.size_of(wanted, cache)
    if documents and not network:
        raise FetchFailed(
            f"{_counted(documents, 'text')} of {_named(manifest)} must be fetched first, and fetch=False forbids it. "
            f"This fetches them: {line or _command(public, lacks)}"
        )
    if documents:
        missing = [one for one in wanted if not _there(cache, one.sha256) and not _there(cache, one.source.sha256)]
        _say(
            f"fetching {_counted(documents, 'document')} of {_named(manifest)}, {_size(lacks, missing)}, from "
            f"{_counted(files, 'file')} at {_hosts(missing)} into {cache.folder}; each is compared with its SHA-256"
        )
    found = fetching.fetch(wanted, cache, network=network, say=_say)
    if any(one.state != "ok" for one in found):
        of = {one.doc_id for one in found if one.state != "ok"}
        command = _command(public, [lack for lack in lacks if lack.doc_id in of])
        raise FetchFailed(_failure(manifest, found, command, cache))


def _failure(manifest: Manifest, found: Sequence[Any], command: str, cache: Cache) -> str:
    failed = [one for one in found if one.state != "ok"]
    states = Counter(str(one.state) for one in failed)
    counts = ", ".join(f"{count:,} {state}" for state, count in sorted(states.items()))
    ids = ", ".join(one.doc_id for one in failed[:_FEW]) + (" …" if len(failed) > _FEW else "")
    why = next((incident for one in failed for incident in one.incidents), None)
    said = f": {why.message.rstrip('.')}" if why is not None else ""
    kept = len(found) - len(failed)
    return printable(
        f"{_counted(len(failed), 'text')} of {len(found):,} of {_named(manifest)} could not be fetched: {counts} "
        f"({ids}){said}. {f'The {kept:,} others are kept in {cache.folder}. ' if kept else ''}Try again with: "
        f"{command}; or take them from a folder that holds the files or the texts, by their SHA-256: "
        f"{command} --from DIR"
    )


def _there(cache: Cache, sha256: str) -> bool:
    return cache.path(sha256).exists()


def _size(lacks: Sequence[Lack], missing: Sequence[Any]) -> str:
    """About how much text is fetched; the sizes of the files are not known before."""
    lengths = {lack.doc_id: lack.length for lack in lacks}
    letters = sum(lengths.get(one.doc_id, 0) for one in missing)
    return f"some {letters / 1e6:.1f} MB of text" if letters >= 50_000 else f"{letters:,} characters of text"


def _hosts(missing: Sequence[Any]) -> str:
    """Who is asked."""
    counts = Counter(_host(one.source.address) for one in missing)
    named = [host for host, _ in counts.most_common(_FEW)]
    return ", ".join(named) + (f" and {len(counts) - _FEW:,} others" if len(counts) > _FEW else "")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or "nowhere"
    except ValueError:
        return "nowhere"


def _opened(public: Path) -> PublicRelease:
    """A public release, whole and ready to be completed."""
    from goldwire.release.hydrating import open_public

    with _refusals(public):
        return open_public(public)


def _hydrated(opened: PublicRelease, place: Path, cache: Cache) -> None:
    """Complete a public release below `place` with what the cache holds."""
    from goldwire.release.hydrating import hydrate

    with _refusals(opened.released.folder):
        hydrate(opened, place, edition=EDITION, cache=cache, replace=True)


@contextmanager
def _refusals(public: Path) -> Iterator[None]:
    from goldwire.release.finishing import ReleaseRefused

    try:
        yield
    except ReleaseRefused as refused:
        why = "; ".join(incident.message for incident in refused.incidents[:_FEW])
        raise FetchFailed(
            printable(f"the fetched edition of {public} cannot be made: {refused}{f': {why}' if why else ''}")
        ) from None


def _fetching() -> Any:
    """What fetches. It is loaded here: whoever has the texts needs nothing of it."""
    from goldwire.fetching.fetch import fetch, size_of
    from goldwire.fetching.wanted import wanted_of_release

    return SimpleNamespace(wanted_of_release=wanted_of_release, size_of=size_of, fetch=fetch)


def _clear(target: Path) -> None:
    """Take away what is left of a damaged edition: `hydrate` replaces nothing that is no release."""
    if target.is_symlink() or target.is_file():
        target.unlink()
    elif target.exists():
        shutil.rmtree(target)


def _command(public: Path, lacks: Sequence[Lack]) -> str:
    """The command that fetches; it names the release unless it is the one that is found without."""
    from goldwire.loading import NoRelease, path

    words = ["goldwire", "fetch", *collections_of(lacks)]
    try:
        found = public.samefile(path())
    except (NoRelease, OSError):
        found = False
    return shlex.join(words if found else [*words, "--release", str(public)])


def _named(manifest: Manifest) -> str:
    return f"{manifest.name} {manifest.version}"


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _say(message: str) -> None:
    """Tell whoever runs the program, and not what reads its output."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):  # closed: what is done matters more than what is said
            print(f"goldwire: {printable(message)}", file=sys.stderr, flush=True)
