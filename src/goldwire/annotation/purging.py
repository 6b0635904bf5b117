"""Deleting what a corpus holds of withdrawn documents: texts, labels and reviews. Records and tombstones stay."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from goldwire.annotation.passes import Pass, pass_names
from goldwire.annotation.reviews import reviews_path
from goldwire.corpus.files import BadJson, json_lines, parse_json, write_atomically
from goldwire.corpus.keeping import all_kept
from goldwire.corpus.store import Corpus
from goldwire.model.document import Document
from goldwire.text.regular_file import read_if_there


class Purged(msgspec.Struct, frozen=True, kw_only=True):
    """What was deleted of one document, or would be: files, lines of `reviews.jsonl`, the headline in its record."""

    doc_id: str
    files: list[str]
    reviews: int
    headline: bool

    @property
    def nothing(self) -> bool:
        return not (self.files or self.reviews or self.headline)


def belongings(corpus: Corpus, document: Document) -> Purged:
    """What `purge` would delete."""
    kept, every = _reviews(corpus, document)
    return Purged(
        doc_id=document.doc_id,
        files=[corpus.relative(path) for path in _files(corpus, document)],
        reviews=len(every) - len(kept),
        headline=document.headline is not None,
    )


def purge(corpus: Corpus, document: Document) -> Purged:
    """Delete raw file, annotations and reviews of a withdrawn document, and the headline of its record.

    The corpus must be locked. Each step leaves a corpus in order; cut off, it is completed by doing it again.
    """
    purged = belongings(corpus, document)
    if purged.headline:
        path = corpus.documents_path(document.collection)
        bare = json_lines([msgspec.structs.replace(document, headline=None)])
        lines = [bare if _named(line, document, "doc_id") else line for line in _lines(path)]
        write_atomically(path, b"".join(lines))
    if purged.reviews:
        for leftover in reviews_path(corpus).parent.glob(f".{reviews_path(corpus).name}.*.part"):
            leftover.unlink()
        write_atomically(reviews_path(corpus), b"".join(_reviews(corpus, document)[0]))
    for path in _files(corpus, document):
        path.unlink(missing_ok=True)
        if path.parent.name == document.doc_id:  # a folder of copies of an annotation
            with suppress(OSError):
                path.parent.rmdir()
    return purged


def _files(corpus: Corpus, document: Document) -> list[Path]:
    """The document's own files that are there, the raw file last. Copies of annotations that were replaced go, too."""
    paths = [*all_kept(corpus, document.doc_id)]
    paths += [Pass(corpus, name).annotation_path(document) for name in pass_names(corpus)]
    return [path for path in (*paths, corpus.annotation_path(document), corpus.raw_path(document)) if path.is_file()]


def _reviews(corpus: Corpus, document: Document) -> tuple[list[bytes], list[bytes]]:
    """The lines of reviews of other documents, as they are, and all lines."""
    lines = list(_lines(reviews_path(corpus)))
    return [line for line in lines if not _named(line, document, "doc_id", "other")], lines


def _lines(path: Path) -> Iterator[bytes]:
    for line in (read_if_there(path) or b"").splitlines(keepends=True):
        yield line if line.endswith(b"\n") else line + b"\n"


def _named(line: bytes, document: Document, *keys: str) -> bool:
    """Whether a line's record says one of its keys to be the document; what is no record stays for the checks."""
    try:
        record = parse_json(line)
    except BadJson:
        return False
    return isinstance(record, dict) and document.doc_id in (record.get(key) for key in keys)
