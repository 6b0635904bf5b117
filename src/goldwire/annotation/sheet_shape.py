"""What a worksheet may hold: the keys of each of its parts, and what each key takes.

The reader gives scalars without quotation marks as they are written. Here they become what their key takes, so that
`text: No` is the word, `line: 12` a number and `cue: null` nothing. A key that is not known is an error: left alone, it
would take the labels under it away without a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from reprlib import Repr
from typing import Any, Literal

from goldwire.annotation.suggestion_marks import KEY as MARK
from goldwire.text.plain_yaml import Plain, integer, is_null, values

_MAX_PROBLEMS = 200
"""Problems that are collected; a sheet with more is mended in several rounds."""
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that do not show or turn the direction of what does. Texts may hold them; labels may not."""
_NULLS = ("null", "~", "")
_FLAGS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 80

Scalar = Literal["text", "words", "word", "date", "number", "flag"]
"""What a key takes. `text`: a string of the text, whatever it is; `words`: a string in somebody's words, or null;
`word`: an id, a name of a type or such, or null; `date`: a day of the calendar, or null; `number`: an integer, or null;
`flag`: true or false."""


@dataclass(frozen=True, slots=True)
class Part:
    """A mapping with these keys; those in `needed` must be there. `noun` says in messages what it is."""

    noun: str
    keys: Mapping[str, Scalar | Part | Several | Numbered]
    needed: tuple[str, ...] = ()
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Several:
    """A list of parts or of words. `loose`: one of them may stand there without the list."""

    of: Part | Scalar
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Numbered:
    """Words by number, as `lines` has them."""


_INNER = ("span", "speaker", "target")
"""Parts of records that can be marked."""
_SPAN: dict[str, Scalar | Part | Several | Numbered] = {
    "text": "text",
    "line": "number",
    "in": "words",
    "nth": "number",
}
SPAN = Part("span", _SPAN)
SHEET = Part(
    "worksheet",
    {
        "doc_id": "word",
        "sha256": "word",
        "made_from": Part("made_from", {"pass": "word", "annotation": "word"}, ("annotation",)),
        "guidelines": "word",
        "author": "word",
        "provenance": Several(
            Part(
                "entry of the provenance",
                {"layers": Several("word"), "kind": "word", "name": "words", "round": "word", "date": "date"},
                ("layers", "kind", "name", "round", "date"),
            )
        ),
        "lines": Numbered(),
        "mentions": Several(
            Part(
                "mention",
                {
                    "id": "word",
                    **_SPAN,
                    "type": "word",
                    "form": "word",
                    "entity": "word",
                    "literal": "word",
                    "adjectival": "flag",
                },
                ("type", "entity"),
                marked=True,
            )
        ),
        "quotes": Several(
            Part(
                "quote",
                {
                    "id": "word",
                    "type": "word",
                    "type_reason": "words",
                    "content": Several(SPAN, loose=True),
                    "cue": SPAN,
                    "speakers": Several(
                        Part("speaker", {"mention": "word", "kind": "word"}, ("mention", "kind")), loose=True
                    ),
                    "parent": "word",
                },
                ("type", "content", "speakers"),
                marked=True,
            )
        ),
        "scare_quotes": Several(Part("scare quote", {**_SPAN, "kind": "word"}, ("kind",), marked=True)),
        "stances": Several(
            Part(
                "stance",
                {
                    "id": "word",
                    "holder": "word",
                    "holder_mention": "word",
                    "target": Part("target", {"entity": "word", "mention": "word", "proposition": "word"}),
                    "polarity": "word",
                    "evidence": Several(SPAN),
                    "quote": "word",
                },
                ("holder", "target", "polarity"),
                marked=True,
            )
        ),
    },
)

_FORMER = {
    ("quote", "speaker"): "since Goldwire 0.6 a quote has a list, speakers: [{mention: m1, kind: named}]",
}
"""Keys that parts had once, with what they have now."""


@dataclass(slots=True)
class Shaped:
    """A worksheet whose scalars are what their keys take; what is wrong with its keys and labels, and what is missing,
    which is worth saying only where nothing else is wrong."""

    sheet: Any
    problems: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


def shaped(read: Any) -> Shaped:
    """A worksheet as `goldwire.text.plain_yaml.read_yaml` gave it, with its scalars as their keys take them."""
    found = Shaped(None)
    found.sheet = _part(read, SHEET, "", found)
    del found.problems[_MAX_PROBLEMS:]
    return found


