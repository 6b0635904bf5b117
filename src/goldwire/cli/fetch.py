"""`goldwire fetch`."""

from __future__ import annotations

import errno
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, NoReturn

import msgspec
import typer

from goldwire.cli.console import (
    INCIDENTS,
    CorpusOption,
    JsonOption,
    err,
    fail,
    number,
    out,
    print_incidents,
    print_json,
    progress,
    refusals,
    table,
)
from goldwire.cli.outputs import refuse_output_folder
from goldwire.cli.versions import named_release, outside_any_corpus
from goldwire.corpus.cache import CACHE_VARIABLE, Cache
from goldwire.corpus.fetchable import refuse_cache_within
from goldwire.corpus.offered import Offered
from goldwire.corpus.store import Corpus
from goldwire.fetching.fetch import Fetched, State, fetch, size_of
from goldwire.fetching.limits import ARCHIVE_VARIABLE, archive_address
from goldwire.fetching.wanted import Wanted, read_corpus, wanted_of_release
from goldwire.loading import NoRelease, path
from goldwire.model.address import address_trouble
from goldwire.model.incident import Incident, errors, printable
from goldwire.release.reading import DamagedRelease
from goldwire.web.bounds import shown

NAME = "fetch"
_NOTHING: dict[str, Any] = {"cache": None, "states": {}, "documents": [], "incidents": []}
_NO_ROOM = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
_FEW = 3
"""Hosts that are named."""
_PROBLEMS = 20
"""Problems that are printed."""


def command(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="Collections, and ids of documents or beginnings of ids; all fetched documents if none is named.",
            metavar="COLLECTION|DOC",
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="Take what this folder holds from there: files and texts are found by their SHA-256, whatever their "
            "names.",
            metavar="DIR",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nothing of the network.")] = False,
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache",
            envvar=CACHE_VARIABLE,
            help="The folder that keeps what was fetched.",
            metavar="DIR",
            show_default="that of the system",
        ),
    ] = None,
    release: Annotated[
        str | None,
        typer.Option(
            "--release",
            help="Fetch the texts of this release: a folder, or a version. Without it those of the corpus, or, outside "
            "any corpus, of the release that goldwire.path() finds.",
            metavar="RELEASE",
        ),
    ] = None,
    corpus: CorpusOption = Path(),
    json: JsonOption = False,
) -> None:
    """Fetch texts that anybody may pass on, though neither the repository nor the public release holds them. Exit
    status 1 unless all are there in the end.

    Each file is fetched once from its pinned address, checked by its SHA-256 and kept in a cache; where the address
    no longer gives it, Software Heritage is asked for it by its hash. Nothing that is fetched is run or unpacked. Cut
    off at any moment, the next run goes on where this one was.

    Examples:

      goldwire fetch                           (all collections with fetched texts)

      goldwire fetch press --from ~/press      (what the folder lacks comes from the network)

      goldwire fetch gw-0123456789abcdef --offline --json
    """
    refuse_output_folder(cache, "--cache", filled=False)
    with refusals(_NOTHING if json else None):
        store = Cache(cache)
        wanted, incidents = _wanted(names or [], release, corpus, store)
        _refuse_archive()
        offered = _offered(folder)
        if offered is not None:
            incidents += offered.incidents
        files, documents = size_of(wanted, store)
        if not json:
            err.print(_announced(wanted, files, documents, store, folder, offline=offline))
        bar, task = progress("fetching", len({one.doc_id for one in wanted}))
        try:
            with bar:
                done = fetch(
                    wanted,
                    store,
                    folder=offered,
                    network=not offline,
                    progress=lambda: bar.advance(task),
                    say=err.print,
                )
        except OSError as error:
            _fail_on_cache(error, store)
    incidents += [incident for one in done for incident in one.incidents]
    if json:
        _print_json(wanted, done, incidents, store)
    else:
        _tell(wanted, done, incidents)
        if folder is not None and documents and not any(one.found == "folder" for one in done):
            err.print(f"{printable(str(folder))} holds no file and no text of what was to be fetched")
        if wanted:
            there = sum(one.state is State.OK for one in done)
            err.print(f"{there:,} of {number(len(wanted), 'text')} in {printable(str(store.folder))}")
    if errors(incidents) or any(one.state is not State.OK for one in done):
        raise typer.Exit(INCIDENTS)


