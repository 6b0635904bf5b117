"""Character repairs, each recorded as an edit of the raw text.

An *edit* is `(start, end, text)`: raw code points `[start, end)` become `text`. Repairs are: mojibake that is
certainly one, exotic spaces to a plain space, invisible characters removed, NFC. Repairing repaired text gives
no edits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from goldwire.text.edits import Edit, Edits, apply
from goldwire.text.mojibake import STARTS, certain_edits, has_signs

_SPACES = "\t\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_REMOVED = (
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f"  # controls; tab and NEL are spaces
    "\u00ad\u200b\u2060-\u2064\ufeff"  # soft hyphen, zero-width space, word joiners, BOM
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks, which can hide what a line says
)
_WINDOWS = {
    chr(byte): char
    for byte in (*range(0x80, 0x85), *range(0x86, 0xA0))  # 0x85 is a line break to some, and no letter to any
    if (char := bytes([byte]).decode("cp1252", "ignore"))
}
"""Controls that nobody writes, and the marks of Windows-1252 that browsers take them for."""
_JOINERS = "\u200c\u200d"
_ODD = re.compile(f"[{_SPACES}{_REMOVED}{_JOINERS}]")
_SPACE = re.compile(f"[{_SPACES}]")
_RUN = re.compile(r"[\x20-\x7e]?[^\x20-\x7e]+")
"""What a repair may look at: characters that are not printable ASCII, and one before them for NFC to join."""
_PIECES = re.compile(r"(?<=[\x20-\x7e])[\x20-\x7e]+(?=[\x20-\x7e])|.", re.DOTALL)
"""Characters that an edit may touch, one by one, and between them whatever none does."""
_PART_SIZE = 2000
_PARTS = re.compile(
    "|".join(
        f".{{1,2000}}{end}" for end in (r"(?= |\Z)", r"(?=[\x20-\x7e])", f"(?=[{STARTS}])", r"(?=[^\u0300-\u036f])", "")
    ),
    re.DOTALL,
)
_NON_LATIN = "\u0590"
_NO_BREAK, _NARROW = "\u00a0", "\u202f"
_NO_BREAKS = re.compile(f"[{_NO_BREAK}{_NARROW}]")
_NOTHING = Edits()
_SHORT_RUN = 64
_STEPS = 6
"""Removing, joining and mending bring forth more to do at most once or twice."""


def wants_more_than_printing(text: str) -> bool:
    """Whether `text` may want repairs of characters that are printable: mojibake or NFC. All others are of
    characters that `str.isprintable` refuses."""
    if text.isascii():
        return False
    return has_signs(text) or not unicodedata.is_normalized("NFC", text)


def repair(line: str, *, suspicious: bool = True, misread: bool | None = False) -> tuple[str, Edits]:
    """The repaired line, and the edits that made it.

    Args:
        line: A line of raw text.
        suspicious: May be False where `wants_more_than_printing` denied it of a text that the line is part of.
        misread: Whether that text is known to hold mojibake; None where no more is looked for (see
            `goldwire.text.mojibake.is_misread`).

    Returns:
        The text, and edits in order and apart, in code points of `line`.
    """
    text, single = line, _NOTHING
    removed = False
    if not line.isprintable():
        text = line.replace(_NO_BREAK, " ").replace(_NARROW, " ")
        if text.isprintable():
            # Nearly always the two no-break spaces of French are all there is; looking for them is cheap.
            single = _no_break_spaces(line)
        else:
            single = _single_edits(line)
            text = apply(line, single)
            removed = True
    # Only a removal can bring characters together that want more.
    if not (suspicious or removed):
        return text, single
    # Looked for in the line as it is, too: what a misreading made may itself be a space or be removed.
    if misread is not None and (has_signs(line) or has_signs(text)):
        edits = _by_parts(line, misread)
        return apply(line, edits), edits
    if unicodedata.is_normalized("NFC", text):
        return text, single
    found = _by_runs(line)
    text = apply(line, found)
    if misread is not None and has_signs(text):  # mojibake whose letters were decomposed afterwards
        found = _by_parts(line, misread)
        text = apply(line, found)
    return text, found


def joined_letters(text: str) -> str:
    """`text` with decomposed letters joined (NFC), in time that grows with its length whatever marks it holds."""
    return text if unicodedata.is_normalized("NFC", text) else _nfc(text)


def _by_runs(line: str) -> Edits:
    """Spaces, removals and NFC."""
    found = Edits()
    for match in _RUN.finditer(line):
        run, start = match.group(), match.start()
        mended = _mended_short(run) if len(run) <= _SHORT_RUN else _mended(run)
        if mended == run:
            continue
        single = _NOTHING if run.isprintable() else _single_edits(run)
        if single and apply(run, single) == mended:
            for a, b, new in single:
                found.add(start + a, start + b, new)
        else:
            found.add(*_trimmed(run, mended, start))
    return found


def _by_parts(line: str, misread: bool) -> Edits:
    """The edits of a line, found part by part so that a line of millions of characters takes little memory."""
    if len(line) <= _PART_SIZE:
        return _thorough(line, misread)
    edits = Edits()
    for match in _PARTS.finditer(line):
        start = match.start()
        for a, b, new in _thorough(match.group(), misread):
            edits.add(start + a, start + b, new)
    # Parts end before ASCII characters where there are some, and those join with nothing before them.
    return edits if unicodedata.is_normalized("NFC", apply(line, edits)) else _thorough(line, misread)


def _thorough(line: str, misread: bool) -> Edits:
    """Mojibake first, then all else, until nothing changes: a removed character can bring others together."""
    mended = certain_edits(line, misread=misread)
    text = apply(line, mended)
    if text.isprintable() and not wants_more_than_printing(text):
        return _joined(mended)
    text = line
    pieces: list[Edit] = [(*match.span(), match.group()) for match in _PIECES.finditer(line)]
    for _ in range(_STEPS):
        before = text
        pieces = _changed(pieces, certain_edits(text, misread=misread))
        text = "".join(piece[2] for piece in pieces)
        pieces = _changed(pieces, _by_runs(text))
        text = "".join(piece[2] for piece in pieces)
        if text == before or not wants_more_than_printing(text):
            break
    return _joined([piece for piece in pieces if piece[2] != line[piece[0] : piece[1]]])


def _joined(edits: Sequence[Edit]) -> Edits:
    """Edits of which those that touch have become one."""
    found = Edits()
    i = 0
    while i < len(edits):
        first = i
        i += 1
        while i < len(edits) and edits[i][0] == edits[i - 1][1]:
            i += 1
        if i - first == 1:
            found.add(*edits[first])
        else:
            found.add(edits[first][0], edits[i - 1][1], "".join(edit[2] for edit in edits[first:i]))
    return found


def _changed(pieces: list[Edit], changes: Sequence[Edit]) -> list[Edit]:
    """Pieces of a line, each with what it has become, after further edits of what they are together. Pieces that an
    edit touches become one."""
    if not changes:
        return pieces
    found: list[Edit] = []
    position = i = k = 0
    while i < len(pieces):
        start, end, text = pieces[i]
        first = position
        position += len(text)
        i += 1
        here = k
        while k < len(changes) and changes[k][0] < position:
            while position < changes[k][1]:
                end, more = pieces[i][1:]
                text += more
                position += len(more)
                i += 1
            k += 1
        moved = [(a - first, b - first, new) for a, b, new in changes[here:k]]
        found.append((start, end, apply(text, moved)))
    return found


def _mended(run: str) -> str:
    """`run` repaired until nothing changes: a removed character can bring others together."""
    if run.isprintable():
        return _nfc(run)
    for _ in range(_STEPS):
        before = run
        run = _nfc(apply(run, _single_edits(run)))
        if run == before:
            break
    return run


_mended_short = lru_cache(8192)(_mended)
"""Accented letters and marks are few and come again and again; long runs are not worth remembering."""


def _nfc(text: str) -> str:
    # Python orders marks by insertion, in time that grows with the square of their number. What breaks a run of marks
    # up for the decoder may be removed only here.
    return unicodedata.normalize("NFC", _ordered(text) if len(text) > _SHORT_RUN else text)


def _ordered(text: str) -> str:
    """`text` with its long runs of combining marks in canonical order, which changes nothing that NFC tells apart."""
    parts: list[str] = []
    done = run = 0
    for place, char in enumerate(text):
        if unicodedata.combining(char):
            continue
        if place - run > _SHORT_RUN:
            parts += (text[done:run], _by_class(text[run:place]))
            done = place
        run = place + 1
    return "".join((*parts, text[done:run], _by_class(text[run:]))) if parts or len(text) - run > _SHORT_RUN else text


def _by_class(marks: str) -> str:
    return "".join(sorted(marks, key=unicodedata.combining))


def _no_break_spaces(line: str) -> Edits:
    found = Edits()
    for match in _NO_BREAKS.finditer(line):
        found.add(match.start(), match.end(), " ")
    return found


def _single_edits(line: str) -> Edits:
    """Spaces, marks misread as controls, and removals; one character each."""
    found = Edits()
    before, position = "", 0  # what stands before `position` once the edits are made
    for match in _ODD.finditer(line):
        start, char = match.start(), match.group()
        if start > position:
            before = line[start - 1]
        position = start + 1
        if char in _JOINERS and _may_join(before):
            continue
        if _SPACE.match(char):
            before = " "
            found.add(start, position, " ")
        elif char in _WINDOWS:
            before = _WINDOWS[char]
            found.add(start, position, before)
        else:
            found.add(start, position, "")
    return found


def _may_join(before: str) -> bool:
    """Whether a joiner after `before` matters: in Hebrew, Arabic, Indic scripts and emoji. Between Latin or Greek
    letters and beside punctuation it is debris."""
    return before >= _NON_LATIN and not "\u1e00" <= before < "\u2100"


def _trimmed(run: str, mended: str, offset: int) -> Edit:
    """One edit for the part of `run` that differs, so that no more text than needed counts as replaced."""
    head, limit = 0, min(len(run), len(mended))
    while head < limit and run[head] == mended[head]:
        head += 1
    # A combining mark belongs to the character before it.
    while head and head < len(run) and unicodedata.combining(run[head]):
        head -= 1
    tail = 0
    while tail < limit - head and run[-1 - tail] == mended[-1 - tail]:
        tail += 1
    return offset + head, offset + len(run) - tail, mended[head : len(mended) - tail]
