"""Texts that stand in longer ones, and passages that two texts share: found whatever the lengths, in bounded work."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leak_subjects import article, made

from goldwire.checks.leaks import leaks
from goldwire.leakage import texts
from goldwire.leakage.findings import Pair, examine
from goldwire.leakage.index import ShingleIndex
from goldwire.leakage.subject import CROWD, Candidates, Subject

BRIEF = (
    "Three dredgers left the inner harbour before dawn, the pilots' guild said, and the lock stays shut until the silt "
    "is gone. Nobody in the lower town was told, and forty barges lie waiting below the weir."
)


def within(long: str, at: int, brief: str) -> str:
    """A long text with a brief in the middle."""
    words = long.split()
    return " ".join([*words[:at], brief, *words[at:]])


def one_pair(*given: str) -> Pair:
    """The only pair among texts of different splits."""
    (pair,) = examine([made(n, text, split=f"split-{n}") for n, text in enumerate(given)]).near_duplicates.pairs
    return pair


def codes(*given: str) -> list[str]:
    return [one.code for one in leaks(examine([made(n, text, split=f"s{n}") for n, text in enumerate(given)]))]


@pytest.mark.parametrize("length", [200, 1_000, 6_000])
def test_a_brief_that_stands_in_a_long_text_of_another_split_is_an_error(length: int) -> None:
    long = within(article(1, length), length // 3, BRIEF)
    pair = one_pair(f"Lock shut until silt is gone\n\n{BRIEF}", long)
    assert pair.measure < texts.COPY
    assert isinstance(pair.contained, float)
    assert pair.contained > 0.8
    assert pair.passage == len(texts.words(BRIEF))
    assert codes(f"Lock shut until silt is gone\n\n{BRIEF}", long) == ["GW-E091"]
    assert codes(BRIEF.upper(), long) == ["GW-E091"]


@pytest.mark.parametrize(
    ("part", "code"), [(1.0, "GW-E091"), (0.8, "GW-E091"), (0.45, "GW-W088"), (0.3, "GW-W088"), (0.1, None)]
)
def test_how_much_of_the_shorter_text_stands_in_the_other_decides(part: float, code: str | None) -> None:
    """Error from two thirds on, a warning from a quarter."""
    brief = article(7, 100)
    kept = " ".join(brief.split()[: round(100 * part)])
    assert codes(brief, within(article(8, 2_000), 900, kept)) == ([code] if code else [])


@pytest.mark.parametrize(("share", "code"), [(0.3, "GW-W088"), (0.1, "GW-W088"), (0.03, None)])
def test_a_passage_that_two_long_texts_share_is_a_warning(share: float, code: str | None) -> None:
    passage = article(3, round(600 * share))
    one, other = within(article(1, 600 - round(600 * share)), 50, passage), within(article(2, 540), 400, passage)
    assert codes(one, other) == ([code] if code else [])
    if code:
        assert one_pair(one, other).passage == round(600 * share)


def test_turns_of_phrase_do_not_make_a_short_text_a_part_of_a_long_one() -> None:
    phrase = "for the first time since the war"
    assert codes(phrase, f"{article(1)} {phrase} {article(2)}") == []
    assert codes(f"{phrase} ships sail", f"{article(1)} {phrase} ships sail {article(2)}") == ["GW-E091"]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.integers(10, 150), st.integers(150, 1_500), st.floats(0, 0.12))
def test_figures_are_those_of_counting_by_hand(seed: int, short: int, length: int, edits: float) -> None:
    rnd = random.Random(seed)
    brief = article(seed, short).split()
    edited = " ".join(rnd.choice(["said", word]) if rnd.random() < edits else word for word in brief)
    long = within(article(seed + 1, length), rnd.randrange(length), edited)
    one, other = texts.shingles(" ".join(brief)), texts.shingles(long)
    contained = len(one & other) / min(len(one), len(other))
    pairs = examine([made(1, " ".join(brief)), made(2, long, split="test")]).near_duplicates.pairs
    if pairs:
        assert pairs[0].contained == round(contained, 3)
    else:
        assert contained < texts.CONTAINED_PART or texts.shared(brief, long.split()).passage < texts.RUN
    assert bool(pairs) == texts.shared(texts.in_order(" ".join(brief)), texts.in_order(long)).published


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sets(st.integers(0, 30)), st.sampled_from("abc"), st.sampled_from(["x", "y"])), max_size=9),
    st.integers(1, 6),
    st.floats(0, 1),
)
def test_the_index_finds_exactly_the_pairs_that_share_enough(
    drawn: list[tuple[set[int], str, str]], least: int, part: float
) -> None:
    subjects = [made(n, stories=(story,), split=split) for n, (_, story, split) in enumerate(drawn)]
    index, found = ShingleIndex(), Candidates(subjects)
    for number, (shingles, _, _) in enumerate(drawn):
        index.add(number, {str(shingle) for shingle in shingles})
    index.candidates(subjects, found, least=least, part=part, run=12)
    expected = []
    for (a, one), (b, other) in combinations(enumerate(drawn), 2):
        both = len(one[0] & other[0])
        enough = both >= 12 or both >= part * min(len(one[0]), len(other[0]))
        if one[1:] != other[1:] and both >= least and enough:
            expected.append((a, b))
    assert list(found) == expected


def crowd(count: int) -> list[Subject]:
    """Articles that end with the same paragraph."""
    return [
        made(n, f"{article(n, 150)} {BRIEF}", split="test" if n % 3 else "train", stories=(f"s{n}",))
        for n in range(count)
    ]


def test_boilerplate_of_a_crowd_is_left_out_and_counted() -> None:
    audited = examine(crowd(CROWD + 1)).near_duplicates
    # What stands in all of them; the shingles that begin in the articles do not.
    assert audited.crowds >= len(texts.shingles(BRIEF))
    assert audited.pairs == []
    fewer = examine(crowd(20)).near_duplicates
    assert (fewer.crowds, fewer.within_split.found + fewer.across_splits.found) == (0, 20 * 19 // 2)


def test_a_crowd_hides_no_text_that_two_others_share() -> None:
    passage = article(77, 60)
    subjects = crowd(CROWD + 10)
    subjects += [made(900 + n, f"{passage} {article(500 + n)} {BRIEF}", split=f"s{n}") for n in range(2)]
    pairs = {tuple(pair.documents) for pair in examine(subjects).near_duplicates.pairs}
    assert (made(900).doc_id, made(901).doc_id) in pairs


def test_work_is_bounded_where_texts_repeat_themselves() -> None:
    # Comparing pairs of places would take 10^10 steps here.
    flood = "tick tock " * 50_000
    measured = texts.shared(texts.in_order(f"{flood} {BRIEF}"), texts.in_order(f"{article(2)} {flood}"))
    assert measured.passage >= 100_000
    assert not texts.stands_within(measured.contained, measured.passage)


def test_the_first_pairs_are_those_across_splits_of_which_most_is_shared() -> None:
    long = within(article(1, 900), 100, BRIEF)
    subjects = [
        made(1, BRIEF, split="test"),
        made(2, long),
        made(3, f"{BRIEF} {article(3, 60)}"),
        made(4, f"{article(3, 60)} {article(4, 60)}", split="test"),
    ]
    pairs = examine(subjects).near_duplicates.pairs
    ranks = [(pair.splits[0] != pair.splits[1], pair.contained) for pair in pairs]
    assert ranks == sorted(ranks, reverse=True)
    assert ranks[0] == (True, 1.0)
