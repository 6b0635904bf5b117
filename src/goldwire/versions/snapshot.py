"""What a release holds, as stable ids with either their values or digests of these; two of them can be compared.

Everything of a row is either what a record is *about* (a document's text, the words of a mention, the pair of a stance)
or what is *said* about it (types, entities, polarity, metadata). The latter can be corrected; where the former is
another, so is the record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, NamedTuple

import msgspec

DOCUMENT, ROWS, ENTITY, PROPOSITION = "document", "rows", "entity", "proposition"
LAYERS = ("lines", "mentions", "quotes", "scare_quotes", "stances")
"""Columns that are lists of records; a table that has any has one row a document."""
GROUPS = (DOCUMENT, *LAYERS, ROWS)
ABOUT, SAYS = "what it is about", "what is said of it"
"""The two fields of an item of which only digests are known."""

_ABOUT = {
    DOCUMENT: ("text", "sha256", "text_sha256", "length"),
    "lines": ("start", "end"),
    "mentions": ("start", "end", "text", "digest"),
    "quotes": ("content",),
    "scare_quotes": ("start", "end", "text", "digest"),
    "stances": ("holder", "target_entity", "target_proposition"),
    ROWS: ("start", "end", "text", "tokens", "token_starts", "token_ends"),
    ENTITY: (),  # its id is all that it is
    PROPOSITION: (),
}
_OF_CORPUS = frozenset({"entities", "propositions"})
"""Tables of which no row is of a document. They repeat the lists that a release carries, and count what its documents
say; both are compared where they come from."""
_ROW_ID = ("id", "doc_id")
_REPEATED = {
    "attribution": ("language", "story", "licence", "attribution", "role"),
    "lines": ("language", "story", "licence", "attribution", "kept"),
    "linking": (
        "language", "story", "licence", "attribution", "start", "end", "mention", "type", "adjectival", "listed",
        "is_nil", "entity", "literal", "text",
    ),
    "ner": ("language", "story", "licence", "attribution", "role"),
    "quotes": (
        "language", "story", "licence", "attribution", "type", "content", "cue_start", "cue_end", "cue",
        "speaker_start", "speaker_end", "speaker", "speaker_entity", "speaker_kind", "speakers", "parent", "text",
    ),
    "stance": (
        "language", "story", "licence", "attribution", "holder", "target_kind", "target", "proposition", "polarity",
        "evidence", "quote", "text",
    ),
}  # fmt: skip
"""Columns of tables that repeat what the document's row says, where it is compared."""
_HEX = 12

Fields = dict[str, Any]


class Item(NamedTuple):
    """One record: the fields that make it what it is, and those that can be corrected."""

    about: Fields
    says: Fields


Group = dict[str, Item]
"""Records by a key that is unique in their document."""


@dataclass(slots=True)
class Holding:
    """One document: its split, and by table its groups of records. A layer that is None was not annotated."""

    split: str
    tables: dict[str, dict[str, Group | None]] = field(default_factory=dict)


