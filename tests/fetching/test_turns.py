"""Who is asked when."""

from __future__ import annotations

import threading
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.fetching.turns import Turns


@settings(max_examples=30)
@given(st.lists(st.sampled_from("abc"), max_size=40), st.integers(1, 3), st.integers(1, 6))
def test_all_get_their_turn_and_no_host_more_than_it_may(hosts: list[str], per_host: int, threads: int) -> None:
    turns: Turns[int] = Turns(per_host)
    lock, in_hand, most, seen = threading.Lock(), Counter[str](), Counter[str](), set[int]()
    finished = threading.Event()

    def work() -> None:
        while (turn := turns.take()) is not None:
            host, job = turn
            with lock:
                in_hand[host] += 1
                most[host] = max(most[host], in_hand[host])
                again = job not in seen and job % 3 == 0
                seen.add(job)
            if again:
                turns.put(host, job + 1_000, 0.001)
            with lock:
                in_hand[host] -= 1
            turns.done(host)
            if len(seen) == expected:
                finished.set()

    expected = len(hosts) + len(range(0, len(hosts), 3))
    workers = [threading.Thread(target=work, daemon=True) for _ in range(threads)]
    for number, host in enumerate(hosts):
        turns.put(host, number)
    for worker in workers:
        worker.start()
    assert not hosts or finished.wait(20)
    turns.stop()
    for worker in workers:
        worker.join(20)
        assert not worker.is_alive()
    assert all(count <= per_host for count in most.values())


def test_a_host_that_is_not_to_be_asked_holds_up_no_other() -> None:
    turns: Turns[str] = Turns(2)
    turns.put("slow", "first")
    turns.put("slow", "second")
    turns.put("quick", "third")
    turns.slow("slow", 60)
    assert turns.take() == ("quick", "third")
    turns.hurry("slow")
    assert turns.take() == ("slow", "first")
    assert turns.take() == ("slow", "second")
    turns.stop()
    assert turns.take() is None


def test_hosts_take_turns() -> None:
    turns: Turns[int] = Turns(4)
    for number in range(3):
        turns.put("a", number)
    turns.put("b", 9)
    assert [turns.take(), turns.take()] == [("a", 0), ("b", 9)]
