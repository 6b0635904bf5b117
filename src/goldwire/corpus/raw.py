"""Finding the raw text of documents: included ones in the corpus, withheld ones in a folder of their owner's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.store import Corpus
from goldwire.model.document import Document
from goldwire.model.incident import Incident, define
from goldwire.text.reading import Quarantined, read_file
from goldwire.text.source import recorded_text, text_digest

RAW_MISSING = define(
    "GW-E034",
    "raw file is missing",
    meaning="The text of the document is included, and its raw file is not in corpus/<collection>/raw/.",
    remedy="Restore the file from version control, or add it again with goldwire add.",
)
RAW_CHANGED = define(
    "GW-E035",
    "raw file has other bytes",
    meaning="The raw file no longer has the SHA-256 that the document records, so no offset can be trusted.",
    remedy="Restore the file from version control (see that no tool changes line endings); a changed article is a "
    "new document: goldwire add FILE --supersedes DOC.",
)
TEXT_CHANGED = define(
    "GW-E014",
    "raw text comes out differently",
    meaning="The bytes are the same, but decoding or HTML extraction gives another text than the one annotated.",
    remedy="Install the extractor's recorded version (make setup does), or add the file anew as a new document.",
)


class Match(StrEnum):
    """What became of the search for a withheld text."""

    OK = "ok"
    SOURCE_CHANGED = "source_changed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Found:
    """The raw text of a document, or None and why: `match` for a withheld one, incidents for an included one."""

    text: str | None
    match: Match
    incidents: tuple[Incident, ...] = ()


class RawFolder:
    """A folder of raw files, indexed by SHA-256: names do not matter, only content does."""

    def __init__(self, folder: Path) -> None:
        self._paths: dict[str, Path] = {}
        self._names: set[str] = set()
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            read = read_file(path)
            if not isinstance(read, Quarantined):
                self._paths.setdefault(sha256_hex(read.data), path)
            self._names.add(path.name)

    def match(self, document: Document) -> tuple[Match, bytes | None]:
        """The document's bytes by exact SHA-256; `source_changed` where only a file of its name is there."""
        path = self._paths.get(document.sha256)
        if path is not None:
            read = read_file(path)
            if not isinstance(read, Quarantined) and sha256_hex(read.data) == document.sha256:
                return Match.OK, read.data
        return (Match.SOURCE_CHANGED if document.file_name in self._names else Match.MISSING), None


def find_raw(corpus: Corpus, document: Document, raw: RawFolder | None) -> Found:
    """The raw text of one document."""
    if document.withheld:
        if raw is None:
            return Found(None, Match.MISSING)
        match, data = raw.match(document)
        if data is None:
            return Found(None, match)
    else:
        path = corpus.raw_path(document)
        place = {"document": document.doc_id, "file": corpus.relative(path)}
        if not path.is_file():
            return Found(None, Match.MISSING, (RAW_MISSING.at("no such file", **place),))
        data = path.read_bytes()
        if sha256_hex(data) != document.sha256:
            message = f"SHA-256 is {sha256_hex(data)[:16]}…, recorded is {document.sha256[:16]}…"
            return Found(None, Match.SOURCE_CHANGED, (RAW_CHANGED.at(message, **place),))
    text = recorded_text(data, document)
    if text is None or text_digest(text) != document.text_sha256:
        message = f"{document.encoding} and {document.extractor or 'no extractor'} gave another text when it was added"
        return Found(None, Match.SOURCE_CHANGED, (TEXT_CHANGED.at(message, document=document.doc_id),))
    if len(text) != document.length:
        message = f"the text has {len(text):,} code points, the record says {document.length:,}"
        return Found(None, Match.OK, (TEXT_CHANGED.at(message, document=document.doc_id, pointer="/length"),))
    return Found(text, Match.OK)


def coverage(matches: Iterable[Match]) -> dict[Match, int]:
    """How many documents met each fate."""
    counts = dict.fromkeys(Match, 0)
    for match in matches:
        counts[match] += 1
    return counts
