"""Comparing releases: every kind of change, its level, and what holds of any two."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.release.columns import metadata_features
from goldwire.release.configs.registry import configs
from goldwire.versions.bump import Level, bump, is_version, judged, numbers, smallest_version
from goldwire.versions.diff import Change, NotComparable, compare, mirrored
from goldwire.versions.snapshot import Snapshot
from goldwire.versions.words import between_editions, changelog, counted, line, told

Row = dict[str, Any]
Rows = dict[tuple[str, str], list[Row]]
FEATURES = {config.name: metadata_features(config.columns) for config in configs()}


def document(name: str = "gw-a", **changes: Any) -> Row:
    """A row of `documents`."""
    return {
        "doc_id": name,
        "language": "en",
        "outlet": "Example Daily",
        "text": "The minister spoke.",
        "lines": [{"start": 0, "end": 19, "role": "body"}],
        "mentions": [
            {"id": "m1", "start": 4, "end": 12, "text": "minister", "type": "PER", "entity": "a"},
            {"id": "m2", "start": 0, "end": 3, "text": "The", "type": "ORG", "entity": "b"},
        ],
        "quotes": [{"id": "q1", "type": "direct", "content": [{"start": 0, "end": 3, "text": "The"}]}],
        "scare_quotes": [{"start": 4, "end": 12, "text": "minister", "kind": "scare"}],
        "stances": [{"id": "s1", "holder": "a", "target_entity": "b", "polarity": "support"}],
    } | changes


def tables() -> Rows:
    return {
        ("documents", "train"): [document(), document("gw-b")],
        ("documents", "test"): [document("gw-c")],
        ("stance", "train"): [{"id": "gw-a.s1", "doc_id": "gw-a", "holder": "a", "holder_name": "A"}],
        ("standoff", "wire"): [{**document("gw-w", text_sha256="0" * 64), "outlet": None}],
    }


def snapshot(
    rows: Rows, version: str = "1.0.0", edition: str = "public", features: Any = None, **facts: Any
) -> Snapshot:
    made = Snapshot("mini", version, edition, {"title": "Mini", "languages": ["en"]} | facts)
    for (table, split), those in rows.items():
        made.describe(table, (features or FEATURES)[table])
        made.add(table, split, those)
    return made


def first(rows: Rows) -> Row:
    return rows["documents", "train"][0]


def relabel(rows: Rows) -> None:
    first(rows)["mentions"][0]["entity"] = "c"


def repolarise(rows: Rows) -> None:
    first(rows)["stances"][0]["polarity"] = "mixed"


def requote(rows: Rows) -> None:
    first(rows)["quotes"][0]["type"] = "mixed"


def rerole(rows: Rows) -> None:
    first(rows)["lines"][0]["role"] = "headline"


def rekind(rows: Rows) -> None:
    first(rows)["scare_quotes"][0]["kind"] = "title"


def new_outlet(rows: Rows) -> None:
    first(rows)["outlet"] = None


def rename(rows: Rows) -> None:
    rows["stance", "train"][0]["holder_name"] = "Alpha"


def more_mentions(rows: Rows) -> None:
    first(rows)["mentions"].append({**first(rows)["mentions"][0], "id": "m3"})


def more_documents(rows: Rows) -> None:
    rows["documents", "train"].append(document("gw-d"))


def more_splits(rows: Rows) -> None:
    rows["documents", "validation"] = [document("gw-d")]


def more_rows(rows: Rows) -> None:
    rows["stance", "train"].append({"id": "gw-a.s2", "doc_id": "gw-a", "holder_name": None})


def more_tables(rows: Rows) -> None:
    rows["quotes", "train"] = [{"id": "gw-a.q1", "doc_id": "gw-a", "speaker_name": "A"}]


def move_mention(rows: Rows) -> None:
    first(rows)["mentions"][0]["start"] = 0


def move_quote(rows: Rows) -> None:
    first(rows)["quotes"][0]["content"][0]["end"] = 12


def other_pair(rows: Rows) -> None:
    first(rows)["stances"][0]["target_entity"] = "d"


def other_text(rows: Rows) -> None:
    first(rows)["text"] = "The minister spoke!"


def other_raw(rows: Rows) -> None:
    rows["standoff", "wire"][0]["text_sha256"] = "1" * 64


def other_split(rows: Rows) -> None:
    rows["documents", "test"].append(rows["documents", "train"].pop(1))


def withhold(rows: Rows) -> None:
    rows["standoff", "train"] = [rows["documents", "train"].pop(1)]


def no_layer(rows: Rows) -> None:
    first(rows)["quotes"] = None


def no_mention(rows: Rows) -> None:
    first(rows)["mentions"].pop()


def no_document(rows: Rows) -> None:
    rows["documents", "train"].pop()


def no_split(rows: Rows) -> None:
    del rows["documents", "test"]


def no_row(rows: Rows) -> None:
    rows["stance", "train"] = [{"id": "gw-a.s9", "doc_id": "gw-a", "holder_name": None}]


def move_scare_quote(rows: Rows) -> None:
    first(rows)["scare_quotes"][0]["end"] = 11


EDITS = [
    (relabel, "patch", "mention", "changed", "entity"),
    (repolarise, "patch", "stance", "changed", "polarity"),
    (requote, "patch", "quote", "changed", "type"),
    (rerole, "patch", "line", "changed", "role"),
    (rekind, "patch", "scare quote", "changed", "kind"),
    (new_outlet, "patch", "document", "changed", "outlet"),
    (rename, "patch", "row", "changed", "holder_name"),
    (more_mentions, "minor", "mention", "added", None),
    (more_documents, "minor", "document", "added", None),
    (more_splits, "minor", "split", "added", None),
    (more_rows, "minor", "row", "added", None),
    (more_tables, "minor", "table", "added", None),
    (move_mention, "major", "mention", "changed", "start"),
    (move_quote, "major", "quote", "changed", "content"),
    (other_pair, "major", "stance", "changed", "target_entity"),
    (other_text, "major", "document", "changed", "text"),
    (other_raw, "major", "document", "changed", "text_sha256"),
    (other_split, "major", "document", "changed", "split"),
    (withhold, "major", "document", "removed", None),
    (no_layer, "major", "layer", "removed", None),
    (no_mention, "major", "mention", "removed", None),
    (no_document, "major", "document", "removed", None),
    (no_split, "major", "split", "removed", None),
    (no_row, "major", "row", "removed", None),
    (move_scare_quote, "major", "scare quote", "removed", None),
]


@pytest.mark.parametrize(("edit", "level", "kind", "action", "field"), EDITS, ids=lambda e: getattr(e, "__name__", ""))
def test_every_edit_is_found_and_weighed(
    edit: Callable[[Rows], None], level: str, kind: str, action: str, field: str | None
) -> None:
    rows = tables()
    edit(rows)
    old, new = snapshot(tables()), snapshot(rows, "1.0.1")
    changes = compare(old, new)
    assert (kind, action, field) in {(c.kind, c.action, c.field) for c in changes}
    found = bump(changes, "1.0.0")
    assert found.level == level
    # Digests are enough to judge, and say as much of what happened.
    by_digest = compare(old.as_digests(), new)
    assert bump(by_digest, "1.0.0").level == level
    assert counted(by_digest) == counted(changes)
    assert found.allows("1.0.1") is (level == "patch")
    for change in (*changes, *by_digest):
        assert all(line(change)[:2])
    assert len(list(told(found.reasons))) == len(found.reasons)
    assert changelog(changes, found, "1.0.1").startswith(
        f"## 1.0.1\n\nData: a {level.upper()} change since 1.0.0.\n\n- "
    )


def test_one_edit_makes_one_change() -> None:
    rows = tables()
    relabel(rows)
    assert compare(snapshot(tables()), snapshot(rows)) == [
        Change(
            kind="mention", action="changed", table="documents", document="gw-a", key="m1", field="entity",
            before="a", after="c",
        )
    ]  # fmt: skip


def with_features(table: str, **changes: Any) -> dict[str, Any]:
    features: dict[str, Any] = copy.deepcopy(FEATURES)
    for name, kind in changes.items():
        if kind is None:
            del features[table][name]
        else:
            features[table][name] = kind
    return features


LABELS = FEATURES["stance"]["polarity"]["names"]


@pytest.mark.parametrize(
    ("features", "level", "kind", "action"),
    [
        (with_features("documents", mood={"dtype": "string", "_type": "Value"}), "minor", "field", "added"),
        (with_features("documents", outlet=None), "major", "field", "removed"),
        (with_features("documents", outlet={"dtype": "int64", "_type": "Value"}), "major", "field", "changed"),
        (with_features("stance", polarity={"names": [*LABELS, "x"]}), "major", "label set", "changed"),
        (with_features("stance", polarity={"names": LABELS[::-1]}), "major", "label set", "changed"),
    ],
)
def test_schema_and_label_sets(features: dict[str, Any], level: str, kind: str, action: str) -> None:
    old, new = snapshot(tables()), snapshot(tables(), features=features)
    for one, two in ((old, new), (old.as_digests(), new.as_digests())):
        (change,) = compare(one, two)
        assert (change.kind, change.action, judged(change)[0]) == (kind, action, level)
        assert compare(two, one) == [mirrored(change)]
        assert "`" in changelog([change], bump([change], "1.0.0"), "2.0.0").splitlines()[4]


def test_a_new_field_of_mentions_is_no_correction_of_each() -> None:
    rows, features = tables(), with_features("documents")
    features["documents"]["mentions"][0]["mood"] = {"dtype": "string", "_type": "Value"}
    for those in rows.values():
        for row in those:
            for mention in row.get("mentions", ()):
                mention["mood"] = "plain"
    old, new = snapshot(tables()), snapshot(rows, features=features)
    for one, two in ((old, new), (old.as_digests(), new)):
        changes = [change for change in compare(one, two) if change.table == "documents"]
        assert [(change.kind, change.key) for change in changes] == [("field", "mentions[].mood")]


def test_facts_of_the_corpus_are_metadata() -> None:
    (change,) = compare(snapshot(tables()), snapshot(tables(), title="Maxi"))
    assert (change.kind, change.field, judged(change)[0]) == ("corpus", "title", Level.PATCH)


def test_entities_are_compared() -> None:
    old, new = snapshot(tables()), snapshot(tables())
    old.add_entities([{"id": "a", "type": "PER", "aliases": []}, {"id": "b", "type": "ORG", "aliases": []}])
    new.add_entities([{"id": "a", "type": "ORG", "aliases": ["A."]}, {"id": "c", "type": "ORG", "aliases": []}])
    found = [(change.kind, change.action, change.key, change.field) for change in compare(old, new)]
    assert found == [
        ("entity", "changed", "a", "aliases"),
        ("entity", "changed", "a", "type"),
        ("entity", "removed", "b", None),
        ("entity", "added", "c", None),
    ]
    assert [judged(change)[0] for change in compare(old, new)] == ["patch", "patch", "major", "minor"]
    digested = compare(old.as_digests(), new)
    assert [(change.action, change.key) for change in digested] == [("changed", "a"), ("removed", "b"), ("added", "c")]
    (change,) = compare(snapshot(tables()), new)
    assert (change.kind, change.action, change.key, judged(change)[0]) == ("table", "added", "entities", "minor")
    with pytest.raises(ValueError, match="no id"):
        old.add_entities([{"type": "PER"}])


def test_propositions_are_compared() -> None:
    old, new = snapshot(tables()), snapshot(tables())
    old.add_propositions([{"id": "a", "definition": "One."}, {"id": "b", "definition": "Two."}])
    new.add_propositions([{"id": "a", "definition": "Another."}, {"id": "c", "definition": "Two."}])
    found = [(change.kind, change.action, change.key, judged(change)[0]) for change in compare(old, new)]
    assert found == [
        ("proposition", "changed", "a", "patch"), ("proposition", "removed", "b", "major"),
        ("proposition", "added", "c", "minor"),
    ]  # fmt: skip
    assert len(compare(old.as_digests(), new)) == 3
    assert "Propositions: 1 added, 1 left, 1 changed" in changelog(
        compare(old, new), bump(compare(old, new), "1.0.0"), "2"
    )


def test_rows_of_the_whole_corpus_are_compared_as_lists_and_a_new_one_is_told_of_once() -> None:
    old, new = snapshot(tables()), snapshot(tables())
    new.describe("propositions", FEATURES["propositions"])
    new.add("propositions", "corpus", [{"id": "a"}])
    new.add_propositions([{"id": "a"}])
    (change,) = compare(old, new)
    assert (change.kind, change.action, change.key) == ("table", "added", "propositions")
    assert new.splits == old.splits


def test_two_corpora_and_editions_of_two_versions_are_not_compared() -> None:
    old, new = snapshot(tables()), snapshot(tables(), "1.0.1", edition="hydrated")
    with pytest.raises(NotComparable, match="two releases of one edition, or two editions of one version"):
        compare(old, new)
    new.edition, new.name = "public", "other"
    with pytest.raises(NotComparable, match="two corpora"):
        compare(old, new)


def larger_edition() -> Rows:
    """The same release, with the text of the document that is without in `tables`."""
    rows = tables()
    rows["documents", "wire"] = [document("gw-w")]
    rows["lines", "wire"] = [{"id": "gw-w.l1", "doc_id": "gw-w", "start": 0, "end": 1, "text": "A", "role": 0}]
    return rows


@pytest.mark.parametrize("digested", [False, True])
def test_editions_of_one_version_differ_in_texts_and_in_nothing_else(digested: bool) -> None:
    old, new = snapshot(tables()), snapshot(larger_edition(), edition="fetched")
    if digested:
        old = old.as_digests()
    (change,) = compare(old, new)
    assert (change.kind, change.action, change.document, change.after) == ("text", "added", "gw-w", "wire")
    assert compare(new, old) == [mirrored(change)]
    assert between_editions(old, new, [change]) == [
        "only the fetched edition holds the text of 1 document: wire 1",
        "all that both editions hold is the same",
    ]


def test_editions_that_differ_in_more_than_texts_are_not_of_one_corpus() -> None:
    rows = larger_edition()
    relabel(rows)
    rows["standoff", "wire"][0]["outlet"] = "Other"
    old, new = snapshot(tables()), snapshot(rows, edition="fetched")
    changes = compare(old, new)
    assert [(change.kind, change.document, change.field) for change in changes] == [
        ("document", "gw-w", "outlet"),
        ("text", "gw-w", None),
        ("mention", "gw-a", "entity"),
    ]
    assert between_editions(old, new, changes)[-1].startswith("2 other things differ, so that they are not of one")
    assert between_editions(old, new, [])[0] == "both editions hold the same texts"


def test_ids_that_are_given_twice_lose_nothing() -> None:
    rows = tables()
    twice = first(rows)["mentions"]
    twice.append({**twice[0], "entity": "z"})
    (change,) = compare(snapshot(tables()), snapshot(rows))
    assert (change.action, change.key, change.after["entity"]) == ("added", "m1#2", "z")
    rows["documents", "train"].append(document())
    assert {c.document for c in compare(snapshot(tables()), snapshot(rows))} == {"gw-a"}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([{"id": "x"}], "no doc_id"),
        ([document(mentions="x")], "no list of records"),
        ([document(mentions=[1])], "no list of records"),
    ],
)
def test_what_is_no_row_is_refused(rows: list[Row], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        snapshot({("documents", "train"): rows})


def test_a_document_in_two_splits_is_refused() -> None:
    with pytest.raises(ValueError, match="train and test"):
        snapshot({("documents", "train"): [document()], ("documents", "test"): [document()]})


words = st.sampled_from(["a", "b", "c\x1b", "<b>", "é"])
places = st.integers(0, 3)
mention = st.fixed_dictionaries(
    {"start": places, "end": places, "text": words, "type": words, "literal": words | st.none()}
)
stance = st.fixed_dictionaries({"holder": words, "polarity": words})
fragment = st.fixed_dictionaries({"start": places, "text": words})
quote = st.fixed_dictionaries({"type": words, "content": st.lists(fragment, max_size=2)})


def identified(record: st.SearchStrategy[Row], letter: str) -> st.SearchStrategy[list[Row] | None]:
    numbered = st.dictionaries(st.integers(1, 4), record, max_size=3).map(
        lambda found: [{"id": f"{letter}{number}", **one} for number, one in found.items()]
    )
    return numbered | st.none()


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    rows: Rows = {}
    for name in draw(st.sets(st.sampled_from(["gw-a", "gw-b", "gw-c"]))):
        table, split = draw(st.sampled_from(["documents", "standoff"])), draw(st.sampled_from(["train", "test"]))
        row = document(
            name,
            text=draw(words),
            outlet=draw(words | st.none()),
            mentions=draw(identified(mention, "m")),
            quotes=draw(identified(quote, "q")),
            stances=draw(identified(stance, "s")),
        )
        rows.setdefault((table, split), []).append(row)
        for number in draw(st.sets(st.integers(1, 3))):
            derived = {"id": f"{name}.s{number}", "doc_id": name, "holder_name": draw(words)}
            rows.setdefault(("stance", split), []).append(derived)
    labels = draw(st.sampled_from([LABELS, LABELS[::-1]]))
    features = with_features("stance", polarity={"names": labels})
    if draw(st.booleans()):
        features = with_features("documents", outlet=None) | {"stance": features["stance"]}
    made = snapshot(rows, features=features, title=draw(words))
    if draw(st.booleans()):
        made.add_entities({"id": name, "type": draw(words)} for name in draw(st.sets(words)))
    return made


@given(snapshots())
@settings(deadline=None)
def test_a_release_does_not_differ_from_itself(one: Snapshot) -> None:
    assert compare(one, one) == []
    assert compare(one, one.as_digests()) == []
    assert bump([], "1.2.3").smallest == "1.2.3"


@given(snapshots(), snapshots())
@settings(deadline=None)
def test_the_way_back_mirrors_the_way_there(one: Snapshot, two: Snapshot) -> None:
    there, back = compare(one, two), compare(two, one)
    assert [mirrored(change) for change in there] == back
    assert [mirrored(mirrored(change)) for change in there] == there


@given(snapshots(), snapshots())
@settings(deadline=None)
def test_digests_judge_as_values_do(one: Snapshot, two: Snapshot) -> None:
    by_value, by_digest = compare(one, two), compare(one.as_digests(), two.as_digests())
    assert bump(by_value, "1.0.0").level == bump(by_digest, "1.0.0").level
    assert {change.thing for change in by_value} >= {change.thing for change in by_digest}


@given(snapshots(), snapshots())
@settings(deadline=None)
def test_nothing_but_equal_snapshots_has_an_empty_diff(one: Snapshot, two: Snapshot) -> None:
    same = (one.metadata, one.fields, one.labels, one.entities, one.documents) == (
        two.metadata,
        two.fields,
        two.labels,
        two.entities,
        two.documents,
    )
    assert (compare(one, two) == []) is same


@pytest.mark.parametrize(
    ("since", "none", "patch", "minor", "major"),
    [
        ("1.4.2", "1.4.2", "1.4.3", "1.5.0", "2.0.0"),
        ("10.0.9", "10.0.9", "10.0.10", "10.1.0", "11.0.0"),
        ("0.2.0", "0.2.0", "0.2.1", "0.2.1", "0.3.0"),
        ("0.0.7", "0.0.7", "0.0.8", "0.0.8", "0.1.0"),
    ],
)
def test_the_smallest_version(since: str, none: str, patch: str, minor: str, major: str) -> None:
    assert [smallest_version(since, level) for level in Level] == [none, patch, minor, major]


def test_larger_versions_are_always_allowed() -> None:
    rows = tables()
    move_mention(rows)
    found = bump(compare(snapshot(tables()), snapshot(rows)), "0.9.9")
    assert [v for v in ("0.9.9", "0.9.10", "0.10.0", "0.11.3", "1.0.0", "2.0.0") if found.allows(v)] == [
        "0.10.0", "0.11.3", "1.0.0", "2.0.0",
    ]  # fmt: skip
    assert "below 1.0.0 it demands a MINOR step: 0.10.0 or higher" in found.explanation


@pytest.mark.parametrize("text", ["1.2", "1.2.3.4", "01.2.3", "1.2.3\n", "v1.2.3", "1.2.x", "", "١.٢.٣"])
def test_what_is_no_version(text: str) -> None:
    assert not is_version(text)


def test_versions_are_compared_as_numbers() -> None:
    assert is_version("0.10.0")
    assert numbers("0.10.0") > numbers("0.9.9")


TAG_LABELS = {"dtype": "int64", "names": ["O", "B-PER", "B-ORG"], "_type": "ClassLabel"}


def tagged(tags: Any, tokens: list[str], names: list[str] | None = None, **others: Any) -> Snapshot:
    """A release with one row of tokens."""
    label = TAG_LABELS | ({"names": names} if names else {})
    features = {
        "id": {"dtype": "string"},
        "doc_id": {"dtype": "string"},
        "tokens": {"feature": {"dtype": "string"}, "_type": "Sequence"},
        "tags": {"feature": label, "_type": "Sequence"},
        "kind": label,
        "parts": [{"kind": label}],
    }
    row = {"id": "gw-a.0", "doc_id": "gw-a", "tokens": tokens, "tags": tags, **others}
    return snapshot({("ner", "train"): [row]}, features={"ner": features})


def rows_told(old: Snapshot, new: Snapshot) -> list[str]:
    return [line(change).what for change in compare(old, new) if change.kind == "row"]


SAID = ["Mr", "Sollane", "spoke"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (tagged([0, 1, 0], SAID), tagged([0, 2, 0], SAID), "tags: Sollane: B-PER → B-ORG"),
        (tagged([0, 1, 0], SAID), tagged([1, 0, 0], SAID), "tags: Mr: O → B-PER, Sollane: B-PER → O"),
        (tagged([0, 1, 9], SAID), tagged([0, 1, -1], SAID), "tags: spoke: 9 → -1"),
        (tagged([0, 1], SAID), tagged([0, 2], SAID), 'tags: ["O","B-PER"] → ["O","B-ORG"]'),
        (tagged(None, SAID), tagged([0, 2, 0], SAID), 'tags: null → ["O","B-ORG","O"]'),
        (tagged([], SAID, kind=1), tagged([], SAID, kind=2), "kind: B-PER → B-ORG"),
        (tagged([], SAID, kind=None), tagged([], SAID, kind=0), "kind: null → O"),
        (
            tagged([], SAID, parts=[{"kind": 1}]),
            tagged([], SAID, parts=[{"kind": 2}]),
            'parts: [{"kind":"B-PER"}] → [{"kind":"B-ORG"}]',
        ),
        (tagged([], SAID, kind=0), tagged([], SAID, ["B-PER", "O"], kind=1), "kind: 0 → 1"),
        (tagged([], SAID, kind=0), tagged([], SAID, ["X", "Y"], kind=1), "kind: O → Y"),
        (tagged([1], ["\x1b[31m"]), tagged([2], ["\x1b[31m"]), r"tags: \x1b[31m: B-PER → B-ORG"),
    ],
)
def test_labels_are_told_by_name(old: Snapshot, new: Snapshot, says: str) -> None:
    assert rows_told(old, new) == [says]
    (change,) = (each for each in compare(old, new) if each.kind == "row")
    (back,) = (each for each in compare(new, old) if each.kind == "row")
    assert mirrored(change) == back


def test_many_tokens_are_cut() -> None:
    words = [f"word{n}" for n in range(200)]
    (said,) = rows_told(tagged([1] * 200, words), tagged([2] * 200, words))
    assert said.startswith("tags: word0: B-PER → B-ORG, word1: B-PER → B-ORG")
    assert said.endswith(" more")
    assert len(said) < 150
