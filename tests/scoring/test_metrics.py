"""The official metrics: counts worked out by hand, one rule or one known defect of other scorers a test."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from gold_makers import METRICS, TEXT, Side, all_counts, counts, gold, prediction

from corpora import MINI_RAW, copy_mini
from goldwire.checks.run import open_corpus
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import AUTHOR, Form, MentionType, Polarity
from goldwire.model.layers import (
    Fragment,
    Layers,
    LineRole,
    Link,
    Mention,
    PolarityOf,
    Prediction,
    Quote,
    SpeakerOf,
    as_prediction,
)
from goldwire.model.line import Role
from goldwire.release.build import build
from goldwire.release.gold import gold_documents, gold_splits
from goldwire.scoring.metric import MATCHES, SHARE, Metric, counted, macro, metrics, register

SUPPORT, OPPOSE, MIXED, NONE = Polarity
PER, ORG, GPE = MentionType.PER, MentionType.ORG, MentionType.GPE


def sides() -> tuple[Side, Side]:
    """Gold and prediction, both empty."""
    return Side(), Side()


def figures(name: str, count: tuple[int, ...]) -> dict[str, float]:
    return {figure: float(value) for figure, value in METRICS[name].kind.figures(np.array(count, float)).items()}


# The registry


def test_every_metric_states_its_formula_and_counts_what_its_kind_says() -> None:
    empty = all_counts(gold(Side()), prediction(Side()))
    for name, metric in METRICS.items():
        assert len(metric.formula.splitlines()) > 2, name
        assert "{" not in metric.formula, name
        assert metric.kind.formula, name
        assert empty[name] == (0,) * len(metric.kind.counts), name


def test_metrics_come_by_layer_and_order() -> None:
    names = [metric.name for metric in metrics()]
    assert names[:3] == ["mentions.strict", "mentions.span", "mentions.strict_names"]
    assert names.index("linking.all") < names.index("links.all") < names.index("quotes.content")
    assert names[-1] == "line_roles.boilerplate"
    assert len({(metric.layer, metric.order) for metric in metrics()}) == len(names)


def test_a_name_is_taken_once_and_a_formula_is_due() -> None:
    first = metrics()[0]
    with pytest.raises(ValueError, match=r"is called 'mentions\.strict' already"):
        register(first)
    with pytest.raises(ValueError, match="mine states no formula"):
        register(Metric("mine", "mentions", 1, MATCHES, first.count, " \n"))
    with pytest.raises(ValueError, match="mine states no formula"):
        counted("mine", "mentions", 1, MATCHES)(lambda compared: (0, 0, 0))


# Figures


def test_figures_are_of_the_sums_and_take_any_leading_axes() -> None:
    found = MATCHES.figures(np.array([[[1.0, 2, 4], [0, 0, 3]], [[0, 2, 0], [0, 0, 0]]]))
    assert {name: value.shape for name, value in found.items()} == dict.fromkeys(found, (2, 2))
    assert found["f1"][0].tolist() == pytest.approx([2 / 6, 0])
    assert found["precision"][0, 0] == 1 / 2
    assert found["recall"][1, 0] != found["recall"][1, 0], "no gold item: undefined"
    assert SHARE.figures(np.array([3.0, 4]))["accuracy"] == 3 / 4


def test_nothing_is_undefined_and_never_1() -> None:
    for name, count in all_counts(gold(Side()), prediction(Side())).items():
        assert all(math.isnan(value) for value in figures(name, count).values()), name


def test_macro_is_the_mean_over_classes_that_occur() -> None:
    kind = macro("support", "oppose")
    assert kind.counts[:4] == ("support_tp", "support_predicted", "support_gold", "oppose_tp")
    assert kind.figures(np.array([1.0, 2, 2, 0, 1, 0]))["macro_f1"] == (0.5 + 0) / 2
    assert kind.figures(np.array([1.0, 2, 2, 0, 0, 0]))["macro_f1"] == 0.5
    assert math.isnan(kind.figures(np.zeros(6))["macro_f1"])


# A layer that is not there


def test_a_layer_that_gold_lacks_is_not_scored() -> None:
    side = Side()
    side.mention("Ada", "ada")
    side.quote("the plan", speaker="ada")
    side.stance("ada", SUPPORT, "hailed", entity="bram")
    side.line(0, Role.BODY)
    whole = as_prediction(gold(side))
    assert not any(any(count) for count in all_counts(gold(Layers()), whole).values())


def test_a_layer_that_is_not_predicted_counts_as_empty() -> None:
    side = Side()
    side.mention("Ada", "ada")
    side.quote("the plan", speaker="ada")
    side.stance("ada", SUPPORT, "hailed", entity="bram")
    side.line(0, Role.BODY)
    nothing = all_counts(gold(side), Prediction(doc_id="gw-0"))
    assert nothing == all_counts(gold(side), prediction(Side()))
    assert nothing["mentions.strict"] == (0, 0, 1)
    assert nothing["quotes.characters"] == (0, 0, 8)
    assert nothing["links.all"] == nothing["speakers.all"] == nothing["polarities.accuracy"] == (0, 1)


# Mentions


def test_names_by_span_and_type() -> None:
    ours, theirs = sides()
    ours.mention("Ada", kind=PER), ours.mention("Bram", kind=PER), ours.mention("café", kind=ORG)
    theirs.mention("Ada", kind=PER), theirs.mention("Bram", kind=ORG), theirs.mention("plan", kind=ORG)
    theirs.mention("officer", kind=PER)
    assert counts("mentions.strict", ours, theirs) == (1, 4, 3)
    assert counts("mentions.span", ours, theirs) == (2, 4, 3)
    assert counts("mentions.PER", ours, theirs) == (1, 2, 2)
    assert counts("mentions.ORG", ours, theirs) == (0, 2, 1)
    assert counts("mentions.GPE", ours, theirs) == (0, 0, 0)
    assert figures("mentions.strict", (1, 4, 3)) == pytest.approx({"f1": 2 / 7, "precision": 1 / 4, "recall": 1 / 3})


def test_nominal_mentions_and_pronouns_are_no_names() -> None:
    ours, theirs = sides()
    ours.mention("officer", "local:o", form=Form.NOMINAL), ours.mention("She", "ada", form=Form.PRONOUN)
    theirs.mention("officer", "local:o"), theirs.mention("She", "ada", form=Form.PRONOUN)
    assert counts("mentions.strict", ours, theirs) == counts("linking.all", ours, theirs) == (0, 1, 0)


def test_adjacent_names_do_not_overlap_and_a_part_is_not_the_whole() -> None:
    """nervaluate 1.2.1 takes adjacent half-open spans for overlapping ones."""
    ours, theirs = sides()
    ours.mention("Ada"), ours.mention("the plan")
    theirs.mention(" spoke"), theirs.mention("plan")
    assert counts("mentions.span", ours, theirs) == (0, 2, 2)


def test_a_name_is_found_once_however_often_it_is_predicted() -> None:
    ours, theirs = sides()
    ours.mention("Ada")
    for _ in range(3):
        theirs.mention("Ada")
    assert counts("mentions.strict", ours, theirs) == (1, 3, 1)
    ours.mention("Ada")
    assert counts("mentions.strict", ours, theirs) == (2, 3, 2)


def test_nested_and_astral_names_count_like_others() -> None:
    ours, theirs = sides()
    ours.mention("the plan"), ours.mention("plan"), ours.mention("𝒳"), ours.mention("café")
    theirs.mention("the plan"), theirs.mention("𝒳"), theirs.mention("café")
    place = theirs.mentions[1]
    assert (place.end - place.start, TEXT[place.start : place.end]) == (1, "𝒳"), "one code point, two UTF-16 units"
    assert counts("mentions.strict", ours, theirs) == (3, 3, 4)


def test_the_strict_name_view_leaves_out_adjectives_on_both_sides() -> None:
    ours, theirs = sides()
    ours.mention("Ada"), ours.mention("plan", kind=GPE, adjectival=True)
    theirs.mention("Ada"), theirs.mention("plan", kind=GPE)
    assert counts("mentions.strict_names", ours, theirs) == (1, 1, 1), "a system without the flag is not punished"
    theirs.mention("no", adjectival=True)
    assert counts("mentions.strict_names", ours, theirs) == (1, 1, 1)
    theirs.mention("the plan", kind=GPE)
    assert counts("mentions.strict_names", ours, theirs) == (1, 2, 1), "another span is a name that is not there"
    assert counts("mentions.strict", ours, theirs) == (2, 4, 2)


def test_a_span_that_is_both_a_name_and_an_adjective_stays_a_name() -> None:
    ours = Side()
    ours.mention("plan", kind=GPE), ours.mention("plan", kind=ORG, adjectival=True)
    assert counts("mentions.strict_names", ours, ours) == (1, 1, 1)


# Linking


def test_a_wrong_link_is_never_right() -> None:
    """HIPE-scorer #28 counted wrong links as right."""
    ours, theirs = sides()
    ours.mention("Ada", "ada"), ours.mention("Bram", "bram"), ours.mention("café", "local:cafe")
    theirs.mention("Ada", "bram"), theirs.mention("Bram", None), theirs.mention("café", "cafe")
    assert counts("linking.all", ours, theirs) == (0, 3, 3)
    assert counts("linking.known", ours, theirs) == (0, 2, 2)
    assert counts("linking.unlinked", ours, theirs) == (0, 1, 1)
    answers = [Link(mention="m1", entity="bram"), Link(mention="m2", entity=None), Link(mention="m3", entity="cafe")]
    assert counts("links.all", ours, Prediction(doc_id="gw-0", links=answers)) == (0, 3)


