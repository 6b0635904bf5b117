"""JSON Schema validation: `jsonschema-rs` says whether, `jsonschema` says what and where.

Both assert formats, of which the schemas use one: `date`, a day that the calendar has.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import jsonschema_rs
from referencing import Registry
from referencing.jsonschema import DRAFT202012

SUFFIX = ".schema.json"
_FORMATS = jsonschema.FormatChecker(formats=["date"])


class Problem(NamedTuple):
    """Where (a JSON pointer) and how a record departs from its schema."""

    pointer: str
    message: str


def folder() -> Path:
    """The folder of the schemas: in an installed package inside it, in a checkout at its top."""
    packaged = Path(str(files("goldwire"))) / "schema"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "schema"


@cache
def kinds() -> tuple[str, ...]:
    """The kinds of record that have a schema, by name."""
    return tuple(sorted(path.name.removesuffix(SUFFIX) for path in folder().glob(f"*{SUFFIX}")))


@cache
def schema(kind: str) -> dict[str, Any]:
    """One schema as a dictionary. Raises `KeyError`, naming those that exist."""
    if kind not in kinds():
        raise KeyError(f"no schema is called {kind!r}; there are {', '.join(kinds())}")
    loaded: dict[str, Any] = json.loads((folder() / f"{kind}{SUFFIX}").read_bytes())
    return loaded


@cache
def bulk_validator(kind: str) -> jsonschema_rs.Draft202012Validator:
    """The fast validator of one kind."""
    registry = jsonschema_rs.Registry([(schema(other)["$id"], schema(other)) for other in kinds()])
    return jsonschema_rs.Draft202012Validator(schema(kind), registry=registry, validate_formats=True)


@cache
def reference_validator(kind: str) -> jsonschema.Draft202012Validator:
    """The reference validator of one kind."""
    resources = [(schema(other)["$id"], DRAFT202012.create_resource(schema(other))) for other in kinds()]
    registry: Registry[Any] = Registry().with_resources(resources)
    return jsonschema.Draft202012Validator(schema(kind), registry=registry, format_checker=_FORMATS)


def problems(kind: str, record: Any) -> list[Problem]:
    """All that is wrong with a record, in the order of its places; empty where it is valid."""
    try:
        if bulk_validator(kind).is_valid(record):
            return []
    except UnicodeEncodeError:  # arguments and file names whose bytes are no text in this encoding
        return sorted(_surrogates(record)) or [Problem("", "holds what is no text")]
    wrong = [error for outer in reference_validator(kind).iter_errors(record) for error in _deepest(outer)]
    # What does not even look like a date is not told to be no day, too.
    places = {_pointer(error.absolute_path) for error in wrong if error.validator != "format"}
    found = [
        Problem(pointer, _wording(error))
        for pointer, error in ((_pointer(error.absolute_path), error) for error in wrong)
        if error.validator != "format" or pointer not in places
    ]
    return sorted(found) or [Problem("", "does not match its schema")]


def _surrogates(value: Any, pointer: str = "") -> Iterator[Problem]:
    """Where a record holds strings that UTF-8 cannot have."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _surrogates(key, pointer)
            yield from _surrogates(item, pointer + _pointer([key]))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _surrogates(item, f"{pointer}/{number}")
    elif isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value):
        yield Problem(pointer, f"{value[:100]!r} is not text in Unicode")


def _deepest(error: jsonschema.ValidationError) -> Iterator[jsonschema.ValidationError]:
    """What `anyOf` and `oneOf` hide: the errors of the alternative that was followed furthest into the record."""
    nested = list(error.context or ())
    depth = max((len(inner.absolute_path) for inner in nested), default=0)
    if depth <= len(error.absolute_path):
        yield error
        return
    branch = next(inner.schema_path[0] for inner in nested if len(inner.absolute_path) == depth)
    for inner in nested:
        if inner.schema_path[0] == branch:
            yield from _deepest(inner)


def _pointer(path: Any) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _wording(error: jsonschema.ValidationError) -> str:
    message = error.message if len(error.message) <= 200 else error.message[:197] + "..."
    if error.validator == "format":
        message = f"the calendar has no day {error.instance!r}"
    described = error.schema.get("description") if isinstance(error.schema, dict) else None
    return f"{message} ({described})" if described else message
