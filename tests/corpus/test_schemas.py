"""The schemas: their form, and that both validators say the same of everything."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora import DATA, REPO
from goldwire.corpus.schemas import bulk_validator, kinds, problems, reference_validator, schema
from goldwire.corpus.store import NOT_VALID

COMMON = "urn:goldwire:schema:common#/$defs/"
RECORD_KINDS = [kind for kind in kinds() if kind != "common"]


def subschemas(node: Any) -> Iterator[dict[str, Any]]:
    """Every object of a schema, itself included."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from subschemas(value)
    elif isinstance(node, list):
        for value in node:
            yield from subschemas(value)


def described(node: dict[str, Any]) -> bool:
    """Whether a subschema says what it is, itself or by what it refers to."""
    if "description" in node:
        return True
    reference = str(node.get("$ref", ""))
    return "/$defs/" in reference and "description" in schema("common")["$defs"][reference.rpartition("/")[2]]


@pytest.mark.parametrize("kind", kinds())
def test_schemas_are_of_draft_2020_12_and_described(kind: str) -> None:
    whole = schema(kind)
    jsonschema.Draft202012Validator.check_schema(whole)
    assert whole["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert whole["$id"] == f"urn:goldwire:schema:{kind}"
    assert whole["title"]
    assert whole["description"]
    for definition in whole.get("$defs", {}).values():
        assert definition["description"]


@pytest.mark.parametrize("kind", kinds())
def test_objects_are_closed_and_their_properties_described(kind: str) -> None:
    for node in subschemas(schema(kind)):
        if node.get("type") != "object":
            continue
        assert "additionalProperties" in node
        if "properties" in node:
            assert node["additionalProperties"] is False
            assert set(node.get("required", ())) <= set(node["properties"])
            for name, value in node["properties"].items():
                assert described(value), name


@pytest.mark.parametrize("kind", kinds())
def test_strings_are_bounded_and_patterns_end_at_the_end(kind: str) -> None:
    for node in subschemas(schema(kind)):
        if node.get("type") == "string" and not kind.startswith("row-"):
            assert "pattern" in node or "maxLength" in node
        if "pattern" in node:
            pattern = str(node["pattern"])
            assert pattern.startswith("^")
            assert pattern.endswith("$(?!\\n)")


def test_unknown_kinds_are_refused_naming_the_known() -> None:
    with pytest.raises(KeyError, match="annotation, common, document"):
        schema("unknown")
    assert problems("common", {})


@cache
def corpus_records() -> list[tuple[str, Any]]:
    """Every record of our corpus and of the mini corpus, and one incident."""
    records: list[tuple[str, Any]] = []
    for root in (REPO, DATA / "mini"):
        records.append(("settings", json.loads((root / "corpus" / "corpus.json").read_bytes())))
        one_a_line = [("ledger-event", root / "corpus" / "ledger.jsonl")]
        one_a_line += [("entity", root / "annotations" / "entities.jsonl")]
        one_a_line += [("document", path) for path in sorted((root / "corpus").glob("*/documents.jsonl"))]
        for kind, path in one_a_line:
            records += [(kind, json.loads(line)) for line in path.read_bytes().splitlines()]
        paths = sorted((root / "annotations").glob("*/*.json"))
        records += [("annotation", json.loads(path.read_bytes())) for path in paths]
    incident = NOT_VALID.at("x", document="gw-0000000000000000", file="f", pointer="/0")
    records.append(("incident", msgspec.to_builtins(incident)))
    return records


def verdict(kind: str, record: Any) -> bool:
    """What both validators say."""
    fast, reference = bulk_validator(kind).is_valid(record), reference_validator(kind).is_valid(record)
    assert fast == reference, f"{kind}: jsonschema-rs says {fast}, jsonschema {reference}, of {record!r:.500}"
    return fast


def test_all_records_of_the_corpus_are_valid() -> None:
    assert len(corpus_records()) > 50
    for kind, record in corpus_records():
        assert verdict(kind, record)
        assert problems(kind, record) == []


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value inside a record; of lists the first item."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield (*path, key)
            yield from places(value, (*path, key))
    elif isinstance(node, list):
        for number, value in enumerate(node[:2]):
            yield (*path, number)
            yield from places(value, (*path, number))


def changed(record: Any, path: tuple[Any, ...], value: Any) -> Any:
    new = copy.deepcopy(record)
    holder = new
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return new


def without(record: Any, path: tuple[Any, ...]) -> Any:
    new = copy.deepcopy(record)
    holder = new
    for step in path[:-1]:
        holder = holder[step]
    del holder[path[-1]]
    return new


def at(record: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        record = record[step]
    return record


OTHERS: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    1.0,
    1.5,
    1e300,
    2**31,
    2**53 + 1,
    10**30,
    "",
    "x",
    "é\u0301",
    [],
    {},
    [{}],
]


def shortened(record: Any) -> Any:
    """A record with no more than one item in each list, to save time."""
    if isinstance(record, dict):
        return {key: shortened(value) for key, value in record.items()}
    return [shortened(value) for value in record[:2]] if isinstance(record, list) else record


def samples() -> list[Any]:
    """A record of each kind, and of ledger events one of each."""
    found: dict[str, tuple[str, Any]] = {}
    for kind, record in corpus_records():
        found[f"{kind} {record['event']}" if kind == "ledger-event" else kind] = (kind, shortened(record))
    return [pytest.param(kind, record, id=name) for name, (kind, record) in found.items()]


@pytest.mark.parametrize(("kind", "record"), samples())
def test_the_validators_agree_on_damaged_records(kind: str, record: Any) -> None:
    assert verdict(kind, record)
    for path in places(record):
        if isinstance(path[-1], str):
            verdict(kind, without(record, path))
        old = at(record, path)
        for other in OTHERS:
            verdict(kind, changed(record, path, other))
        if isinstance(old, str):
            for other in (old + "\n", "\n" + old, old + "\r", old + "\u2028", old.upper(), old + " ", old * 3000, "٣"):
                verdict(kind, changed(record, path, other))
        if isinstance(old, int):
            verdict(kind, changed(record, path, float(old)))
            verdict(kind, changed(record, path, str(old)))


@pytest.mark.parametrize(("kind", "record"), samples())
def test_no_object_takes_a_property_more(kind: str, record: Any) -> None:
    open_ended = {("collections",), ("writer",), ("inputs",), ("coverage",), ("matches",)}
    for path in [(), *places(record)]:
        if isinstance(at(record, path), dict) and path not in open_ended:
            for name in ("x", "", "$ref", "__class__", "id "):
                assert not verdict(kind, changed(record, (*path, name), "x"))


@pytest.mark.parametrize(("kind", "record"), samples())
def test_a_line_feed_after_a_pattern_is_refused(kind: str, record: Any) -> None:
    for key, value in record.items():
        rule = schema(kind)["properties"][key]
        if isinstance(value, str) and str(rule.get("$ref", "")).startswith(COMMON):
            assert not verdict(kind, changed(record, (key,), value + "\n"))


def strings(node: dict[str, Any]) -> st.SearchStrategy[str]:
    if "pattern" in node:
        quick = re.sub(r"\$\(\?!\\n\)$", r"\\Z", node["pattern"])
        return st.from_regex(quick) | st.from_regex(quick).map(lambda text: text + "\n")
    least, most = node.get("minLength", 0), min(node.get("maxLength", 20), 20)
    alphabet = st.characters(codec="utf-8")
    return st.text(alphabet, min_size=least, max_size=most) | st.text(alphabet, max_size=3)


def numbers(node: dict[str, Any]) -> st.SearchStrategy[float]:
    low, high = node.get("minimum"), node.get("maximum")
    whole = st.integers(low, high) | st.integers() | st.sampled_from([0, 1, 2**31 - 1, 2**31])
    return whole | st.floats(allow_nan=False, allow_infinity=False) if node["type"] == "number" else whole


def objects(node: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    named = {name: generated(value) for name, value in node.get("properties", {}).items()}
    if not isinstance(node["additionalProperties"], dict):
        needed = {name: named.pop(name) for name in node.get("required", [])}
        return st.fixed_dictionaries(needed, optional=named)
    keys = generated(node.get("propertyNames", {"type": "string"}))
    return st.dictionaries(keys, generated(node["additionalProperties"]), max_size=3)


@cache
def records(kind: str) -> st.SearchStrategy[Any]:
    """Records of one kind, or nearly; made once, for making them takes longer than drawing from them."""
    return generated(schema(kind))


DEFINITIONS = {name: node for kind in kinds() for name, node in schema(kind).get("$defs", {}).items()}


def generated(node: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Records that a schema allows, or nearly: what no keyword here says, and the bounds, may be broken."""
    if "$ref" in node:
        return generated(DEFINITIONS[node["$ref"].rpartition("/")[2]])
    if "const" in node:
        return st.just(node["const"])
    if "enum" in node:
        return st.sampled_from(node["enum"])
    if "allOf" in node and "type" not in node:  # the first part says what it is, the others narrow that
        return generated(node["allOf"][0])
    kind = node.get("type")
    if kind == "object":
        return objects(node)
    if kind == "array":
        return st.lists(generated(node["items"]), min_size=node.get("minItems", 0), max_size=3)
    if kind is None:
        return st.one_of([generated(part) for part in node.get("anyOf") or node["oneOf"]])
    simple = {"null": st.none(), "boolean": st.booleans()}
    return simple[kind] if kind in simple else (strings(node) if kind == "string" else numbers(node))


@pytest.mark.parametrize("kind", RECORD_KINDS)
@given(data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_validators_agree_on_generated_records(kind: str, data: st.DataObject) -> None:
    record = data.draw(records(kind))
    assert bool(problems(kind, record)) is not verdict(kind, record)
    path = data.draw(st.sampled_from(list(places(record))))
    other = changed(record, path, data.draw(st.sampled_from(OTHERS)))
    assert bool(problems(kind, other)) is not verdict(kind, other)
    verdict(kind, without(record, path))
