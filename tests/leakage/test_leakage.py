"""The leakage audit: exact measures, no pair missed that counts, the same findings in any order."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from itertools import combinations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from leak_subjects import CAST, WORDS, article, made, subjects_of_entities

from corpora import Maker
from goldwire.leakage import casts, texts
from goldwire.leakage.findings import Findings, Likeness, examine
from goldwire.leakage.subject import CROWD, Candidates, Subject, comparable, subject
from goldwire.model.annotation import Form, MentionType, QuoteType


def found(likeness: Likeness) -> dict[tuple[str, ...], float]:
    return {tuple(pair.documents): pair.measure for pair in likeness.pairs}


def test_signatures_are_those_of_this_version() -> None:
    # Another version of the library, or another default, would silently look for other candidates.
    sign = texts.signer()
    signature = sign(texts.shingles("The ferry crews stopped every crossing on Friday, a week before the regatta."))
    assert (signature.dtype, len(signature)) == ("uint32", 256)
    assert [int(value) for value in signature[:6]] == GOLDEN
    assert int(signature.astype("uint64").sum()) == GOLDEN_SUM


GOLDEN = [98895403, 586084289, 40102947, 261368314, 189499478, 352679911]
GOLDEN_SUM = 108601945766


def test_long_texts_are_signed_as_a_whole() -> None:
    sign, long = texts.signer(), texts.shingles(article(1, 5_000))
    assert len(long) > texts._AT_ONCE
    parts = [sign([shingle]) for shingle in sorted(long)[:3]]
    whole = sign(long)
    assert (whole <= parts[0]).all()
    assert list(sign(sorted(long))) == list(whole)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("…!", 0),
        ("One two three", 1),
        ("One, two. Three: four, FIVE!", 1),
        ("one two three four five six", 2),
        ("a a a a a a a", 1),
    ],
)
def test_shingles(text: str, expected: int) -> None:
    assert len(texts.shingles(text)) == expected
    assert texts.shingles(text.upper()) == texts.shingles(text)


def test_the_measure_is_exact() -> None:
    assert texts.jaccard(frozenset("abc"), frozenset("bcd")) == 0.5
    assert texts.jaccard(frozenset(), frozenset()) == 0
    one, other = article(1), article(2)
    mixed = f"{one} {other}"
    pairs = found(examine([made(1, one), made(2, mixed), made(3, other)]).near_duplicates)
    a, b = texts.shingles(one), texts.shingles(mixed)
    assert pairs[made(1).doc_id, made(2).doc_id] == round(len(a & b) / len(a | b), 3)
    assert (made(1).doc_id, made(3).doc_id) not in pairs


@settings(max_examples=12)
@given(st.integers(0, 10**6), st.floats(0, 0.4))
def test_no_shared_wording_is_missed_and_nothing_else_is_found(seed: int, share: float) -> None:
    """A text and edits of it, against every pair compared the slow way."""
    rnd, base = random.Random(seed), article(seed).split()
    subjects = []
    for number in range(8):
        kept = [word if rnd.random() > share else rnd.choice(WORDS) for word in base]
        subjects.append(made(number, " ".join(kept), split=rnd.choice(["train", "test"])))
    pairs = found(examine(subjects).near_duplicates)
    for a, b in combinations(subjects, 2):
        exact = texts.shared(texts.in_order(a.text or ""), texts.in_order(b.text or ""))
        assert exact.jaccard == texts.jaccard(texts.shingles(a.text or ""), texts.shingles(b.text or ""))
        assert pairs.get((a.doc_id, b.doc_id)) == (round(exact.jaccard, 3) if exact.published else None)


def test_stories_and_splits_decide_what_is_compared() -> None:
    text = article(1)
    one, same, joined = made(1, text), made(2, text, stories=("story-1",)), made(3, text, stories=("x", "story-1"))
    apart = made(4, text, stories=("story-1",), split="test")
    assert not comparable(one, same)
    assert not comparable(one, joined)
    assert comparable(one, apart)
    assert examine([one, same, joined]).near_duplicates.pairs == []
    audited = examine([one, same, apart]).near_duplicates
    assert {tuple(pair.splits) for pair in audited.pairs} == {("train", "test")}
    assert (audited.across_splits.compared, audited.within_split.compared) == (2, 0)
    assert (audited.across_splits.found, audited.across_splits.candidates) == (2, 2)


def test_a_text_that_is_not_at_hand_is_not_compared() -> None:
    audited = examine([made(1, article(1)), made(2), made(3, "")]).near_duplicates
    assert (audited.documents, audited.pairs) == (1, [])
    assert examine([]).near_duplicates.documents == 0


def test_crowds_are_counted_and_their_splits_still_seen() -> None:
    text = article(1)
    subjects = [made(n, text, split="test" if n == CROWD + 5 else "train") for n in range(CROWD + 10)]
    audited = examine(subjects).near_duplicates
    # Every band of the signatures, and every shingle.
    assert audited.crowds == texts.BANDS + len(texts.shingles(text))
    assert audited.within_split.found + audited.across_splits.found < 4 * len(subjects)
    assert audited.across_splits.found == len(subjects) - 1
    assert audited.pairs[0].splits != ["train", "train"]


def test_a_crowd_of_one_story_is_none() -> None:
    subjects = [made(n, article(1), stories=("strike",)) for n in range(CROWD + 10)]
    candidates = Candidates(subjects)
    candidates.share(range(len(subjects)))
    assert (list(candidates), candidates.crowds) == ([], 0)


WORDING = "we will not sail before the council has answered every one of our letters"


@pytest.mark.parametrize(
    ("one", "other", "run"),
    [
        (WORDING, WORDING, 14),
        (WORDING, f"He said: {WORDING.upper()}, and left", 14),
        (WORDING, "before the council has answered every one of them", 8),
        (WORDING, "before the council has answered every one", None),
        ("we will not sail", "we will not sail", None),
    ],
)
def test_shared_quotes(one: str, other: str, run: int | None) -> None:
    subjects = [made(1, quotes=("nothing to say", one)), made(2, quotes=(other,), language="fr", split="test")]
    audited = examine(subjects).shared_quotes
    assert found(audited) == ({} if run is None else {("gw-" + "1".zfill(16), "gw-" + "2".zfill(16)): run})
    assert all(pair.languages == ["en", "fr"] for pair in audited.pairs)


def test_no_run_goes_over_two_quotes() -> None:
    begin, end = "we will not sail before the council", "has answered every one of our letters"
    subjects = [made(1, quotes=(f"{begin} {end}",)), made(2, quotes=(begin, end)), made(3, quotes=(end, begin))]
    assert examine(subjects).shared_quotes.pairs == []


@pytest.mark.parametrize(
    ("days", "entities", "alike"),
    [
        ("2031-05-02", CAST, True),
        ("2031-05-09", CAST, True),
        ("2031-05-10", CAST, False),
        ("2031-04-25", CAST, True),
        (None, CAST, True),
        ("2031-02-30", CAST, True),
        ("2031-05-02", {"mirel-tansk": 1, "harbour": 3, "quay": 3, "tide": 4}, False),
        ("2031-05-02", {}, False),
    ],
)
def test_same_entities_and_a_close_date(days: str | None, entities: dict[str, int], alike: bool) -> None:
    others = [made(n, entities={f"e{n}": 1}) for n in range(5, 12)]
    one = made(1, entities=CAST)
    other = made(2, entities=entities, published=days, language="fr", split="test")
    pairs = examine([one, other, *others]).same_entities.pairs
    assert [pair.documents for pair in pairs] == ([[one.doc_id, other.doc_id]] if alike else [])


@given(subjects_of_entities)
def test_no_pair_with_the_same_entities_is_missed(subjects: list[Subject]) -> None:
    weighed = casts.casts(subjects)
    expected = {
        (subjects[a].doc_id, subjects[b].doc_id)
        for a, b in combinations(range(len(subjects)), 2)
        if comparable(subjects[a], subjects[b])
        and casts.near(subjects[a], subjects[b])
        and math.fsum(w * weighed[b].get(entity, 0.0) for entity, w in weighed[a].items()) >= casts.SAME_CAST
    }
    assert set(found(examine(subjects).same_entities)) == expected


@settings(max_examples=25)
@given(subjects_of_entities, st.randoms(use_true_random=False))
def test_the_order_of_documents_does_not_matter(subjects: list[Subject], rnd: random.Random) -> None:
    whole = [replace(one, text=article(n % 3, 20), quotes=(WORDING,) * (n % 2)) for n, one in enumerate(subjects)]
    shuffled = list(whole)
    rnd.shuffle(shuffled)
    first, second = (msgspec.json.encode(examine(each)) for each in (whole, shuffled))
    assert first == second


def test_findings_hold_no_word_of_a_text() -> None:
    secret = [made(n, "zebra " + article(1), quotes=("xylophone " + WORDING,), split=f"s{n}") for n in range(3)]
    audited = examine(secret)
    assert audited.near_duplicates.across_splits.found == audited.shared_quotes.across_splits.found == 3
    said = msgspec.json.encode(audited).decode()
    assert "zebra" not in said
    assert "xylophone" not in said
    assert msgspec.json.decode(said, type=Findings) == audited


def test_the_subject_of_a_document_holds_names_and_whole_quotes() -> None:
    maker = Maker("“We wait,” said Ann Bell. “We hope.” She left with her aide.\n")
    maker.mention("Ann Bell")
    maker.mention("She", form=Form.PRONOUN)
    maker.mention("her aide", MentionType.PER, "local:aide", form=Form.NAME)
    maker.quote(QuoteType.DIRECT, ["We wait,", "We hope."])
    whole = maker.article()
    assert whole.cleaned is not None
    one = subject(maker.document(joins=("b",)), whole.annotation, whole.cleaned.view, "train")
    assert one.quotes == ("We wait, We hope.",)
    assert one.entities == {"per": 1}
    assert one.stories == (maker.doc_id, "b")
    bare = subject(maker.document(), None, None)
    assert (bare.text, bare.quotes, bare.entities, bare.split) == (None, (), {}, "")
