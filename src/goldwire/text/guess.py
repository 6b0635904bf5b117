"""Guessing the encoding of bytes that declare none and are no UTF-8, and saying how sure the guess is.

Scripts other than Latin write whole words in bytes beyond ASCII; `resiliparse` tells their encodings apart. Latin
letters beyond ASCII stand alone among others, so each of these bytes is judged by its neighbours in every encoding that
could have written it: by which letters a language writes, and by where quotation marks, dashes and signs may stand.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal, NamedTuple

import numpy as np
from resiliparse.parse.encoding import detect_encoding

from goldwire.text.alphabets import RARER, languages
from goldwire.text.contexts import costs, odd
from goldwire.text.language import detect_language
from goldwire.text.named import is_text_encoding

Sureness = Literal["sure", "likely", "doubtful"]

LATIN: dict[str, float] = {
    "cp1252": 0.0,
    "iso8859-15": 2.0,
    "mac-roman": 2.0,
    "cp1250": 3.0,
    "iso8859-2": 3.0,
    "cp1254": 3.0,
    "cp1257": 3.5,
    "cp850": 4.0,
    "cp437": 5.0,
    "cp858": 5.0,
    "iso8859-16": 5.0,
    "cp852": 6.0,
    "mac-latin2": 7.0,
}
"""Encodings of Latin letters, and what it costs to suppose each: the more, the fewer files are written in it."""

SURE, LIKELY = 6.0, 2.5
"""Costs by which the best reading must be cheaper than any other that gives another text."""
_BELIEVABLE = 8.0
"""What a byte may cost on average in any encoding but Windows-1252; bytes of a picture cost more."""
_FITTING = 4.5
"""What a byte may cost on average where bytes beyond ASCII follow one another, and the letters are Latin anyway."""
_LONGEST_LATIN_RUN = 4
_LATIN_RUN = 1.7
"""Bytes beyond ASCII that follow one another on average: up to this many where the letters are Latin."""
_MOST_CONTEXTS = 5_000
_TELLING_BYTES = 600
"""Enough for the detector to tell encodings of other scripts apart; more did not change what it found."""
_AROUND = 40
_HIGH = re.compile(rb"[\x80-\xff]+")
_HIGH_BYTES = bytes(range(128, 256))
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_TAG = re.compile(rb"<[^<>]{0,1000}>")
_LANGUAGE_BYTES = 2_000
_RARER = np.array([RARER.get(language, 3.0) for language in languages()], dtype=np.float32)
_ROW = {encoding: row for row, encoding in enumerate(LATIN)}
_FEW_LETTERS = 30
_WIDE = (("utf-32-le", 4), ("utf-32-be", 4), ("utf-16-le", 2), ("utf-16-be", 2))
_ASIAN = ("euc_kr", "gb18030", "shift_jis", "euc_jp", "big5")
_CYRILLIC = ("cp1251", "koi8-r", "koi8-u", "iso8859-5", "cp866", "mac-cyrillic")
_FEW_OF_OTHERS = 24
"""So many bytes beyond ASCII do not tell encodings of other scripts apart for certain."""
_FEW_SYLLABLES = 4
_COMMON_SYLLABLES = frozenset("다는이을를의에가은고하지로서도기사한인자대리어시해정아나들라일으제보있")
_SEVEN_BIT = (
    ("iso2022_jp_ext", re.compile(rb"\x1b(?:\$[@B]|\$\(D|\([IJ])")),
    ("iso2022_kr", re.compile(rb"\x1b\$\)C")),
    ("hz", re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")),
)
"""Encodings that write other scripts in ASCII bytes, and what switches to them."""


class Other(NamedTuple):
    """Another encoding that the bytes allow, and a place where its text differs: as chosen, and as it has it."""

    encoding: str
    chosen: str
    instead: str


class Guess(NamedTuple):
    """A codec, how sure it is, and what else comes into question."""

    encoding: str
    sureness: Sureness
    others: tuple[Other, ...] = ()


def guess_encoding(data: bytes) -> Guess | None:
    """The codec that most likely wrote bytes that are no UTF-8; it decodes all of them.

    Args:
        data: The bytes of a whole file.

    Returns:
        The guess, or None where no codec decodes every byte to something like text.
    """
    seen = _seen(data)
    if seen is None:
        return None
    latin = _ranked(data, seen)
    alone = seen.run <= _LATIN_RUN
    # A quotation mark before a letter makes a run of two; such words are cheap all the same.
    fits = seen.longest <= _LONGEST_LATIN_RUN and latin and latin[0][0] <= _FITTING * float(seen.weights.sum())
    if latin and (alone or fits):
        return _weighed(data, seen, latin)
    if (detected := _detected(data)) is not None:
        beyond = len(data) - len(data.translate(None, _HIGH_BYTES))
        return Guess(detected, "likely" if beyond > _FEW_OF_OTHERS else "doubtful")
    # Nobody mistakes Windows-1252 for another: its bytes and those of ISO-8859-1 are all that is left to suppose.
    left = [(cost, encoding) for cost, encoding in latin if encoding == "cp1252"]
    return _weighed(data, seen, left)._replace(sureness="doubtful") if left else None


def wide_encoding(data: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, where NUL bytes stand as only those write them.

    Args:
        data: The bytes of a file.

    Returns:
        The codec, or None where the bytes are no such text.
    """
    if b"\0" not in data:
        return None
    for encoding, width in _WIDE:
        if len(data) % width:
            continue
        sample = data[: 64 * 1024]
        nuls = [sample[offset::width].count(0) for offset in range(width)]
        of_ascii = range(width - 1) if encoding.endswith("be") else range(1, width)
        expected = sum(nuls[offset] for offset in of_ascii)
        units = len(sample) // width
        # A space or a line break at least every 60 characters, and hardly a character whose other byte is 0.
        if expected * 60 < units or (sum(nuls) - expected) * 10 > expected:
            continue
        text = strict(data, encoding)
        if text is not None and _is_written(text[: 64 * 1024]):
            return encoding
    return None


