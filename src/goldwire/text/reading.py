"""Reading raw files from folders that may hold anything. Bytes are kept as they came."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from goldwire.model.incident import Code, Incident, define
from goldwire.text.decode import bom_encoding
from goldwire.text.guess import wide_encoding
from goldwire.text.leftovers import is_leftover
from goldwire.text.regular_file import LargerThanAllowed, NotRegular, read_regular, real_path

UNREADABLE = define(
    "GW-E001",
    "file cannot be read",
    meaning="The file is missing, or the operating system refuses to open or list it.",
    remedy="Check the path and its permissions.",
)
LINK_OUT = define(
    "GW-E002",
    "symbolic link out of the folder",
    meaning="A symbolic link in the folder leads to a place outside it; following it could read any file.",
    remedy="Copy the file into the folder, or name it on the command line.",
)
TOO_LARGE = define(
    "GW-E003",
    "file too large",
    meaning="The file holds more bytes than the limit (8 MiB unless set): no news article does.",
    remedy="Split the file into its articles, or raise the limit with --max-bytes.",
)
EMPTY = define(
    "GW-E004",
    "empty file",
    meaning="The file holds no bytes, or white space only.",
    remedy="Fetch the file again, or remove it.",
)
BINARY = define(
    "GW-E005",
    "binary file",
    meaning="The file holds NUL bytes that no encoding explains: it is no UTF-16, and so not text.",
    remedy="Give plain text or HTML; convert other formats first.",
)
NOT_A_FILE = define(
    "GW-E006",
    "not a regular file",
    meaning="The path is a pipe, a socket or a device; reading it could wait for ever.",
    remedy="Save its content to a file.",
)
SKIPPED = define(
    "GW-I007",
    "file passed over",
    meaning="A folder is read for plain text (.txt, .text) and HTML (.html, .htm, .xhtml); this file has another name, "
    "or it is hidden or a leftover of an editor or system, such as .x.txt.swp, ._x.txt or x.txt~.",
    remedy="Nothing to do; to read the file all the same, name it on the command line.",
)

DEFAULT_MAX_BYTES = 8 * 1024 * 1024
TEXT_SUFFIXES = frozenset({".txt", ".text"})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file that was read. `html` says so where the name does; None means that the content must tell."""

    path: Path
    data: bytes
    html: bool | None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that was not read, and why."""

    path: Path
    incident: Incident


def read_all(
    paths: Sequence[Path], *, max_bytes: int = DEFAULT_MAX_BYTES, encoding: str | None = None
) -> Iterator[RawFile | Quarantined]:
    """Read files, and folders with all below them, one file at a time and in the order of their names.

    Args:
        paths: Files and folders.
        max_bytes: Bytes of the largest file that is read.
        encoding: The codec that somebody named for them: UTF-16 and UTF-32 explain NUL bytes.

    Returns:
        Each file as it was read, or why it was not.
    """
    for path in paths:
        if path.is_dir():
            yield from _read_folder(path, max_bytes, encoding)
        else:
            yield read_file(path, max_bytes=max_bytes, encoding=encoding)


def read_file(path: Path, *, max_bytes: int = DEFAULT_MAX_BYTES, encoding: str | None = None) -> RawFile | Quarantined:
    """Read one file, whatever its name. Never blocks on a pipe and never reads more than the limit."""
    try:
        data = read_regular(path, max_bytes=max_bytes)
    except NotRegular:
        return _quarantined(NOT_A_FILE, path, "is not a regular file")
    except LargerThanAllowed as error:
        return _quarantined(TOO_LARGE, path, str(error.strerror))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return _quarantined(UNREADABLE, path, f"cannot be read: {reason}")
    trouble = content_trouble(data, encoding)
    return RawFile(path, data, _html_by_name(path)) if trouble is None else _quarantined(trouble[0], path, trouble[1])


def content_trouble(data: bytes, encoding: str | None = None) -> tuple[Code, str] | None:
    """Why bytes cannot be text, whatever is in it: they are none, or binary.

    Args:
        data: All bytes of a file or of a record.
        encoding: The codec that somebody named for them: UTF-16 and UTF-32 explain NUL bytes.

    Returns:
        The kind of the incident and its words, to follow a name; None where nothing speaks against them.
    """
    if not data.strip() or not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        return EMPTY, "is empty" if not data else "holds white space only"
    if b"\0" in data and not _explains_nul(data, encoding):
        return BINARY, f"has a NUL byte at offset {data.index(0):,}"
    return None


def _explains_nul(data: bytes, encoding: str | None) -> bool:
    """Whether NUL bytes are halves of characters: in UTF-16 and UTF-32."""
    if encoding is not None:
        return encoding.startswith(("utf-16", "utf-32"))
    return bom_encoding(data) not in (None, "utf-8-sig") or wide_encoding(data) is not None


def _read_folder(folder: Path, max_bytes: int, encoding: str | None) -> Iterator[RawFile | Quarantined]:
    root = real_path(folder)
    refused: list[Quarantined] = []

    def on_error(error: OSError) -> None:
        refused.append(_quarantined(UNREADABLE, Path(error.filename), f"cannot be listed: {error.strerror}"))

    for parent, folders, names in os.walk(folder, onerror=on_error):
        folders.sort()
        yield from refused
        refused.clear()
        # os.walk lists links to folders among the folders and does not go into them.
        links = [name for name in folders if os.path.islink(os.path.join(parent, name))]
        hidden = [name for name in folders if is_leftover(name) and name not in links]
        folders[:] = [name for name in folders if name not in hidden]
        for name in sorted([*names, *links, *hidden]):
            path = Path(parent, name)
            if is_leftover(name):
                kind = "folder" if name in hidden else "file"
                yield _quarantined(SKIPPED, path, f"is passed over: a hidden {kind}, or one that a program left behind")
            elif path.is_symlink() and not _inside(path, root):
                yield _quarantined(LINK_OUT, path, "is a symbolic link that leads out of the folder")
            elif name in links:
                yield _quarantined(SKIPPED, path, "is a link to a folder that is read in its own place")
            elif path.suffix.lower() in TEXT_SUFFIXES | HTML_SUFFIXES:
                yield read_file(path, max_bytes=max_bytes, encoding=encoding)
            else:
                yield _quarantined(SKIPPED, path, "is passed over: its name is not that of text or HTML")
    yield from refused


def _inside(path: Path, root: Path) -> bool:
    return real_path(path).is_relative_to(root)


def _html_by_name(path: Path) -> bool | None:
    return True if path.suffix.lower() in HTML_SUFFIXES else None


def _quarantined(code: Code, path: Path, what: str) -> Quarantined:
    return Quarantined(path, code.at(f"{path} {what}", file=str(path)))
