"""What a character beyond ASCII costs where it stands: the less it fits between its neighbours, the more."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from goldwire.text.alphabets import ABSURD, APOSTROPHE, CONTROL, NEVER, languages, letter_costs

_CLOSING_BEFORE = frozenset(".,!?…%)»”’\"'€£°\u00a0")
_OPENING_BEFORE = frozenset(" \t\r\n\u00a0\u202f([{—–-/\"'“‘«>=")
_AFTER = frozenset(" \t\r\n\u00a0\u202f.,;:!?…)]}—–-/\"'”’»<")
_USUAL = frozenset("“”‘’«»‹›„‚¿¡°²³½¼¾\u00ad\u202f\u2009\u200b\u2011−→\ufeff")
_ALONE = frozenset("àèéóåöøÀÉÈÔÖ")
"""Letters that are words."""


@lru_cache(16384)
def costs(before: str, char: str, after: str) -> tuple[float, ...]:
    """What `char` costs between two characters, in each language of the tables.

    Args:
        before: The character before it; a line break at the start of the text.
        char: A character beyond ASCII.
        after: The character after it; a line break at the end.

    Returns:
        Costs in the order of `goldwire.text.alphabets.languages`.
    """
    if (misread := _misread(before, char, after)) is not None:
        return (misread,) * len(languages())
    if char.isalpha() and char not in "ªºµƒ":
        extra = _misfit(before, char, after)
        small = char.lower()
        if len(small) > 1:  # İ
            small = "i"
        if not _latin(char):
            return (ABSURD + extra,) * len(languages())
        return tuple(cost + extra for cost in letter_costs(small))
    if char == "’" and before.isalpha() and after.isalpha():
        return tuple(1.0 if language in APOSTROPHE else 4.0 for language in languages())
    if char in "¿¡" and after.isalpha():
        return tuple(2.0 if language in ("es", "ca") else 6.0 for language in languages())
    return (_mark(before, char, after),) * len(languages())


@lru_cache(4096)
def odd(char: str) -> bool:
    """Whether a character is one that no language of the tables writes."""
    if char.isalpha():
        return not _latin(char) or min(letter_costs(char.lower()[:1])) >= NEVER
    return char not in _USUAL and _mark(" ", char, " ") >= NEVER


@lru_cache(1024)
def _latin(char: str) -> bool:
    return unicodedata.name(char, "").startswith("LATIN")


def _misread(before: str, char: str, after: str) -> float | None:
    """What a character of the commonest mojibake costs, `â€™` and `Ã©`: a text may hold some and be written anew."""
    if (char == "â" and after == "€") or (char in "ÃÂ" and after > "\x9f" and not after.isalpha()):
        return 3.0
    if (char == "€" and before == "â") or (before == "€" and char in "™œ˜“”¦¢"):
        return 1.5
    return 1.5 if before in "ÃÂ" and not char.isalpha() else None


def _misfit(before: str, char: str, after: str) -> float:
    """What a letter costs more for the case of its neighbours and for standing where no letter stands."""
    extra = 0.0
    if char.isupper():
        extra = 0.7
        if before.islower():
            extra += 6.0  # a capital inside a word: the sign of a quotation mark or apostrophe misread
        if after.isupper() and not before.isalpha():
            extra += 1.0  # an opening quotation mark misread, more often than a word in capitals
    elif after.isupper():
        extra += 5.0
    if not after.isalpha() and not before.isalpha():
        extra += 0.5 if char in _ALONE and before in _OPENING_BEFORE | {"’"} else 4.0
    if before in _CLOSING_BEFORE and before not in _OPENING_BEFORE and before != "’":
        extra += 4.0  # a closing quotation mark misread
    extra += 1.5 * (before > "\x7f" and before.isalpha()) + 1.5 * (after > "\x7f" and after.isalpha())
    if before.isdigit() or after.isdigit():
        extra += 3.0
    return extra


def _mark(before: str, char: str, after: str) -> float:
    """What a character that is no letter costs."""
    between = before.isalpha() and after.isalpha()
    opens = before in _OPENING_BEFORE and after not in " \t\r\n"
    closes = before not in " \t\r\n" and (after in _AFTER or not after.isalnum())
    if char in "’":
        return 2.5 if closes else 4.0 if opens else 7.0
    if char in "“‘":
        return 2.0 if opens else 3.5 if closes else 9.0
    if char in "”":
        return 2.0 if closes else 4.0 if opens else 9.0
    if char in "«»":
        return NEVER if between else 2.0
    if char in "–—":
        if between and before.islower() and after.islower():
            return 6.5 if char == "–" else 5.0
        return 3.5 if between else 2.5
    if char in "…\u00a0":
        return 5.0 if between and char == "\u00a0" else 2.5
    if char in "€£":
        if before.isdigit() or after.isdigit():
            return 2.0
        return NEVER if between else 3.0
    if char == "°":
        return 2.0 if after in "CF" else 3.0 if before.isdigit() or before in " \u00a0nN" else 7.0
    if char in "½¼¾":
        return 9.0 if before.isalpha() or after.isalpha() else 4.0
    if char in "²³":
        return 4.5 if before.isalnum() else NEVER
    if char in "·•›" and before in " \u00a0\n" and after in " \u00a0":
        return 2.5
    if char in "§©®™×•":
        return 9.0 if between else 5.0
    if char in "„‚‹›":
        return 9.0 if between else 4.5 if char in "„‚" and opens else 5.0 if char in "‹›" else NEVER
    if char in "·´±":
        return 5.0
    if char == "\u00ad":
        return 2.5 if between else NEVER
    if char in "ªº":
        return 4.5 if before.isdigit() else NEVER
    if "\x80" <= char <= "\x9f":
        return CONTROL
    if char in "†‡‰¢¥µ":
        return 9.0 if between else 7.0
    if char in "¤¦¨¯¸¬¹¶ˆ˜ƒ÷¿¡":
        return 11.0 if between else NEVER
    return ABSURD
