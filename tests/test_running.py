"""Running a stage over items: in a loop and in processes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from itertools import count, islice

import pytest

from goldwire.running import WorkerDied, run


def square(number: int) -> int:
    return number * number


def die_at(bad: int, number: int) -> int:
    if number == bad:
        os._exit(9)
    return number


def fail_at(bad: int, number: int) -> int:
    if number == bad:
        raise KeyError(number)
    return number


class Counted:
    """Numbers without end that remember how many were taken."""

    def __init__(self) -> None:
        self.taken = 0

    def __iter__(self) -> Iterator[int]:
        for number in count():
            self.taken += 1
            yield number


@pytest.mark.parametrize("workers", [0, 1, 2])
@pytest.mark.parametrize("size", [0, 1, 31, 32, 33, 500])
def test_order_is_kept(workers: int, size: int) -> None:
    assert list(run(square, range(size), workers=workers)) == [square(n) for n in range(size)]


@pytest.mark.parametrize(("workers", "most"), [(1, 5), (2, 400)])
def test_items_are_taken_as_needed(workers: int, most: int) -> None:
    items = Counted()
    results = run(square, items, workers=workers)
    assert items.taken == 0
    assert list(islice(results, 5)) == [0, 1, 4, 9, 16]
    assert 5 <= items.taken <= most
    results.close()  # type: ignore[attr-defined]  # a generator
    assert items.taken <= most


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_of_the_stage_is_raised(workers: int) -> None:
    with pytest.raises(KeyError):
        list(run(partial(fail_at, 40), range(100), workers=workers))


def test_a_killed_worker_is_told() -> None:
    with pytest.raises(WorkerDied, match="fewer --workers"):
        list(run(partial(die_at, 40), range(1000), workers=2))
