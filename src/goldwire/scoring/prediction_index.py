"""Where the prediction of each document stands in a file: an index on disk, so that memory does not grow with it.

A file of predictions is JSON Lines, one document a line, in any order. A byte order mark at its start, CRLF and empty
lines are no matter.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, Self

import msgspec

from goldwire.corpus.files import BadJson, parse_json
from goldwire.corpus.schemas import problems
from goldwire.model.incident import define, printable
from goldwire.model.layers import Gold, Prediction
from goldwire.scoring.collected import Collected
from goldwire.scoring.figures import Source
from goldwire.text.regular_file import NotRegular, open_regular

PREDICTED = ("mentions", "quotes", "stances", "line_roles", "links", "speakers", "polarities")
"""The layers of a prediction."""
PredictionSource = str | Path | Iterable[Prediction | Mapping[str, Any]]
"""A file of predictions, or predictions in any order as records or as what their JSON would hold."""

LONGEST_LINE = 16 * 2**20
"""Bytes of a line. What Python makes of hostile JSON takes some twenty times as much."""
_DOC_ID = re.compile(r"gw-[0-9a-hjkmnp-tv-z]{16}")
_NAMED = re.compile(rb'"doc_id"\s*:\s*"(gw-[0-9a-hjkmnp-tv-z]{16})"')
_FIRST_NAMED = 6
_BLOCK = 1 << 16
_MARK = b"\xef\xbb\xbf"
_OTHER_FILES = {
    b"\x1f\x8b": "is compressed with gzip: unpack it first",
    b"PK\x03\x04": "is a ZIP archive: unpack it first",
    b"\x28\xb5\x2f\xfd": "is compressed with zstd: unpack it first",
    b"\xff\xfe": "is UTF-16: save it as UTF-8",
    b"\xfe\xff": "is UTF-16: save it as UTF-8",
    b"PAR1": "is Parquet: write its rows as JSON Lines",
}

NOT_JSON = define(
    "GW-E101",
    "line of predictions is not JSON",
    meaning="The line is not one JSON value in UTF-8: bad syntax, a key given twice, NaN or Infinity, a lone "
    "surrogate, absurd depth. What it predicts counts as empty; all other lines are scored.",
    remedy="Write each document with a JSON library, on one line, as UTF-8, with null in the place of NaN.",
)
TOO_LONG = define(
    "GW-E102",
    "line of predictions too long",
    meaning=f"The line holds more than {LONGEST_LINE:,} bytes, and no prediction for one news article does. What it "
    "predicts counts as empty.",
    remedy="End each document's line with a line feed, and give each document a line of its own.",
)
DEPARTS = define(
    "GW-E103",
    "prediction departs from its schema",
    meaning="A key, type or value is none that prediction.schema.json allows. The layer in which it stands counts as "
    "empty for this document, or all its layers where the key stands in none.",
    remedy="Compare the record with schema/prediction.schema.json of the release; the message says what is allowed.",
)
NO_LINES = define(
    "GW-E112",
    "file of predictions is no JSON Lines",
    meaning="The file as a whole is of another kind: compressed, UTF-16, one JSON array, or an object over many lines. "
    "Nothing in it can be scored.",
    remedy="Write one JSON object a line, one line a document, as UTF-8.",
)

_Raw = msgspec.Raw
_NULL = _Raw(b"null")


class _Head(msgspec.Struct):
    """What is read of a line while the file is indexed: the document, and which layers are there."""

    doc_id: str
    mentions: _Raw = _NULL
    quotes: _Raw = _NULL
    stances: _Raw = _NULL
    line_roles: _Raw = _NULL
    links: _Raw = _NULL
    speakers: _Raw = _NULL
    polarities: _Raw = _NULL


_HEAD = msgspec.json.Decoder(_Head)


class Entry(NamedTuple):
    """A line of a document: its number, its place in bytes, and the number of a second line of the same document."""

    line: int
    offset: int
    length: int
    again: int | None


class PredictionIndex:
    """The lines of a file of predictions by document, in a temporary database. Use it as a context manager.

    What is wrong with lines as such goes to `found`; what a line says is looked at when it is asked for. `layers` are
    those that any line predicts. Raises `OSError` where the file cannot be read, and `TypeError` where a record is
    neither a `Prediction` nor a dictionary.
    """

    def __init__(self, source: PredictionSource) -> None:
        named = isinstance(source, str | Path)
        self.found = Collected(str(source) if named else None, "line" if named else "record")
        self.layers: set[str] = set()
        self.count = 0
        """Documents that have a line."""
        with ExitStack() as open_things, full_disk_is_an_os_error():
            self._stream = open_things.enter_context(_opened(source))
            self.source = Source(str(source), _digest(self._stream)) if named else Source()
            # A database without a name is a file that SQLite removes as it opens it, and a cache of 2 MB.
            self._database = sqlite3.connect("", isolation_level=None)
            open_things.callback(self._database.close)
            self._database.execute("PRAGMA journal_mode = OFF")
            for table, columns in (
                ("lines", ", line INT, offset INT, length INT, again INT"),
                ("broken", ""),
                ("asked", ""),
            ):
                self._database.execute(f"CREATE TABLE {table} (doc_id TEXT PRIMARY KEY{columns}) WITHOUT ROWID")
            self._database.execute("BEGIN")
            self._read()
            self._close = open_things.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close.close()

    def entry(self, doc_id: str) -> Entry | None:
        """The line of a document, None where it has none. Raises `ValueError` where a document is asked for twice."""
        if not self._database.execute("INSERT OR IGNORE INTO asked VALUES (?)", (doc_id,)).rowcount:
            raise ValueError(f"the gold document {doc_id} comes twice")
        where = "SELECT line, offset, length, again FROM lines WHERE doc_id = ?"
        row = self._database.execute(where, (doc_id,)).fetchone()
        return None if row is None else Entry(*row)

    def is_broken(self, doc_id: str) -> bool:
        """Whether a line that is not JSON names this document."""
        return self._database.execute("SELECT 1 FROM broken WHERE doc_id = ?", (doc_id,)).fetchone() is not None

    def data(self, entry: Entry) -> bytes:
        """The bytes of a line."""
        self._stream.seek(entry.offset)
        return self._stream.read(entry.length)

    def unasked(self) -> tuple[int, list[str]]:
        """How many documents have a line that nobody asked for, and the first few of them."""
        others = "FROM lines WHERE doc_id NOT IN (SELECT doc_id FROM asked)"
        (count,) = self._database.execute(f"SELECT count(*) {others}").fetchone()
        few = self._database.execute(f"SELECT doc_id {others} ORDER BY line LIMIT ?", (_FIRST_NAMED,))
        return count, [doc_id for (doc_id,) in few]

    def _read(self) -> None:
        strange = _other_file(self._stream)
        if strange is not None:
            self.found.add(NO_LINES, f"{self.found.file} {strange}")
            return
        for number, offset, line in self._lines():
            if line is None:
                self.found.add(TOO_LONG, f"more than {LONGEST_LINE:,} bytes", line=number)
            elif line.strip():
                self._index(number, offset, line)

    def _lines(self) -> Iterator[tuple[int, int, bytes | None]]:
        """Number, offset and bytes of each line; None for one that is too long."""
        number, offset = 0, self._stream.tell()
        while line := self._stream.readline(LONGEST_LINE + 1):
            number += 1
            length, rest = len(line), line
            while len(rest) and length > LONGEST_LINE and not rest.endswith(b"\n"):
                rest = self._stream.readline(LONGEST_LINE)
                length += len(rest)
            yield number, offset, line if length <= LONGEST_LINE else None
            offset += length

    def _index(self, number: int, offset: int, line: bytes) -> None:
        try:
            head = _HEAD.decode(line)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
            self._report(number, line, str(error))
            return
        if not _DOC_ID.fullmatch(head.doc_id):
            self._report(number, line, "doc_id is none")
            return
        place = (head.doc_id, number, offset, len(line))
        insert = "INSERT OR IGNORE INTO lines (doc_id, line, offset, length) VALUES (?, ?, ?, ?)"
        if self._database.execute(insert, place).rowcount:
            self.count += 1
        else:
            twice = "UPDATE lines SET again = ? WHERE doc_id = ? AND again IS NULL"
            self._database.execute(twice, (number, head.doc_id))
        self.layers.update(layer for layer in PREDICTED if bytes(getattr(head, layer)) != b"null")

    def _report(self, number: int, line: bytes, why: str) -> None:
        """Say what is wrong with a line that could not be indexed."""
        names = {match.decode("ascii") for match in _NAMED.findall(line)}
        doc_id = names.pop() if len(names) == 1 else None
        if doc_id is not None:
            self._database.execute("INSERT OR IGNORE INTO broken VALUES (?)", (doc_id,))
        if not self.found.room(NOT_JSON) and not self.found.room(DEPARTS):
            self.found.add(NOT_JSON, why, line=number)
            return
        try:
            record = parse_json(line)
        except BadJson as error:
            self.found.add(NOT_JSON, str(error), line=number, document=doc_id)
            return
        if not isinstance(record, dict):
            kind = {list: "an array", str: "a string", type(None): "null"}.get(
                type(record), "a number or true or false"
            )
            self.found.add(DEPARTS, f"{kind} where an object for one document is wanted", line=number)
            return
        wrong = problems("prediction", {"doc_id": record["doc_id"]} if "doc_id" in record else {})
        for pointer, message in wrong:
            self.found.add(DEPARTS, message, line=number, pointer=pointer)
        if not wrong:
            self.found.add(NOT_JSON, why, line=number, document=doc_id)


@contextmanager
def full_disk_is_an_os_error() -> Iterator[None]:
    """Turn what SQLite says of a temporary folder that is full, or not to be written to, into an `OSError`."""
    try:
        yield
    except sqlite3.OperationalError as error:
        said = f"the temporary index of the predictions cannot be written ({error}): name a folder with room in TMPDIR"
        raise OSError(said) from None


@contextmanager
def _opened(source: PredictionSource) -> Iterator[IO[bytes]]:
    """A stream that can be read at any place: the file, or a temporary one where the source is records."""
    if not isinstance(source, str | Path):
        with tempfile.TemporaryFile() as spool:
            _write(source, spool)
            spool.seek(0)
            yield spool
        return
    try:
        stream = open_regular(source)
    except NotRegular as error:
        why = "not a regular file; save the predictions to a file, and name that"
        raise NotRegular(error.errno, why, str(source)) from None
    with stream:
        yield stream


def _write(records: Iterable[Prediction | Mapping[str, Any]], spool: IO[bytes]) -> None:
    encode = msgspec.json.Encoder().encode
    for number, record in enumerate(records, start=1):
        if not isinstance(record, Prediction | Mapping):
            raise TypeError(
                f"record {number:,} is a {type(record).__name__}, and neither a Prediction nor a dict"
                + ("; predictions come first, then gold" if isinstance(record, Gold) else "")
            )
        try:
            spool.write(encode(record if isinstance(record, Prediction) else dict(record)) + b"\n")
        except (TypeError, ValueError, RecursionError) as error:
            raise TypeError(f"record {number:,} cannot be written as JSON: {printable(str(error))}") from None


def _digest(stream: IO[bytes]) -> str:
    """SHA-256 of what a stream holds; it is at its beginning then."""
    digest = hashlib.sha256()
    while block := stream.read(_BLOCK):
        digest.update(block)
    stream.seek(0)
    return digest.hexdigest()


def _other_file(stream: IO[bytes]) -> str | None:
    """What else than JSON Lines a file is; None where it may be that. The stream is then behind a byte order mark."""
    head = stream.read(64)
    for magic, words in _OTHER_FILES.items():
        if head.startswith(magic):
            return words
    start = len(_MARK) if head.startswith(_MARK) else 0
    stream.seek(start)
    first = head[start:].lstrip()
    if first.startswith(b"["):
        return "is one JSON array: write each of its objects on a line of its own, as jq -c '.[]' does"
    if first.startswith(b"{") and first[1:].lstrip(b" \t").startswith((b"\n", b"\r\n")):
        return "holds an object over many lines: write each on a line of its own, as jq -c . does"
    return None
