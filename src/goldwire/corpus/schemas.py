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

from goldwire.corpus.schema_words import explained

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
    found = [
        Problem(_pointer(path), message)
        for error in reference_validator(kind).iter_errors(record)
        for path, message in explained(error)
    ]
    return sorted(set(found)) or [Problem("", "does not match its schema")]


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


def _pointer(path: Any) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
