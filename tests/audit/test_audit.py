"""The audit finds every kind of planted error, and nothing where none is planted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
import yaml

from corpora import DATA, Maker
from goldwire.annotation.article import Article, article
from goldwire.annotation.reviews import Review
from goldwire.annotation.worksheet import apply_worksheet
from goldwire.audit.reading import Reading, readings
from goldwire.audit.registry import audit, detectors
from goldwire.model.document import Published
from goldwire.text.sentences import sentence_spans

PLANTED = DATA / "planted"
PLANTS: list[dict[str, Any]] = json.loads((PLANTED / "planted.json").read_text("utf-8"))
SHARED = (
    "The rota was printed on green paper and hung beside the weigh house door for all to read before dusk. It named "
    "every gang, every crane and every hour until the end of the month, and under each name was a small red cross. "
)
"""A paragraph that two reports of one story share."""


def planted(*plants: dict[str, Any]) -> list[Reading]:
    """The planted corpus with some of its errors: three documents, the last of the same story as the first."""
    articles = [made(name, [plant for plant in plants if plant["document"] == name]) for name in ("strike", "regatta")]
    raw = f"Carts wait in Port Marrow\n\n{SHARED * 2}\n"
    sheet = {
        "lines": {1: "headline", 3: "body"},
        "mentions": [{"id": "m1", "text": "Port Marrow", "type": "GPE", "entity": "port-marrow"}],
        "quotes": [],
        "scare_quotes": [],
        "stances": [],
    }
    return list(readings([*articles, resolved(raw, sheet, "strike")]))


def made(name: str, plants: Sequence[dict[str, Any]]) -> Article:
    raw = (PLANTED / f"{name}.txt").read_text("utf-8")
    sheet = yaml.safe_load((PLANTED / f"{name}.yaml").read_text("utf-8")) | {"story": name}
    if name == "strike":
        raw += f"\n{SHARED}\n"
        sheet["lines"][11] = "body"
    for plant in plants:
        if "replace" in plant:
            raw = raw.replace(*plant["replace"])
        for pointer, value in plant.get("set", {}).items():
            holder, last = found(sheet, pointer)
            holder[last] = value
        for pointer in plant.get("remove", ()):
            holder, last = found(sheet, pointer)
            del holder[last]
    return resolved(raw, sheet, sheet["story"])


def found(sheet: Any, pointer: str) -> tuple[Any, Any]:
    steps = [int(step) if step.isdigit() else step for step in pointer.lstrip("/").split("/")]
    for step in steps[:-1]:
        sheet = sheet[step]
    return sheet, steps[-1]


def resolved(raw: str, sheet: dict[str, Any], story: str) -> Article:
    maker = Maker(raw)
    document = maker.document(story=story, published=Published(date="2031-05-02", known="stated"))
    facts = {"doc_id": document.doc_id, "guidelines": "1.0"}
    provenance = [{"layers": ["lines"], "kind": "rules", "name": None, "round": "first", "date": None}]
    layers = {key: value for key, value in sheet.items() if key != "story"}
    source = yaml.safe_dump({**layers, **facts, "provenance": provenance}, allow_unicode=True)
    annotation = apply_worksheet(source, article(document, None, raw))
    return article(document, annotation, raw)


def test_nothing_is_found_where_nothing_is_planted() -> None:
    assert audit(planted()) == []


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant["kind"])
def test_each_planted_error_is_found_at_its_place(plant: dict[str, Any]) -> None:
    corpus = planted(plant)
    hits = [one for one in audit(corpus) if one.kind == plant["kind"]]
    assert len(hits) == 1, audit(corpus)
    (hit,) = hits
    assert 0 < hit.suspicion <= 1
    assert hit.message
    assert hit.line == plant["line"]
    if plant["at"] is None:
        assert (hit.start, hit.end, hit.excerpt) == (None, None, None)
        assert hit.other is not None
        return
    reading = next(one for one in corpus if one.document.doc_id == hit.doc_id)
    assert reading.view.raw[hit.start : hit.end] == plant["at"]
    assert f"⟦{plant['at']}⟧" in (hit.excerpt or "")


def test_all_planted_errors_are_found_at_once_most_suspicious_first() -> None:
    hits = audit(planted(*PLANTS))
    assert {hit.kind for hit in hits} == {plant["kind"] for plant in PLANTS}
    suspicions = [hit.suspicion for hit in hits]
    assert suspicions == sorted(suspicions, reverse=True)
    assert audit(planted(*PLANTS)) == hits


def test_every_detector_has_a_planted_error() -> None:
    assert {each.kind for each in detectors()} == {plant["kind"] for plant in PLANTS}
    assert all(each.meaning.endswith(".") for each in detectors())


def test_the_order_of_documents_does_not_matter() -> None:
    corpus = planted(*PLANTS)
    assert audit(corpus[::-1]) == audit(corpus)


def test_a_brief_that_stands_in_an_article_of_another_story_is_found() -> None:
    long = "Carts wait in Port Marrow\n\n" + "\n\n".join(f"{n} carts of salt and {n} of rope came." for n in range(90))
    sheet: dict[str, Any] = {"lines": {1: "headline", 3: "body"}, "mentions": [], "quotes": [], "stances": []}
    sheet["scare_quotes"] = []
    brief = resolved(f"Rota is out\n\n{SHARED}\n", sheet, "rota")
    sheet = sheet | {"lines": {1: "headline", **dict.fromkeys(range(3, 184, 2), "body")}}
    article = resolved(f"{long}\n\n{SHARED}\n", sheet, "carts")
    (hit,) = [one for one in audit(list(readings([brief, article]))) if one.kind == "stories-alike"]
    assert "% of the shorter text, at most 44 words in a row) with the other" in hit.message
    assert hit.suspicion > 0.9


def test_a_review_excuses_its_own_finding_only() -> None:
    (hit,) = audit(planted(PLANTS[3]))
    facts = {key: getattr(hit, key) for key in ("kind", "doc_id", "start", "end", "other")}
    review = Review(**facts, reason="a nickname")
    assert hit.key == review.key
    for change in (
        {"kind": "far-speaker"},
        {"doc_id": "gw-0000000000000000"},
        {"start": 0},
        {"end": 9},
        {"other": "x"},
    ):
        assert hit.key != msgspec.structs.replace(review, **change).key


def test_documents_without_text_or_labels_are_not_read() -> None:
    maker = Maker("Some words.\n")
    without = [maker.article(at_hand=False), article(maker.document(), None, maker.raw)]
    assert list(readings(without)) == []


def test_layers_that_were_not_annotated_are_not_suspected() -> None:
    corpus = planted()
    bare = [
        Reading(
            reading.document,
            msgspec.structs.replace(reading.annotation, mentions=None, quotes=None, scare_quotes=None, stances=None),
            reading.view,
        )
        for reading in corpus[:1]
    ]
    assert audit([*bare, *corpus[1:]]) == []


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("“Stop.” He ran.", ["“Stop.”", "He ran."]),
        ("« Où ? » demande-t-il. Là.", ["« Où ? » demande-t-il.", "Là."]),
        ("Mr. Sharne met J. Grole.", ["Mr. Sharne met J. Grole."]),
        ("A line\nAnother. End.", ["A line", "Another.", "End."]),
        ("It cost 3.5 marks. Then 4.", ["It cost 3.5 marks.", "Then 4."]),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences
