"""Where the cues of a lexicon stand in a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from goldwire.baselines.cue_lexicon import AUXILIARIES, INVERTED, SOURCES, Use


class Cue(NamedTuple):
    """A cue in a passage, in offsets of its mask; `form` is the word that the lexicon knows."""

    start: int
    end: int
    form: str
    uses: frozenset[Use]


class Lexicon:
    """The cues of a language: how they look and what they introduce."""

    def __init__(self, language: str, forms: Mapping[str, frozenset[Use]]) -> None:
        self.language, self._forms = language, forms
        self.sources = re.compile(rf"(?<!\w)(?:{SOURCES.get(language, '(?!)')})(?!\w)", re.IGNORECASE)
        words = (
            "|".join(
                re.escape(form).replace("'", "['’]") for form in sorted(forms, key=lambda form: (-len(form), form))
            )
            or r"(?!)"
        )
        auxiliary = AUXILIARIES.get(language, r"(?:(?!))")
        inverted = rf"(?P<inverted>{INVERTED}(?:\w+(?:é|i|u|it|is|ert)|{words}))(?!\w)|" if language == "fr" else ""
        # A verb right before its pronoun is a cue in French even where no list has it.
        asked = r"|(?P<asked>\w+)(?=(?:-t)?-(?:il|elle|ils|elles|on|je)\b)" if language == "fr" else ""
        self._pattern = re.compile(
            rf"(?<!\w)(?:{inverted}(?:{auxiliary})?(?P<form>{words})(?!\w){asked})", re.IGNORECASE
        )

    def cues(self, mask: str) -> list[Cue]:
        """Where cues stand in a mask."""
        found = []
        for match in self._pattern.finditer(mask):
            groups = match.groupdict()
            if groups["form"]:
                form = plain(groups["form"])
                uses = self._forms.get(form, frozenset())  # a long s is an s to a pattern, but not to the list
            elif groups.get("inverted"):
                form, uses = groups["inverted"].split()[-1].lower(), frozenset[Use](("clause", "marks"))
            else:
                form, uses = "(inverted)", frozenset[Use](("clause", "marks"))
            found.append(Cue(match.start(), match.end(), form, uses))
        return found


def plain(cue: str) -> str:
    """A cue in lower case with straight apostrophes, as the lexicon has it."""
    return cue.lower().replace("’", "'")
