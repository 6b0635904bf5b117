"""Errors by kind: told by hand, and what must hold of any document."""

from __future__ import annotations

from collections import Counter

import pytest
from gold_makers import Side, all_counts, documents, gold, layers, prediction, shuffled
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.model.annotation import Form, MentionType, Polarity, QuoteType
from goldwire.model.layers import Gold, Layers, Link, PolarityOf, Prediction, SpeakerOf, as_prediction
from goldwire.model.line import Role
from goldwire.scoring.compared import Compared
from goldwire.scoring.error_analysis import ANALYSES, Kinds, Seen, add_up, analyse, seen_in

NOTHING_SEEN = Seen()


def errors(ours: Side, theirs: Side | Prediction, seen: Seen = NOTHING_SEEN) -> Kinds:
    return analyse(Compared(gold(ours), prediction(theirs)), seen)


# By hand


def test_names_are_wrong_in_boundary_type_or_both() -> None:
    ours, theirs = Side(), Side()
    ours.mention("Ada"), ours.mention("café"), ours.mention("the plan"), ours.mention("Bram"), ours.mention("hailed")
    theirs.mention("Ada"), theirs.mention("café", kind=MentionType.ORG), theirs.mention("plan")
    theirs.mention("to Bram", kind=MentionType.LOC), theirs.mention("She")
    theirs.mention("officer", form=Form.NOMINAL)
    found = errors(ours, theirs, Seen(names=frozenset({"Ada", "the plan"})))
    assert found["names"] == {
        "right": 1,
        "wrong type": 1,
        "wrong boundary": 1,
        "wrong boundary and type": 1,
        "missed": 1,
        "spurious": 1,
    }
    assert found["names_seen"] == {"seen, right": 1, "seen, wrong or missed": 1, "new, wrong or missed": 3}
    assert found["name_types"] == {"right": 1, "PER → ORG": 1}


def test_a_name_is_right_though_another_prediction_overlaps_it() -> None:
    ours, theirs = Side(), Side()
    ours.mention("Bram"), ours.mention("officer")
    theirs.mention("to Bram"), theirs.mention("Bram"), theirs.mention("The officer said")
    assert errors(ours, theirs)["names"] == {"right": 1, "wrong boundary": 1, "spurious": 1}


def test_entities_on_gold_and_on_found_names() -> None:
    ours, theirs = Side(), Side()
    (
        ours.mention("Ada", "ada"),
        ours.mention("Bram", "bram"),
        ours.mention("café", "local:a"),
        ours.mention("She", "ada"),
    )
    ours.mention("plan", "local:b")
    (
        theirs.mention("Ada", "bram"),
        theirs.mention("Bram"),
        theirs.mention("café", "local:x"),
        theirs.mention("She", "ada"),
    )
    answers = [("m1", "ada"), ("m2", "ada"), ("m3", "bram"), ("m4", None)]
    told = Prediction(
        doc_id="gw-0", mentions=theirs.mentions, links=[Link(mention=name, entity=entity) for name, entity in answers]
    )
    found = errors(ours, told, Seen(entities=frozenset({"ada"})))
    assert found["links_found"] == {
        "wrong entity": 1,
        "unlinked though listed": 1,
        "right, unlisted": 1,
        "right, listed": 1,
    }
    assert found["links"] == {
        "right, listed": 1,
        "wrong entity": 1,
        "linked though unlisted": 1,
        "unlinked though listed": 1,
        "no answer": 1,
    }
    assert found["entities_seen"] == {"seen, right": 1, "seen, wrong or unlinked": 1, "new, wrong or unlinked": 1}


def test_quotes_are_wrong_in_content_cue_and_speaker() -> None:
    ours, theirs = Side(), Side()
    officer = ours.mention("The officer", "local:o", form=Form.NOMINAL)
    ours.quote("the plan", cue="spoke", speaker="ada", type=QuoteType.INDIRECT)
    ours.quote("no", cue="said", speaker_mention=officer.id, speaker="local:o", type=QuoteType.DIRECT)
    ours.quote("hailed 𝒳", type=QuoteType.MIXED)
    ours.quote("café")
    ours.quote("plan", parent="q1")
    theirs.mention("The officer", "local:z", form=Form.NOMINAL)
    theirs.quote("the plan", cue="spoke", speaker="local:z")
    theirs.quote("said no", speaker="local:z")
    theirs.quote("Bram")
    found = errors(ours, theirs)
    assert found["quotes"] == {
        "wrong speaker": 1,
        "wrong content and cue": 1,
        "missed, mixed": 1,
        "missed, type unknown": 1,
        "spurious": 1,
    }
    assert found["speakers_found"] == {"listed as local": 1, "right, local": 1}


def test_speakers_of_gold_quotes_by_kind_and_by_form() -> None:
    ours = Side()
    forms = {
        form: ours.mention(words, "ada", form=form).id for form, words in zip(Form, ("Ada", "The", "She"), strict=True)
    }
    for form, words in zip(Form, ("plan", "café", "no"), strict=True):
        ours.quote(words, speaker="ada", speaker_mention=forms[form])
    ours.quote("hailed")
    ours.quote("spoke", speaker="local:a")
    answers = {"q1": ["ada"], "q2": ["bram"], "q3": [], "q4": ["ada"]}
    told = Prediction(doc_id="gw-0", speakers=[SpeakerOf(quote=quote, entities=who) for quote, who in answers.items()])
    found = errors(ours, told)
    assert found["speakers"] == {
        "right, listed": 1,
        "listed as another": 1,
        "listed as unknown": 1,
        "unknown as listed": 1,
        "no answer": 1,
    }
    assert found["speaker_forms"] == {"name, right": 1, "nominal, wrong": 1, "pronoun, wrong": 1}


