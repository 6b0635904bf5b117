"""What a worksheet was made from: the pass, and the annotation as it stood then.

A worksheet replaces an annotation whole. By these two it is known whether it replaces what its maker saw: a sheet of
one pass is never applied to another, and one whose annotation was changed since is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from goldwire.corpus.files import pretty_json
from goldwire.corpus.ids import sha256_hex
from goldwire.model.annotation import Annotation

MADE_FROM = "made_from"
PASS, ANNOTATION = "pass", "annotation"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a worksheet was made from.

    `annotation` is the digest of the annotation, None where there was none, or an empty sheet was asked for. `reading`
    is the pass, None for the annotation itself. A sheet that is not `bound` may be applied to any pass.
    """

    annotation: str | None
    reading: str | None = None
    bound: bool = True

    def record(self) -> dict[str, str | None]:
        """What stands in the worksheet."""
        return ({PASS: self.reading} if self.bound else {}) | {ANNOTATION: self.annotation}


def digest(annotation: Annotation | None) -> str | None:
    """The first 16 hex digits of the SHA-256 of an annotation as it is written to disk; None where there is none."""
    return None if annotation is None else sha256_hex(pretty_json(annotation))[:16]


def origin(sheet: Any) -> Origin | None:
    """What a worksheet says that it was made from; None for one that was written by hand, or before it was noted."""
    made_from = sheet.get(MADE_FROM) if isinstance(sheet, dict) else None
    if not isinstance(made_from, dict) or ANNOTATION not in made_from:
        return None
    return Origin(made_from[ANNOTATION], made_from.get(PASS), PASS in made_from)
