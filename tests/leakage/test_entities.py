"""What the checks by entities compared: a count of nothing is told from a count of nothing found."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from leak_subjects import CAST, made, subjects_of_entities

from goldwire.leakage import casts, rare
from goldwire.leakage.findings import examine
from goldwire.leakage.subject import Subject, comparable, comparable_pairs


def across(subjects: list[Subject]) -> tuple[int, int]:
    """Pairs across splits that were compared by entities and dates, and found."""
    tally = examine(subjects).same_entities.across_splits
    return tally.compared, tally.found


def test_documents_whose_dates_lie_far_apart_are_not_counted_as_compared() -> None:
    far = [made(n, entities=CAST, published=f"2031-{n:02}-02", split=f"s{n % 2}") for n in range(1, 13)]
    assert across(far) == (0, 0)
    close = made(20, entities={"quay": 1}, published="2031-03-05", split="s0")
    assert across([*far, close]) == (1, 0)
    assert across([*far, made(20, entities=CAST, published="2031-03-05", split="s0")]) == (1, 1)


def test_documents_without_a_date_are_close_to_all_and_counted() -> None:
    dated = [made(n, entities={f"e{n}": 1}, published=f"2031-{n:02}-02") for n in range(1, 5)]
    undated = [made(9, entities=CAST, published=None, split="test"), made(8, entities=CAST, published="2031-02-30")]
    audited = examine([*dated, *undated, made(10, published=None)]).same_entities
    assert (audited.undated, audited.documents) == (2, 6)
    assert (audited.across_splits.compared, audited.within_split.compared) == (5, 4)


@given(subjects_of_entities)
def test_pairs_compared_are_those_that_count(subjects: list[Subject]) -> None:
    able = [one for one in subjects if one.entities]
    near = [(a, b) for a, b in combinations(able, 2) if casts.near(a, b) and comparable(a, b)]
    expected = (sum(a.split == b.split for a, b in near), sum(a.split != b.split for a, b in near))
    assert comparable_pairs(able, casts.near_pairs) == expected
    audited = examine(subjects).same_entities
    assert (audited.within_split.compared, audited.across_splits.compared) == expected
    assert audited.across_splits.found <= expected[1]


def background(count: int) -> list[Subject]:
    """Documents that all name one capital."""
    return [made(100 + n, entities={"capital": 1, f"only-{n}": 1}, split="train") for n in range(count)]


def test_rare_entities_tell_a_story_whatever_the_dates() -> None:
    village = {"capital": 3, "low-mill": 1, "ilse-brandt": 2, "tarrow": 1}
    one = made(1, entities=village, published="2031-01-01", split="train")
    other = made(2, entities={**village, "only-3": 1}, published="2033-09-01", split="test", language="fr")
    audited = examine([one, other, *background(60)])
    assert [pair.documents for pair in audited.rare_entities.pairs] == [[one.doc_id, other.doc_id]]
    assert audited.rare_entities.pairs[0].measure == 3
    assert audited.rare_entities.across_splits.found == 1
    assert audited.rare_entities.across_splits.compared == 1  # no other names two entities that are rare
    assert audited.same_entities.across_splits.found == 0


def test_no_entity_is_rare_in_a_small_corpus() -> None:
    audited = examine([made(n, entities=CAST, split=f"s{n}", published=f"203{n}-01-01") for n in range(5)])
    assert audited.rare_entities.across_splits.compared == 0
    assert audited.rare_entities.pairs == []


@given(st.lists(st.sets(st.integers(0, 25), max_size=4), max_size=70))
def test_no_pair_with_rare_entities_is_missed(drawn: list[set[int]]) -> None:
    subjects = [
        made(n, entities={f"e{number}": 1 for number in those}, split="ab"[n % 2]) for n, those in enumerate(drawn)
    ]
    of = rare.rare(subjects)
    most = min(rare.FEW, len(subjects) // rare.ONE_IN)
    for entities, those in zip(of, drawn, strict=True):
        assert entities == {f"e{n}" for n in those if sum(n in others for others in drawn) <= most}
    expected = [
        [subjects[a].doc_id, subjects[b].doc_id]
        for a, b in combinations(range(len(subjects)), 2)
        if len(of[a] & of[b]) >= rare.SHARED
    ]
    assert sorted(pair.documents for pair in examine(subjects).rare_entities.pairs) == expected
