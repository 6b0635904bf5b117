"""From a row of config `standoff` back to the records of the corpus that it was made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from goldwire.annotation.considered import derives
from goldwire.corpus.ids import doc_id
from goldwire.corpus.schemas import problems
from goldwire.model.annotation import Annotation, Polarity
from goldwire.model.document import Document

T = TypeVar("T")
Row = Mapping[str, Any]

_SAME = (
    "doc_id", "collection", "sha256", "text_sha256", "length", "file_name", "format", "encoding", "encoding_from",
    "language", "outlet", "url", "story", "origin",
)  # fmt: skip
"""Columns that are called as in a document's record."""
_LAYERS = ("lines", "mentions", "quotes", "scare_quotes", "stances")
_MAKER = {"kind": "rules", "name": None, "round": "first", "date": None}
"""Stands for the provenance, which rows do not say and nothing here asks for."""


class NotRestorable(ValueError):
    """A row from which no record can be made."""


def restored(row: Row) -> tuple[Document, Annotation | None]:
    """The document of a row, and its annotation without provenance; None where no layer was annotated.

    Raises `NotRestorable` for a row that no release of Goldwire holds.
    """
    try:
        document = _valid("document", _document(row), Document)
        if doc_id(document.sha256) != document.doc_id:
            raise NotRestorable("the id does not come from the SHA-256")
        if all(row[layer] is None for layer in _LAYERS):
            return document, None
        return document, _valid("annotation", _annotation(row), Annotation)
    except (KeyError, TypeError, AttributeError) as error:
        raise NotRestorable(f"not of the form of its table ({error})") from None


def _valid(kind: str, record: dict[str, Any], model: type[T]) -> T:
    """A record that its schema allows, with properties left out that have their default."""
    try:
        made = msgspec.convert(record, model)
    except msgspec.ValidationError as error:
        raise NotRestorable(str(error)) from None
    found = problems(kind, msgspec.to_builtins(made))
    if found:
        raise NotRestorable(f"{found[0].pointer}: {found[0].message}")
    return made


def _document(row: Row) -> dict[str, Any]:
    extractor, published = row["extractor"], row["published"]
    return {
        **{name: row[name] for name in _SAME},
        "extractor": None if extractor is None else {"name": extractor, "version": row["extractor_version"]},
        "joins": row["joins"],
        "headline": None,
        "published": None if published is None else {"date": published, "known": row["published_known"]},
        "rights": {
            "holder": row["rights_holder"],
            "licence": row["licence"],
            "text": row["rights_text"],
            "attribution": row["attribution"],
        },
        "source": None if row["source_address"] is None else _source(row),
    }


def _source(row: Row) -> dict[str, Any]:
    return {
        "address": row["source_address"],
        "sha256": row["source_sha256"],
        "form": row["source_form"],
        "record": row["source_record"],
        "id_field": row["source_id_field"],
        "text_field": row["source_text_field"],
    }


def _annotation(row: Row) -> dict[str, Any]:
    return {
        "doc_id": row["doc_id"],
        "sha256": row["sha256"],
        "guidelines": row["guidelines"],
        "author": row["author"],
        "provenance": [{"layers": [layer for layer in _LAYERS if row[layer] is not None], **_MAKER}],
        "lines": row["lines"],
        "mentions": row["mentions"],
        "quotes": _each(row["quotes"], _quote),
        "scare_quotes": row["scare_quotes"],
        "stances": _each(_annotated(row), _stance),
    }


def _annotated(row: Row) -> Sequence[Row] | None:
    """The stances that people wrote down, without the pairs that are derived anew from the rest."""
    stances: Sequence[Row] | None = row["stances"]
    if stances is None or not derives(row["guidelines"]):
        return stances
    return [stance for stance in stances if stance["polarity"] != Polarity.NONE]


def _each(records: Sequence[Row] | None, make: Any) -> list[dict[str, Any]] | None:
    return None if records is None else [make(record) for record in records]


def _quote(quote: Row) -> dict[str, Any]:
    cue = {"start": quote["cue_start"], "end": quote["cue_end"], "digest": quote["cue_digest"]}
    return {
        "id": quote["id"],
        "type": quote["type"],
        "content": quote["content"],
        "cue": None if cue["start"] is None else cue,
        "speakers": [{"mention": each["mention"], "kind": each["kind"]} for each in quote["speakers"]],
        "parent": quote["parent"],
    }


def _stance(stance: Row) -> dict[str, Any]:
    return {
        "id": stance["id"],
        "holder": stance["holder"],
        "holder_mention": stance["holder_mention"],
        "target": {
            "entity": stance["target_entity"],
            "mention": stance["target_mention"],
            "proposition": stance["target_proposition"],
        },
        "polarity": stance["polarity"],
        "evidence": stance["evidence"],
        "quote": stance["quote"],
    }