def test_linking_end_to_end_needs_the_span_and_the_entity_and_no_type() -> None:
    ours, theirs = sides()
    ours.mention("Ada", "ada"), ours.mention("Bram", "bram"), ours.mention("café", "local:cafe")
    theirs.mention("Ada", "ada", kind=ORG), theirs.mention("to Bram", "bram"), theirs.mention("café", None)
    assert counts("linking.all", ours, theirs) == (2, 3, 3)
    assert counts("linking.known", ours, theirs) == (1, 2, 2)
    assert counts("linking.unlinked", ours, theirs) == (1, 1, 1)


def test_links_of_gold_names() -> None:
    ours = Side()
    ours.mention("Ada", "ada", literal="bram"), ours.mention("Bram", "bram"), ours.mention("café", "local:cafe")
    ours.mention("plan", "plan"), ours.mention("She", "ada", form=Form.PRONOUN)
    told = [("m1", "ada"), ("m2", "ada"), ("m3", "local:any"), ("m5", "bram"), ("m9", "ada")]
    links = Prediction(doc_id="gw-0", links=[Link(mention=name, entity=entity) for name, entity in told])
    assert counts("links.all", ours, links) == (2, 4), "pronouns and mentions that do not exist are nothing"
    assert counts("links.known", ours, links) == (1, 3)
    assert counts("links.unlinked", ours, links) == (1, 1)


