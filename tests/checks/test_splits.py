"""Splits: drawn by story, frozen at the first release, never straddled."""

from __future__ import annotations

from collections import Counter

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from corpora import Maker
from goldwire import goldwire_builder
from goldwire.model.document import Collection, Document, Settings, SplitShare
from goldwire.splits.assign import assign, draw, split_order
from goldwire.splits.names import in_order

NAMES = ("train", "validation", "test")


def settings(*shares: float, salt: str = "salt") -> Settings:
    """Settings with a free collection `open` and a collection `wire` of a fixed split."""
    return Settings(
        name="made",
        title="Made",
        summary="Made.",
        version="0.1.0",
        licence="CC0-1.0",
        languages=["en"],
        salt=salt,
        splits=[SplitShare(name=name, share=share) for name, share in zip(NAMES, shares, strict=False)],
        collections={
            "open": Collection(text="included", split=None, description="Free."),
            "wire": Collection(text="withheld", split="wire", description="Fixed."),
        },
    )


USUAL = settings(0.6, 0.2, 0.2)


def document(number: int, story: str, collection: str = "open", joins: tuple[str, ...] = ()) -> Document:
    return Maker(f"Document {number}.").document(story=story, collection=collection, joins=joins)


def test_a_document_without_a_past_is_drawn_by_its_story() -> None:
    documents = [document(n, f"story-{n % 4}") for n in range(12)]
    found = assign(documents, {}, USUAL)
    assert found.incidents == ()
    assert found.splits == {d.doc_id: draw(d.story, USUAL) for d in documents}


def test_frozen_splits_hold_and_the_rest_of_the_story_follows() -> None:
    old, new, other = document(1, "strike"), document(2, "strike"), document(3, "flood")
    for split in (*NAMES, "elsewhere"):
        found = assign([new, old, other], {old.doc_id: split}, USUAL)
        assert found.incidents == ()
        assert found.splits == {old.doc_id: split, new.doc_id: split, other.doc_id: draw("flood", USUAL)}


def test_documents_that_left_still_hold_the_split_of_their_story() -> None:
    old, new = document(1, "strike"), document(2, "strike")
    for split in NAMES:
        assert assign([new], {old.doc_id: split}, USUAL, retired=[old]).splits == {new.doc_id: split}


def test_a_collection_with_a_fixed_split_is_not_drawn() -> None:
    documents = [document(n, f"story-{n}", "wire") for n in range(20)]
    assert set(assign(documents, {}, USUAL).splits.values()) == {"wire"}


def test_a_frozen_split_outlives_a_fixed_one() -> None:
    old = document(1, "strike", "wire")
    assert assign([old], {old.doc_id: "test"}, USUAL).splits == {old.doc_id: "test"}


def test_a_story_in_two_frozen_splits_is_reported_once_a_document() -> None:
    documents = [document(n, "strike") for n in range(3)]
    frozen = {documents[0].doc_id: "train", documents[1].doc_id: "test"}
    found = assign(documents, frozen, USUAL)
    assert {i.code for i in found.incidents} == {"GW-E081"}
    assert all(i.document in found.splits and i.pointer == "/story" for i in found.incidents)
    assert found == assign(documents[::-1], frozen, USUAL)


def test_a_story_of_a_free_and_a_fixed_collection_is_reported() -> None:
    found = assign([document(1, "strike"), document(2, "strike", "wire")], {}, USUAL)
    assert [i.code for i in found.incidents] == ["GW-E081"]


def test_shares_are_respected() -> None:
    stories = [f"story-{number}" for number in range(5000)]
    for shares in ((0.6, 0.2, 0.2), (0.8, 0.1, 0.1), (0.5, 0.5), (1.0,)):
        drawn = Counter(draw(story, settings(*shares)) for story in stories)
        for name, share in zip(NAMES, shares, strict=False):
            assert abs(drawn[name] / len(stories) - share) < 0.025, (shares, name)


