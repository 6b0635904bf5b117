"""Files that nobody means: what editors, office programs and systems leave in folders beside what people keep."""

from __future__ import annotations

_FOLDERS = frozenset({"__macosx", "$recycle.bin", "system volume information"})
_FILES = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"})


def is_leftover(name: str) -> bool:
    """Whether a file or folder of this name is hidden, or a leftover of another program.

    Args:
        name: The name alone, without the folders above it.

    Returns:
        True for hidden files and folders (`.git`, `.DS_Store`, `._x.txt`, `.x.swp`, `.~lock.x#`), backups (`x.txt~`),
        files that are being edited (`#x.txt#`, `~$x.txt`), and what macOS and Windows put into folders.
    """
    return (
        name.startswith((".", "~$"))
        or name.endswith("~")
        or (len(name) > 1 and name.startswith("#") and name.endswith("#"))
        or name.lower() in _FOLDERS | _FILES
    )