@pytest.mark.parametrize(("told", "right"), [(["ada", "ada"], 1), (["ada", "bram"], 0), (["bram", "ada"], 0), ([], 0)])
def test_a_name_with_several_answers_is_right_if_all_are_alike(told: list[str], right: int) -> None:
    ours = Side()
    ours.mention("Ada", "ada")
    links = Prediction(doc_id="gw-0", links=[Link(mention="m1", entity=entity) for entity in told])
    assert counts("links.all", ours, links) == (right, 1)


def test_the_literal_entity_is_not_the_referent() -> None:
    ours = Side()
    ours.mention("Ada", "government", literal="city")
    links = Prediction(doc_id="gw-0", links=[Link(mention="m1", entity="city")])
    assert counts("links.all", ours, links) == (0, 1)


# Quotes


def test_quotes_by_content_cue_and_speaker() -> None:
    ours, theirs = sides()
    ours.quote("of the plan", cue="spoke", speaker="ada")
    ours.quote("hailed", "the café", cue="said", speaker="bram")
    ours.quote("no", speaker=None)
    theirs.quote("the café", "hailed", cue="said", speaker="bram")
    theirs.quote("the plan", cue="spoke", speaker="ada")
    theirs.quote("no to", cue="to", speaker="ada")
    assert counts("quotes.content", ours, theirs) == (1, 3, 3), "the order of fragments says nothing"
    assert counts("quotes.characters", ours, theirs) == (8 + 14 + 2, 8 + 14 + 5, 11 + 14 + 2)
    assert counts("quotes.cue", ours, theirs) == (2, 3, 2)
    assert counts("quotes.speaker", ours, theirs) == (2, 3, 3)
    assert counts("quotes.attribution", ours, theirs) == (1, 3, 3)


