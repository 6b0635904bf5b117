"""Fetching the texts that neither the repository nor a public release holds."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from pathlib import Path

from goldwire.corpus.cache import Cache
from goldwire.corpus.fetchable import refuse_cache_within
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.fetching.fetch import Fetched, nothing
from goldwire.fetching.fetch import fetch as fetched
from goldwire.fetching.wanted import Wanted, wanted_of_corpus, wanted_of_release
from goldwire.loading import path


def fetch(
    *names: str,
    release: str | Path | None = None,
    folder: str | Path | None = None,
    progress: Callable[[], None] = nothing,
) -> list[Fetched]:
    """What became of each text that was to be fetched. Afterwards it is in the cache, and is not fetched again.

        for text in goldwire.fetch("press"):
            print(text.doc_id, text.state)

    The cache is the folder that `GOLDWIRE_CACHE` names, or that of the system. Every text is checked by its SHA-256.

    Args:
        *names: Collections and ids of documents, or beginnings of ids; none for all texts that can be fetched.
        release: A release folder. Without it the documents are those of the corpus in which the working folder lies,
            or, outside any corpus, of the release that `goldwire.path()` finds.
        folder: A folder with files or texts, which are found by their SHA-256 and need not be fetched then.
        progress: Called once for each document that is done.

    Returns:
        One `Fetched` for each document, by collection and id: its `doc_id`, its `state` (`ok`, `source_changed`,
        `missing` or `offline`), where its text was `found` (`cache`, `folder`, `source` or `archive`), and `incidents`
        that tell what went wrong. What goes wrong with one document stops no other.

    Raises:
        NotFetched: A name stands for nothing that can be fetched; a `ValueError` whose message says what can be.
        NoRelease: There is no corpus and no release.
        DamagedRelease: The release was changed; a `ValueError`.
        CorpusError: The corpus's settings are not valid, or the cache lies within the corpus.
        NotADirectoryError: `folder` is none. Nothing was fetched.
        OSError: The cache cannot be written to. What is in it stays.
    """
    if folder is not None and not Path(folder).is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "is no folder to take texts from; correct the name", str(folder))
    cache = Cache()
    return fetched(wanted_here(cache, names, release), cache, folder=folder, progress=progress)


def wanted_here(cache: Cache, names: Sequence[str] = (), release: str | Path | None = None) -> list[Wanted]:
    """The documents that `fetch` fetches into this cache. Raises as it does."""
    if release is not None:
        return wanted_of_release(release, names)
    try:
        corpus = Corpus.at(Path())
    except (CorpusError, OSError):
        return wanted_of_release(path(), names)
    refuse_cache_within(cache, corpus)
    return wanted_of_corpus(corpus, names)
