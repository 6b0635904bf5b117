"""Rights in a text: how licences are written, and what they allow.

A licence is an expression of SPDX ids (`CC-BY-4.0`, `MIT OR Apache-2.0`), one of its own (`LicenseRef-…`), or
`all-rights-reserved`. What is not known to allow it, Goldwire does not pass on. A corpus may declare licences of its
own in `corpus.json`: `Settings.licences`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from goldwire.model.document import Licence
from goldwire.model.incident import printable

if TYPE_CHECKING:
    from license_expression import Licensing

ALL_RIGHTS_RESERVED = "all-rights-reserved"
UNKNOWN_HOLDER = "unknown"

_OWN = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+")
_SEPARATORS = re.compile(r"[\s_\-\u2010-\u2015]+")
_NO_NAME = re.compile(r"[\W_]+")
_UNKNOWN = frozenset(
    {"", "unknown", "unknown holder", "not known", "na", "n a", "none", "null", "nil", "tbd", "todo", "xxx"}
)
_LONGEST = 1000
"""Characters of an expression; one that is longer is no licence of a text."""


class UnknownLicence(ValueError):
    """Something given as a licence is not one. The message says what would be right."""


def licence_id(licence: str) -> str:
    """A licence as records write it: SPDX ids in their own spelling.

    Case does not matter, nor which separators stand between the parts of one id: `cc by 4.0` is `CC-BY-4.0`.

    Args:
        licence: An SPDX expression, `LicenseRef-…` or `all-rights-reserved`, as somebody typed it.

    Returns:
        The same licence in its one spelling.

    Raises:
        UnknownLicence: It is no such expression, or names an id that SPDX does not list.
    """
    plain = licence.strip()
    if _folded(plain) == _folded(ALL_RIGHTS_RESERVED):
        return ALL_RIGHTS_RESERVED
    parsed, unknown = _parsed(plain)
    if parsed is not None and not unknown:
        return str(parsed.render("{symbol.key}"))
    single = _by_folded().get(_folded(plain))
    if single is not None:
        return single
    shown = f"{printable(licence[:100])!r}" if plain else "an empty licence"
    if len(plain) <= _LONGEST and (near := _nearest(unknown or [plain])):
        raise UnknownLicence(f"{shown} is no SPDX licence expression; did you mean {near}? {_WHAT}")
    raise UnknownLicence(f"{shown} is no SPDX licence expression. {_WHAT}")


_WHAT = (
    "A licence is an id of https://spdx.org/licenses, such as CC-BY-4.0, several joined by AND or OR, LicenseRef- "
    f"and a name for one that SPDX does not list, or {ALL_RIGHTS_RESERVED}"
)


_NONE: Mapping[str, Licence] = {}


def may_pass_on(licence: str, own: Mapping[str, Licence] = _NONE) -> bool:
    """Whether a licence lets anybody pass the text on, as far as can be told.

    Licences that SPDX lists do, and those that the corpus declares so. `all-rights-reserved` does not, and of any other
    `LicenseRef-…` and what is no licence nothing is known. Of licences joined by OR one is enough; of those joined by
    AND all must allow it.

    Args:
        licence: An SPDX expression.
        own: Licences that the corpus declares (`Settings.licences`), by id.
    """
    return _allowed(licence, own) is True


def holder_trouble(holder: str) -> str | None:
    """What is wrong with the name of a holder as a name, whoever it is; None where nothing is."""
    if not holder.strip():
        return "is empty"
    return "begins or ends with white space" if holder != holder.strip() else None


def is_unknown_holder(holder: str) -> bool:
    """Whether a holder of rights names nobody: white space, marks, or a word such as `unknown` or `n/a`."""
    return _NO_NAME.sub(" ", holder).strip().casefold() in _UNKNOWN


def why_not_passed_on(
    holder: str, licence: str, own: Mapping[str, Licence] = _NONE, *, known: bool = False
) -> str | None:
    """Why a text of this holder under this licence may not be in a collection whose texts are published.

    Args:
        holder: Who holds the rights.
        licence: The licence, in any spelling.
        own: Licences that the corpus declares (`Settings.licences`), by id.
        known: Whether the licence has to be known to allow it. Otherwise one of one's own (`LicenseRef-…`) that the
            corpus does not declare is taken on the word of whoever names it: see `may_pass_on` for what is published.

    Returns:
        What is missing, in words; None where the text may be published.
    """
    try:
        licence = licence_id(licence)
    except UnknownLicence as error:
        return str(error)
    reasons = []
    if is_unknown_holder(holder):
        reasons.append("no holder of the rights is named")
    allowed = _allowed(licence, own)
    if licence == ALL_RIGHTS_RESERVED:
        reasons.append("all rights are reserved")
    elif allowed is False:
        reasons.append(f"corpus.json declares that {licence} does not allow it")
    elif allowed is None and known:
        reasons.append(f"{licence} is not known to allow it (corpus.json may declare a LicenseRef under licences)")
    return " and ".join(reasons) or None


def licences_in(licence: str) -> list[str]:
    """The single licences of an expression, sorted; what is no expression, as it is."""
    parsed, _ = _parsed(licence.strip())
    if parsed is None:
        return [licence]
    return sorted({str(getattr(symbol, "license_symbol", symbol).key) for symbol in parsed.symbols})


@cache
def _spdx() -> Licensing:
    from license_expression import get_spdx_licensing  # only what looks at licences waits for its list

    return get_spdx_licensing()


@lru_cache(maxsize=4096)
def _parsed(licence: str) -> tuple[Any, list[str]]:
    """The expression and the ids in it that are not known; None where it is no expression."""
    from license_expression import ExpressionError, ParseError

    if not licence or len(licence) > _LONGEST:
        return None, []
    try:
        parsed = _spdx().parse(licence, strict=True)
    # "MIT;", "()" and "( AND MIT" end in an AttributeError, an IndexError and an AssertionError of the parser.
    except (ExpressionError, ParseError, AssertionError, AttributeError, IndexError, RecursionError):
        return None, []
    if parsed is None:
        return None, []
    keys = _spdx().unknown_license_keys(parsed)
    return parsed, [key for key in keys if not _OWN.fullmatch(key)]


def _allowed(licence: str, own: Mapping[str, Licence]) -> bool | None:
    """Whether a licence allows passing on; None where nobody said so."""
    plain = licence.strip()
    if _folded(plain) == _folded(ALL_RIGHTS_RESERVED):
        return False
    parsed, unknown = _parsed(plain)
    return None if parsed is None or unknown else _allows(parsed, own)


def _allows(parsed: Any, own: Mapping[str, Licence]) -> bool | None:
    licensing = _spdx()
    if isinstance(parsed, licensing.OR | licensing.AND):
        parts = {_allows(part, own) for part in parsed.args}
        decides = isinstance(parsed, licensing.OR)
        if decides in parts:
            return decides
        return None if None in parts else not decides
    key = getattr(parsed, "license_symbol", parsed).key
    if key in own:
        return own[key].passing_on
    return True if key in licensing.known_symbols and not _OWN.fullmatch(key) else None


def _folded(licence: str) -> str:
    return _SEPARATORS.sub("", licence).casefold()


@cache
def _by_folded() -> dict[str, str]:
    """The ids of SPDX without their separators; those that are then the same are left out."""
    found: dict[str, str] = {}
    twice = set()
    for key, symbol in _spdx().known_symbols.items():
        if not symbol.is_exception and not _OWN.fullmatch(key) and found.setdefault(_folded(key), key) != key:
            twice.add(_folded(key))
    return {folded: key for folded, key in found.items() if folded not in twice}


def _nearest(words: list[str]) -> str:
    known = _by_folded()
    near: list[str] = []
    for word in (_folded(word)[:100] for word in words):
        longer = [key for key in known if word and key.startswith(word)]  # CC-BY: the version is missing
        shortest = min(map(len, longer), default=0)
        near += sorted((key for key in longer if len(key) == shortest), reverse=True)[:1]
        near += get_close_matches(word, known, n=3, cutoff=0.75)
    return " or ".join(known[key] for key in list(dict.fromkeys(near))[:3])
