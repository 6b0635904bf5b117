"""How a record departs from its schema, in words. Of alternatives, what the one that was meant finds wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from itertools import groupby
from reprlib import Repr
from typing import Any

_SHORT = Repr()
_SHORT.maxstring = _SHORT.maxother = 100
_SHORT.maxlevel = 2
_LONGEST = 300
_OF_THE_WHOLE = ("type", "const", "enum")
"""Keywords that say, of an alternative, that it is another kind of thing than the value."""

Error = Any
"""A `jsonschema.ValidationError`, whose attributes are declared as if each could be unset; none is."""


def explained(error: Error) -> Iterator[tuple[Sequence[Any], str]]:
    """The places and messages of one error; of `anyOf` and `oneOf` those of the alternative that was meant."""
    if error.validator == "format" and not re.search(error.schema.get("pattern", ""), str(error.instance)):
        return  # the pattern is told to be missed already
    if error.validator not in ("anyOf", "oneOf"):
        yield tuple(error.absolute_path), _described(error, _plain(error))
        return
    place, alternatives = tuple(error.absolute_path), _alternatives(error)
    if not alternatives:  # several fit, where one has to
        names = _required(error)
        yield place, _described(error, f"{_listed(names)} exclude each other: give one of them")
        return
    if len(_required(error)) == len(error.validator_value):
        yield place, _described(error, f"one of {_listed(_required(error))} is missing")
        return
    meant = [inner for inner in alternatives if not _is_another_kind(inner, place)]
    if not meant:
        yield place, _described(error, f"{_short(error.instance)} is not allowed; allowed is {_kinds(alternatives)}")
        return
    if isinstance(error.instance, dict):
        best = min(map(_distance, meant))
        meant = [inner for inner in meant if _distance(inner) == best]
    if len(meant) == 1:
        for inner in meant[0]:
            yield from explained(inner)
        return
    yield place, _described(error, _between(error.instance, meant))


def _alternatives(error: Error) -> list[list[Error]]:
    """The errors of each alternative, in the order of the schema; of one that is alternatives itself, those of each."""
    nested = sorted(error.context or (), key=lambda inner: inner.schema_path[0])
    found: list[list[Error]] = []
    for _, group in groupby(nested, key=lambda inner: inner.schema_path[0]):
        errors = list(group)
        inner = errors[0]
        same_place = len(errors) == 1 and tuple(inner.absolute_path) == tuple(error.absolute_path)
        nests = same_place and inner.validator in ("anyOf", "oneOf") and inner.context
        found += _alternatives(inner) if nests else [errors]
    return found


def _is_another_kind(errors: list[Error], place: Sequence[Any]) -> bool:
    return any(tuple(e.absolute_path) == place and e.validator in _OF_THE_WHOLE for e in errors)


def _distance(errors: list[Error]) -> tuple[int, int, int]:
    """How far an object is from an alternative: values that name another one, keys that it does not know, that lack."""
    top = [error for error in errors if error.validator in ("required", "additionalProperties")]
    named = sum(error.validator in ("const", "enum") for error in errors)
    unknown = sum(len(_unknown(error)) for error in top if error.validator == "additionalProperties")
    return named, unknown, sum(error.validator == "required" for error in top)


def _between(instance: Any, meant: list[list[Error]]) -> str:
    """Several alternatives are as near: which they are."""
    if isinstance(instance, dict):
        owners = [errors[0].schema.get("required") or list(errors[0].schema.get("properties", ())) for errors in meant]
        names = [" and ".join(names) for names in owners if names]
        lacking = any(error.validator == "required" for errors in meant for error in errors)
        if not lacking:
            return f"{_listed(names)} exclude each other: give one of them"
        known = {name for names in owners for name in names}
        strange = [_short(key) for key in instance if key not in known]
        return f"one of {_listed(names)} is missing" + (
            f"; {', '.join(strange[:5])} has no place here" if strange else ""
        )
    return f"{_short(instance)} is not allowed; allowed is {_kinds(meant)}"


def _kinds(alternatives: list[list[Error]]) -> str:
    """What each alternative is, in words."""
    found = []
    for errors in alternatives:
        schema = errors[0].schema
        if "const" in schema:
            found.append(repr(schema["const"]))
        elif "enum" in schema:
            found.append(f"one of {', '.join(map(repr, schema['enum']))}")
        elif schema.get("description") and schema.get("type") != "null":
            container = {"array": "a list: ", "object": "a mapping: "}.get(str(schema.get("type")), "")
            found.append(container + str(schema["description"]).rstrip("."))
        else:
            found.append(str(schema.get("type", "another kind of value")))
    return "; or ".join(dict.fromkeys(found))


def _required(error: Error) -> list[str]:
    """The keys of alternatives that are nothing but a key that has to be there."""
    parts = error.validator_value
    return [part["required"][0] for part in parts if isinstance(part, dict) and list(part) == ["required"]]


def _plain(error: Error) -> str:
    """The message of jsonschema, in which no value is long."""
    if error.validator == "format":
        return f"the calendar has no day {_short(error.instance)}"
    if error.validator == "additionalProperties":
        strange = _unknown(error)
        near = get_close_matches(str(strange[0]), _properties(error), 1) if strange else []
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return f"there is no property {', '.join(map(_short, strange[:5]))} here{hint}"
    if error.validator == "pattern" and error.schema.get("description"):
        return f"{_short(error.instance)} is not allowed here"  # the description says what is; a pattern tells nobody
    shown = repr(error.instance)
    message = str(error.message)
    if message.startswith(shown):
        message = _short(error.instance) + message[len(shown) :]
    return message if len(message) <= _LONGEST else f"{message[: _LONGEST - 1]}…"


def _described(error: Error, message: str) -> str:
    """A message with what the schema says of the place, or of the property that is missing."""
    schema: Any = error.schema
    if error.validator == "required":
        missing = [name for name in error.validator_value if repr(name) == error.message.split(" is a ")[0]]
        schema = (
            schema.get("properties", {}).get(missing[0], schema) if missing and isinstance(schema, dict) else schema
        )
    described = schema.get("description") if isinstance(schema, dict) else None
    return f"{message} ({described})" if described else message


def _unknown(error: Error) -> list[Any]:
    return [key for key in error.instance if key not in _properties(error)]


def _properties(error: Error) -> list[str]:
    return list(error.schema.get("properties", ())) if isinstance(error.schema, dict) else []


def _listed(names: list[str]) -> str:
    return " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"


def _short(value: Any) -> str:
    return _SHORT.repr(value)
