"""Form `conllu`: the text that the tokens of a CoNLL-U file make.

Tokens are joined by a space unless MISC has `SpaceAfter=No`. Multiword tokens are taken as they are written, empty
nodes are passed over, and a blank line stands where a paragraph begins: at `# newpar_block`, `# newpar` and `# newdoc`.
With a `record`, the document is the one of that `# newdoc id`; without, the file is one document.

The format is read here and not with the library `conllu`, which takes two spaces for a column's end (a form and MISC
may hold them), takes lines of few columns, says of no error where it is, and parses features and dependencies that the
text does not need. https://universaldependencies.org/format.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from goldwire.model.document import Source
from goldwire.readers.registry import BadRecord, Reader, place_of, register

LONGEST_LINE = 1024 * 1024
"""Bytes of a line that is read."""

_BOM = b"\xef\xbb\xbf"
_COLUMNS = 10
_NEW_DOCUMENT = re.compile(rb"^#[ \t]*newdoc(?=[ \t\r=]|$)[^\n]*", re.MULTILINE)
_ID = re.compile(r"(?P<word>[1-9][0-9]{0,8})(?:-(?P<last>[1-9][0-9]{0,8}))?|[0-9]{1,9}\.[1-9][0-9]{0,8}")
"""Of a word, of a range of them that is written as one token, or of an empty node."""
_BREAKS = (["newpar"], ["newpar", "id"], ["newpar_block"], ["newdoc"], ["newdoc", "id"])
_REMEDY = "take the file from its source, or name another form"
_SHOWN = 50


def read(data: bytes, source: Source) -> bytes:
    """The text of a file or of one document in it, as UTF-8.

    Args:
        data: The file.
        source: Its record is the id of a document in the file; None for the whole file.

    Returns:
        The bytes of the text, which ends with its last token.

    Raises:
        BadRecord: The file is no CoNLL-U, or does not hold the document once.
    """
    start, end = (0, len(data)) if source.record is None else _section(data, source.record)
    text = "".join(_pieces(data, start, end)).strip(" \n")
    if not text:
        raise BadRecord(f"{place_of(data, start)}: no tokens follow; {_REMEDY}")
    return text.encode()


def _section(data: bytes, record: str) -> tuple[int, int]:
    found = [(start, end) for name, start, end in _documents(data) if name == record.encode("utf-8", "surrogatepass")]
    if len(found) != 1:
        shown = repr(record if len(record) <= 2 * _SHOWN else f"{record[: 2 * _SHOWN]}…")
        if not found:
            raise BadRecord(f"no line is # newdoc id = {shown}; check the address and record of its source")
        first, second = (place_of(data, start) for start, _ in found[:2])
        raise BadRecord(
            f"{first} and {second} both begin a document {shown}; without a record the file is one document"
        )
    return found[0]


@lru_cache(maxsize=1)
def _documents(data: bytes) -> tuple[tuple[bytes | None, int, int], ...]:
    """Id, start and end of each document that a comment begins. Those of the last file are kept: as a rule its other
    documents are asked for next."""
    found = list(_NEW_DOCUMENT.finditer(data))
    ends = [*(match.start() for match in found), len(data)]
    return tuple((_value(match.group()), start, end) for match, (start, end) in zip(found, pairwise(ends), strict=True))


def _value(comment: bytes) -> bytes | None:
    key, _, value = comment.partition(b"=")
    return value.strip() if key.split()[-1:] == [b"id"] else None


def _pieces(data: bytes, start: int, end: int) -> Iterator[str]:
    """Forms of tokens, and what stands between them."""
    last = covered = 0
    space = ""
    number = data.count(b"\n", 0, start)
    if data.startswith(_BOM) and start == 0:
        start = len(_BOM)
    while start < end:
        number += 1
        stop = data.find(b"\n", start, end)
        stop = end if stop < 0 else stop
        line = _decoded(data[start : min(stop, start + LONGEST_LINE + 1)], number)
        start = stop + 1
        if line.startswith("#"):
            if line[1:].partition("=")[0].split() in _BREAKS:
                space = "\n\n"
            continue
        if not line or line.isspace():
            _refuse_half_range(last, covered, number)
            last = covered = 0
            continue
        columns = line.split("\t")
        if len(columns) != _COLUMNS:
            raise _bad(number, f"has {len(columns):,} of the {_COLUMNS} columns of CoNLL-U, which tabs separate")
        match = _ID.fullmatch(columns[0])
        if match is None:
            raise _bad(number, f"begins with {columns[0][:_SHOWN]!r}, which is no id of a token")
        if match["word"] is None:
            continue
        first = int(match["word"])
        if first != last + 1:
            raise _bad(number, f"has the id {columns[0]}, where {last + 1} is next")
        if match["last"] is None:
            last = first
            if first <= covered:
                continue
        else:
            if int(match["last"]) < first or first <= covered:
                raise _bad(number, f"has the range {columns[0]}, which is out of order")
            covered = int(match["last"])
        if not columns[1]:
            raise _bad(number, "has a token without a form")
        yield space
        yield columns[1]
        space = "" if "SpaceAfter=No" in columns[9].split("|") else " "
    _refuse_half_range(last, covered, number + 1)


def _decoded(line: bytes, number: int) -> str:
    if len(line) > LONGEST_LINE:
        raise _bad(number, f"has more than {LONGEST_LINE:,} bytes")
    if b"\0" in line:
        raise _bad(number, "has a NUL byte")
    try:
        return line.removesuffix(b"\r").decode()
    except UnicodeDecodeError as error:
        raise _bad(number, f"is not UTF-8 at byte {error.start + 1:,}") from None


def _refuse_half_range(last: int, covered: int, number: int) -> None:
    if last < covered:
        raise _bad(number, f"ends a sentence at word {last}, in a range that ends at {covered}")


def _bad(number: int, what: str) -> BadRecord:
    return BadRecord(f"line {number:,} {what}; {_REMEDY}")


READER = register(Reader("conllu", "the text that the tokens make", (), read, optional=("record",)))
