"""Writing files whole or not at all, and reading JSON that people edit by hand."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import msgspec

from goldwire.model.incident import printable

_LONGEST_NAME = 255


class BadJson(ValueError):
    """Bytes that are not JSON as Goldwire reads it."""


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, flush it to disk and move it into place: readers see the old file or the new."""
    with written_aside(path) as stream:
        stream.write(data)


@contextmanager
def written_aside(path: Path) -> Iterator[BinaryIO]:
    """A file beside `path` to write to. In the end it is flushed to disk and moved into place; where the work is cut
    off by an exception, it goes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with open(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder to disk, where the system can: what was moved stays moved after a power cut."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def parse_json(data: bytes) -> Any:
    """Parse one JSON value. Raises `BadJson` for bad syntax, a key given twice (the first would be lost), NaN or
    Infinity, a lone surrogate, text that is not UTF-8, and absurd depth."""
    try:
        text = data.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJson(f"not UTF-8 at byte {error.start:,}") from None
    except UnicodeEncodeError:
        raise BadJson("a lone surrogate (\\ud800 to \\udfff) stands for no character") from None
    except RecursionError:
        raise BadJson("nested too deeply") from None
    except json.JSONDecodeError as error:
        raise BadJson(f"{error.msg} at line {error.lineno}, column {error.colno}") from None
    except BadJson:
        raise
    except ValueError as error:  # a number of more digits than Python converts
        raise BadJson(str(error)) from None
    return value


def pretty_json(record: Any) -> bytes:
    """A record as people edit it: two spaces of indent, UTF-8, one line feed at the end."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"


def json_lines(records: Iterable[Any]) -> bytes:
    """Records one a line."""
    return b"".join(msgspec.json.encode(record) + b"\n" for record in records)


def recorded_name(name: str) -> str:
    """A file's name as a document's record has it: what cannot be printed is escaped, and absurd length cut."""
    return printable(name)[:_LONGEST_NAME]


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise BadJson(f"the key {twice!r} is given twice in one object")
    return result


def _refuse_constant(name: str) -> NoReturn:
    raise BadJson(f"{name} is not JSON")