@dataclass(slots=True)
class Snapshot:
    """What one release holds. `fields` are the types of every table's fields by their path, `labels` the names of
    those that are labels. `entities` and `propositions` are None where there is no list of them. `digested`
    says that items hold digests instead of values."""

    name: str
    version: str
    edition: str
    metadata: Fields = field(default_factory=dict)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    labels: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    documents: dict[str, Holding] = field(default_factory=dict)
    entities: Group | None = None
    propositions: Group | None = None
    digested: bool = False

    def describe(self, table: str, features: Mapping[str, Any]) -> None:
        """Record the columns of a table, from the features in its files' metadata."""
        self.fields[table], self.labels[table] = dict(_types(features)), dict(_labels(features))

    def add(self, table: str, split: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Take rows of a table as its files hold them. Raises `ValueError` for what is no row of a release."""
        if table in _OF_CORPUS:
            return
        for row in rows:
            name = row.get("doc_id")
            if not isinstance(name, str):
                raise ValueError(f"a row of {table} has no doc_id")
            holding = self.documents.setdefault(name, Holding(split))
            if holding.split != split:
                raise ValueError(f"{name} is in the splits {holding.split} and {split}")
            groups = _document(row) if any(layer in row for layer in LAYERS) else {ROWS: _row(table, name, row)}
            mine = holding.tables.setdefault(table, {})
            for group, items in groups.items():
                if self.digested:
                    items = _digests(items)
                there = mine.setdefault(group, items)
                if there is not items and there is not None:
                    for key, item in (items or {}).items():
                        there[_free(key, there)] = item

    def add_entities(self, entities: Iterable[Mapping[str, Any]]) -> None:
        """Take the entity table. Raises `ValueError` for what is no entity."""
        self.entities = self._with(self.entities, ENTITY, entities)

    def add_propositions(self, propositions: Iterable[Mapping[str, Any]]) -> None:
        """Take the list of propositions. Raises `ValueError` for what is no proposition."""
        self.propositions = self._with(self.propositions, PROPOSITION, propositions)

    def _with(self, group: Group | None, kind: str, records: Iterable[Mapping[str, Any]]) -> Group:
        """A list of records by their ids, those that are there already among them."""
        group = {} if group is None else group
        for record in records:
            name = record.get("id")
            if not isinstance(name, str):
                raise ValueError(f"a record of kind {kind} has no id")
            item = _item(kind, {field: value for field, value in record.items() if field != "id"})
            group[_free(name, group)] = digested(item) if self.digested else item
        return group

    @property
    def splits(self) -> set[str]:
        """The splits that hold a document."""
        return {holding.split for holding in self.documents.values()}

    def as_digests(self) -> Snapshot:
        """The same with digests for values."""
        if self.digested:
            return self
        documents = {
            name: Holding(
                holding.split,
                {
                    table: {group: _digests(items) for group, items in groups.items()}
                    for table, groups in holding.tables.items()
                },
            )
            for name, holding in self.documents.items()
        }
        return replace(
            self,
            documents=documents,
            entities=_digests(self.entities),
            propositions=_digests(self.propositions),
            digested=True,
        )


def digested(item: Item) -> Item:
    """The item with a digest in the place of either half."""
    return Item({ABOUT: _digest(item.about)}, {SAYS: _digest(item.says)})


def _digests(items: Group | None) -> Group | None:
    return None if items is None else {key: digested(item) for key, item in items.items()}


def _digest(fields: Fields) -> str:
    return hashlib.sha256(msgspec.json.encode(fields, order="sorted")).hexdigest()[:_HEX]


def _document(row: Mapping[str, Any]) -> dict[str, Group | None]:
    name = row["doc_id"]
    plain = {key: value for key, value in row.items() if key not in LAYERS and key != "doc_id"}
    groups: dict[str, Group | None] = {DOCUMENT: {name: _item(DOCUMENT, plain)}}
    for layer in LAYERS:
        if layer in row:
            groups[layer] = None if row[layer] is None else _layer(name, layer, row[layer])
    return groups


def _layer(document: str, layer: str, records: Any) -> Group:
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise ValueError(f"{document}: {layer} is no list of records")
    group: Group = {}
    for record in records:
        # Lines and scare quotes have no ids: their place is their name.
        key = str(record["id"]) if "id" in record else f"{record.get('start')}-{record.get('end')}"
        group[_free(key, group)] = _item(layer, {name: value for name, value in record.items() if name != "id"})
    return group


def _row(table: str, document: str, row: Mapping[str, Any]) -> Group:
    skipped = (*_ROW_ID, *_REPEATED.get(table, ()))
    key = str(row.get("id", document)).removeprefix(f"{document}.")
    return {key: _item(ROWS, {name: value for name, value in row.items() if name not in skipped})}


def _item(group: str, fields: Fields) -> Item:
    about = _ABOUT[group]
    return Item(
        {name: value for name, value in fields.items() if name in about},
        {name: value for name, value in fields.items() if name not in about},
    )


def _free(key: str, group: Group) -> str:
    """`key`, or with a number behind where the group has it: a release that was checked never does."""
    if key not in group:
        return key
    number = 2
    while f"{key}#{number}" in group:
        number += 1
    return f"{key}#{number}"


def _types(features: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, str]]:
    for name, kind in features.items():
        inner, path = _inner(kind), f"{prefix}{name}"
        if isinstance(inner, list):
            yield path, "list of records"
            yield from chain.from_iterable(_types(part, f"{path}[].") for part in inner)
        else:
            said = "label" if "names" in inner else str(inner.get("dtype"))
            yield path, f"list of {said}" if inner is not kind else said


def _labels(features: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, list[str]]]:
    for name, kind in features.items():
        inner, path = _inner(kind), f"{prefix}{name}"
        if isinstance(inner, list):
            yield from chain.from_iterable(_labels(part, f"{path}[].") for part in inner)
        elif "names" in inner:
            yield path, [str(label) for label in inner["names"]]


def _inner(kind: Any) -> Any:
    """What a list is of; anything else as it is."""
    return kind["feature"] if isinstance(kind, dict) and "feature" in kind else kind