def test_another_salt_draws_otherwise_and_the_same_one_alike() -> None:
    stories = [f"story-{number}" for number in range(200)]
    one, again, other = ([draw(s, settings(0.5, 0.5, salt=salt)) for s in stories] for salt in ("a", "a", "b"))
    assert one == again
    assert one != other


def test_the_draw_is_the_one_of_earlier_releases() -> None:
    # Changing how splits are drawn would move stories whose documents nobody has released yet.
    expected = "test train train train train train train test"
    assert [draw(f"story-{n}", USUAL) for n in range(8)] == expected.split()


def test_shares_that_round_below_one_leave_no_story_without_a_split() -> None:
    short = settings(0.1, 0.1)
    assert {draw(f"story-{number}", short) for number in range(100)} == {"train", "validation"}


documents_of_stories = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["open", "open", "wire"])), max_size=12
).map(lambda drawn: [document(n, f"story-{story}", where) for n, (story, where) in enumerate(drawn)])


@given(documents_of_stories, st.dictionaries(st.integers(0, 5), st.sampled_from(NAMES)), st.data())
def test_a_story_never_straddles(documents: list[Document], released: dict[int, str], data: st.DataObject) -> None:
    free = [d for d in documents if d.collection == "open"]
    old = data.draw(st.sets(st.sampled_from(free))) if free else set()
    frozen = {d.doc_id: released[n] for d in old if (n := int(d.story[-1])) in released}
    found = assign(free, frozen, USUAL)
    assert found.splits.keys() == {d.doc_id for d in free}
    for story in {d.story for d in free}:
        splits = {found.splits[d.doc_id] for d in free if d.story == story}
        owners = {frozen[d.doc_id] for d in free if d.story == story and d.doc_id in frozen}
        assert splits == (owners or {draw(story, USUAL)})
    assert found.incidents == ()


@given(documents_of_stories, st.data())
def test_straddling_is_reported_exactly_where_it_is(documents: list[Document], data: st.DataObject) -> None:
    frozen = {d.doc_id: data.draw(st.sampled_from(NAMES)) for d in documents if data.draw(st.booleans())}
    found = assign(documents, frozen, USUAL)
    assert all(found.splits[doc] == split for doc, split in frozen.items())
    reported = {d.story for d in documents for i in found.incidents if i.document == d.doc_id}
    stories: dict[str, set[str]] = {}
    for d in documents:
        stories.setdefault(d.story, set()).add(found.splits[d.doc_id])
    assert reported == {story for story, splits in stories.items() if len(splits) > 1}
    assert found == assign(documents[::-1], frozen, USUAL)


@given(documents_of_stories, st.data())
def test_new_documents_move_no_released_one(documents: list[Document], data: st.DataObject) -> None:
    before = documents[: data.draw(st.integers(0, len(documents)))]
    first = assign(before, {}, USUAL).splits
    second = assign(documents, first, USUAL).splits
    assert {doc: second[doc] for doc in first} == first


# Documents that join stories


def test_a_document_that_joins_stories_puts_them_in_one_split() -> None:
    stories = ["flood", "strike", "trial-3"]
    apart = [document(n, story) for n, story in enumerate(stories)]
    assert len(set(assign(apart, {}, USUAL).splits.values())) > 1
    one, two = document(3, "strike", joins=("flood",)), document(4, "trial-3", joins=("strike",))
    for order in ([*apart, one, two], [two, one, *apart[::-1]]):
        found = assign(order, {}, USUAL)
        assert set(found.splits.values()) == {draw("flood", USUAL)}, "drawn by the first story by name"
        assert found.incidents == ()


def test_a_frozen_story_pulls_those_joined_to_it() -> None:
    old, new, both = document(1, "strike"), document(2, "flood"), document(3, "flood", joins=("strike",))
    for split in NAMES:
        found = assign([old, new, both], {old.doc_id: split}, USUAL)
        assert set(found.splits.values()) == {split}
        assert found.incidents == ()


