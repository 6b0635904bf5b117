"""Annotation passes: several independent annotations of one document, in `annotations/passes/<pass>/<collection>/`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from goldwire.annotation.files import STRAY, load_annotation
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.model.annotation import Annotation
from goldwire.model.document import Document
from goldwire.model.incident import Incident


class Pass(Corpus):
    """A corpus whose annotations are those of one pass, so that they are read as all annotations are.

    Raises `CorpusError` where `name` is no name of a folder.
    """

    def __init__(self, corpus: Corpus, name: str) -> None:
        if name in ("", ".", "..") or Path(name).name != name:
            raise CorpusError(f"{name!r} is no pass: name a folder in {corpus.relative(passes_folder(corpus))}")
        super().__init__(corpus.root)
        self.folder = passes_folder(corpus) / name

    def annotation_path(self, document: Document) -> Path:
        return self.folder / document.collection / f"{document.doc_id}.json"

    def strays(self, documents: list[Document]) -> list[Incident]:
        """Files of this pass that belong to none of `documents`."""
        known = {self.annotation_path(document) for document in documents}
        found = sorted(path for path in self.folder.glob("*/*") if path not in known)
        return [STRAY.at(f"{path.stem!r} is no document of its collection", file=self.relative(path)) for path in found]


@dataclass(frozen=True, slots=True)
class Twice:
    """One document with its annotation in two passes."""

    document: Document
    first: Annotation
    second: Annotation


@dataclass(slots=True)
class Passes:
    """Two passes over a corpus. `shared` counts the documents that have a file in both; of those whose two files
    could be read, `twice` holds the annotations."""

    shared: int = 0
    twice: list[Twice] = field(default_factory=list)
    only_first: list[str] = field(default_factory=list)
    only_second: list[str] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)


def passes_folder(corpus: Corpus) -> Path:
    """Where the passes lie."""
    return corpus.root / "annotations" / "passes"


def pass_names(corpus: Corpus) -> list[str]:
    """The passes that the corpus has."""
    return sorted(path.name for path in passes_folder(corpus).glob("*") if path.is_dir())


def read_passes(documents: list[Document], first: Pass, second: Pass) -> Passes:
    """The annotations of `documents` in two passes. A broken file is an incident, and its document is left out."""
    passes = Passes()
    for document in documents:
        there = [one.annotation_path(document).exists() for one in (first, second)]
        # Read also what stands in one pass only: a broken file is broken wherever it lies.
        read = [load_annotation(one, document) for one, exists in zip((first, second), there, strict=True) if exists]
        passes.incidents += [incident for loaded in read for incident in loaded.incidents]
        if all(there):
            passes.shared += 1
            ours, theirs = (loaded.value for loaded in read)
            if ours is not None and theirs is not None:
                passes.twice.append(Twice(document, ours, theirs))
        elif any(there):
            (passes.only_first if there[0] else passes.only_second).append(document.doc_id)
    return passes