def seven_bit_encoding(data: bytes) -> str | None:
    """An encoding of East Asia that writes its letters in ASCII bytes, as mail of Japan does.

    Args:
        data: The bytes of a file, all of them ASCII.

    Returns:
        The codec, or None where nothing switches to such letters or the bytes are not whole.
    """
    for encoding, switch in _SEVEN_BIT:
        if switch.search(data) is not None:
            text = strict(data, encoding)
            return encoding if text is not None and not text.isascii() and "\x1b" not in text else None
    return None


def better_than_utf8(text: str, data: bytes) -> Guess | None:
    """A single-byte encoding for bytes that are valid UTF-8 by chance: `CAFÉ’S` in Windows-1252 reads `CAFɒS`.

    Args:
        text: The bytes as UTF-8.
        data: The bytes; few of them beyond ASCII, else chance explains nothing.

    Returns:
        The guess, or None where UTF-8 is the better reading.
    """
    places = [match.start() for match in _NOT_ASCII.finditer(text)]
    if not any(odd(text[place]) for place in places):
        return None
    padded = f"{text}\n"  # whose end is also what stands before its start
    contexts = [costs(padded[place - 1], padded[place], padded[place + 1]) for place in places]
    here = min(sum(column) for column in zip(*contexts, strict=True))
    seen = _seen(data)
    found = [] if seen is None else _ranked(data, seen)
    if not found or found[0][0] + SURE > here:
        return None
    encoding = found[0][1]
    return Guess(encoding, "doubtful", (_difference(data, encoding, "utf-8"),))


def strict(data: bytes, encoding: str) -> str | None:
    """`data` decoded with one codec, or None where the codec is unknown, is no text encoding or meets an error."""
    try:
        return data.decode(encoding) if is_text_encoding(encoding) else None
    except (UnicodeError, LookupError, ValueError):
        return None


def _weighed(data: bytes, seen: _Seen, ranked: list[tuple[float, str]]) -> Guess:
    """The cheapest reading, and those that are hardly dearer and give another text."""
    best_cost, best = ranked[0]
    used = sorted(seen.used)
    mine = _reading(best, used)
    margin = math.inf
    others: list[str] = []
    for cost, encoding in ranked[1:]:
        if _reading(encoding, used) == mine:
            continue
        margin = min(margin, cost - best_cost)
        if cost - best_cost < SURE and all(_reading(other, used) != _reading(encoding, used) for other in others):
            others.append(encoding)
    sureness: Sureness = "sure" if margin >= SURE else "likely" if margin >= LIKELY else "doubtful"
    return Guess(best, sureness, tuple(_difference(data, best, encoding) for encoding in others[:3]))


