"""Predictions for gold documents, from a file or from records, in any order. What is wrong with them is collected, and
counts as empty; all else is scored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Self

import msgspec

from goldwire.corpus.files import BadJson, parse_json
from goldwire.corpus.schemas import Problem, bulk_validator, problems
from goldwire.model.incident import Code, define
from goldwire.model.layers import Gold, Prediction
from goldwire.scoring.collected import Collected
from goldwire.scoring.figures import Source
from goldwire.scoring.prediction_checks import wrong_in
from goldwire.scoring.prediction_ids import shorten
from goldwire.scoring.prediction_index import DEPARTS, NOT_JSON, PREDICTED, PredictionIndex, PredictionSource
from goldwire.scoring.prediction_older import of_old_form

_FEW = 6
"""Documents of one kind that a warning names."""
_LONGEST_SHOWN = 20_000
"""Bytes of a record that is compared with its schema in words, which takes time."""

_OF = {"links": "mentions", "speakers": "quotes", "polarities": "stances"}
"""The gold layer of which a predicted one tells more."""

SAME_DOCUMENT = define(
    "GW-E104",
    "document predicted twice",
    meaning="Two lines are of one document. Which of them counts must not depend on their order, so neither does: the "
    "prediction for this document counts as empty.",
    remedy="Keep one line for each document.",
)
NOTHING = define(
    "GW-E113",
    "no prediction for any document of the split",
    meaning="The file predicts no layer for any document that is scored, so that there is no figure.",
    remedy="Check that the predictions are for this release and this split: validation, unless --split names another.",
)
NO_LINE = define(
    "GW-W114",
    "documents without a prediction",
    meaning="The split holds documents for which the file has no line. They count as predicted empty in every layer "
    "that the file predicts for others, which lowers recall.",
    remedy="Predict every document of the split, also those in which nothing is found.",
)
NO_LAYER = define(
    "GW-W115",
    "layer not predicted for all documents",
    meaning="A layer is there for some documents and null or missing for others, where it counts as empty, which "
    "lowers recall.",
    remedy="Write an empty list where nothing is found; leave the layer away everywhere if it is not predicted.",
)
NOT_ASKED = define(
    "GW-W116",
    "predictions for other documents",
    meaning="The file holds lines of documents that are not in the split. They are passed over.",
    remedy="Nothing to do where one file serves several splits; else check release and split.",
)


class Predictions:
    """The predictions of one system. Use it as a context manager: ask `of` for each gold document, then `finish`.

    `layers` are those that any line predicts, and may be scored; `predicted`, known when all gold documents were asked
    for, those predicted for at least one of them. Raises `OSError` where the file cannot be read.
    """

    def __init__(self, source: PredictionSource) -> None:
        self._index = PredictionIndex(source)
        self.found: Collected = self._index.found
        self.predicted: set[str] = set()
        self._without_line = _Few()
        self._without_layer = {layer: _Few() for layer in PREDICTED}
        self._documents = 0

    @property
    def source(self) -> Source:
        """What the predictions were read from."""
        return self._index.source

    @property
    def layers(self) -> set[str]:
        return self._index.layers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *problem: object) -> None:
        self._index.__exit__(*problem)

    def of(self, gold: Gold) -> Prediction:
        """The prediction for a document; layers that are broken are empty, those that are not there are None."""
        self._documents += 1
        entry = self._index.entry(gold.doc_id)
        if entry is None:
            if not self._index.is_broken(gold.doc_id):
                self._without_line.add(gold.doc_id)
            return Prediction(doc_id=gold.doc_id)
        if entry.again is not None:
            said = f"{self.found.unit} {entry.again:,} is of this document, too"
            self.found.add(SAME_DOCUMENT, said, line=entry.line, document=gold.doc_id)
            return Prediction(doc_id=gold.doc_id)
        return self._checked(self._index.data(entry), entry.line, gold)

    def finish(self) -> None:
        """Add what can be told only when all gold documents were asked for."""
        found = self.found
        others, few = self._index.unasked()
        if others:
            found.add(NOT_ASKED, f"{_documents(others)} that the split does not hold: {_named(others, few)}")
        if not self.predicted:
            if not found.errors:
                said = "none of its lines is of this split" if others else "its lines predict no layer"
                found.add(NOTHING, said if self._index.count else "it holds no document")
            return
        if self._without_line.count:
            found.add(NO_LINE, f"{self._without_line} of {self._documents:,}")
        for layer in PREDICTED:
            lacking = self._without_layer[layer]
            if layer in self.predicted and lacking.count:
                found.add(NO_LAYER, f"{lacking} of {self._documents:,} have no {layer}")

    def _checked(self, line: bytes, number: int, gold: Gold) -> Prediction:
        try:
            record = parse_json(line)
        except BadJson as error:
            self.found.add(NOT_JSON, str(error), line=number, document=gold.doc_id)
            return Prediction(doc_id=gold.doc_id)
        broken: set[str] = set()

        def wrong(code: Code, layer: str | None, pointer: str, message: str | Callable[[], str]) -> None:
            broken.update(PREDICTED if layer is None else (layer,))
            self.found.add(code, message, line=number, document=gold.doc_id, pointer=pointer)

        for found in of_old_form(record):
            wrong(found.code, found.layer, found.pointer, found.message)
        old = frozenset(broken)
        if not bulk_validator("prediction").is_valid(record):
            for layer, problem in _departures(record, lambda: self.found.room(DEPARTS)):
                if layer not in old:
                    wrong(DEPARTS, layer, problem.pointer, problem.message)
        for found in shorten(record):
            wrong(found.code, found.layer, found.pointer, found.message)
        prediction = self._converted(record, broken, wrong)
        for found in wrong_in(prediction, gold, frozenset(broken)):
            wrong(found.code, found.layer, found.pointer, found.message)
        there = {layer for layer in PREDICTED if record.get(layer) is not None}
        self.predicted |= there
        for layer in PREDICTED:
            annotated = getattr(gold.layers, _OF.get(layer, layer)) is not None
            if annotated and layer not in there and layer not in broken:
                self._without_layer[layer].add(gold.doc_id)
        return msgspec.structs.replace(prediction, **{layer: [] for layer in broken & there})

    def _converted(self, record: dict[str, Any], broken: set[str], wrong: _Report) -> Prediction:
        """The record without the layers that are broken. What the schema takes for an integer, 1.0, is none here."""
        kept = {key: value for key, value in record.items() if key in (*PREDICTED, "doc_id") and key not in broken}
        try:
            return msgspec.convert(kept, Prediction)
        except msgspec.ValidationError:
            pass
        for layer in kept.keys() & set(PREDICTED):
            try:
                msgspec.convert({"doc_id": record["doc_id"], layer: kept[layer]}, Prediction)
            except msgspec.ValidationError as error:
                message, _, place = str(error).partition(" - at `$")
                wrong(DEPARTS, layer, _pointer(place.removesuffix("`")), message)
        return msgspec.convert({key: value for key, value in kept.items() if key not in broken}, Prediction)


_Report = Callable[[Code, str | None, str, str | Callable[[], str]], None]


class _Few:
    """How many documents there are of a kind, and the first of them."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[str] = []

    def add(self, doc_id: str) -> None:
        self.count += 1
        if len(self._first) < _FEW:
            self._first.append(doc_id)

    def __str__(self) -> str:
        return f"{_documents(self.count)} ({_named(self.count, self._first)})"


