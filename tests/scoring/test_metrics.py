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
from goldwire.model.annotation import Form, MentionType, Polarity
from goldwire.model.layers import (
    Fragment,
    Layers,
    LineRole,
    Link,
    Mention,
    Prediction,
    Quote,
    Speaker,
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


def test_links_of_gold_mentions() -> None:
    ours = Side()
    ours.mention("Ada", "ada", literal="bram"), ours.mention("Bram", "bram"), ours.mention("café", "local:cafe")
    ours.mention("plan", "plan"), ours.mention("She", "ada", form=Form.PRONOUN)
    told = [("m1", "ada"), ("m2", "ada"), ("m3", "local:any"), ("m5", "bram"), ("m9", "ada")]
    links = Prediction(doc_id="gw-0", links=[Link(mention=name, entity=entity) for name, entity in told])
    assert counts("links.all", ours, links) == (2, 5), "mentions that do not exist are nothing"
    assert counts("links.name", ours, links) == (2, 4)
    assert counts("links.pronoun", ours, links) == (0, 1)
    assert counts("links.nominal", ours, links) == (0, 0)
    assert counts("links.known", ours, links) == (1, 4)
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
        quotes=[Quote(content=whole, speakers=[Speaker(entity="bram")])] * many + ours.quotes,
        stances=[ours.stances[0]] * many + ours.stances,
        line_roles=[],
    )
    found = all_counts(gold(ours), prediction(theirs))
    assert found["quotes.content"] == (3, many + 3, 3)
    assert found["quotes.speaker"][0] == 3
    assert found["quotes.characters"] == (11 + 8 + 4, many * 10**9 + 23, 23)
    assert found["stances.tuple"] == (3, many + 3, 3)
