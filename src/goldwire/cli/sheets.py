"""Where worksheets may be written and read: they repeat the text, which the repository may not hold."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from goldwire.cli.console import fail, refusals
from goldwire.cli.terminal import write_data
from goldwire.corpus.files import write_atomically
from goldwire.corpus.ledger import Fate
from goldwire.corpus.store import Corpus
from goldwire.corpus.tracking import would_be_tracked
from goldwire.corpus.withdrawing import tombstone
from goldwire.model.document import Document
from goldwire.text.regular_file import real_path


def keep_sheet_out(output: Path | None, corpus: Corpus, document: Document) -> None:
    """Refuse to write the worksheet of a withheld or fetched document where its words could get into the repository.
    Without `output` it goes to stdout, which may be a file."""
    place = output if output is not None else _redirected()
    if place is not None and not document.included:
        keep_out(place, corpus, document, "write its worksheet")


def keep_out(path: Path, corpus: Corpus, document: Document, deed: str) -> None:
    """Refuse a place for the words of a withheld or fetched document from which they could get into the repository."""
    is_kept = f"{document.doc_id} is {document.rights.text}"
    if real_path(path).is_relative_to(corpus.root):
        fail(f"{is_kept}: {deed} to a place outside {corpus.root}")
    if would_be_tracked(path):
        fail(f"{is_kept}, and git would track {path}: {deed} to a place outside every repository")


def refuse_to_overwrite(output: Path) -> None:
    """Leave with a message where something is there already: a worksheet holds somebody's work."""
    if os.path.lexists(output):
        fail(f"{output} is there already; nothing was written. Name another file, or move that one away")


def refuse_withdrawn(corpus: Corpus, document: Document) -> None:
    """Leave with a message where a document was withdrawn: no release holds what is annotated in it."""
    standing = corpus.ledger().value.get(document.doc_id)
    if standing is not None and standing.fate is Fate.WITHDRAWN:
        fail(f"{document.doc_id} is {tombstone(standing)}; it is in no later release, and is not annotated any more")


def hand_out(sheet: str, output: Path | None) -> None:
    """Write a worksheet to a new file, or to stdout."""
    if output is None:
        write_data(sheet)
        return
    refuse_to_overwrite(output)
    with refusals():
        write_atomically(output, sheet.encode("utf-8"))


def apply_line(
    output: Path, document: Document, raw: Path | None, corpus: Path, reading: str | None = None, confirm: bool = False
) -> str:
    """The command that applies a worksheet, with the options that it needs where this one was given them."""
    words = ["goldwire", "annotate", "apply", str(output)]
    words += ["--pass", reading] if reading is not None else []
    words += ["--confirm"] if confirm else []
    words += ["--raw", str(raw)] if raw is not None and document.withheld and _given("GOLDWIRE_RAW", raw) else []
    words += ["--corpus", str(corpus)] if corpus != Path() and _given("GOLDWIRE_CORPUS", corpus) else []
    return " ".join(map(shlex.quote, words))


def _given(variable: str, value: Path) -> bool:
    """Whether a path was given in the call; what the environment says is there at the next one, too."""
    there = os.environ.get(variable)
    return not there or Path(there) != value


def _redirected() -> Path | None:
    """The file to which stdout goes, where the system tells."""
    try:
        path = Path("/proc/self/fd/1").readlink()
    except OSError:
        return None
    return path if path.is_file() else None
