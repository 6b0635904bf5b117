"""Whether a release folder is what its manifest says. The folder, its manifest included, comes from anyone."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter
from io import BufferedReader
from pathlib import Path
from typing import Literal

import msgspec
import pyarrow as pa

from goldwire.corpus.ids import sha256_hex
from goldwire.model.incident import printable
from goldwire.release.agreeing import CARD, card_departures, licence_departure
from goldwire.release.attribution import ATTRIBUTION, attribution_departure
from goldwire.release.claims import false_claims, licence_in_card
from goldwire.release.manifest import LARGEST_MANIFEST, MANIFEST, Edition, FileEntry, Manifest, is_whole, parse_manifest
from goldwire.release.parquet import Table, TableTooLarge
from goldwire.release.tables import RowsDigest
from goldwire.text.regular_file import LargerThanAllowed, open_regular, read_regular

Kind = Literal[
    "missing", "changed", "truncated", "extra", "rows", "unreadable", "manifest", "unsealed", "card", "attribution"
]

_LARGEST_CARD = 16 * 2**20


class Departure(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which a folder departs from its manifest."""

    file: str
    kind: Kind
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.message}"


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a folder. `manifest_sha256` is of the whole `manifest.json`, as `sha256sum` gives it; it and
    what follows are null where there is no manifest that can be read. `files` and `rows` are those found whole."""

    folder: str
    name: str | None
    version: str | None
    edition: Edition | None
    manifest_sha256: str | None
    files: int
    rows: int
    departures: list[Departure]


def verify(folder: str | Path) -> list[str]:
    """Every way in which a release folder departs from its manifest, in words; empty where it is whole."""
    return [str(departure) for departure in inspect(folder).departures]


def inspect(folder: str | Path) -> Inspection:
    """Compare a folder with its manifest: every file, every row, and the manifest with its own digest.

    Only files found in the folder are opened, never a name from the manifest, and links are not followed. Raises
    `OSError` where the folder itself cannot be listed.
    """
    folder = Path(folder)
    found: list[Departure] = []
    there, empty, strange = _walk(folder)
    found += strange
    data, manifest = _manifest(folder, there, found)
    if manifest is None:
        return Inspection(
            folder=printable(str(folder)),
            name=None,
            version=None,
            edition=None,
            manifest_sha256=None,
            files=0,
            rows=0,
            departures=found,
        )
    listed = {file.path: file for file in manifest.files}
    for name, times in Counter(file.path for file in manifest.files).items():
        if times > 1:
            found.append(_departure(name, "manifest", f"listed {times:,} times in the manifest"))
    for name in sorted(there - listed.keys() - {MANIFEST}):
        found.append(_departure(name, "extra", "not in the manifest"))
    for name in empty:
        if not any(path.startswith(f"{name}/") for path in listed):
            found.append(_departure(name, "extra", "empty folder, not in the manifest"))
    seen = there | {departure.file for departure in strange}
    whole, rows = 0, 0
    for name, file in sorted(listed.items()):
        if not _is_inside(name):
            found.append(_departure(name, "manifest", "in the manifest, and no place inside a release"))
        elif name not in there:
            if printable(name) not in seen:
                found.append(_departure(name, "missing", "missing"))
        else:
            departure = _compare(folder / name, name, file)
            whole += departure is None
            rows += (file.rows or 0) if departure is None else 0
            found += [departure] if departure else []
    if not found:  # what else manifest and card say can be compared with whole files only
        found += _claims(folder, manifest)
    if not found and CARD in listed:
        found += _card(folder, manifest)
    if not found:
        found += _attribution(folder, manifest)
    return Inspection(
        folder=printable(str(folder)),
        name=manifest.name,
        version=manifest.version,
        edition=manifest.edition,
        manifest_sha256=sha256_hex(data),
        files=whole,
        rows=rows,
        departures=found,
    )


def _walk(folder: Path) -> tuple[set[str], list[str], list[Departure]]:
    """Regular files below a folder, empty folders, and all that has no place in a release. Follows no links."""
    files: set[str] = set()
    empty: list[str] = []
    strange: list[Departure] = []
    waiting = [""]
    while waiting:
        above = waiting.pop()
        try:
            with os.scandir(folder / above) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            if not above:
                raise
            strange.append(_departure(above, "unreadable", f"cannot be listed: {error.strerror}"))
            continue
        if above and not entries:
            empty.append(above)
        for entry in entries:
            name = f"{above}/{entry.name}" if above else entry.name
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError as error:
                strange.append(_departure(name, "unreadable", f"cannot be read: {error.strerror}"))
                continue
            if stat.S_ISREG(status.st_mode):
                files.add(name)
            elif stat.S_ISDIR(status.st_mode):
                waiting.append(name)
            else:
                what = "link" if stat.S_ISLNK(status.st_mode) else "special file"
                strange.append(_departure(name, "extra", f"not in the manifest: a {what}, which no release holds"))
    return files, empty, strange


def _manifest(folder: Path, there: set[str], found: list[Departure]) -> tuple[bytes, Manifest | None]:
    """The manifest, or None; what is wrong with it goes to `found`."""
    if MANIFEST not in there:
        found.append(_departure(MANIFEST, "missing", "missing: the folder is no release"))
        return b"", None
    try:
        data = read_regular(folder / MANIFEST, max_bytes=LARGEST_MANIFEST, follow_links=False)
    except LargerThanAllowed:
        found.append(_departure(MANIFEST, "manifest", f"larger than {LARGEST_MANIFEST:,} bytes"))
        return b"", None
    except OSError as error:
        found.append(_departure(MANIFEST, "unreadable", f"cannot be read: {error.strerror or error}"))
        return b"", None
    try:
        manifest = parse_manifest(data)
    except ValueError as error:
        found.append(_departure(MANIFEST, "manifest", str(error)[:1000]))
        return b"", None
    if not is_whole(data):
        if manifest.sha256 is None:
            said = "has no digest of itself: changed, or made by a goldwire before 0.2"
            found.append(_departure(MANIFEST, "unsealed", said))
        else:
            found.append(_departure(MANIFEST, "manifest", "changed: its own digest is of another content"))
    return data, manifest


def _compare(path: Path, name: str, file: FileEntry) -> Departure | None:
    try:
        with open_regular(path, follow_links=False) as stream:
            size = os.fstat(stream.fileno()).st_size
            if size != file.bytes:
                kind: Kind = "truncated" if size < file.bytes else "changed"
                return _departure(name, kind, f"{kind}: {size:,} bytes instead of {file.bytes:,}")
            if hashlib.file_digest(stream, "sha256").hexdigest() != file.sha256:
                return _departure(name, "changed", "changed")
            if file.rows is None and file.rows_sha256 is None:
                table = path.suffix == ".parquet"
                return _departure(name, "rows", "a table whose rows the manifest does not count") if table else None
            stream.seek(0)
            wrong = _rows(stream, file)
    except OSError as error:
        return _departure(name, "unreadable", f"cannot be read: {error.strerror or error}")
    return None if wrong is None else _departure(name, "rows", wrong)


def _claims(folder: Path, manifest: Manifest) -> list[Departure]:
    """Where the manifest says something else than the rows."""
    try:
        return [_departure(MANIFEST, "manifest", said) for said in false_claims(folder, manifest)]
    except (pa.ArrowException, OSError, ValueError, LookupError, TypeError) as error:
        return [_departure(MANIFEST, "manifest", f"cannot be compared with the rows: {str(error)[:1000]}")]


def _card(folder: Path, manifest: Manifest) -> list[Departure]:
    """Where the card says something else of the tables than the manifest, which they have been compared with."""
    path = folder / CARD
    try:
        text = read_regular(path, max_bytes=_LARGEST_CARD, follow_links=False).decode("utf-8")
        found = card_departures(text, manifest)
        licence = None if found else licence_in_card(folder, manifest)
        wrong = None if licence is None else licence_departure(text, licence)
        return [_departure(CARD, "card", said) for said in (found if wrong is None else [wrong])]
    except LargerThanAllowed:
        return [_departure(CARD, "card", f"larger than {_LARGEST_CARD:,} bytes")]
    except OSError as error:
        return [_departure(CARD, "unreadable", f"cannot be read: {error.strerror or error}")]
    except UnicodeDecodeError as error:
        return [_departure(CARD, "card", f"not UTF-8 at byte {error.start:,}")]
    except ValueError as error:
        return [_departure(CARD, "card", f"cannot be compared with the rows: {str(error)[:1000]}")]


def _attribution(folder: Path, manifest: Manifest) -> list[Departure]:
    """Where the file of attributions says something else than the rows."""
    try:
        said = attribution_departure(folder, manifest)
    except (pa.ArrowException, OSError, ValueError, LookupError, TypeError) as error:
        said = f"cannot be compared with the rows: {str(error)[:1000]}"
    return [] if said is None else [_departure(ATTRIBUTION, "attribution", said)]


def _rows(stream: BufferedReader, file: FileEntry) -> str | None:
    """How the rows of a table depart from what its entry says, read a few at a time; None where they do not."""
    others = "holds other rows than the manifest says"
    try:
        table = Table(stream)
        if table.num_rows != file.rows:
            return others
        digest = RowsDigest()
        digest.update(table.rows())
    except TableTooLarge as error:
        return str(error)
    except (pa.ArrowException, OSError, ValueError, TypeError, OverflowError, RecursionError, msgspec.MsgspecError):
        return others  # no table, or one of other types than goldwire writes
    return None if digest.hexdigest() == file.rows_sha256 else others


def _is_inside(name: str) -> bool:
    """Whether a name of the manifest is a place below the folder on every system."""
    return not any(part in ("", ".", "..") for part in name.split("/")) and not set(name) & set("\\\0:")


def _departure(name: str, kind: Kind, message: str) -> Departure:
    return Departure(file=printable(name), kind=kind, message=printable(message))
