"""JSON Schema validation: `jsonschema-rs` says whether, `jsonschema` says what and where."""

from __future__ import annotations

import json
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
    return jsonschema_rs.Draft202012Validator(schema(kind), registry=registry)


@cache
def reference_validator(kind: str) -> jsonschema.Draft202012Validator:
    """The reference validator of one kind."""
    resources = [(schema(other)["$id"], DRAFT202012.create_resource(schema(other))) for other in kinds()]
    registry: Registry[Any] = Registry().with_resources(resources)
    return jsonschema.Draft202012Validator(schema(kind), registry=registry)


def problems(kind: str, record: Any) -> list[Problem]:
    """All that is wrong with a record, in the order of its places; empty where it is valid."""
    if bulk_validator(kind).is_valid(record):
        return []
    found = [
        Problem(_pointer(path), message)
        for error in reference_validator(kind).iter_errors(record)
        for path, message in explained(error)
    ]
    return sorted(set(found)) or [Problem("", "does not match its schema")]


def _pointer(path: Any) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
