"""What becomes of an annotation that a worksheet replaces: what would go, and what stood there is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from goldwire.annotation.files import write_annotation
from goldwire.annotation.sheet_origin import Origin, digest
from goldwire.corpus.files import BadJson, parse_json, pretty_json, write_atomically
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.keeping import keep, kept_folder, prepare
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import Annotation
from goldwire.model.document import Document
from goldwire.text.regular_file import read_regular, real_path

_LAYERS = {
    "lines": "role of a line, roles of lines",
    "mentions": "mention, mentions",
    "quotes": "quote, quotes",
    "scare_quotes": "scare quote, scare quotes",
    "stances": "stance, stances",
}
_FEW = 4
"""A layer of fewer records may lose any of them but the last without a question."""
_BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class LayerChange:
    """What becomes of one layer: the records that it held, and how many of them go, change and come."""

    layer: str
    held: int
    removed: int
    changed: int
    added: int

    @property
    def grave(self) -> bool:
        """Whether the layer loses all that it held, or more than half of what are not just a few."""
        return bool(self.removed) and (
            self.removed == self.held or (self.held >= _FEW and 2 * self.removed > self.held)
        )

    def noun(self, count: int) -> str:
        """A count of the layer's records, in words."""
        return f"{count:,} {_LAYERS[self.layer].split(', ')[count != 1]}"


@dataclass(frozen=True, slots=True)
class Change:
    """What a new annotation does to the one before it, by layer; layers that stay as they are are left out."""

    layers: Sequence[LayerChange]

    @property
    def grave(self) -> list[LayerChange]:
        """The layers whose loss is confirmed first."""
        return [layer for layer in self.layers if layer.grave]

    @property
    def losing(self) -> list[LayerChange]:
        """The layers in which any record goes or changes."""
        return [layer for layer in self.layers if layer.removed or layer.changed]

    def __str__(self) -> str:
        return "; ".join(
            ", ".join(
                f"{layer.noun(count)} {deed}"
                for deed, count in (("removed", layer.removed), ("changed", layer.changed), ("added", layer.added))
                if count
            )
            for layer in self.layers
        )


def change(before: Annotation | None, after: Annotation) -> Change:
    """What becomes of the records of `before` where `after` takes its place. Records are told apart by their ids, lines
    and scare quotes by their places."""
    found = []
    for layer in _LAYERS:
        old, new = _by_name(getattr(before, layer, None), layer), _by_name(getattr(after, layer), layer)
        counted = LayerChange(
            layer,
            held=len(old),
            removed=len(old.keys() - new.keys()),
            changed=sum(old[name] != new[name] for name in old.keys() & new.keys()),
            added=len(new.keys() - old.keys()),
        )
        if counted.removed or counted.changed or counted.added:
            found.append(counted)
    return Change(found)


def _by_name(records: Sequence[Any] | None, layer: str) -> dict[Any, Any]:
    return {
        (record.id if layer in ("mentions", "quotes", "stances") else (record.start, record.end)): record
        for record in records or ()
    }


class _Applied(msgspec.Struct, frozen=True, kw_only=True):
    """Which worksheet gave the annotation that stands there: the digest of its path, what it said that it was made
    from, and the digest of what it gave. With it a worksheet may be changed and applied again."""

    sheet: str
    made_from: str | None
    gave: str


def goes_on(corpus: Corpus, document: Document, sheet: Path, made_from: Origin | None, before: Annotation) -> bool:
    """Whether `before` came of an earlier state of this very worksheet, so that it is nobody else's work."""
    try:
        value = parse_json(read_regular(_applied_path(corpus, document)))
        applied = msgspec.convert(value, _Applied)
    except (OSError, BadJson, msgspec.ValidationError):
        return False
    return applied == _Applied(sheet=_named(sheet), made_from=_origin(made_from), gave=str(digest(before)))


def replace(
    corpus: Corpus, document: Document, annotation: Annotation, sheet: Path, made_from: Origin | None
) -> Path | None:
    """Write an annotation in the place of the one that stands there, which is kept.

    Args:
        corpus: The corpus, or one of its passes; locked.
        document: The document of the annotation.
        annotation: What to write.
        sheet: The worksheet that it came of.
        made_from: What the worksheet says that it was made from.

    Returns:
        The copy of what stood there; None where nothing did.
    """
    path = corpus.annotation_path(document)
    copy = keep(corpus, path)
    prepare(corpus)
    note = _Applied(sheet=_named(sheet), made_from=_origin(made_from), gave=str(digest(annotation)))
    # First the note: cut off between the two, the sheet is still one of the annotation that stands there.
    write_atomically(_applied_path(corpus, document), pretty_json(note))
    write_annotation(path, annotation)
    return copy


def _applied_path(corpus: Corpus, document: Document) -> Path:
    return kept_folder(corpus, corpus.annotation_path(document)) / "applied.json"


def _named(sheet: Path) -> str:
    return sha256_hex(str(real_path(sheet)).encode("utf-8", "surrogateescape"))[:16]


def _origin(made_from: Origin | None) -> str | None:
    return _BY_HAND if made_from is None else made_from.annotation
