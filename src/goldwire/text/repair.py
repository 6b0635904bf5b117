"""Character repairs, each recorded as an edit of the raw text.

An *edit* is `(start, end, text)`: raw code points `[start, end)` become `text`. Repairs are: mojibake that is
certainly one, exotic spaces to a plain space, invisible characters removed, NFC. Repairing repaired text gives
no edits.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

import ftfy

from goldwire.text.edits import Edit, Edits, apply

__all__ = ["Edit", "Edits", "apply", "certain_mojibake", "repair", "wants_more_than_printing"]

_SPACES = "\t\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_REMOVED = (
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f"  # controls; tab and NEL are spaces
    "\u00ad\u200b\u2060-\u2064\ufeff"  # soft hyphen, zero-width space, word joiners, BOM
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks, which can hide what a line says
)
_JOINERS = "\u200c\u200d"
_ODD = re.compile(f"[{_SPACES}{_REMOVED}{_JOINERS}]")
_SPACE = re.compile(f"[{_SPACES}]")
_RUN = re.compile(r"[\x20-\x7e]?[^\x20-\x7e]+")
"""What a repair may look at: characters that are not printable ASCII, and one before them for NFC to join."""
_NON_LATIN = "\u0590"
_NO_BREAK, _NARROW = "\u00a0", "\u202f"
_NO_BREAKS = re.compile(f"[{_NO_BREAK}{_NARROW}]")
_NOTHING = Edits()
_SHORT_RUN = 64
_STEPS = 4
"""Text that was misread more often than this is not mended; three times was never seen."""

_ENCODING_ONLY = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    remove_control_chars=False,
    normalization=None,
    explain=False,
)


def wants_more_than_printing(text: str) -> bool:
    """Whether `text` may want repairs of characters that are printable: mojibake or NFC. All others are of
    characters that `str.isprintable` refuses."""
    if text.isascii():
        return False
    return _has_mojibake_signs(text) or not unicodedata.is_normalized("NFC", text)


def repair(line: str, *, suspicious: bool = True) -> tuple[str, Edits]:
    """The repaired line, and the edits that made it: in order and apart, in code points of `line`.

    `suspicious` may be False where `wants_more_than_printing` denied it of a text that the line is part of.
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
    if not ((suspicious or removed) and wants_more_than_printing(text)):
        return text, single
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
    return apply(line, found), found


def certain_mojibake(run: str) -> str:
    """`run` with its encoding mended where that is certain, else `run` itself.

    Certain means that `ftfy` proposes it and that writing the result as UTF-8 and misreading it as Windows-1252
    gives back the very same characters.
    """
    if not _is_misread_utf8(run):
        return run
    fixed = ftfy.fix_encoding(run, _ENCODING_ONLY)
    if fixed == run:
        return run
    again = fixed
    for _ in range(_STEPS):
        try:
            again = again.encode("utf-8").decode("sloppy-windows-1252")
        except UnicodeError:
            return run
        if again == run:
            return fixed
    return run


def _is_misread_utf8(run: str) -> bool:
    """Whether `run` can be UTF-8 misread as Windows-1252, once or more often: without that nothing is certain. Asking
    takes a twentieth of the time and the memory that `ftfy` takes to propose something."""
    try:
        run.encode("sloppy-windows-1252").decode("utf-8")
    except UnicodeError:
        return False
    return "\ufffd" not in run  # which the codec writes, and never reads


def _has_mojibake_signs(text: str) -> bool:
    # Written out, for this is asked of every line: a loop takes five times as long.
    return "Ã" in text or "Â" in text or "â€" in text or "Å" in text or "\ufffd" in text


def _mended(run: str) -> str:
    """`run` repaired until nothing changes: a removed character can bring others together."""
    if run.isprintable() and not _has_mojibake_signs(run):
        return _nfc(run)
    for _ in range(_STEPS):
        before = run
        run = _RUN.sub(_mend_once, run)
        if run == before:
            break
    return run


_mended_short = lru_cache(8192)(_mended)
"""Accented letters, marks and misread runs are few and come again and again; long runs are not worth remembering."""


def _mend_once(match: re.Match[str]) -> str:
    run = match.group()
    if _has_mojibake_signs(run):
        head, tail = (run[:1], run[1:]) if run[:1].isascii() else ("", run)
        run = head + certain_mojibake(tail)
    return _nfc(apply(run, _single_edits(run)))


def _nfc(text: str) -> str:
    # Python orders marks by insertion, in time that grows with the square of their number. What breaks a run of marks
    # up for the decoder may be removed only here.
    return unicodedata.normalize("NFC", _ordered(text) if len(text) > _SHORT_RUN else text)


def _ordered(text: str) -> str:
    """`text` with its combining marks in canonical order, which changes nothing that NFC tells apart."""
    parts: list[str] = []
    for is_mark, run in groupby(text, lambda char: unicodedata.combining(char) > 0):
        marks = list(run)
        parts += sorted(marks, key=unicodedata.combining) if is_mark else marks
    return "".join(parts)


def _no_break_spaces(line: str) -> Edits:
    found = Edits()
    for match in _NO_BREAKS.finditer(line):
        found.add(match.start(), match.end(), " ")
    return found


def _single_edits(line: str) -> Edits:
    """Spaces and removals, one character each."""
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
