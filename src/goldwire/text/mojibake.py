"""Mojibake: UTF-8 that a program read as another encoding. Found by `ftfy`, and mended only where that is certain.

Certain means that writing the mended text as UTF-8 and misreading it gives back the very same characters. So each
mended character has its place in the raw text, and the mending can be recorded as edits.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice

import ftfy
import ftfy.bad_codecs

from goldwire.text.contexts import odd
from goldwire.text.edits import Edit

_CONT = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
"""What the bytes that follow the first of a character are in Windows-1252 and ISO-8859-1."""
_CONT_NO_SPACE = _CONT.replace("\x80-\xbf", "\x80-\x9f¡-\xbf")
_CONT_MAC = re.escape(bytes(range(0x80, 0xC0)).decode("mac-roman"))
_LEADS = "ÃâÂÅÄÆÈÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞãäåæìïð√‚ĂРвГС"
"""What a character of UTF-8 begins with when it is misread; those first that most mojibake holds."""
_SIGN = re.compile(
    # A no-break space after a small letter is French: `voilà »`.
    f"[Â-ô](?:(?<=[Â-ß])[{_CONT}]|[{_CONT_NO_SPACE}][{_CONT}])"
    f"|√[{_CONT_MAC}]|‚Ä[^\x00-\x7f]|Ă[^\x00-\x7f]|вЂ|[РГС][^\x00-\x7fа-яА-Я]"
)
STARTS = f"\x00-\x7fÂ-ô{_LEADS}"
"""Where a character of a line that was misread may begin."""
_CHUNK = re.compile(rf".{{1,400}}(?:(?<= )|\Z)|.{{1,400}}(?=[{STARTS}])|.{{1,400}}", re.DOTALL)
"""A piece of a line, if possible up to a space, and else up to where a character may begin, for not all languages
have spaces: a misreading spoils all of a line, and pieces keep time linear."""
_PAIR = re.compile(f"[Â-ß][{_CONT}]|[à-ï][{_CONT}]{{2}}")
_MISREADINGS = (("sloppy-windows-1252", "latin-1"), ("macroman",), ("sloppy-windows-1250",), ("sloppy-windows-1251",))
_TRIED = 50
_MANY_SIGNS = 2_000
"""More than an article has where it was not misread."""
_TIMES = 4
"""Text that was misread more often than this is not mended; three times was never seen."""
_CLOSING = frozenset("»’”…–—")
_BEFORE_SPACE = frozenset("àŠ\u00a0")
"""Characters whose misreading ends in a no-break space, which often became a space."""
_SURELY = frozenset("ƠơƯưȘșȚțƏəǍǎǏǐǑǒǓǔ")

_CONFIG = ftfy.TextFixerConfig(
    unescape_html=False,
    remove_terminal_escapes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    uncurl_quotes=False,
    fix_line_breaks=False,
    remove_control_chars=False,
    replace_lossy_sequences=False,
    fix_c1_controls=False,
    normalization=None,
    explain=False,
)


def has_signs(text: str) -> bool:
    """Whether a text holds characters that mojibake begins with, where they could begin it."""
    if text.isascii():
        return False
    # One character is found much faster than a pattern, and most texts hold none.
    for lead in _LEADS:
        if lead in text:
            return _SIGN.search(text) is not None
    return False


def is_misread(text: str) -> bool | None:
    """Whether some of a text is certainly mojibake; then more of it is than can be told from each place alone.

    Args:
        text: A whole text.

    Returns:
        True where it is; False where no place that was tried is. None where the text has thousands of signs and those
        tried all over it came to nothing: asking about each of the others would take long, and is in vain.
    """
    signs = sum(1 for _ in _SIGN.finditer(text))
    for match in islice(_SIGN.finditer(text), 0, None, max(1, signs // _TRIED)):
        start = max(text.rfind("\n", max(0, match.start() - 200), match.start()) + 1, match.start() - 200)
        end = text.find("\n", match.end(), match.end() + 200)
        if certain_edits(text[start : match.end() + 200 if end < 0 else end]):
            return True
    return None if signs > _MANY_SIGNS else False


def certain_edits(line: str, *, misread: bool = False) -> list[Edit]:
    """What mends the mojibake of a line where it is certain.

    Args:
        line: A line of text.
        misread: Whether the text that it is part of was certainly misread: then characters are mended, too, that alone
            could be meant as they are (`Å’uvre`).

    Returns:
        Edits `(start, end, text)`, each of one character, in order and apart.
    """
    found: list[Edit] = []
    for match in _CHUNK.finditer(line):
        chunk, start = match.group(), match.start()
        if _SIGN.search(chunk) is None:
            continue
        edits = _of_chunk(chunk)
        if edits or misread:
            edits = _completed(chunk, edits)
        found += [(start + a, start + b, text) for a, b, text in edits]
    return found


@lru_cache(2048)
def _of_chunk(chunk: str) -> list[Edit]:
    fixed = ftfy.fix_encoding(chunk, _CONFIG)
    if fixed == chunk:
        return []
    for codecs in _MISREADINGS:
        edits = _aligned(chunk, fixed, codecs)
        if edits is not None:
            return edits
    return []


def _aligned(raw: str, fixed: str, codecs: tuple[str, ...]) -> list[Edit] | None:
    """The edits that turn `raw` into `fixed`; None where misreading `fixed` does not give `raw` again."""
    found: list[Edit] = []
    i = 0
    certain = False
    for j, char in enumerate(fixed):
        if char > "\x7f":
            size, exact = _misread_size(raw, i, char, fixed[j + 1 : j + 2], codecs)
            if size:
                if _is_meant(char, raw, i, i + size):
                    found.append((i, i + size, char))
                    certain = certain or exact
                i += size
                continue
        if i >= len(raw) or raw[i] != char:
            return None
        i += 1
    return found if i == len(raw) and certain else None


def _misread_size(raw: str, i: int, char: str, following: str, codecs: tuple[str, ...]) -> tuple[int, bool]:
    """How many characters of `raw` from `i` are `char` misread, and whether they are exactly that."""
    for wrong in _misreadings(char, codecs):
        if raw.startswith(wrong, i):
            return len(wrong), True
    if char not in _BEFORE_SPACE:
        return 0, False
    # `ftfy` knows `Ã la` for `à la`: the no-break space of the misreading and the space became one.
    if char == "à" and following == " " and raw.startswith("Ã ", i) and not raw.startswith("Ã  ", i):
        return 1, False
    for wrong in _misreadings(char, codecs):
        if "\xa0" in wrong and raw.startswith(wrong.replace("\xa0", " "), i):
            return len(wrong), False
    return 0, False


@lru_cache(4096)
def _misreadings(char: str, codecs: tuple[str, ...]) -> tuple[str, ...]:
    """What a character becomes when it is misread up to four times, the longest first."""
    found: dict[str, None] = {}
    for codec in codecs:
        now: str | None = char
        for _ in range(_TIMES):
            now = None if now is None else _wrong(now, codec)
            if now is not None:
                found[now] = None
    return tuple(sorted(found, key=len, reverse=True))


def _wrong(text: str, codec: str) -> str | None:
    try:
        return text.encode("utf-8").decode(codec)
    except UnicodeError:
        return None


def _completed(chunk: str, edits: list[Edit]) -> list[Edit]:
    """`edits` with those of what is left between them and is a misreading of a usual character, too."""
    found: list[Edit] = []
    taken = {place for start, end, _ in edits for place in range(start, end)}
    for match in _PAIR.finditer(chunk):
        if match.start() in taken or match.end() - 1 in taken:
            continue
        text = _right(match.group())
        if text is not None and len(text) == 1 and not odd(text) and _is_meant(text, chunk, *match.span()):
            found.append((match.start(), match.end(), text))
    return sorted([*edits, *found]) if found else edits


def _right(wrong: str) -> str | None:
    try:
        return wrong.encode("sloppy-windows-1252").decode("utf-8")
    except UnicodeError:
        return None


def _is_meant(char: str, raw: str, start: int, end: int) -> bool:
    """Whether somebody wrote a character that `raw` may have misread from `start` to `end`."""
    if unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs"):
        return False
    if "\u0180" <= char <= "\u02af" and char not in _SURELY:
        return False  # letters of phonetics are what chance makes of `É’` and `É»`
    if raw[end - 1] not in _CLOSING:
        return True
    # A word that ends in such a letter, and what closes a quote: `AMANHÃ»`, `AMANHÃ’`.
    before, after = raw[max(0, start - 2) : start], raw[end : end + 1]
    if char.isupper():
        return after.isalpha()
    return not (char.islower() and len(before) == 2 and before.isupper())
