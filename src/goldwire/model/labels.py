"""Labels and names without what makes no difference: one rule for all that compare them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SAME: Final = str.maketrans(
    dict.fromkeys("‘’‛ʼʻ`´＇′", "'") | dict.fromkeys("“”„‟«»＂", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")


def name_key(text: str) -> str:
    """What two names have in common that are written alike.

    Case, the kind and amount of white space, Unicode normal form, the shape of apostrophes, marks and hyphens,
    and characters that print nothing make no difference.

    Args:
        text: A name, or the label of a proposition.
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    plain = _INVISIBLE.sub("", text).translate(_SAME)
    # Folding of case may leave letters that are not composed.
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", plain).casefold())
    return " ".join(plain.translate(_SAME).split())


def label_key(proposition: str) -> str:
    """What two labels of propositions have in common that mean the same: `name_key`, without punctuation at the end.

    Args:
        proposition: The label of a proposition.
    """
    words = name_key(proposition)
    return words.rstrip(" .,;:!?…") or words
