"""Copies of files that a command replaces, so that they can be got back where no version control has them.

They lie in `annotations/.replaced/`, in the folders of the files that they are copies of, each named after the moment:
`open/gw-0123456789abcdef/2031-05-02T10-11-12-345678.json`. A `.gitignore` of that folder keeps them out of git. The
newest `MOST` of each file stay. Purging a document deletes its copies, too.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from goldwire.corpus.files import write_atomically
from goldwire.corpus.store import Corpus
from goldwire.text.regular_file import read_regular

MOST = 20
"""Copies of one file that are kept."""
_STAMP = "%Y-%m-%dT%H-%M-%S-%f"
_IGNORE = b"# Copies of what goldwire replaced. Delete what you no longer need.\n*\n"


def kept_folder(corpus: Corpus, path: Path) -> Path:
    """Where the copies of `path`, a file in `annotations/`, are kept; the folder need not exist."""
    return _root(corpus) / path.relative_to(corpus.root / "annotations").with_suffix("")


def copies(corpus: Corpus, path: Path) -> list[Path]:
    """The copies of `path`, oldest first."""
    return sorted(kept_folder(corpus, path).glob(f"[0-9]*{path.suffix}"))


def keep(corpus: Corpus, path: Path) -> Path | None:
    """Copy a file that is about to be replaced or deleted.

    Args:
        corpus: The corpus of the file, locked.
        path: The file, in `annotations/`.

    Returns:
        The copy; None where there is no such file.

    Raises:
        OSError: The copy cannot be made; then nothing may be replaced.
    """
    try:
        data = read_regular(path)
    except FileNotFoundError:
        return None
    prepare(corpus)
    folder = kept_folder(corpus, path)
    copy = folder / f"{datetime.now(UTC).strftime(_STAMP)}{path.suffix}"
    write_atomically(copy, data)
    for old in copies(corpus, path)[:-MOST]:
        old.unlink(missing_ok=True)
    return copy


def prepare(corpus: Corpus) -> None:
    """Make the folder of the copies, which git ignores."""
    ignore = _root(corpus) / ".gitignore"
    if not ignore.exists():
        write_atomically(ignore, _IGNORE)


def all_kept(corpus: Corpus, doc_id: str) -> list[Path]:
    """All files that are kept of a document: copies of its annotation and of those of its passes."""
    return sorted(path for path in _root(corpus).glob(f"**/{doc_id}/*") if path.is_file())


def _root(corpus: Corpus) -> Path:
    return corpus.root / "annotations" / ".replaced"
