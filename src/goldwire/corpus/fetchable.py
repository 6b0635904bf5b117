"""What somebody says of the source of texts that are fetched, before any file of theirs is read."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from goldwire.corpus.cache import CACHE_VARIABLE, Cache
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.model.address import address_trouble
from goldwire.model.document import Collection, Source
from goldwire.readers.registry import missing_fields, options, superfluous_fields, unknown_form
from goldwire.text.regular_file import real_path


def refuse_source(name: str, collection: Collection, source: Source | None, encoding: str | None) -> None:
    """Raise `CorpusError` where a source does not suit the collection or cannot be.

    Args:
        name: The collection.
        collection: Its settings.
        source: Where the text comes from, if that is said.
        encoding: The encoding that was named for the text.
    """
    if collection.text != "fetched":
        if source is not None:
            raise CorpusError(
                f"texts of collection {name} are {collection.text}, so they have no source; leave out --source, or "
                "name a collection whose texts are fetched with --collection"
            )
        return
    if source is None:
        raise CorpusError(
            f"texts of collection {name} are fetched, so they need a source; name the address that the file was "
            "downloaded from, pinned to one version of it, with --source ADDRESS"
        )
    trouble = address_trouble(source.address)
    if trouble is not None:
        raise CorpusError(f"--source: the address {trouble}")
    unknown = unknown_form(source)
    if unknown is not None:
        raise CorpusError(f"--form: {unknown}")
    missing, superfluous = missing_fields(source), superfluous_fields(source)
    if missing:
        raise CorpusError(f"form {source.form} needs {options(missing)} as well")
    if superfluous:
        raise CorpusError(f"form {source.form} has no {options(superfluous)}; leave out what it does not have")
    if encoding is not None and source.form != "file":
        raise CorpusError(f"texts of form {source.form} are UTF-8; leave out --encoding")


def refuse_without_attribution(name: str, attribution: str | None, suggested: str) -> None:
    """Raise `CorpusError` where a text that is fetched has no line of attribution. `suggested` is what it could be."""
    if not (attribution or "").strip():
        raise CorpusError(
            f"texts of collection {name} are fetched and passed on, each with a line of attribution; give it with "
            f'--attribution, such as "{suggested}"'
        )


def refuse_cache_within(cache: Cache, corpus: Corpus) -> None:
    """Raise `CorpusError` where files of fetched texts would get into the corpus, whose repository holds none."""
    if real_path(cache.folder).is_relative_to(real_path(corpus.root)):
        raise CorpusError(
            f"fetched files are kept in {cache.folder}, which is in the corpus, and its repository holds no word of "
            f"them; let {CACHE_VARIABLE} name another folder"
        )


def name_at(address: str) -> str:
    """What the file at an address is called, which is never a path; empty where the address ends with a slash."""
    return unquote(urlsplit(address).path).replace("\\", "/").rpartition("/")[2]