def test_adjacent_quotes_share_nothing() -> None:
    ours, theirs = sides()
    ours.quote("the ", speaker="ada")
    theirs.quote("plan", speaker="ada")
    assert counts("quotes.characters", ours, theirs) == (0, 4, 4)
    assert counts("quotes.speaker", ours, theirs) == (0, 1, 1)


def test_quotes_are_paired_for_the_most_characters_and_not_greedily() -> None:
    ours, theirs = sides()
    ours.quote("hailed 𝒳 and", speaker="ada"), ours.quote("hailed 𝒳", speaker="bram")
    theirs.quote("hailed 𝒳 and the café", speaker="ada"), theirs.quote("hailed 𝒳 and", speaker="bram")
    assert counts("quotes.characters", ours, theirs) == (12 + 8, 21 + 12, 12 + 8)
    assert counts("quotes.speaker", ours, theirs) == (2, 2, 2), (
        "of two pairings that share 20, the one with the speakers"
    )


def test_a_quote_counts_each_character_once_and_two_quotes_each_for_itself() -> None:
    ours, theirs = sides()
    ours.quote("the plan")
    theirs.quote("the plan", "plan"), theirs.quote("the plan")
    assert counts("quotes.characters", ours, theirs) == (8, 16, 8)
    assert counts("quotes.content", ours, theirs) == (1, 2, 1)


def test_quotes_in_quotes_are_scored_for_themselves() -> None:
    ours, theirs = sides()
    outer = ours.quote("of the plan", cue="spoke", speaker="ada")
    ours.quote("plan", cue="said", speaker="bram", parent=outer.id)
    theirs.quote("of the plan", cue="spoke", speaker="ada")
    for name in ("content", "cue", "speaker", "attribution"):
        assert counts(f"quotes.{name}", ours, theirs) == (1, 1, 1), name
    assert counts("quotes.nested", ours, theirs) == (0, 0, 1)
    theirs.quote("plan", parent="q1")
    assert counts("quotes.nested", ours, theirs) == (1, 1, 1)
    flat = Side()
    flat.quote("plan")
    assert counts("quotes.nested", ours, flat) == (0, 0, 1), "an outer quote is no inner one"
    assert counts("quotes.content", flat, ours) == (0, 1, 1), "nor is an inner quote an outer one"


def test_unknown_speakers_are_right_only_on_both_sides() -> None:
    ours, theirs = sides()
    ours.quote("of the plan"), ours.quote("no", speaker="ada"), ours.quote("hailed")
    theirs.quote("of the plan"), theirs.quote("no"), theirs.quote("hailed", speaker="ada")
    assert counts("quotes.speaker", ours, theirs) == (1, 3, 3)


