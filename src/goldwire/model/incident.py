"""Incidents: everything that can be wrong has a code, a place and a remedy.

Codes are defined beside the rule that raises them, with `define`; the registry refuses a second definition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import msgspec


class Severity(StrEnum):
    """`error` stops a release; `warning` deserves a look; `info` only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


_LONGEST = 1000
"""Code points of a message: what is quoted in it comes from outside and may be of any length."""
_LETTER = {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO}


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of incident: `GW-` + letter of the severity + three digits."""

    code: str
    title: str
    meaning: str
    remedy: str

    @property
    def severity(self) -> Severity:
        return _LETTER[self.code[3]]

    def at(self, message: str, *, document: str | None = None, file: str | None = None, pointer: str = "") -> Incident:
        """An incident of this kind at one place; `pointer` is a JSON pointer into the record."""
        return Incident(
            code=self.code,
            severity=self.severity,
            document=document,
            file=None if file is None else printable(file),
            pointer=pointer,
            message=printable(message[:_LONGEST]),
            remedy=self.remedy,
        )


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong, in one place. The schema is `incident.schema.json`."""

    code: str
    severity: Severity
    document: str | None
    file: str | None
    pointer: str
    message: str
    remedy: str


_CODES: dict[str, Code] = {}


def define(code: str, title: str, *, meaning: str, remedy: str) -> Code:
    """Register a code. Raises `ValueError` where the code is malformed or defined already."""
    if not (len(code) == 7 and code.startswith("GW-") and code[3] in _LETTER and code[4:].isdigit()):
        raise ValueError(f"{code!r} is not an incident code: GW-, one of E, W, I, and three digits")
    if code in _CODES:
        raise ValueError(f"{code} is defined already, as {_CODES[code].title!r}")
    _CODES[code] = Code(code=code, title=title, meaning=meaning, remedy=remedy)
    return _CODES[code]


def known_codes() -> list[Code]:
    """All registered codes, by number."""
    return sorted(_CODES.values(), key=lambda code: (code.code[4:], code.code))


def errors(incidents: Iterable[Incident]) -> list[Incident]:
    """Those that stop a release."""
    return [incident for incident in incidents if incident.severity is Severity.ERROR]


def in_order(incidents: Iterable[Incident]) -> list[Incident]:
    """Sorted by place and code, so that two runs print alike."""
    return sorted(incidents, key=lambda i: (i.document or "", i.file or "", i.pointer, i.code, i.message))


IN_WORDS = (
    "\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000\u200c\u200d\u200e\u200f\u061c"
)
"""What names and sentences need, though nobody sees it: the spaces of typography, joiners, and the marks of direction
of Arabic and Hebrew."""
IN_TEXT = f"{IN_WORDS}\n\t"
"""The same, and what makes lines and columns."""


def printable(text: str, *, keep: str = "") -> str:
    """`text` with its control, bidi, invisible and surrogate characters escaped: what comes from outside is hostile.

    `keep` are those that stay as they are: none where a message tells characters apart, `IN_WORDS` where a name or a
    sentence is read, `IN_TEXT` where a program's own words are laid out.
    """
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in keep else char.encode("unicode_escape", "surrogatepass").decode("ascii")
        for char in text
    )
