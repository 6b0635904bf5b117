"""Whether the files that are about to be read are those of the release: quick, for the others are not looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa

from goldwire.model.incident import printable
from goldwire.release.manifest import LARGEST_MANIFEST, MANIFEST, FileEntry, Manifest, is_whole, parse_manifest
from goldwire.release.parquet import Table, TableTooLarge
from goldwire.release.reading import DamagedRelease
from goldwire.text.regular_file import open_regular, read_regular


def intact_manifest(folder: Path) -> Manifest:
    """The manifest of a release, once it is what its own digest says. Those made before 0.2 have none.

    Args:
        folder: The release.

    Raises:
        ValueError: There is no release, or its manifest is not valid.
        DamagedRelease: The manifest was changed.
    """
    path = folder / MANIFEST
    try:
        data = read_regular(path, max_bytes=LARGEST_MANIFEST)
    except OSError as error:
        raise ValueError(f"{folder} is no release: {MANIFEST}: {error.strerror or error}") from None
    try:
        manifest = parse_manifest(data)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    if manifest.sha256 is not None and not is_whole(data):
        raise _damaged(folder, f"{MANIFEST} was changed: its own digest is of another content")
    return manifest


def refuse_changed(folder: Path, files: Iterable[FileEntry]) -> None:
    """Make sure that files have the SHA-256 of the manifest. Reads each once, and nothing else.

    Args:
        folder: The release.
        files: Their entries in its manifest.

    Raises:
        DamagedRelease: One is missing, cannot be read or was changed; the message names the first.
    """
    for file in files:
        try:
            with open_regular(folder / file.path) as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except (OSError, ValueError) as error:  # the latter for a name with a null character
            why = (error.strerror if isinstance(error, OSError) else None) or error
            raise _damaged(folder, f"{file.path} cannot be read: {why}") from None
        if digest != file.sha256:
            raise _damaged(folder, f"{file.path} was changed: its SHA-256 is not the one in the manifest")


def refuse_large(folder: Path, files: Iterable[FileEntry]) -> None:
    """Make sure that tables unpack to no more than a machine holds, before a library reads them that does not look.

    Args:
        folder: The release.
        files: Their entries in its manifest.

    Raises:
        DamagedRelease: One is larger. What is no table at all is left to whoever reads it.
    """
    for file in files:
        try:
            with Table(folder / file.path) as table:
                table.measured()
        except TableTooLarge as error:
            raise DamagedRelease(printable(f"{folder}: {file.path} {error}; see goldwire verify")) from None
        except (pa.ArrowException, OSError, ValueError):
            continue


def _damaged(folder: Path, what: str) -> DamagedRelease:
    return DamagedRelease(
        printable(
            f"{folder}: {what}. goldwire verify tells what else differs; get the release anew. To use it as it is, all "
            "the same: --no-verify, or verify=False in Python"
        )
    )