def _ranked(data: bytes, seen: _Seen) -> list[tuple[float, str]]:
    """What each encoding that decodes every byte costs, the cheapest first."""
    able = [encoding for encoding in LATIN if seen.used <= _defined(encoding)]
    if not able:
        return []
    matrix = np.concatenate([_context_costs(*context) for context in seen.contexts]).reshape(len(seen.weights), -1)
    totals = (seen.weights @ matrix).reshape(len(LATIN), -1)  # encodings × languages
    costs_of = (totals + _language_costs(data)).min(axis=1).tolist()
    most = _BELIEVABLE * float(seen.weights.sum()) + 10
    found = [(costs_of[_ROW[encoding]] + LATIN[encoding], encoding) for encoding in able]
    found = [(cost, encoding) for cost, encoding in found if encoding == "cp1252" or cost <= most]
    found.sort(key=lambda item: item[0])  # stable: the more common encoding first
    return found


class _Seen(NamedTuple):
    """The bytes beyond ASCII with their neighbours, each kind once, and its weight, for what is repeated tells less;
    which bytes there are; and how many follow one another, on average and at most."""

    contexts: list[tuple[int, int, int]]
    weights: np.ndarray
    used: frozenset[int]
    run: float
    longest: int


def _seen(data: bytes) -> _Seen | None:
    padded = np.frombuffer(b"\n" + data + b"\n", dtype=np.uint8)
    places = (padded >= 128).nonzero()[0]
    if not len(places):
        return None
    here = padded[places]
    used = frozenset(np.bincount(here, minlength=256).nonzero()[0].tolist())
    starts = (places[1:] - places[:-1] > 1).nonzero()[0]
    edges = np.concatenate(([-1], starts, [len(places) - 1]))
    kinds = padded[places - 1].astype(np.int32) << 16 | here.astype(np.int32) << 8 | padded[places + 1]
    kinds, counts = np.unique(kinds, return_counts=True)
    if len(kinds) > _MOST_CONTEXTS:
        most = np.sort(np.argsort(-counts, kind="stable")[:_MOST_CONTEXTS])
        kinds, counts = kinds[most], counts[most]
    contexts = [(kind >> 16, kind >> 8 & 255, kind & 255) for kind in kinds.tolist()]
    weights = (1 + np.log(counts)).astype(np.float32)
    return _Seen(contexts, weights, used, len(places) / (len(starts) + 1), int((edges[1:] - edges[:-1]).max()))


@lru_cache(8192)
def _context_costs(before: int, here: int, after: int) -> np.ndarray:
    """What a byte costs between two others in each encoding, and there in each language."""
    rows = []
    for encoding in LATIN:
        table = _table(encoding)
        rows.append(costs(table[before], table[here], table[after]))
    return np.array(rows, dtype=np.float32).ravel()


def _language_costs(data: bytes) -> np.ndarray:
    """What it costs to suppose each language: the words of ASCII letters tell, where there are some."""
    bare = data[:_LANGUAGE_BYTES]
    if b"<" in bare:
        bare = _TAG.sub(b" ", bare)
    letters = bare.translate(None, bytes(range(128, 256))).decode("ascii")
    if len(letters) < _FEW_LETTERS:
        return _RARER
    language = detect_language(letters)
    if language not in languages():
        return _RARER
    found = _RARER + min(8.0, len(letters) / 20)
    found[languages().index(language)] = 0.0
    return found


def _detected(data: bytes) -> str | None:
    """What the detector of `resiliparse` makes of the bytes, or an encoding of East Asia whose letters fit."""
    # What is ASCII tells nothing, and the detector reads it as slowly as the rest.
    for sample in (_telling(data), data):
        found = str(detect_encoding(sample, html5_compatible=True) or "")
        text = strict(data, found)
        if text is not None and found not in LATIN and not _has_controls(text):
            return _of_cyrillic(found, data) if found in _CYRILLIC else found
    most = max(("cp1251", "mac-cyrillic"), key=lambda name: _cyrillic_share(_table(name), data))
    if _is_cyrillic(_table(most), data):
        return most
    for encoding in _ASIAN:
        text = strict(data, encoding)
        if text is not None and _is_asian(text[: 64 * 1024], encoding):
            return encoding
    return None


