"""What the message about an invalid record says: what is wrong or missing, and never a whole record."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldwire.corpus.schemas import kinds, problems, schema

SPAN: dict[str, Any] = {"start": 0, "end": 3, "surface": "abc"}
STANCE: dict[str, Any] = {
    "id": "s1",
    "holder": "AUTHOR",
    "target": {"entity": "ferry"},
    "polarity": "none",
    "evidence": [],
    "quote": None,
}
MENTION: dict[str, Any] = {"id": "m1", **SPAN, "type": "PER", "form": "name", "entity": "ferry"}
QUOTE: dict[str, Any] = {
    "id": "q1",
    "type": "direct",
    "content": [SPAN],
    "cue": None,
    "speakers": [{"mention": None, "kind": "unknown"}],
    "parent": None,
}


def said(**layers: Any) -> dict[str, str]:
    record = {
        "doc_id": "gw-0000000000000000",
        "sha256": "0" * 64,
        "guidelines": "1.0",
        "provenance": [{"layers": ["lines"], "kind": "human", "name": None, "round": "first", "date": None}],
        "lines": None,
        "mentions": None,
        "quotes": None,
        "stances": None,
    }
    return {problem.pointer: problem.message for problem in problems("annotation", record | layers)}


@pytest.mark.parametrize(
    ("layer", "record", "pointer", "says"),
    [
        ("stances", {**STANCE, "target": {}}, "/target", "one of entity and proposition is missing"),
        ("stances", {**STANCE, "target": {"name": "x"}}, "/target", "is missing; 'name' has no place here"),
        ("stances", {**STANCE, "target": {"entity": "a", "proposition": "a b c"}}, "/target", "exclude each other"),
        ("stances", {**STANCE, "target": {"entity": "a", "foo": 1}}, "/target", "there is no property 'foo' here"),
        (
            "stances",
            {**STANCE, "target": {"proposition": "AB CD"}},
            "/target/proposition",
            "'AB CD' is not allowed here",
        ),
        ("stances", {**STANCE, "target": "ferry"}, "/target", "a mapping: An entity; or a mapping: A proposition"),
        ("stances", {**STANCE, "holder": "Ilse B"}, "/holder", "lower-case letters and digits"),
        ("stances", {**STANCE, "holder": 7}, "/holder", "7 is not allowed; allowed is 'AUTHOR'; or "),
        ("stances", {**STANCE, "polarity": "support"}, "/evidence", "should be non-empty"),
        ("mentions", {k: v for k, v in MENTION.items() if k != "surface"}, "", "one of surface and digest is missing"),
        ("mentions", {**MENTION, "digest": "0" * 16}, "", "surface and digest exclude each other"),
        ("mentions", {**MENTION, "entty": "x"}, "", "there is no property 'entty' here; did you mean 'entity'?"),
        ("mentions", {k: v for k, v in MENTION.items() if k != "type"}, "", "'type' is a required property"),
        ("quotes", {**QUOTE, "cue": {"start": 1, "surface": "a"}}, "/cue", "'end' is a required property"),
        ("quotes", {**QUOTE, "cue": {"start": 1, "end": 2}}, "/cue", "one of surface and digest is missing"),
        ("quotes", {**QUOTE, "cue": {**SPAN, "digest": "0" * 16}}, "/cue", "surface and digest exclude each other"),
        ("quotes", {**QUOTE, "parent": "m1"}, "/parent", "Id of a quote"),
        ("quotes", {**QUOTE, "parent": 1}, "/parent", "1 is not allowed; allowed is null; or Id of a quote"),
    ],
)
def test_the_alternative_that_was_meant_is_explained(layer: str, record: Any, pointer: str, says: str) -> None:
    found = said(**{layer: [record]})
    assert list(found) == [f"/{layer}/0{pointer}"]
    assert says in found[f"/{layer}/0{pointer}"]


@pytest.mark.parametrize(
    "layers",
    [
        {"mentions": "x" * 100_000},
        {"mentions": [MENTION] * 1000 + [{**MENTION, "id": "m" + "9" * 100_000}]},
        {"quotes": [{**QUOTE, "k" * 100_000: 1}]},
        {"stances": [{**STANCE, "target": {str(number): number for number in range(10_000)}}]},
        {"stances": {"a": ["b"] * 10_000}},
        {"lines": [["x" * 50] * 10_000]},
    ],
)
def test_no_message_holds_a_whole_record(layers: dict[str, Any]) -> None:
    found = said(**layers)
    assert found
    assert all(len(message) < 1000 for message in found.values())


def test_the_missing_property_is_described() -> None:
    entity: dict[str, Any] = {
        "id": "a",
        "type": "PER",
        "names": {"en": "A"},
        "aliases": [],
        "wikidata": None,
        "world": "fictional",
    }
    (problem,) = problems("entity", entity)
    assert problem == ("/names", "'fr' is a required property (Name in French.)")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.just("x" * 5000),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind != "common"])
@given(data=st.data())
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_schema_says_what_is_wrong(kind: str, data: st.DataObject) -> None:
    names = sorted(schema(kind).get("properties", {"x": None}))
    record = data.draw(st.dictionaries(st.sampled_from(names), VALUES, max_size=6))
    for problem in problems(kind, record):
        assert "is not valid under any" not in problem.message
        assert problem.message
        assert len(problem.message) < 1500