def test_stances_from_the_text_and_on_gold_pairs() -> None:
    ours, theirs = Side(), Side()
    ours.stance("ada", Polarity.SUPPORT, "hailed", entity="bram"), ours.stance("ada", Polarity.NONE, entity="cafe")
    ours.stance("bram", Polarity.OPPOSE, "no", proposition="the plan")
    ours.stance("bram", Polarity.OPPOSE, "café", proposition="coffee")
    ours.stance("bram", Polarity.MIXED, "café", entity="ada")
    theirs.stance("ada", Polarity.OPPOSE, "hailed", entity="bram"), theirs.stance("ada", Polarity.MIXED, entity="cafe")
    theirs.stance("bram", Polarity.OPPOSE, "said no", proposition="a plan")
    answers = [("s1", Polarity.SUPPORT), ("s2", Polarity.MIXED), ("s3", Polarity.SUPPORT)]
    told = Prediction(
        doc_id="gw-0",
        stances=theirs.stances,
        polarities=[PolarityOf(stance=name, polarity=polarity) for name, polarity in answers],
    )
    found = errors(ours, told)
    assert found["stances"] == {
        "right": 1,
        "wrong polarity": 1,
        "missed, proposition": 1,
        "missed, entity": 1,
        "spurious, entity": 1,
    }
    assert found["polarities"] == {
        "support → support": 1,
        "none → mixed": 1,
        "oppose → support": 1,
        "oppose → no answer": 1,
        "mixed → no answer": 1,
    }


def test_roles_of_lines() -> None:
    ours, theirs = Side(), Side()
    for number, role in enumerate((Role.HEADLINE, Role.BODY, Role.BODY)):
        ours.line(number, role)
    theirs.line(0, Role.BODY)
    theirs.line(1, Role.BODY)
    assert errors(ours, theirs)["line_roles"] == {"headline → body": 1, "right": 1, "body → no answer": 1}


def test_what_training_mentions_are_names_as_written_and_listed_entities() -> None:
    side = Side()
    side.mention("Ada", "ada"), side.mention("She", "bram", form=Form.PRONOUN), side.mention("café", "local:a")
    assert seen_in([gold(side), gold(Side())]) == Seen(frozenset({"Ada", "café"}), frozenset({"ada", "bram"}))


def test_a_layer_that_gold_has_not_is_left_out() -> None:
    found = analyse(Compared(gold(Layers(quotes=[])), prediction(Side())), NOTHING_SEEN)
    assert set(found) == {"quotes", "speakers", "speaker_forms", "speakers_found"}


# Whatever the document


@given(documents())
@settings(max_examples=40)
def test_every_unit_counts_once_and_what_is_right_is_what_the_metrics_count(one: tuple[Gold, Prediction]) -> None:
    ours, theirs = one
    compared = Compared(ours, theirs)
    found, scored = analyse(compared, seen_in([ours])), all_counts(ours, theirs)
    for name, metric in (("names", "mentions.strict"), ("quotes", "quotes.attribution"), ("stances", "stances.tuple")):
        kinds, (tp, predicted, of) = found[name], scored[metric]
        spurious = sum(count for kind, count in kinds.items() if kind.startswith("spurious"))
        missed = sum(count for kind, count in kinds.items() if kind.startswith("missed"))
        assert kinds["right"] == tp
        assert kinds.total() - spurious == of
        assert kinds.total() - missed == predicted
    for name, metric in (("links", "links.all"), ("speakers", "speakers.all"), ("line_roles", "line_roles.role")):
        right = sum(count for kind, count in found[name].items() if kind.startswith("right"))
        assert (right, found[name].total()) == scored[metric]
    told = sum(found["polarities"][f"{polarity} → {polarity}"] for polarity in Polarity)
    assert (told, found["polarities"].total()) == scored["polarities.accuracy"]
    for analysis in ANALYSES:
        assert not analysis.kinds or found[analysis.name].keys() <= set(analysis.kinds), "kinds are listed"


@st.composite
def in_two_orders(draw: st.DrawFn) -> tuple[Compared, Compared]:
    ours, theirs = draw(documents())
    return Compared(ours, theirs), Compared(gold(shuffled(draw, ours.layers)), shuffled(draw, theirs))


@given(in_two_orders())
@settings(max_examples=25)
def test_order_never_matters(both: tuple[Compared, Compared]) -> None:
    one, other = both
    seen = seen_in([one.gold])
    assert analyse(one, seen) == analyse(other, seen)


@given(layers())
@settings(max_examples=25)
def test_gold_against_gold_is_right_throughout(record: Layers) -> None:
    ours = gold(record)
    for name, kinds in analyse(Compared(ours, as_prediction(ours)), seen_in([ours])).items():
        if name == "polarities":
            assert all(kind.split(" → ")[0] == kind.split(" → ")[1] for kind in kinds)
        else:
            assert all("right" in kind for kind in kinds), (name, kinds)


def test_documents_add_up() -> None:
    one = {"names": Counter(right=2, missed=1)}
    assert add_up([one, {"names": Counter(right=1), "quotes": Counter(spurious=1)}]) == {
        "names": Counter(right=3, missed=1),
        "quotes": Counter(spurious=1),
    }
    assert add_up([]) == {}


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda analysis: analysis.name)
def test_an_analysis_says_what_it_counts(analysis: object) -> None:
    assert len({one.name for one in ANALYSES}) == len({one.title for one in ANALYSES}) == len(ANALYSES)
    assert getattr(analysis, "unit", "").strip()