def short(value: Any) -> str:
    """A value for a message, cut where it is long."""
    return _SHORT.repr(str(value) if isinstance(value, Plain) else value)


def _any(value: Any, kind: Scalar | Part | Several | Numbered, place: str, found: Shaped) -> Any:
    if isinstance(kind, Part):
        return _part(value, kind, place, found)
    if isinstance(kind, Several):
        if isinstance(value, list):
            return [_any(entry, kind.of, f"{place}[{number}]{_id(entry)}", found) for number, entry in enumerate(value)]
        return _any(value, kind.of, place, found) if kind.loose else values(value)
    if isinstance(kind, Numbered):
        return _numbered(value, place, found)
    return _scalar(value, kind, place, found)


def _part(value: Any, part: Part, place: str, found: Shaped) -> Any:
    if not isinstance(value, dict):
        return values(value)
    result: dict[str, Any] = {}
    where = f"{place}: " if place else ""
    for key, entry in value.items():
        kind = part.keys.get(key)
        if kind is None and key == MARK and (part.marked or part.noun in _INNER):  # `settle` refuses it within
            result[MARK] = values(entry)
            continue
        if kind is None or (kind in ("number", "words") and _nothing(entry) and _before(value, key)):
            if len(found.problems) < _MAX_PROBLEMS:
                found.problems.append(f"{where}{_no_key(key, value, part)}")
            continue
        result[str(key)] = _any(entry, kind, f"{place} {key}".strip(), found)
    found.missing += [f"{where}{key} is missing" for key in part.needed if key not in value]
    return result


def _no_key(key: str, among: dict[str, Any], part: Part) -> str:
    """What to do about a key that is not known, or that is and has no value where a comma may have made it a key."""
    text = _before(among, key)
    if text is not None and _nothing(among[key]):
        return (
            f"the text {short(text)} ends at a comma, and {short(key)} after it is taken for a key without a value. "
            'In { } a text that holds a comma goes in quotation marks: {text: "…", line: …}'
        )
    former = _FORMER.get((part.noun, key))
    if former is not None:
        return f"there is no key {short(key)} in a {part.noun} any more: {former}"
    near = get_close_matches(key.lower(), part.keys, 1, 0.6)
    hint = f"did you mean {near[0]!r}?" if near else f"a {part.noun} has {', '.join(part.keys)}"
    return f"there is no key {short(key)} in a {part.noun}; {hint}"


def _before(among: dict[str, Any], key: str) -> Plain | None:
    """The text without quotation marks that stands before a key, with nothing but keys without a value between."""
    before: Plain | None = None
    for other, value in among.items():
        if other == key:
            return before
        if other in ("text", "in", "proposition", "name"):
            before = value if isinstance(value, Plain) and value else None
        elif not _nothing(value):
            before = None
    return None


def _nothing(value: Any) -> bool:
    return isinstance(value, Plain) and value == ""


def _numbered(value: Any, place: str, found: Shaped) -> Any:
    if not isinstance(value, dict):
        return values(value)
    result: dict[int, Any] = {}
    for key, entry in value.items():
        number = integer(key)
        if number is None:
            found.problems.append(f"{place}: {short(key)} is no number of a line")
        else:
            result[number] = _scalar(entry, "word", f"{place}: line {number}", found)
    return result


def _scalar(value: Any, kind: Scalar, place: str, found: Shaped) -> Any:
    if not isinstance(value, str):
        return values(value)
    if kind == "number":
        number = integer(value)
        return None if is_null(value) else str(value) if number is None else number
    if kind == "flag":
        flag = _FLAGS.get(value.lower())
        if flag is None:
            found.problems.append(f"{place}: {short(value)} is neither true nor false")
        return flag
    if isinstance(value, Plain) and (
        is_null(value) if kind in ("word", "date") else kind == "words" and value in _NULLS
    ):
        return None
    hidden = _HIDDEN.search(value) if kind != "text" and not place.endswith(" in") else None
    if hidden is not None:
        found.problems.append(f"{place}: holds the character U+{ord(hidden.group()):04X}, which a label may not hold")
    if kind == "date" and not _is_day(value):
        found.problems.append(f"{place}: {short(value)} is no day of the calendar, written as 2031-05-02")
    return str(value)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _id(entry: Any) -> str:
    name = entry.get("id") if isinstance(entry, dict) else None
    return f" {name[:40]}" if isinstance(name, str) and name else ""