def _wanted(
    names: Sequence[str], release: str | None, corpus: Path, cache: Cache
) -> tuple[list[Wanted], list[Incident]]:
    """What is to be fetched, and what is wrong with the records that say so."""
    try:
        if release is not None:
            return wanted_of_release(named_release(release, None, corpus), names), []
        if outside_any_corpus(corpus):
            return wanted_of_release(path(), names), []
        found = Corpus.at(corpus)
        refuse_cache_within(cache, found)
        loaded = read_corpus(found, names)
    except DamagedRelease as error:
        fail(printable(str(error)), status=INCIDENTS)
    except NoRelease as error:
        fail(f"{error}; or name one with --release")
    except ValueError as error:  # of which NotFetched is one
        fail(printable(str(error)))
    return loaded.value, errors(loaded.incidents)


def _fail_on_cache(error: OSError, cache: Cache) -> NoReturn:
    where = printable(str(error.filename or cache.folder))
    room = ", or make room" if error.errno in _NO_ROOM else ""
    fail(
        f"{where}: {error.strerror or error}, as does --cache{room}; then run the command once more. What was fetched "
        "stays there, and is not fetched again",
        status=INCIDENTS,
    )


def _offered(folder: Path | None) -> Offered | None:
    if folder is None:
        return None
    bar, task = progress(f"looking through {printable(folder.name)}", None)
    with bar:
        return Offered(folder, progress=lambda _: bar.advance(task))


def _refuse_archive() -> None:
    """Leave with a message where the archive's address is none."""
    address = archive_address("0" * 64)
    trouble = None if address is None else address_trouble(address)
    if trouble is not None:
        fail(f"{ARCHIVE_VARIABLE}: the address {trouble}; unset it for Software Heritage, or leave it empty for none")


def _announced(
    wanted: Sequence[Wanted], files: int, documents: int, cache: Cache, folder: Path | None, *, offline: bool
) -> str:
    """What is going to be done."""
    if not wanted:
        return "no texts to fetch: all are in the repository, or withheld"
    here = f"{number(len(wanted), 'document')} to fetch: "
    if not files:
        return here + f"all in the cache already, {printable(str(cache.folder))}"
    hosts = sorted({shown(one.source.address).partition("://")[2] for one in wanted})
    named = ", ".join(hosts[:_FEW]) + (f" and {len(hosts) - _FEW:,} more hosts" if len(hosts) > _FEW else "")
    places = [] if folder is None else [printable(str(folder))]
    places += [] if offline else [named]
    where = f" from {', then '.join(places)}" if places else ", without a network"
    cached = len(wanted) - documents
    return here + f"{cached:,} in the cache, {documents:,} in {number(files, 'file')}{where}"


def _print_json(wanted: Sequence[Wanted], done: Sequence[Fetched], incidents: Sequence[Incident], cache: Cache) -> None:
    print_json(
        {
            "cache": str(cache.folder),
            "states": {state: sum(one.state is state for one in done) for state in State},
            "documents": [
                {"doc_id": one.doc_id, "collection": which.collection, "state": one.state, "found": one.found}
                for which, one in zip(wanted, done, strict=True)
            ],
            "incidents": incidents,
        }
    )


def _tell(wanted: Sequence[Wanted], done: Sequence[Fetched], incidents: Sequence[Incident]) -> None:
    """A table of states by collection, and each problem with its remedy."""
    problems = _joined(incidents)
    print_incidents(problems[:_PROBLEMS], console=err, information=False)
    if len(problems) > _PROBLEMS:
        err.print(f"… and {number(len(problems) - _PROBLEMS, 'problem')} more: --json lists them all")
    counts: dict[str, Counter[State]] = {}
    for which, one in zip(wanted, done, strict=True):
        counts.setdefault(which.collection, Counter())[one.state] += 1
    if counts:
        rows = [[name, f"{sum(found.values()):,}", *(f"{found[s]:,}" for s in State)] for name, found in counts.items()]
        out.print(table(("collection", "documents", *State), rows, numbers_from=1))


def _joined(incidents: Sequence[Incident]) -> list[Incident]:
    """Incidents with those that say the same of several documents as one."""
    alike: dict[Incident, list[Incident]] = {}
    for incident in incidents:
        alike.setdefault(msgspec.structs.replace(incident, document=None), []).append(incident)
    return [
        same[0]
        if len(same) == 1
        else msgspec.structs.replace(any_of_them, message=f"{any_of_them.message} ({len(same):,} documents)")
        for any_of_them, same in alike.items()
    ]
