"""Which characters are quotation marks, and what only looks like one: a table by language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DOUBLE: Final = frozenset('“”„‟"＂〝〞〟')
"""Double marks. Neighbours tell which of them open and which close: “…”, „…“, ”…” and “…“ are all printed."""
ALWAYS_OPEN: Final = frozenset("„‟〝")
SINGLE: Final = frozenset("‘’'‚‛＇")
"""Single marks, and apostrophes."""
OPENING: Final = {"「": "」", "『": "』", "｢": "｣", "❝": "❞", "❛": "❜"}
"""Marks of which each side has a character of its own."""
GUILLEMETS: Final = {"«": "»", "‹": "›"}
"""Guillemets point outward («…») or, in some languages, inward (»…«)."""
PAIRED_CHARACTERS: Final = {"``": "''", "<<": ">>"}
"""Marks typed as two characters each, and what closes them: TeX, and keyboards without guillemets."""

OPENERS: Final = frozenset("“„‟\"＂〝‘'‚‛«‹»›「『｢❝❛`<")
"""Characters with which a quotation can begin."""
CLOSERS: Final = frozenset("”“\"＂〞〟’'‘»›«‹」』｣❞❜>")
"""Characters with which a quotation can end."""
BEFORE_OPENING: Final = frozenset("([{—–-/=*_¿¡“„‟\"«»‹›‘'‚「『｢❝❛") | {""}
"""What may stand right before an opening mark, besides white space."""
AFTER_CLOSING: Final = frozenset(".,;:!?…)]}—–-/*_”“\"»«›‹’'‘」』｣❞❜") | {""}
"""What may stand right after a closing mark, besides white space."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a language writes marks.

    Attributes:
        inward: » may open a quotation within a line (»…«).
        right_single: ’ may open a quotation (’…’).
        clipped: Words that are written with an apostrophe in front (’tis, ’em); it is no mark.
    """

    inward: bool = True
    right_single: bool = False
    clipped: frozenset[str] = frozenset()


_ENGLISH = frozenset(
    "tis twas twere twill tisn twasn em n til till cause cos coz bout round neath cept ere er im allo ello ard "  # noqa: SIM905
    "fraid kay neer nother nuff scuse sup tween twixt ya yall gainst".split()
)
_OUTWARD = Style(inward=False)
_RIGHT = Style(right_single=True)
_DEFAULT = Style(clipped=_ENGLISH)
_STYLES = {
    "en": Style(inward=False, clipped=_ENGLISH),
    "fr": _OUTWARD,
    "it": _OUTWARD,
    "es": _OUTWARD,
    "pt": _OUTWARD,
    "ca": _OUTWARD,
    "ru": _OUTWARD,
    "uk": _OUTWARD,
    "el": _OUTWARD,
    "de": Style(clipped=frozenset({"ne", "nen", "nem", "ner", "s", "n", "nauf", "raus", "rein", "runter"})),
    "nl": Style(clipped=frozenset({"s", "t", "n", "k", "ns", "r", "m"})),
    "sv": _RIGHT,
    "fi": _RIGHT,
    "da": _RIGHT,
    "no": _RIGHT,
    "nb": _RIGHT,
    "nn": _RIGHT,
}

AYIN_NAMES: Final = tuple(
    "Abd Abb Ali Alaw Amr Ans Ass Ata Att Aww Ayn Ays Aza Azi Azm Ain Ais Adi Adn Afr Aja Akk Umar Uma Umr Uthm "  # noqa: SIM905
    "Ubay Utb Uqb Isa Imad Imr Iraq Iraa Irf Ism Izz Ida Oma Omr Oth Eid Ezz Ess".split()
)
"""How names begin that are often written with ‘ for the letter ayin: ‘Abd, ‘Umar, ‘Iraq. What follows ‘ is not quoted
unless a mark closes it."""


def style_of(language: str | None) -> Style:
    """The style of a language, by its ISO 639-1 code; a neutral one for others and for None."""
    return _STYLES.get(language or "", _DEFAULT)
