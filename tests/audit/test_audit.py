"""The audit finds every kind of planted error, and nothing where none is planted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
import yaml

from corpora import DATA, Maker, entity
from goldwire.annotation.article import Article, Listed, article
from goldwire.annotation.reviews import Review
from goldwire.annotation.worksheet import apply_worksheet
from goldwire.audit.reading import Reading, readings
from goldwire.audit.registry import audit, detectors
from goldwire.model.annotation import Labels, MentionType, Names, Polarity, Proposition, QuoteType, Speaker, Target
from goldwire.model.document import Published
from goldwire.text.sentences import sentence_spans

PLANTED = DATA / "planted"
PLANTS: list[dict[str, Any]] = json.loads((PLANTED / "planted.json").read_text("utf-8"))
SHARED = (
    "The rota was printed on green paper and hung beside the weigh house door for all to read before dusk. It named "
    "every gang, every crane and every hour until the end of the month, and under each name was a small red cross. "
)
"""A paragraph that two reports of one story share."""
LISTED = Listed(
    {"per": entity("per", MentionType.PER)},
    {
        name: Proposition(id=name, labels=Labels(en=label, fr=None), definition="Made up.", entity=None)
        for name, label in (("shorter-rota", "shorter rota"), ("grole-in-office", "Grole in the office of the docks"))
    },
)
"""What the planted corpus lists."""


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
    return list(readings([*articles, resolved(raw, sheet, "strike")], LISTED))


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
    facts = {"doc_id": document.doc_id, "guidelines": "2.0"}
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


def kinds(maker: Maker, listed: Listed = LISTED) -> list[str]:
    return [one.kind for one in audit(list(readings([maker.article()], listed)))]


def judged() -> Maker:
    maker = Maker("“We condemn the Line, and the Ferry,” Ada said.", guidelines="2.0")
    maker.mention("Line", MentionType.ORG, "line")
    maker.mention("Ferry", MentionType.ORG, "ferry")
    maker.mention("Ada")
    named = Speaker(mention="m3", kind="named")
    maker.quote(QuoteType.DIRECT, ["We condemn the Line, and the Ferry,"], cue="said", speaker=named)
    return maker


def test_words_that_judge_something_else_are_no_reason_for_suspicion() -> None:
    assert kinds(judged()) == ["judging-words", "judging-words"]
    maker = judged()
    target = Target(entity="line", mention="m1")
    maker.stance("per", target, Polarity.OPPOSE, ["condemn"], quote="q1", holder_mention="m3")
    assert kinds(maker) == [], "the word shows the stance on the Line"
    old = judged()
    old.guidelines = "1.0"
    assert kinds(old) == [], "pairs of older guidelines were chosen by their reader"


def test_one_finding_a_name_however_many_speak() -> None:
    maker = Maker("“We condemn the Line,” Ada and Ida said.", guidelines="2.0")
    maker.mention("Line", MentionType.ORG, "line")
    speakers = [Speaker(mention=maker.mention(name, entity_id=name.lower()), kind="named") for name in ("Ada", "Ida")]
    maker.quote(QuoteType.DIRECT, ["We condemn the Line,"], cue="said", speakers=speakers)
    (hit,) = audit(list(readings([maker.article()], LISTED)))
    assert "ada on line (q1-m2-m1) and ida on line (q1-m3-m1)" in hit.message


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("“We sail,” Ada said.", True),
        ("Ada: “We sail.” The others were silent.", False),
        ("“We sail.” The rest of the evening was long and nobody had much to add to it, said Ida.", False),
        ("Ada spoke: “We sail.”\nThat was what she said.", False),
        ("« We sail, » a déclaré Ada.", False),
    ],
)
def test_a_verb_of_saying_beside_the_marks_is_a_cue(raw: str, found: bool) -> None:
    maker = Maker(raw)
    maker.quote(QuoteType.DIRECT, ["We sail"])
    assert kinds(maker) == (["null-cue"] if found else [])


def test_the_cue_of_a_quote_around_it_is_no_cue_of_an_inner_one() -> None:
    maker = Maker("Ada said that the “safe road” was closed.")
    maker.quote(QuoteType.MIXED, ["the “safe road” was closed"], cue="said")
    maker.quote(QuoteType.DIRECT, ["safe road"], parent="q1")
    assert kinds(maker) == []


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("office of Tobrek Hallune", True),
        ("Hallune's calendar", True),
        ("calendar of the hallune bridge", False),
        ("office of Tobrek", False),
    ],
)
def test_names_of_listed_persons_in_propositions_are_whole_words(label: str, found: bool) -> None:
    person = msgspec.structs.replace(
        entity("hallune", MentionType.PER),
        names=Names(en="Tobrek Hallune", fr=None),
        aliases=["Hallune", "the general"],
    )
    proposition = Proposition(id="plan", labels=Labels(en=None, fr=label), definition="Made up.", entity=None)
    maker = Maker("We want it.")
    for holder in ("AUTHOR", "hallune"):
        maker.stance(holder, Target(proposition="plan"), Polarity.SUPPORT, ["want"])
    listed = Listed({"hallune": person}, {"plan": proposition})
    assert kinds(maker, listed) == (["person-proposition"] if found else [])


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