def test_local_speakers_stand_for_each_other_by_what_their_mentions_cover() -> None:
    ours, theirs = sides()
    ours.mention("The officer", "local:x", form=Form.NOMINAL), ours.mention("She", "local:y", form=Form.PRONOUN)
    theirs.mention("officer", "local:y", form=Form.NOMINAL), theirs.mention("She", "local:x", form=Form.PRONOUN)
    ours.quote("no", speaker="local:x"), ours.quote("hailed", speaker="local:y")
    theirs.quote("no", speaker="local:y"), theirs.quote("hailed", speaker="local:x")
    assert counts("quotes.speaker", ours, theirs) == counts("quotes.attribution", ours, theirs) == (2, 2, 2)
    swapped = Side()
    swapped.mentions = theirs.mentions
    swapped.quote("no", speaker="local:x"), swapped.quote("hailed", speaker="local:y")
    assert counts("quotes.speaker", ours, swapped) == (0, 2, 2), "that the ids are gold's helps nobody"


def test_a_local_speaker_is_neither_a_listed_one_nor_one_mentioned_elsewhere() -> None:
    ours, theirs = sides()
    ours.mention("The officer", "local:x", form=Form.NOMINAL)
    ours.quote("no", speaker="local:x")
    theirs.quote("no", speaker="local:x")
    assert counts("quotes.speaker", ours, theirs) == (0, 1, 1), "no mention"
    theirs.mention(" said", "local:x", form=Form.NOMINAL)
    assert counts("quotes.speaker", ours, theirs) == (0, 1, 1), "adjacent"
    theirs.mention("officer", "ada", form=Form.NOMINAL)
    theirs.quotes[0] = Quote(id="q1", content=theirs.quotes[0].content, speaker_entity="ada")
    assert counts("quotes.speaker", ours, theirs) == (0, 1, 1), "listed"


def test_one_local_entity_stands_for_one() -> None:
    ours, theirs = sides()
    ours.mention("The officer", "local:x", form=Form.NOMINAL), ours.mention("She", "local:y", form=Form.PRONOUN)
    ours.quote("no", speaker="local:x"), ours.quote("hailed", speaker="local:y")
    for words in ("The officer", "She"):
        theirs.mention(words, "local:all", form=Form.NOMINAL)
    theirs.quote("no", speaker="local:all"), theirs.quote("hailed", speaker="local:all")
    assert counts("quotes.speaker", ours, theirs) == (1, 2, 2)


@pytest.mark.parametrize(
    ("entity", "speaker_mention", "right"),
    [(None, "m1", 1), ("local:x", "m1", 1), ("ada", "m1", 0), (None, "m7", 0), (None, None, 0)],
)
def test_the_speaker_may_be_left_to_its_mention(entity: str | None, speaker_mention: str | None, right: int) -> None:
    ours, theirs = sides()
    ours.mention("The officer", "local:o", form=Form.NOMINAL)
    ours.quote("no", speaker="local:o", speaker_mention="m1")
    theirs.mention("officer", entity, form=Form.NOMINAL)
    theirs.quote("no", speaker_mention=speaker_mention)
    assert counts("quotes.speaker", ours, theirs) == (right, 1, 1)


def test_a_mention_id_given_twice_names_no_speaker() -> None:
    ours, theirs = sides()
    ours.quote("no", speaker="ada")
    theirs.mention("Ada", "ada"), theirs.mention("Bram", "bram")
    theirs.mentions = [
        Mention(id="m1", start=m.start, end=m.end, type=m.type, entity=m.entity) for m in theirs.mentions
    ]
    theirs.quote("no", speaker_mention="m1")
    assert counts("quotes.speaker", ours, theirs) == (0, 1, 1)


