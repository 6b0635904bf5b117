"""What must hold of the metrics whatever the documents, and of the matching that they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, permutations

import msgspec
import numpy as np
from gold_makers import (
    LAYERS,
    LOCALS,
    METRICS,
    TEXT,
    all_counts,
    documents,
    gold,
    layers,
    prediction,
    renamed,
    shuffled,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.model.annotation import Polarity
from goldwire.model.layers import Gold, Layers, Mention, Prediction, as_prediction, is_linked
from goldwire.scoring.compared import Compared, Judged
from goldwire.scoring.matching import greatest, strongest
from goldwire.scoring.metric import MATCHES
from goldwire.scoring.spans import overlaps, shared, size, touched, union
from goldwire.text.tokens import token_spans

FEW = settings(max_examples=25)


# Metrics


@FEW
@given(layers())
def test_gold_against_gold_is_1_and_nothing_is_undefined_alone(ours: Layers) -> None:
    for name, count in all_counts(gold(ours), as_prediction(gold(ours))).items():
        for figure, value in METRICS[name].kind.figures(np.array(count, float)).items():
            assert value == 1 if any(count) else np.isnan(value), (name, figure, count)


@FEW
@given(documents(), st.data())
def test_the_order_of_anything_never_matters(pair: tuple[Gold, Prediction], data: st.DataObject) -> None:
    """With nervaluate 1.2.1, the order of predictions changes F1."""
    ours, theirs = pair
    again = msgspec.structs.replace(ours, layers=data.draw(st.composite(shuffled)(ours.layers)))
    other = data.draw(st.composite(shuffled)(theirs))
    assert all_counts(again, other) == all_counts(ours, theirs)


@FEW
@given(documents(), st.permutations([*LOCALS, "local:d", "local:e"]), st.permutations(LOCALS))
def test_local_ids_mean_nothing(pair: tuple[Gold, Prediction], theirs_too: list[str], ours_too: list[str]) -> None:
    ours, theirs = pair
    called = renamed(theirs, dict(zip(LOCALS, theirs_too, strict=False)))
    assert all_counts(ours, called) == all_counts(ours, theirs)
    # Where gold is given, its ids are known; end to end they are not.
    named = msgspec.structs.replace(ours, layers=renamed(ours.layers, dict(zip(LOCALS, ours_too, strict=True))))
    expected, found = all_counts(ours, theirs), all_counts(named, theirs)
    assert {n: c for n, c in found.items() if METRICS[n].layer != "speakers"} == {
        n: c for n, c in expected.items() if METRICS[n].layer != "speakers"
    }


@FEW
@given(layers(), layers(annotated=False))
def test_swapping_the_sides_swaps_precision_and_recall(first: Layers, second: Layers) -> None:
    there, back = all_counts(gold(first), prediction(second)), all_counts(gold(second), prediction(first))
    for name, metric in METRICS.items():
        # The strict-name view looks at gold's adjectives on both sides; answers on gold have no other side.
        if metric.kind is MATCHES and metric.layer in LAYERS and name != "mentions.strict_names":
            tp, predicted, golden = there[name]
            assert back[name] == (tp, golden, predicted), name


@FEW
@given(documents())
def test_counts_fit_together(pair: tuple[Gold, Prediction]) -> None:
    found = all_counts(*pair)
    for name, metric in METRICS.items():
        count = found[name]
        if metric.kind is MATCHES:
            assert 0 <= count[0] <= min(count[1:]), name
        for value in metric.kind.figures(np.array(count, float)).values():
            assert np.isnan(value) or 0 <= value <= 1, name

    def total(*names: str) -> tuple[int, ...]:
        return tuple(map(sum, zip(*(found[name] for name in names), strict=True)))

    assert total(*(f"mentions.{kind}" for kind in ("PER", "ORG", "GPE", "LOC", "NORP", "EVENT"))) == total(
        "mentions.strict"
    )
    assert found["mentions.strict"][0] <= found["mentions.span"][0]
    assert total("linking.known", "linking.unlinked") == total("linking.all")
    assert found["linking.all"][0] <= found["mentions.span"][0]
    assert total("links.known", "links.unlinked") == total("links.all")
    assert total("links.name", "links.nominal", "links.pronoun") == total("links.all")
    assert found["quotes.attribution"][0] <= found["quotes.content"][0]
    assert total("speakers.named", "speakers.unnamed", "speakers.unknown") == total("speakers.all")
    for part in ("tuple", "evidence"):
        assert total(f"stances.{part}.entity", f"stances.{part}.proposition") == total(f"stances.{part}")
    assert total("stances.support", "stances.oppose", "stances.mixed") == total("stances.tuple")
    assert found["stances.macro"] == (*found["stances.support"], *found["stances.oppose"])
    assert found["stances.tuple"][0] <= found["stances.pairs"][0]
    assert total("polarities.accuracy.entity", "polarities.accuracy.proposition") == total("polarities.accuracy")
    classes = [found[f"polarities.{polarity}"] for polarity in Polarity]
    assert sum(tp for tp, _, _ in classes) == found["polarities.accuracy"][0]
    assert found["polarities.macro_all"] == tuple(count for one in classes for count in one)
    assert (
        sum(found[f"line_roles.{role}"][0] for role in ("headline", "subhead", "body")) <= found["line_roles.kept"][0]
    )


@FEW
@given(layers())
def test_wrong_links_are_never_right(ours: Layers) -> None:
    def wrong(mention: Mention) -> Mention:
        return msgspec.structs.replace(mention, entity=f"not-{mention.entity}")

    known = [mention for mention in ours.mentions or () if is_linked(mention.entity)]
    theirs = msgspec.structs.replace(as_prediction(gold(ours)), mentions=[wrong(mention) for mention in known])
    links = [msgspec.structs.replace(link, entity=f"not-{link.entity}") for link in theirs.links or ()]
    found = all_counts(gold(ours), msgspec.structs.replace(theirs, links=links))
    assert found["linking.known"][0] == found["linking.all"][0] == found["links.all"][0] == 0


@FEW
@given(documents())
def test_quotes_and_stances_are_matched_as_well_as_can_be(pair: tuple[Gold, Prediction]) -> None:
    compared = Compared(*pair)
    if max(map(len, compared.quotes)) <= 5:
        ours, theirs = ([(points(quote.covered), quote.speakers) for quote in side] for side in compared.quotes)
        rows = [[(len(a & b), int(bool(a & b) and x == y)) for b, y in theirs] for a, x in ours]
        assert compared.shared_content == best_by_trying(rows, depth=2)
    gold_stances, found_stances = compared.stances
    if max(map(len, compared.stances)) <= 5:
        tuples = [[weight(a, b) for b in found_stances] for a in gold_stances]
        tp, _, tokens = best_by_trying(tuples, depth=3)
        assert METRICS["stances.tuple"].count(compared)[0] == tp
        assert METRICS["stances.evidence"].count(compared)[0] == tokens
        pairs = [[(int(same(a, b)),) for b in found_stances] for a in gold_stances]
        assert METRICS["stances.pairs"].count(compared)[:1] == best_by_trying(pairs, depth=1)


def same(a: Judged, b: Judged) -> bool:
    evident = a.part == "proposition" and bool(points(a.evidence) & points(b.evidence))
    return (a.part, a.holder) == (b.part, b.holder) and (a.target == b.target or evident)


def weight(a: Judged, b: Judged) -> tuple[int, ...]:
    if not same(a, b) or a.polarity is not b.polarity:
        return 0, 0, 0
    return 1, int(a.target == b.target), len(points(a.tokens) & points(b.tokens))


# Matching

WEIGHTS = st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(any)
ROWS = st.lists(st.dictionaries(st.integers(0, 4), WEIGHTS, max_size=5), max_size=4)


def best_by_trying(rows: Sequence[Sequence[tuple[int, ...]]], depth: int) -> tuple[int, ...]:
    """The greatest total over all ways to pair, weighed level by level."""
    if not rows or not rows[0]:
        return (0,) * depth
    if len(rows) > len(rows[0]):
        rows = [list(column) for column in zip(*rows, strict=True)]
    ways = permutations(range(len(rows[0])), len(rows))
    return max(
        tuple(map(sum, zip(*(row[column] for row, column in zip(rows, way, strict=True)), strict=True))) for way in ways
    )


@given(ROWS, st.permutations(range(5)), st.data())
def test_the_matching_is_the_best_of_all(
    rows: list[dict[int, tuple[int, ...]]], names: list[int], data: st.DataObject
) -> None:
    dense = [[row.get(column, (0, 0)) for column in range(5)] for row in rows]
    best = best_by_trying(dense, depth=2)
    assert greatest(rows, 2) == best
    other = [{names[column]: weight for column, weight in row.items()} for row in data.draw(st.permutations(rows))]
    assert greatest(other, 2) == best
    assert greatest([strongest(row, len(rows)) for row in rows], 2) == best


def test_levels_are_never_outweighed_by_lesser_ones() -> None:
    many = [dict.fromkeys(range(40), (0, 10**6))] * 40
    assert greatest([*many, {0: (1, 0)}], 2) == (1, 39 * 10**6)


# Spans

SPANS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=4)


def points(spans: object) -> set[int]:
    assert isinstance(spans, tuple | list)
    return {point for start, end in spans for point in range(start, end)}


@given(SPANS, st.lists(SPANS, max_size=4))
def test_spans_are_sets_of_places(first: list[tuple[int, int]], others: list[list[tuple[int, int]]]) -> None:
    ours, theirs = union(first), [union(other) for other in others]
    assert points(ours) == points(first)
    assert size(ours) == len(points(first))
    assert all(end < start for (_, end), (start, _) in pairwise(ours)), "apart and in order"
    common = {number: len(points(ours) & points(other)) for number, other in enumerate(others)}
    assert {number: shared(ours, other) for number, other in enumerate(theirs)} == common
    assert list(overlaps([ours], theirs)) == [{number: count for number, count in common.items() if count}]


@given(SPANS)
def test_tokens_are_touched_where_they_share_a_character(spans: list[tuple[int, int]]) -> None:
    tokens = token_spans(TEXT)
    starts, ends = [start for start, _ in tokens], [end for _, end in tokens]
    expected = {number for number, token in enumerate(tokens) if points([token]) & points(spans)}
    assert points(touched(starts, ends, spans)) == expected