def _telling(data: bytes) -> bytes:
    """The first pieces of `data` around bytes that are not ASCII."""
    pieces: list[bytes] = []
    size = reached = 0
    for match in _HIGH.finditer(data):
        start = max(reached, match.start() - _AROUND)
        reached = match.end() + _AROUND
        pieces.append(data[start:reached])
        size += reached - start
        if size >= _TELLING_BYTES:
            break
    return b"".join(pieces)


def _of_cyrillic(found: str, data: bytes) -> str:
    """The encoding that was found, or another where only that one makes words of the bytes: letters of Serbian and
    Ukrainian are signs in the encodings that Russian is mostly written in."""
    if _is_cyrillic(_table(found), data):
        return found
    fitting = (other for other in _CYRILLIC if strict(data, other) is not None and _is_cyrillic(_table(other), data))
    return next(fitting, found)


def _is_cyrillic(table: str, data: bytes) -> bool:
    return _cyrillic_share(table, data) >= 0.95


def _cyrillic_share(table: str, data: bytes) -> float:
    """How much of the bytes beyond ASCII are Cyrillic letters, or how many words have no capital inside, whichever is
    less."""
    words = [bytes(run).decode("latin-1").translate(table) for run in _HIGH.findall(data[: 64 * 1024])]
    beyond = sum(map(len, words))
    letters = sum("\u0400" <= char <= "\u0491" for word in words for char in word)
    cased = sum(word.islower() or word.istitle() or word.isupper() for word in words)
    return min(letters / beyond, cased / len(words)) if words else 0.0


def _is_asian(text: str, encoding: str) -> bool:
    beyond = [char for char in text if char > "\x7f"]
    blocks = {"euc_kr": ("\uac00", "\ud7a3"), "shift_jis": ("\u3040", "\u30ff"), "euc_jp": ("\u3040", "\u30ff")}
    if encoding == "euc_kr" and len(beyond) >= _FEW_SYLLABLES and _COMMON_SYLLABLES.isdisjoint(beyond):
        return False  # common letters of Chinese are rare syllables of Korean
    low, high = blocks.get(encoding, ("\u4e00", "\u9fff"))
    return sum(low <= char <= high for char in beyond) * 10 >= len(beyond) * (
        3 if encoding[-3:] in ("jis", "_jp") else 7
    )


def _is_written(text: str) -> bool:
    """Whether a text holds what people write, and no code points that are controls, private or unassigned."""
    strange = sum(not char.isprintable() and not char.isspace() for char in text) - text.count("\xad")
    return strange * 100 <= len(text) and any(char.isalnum() for char in text)


def _has_controls(text: str) -> bool:
    return any("\x80" <= char <= "\x9f" for char in {*text})


@cache
def _table(encoding: str) -> str:
    """What each byte is in an encoding; U+FFFD where it is nothing."""
    return bytes(range(256)).decode(encoding, "replace")


@cache
def _defined(encoding: str) -> frozenset[int]:
    return frozenset(byte for byte, char in enumerate(_table(encoding)) if char != "\ufffd")


def _reading(encoding: str, used: Iterable[int]) -> str:
    table = _table(encoding)
    return "".join(table[byte] for byte in used)


def _difference(data: bytes, chosen: str, other: str) -> Other:
    """The word at the first byte that two encodings read differently."""
    if other == "utf-8":
        place = next((m.start() for m in _HIGH.finditer(data)), 0)
    else:
        one, two = _table(chosen), _table(other)
        place = next((i for i, byte in enumerate(data) if byte > 127 and one[byte] != two[byte]), 0)
    start, end = place, place + 1
    while start and place - start < 20 and not data[start - 1 : start].isspace():
        start -= 1
    while end < len(data) and end - place < 20 and not data[end : end + 1].isspace():
        end += 1
    word = data[start:end]
    return Other(other, word.decode(chosen, "replace"), word.decode(other, "replace"))