def test_speakers_of_gold_quotes() -> None:
    ours = Side()
    outer = ours.quote("of the plan", speaker="ada")
    ours.quote("plan", speaker="bram", parent=outer.id)
    ours.quote("no", speaker="local:o"), ours.quote("hailed"), ours.quote("the café", speaker="bram")
    told = [("q1", "ada"), ("q2", "bram"), ("q3", "local:o"), ("q4", None)]
    answers = Prediction(doc_id="gw-0", speakers=[SpeakerOf(quote=name, entity=entity) for name, entity in told])
    assert counts("speakers.all", ours, answers) == (3, 4), (
        "a quote without an answer is wrong, nested ones are not asked"
    )
    assert counts("speakers.named", ours, answers) == (1, 2)
    assert counts("speakers.unnamed", ours, answers) == (1, 1)
    assert counts("speakers.unknown", ours, answers) == (1, 1)
    silent = Prediction(doc_id="gw-0", speakers=[])
    assert counts("speakers.unknown", ours, silent) == (0, 1), "no answer is not the answer that there is none"


# Stances


def test_tuples_pairs_and_evidence_of_entities() -> None:
    ours, theirs = sides()
    ours.stance("ada", SUPPORT, "hailed 𝒳", entity="bram"), ours.stance(AUTHOR, OPPOSE, "no to", entity="ada")
    ours.stance("bram", NONE, entity="ada")
    theirs.stance("ada", SUPPORT, "𝒳 and", entity="bram"), theirs.stance(AUTHOR, MIXED, "no to", entity="ada")
    theirs.stance("bram", SUPPORT, "no", entity="ada"), theirs.stance("bram", NONE, entity="bram")
    assert counts("stances.tuple", ours, theirs) == (1, 3, 2), "none is no stance"
    assert counts("stances.pairs", ours, theirs) == (2, 3, 2)
    assert counts("stances.support", ours, theirs) == (1, 2, 1)
    assert counts("stances.mixed", ours, theirs) == (0, 1, 0)
    assert counts("stances.macro", ours, theirs) == (1, 2, 1, 0, 0, 1)
    assert counts("stances.evidence", ours, theirs) == (1, 2 + 2 + 1, 2 + 2)
    assert counts("stances.tuple.proposition", ours, theirs) == (0, 0, 0)
    assert counts("stances.macro.entity", ours, theirs) == (1, 2, 1, 0, 0, 1)


def test_evidence_counts_tokens_that_it_touches() -> None:
    ours, theirs = sides()
    ours.stance("ada", SUPPORT, "the café", entity="bram")
    theirs.stance("ada", SUPPORT, "caf", entity="bram")
    assert counts("stances.evidence", ours, theirs) == (1, 1, 2)
    theirs.stance("ada", SUPPORT, "é.", entity="bram")
    assert counts("stances.evidence", ours, theirs) == (1, 3, 2), "one gold stance is matched once"


def test_propositions_by_label_or_else_by_evidence() -> None:
    ours, theirs = sides()
    ours.stance("ada", SUPPORT, "hailed 𝒳", proposition="The  Plan"), ours.stance("ada", OPPOSE, "no", proposition="b")
    (
        theirs.stance("ada", SUPPORT, "no", proposition="the plan"),
        theirs.stance("ada", OPPOSE, "said no", proposition="c"),
    )
    assert counts("stances.tuple.proposition", ours, theirs) == (2, 2, 2)
    assert counts("stances.evidence.proposition", ours, theirs) == (1, 3, 3)
    assert counts("stances.tuple.entity", ours, theirs) == (0, 0, 0)


@pytest.mark.parametrize(
    ("holder", "proposition", "evidence"), [("bram", "plan", "hailed"), ("ada", "other", " 𝒳"), ("ada", "", "no")]
)
def test_propositions_that_differ(holder: str, proposition: str, evidence: str) -> None:
    ours, theirs = sides()
    ours.stance("ada", SUPPORT, "hailed", proposition="plan")
    theirs.stance(holder, SUPPORT, evidence, proposition=proposition)
    assert counts("stances.pairs", ours, theirs) == counts("stances.tuple", ours, theirs) == (0, 1, 1)


