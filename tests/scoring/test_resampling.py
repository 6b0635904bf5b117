"""The bootstrap in a stream is the plain one, and the paired test keeps its level."""

from __future__ import annotations

from itertools import product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from goldwire.scoring.resampling import Bootstrap, Swaps, interval, p_value

Array = npt.NDArray[np.float64]


def streamed(values: Array, replicates: int, block: int = 7, seed: int = 0) -> Array:
    bootstrap = Bootstrap(len(values), values.shape[1], replicates=replicates, seed=[seed])
    for at in range(0, len(values), block):
        bootstrap.add(values[at : at + block])
    return bootstrap.sums[0]


@settings(max_examples=30)
@given(st.integers(1, 40), st.integers(1, 50), st.integers(0, 5))
def test_every_replicate_has_as_many_documents_as_there_are(documents: int, replicates: int, seed: int) -> None:
    ones = np.ones((documents, 1))
    assert (streamed(ones, replicates, seed=seed) == documents).all()


def test_documents_are_drawn_as_a_multinomial_draws_them() -> None:
    """Means, variances and covariances of how often a document is in a replicate: 1, 1 - 1/n and -1/n."""
    documents, replicates = 6, 40_000
    times = streamed(np.eye(documents), replicates)
    assert times.mean(axis=0) == pytest.approx(np.ones(documents), abs=0.03)
    covariance = np.cov(times.T)
    expected = np.eye(documents) - 1 / documents
    assert covariance == pytest.approx(expected, abs=0.03)
    plain = np.random.default_rng(1).multinomial(documents, np.full(documents, 1 / documents), size=replicates)
    for column in range(documents):  # the first to be drawn and the last alike
        ours, theirs = (np.bincount(side.astype(int), minlength=7)[:4] for side in (times[:, column], plain[:, column]))
        assert ours / replicates == pytest.approx(theirs / replicates, abs=0.015)


def test_the_interval_of_a_mean_is_that_of_scipy() -> None:
    values = np.random.default_rng(3).integers(0, 9, size=(40, 1)).astype(float)
    ours = interval(streamed(values, 8000)[:, 0] / len(values), len(values))
    theirs = stats.bootstrap(
        (values[:, 0],), np.mean, n_resamples=8000, method="percentile", rng=np.random.default_rng(4)
    ).confidence_interval
    assert ours is not None
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.06)
    assert ours.low < values.mean() < ours.high


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    random = np.random.default_rng(5)
    held = 0
    for trial in range(200):
        values = random.poisson(4, size=(50, 1)).astype(float)
        bounds = interval(streamed(values, 400, block=50, seed=trial)[:, 0] / 50, 50)
        assert bounds is not None
        held += bounds.low <= 4 <= bounds.high
    assert 0.89 <= held / 200 <= 0.99


def test_blocks_make_no_difference_and_seeds_do() -> None:
    values = np.arange(30.0).reshape(15, 2)
    assert (streamed(values, 50, block=1) == streamed(values, 50, block=15)).all()
    assert (streamed(values, 50, seed=1) != streamed(values, 50, seed=2)).any()


def test_both_systems_are_on_the_same_resamples() -> None:
    values = np.arange(30.0).reshape(15, 2)
    bootstrap = Bootstrap(15, 2, replicates=20, seed=[0])
    bootstrap.add(values, 2 * values)
    assert (2 * bootstrap.sums[0] == bootstrap.sums[1]).all()
    with pytest.raises(ValueError, match="more documents than were to come"):
        bootstrap.add(values[:1], values[:1])


def test_no_interval_for_few_documents_nor_for_figures_that_are_mostly_undefined() -> None:
    figures = np.linspace(0, 1, 1000)
    assert interval(figures, 1) is None
    assert interval(figures[:0], 9) is None
    assert interval(figures, 2) == pytest.approx((0.025, 0.975))
    some, many = figures.copy(), figures.copy()
    some[:50], many[:51] = np.nan, np.nan
    assert interval(some, 9) is not None
    assert interval(many, 9) is None
    assert interval(np.full(1000, np.nan), 9) is None


def moved(first: Array, second: Array, swaps: int, seed: int = 0) -> Array:
    test = Swaps(first.shape[1], swaps=swaps, seed=[seed])
    for at in range(0, len(first), 4):
        test.add(first[at : at + 4], second[at : at + 4])
    return test.moved


def p_of(first: Array, second: Array, swaps: int = 10_000, seed: int = 0) -> float:
    shift = moved(first, second, swaps, seed)[:, 0]
    found = p_value(float((first - second).sum()), (first.sum() + shift) - (second.sum() - shift))
    assert found is not None
    return found


def test_p_is_that_of_all_swaps_of_few_documents() -> None:
    first, second = (np.array([side], float).T for side in ([5, 7, 3, 9, 4, 8], [4, 3, 3, 5, 5, 2]))
    each = (first - second)[:, 0]
    sums = [abs(sum(sign * one for sign, one in zip(signs, each, strict=True))) for signs in product((1, -1), repeat=6)]
    exact = sum(found >= abs(each.sum()) for found in sums) / len(sums)
    assert p_of(first, second) == pytest.approx(exact, abs=0.015)


def test_p_has_the_level_it_says() -> None:
    """Between two systems that are equally good, p is below a tenth about one time in ten."""
    random = np.random.default_rng(6)
    low = 0
    for trial in range(300):
        sides = random.poisson(5, size=(2, 30, 1)).astype(float)
        low += p_of(*sides, swaps=300, seed=trial) < 0.1
    assert 0.05 <= low / 300 <= 0.16


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=20), st.integers(0, 9))
def test_p_is_the_same_whichever_system_comes_first(pairs: list[tuple[int, int]], seed: int) -> None:
    first, second = (np.array(side, float).reshape(-1, 1) for side in zip(*pairs, strict=True))
    there, back = (p_of(*sides, swaps=200, seed=seed) for sides in ((first, second), (second, first)))
    assert there == back
    assert 1 / 201 <= there <= 1
    assert p_of(first, first, swaps=200, seed=seed) == 1


def test_undefined_differences_make_nothing_significant() -> None:
    assert p_value(float("nan"), np.zeros(9)) is None
    assert p_value(1.0, np.full(9, np.nan)) == 1
    assert p_value(1.0, np.zeros(9)) == 0.1
