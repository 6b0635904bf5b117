"""Whether git would take a file into its history."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from goldwire.text.regular_file import real_path

_SECONDS = 10


def would_be_tracked(path: Path) -> bool:
    """Whether `path`, which need not exist, lies in a git work tree that does not ignore it.

    Where git cannot be asked, every place below a folder with a `.git` counts: a text that may not be shared is better
    kept out once too often.
    """
    place = real_path(path)
    folder = next(parent for parent in place.parents if parent.is_dir())
    if not any((parent / ".git").exists() for parent in (folder, *folder.parents)):
        return False
    git = shutil.which("git")
    if git is None:
        return True
    try:
        asked = subprocess.run(
            [git, "-C", str(folder), "check-ignore", "--quiet", "--", str(place)],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return True
    # 0: ignored; 1: not ignored; 128: no work tree after all, or one that git refuses to read.
    return asked.returncode != 0