def test_an_entity_is_no_proposition() -> None:
    ours, theirs = sides()
    ours.stance("ada", SUPPORT, "hailed", entity="plan")
    theirs.stance("ada", SUPPORT, "hailed", proposition="plan")
    assert counts("stances.pairs", ours, theirs) == (0, 1, 1)
    assert counts("stances.tuple.entity", ours, theirs) == (0, 0, 1)
    assert counts("stances.tuple.proposition", ours, theirs) == (0, 1, 0)


def test_propositions_are_matched_one_to_one_and_as_many_as_can_be() -> None:
    ours, theirs = sides()
    ours.stance("ada", SUPPORT, "hailed 𝒳", proposition="a"), ours.stance("ada", SUPPORT, "hailed", proposition="b")
    theirs.stance("ada", SUPPORT, "hailed 𝒳 and the café", proposition="c")
    assert counts("stances.tuple", ours, theirs) == (1, 1, 2)
    theirs.stance("ada", SUPPORT, "𝒳", proposition="d")
    assert counts("stances.tuple", ours, theirs) == (2, 2, 2), "a greedy matching would give c to a"
    assert counts("stances.evidence", ours, theirs) == (2, 6, 3)


def test_another_polarity_takes_no_stance_away() -> None:
    ours, theirs = sides()
    ours.stance("ada", SUPPORT, "hailed 𝒳", proposition="plan")
    theirs.stance("ada", OPPOSE, "hailed 𝒳", proposition="plan"), theirs.stance("ada", SUPPORT, "𝒳", proposition="x")
    assert counts("stances.tuple", ours, theirs) == counts("stances.pairs", ours, theirs) == (1, 2, 1)


def test_local_holders_and_targets_are_aligned() -> None:
    ours, theirs = sides()
    ours.mention("The officer", "local:x", form=Form.NOMINAL), ours.mention("the plan", "local:y", kind=ORG)
    theirs.mention("officer", "local:p", form=Form.NOMINAL), theirs.mention("plan", "local:x", kind=ORG)
    ours.stance("local:x", OPPOSE, "no", entity="local:y")
    theirs.stance("local:p", OPPOSE, "no", entity="local:x")
    assert counts("stances.tuple.entity", ours, theirs) == (1, 1, 1)
    wrong = Side()
    wrong.mentions = theirs.mentions
    wrong.stance("local:x", OPPOSE, "no", entity="local:p")
    assert counts("stances.tuple.entity", ours, wrong) == (0, 1, 1)


# Polarities


def test_polarities_of_gold_pairs() -> None:
    ours = Side()
    ours.stance("ada", SUPPORT, "hailed", entity="bram"), ours.stance("ada", NONE, entity="cafe")
    ours.stance("bram", OPPOSE, "no", proposition="plan"), ours.stance("bram", MIXED, "no", proposition="visit")
    told = [("s1", SUPPORT), ("s2", OPPOSE), ("s3", OPPOSE), ("s8", SUPPORT)]
    answers = Prediction(doc_id="gw-0", polarities=[PolarityOf(stance=name, polarity=value) for name, value in told])
    assert counts("polarities.accuracy", ours, answers) == (2, 4)
    assert counts("polarities.accuracy.entity", ours, answers) == (1, 2)
    assert counts("polarities.macro", ours, answers) == (1, 1, 1, 1, 2, 1)
    assert counts("polarities.macro.proposition", ours, answers) == (0, 0, 0, 1, 1, 1)
    assert counts("polarities.macro_all", ours, answers) == (1, 1, 1, 1, 2, 1, 0, 0, 1, 0, 0, 1)
    assert counts("polarities.oppose", ours, answers) == (1, 2, 1)
    assert counts("polarities.none", ours, answers) == (0, 0, 1)