def test_a_document_that_joins_stories_of_different_splits_is_an_incident_and_moves_nothing() -> None:
    one, two, both = document(1, "strike"), document(2, "flood"), document(3, "flood", joins=("strike",))
    frozen = {one.doc_id: "train", two.doc_id: "test"}
    found = assign([one, two, both], frozen, USUAL)
    assert found.splits == {**frozen, both.doc_id: "test"}
    assert [(i.code, i.document, i.pointer) for i in found.incidents] == [("GW-E085", both.doc_id, "/joins")]
    assert "'flood' is in 'test', 'strike' is in 'train'" in found.incidents[0].message
    assert "goldwire withdraw" in found.incidents[0].remedy
    # The remedies: one story only, or without the document.
    alone = document(3, "flood")
    assert assign([one, two, alone], frozen, USUAL).incidents == ()
    assert assign([one, two], frozen, USUAL, retired=[both]).incidents == ()


def test_a_chain_of_joins_between_two_splits_is_reported_at_every_link() -> None:
    one, two = document(1, "strike"), document(2, "flood")
    links = [document(3, "strike", joins=("rain",)), document(4, "rain", joins=("flood",))]
    found = assign([one, two, *links], {one.doc_id: "train", two.doc_id: "test"}, USUAL)
    assert {i.document for i in found.incidents} == {d.doc_id for d in links}
    assert {i.code for i in found.incidents} == {"GW-E085"}


def test_what_a_released_document_joined_it_holds_after_it_left() -> None:
    both = document(1, "strike", joins=("flood",))
    new = document(2, "flood")
    for split in NAMES:
        assert assign([new], {both.doc_id: split}, USUAL, retired=[both]).splits == {new.doc_id: split}
    assert assign([new], {}, USUAL, retired=[both]).splits == {new.doc_id: draw("flood", USUAL)}
    other = document(3, "flood")
    found = assign([new, other], {both.doc_id: "train", other.doc_id: "test"}, USUAL, retired=[both])
    assert found.splits == {new.doc_id: "test", other.doc_id: "test"}
    assert found.incidents == ()


def test_a_story_that_nobody_tells_is_no_slip_unseen() -> None:
    found = assign([document(1, "strike", joins=("flod",)), document(2, "flood")], {}, USUAL)
    assert [(i.code, i.pointer) for i in found.incidents] == [("GW-W086", "/joins/0")]


joining = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.sampled_from(["open", "open", "open", "wire"]),
        st.lists(st.integers(0, 5), max_size=2, unique=True),
    ),
    max_size=10,
).map(
    lambda drawn: [
        document(n, f"story-{story}", where, tuple(f"story-{other}" for other in others if other != story))
        for n, (story, where, others) in enumerate(drawn)
    ]
)


def components(documents: list[Document]) -> list[set[str]]:
    """The stories that documents join, the slow and plain way."""
    found = [set(d.stories) for d in documents]
    while pair := next(((a, b) for a in found for b in found if a is not b and a & b), None):
        found = [each for each in found if each not in pair] + [pair[0] | pair[1]]
    return found


@given(joining, st.data())
def test_no_component_straddles_unless_it_is_reported(documents: list[Document], data: st.DataObject) -> None:
    frozen = {d.doc_id: data.draw(st.sampled_from(NAMES)) for d in documents if data.draw(st.booleans())}
    gone = [d for d in documents if data.draw(st.booleans())]
    active = [d for d in documents if d not in gone]
    found = assign(active, frozen, USUAL, retired=gone)
    assert found == assign(data.draw(st.permutations(active)), frozen, USUAL, retired=gone[::-1])
    assert all(found.splits[d.doc_id] == frozen[d.doc_id] for d in active if d.doc_id in frozen)
    reported = {i.document for i in found.incidents if i.code in ("GW-E081", "GW-E085")}
    for stories in components(active):
        inside = [d for d in active if d.story in stories]
        if len({found.splits[d.doc_id] for d in inside}) > 1:
            assert reported & {d.doc_id for d in inside}


