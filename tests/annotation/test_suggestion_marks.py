"""Marks of suggestions in worksheets: what they mean, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from corpora import Maker
from goldwire.annotation.article import Article, article
from goldwire.annotation.suggestion_marks import Mark, began_as_suggestions
from goldwire.annotation.worksheet import WorksheetError, apply_worksheet, read_worksheet, worksheet

RAW = "Belva met Dorven.\n\nDorven said: “Belva, Belva!”\n"
RULES = {"layers": ["mentions", "quotes", "stances"], "kind": "rules", "name": "it", "round": "first", "date": None}
HUMAN = {**RULES, "layers": ["lines", "mentions", "quotes", "scare_quotes", "stances"], "kind": "human"}
MENTIONS: list[dict[str, Any]] = [
    {"id": "m1", "text": "Belva", "line": 1, "type": "GPE", "form": "name", "entity": "gpe"},
    {"id": "m2", "text": "Dorven", "line": 3, "type": "GPE", "form": "name", "entity": "local:dorven"},
]
QUOTE: dict[str, Any] = {
    "id": "q1",
    "type": "direct",
    "content": [{"text": "Belva, Belva!", "line": 3}],
    "cue": {"text": "said", "line": 3},
    "speakers": [{"mention": "m2", "kind": "unnamed"}],
    "parent": None,
}
INNER: dict[str, Any] = {
    **QUOTE,
    "id": "q2",
    "content": [{"text": "Belva!", "line": 3}],
    "speakers": [{"mention": None, "kind": "unknown"}],
    "parent": "q1",
}
STANCE: dict[str, Any] = {
    "id": "s1",
    "holder": "local:dorven",
    "target": {"entity": "gpe"},
    "polarity": "none",
    "evidence": [],
    "quote": "q1",
}


def blank() -> Article:
    return article(Maker(RAW).document(), None, RAW)


def marked(record: dict[str, Any], mark: Any) -> dict[str, Any]:
    return {**record, "suggestion": mark}


def sheet(**changes: Any) -> str:
    record: dict[str, Any] = yaml.safe_load(worksheet(blank()))
    # Through JSON, so that no part stands twice: that would give an alias.
    own = json.loads(json.dumps({"provenance": [RULES, HUMAN], **changes}))
    return yaml.safe_dump(record | own, allow_unicode=True)


def troubles(source: str, *, drop_pending: bool = True) -> list[str]:
    with pytest.raises(WorksheetError) as caught:
        read_worksheet(source, blank(), drop_pending=drop_pending)
    return caught.value.problems


def test_accepted_records_are_ordinary_ones() -> None:
    plain = {"mentions": MENTIONS, "quotes": [QUOTE, INNER], "stances": [STANCE]}
    accepted = {layer: [marked(record, "accepted") for record in records] for layer, records in plain.items()}
    assert apply_worksheet(sheet(**accepted), blank()) == apply_worksheet(sheet(**plain), blank())
    assert read_worksheet(sheet(**plain), blank()).marks == {}
    counts = read_worksheet(sheet(**accepted), blank()).marks
    assert {layer: count[Mark.ACCEPTED] for layer, count in counts.items()} == {
        "mentions": 2,
        "quotes": 2,
        "stances": 1,
    }


def test_pending_records_are_refused_by_layer() -> None:
    many = [marked({**MENTIONS[0], "id": f"m{number}"}, "pending") for number in range(1, 12)]
    source = sheet(mentions=many, quotes=[marked({**INNER, "parent": None}, "pending"), {**QUOTE, "speakers": []}])
    with pytest.raises(WorksheetError) as caught:
        apply_worksheet(source, blank())
    assert caught.value.problems == []
    assert caught.value.pending == [
        "mentions: 11 pending: m1, m2, m3, m4, m5, m6, m7, m8 and 3 more",
        "quotes: 1 pending: q2",
    ]
    assert str(caught.value) == "\n".join(caught.value.pending)


def test_rejected_records_are_left_out() -> None:
    applied = read_worksheet(sheet(mentions=[marked(each, "rejected") for each in MENTIONS]), blank())
    assert applied.annotation.mentions == [], "all were read, and there are none"
    assert applied.unread == []
    assert [entry.kind for entry in applied.annotation.provenance] == ["rules", "human"]


def test_a_layer_that_nobody_judged_is_not_annotated() -> None:
    source = sheet(
        mentions=[marked(MENTIONS[0], "pending"), marked(MENTIONS[1], "rejected")],
        quotes=[
            marked({**QUOTE, "speakers": [{"mention": None, "kind": "unknown"}]}, "accepted"),
            marked(INNER, "pending"),
        ],
    )
    applied = read_worksheet(source, blank(), drop_pending=True)
    annotation = applied.annotation
    assert (annotation.mentions, annotation.stances, applied.unread) == (None, [], ["mentions"])
    assert [quote.id for quote in annotation.quotes or ()] == ["q1"]
    assert [entry.layers for entry in annotation.provenance] == [
        ["quotes", "stances"],
        ["lines", "quotes", "scare_quotes", "stances"],
    ]
    rules = {**RULES, "layers": ["mentions"]}
    only = sheet(mentions=[marked(MENTIONS[0], "pending")], provenance=[rules, HUMAN])
    assert [e.kind for e in read_worksheet(only, blank(), drop_pending=True).annotation.provenance] == ["human"]


def test_pending_suggestions_never_take_a_layer_away_that_is_annotated() -> None:
    maker = Maker(RAW)
    maker.mention("Belva")
    source = sheet(mentions=[marked(MENTIONS[0], "pending")])
    with pytest.raises(WorksheetError, match=r"mentions: all suggestions are pending, and gw-.* has that layer by now"):
        read_worksheet(source, maker.article(), drop_pending=True)


@pytest.mark.parametrize(
    ("layers", "says"),
    [
        (
            {"mentions": [MENTIONS[0], marked(MENTIONS[1], "pending")], "quotes": [QUOTE]},
            ["quotes[0] q1: its speaker m2 is a suggestion that is pending: accept m2 too, or name another"],
        ),
        (
            {"mentions": [marked(MENTIONS[1], "rejected")], "quotes": [marked(QUOTE, "accepted")]},
            ["quotes[0] q1: its speaker m2 is a suggestion that is rejected: name another, or accept m2 after all"],
        ),
        (
            {"quotes": [marked({**QUOTE, "speakers": []}, "pending"), INNER]},
            ["quotes[1] q2: its parent q1 is a suggestion that is pending: accept q1 too, or name another"],
        ),
        (
            {"mentions": MENTIONS, "quotes": [marked(QUOTE, "rejected")], "stances": [STANCE]},
            ["stances[0] s1: its quote q1 is a suggestion that is rejected: name another, or accept q1 after all"],
        ),
        (
            {"mentions": [marked(MENTIONS[1], "pending")], "stances": [{**STANCE, "quote": None}]},
            [
                "stances[0] s1: its holder local:dorven is carried by m2 alone, a suggestion that is pending: accept "
                "m2 too, or name another"
            ],
        ),
        (
            {
                "mentions": [marked(MENTIONS[1], "rejected")],
                "stances": [{**STANCE, "quote": None, "holder": "gpe", "target": {"entity": "local:dorven"}}],
            },
            [
                "stances[0] s1: its target local:dorven is carried by m2 alone, a suggestion that is rejected: name "
                "another, or accept m2 after all"
            ],
        ),
        (
            {"mentions": [MENTIONS[0], marked({**MENTIONS[1], "id": "m1"}, "pending")]},
            ["mentions: m1 is the id of a record and of a suggestion that is pending: give one another id"],
        ),
        (
            {"mentions": [marked(MENTIONS[0], "maybe"), marked(MENTIONS[1], None)]},
            [
                "mentions[0] m1 suggestion: 'maybe' is none of pending, accepted, rejected",
                "mentions[1] m2 suggestion: None is none of pending, accepted, rejected",
            ],
        ),
        (
            {"scare_quotes": [marked({"text": "Belva!", "kind": "scare"}, [["pending"]])]},
            ["scare_quotes[0] suggestion: [['pending']] is none of pending, accepted, rejected"],
        ),
        (
            {"mentions": MENTIONS, "quotes": [{**QUOTE, "content": [marked(QUOTE["content"][0], "pending")]}]},
            ["quotes[0] q1 content: a suggestion is accepted or rejected whole; mark the record, no part of it"],
        ),
        (
            {"mentions": MENTIONS, "quotes": [{**QUOTE, "cue": marked(QUOTE["cue"], "accepted")}]},
            ["quotes[0] q1 cue: a suggestion is accepted or rejected whole; mark the record, no part of it"],
        ),
        (
            {"mentions": [marked(MENTIONS[0], "accepted")], "provenance": [HUMAN]},
            [
                "provenance: mentions hold accepted suggestions, and no entry of kind rules names the system that made "
                "them; put the entry back that goldwire suggest wrote, with mentions among its layers"
            ],
        ),
    ],
)
def test_what_is_refused(layers: dict[str, Any], says: list[str]) -> None:
    assert troubles(sheet(**layers)) == says


def test_a_local_entity_that_another_mention_carries_is_there() -> None:
    other = {**MENTIONS[1], "id": "m3", "line": 1}
    source = sheet(mentions=[marked(MENTIONS[1], "rejected"), other], stances=[{**STANCE, "quote": None}])
    assert [s.holder for s in apply_worksheet(source, blank()).stances or ()] == ["local:dorven"]


def test_places_count_the_records_that_were_left_out() -> None:
    found = troubles(sheet(mentions=[marked(MENTIONS[0], "rejected"), {**MENTIONS[1], "text": "Tarn"}]))
    assert [problem.split(":")[0] for problem in found] == ["mentions[1] m2"]


def test_new_records_get_no_id_of_a_suggestion() -> None:
    new = {key: value for key, value in MENTIONS[1].items() if key != "id"}
    applied = read_worksheet(sheet(mentions=[marked(MENTIONS[0], "pending"), new]), blank(), drop_pending=True)
    assert [mention.id for mention in applied.annotation.mentions or ()] == ["m2"]


@pytest.mark.parametrize(
    ("changes", "began"),
    [
        ({}, False),
        ({"mentions": MENTIONS}, False),
        ({"mentions": "odd", "quotes": [7]}, False),
        ({"provenance": 7}, False),
        ({"mentions": [marked(MENTIONS[0], "rejected")]}, True),
        ({"provenance": [{**RULES, "name": "goldwire-baselines lookup, trained on x"}]}, True),
        ({"provenance": [{**HUMAN, "name": "goldwire-baselines"}]}, False),
    ],
)
def test_a_worksheet_shows_that_it_began_with_suggestions(changes: dict[str, Any], began: bool) -> None:
    assert began_as_suggestions(yaml.safe_load(sheet(**changes))) is began