def test_a_pair_with_answers_that_differ_is_missed() -> None:
    ours = Side()
    ours.stance("ada", SUPPORT, "hailed", entity="bram")
    both = [PolarityOf(stance="s1", polarity=value) for value in (SUPPORT, OPPOSE)]
    for answers in (both, both[::-1]):
        assert counts("polarities.accuracy", ours, Prediction(doc_id="gw-0", polarities=answers)) == (0, 1)
        assert counts("polarities.support", ours, Prediction(doc_id="gw-0", polarities=answers)) == (0, 0, 1)


# Line roles


def test_lines_kept_and_their_roles() -> None:
    ours, theirs = sides()
    for number, role in enumerate((Role.HEADLINE, Role.BODY, Role.CREDIT)):
        ours.line(number, role)
    for number, role in enumerate((Role.BODY, Role.BODY, Role.CAPTION)):
        theirs.line(number, role)
    assert counts("line_roles.kept", ours, theirs) == (2, 2, 2)
    assert counts("line_roles.role", ours, theirs) == (1, 3)
    assert counts("line_roles.body", ours, theirs) == (1, 2, 1)
    assert counts("line_roles.caption", ours, theirs) == (0, 1, 0)


def test_lines_that_are_missing_made_up_or_given_all_roles_are_wrong() -> None:
    ours, theirs = sides()
    ours.line(0, Role.BODY)
    ours.line(1, Role.CREDIT)
    for role in (Role.BODY, Role.CREDIT):
        theirs.line(0, role)
    theirs.line_roles.append(LineRole(start=1, end=5, role=Role.BODY))
    assert counts("line_roles.role", ours, theirs) == (0, 2), "a line with every role is no right answer"
    assert counts("line_roles.kept", ours, theirs) == (1, 2, 1)
    assert counts("line_roles.credit", ours, theirs) == (0, 1, 1)


# Whole documents


def test_gold_against_gold_is_1_on_a_release(tmp_path: Path) -> None:
    """Other scorers give gold against itself less than 1 (SemEval-2022 task 10, scorers of coreference)."""
    root = copy_mini(tmp_path)
    folder = build(open_corpus(Corpus(root), MINI_RAW), "0.1.0", tmp_path / "dist").folder
    found = [document for split in gold_splits(folder) for document in gold_documents(folder, split)]
    each = [all_counts(document, as_prediction(document)) for document in found]
    assert len(each) == 3
    for name, metric in METRICS.items():
        total = np.sum([one[name] for one in each], axis=0)
        for figure in metric.kind.figures(total.astype(float)).values():
            assert figure == 1 if total.any() else np.isnan(figure), name
    assert np.sum([one["mentions.strict"] for one in each], axis=0)[2] >= 10


def test_thousands_of_predictions_for_one_place_cost_no_more_than_their_number() -> None:
    ours = Side()
    for words in ("of the plan", "the plan", "plan"):
        ours.quote(words, speaker="ada")
        ours.stance("ada", SUPPORT, words, proposition=words)
        ours.mention(words, f"local:{words}", form=Form.NOMINAL)
    many, whole = 5_000, [Fragment(start=0, end=10**9)]
    theirs = Layers(
        mentions=[Mention(start=0, end=10 + n, type=PER, entity=f"local:{n}") for n in range(many)],
        quotes=[Quote(content=whole, speaker_entity="bram")] * many + ours.quotes,
        stances=[ours.stances[0]] * many + ours.stances,
        line_roles=[],
    )
    found = all_counts(gold(ours), prediction(theirs))
    assert found["quotes.content"] == (3, many + 3, 3)
    assert found["quotes.speaker"][0] == 3
    assert found["quotes.characters"] == (11 + 8 + 4, many * 10**9 + 23, 23)
    assert found["stances.tuple"] == (3, many + 3, 3)
