"""YAML from outside, read plainly and within bounds.

Only mappings, lists and scalars: no anchors and aliases, which make a small file huge, no tags, no merge keys, no
directives, one document. The parser's events are counted before anything is built from them, so that neither depth nor
number costs more than reading as far as the bound. A scalar without quotation marks comes back as it is written, for
`No`, `1984` and `12:30` are words, too; whoever knows what a key takes says what is a number or null.
"""

from __future__ import annotations

import re
from reprlib import Repr
from typing import Any, NoReturn

import yaml

MAX_CHARACTERS = 16_000_000
"""The longest text that is read, in code points."""
MAX_VALUES = 250_000
"""Scalars, lists and mappings, keys among them: some twelve thousand labels."""
MAX_DEPTH = 40
MAX_DIGITS = 18
"""Digits of an integer: what 64 bits hold."""

_REFUSED = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters, lone surrogates, and line breaks that only Unicode knows, which YAML folds in silence."""
_DIRECTIVE = re.compile("^%", re.MULTILINE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_COMMENT = re.compile("[ \t]{1,20}#[^\\s#]")
_INTEGER = re.compile(f"-?(?:0|[1-9][0-9]{{0,{MAX_DIGITS - 1}}})")
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_TRUTH = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_QUOTE_IT = (
    "mapping values are not allowed",
    "cannot start any token",
    "expected <block end>",
    "did not find expected",
)
_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 60

# The parser in C is some ten times as fast; where PyYAML was built without it, the one in Python does.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadYaml(ValueError):
    """Text that is not YAML as Goldwire reads it; the message begins with line and column, counted from 1."""


class Plain(str):
    """A scalar without quotation marks, as it is written; empty where nothing is written."""

    __slots__ = ()


class _Open:
    """A list or mapping whose end has not come; `key` waits for its value."""

    __slots__ = ("key", "value")

    def __init__(self, value: list[Any] | dict[str, Any]) -> None:
        self.value = value
        self.key: str | None = None


def read_yaml(source: str) -> Any:
    """What a YAML text holds.

    Args:
        source: The text, decoded.

    Returns:
        Dictionaries, whose keys are strings, lists and strings; a scalar without quotation marks is a `Plain`. An empty
        text is an empty `Plain`.

    Raises:
        BadYaml: The text is not YAML, goes over a bound, or uses what has no place here.
    """
    _refuse_what_stands_there(source)
    try:
        return _built(source)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "cannot be read"
        hint = "; a string that holds a colon, a comma, a # or brackets goes in quotation marks" * any(
            known in problem for known in _QUOTE_IT
        )
        raise BadYaml(f"{_place(mark)}{problem}{hint}") from None
    except yaml.YAMLError as error:
        raise BadYaml(str(error).partition("\n")[0][:200]) from None
    except (OverflowError, UnicodeError, RecursionError):
        raise BadYaml("cannot be read") from None


def values(read: Any, *, strict: bool = False) -> Any:
    """What `read_yaml` gave, its plain scalars taken by the usual rules.

    Args:
        read: What `read_yaml` gave.
        strict: Whether scalars are refused that other readers take for dates, fractions or truth values.

    Returns:
        The value, in which plain scalars are null, true or false, integers of at most 18 digits, or else strings.

    Raises:
        BadYaml: With `strict`, for such a scalar.
    """
    if isinstance(read, dict):
        return {str(key): values(value, strict=strict) for key, value in read.items()}
    if isinstance(read, list):
        return [values(value, strict=strict) for value in read]
    if not isinstance(read, Plain):
        return read
    if is_null(read):
        return None
    if read in _TRUTH:
        return _TRUTH[read]
    number = integer(read)
    if number is not None:
        return number
    if strict and _looks_otherwise(read):
        raise BadYaml(
            f"others take {_SHORT.repr(str(read))} for something else than a string; put it in quotation marks"
        )
    return str(read)


def is_null(value: Any) -> bool:
    """Whether a value of `read_yaml` is a null: nothing at all, `~` or `null` without quotation marks."""
    return isinstance(value, Plain) and value in _NULL


def integer(value: Any) -> int | None:
    """The integer that a scalar of `read_yaml` is, written with decimal digits and nothing else; or None."""
    return int(value) if isinstance(value, str) and _INTEGER.fullmatch(value) else None


def _looks_otherwise(plain: str) -> bool:
    """Whether YAML 1.1 takes a scalar for something else than a string."""
    kinds = yaml.SafeLoader.yaml_implicit_resolvers.get(plain[0], [])
    return any(pattern.match(plain) for _, pattern in kinds)


def _refuse_what_stands_there(source: str) -> None:
    if len(source) > MAX_CHARACTERS:
        raise BadYaml(f"holds {len(source):,} characters; {MAX_CHARACTERS:,} are allowed")
    refused = _REFUSED.search(source)
    if refused is not None:
        code = f"U+{ord(refused.group()):04X}"
        escape = f"\\u{ord(refused.group()):04x}"
        word = (
            "a lone surrogate stands for no character"
            if _SURROGATE.match(refused.group())
            else (f'write it as "{escape}" in quotation marks')
        )
        raise BadYaml(f"{_at(source, refused.start())}the character {code} has no place here; {word}")
    directive = _DIRECTIVE.search(source)
    if directive is not None:
        raise BadYaml(f"{_at(source, directive.start())}no line may begin with %: directives have no place here")


def _built(source: str) -> Any:
    root: Any = Plain()
    frames: list[_Open] = []
    count = documents = 0
    for event in yaml.parse(source, Loader=_LOADER):
        if isinstance(event, yaml.ScalarEvent):
            _refuse_properties(event)
            if _SURROGATE.search(event.value):
                _refuse(event, "a lone surrogate (\\ud800 to \\udfff) stands for no character")
            value: Any = event.value if event.style else Plain(event.value)
            if not event.style and _is_cut_off(source, event):
                _refuse(
                    event, "a # after a space begins a comment: put the text in quotation marks, or a space after #"
                )
        elif isinstance(event, yaml.CollectionStartEvent):
            _refuse_properties(event)
            value = {} if isinstance(event, yaml.MappingStartEvent) else []
        elif isinstance(event, yaml.CollectionEndEvent):
            frames.pop()
            continue
        elif isinstance(event, yaml.AliasEvent):
            _refuse(event, f"aliases (*{str(event.anchor)[:40]}) have no place here; write the value out")
        else:
            documents += isinstance(event, yaml.DocumentStartEvent)
            if documents > 1:
                _refuse(event, "a second document begins here; one is allowed")
            continue
        count += 1
        if count > MAX_VALUES:
            _refuse(event, f"more than {MAX_VALUES:,} values")
        if frames:
            _put(frames[-1], value, event)
        else:
            root = value
        if not isinstance(value, str):
            frames.append(_Open(value))
            if len(frames) > MAX_DEPTH:
                _refuse(event, f"nested more than {MAX_DEPTH} deep")
    return root


def _is_cut_off(source: str, event: Any) -> bool:
    """Whether what follows a plain scalar looks like more of it: `text: route #7` would be `route` without a word."""
    start = event.start_mark.index
    as_it_stands = source.startswith(event.value, start)  # not where the scalar goes over several lines
    return as_it_stands and bool(event.value) and bool(_NO_COMMENT.match(source, start + len(event.value)))


def _put(frame: _Open, value: Any, event: Any) -> None:
    """Put a value into the list or mapping that is open: there as a key or as the value of the last one."""
    if isinstance(frame.value, list):
        frame.value.append(value)
    elif frame.key is not None:
        frame.value[frame.key] = value
        frame.key = None
    elif not isinstance(value, str):
        _refuse(event, "a key is a word, no list or mapping")
    elif value == "<<" and isinstance(value, Plain):
        _refuse(event, "merge keys (<<) have no place here; write the values out")
    elif value in frame.value:
        _refuse(event, f"the key {_SHORT.repr(str(value))} is given twice")
    else:
        frame.key = value


def _refuse_properties(event: Any) -> None:
    if event.anchor is not None:
        _refuse(event, f"anchors (&{event.anchor[:40]}) have no place here")
    if event.tag is not None:
        tag = _SHORT.repr(event.tag)[1:-1]
        _refuse(event, f"tags ({tag}) have no place here; a text that begins with ! goes in quotation marks")


def _refuse(event: Any, problem: str) -> NoReturn:
    raise BadYaml(f"{_place(event.start_mark)}{problem}")


def _place(mark: Any) -> str:
    return "" if mark is None else f"line {mark.line + 1:,}, column {mark.column + 1:,}: "


def _at(source: str, offset: int) -> str:
    before = source[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return f"line {before.count(chr(10)) + 1:,}, column {len(before) - before.rfind(chr(10)):,}: "