@given(joining, st.data())
def test_whatever_is_added_or_withdrawn_no_frozen_split_moves(documents: list[Document], data: st.DataObject) -> None:
    """Releases one after another: each freezes what it drew, in between documents come and go."""
    frozen: dict[str, str] = {}
    active: list[Document] = []
    gone: list[Document] = []
    waiting = list(documents)
    while waiting:
        for _ in range(data.draw(st.integers(1, len(waiting)))):
            active.append(waiting.pop())
        leaving = data.draw(st.sets(st.integers(0, len(active) - 1), max_size=2))
        gone += [active[n] for n in leaving]
        active = [d for n, d in enumerate(active) if n not in leaving]
        found = assign(active, frozen, USUAL, retired=gone)
        assert all(found.splits[d.doc_id] == frozen[d.doc_id] for d in active if d.doc_id in frozen)
        if not any(i.code.startswith("GW-E") for i in found.incidents):
            frozen |= found.splits
            for stories in components(active):
                splits = {found.splits[d.doc_id] for d in active if d.story in stories}
                assert len(splits) <= 1


@given(documents_of_stories, st.data())
def test_without_joins_splits_are_those_of_stories(documents: list[Document], data: st.DataObject) -> None:
    frozen = {d.doc_id: data.draw(st.sampled_from(NAMES)) for d in documents if data.draw(st.booleans())}
    found = assign(documents, frozen, USUAL)
    held: dict[str, set[str]] = {}
    for d in documents:
        if d.doc_id in frozen:
            held.setdefault(d.story, set()).add(frozen[d.doc_id])
    for d in documents:
        fixed = USUAL.collections[d.collection].split
        drawn = min(held[d.story]) if d.story in held else draw(d.story, USUAL)
        assert found.splits[d.doc_id] == frozen.get(d.doc_id, fixed or drawn)


# Collections that draw splits of their own

PRESS_NAMES = ("press_train", "press_validation", "press_test")


def with_press(*shares: float, salt: str | None = None, collection: str = "press") -> Settings:
    """The usual settings, with a collection that draws splits of its own and one whose split is fixed to them."""
    own = tuple(SplitShare(name=name, share=share) for name, share in zip(PRESS_NAMES, shares, strict=True))
    press = Collection(text="fetched", split=None, description="Its own.", salt=salt, splits=own)
    return msgspec.structs.replace(USUAL, collections={**USUAL.collections, collection: press})


PRESS = with_press(0.5, 0.15, 0.35)


def test_splits_of_collections_stand_between_those_of_the_corpus_and_fixed_ones() -> None:
    assert split_order(PRESS) == [*NAMES, *PRESS_NAMES, "wire"]
    assert split_order(USUAL) == [*NAMES, "wire"]
    # In the order in which the settings name the collections; splits that are shared come once.
    zeta = Collection(text="fetched", split=None, description="Z.", splits=(SplitShare(name="zeta_test", share=1.0),))
    both = {"zeta": zeta, **PRESS.collections, "alpha": PRESS.collections["press"]}
    assert split_order(msgspec.structs.replace(PRESS, collections=both)) == [*NAMES, "zeta_test", *PRESS_NAMES, "wire"]


def test_a_collection_draws_its_stories_to_its_own_splits_by_its_shares() -> None:
    documents = [document(n, f"story-{n}", "press") for n in range(400)]
    found = assign(documents, {}, PRESS)
    assert found.incidents == ()
    drawn = Counter(found.splits.values())
    assert drawn.keys() == set(PRESS_NAMES)
    for name, share in zip(PRESS_NAMES, (0.5, 0.15, 0.35), strict=True):
        assert abs(drawn[name] / 400 - share) < 0.08, name


