"""The ledger: which events may follow which, and the state they lead to."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.corpus.ids import doc_id, sha256_hex
from goldwire.corpus.ledger import BAD_EVENT, Fate, Ledger, Standing, fold
from goldwire.model.document import LedgerEvent

HASHES = [sha256_hex(bytes([number])) for number in range(3)]
A, B, C = (doc_id(digest) for digest in HASHES)
HASH = dict(zip((A, B, C), HASHES, strict=True))


def added(doc: str, sha256: str | None = None) -> LedgerEvent:
    return LedgerEvent(event="added", doc_id=doc, sha256=sha256 or HASH[doc], collection="open")


def released(doc: str, release: str = "0.1.0", split: str = "train") -> LedgerEvent:
    return LedgerEvent(event="released", doc_id=doc, release=release, split=split)


def superseded(doc: str, by: str) -> LedgerEvent:
    return LedgerEvent(event="superseded", doc_id=doc, by=by)


def withdrawn(doc: str) -> LedgerEvent:
    return LedgerEvent(event="withdrawn", doc_id=doc, reason="asked for")


def state(*events: LedgerEvent) -> Standing | None:
    ledger = fold(events)
    assert ledger.incidents == ()
    return ledger.get(A)


def trouble(*events: LedgerEvent) -> str:
    """What is wrong with the last event; it must change nothing."""
    ledger, before = fold(events, file="some.jsonl"), fold(events[:-1])
    assert before.incidents == ()
    assert ledger.standings == before.standings
    (incident,) = ledger.incidents
    assert incident.code == BAD_EVENT.code
    assert (incident.file, incident.pointer) == ("some.jsonl", f"/{len(events) - 1}")
    assert incident.document == events[-1].doc_id
    return incident.message


PLAIN = Standing(doc_id=A, sha256=HASH[A], collection="open")


def test_legal_courses() -> None:
    assert fold([]) == Ledger({}, ())
    assert state(added(A)) == PLAIN
    out = state(added(A), released(A, "0.2.0", "test"))
    assert out == Standing(A, HASH[A], "open", release="0.2.0", split="test")
    replaced = state(added(A), added(B), superseded(A, B))
    assert replaced == Standing(A, HASH[A], "open", fate=Fate.SUPERSEDED, successor=B)
    gone = state(added(A), withdrawn(A))
    assert gone == Standing(A, HASH[A], "open", fate=Fate.WITHDRAWN, reason="asked for")
    both = state(added(A), added(B), released(A), superseded(A, B))
    assert both == Standing(A, HASH[A], "open", "0.1.0", "train", Fate.SUPERSEDED, B)
    last = state(added(A), released(A), withdrawn(A))
    assert last == Standing(A, HASH[A], "open", "0.1.0", "train", Fate.WITHDRAWN, reason="asked for")


def test_only_active_documents_are_active() -> None:
    ledger = fold([added(A), added(B), added(C), superseded(A, B), withdrawn(C)])
    assert [ledger.is_active(doc) for doc in (A, B, C, "gw-unknown")] == [False, True, False, False]
    assert ledger.get("gw-unknown") is None


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ([added(A), added(A)], "added before"),
        ([added(A), withdrawn(A), added(A)], "added before"),
        ([added(A), added(B), superseded(A, B), added(A)], "added before"),
        ([added(A, HASH[B])], "does not come from"),
        ([LedgerEvent(event="released", doc_id=A, release="0.1.0", split="train")], "no such document"),
        ([added(B), superseded(A, B)], "no such document"),
        ([withdrawn(A)], "no such document"),
        ([added(A), released(A), released(A)], "released in 0.1.0 already"),
        ([added(A), released(A), released(A, "0.2.0", "test")], "released in 0.1.0 already"),
        ([added(A), withdrawn(A), released(A)], "is withdrawn"),
        ([added(A), added(B), superseded(A, B), released(A)], "is superseded"),
        ([added(A), withdrawn(A), withdrawn(A)], "is withdrawn already"),
        ([added(A), added(B), superseded(A, B), superseded(A, B)], "is superseded already"),
        ([added(A), added(B), superseded(A, B), withdrawn(A)], "is superseded already"),
        ([added(A), added(B), withdrawn(A), superseded(A, B)], "is withdrawn already"),
        ([added(A), superseded(A, B)], "successor"),
        ([added(A), superseded(A, A)], "successor"),
    ],
)
def test_events_out_of_turn_change_nothing(events: list[LedgerEvent], message: str) -> None:
    assert message in trouble(*events)


EVENTS = st.lists(
    st.one_of(
        st.sampled_from([added(d) for d in (A, B, C)]),
        st.sampled_from([released(d, s) for d in (A, B, C) for s in ("0.1.0", "0.2.0")]),
        st.sampled_from([superseded(d, by) for d, by in permutations((A, B, C), 2)]),
        st.sampled_from([withdrawn(d) for d in (A, B, C)]),
    ),
    max_size=14,
)


@given(EVENTS)
@settings(max_examples=200, deadline=None)
def test_later_events_never_rewrite_what_is_frozen(events: list[LedgerEvent]) -> None:
    for cut in range(len(events)):
        before, after = fold(events[:cut]), fold(events)
        for doc, standing in before.standings.items():
            later = after.standings[doc]
            assert (later.sha256, later.collection) == (standing.sha256, standing.collection)
            if standing.release is not None:
                assert (later.release, later.split) == (standing.release, standing.split)
            if standing.fate is not Fate.ACTIVE:
                assert later == standing
        assert after.incidents[: len(before.incidents)] == before.incidents


@given(EVENTS)
@settings(max_examples=200, deadline=None)
def test_events_that_count_lead_to_the_same_state_alone(events: list[LedgerEvent]) -> None:
    whole = fold(events)
    bad = {int(incident.pointer[1:]) for incident in whole.incidents}
    good = [event for number, event in enumerate(events) if number not in bad]
    assert fold(good) == Ledger(whole.standings, ())


@given(EVENTS, st.integers(0, 14))
@settings(max_examples=200, deadline=None)
def test_folding_a_prefix_then_the_rest_is_folding_all(events: list[LedgerEvent], cut: int) -> None:
    """The state after a prefix decides what the rest does: its good events stand for it."""
    bad = {int(incident.pointer[1:]) for incident in fold(events[:cut]).incidents}
    prefix = [event for number, event in enumerate(events[:cut]) if number not in bad]
    assert fold([*prefix, *events[cut:]]).standings == fold(events).standings
