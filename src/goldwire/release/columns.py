"""Column types of published tables, and what each is in Arrow, in `datasets` metadata, in a card and in JSON Schema.

`datasets` reads one Parquet folder alike in all its versions only where the files' metadata has the old form of
features and the card repeats them, with `list:` for lists of structs and `sequence:` for lists of scalars.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

STRING, INT64, BOOL = "string", "int64", "bool"
_ARROW = {STRING: pa.string(), INT64: pa.int64(), BOOL: pa.bool_()}
_JSON = {STRING: "string", INT64: "integer", BOOL: "boolean"}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value of an Arrow type, by its name."""

    dtype: str


@dataclass(frozen=True, slots=True)
class Label:
    """One of several names, stored as its number."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """A list of scalars or labels."""

    of: Scalar | Label


@dataclass(frozen=True, slots=True)
class Structs:
    """A list of records."""

    columns: tuple[Column, ...]


Type = Scalar | Label | Many | Structs


@dataclass(frozen=True, slots=True)
class Column:
    """A named column. Any value may be null; `null` says what that means where it happens."""

    name: str
    type: Type
    description: str
    null: str | None = None

    @property
    def meaning(self) -> str:
        """What the column is, and what null means in it."""
        return self.description if self.null is None else f"{self.description} Null: {self.null}."


def string(name: str, description: str, null: str | None = None) -> Column:
    return Column(name, Scalar(STRING), description, null)


def integer(name: str, description: str, null: str | None = None) -> Column:
    return Column(name, Scalar(INT64), description, null)


def boolean(name: str, description: str) -> Column:
    return Column(name, Scalar(BOOL), description)


def strings(name: str, description: str) -> Column:
    return Column(name, Many(Scalar(STRING)), description)


def structs(name: str, description: str, columns: Sequence[Column], null: str | None = None) -> Column:
    return Column(name, Structs(tuple(columns)), description, null)


def encode(columns: Sequence[Column], row: dict[str, Any]) -> dict[str, Any]:
    """A row with labels as numbers and exactly the columns, in order. Raises `KeyError` for a missing one and
    `ValueError` for an unknown label."""
    return {column.name: _encode(column.type, row[column.name]) for column in columns}


def _encode(kind: Type, value: Any) -> Any:
    if value is None or isinstance(kind, Scalar):
        return value
    if isinstance(kind, Label):
        return kind.names.index(value)
    if isinstance(kind, Many):
        return [_encode(kind.of, item) for item in value]
    return [encode(kind.columns, item) for item in value]


def arrow_schema(columns: Sequence[Column], metadata: dict[str, str]) -> pa.Schema:
    """The Arrow schema of a table."""
    return pa.schema([pa.field(column.name, _arrow(column.type)) for column in columns], metadata=metadata)


def _arrow(kind: Type) -> pa.DataType:
    if isinstance(kind, Scalar):
        return _ARROW[kind.dtype]
    if isinstance(kind, Label):
        return pa.int64()
    if isinstance(kind, Many):
        return pa.list_(_arrow(kind.of))
    return pa.list_(pa.struct([pa.field(column.name, _arrow(column.type)) for column in kind.columns]))


def metadata_features(columns: Sequence[Column]) -> dict[str, Any]:
    """Features as the Parquet metadata of `datasets` below 4 writes them, which all versions read."""
    return {column.name: _metadata(column.type) for column in columns}


def _metadata(kind: Type) -> Any:
    if isinstance(kind, Scalar):
        return {"dtype": kind.dtype, "_type": "Value"}
    if isinstance(kind, Label):
        return {"names": list(kind.names), "_type": "ClassLabel"}
    if isinstance(kind, Many):
        return {"feature": _metadata(kind.of), "_type": "Sequence"}
    return [metadata_features(kind.columns)]


def card_features(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """Features as the YAML of a dataset card has them."""
    return [{"name": column.name, **_card(column.type)} for column in columns]


def _card(kind: Type) -> dict[str, Any]:
    if isinstance(kind, Structs):
        return {"list": card_features(kind.columns)}
    if isinstance(kind, Many):
        return {"sequence": _card_scalar(kind.of)}
    return {"dtype": _card_scalar(kind)}


def _card_scalar(kind: Scalar | Label) -> Any:
    if isinstance(kind, Scalar):
        return kind.dtype
    return {"class_label": {"names": {str(number): name for number, name in enumerate(kind.names)}}}


def json_schema(columns: Sequence[Column], description: str) -> dict[str, Any]:
    """JSON Schema of one row."""
    return {
        "description": description,
        "type": "object",
        "properties": {column.name: _json(column) for column in columns},
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }


def _json(column: Column) -> dict[str, Any]:
    schema = _json_type(column.type)
    if column.null is not None:
        schema.pop("description", None)
        return {"description": column.meaning, "anyOf": [{"type": "null"}, schema]}
    return {**schema, "description": column.meaning}


def _json_type(kind: Type) -> dict[str, Any]:
    if isinstance(kind, Scalar):
        return {"type": _JSON[kind.dtype]}
    if isinstance(kind, Label):
        return {"type": "integer", "minimum": 0, "maximum": len(kind.names) - 1}
    if isinstance(kind, Many):
        return {"type": "array", "items": _json_type(kind.of)}
    return {"type": "array", "items": json_schema(kind.columns, "One record of the list.")}