def test_a_salt_of_a_collection_draws_its_stories_otherwise_and_no_others() -> None:
    stories = [f"story-{number}" for number in range(100)]
    plain, salted = (
        [draw(story, settings, "press") for story in stories]
        for settings in (PRESS, with_press(0.5, 0.15, 0.35, salt="x"))
    )
    assert plain != salted
    for settings in (PRESS, with_press(0.5, 0.15, 0.35, salt="x")):
        assert [draw(story, settings, "open") for story in stories] == [draw(story, USUAL) for story in stories]


def test_a_document_of_a_released_story_goes_where_that_is_whatever_its_collection() -> None:
    # An event that a withheld text tells is kept out of training: the split of the withheld text is not trained on.
    told = document(1, "meeting", "wire")
    for frozen in ("wire", *NAMES, *PRESS_NAMES):
        new = [document(2, "meeting", "press"), document(3, "other", "press", joins=("meeting",))]
        found = assign([told, *new], {told.doc_id: frozen}, PRESS)
        assert found.incidents == ()
        assert set(found.splits.values()) == {frozen}


def test_the_first_collection_by_name_that_draws_says_where_a_story_of_several_goes() -> None:
    both = [document(1, "strike", "press"), document(2, "strike", "open")]
    assert set(assign(both, {}, PRESS).splits.values()) == {draw("strike", PRESS, "open")}
    early = with_press(0.5, 0.15, 0.35, collection="agency")
    both = [document(1, "strike", "agency"), document(2, "flood", "open", joins=("strike",))]
    assert set(assign(both, {}, early).splits.values()) == {draw("flood", early, "agency")}


news = st.lists(
    st.tuples(st.integers(0, 7), st.sampled_from(["open", "press", "press", "wire"]), st.integers(0, 7)), max_size=12
).map(
    lambda drawn: [
        document(n, f"story-{story}", where, (f"story-{other}",) if other < story and n % 3 == 0 else ())
        for n, (story, where, other) in enumerate(drawn)
    ]
)


@given(news, st.data())
def test_stories_of_several_collections_share_a_split_and_frozen_ones_decide(
    documents: list[Document], data: st.DataObject
) -> None:
    """Withheld documents were released before, and each story of theirs with them."""
    frozen = {d.doc_id: "wire" for d in documents if d.collection == "wire"}
    released = [d for d in documents if d.doc_id in frozen]
    found = assign(data.draw(st.permutations(documents)), frozen, PRESS)
    assert {i.code for i in found.incidents} <= {"GW-W086"}, "a story to join that nobody tells"
    for stories in components(documents):
        inside = [d for d in documents if d.story in stories]
        splits = {found.splits[d.doc_id] for d in inside}
        assert len(splits) <= 1
        if any(d in released for d in inside):
            assert splits == {"wire"}
        elif inside:
            first = min(d.collection for d in inside)
            assert splits == {draw(min(stories), PRESS, first)}
            assert splits <= set(PRESS_NAMES if first == "press" else NAMES)


@given(news, st.data())
def test_what_is_added_to_collections_moves_nothing_that_was_released(
    documents: list[Document], data: st.DataObject
) -> None:
    free = [d for d in documents if d.collection != "wire"]
    before = free[: data.draw(st.integers(0, len(free)))]
    first = assign(before, {}, PRESS).splits
    second = assign(free, first, PRESS).splits
    assert {doc: second[doc] for doc in first} == first


@given(st.permutations([*NAMES, *PRESS_NAMES, "agency_test", "wire", "held_out"]))
def test_splits_are_named_in_one_order_wherever_no_settings_say_it(names: list[str]) -> None:
    ordered = [*NAMES, "agency_test", *PRESS_NAMES, "held_out", "wire"]
    assert in_order(names) == sorted(names, key=goldwire_builder._place) == ordered
