"""Finding the raw text of documents: included ones in the corpus, withheld ones in a folder of their owner's, fetched
ones in the cache."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from goldwire.corpus.cache import Cache
from goldwire.corpus.files import recorded_name
from goldwire.corpus.hashed_folder import HashedFolder
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.store import Corpus
from goldwire.model.document import Document, Match
from goldwire.model.incident import Incident, define
from goldwire.text.regular_file import read_regular
from goldwire.text.source import recorded_text, text_digest

RAW_MISSING = define(
    "GW-E034",
    "raw file is missing",
    meaning="The text of the document is included, and its raw file is not in corpus/<collection>/raw/, or is no "
    "regular file that can be read.",
    remedy="Restore the file from version control or a backup, or add it again with goldwire add.",
)
RAW_CHANGED = define(
    "GW-E035",
    "raw file has other bytes",
    meaning="The raw file no longer has the SHA-256 that the document records, so no offset can be trusted.",
    remedy="Restore the file from version control or a backup (see that no tool changes line endings); a changed "
    "article is a new document: goldwire add FILE --supersedes DOC.",
)
TEXT_CHANGED = define(
    "GW-E014",
    "raw text comes out differently",
    meaning="The bytes are the same, but decoding or HTML extraction gives another text than the one annotated.",
    remedy="Install the version of the extractor that the record names, or add the file anew as a new document.",
)

OTHER_RECORD = define(
    "GW-W128",
    "source gives another text",
    meaning="The file of a fetched document is at hand with the right SHA-256, and what its reader takes out of it is "
    "not the recorded text. So the source is wrong, and nobody can fetch the text from it.",
    remedy="Correct form, record and fields of the document's source.",
)


@dataclass(frozen=True, slots=True)
class Found:
    """The raw text of a document, or None and why: incidents for an included one, `match` for any other."""

    text: str | None
    match: Match
    incidents: tuple[Incident, ...] = ()


class RawFolder(HashedFolder):
    """A folder of raw files of withheld texts, of any size. `expected` are the digests of all documents, so that the
    file of one is not taken for a changed one of another that has the same name."""

    def __init__(self, folder: str | Path, expected: Collection[str] = ()) -> None:
        self._expected = expected
        self._names: set[str] = set()
        super().__init__(folder)

    def holds(self, sha256: str, file_name: str | None = None) -> bool:
        """Whether a file has this digest, or this name with other bytes."""
        return super().holds(sha256) or self._named(file_name or "")

    def match(self, document: Document) -> tuple[Match, bytes | None]:
        """The document's bytes by exact SHA-256; `source_changed` where only a file of its name is there."""
        data = self.read(document.sha256)
        if data is not None:
            return Match.OK, data
        return (Match.SOURCE_CHANGED if self._named(document.file_name) else Match.MISSING), None

    def _named(self, file_name: str) -> bool:
        return unicodedata.normalize("NFC", file_name) in self._names

    def _seen(self, path: Path, digest: str | None) -> None:
        if digest not in self._expected:
            self._names.add(_recorded_name(path.name))


def find_raw(corpus: Corpus, document: Document, raw: RawFolder | None, cache: Cache | None = None) -> Found:
    """The raw text of one document. Nothing is fetched: `cache` holds what was."""
    if not document.included:
        found = find_elsewhere(document, raw, cache)
        fault = cache.fault(document) if cache is not None and found.match is Match.SOURCE_CHANGED else None
        if fault is not None:
            return Found(None, found.match, (OTHER_RECORD.at(fault, document=document.doc_id, pointer="/source"),))
        return found
    path = corpus.raw_path(document)
    place = {"document": document.doc_id, "file": corpus.relative(path)}
    try:
        data = read_regular(path)
    except OSError as error:
        why = "no such file" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror or error}"
        return Found(None, Match.MISSING, (RAW_MISSING.at(why, **place),))
    if sha256_hex(data) != document.sha256:
        message = f"SHA-256 is {sha256_hex(data)[:16]}…, recorded is {document.sha256[:16]}…"
        return Found(None, Match.SOURCE_CHANGED, (RAW_CHANGED.at(message, **place),))
    return _decoded(document, data)


def find_elsewhere(document: Document, raw: RawFolder | None, cache: Cache | None = None) -> Found:
    """The raw text of a document that the repository does not hold: of a withheld one in a folder of raw files, of a
    fetched one in the cache."""
    place = cache if document.fetched else raw
    if place is None:
        return Found(None, Match.MISSING)
    match, data = place.match(document)
    return Found(None, match) if data is None else _decoded(document, data)


def way_to_text(document: Document) -> str:
    """What to do where the text of a document is not at hand, as the end of a sentence."""
    if document.fetched:
        return f"get it with: goldwire fetch {document.doc_id}"
    return "name its folder with --raw" if document.withheld else "restore its file in the corpus"


def _decoded(document: Document, data: bytes) -> Found:
    text = recorded_text(data, document)
    if text is None or text_digest(text) != document.text_sha256:
        maker = f"{document.extractor.name} {document.extractor.version}" if document.extractor else "no extractor"
        message = f"{document.encoding} and {maker} gave another text when it was added"
        return Found(None, Match.SOURCE_CHANGED, (TEXT_CHANGED.at(message, document=document.doc_id),))
    if len(text) != document.length:
        message = f"the text has {len(text):,} code points, the record says {document.length:,}"
        return Found(None, Match.OK, (TEXT_CHANGED.at(message, document=document.doc_id, pointer="/length"),))
    return Found(text, Match.OK)


def _recorded_name(name: str) -> str:
    """A file's name as records have it, however its system composes letters with marks."""
    return unicodedata.normalize("NFC", recorded_name(name))


def coverage(matches: Iterable[Match]) -> dict[Match, int]:
    """How many documents met each fate."""
    counts = dict.fromkeys(Match, 0)
    for match in matches:
        counts[match] += 1
    return counts