def _documents(count: int) -> str:
    return f"{count:,} document{'' if count == 1 else 's'}"


def _named(count: int, first: list[str]) -> str:
    return ", ".join(first) + (f" and {count - len(first):,} more" if count > len(first) else "")


def _departures(record: dict[str, Any], room: Callable[[], bool]) -> Iterator[tuple[str | None, Problem]]:
    """Where a record departs from its schema, each place with the layer that it spoils; None where that is all.

    Layers are looked at item by item, and put into words while there is room: for a record that is wrong throughout,
    words would take minutes.
    """
    outer = {key: ([] if key in PREDICTED and isinstance(value, list) else value) for key, value in record.items()}
    outer = {key: value if key in PREDICTED or _is_short(value) else None for key, value in outer.items()}
    for problem in problems("prediction", outer):
        layer = problem.pointer.split("/")[1] if problem.pointer else None
        yield layer if layer in PREDICTED else None, problem
    is_valid = bulk_validator("prediction").is_valid
    for layer in PREDICTED:
        items = record.get(layer)
        if not isinstance(items, list) or is_valid({"doc_id": record["doc_id"], layer: items}):
            continue
        good = True
        for number, item in enumerate(items):
            alone = {"doc_id": record["doc_id"], layer: [item]}
            if is_valid(alone):
                continue
            good, at = False, f"/{layer}/0"
            in_words = room() and _is_short(item)
            for problem in problems("prediction", alone) if in_words else [Problem(at, "departs from its schema")]:
                yield layer, Problem(f"/{layer}/{number}{problem.pointer.removeprefix(at)}", problem.message)
        if good:
            yield layer, Problem(f"/{layer}", f"{len(items):,} records, which are too many")


def _is_short(value: Any) -> bool:
    return len(msgspec.json.encode(value)) <= _LONGEST_SHOWN


def _pointer(place: str) -> str:
    """A place as msgspec writes it, `.mentions[3].start`, as a JSON pointer."""
    return place.replace("[", ".").replace("]", "").replace(".", "/")
