"""Passes: independent readings of the same documents, kept beside the annotations that came of them.

`annotations/passes/<pass>/<collection>/<doc_id>.json` has the form of an annotation file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from goldwire.annotation.files import load_annotation, stray
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.model.annotation import Annotation
from goldwire.model.document import Document
from goldwire.model.incident import Incident

_NAME = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")


class Pass(Corpus):
    """A corpus whose annotations are those of one pass, so that they are read and written as all annotations are.

    Raises `CorpusError` for a name that is no slug: it becomes a folder.
    """

    def __init__(self, corpus: Corpus, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise CorpusError(f"{name!r} is no pass: lower-case letters, digits and hyphens, such as second")
        super().__init__(corpus.root)
        self.name = name
        self.folder = _passes(corpus) / name

    def annotation_path(self, document: Document) -> Path:
        return self.folder / document.collection / f"{document.doc_id}.json"

    def strays(self, documents: list[Document]) -> list[Incident]:
        """Files of this pass that belong to none of `documents`."""
        known = {self.annotation_path(document) for document in documents}
        found = sorted(path for path in self.folder.rglob("*") if not path.is_dir() and path not in known)
        return [stray(self, path, f"no document {path.stem!r} in its collection") for path in found]


def pass_names(corpus: Corpus) -> list[str]:
    """The passes that a corpus has."""
    return sorted(path.name for path in _passes(corpus).glob("*") if path.is_dir() and _NAME.fullmatch(path.name))


def no_passes(corpus: Corpus) -> list[Incident]:
    """What lies among the passes and is none: a file, or a folder with another name than a pass can have."""
    known = set(pass_names(corpus))
    found = sorted(path for path in _passes(corpus).glob("*") if path.name not in known)
    return [stray(corpus, path, f"{path.name!r} is no pass") for path in found]


@dataclass(frozen=True, slots=True)
class Twice:
    """One document with its annotation in two passes."""

    document: Document
    first: Annotation
    second: Annotation


@dataclass(slots=True)
class Passes:
    """What two passes over a corpus hold. `shared` counts the documents that have a file in both; of those whose two
    files could be read, `twice` holds the annotations."""

    shared: int = 0
    twice: list[Twice] = field(default_factory=list)
    only_first: list[str] = field(default_factory=list)
    only_second: list[str] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)


def read_passes(documents: list[Document], first: Pass, second: Pass) -> Passes:
    """The annotations of `documents` in two passes. A broken file is an incident, and its document is left out."""
    passes = Passes()
    for document in documents:
        there = [reading for reading in (first, second) if reading.annotation_path(document).exists()]
        # What stands in one pass only is read too: a broken file is broken wherever it lies.
        read = [load_annotation(reading, document) for reading in there]
        passes.incidents += [incident for loaded in read for incident in loaded.incidents]
        if len(read) == 2:
            passes.shared += 1
            ours, theirs = (loaded.value for loaded in read)
            if ours is not None and theirs is not None:
                passes.twice.append(Twice(document, ours, theirs))
        elif there:
            (passes.only_first if there[0] is first else passes.only_second).append(document.doc_id)
    return passes


def _passes(corpus: Corpus) -> Path:
    return corpus.root / "annotations" / "passes"
