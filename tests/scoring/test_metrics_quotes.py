"""Metrics of quotes, speakers, stances and polarities: counts worked out by hand."""

from __future__ import annotations

import pytest
from gold_makers import Side, counts

from goldwire.model.annotation import AUTHOR, Form, MentionType, Polarity
from goldwire.model.layers import Mention, PolarityOf, Prediction, Quote, Speaker, SpeakerOf

SUPPORT, OPPOSE, MIXED, NONE = Polarity
ORG = MentionType.ORG


# Quotes


def test_quotes_by_content_cue_and_speaker() -> None:
    ours, theirs = Side(), Side()
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
    ours, theirs = Side(), Side()
    ours.quote("the ", speaker="ada")
    theirs.quote("plan", speaker="ada")
    assert counts("quotes.characters", ours, theirs) == (0, 4, 4)
    assert counts("quotes.speaker", ours, theirs) == (0, 1, 1)


def test_quotes_are_paired_for_the_most_characters_and_not_greedily() -> None:
    ours, theirs = Side(), Side()
    ours.quote("hailed 𝒳 and", speaker="ada"), ours.quote("hailed 𝒳", speaker="bram")
    theirs.quote("hailed 𝒳 and the café", speaker="ada"), theirs.quote("hailed 𝒳 and", speaker="bram")
    assert counts("quotes.characters", ours, theirs) == (12 + 8, 21 + 12, 12 + 8)
    assert counts("quotes.speaker", ours, theirs) == (2, 2, 2), (
        "of two pairings that share 20, the one with the speakers"
    )


def test_a_quote_counts_each_character_once_and_two_quotes_each_for_itself() -> None:
    ours, theirs = Side(), Side()
    ours.quote("the plan")
    theirs.quote("the plan", "plan"), theirs.quote("the plan")
    assert counts("quotes.characters", ours, theirs) == (8, 16, 8)
    assert counts("quotes.content", ours, theirs) == (1, 2, 1)


def test_quotes_in_quotes_are_scored_for_themselves() -> None:
    ours, theirs = Side(), Side()
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
    ours, theirs = Side(), Side()
    ours.quote("of the plan"), ours.quote("no", speaker="ada"), ours.quote("hailed")
    theirs.quote("of the plan"), theirs.quote("no"), theirs.quote("hailed", speaker="ada")
    assert counts("quotes.speaker", ours, theirs) == (1, 3, 3)


def test_local_speakers_stand_for_each_other_by_what_their_mentions_cover() -> None:
    ours, theirs = Side(), Side()
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
    ours, theirs = Side(), Side()
    ours.mention("The officer", "local:x", form=Form.NOMINAL)
    ours.quote("no", speaker="local:x")
    theirs.quote("no", speaker="local:x")
    assert counts("quotes.speaker", ours, theirs) == (0, 1, 1), "no mention"
    theirs.mention(" said", "local:x", form=Form.NOMINAL)
    assert counts("quotes.speaker", ours, theirs) == (0, 1, 1), "adjacent"
    theirs.mention("officer", "ada", form=Form.NOMINAL)
    theirs.quotes[0] = Quote(id="q1", content=theirs.quotes[0].content, speakers=[Speaker(entity="ada")])
    assert counts("quotes.speaker", ours, theirs) == (0, 1, 1), "listed"


def test_one_local_entity_stands_for_one() -> None:
    ours, theirs = Side(), Side()
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
    ours, theirs = Side(), Side()
    ours.mention("The officer", "local:o", form=Form.NOMINAL)
    ours.quote("no", speaker="local:o", speaker_mention="m1")
    theirs.mention("officer", entity, form=Form.NOMINAL)
    theirs.quote("no", speaker_mention=speaker_mention)
    assert counts("quotes.speaker", ours, theirs) == (right, 1, 1)


def test_a_mention_id_given_twice_names_no_speaker() -> None:
    ours, theirs = Side(), Side()
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
    told = {"q1": ["ada"], "q2": ["bram"], "q3": ["local:o"], "q4": []}
    answers = Prediction(doc_id="gw-0", speakers=[SpeakerOf(quote=name, entities=who) for name, who in told.items()])
    assert counts("speakers.all", ours, answers) == (3, 4), (
        "a quote without an answer is wrong, nested ones are not asked"
    )
    assert counts("speakers.named", ours, answers) == (1, 2)
    assert counts("speakers.unnamed", ours, answers) == (1, 1)
    assert counts("speakers.unknown", ours, answers) == (1, 1)
    silent = Prediction(doc_id="gw-0", speakers=[])
    assert counts("speakers.unknown", ours, silent) == (0, 1), "no answer is not the answer that there is none"


def test_speakers_are_right_all_together() -> None:
    ours, theirs = Side(), Side()
    ada, bram, officer = Speaker(entity="ada"), Speaker(entity="bram"), Speaker(entity="local:o", kind="unnamed")
    ours.quote("no", speakers=[ada, bram])
    theirs.quote("no", speakers=[bram, ada])
    assert counts("quotes.attribution", ours, theirs) == (1, 1, 1), "in any order"
    theirs.quotes[0] = Quote(id="q1", content=theirs.quotes[0].content, speakers=[ada])
    assert counts("quotes.speaker", ours, theirs) == (0, 1, 1)
    ours.quote("hailed", speakers=[ada, officer])

    def right(metric: str, first: list[str], second: list[str]) -> tuple[int, ...]:
        answers = [SpeakerOf(quote=quote, entities=who) for quote, who in (("q1", first), ("q2", second))]
        return counts(metric, ours, Prediction(doc_id="gw-0", speakers=answers))

    assert right("speakers.all", ["bram", "ada"], ["ada"]) == (1, 2)
    assert right("speakers.named", ["bram", "ada"], ["ada"]) == (1, 1)
    assert right("speakers.unnamed", ["bram"], ["local:o", "ada"]) == (1, 1)


def test_a_speaker_with_a_name_need_not_be_listed() -> None:
    ours = Side()
    ours.quote("no", speakers=[Speaker(entity="local:ida", kind="named")])
    answers = Prediction(doc_id="gw-0", speakers=[SpeakerOf(quote="q1", entities=["local:ida"])])
    assert counts("speakers.named", ours, answers) == (1, 1)
    assert counts("speakers.unnamed", ours, answers) == (0, 0)


# Stances


def test_tuples_pairs_and_evidence_of_entities() -> None:
    ours, theirs = Side(), Side()
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
    ours, theirs = Side(), Side()
    ours.stance("ada", SUPPORT, "the café", entity="bram")
    theirs.stance("ada", SUPPORT, "caf", entity="bram")
    assert counts("stances.evidence", ours, theirs) == (1, 1, 2)
    theirs.stance("ada", SUPPORT, "é.", entity="bram")
    assert counts("stances.evidence", ours, theirs) == (1, 3, 2), "one gold stance is matched once"


def test_propositions_by_label_or_else_by_evidence() -> None:
    ours, theirs = Side(), Side()
    (
        ours.stance("ada", SUPPORT, "hailed 𝒳", proposition="The \u00a0Plan."),
        ours.stance("ada", OPPOSE, "no", proposition="b"),
    )
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
    ours, theirs = Side(), Side()
    ours.stance("ada", SUPPORT, "hailed", proposition="plan")
    theirs.stance(holder, SUPPORT, evidence, proposition=proposition)
    assert counts("stances.pairs", ours, theirs) == counts("stances.tuple", ours, theirs) == (0, 1, 1)


def test_an_entity_is_no_proposition() -> None:
    ours, theirs = Side(), Side()
    ours.stance("ada", SUPPORT, "hailed", entity="plan")
    theirs.stance("ada", SUPPORT, "hailed", proposition="plan")
    assert counts("stances.pairs", ours, theirs) == (0, 1, 1)
    assert counts("stances.tuple.entity", ours, theirs) == (0, 0, 1)
    assert counts("stances.tuple.proposition", ours, theirs) == (0, 1, 0)


def test_propositions_are_matched_one_to_one_and_as_many_as_can_be() -> None:
    ours, theirs = Side(), Side()
    ours.stance("ada", SUPPORT, "hailed 𝒳", proposition="a"), ours.stance("ada", SUPPORT, "hailed", proposition="b")
    theirs.stance("ada", SUPPORT, "hailed 𝒳 and the café", proposition="c")
    assert counts("stances.tuple", ours, theirs) == (1, 1, 2)
    theirs.stance("ada", SUPPORT, "𝒳", proposition="d")
    assert counts("stances.tuple", ours, theirs) == (2, 2, 2), "a greedy matching would give c to a"
    assert counts("stances.evidence", ours, theirs) == (2, 6, 3)


def test_another_polarity_takes_no_stance_away() -> None:
    ours, theirs = Side(), Side()
    ours.stance("ada", SUPPORT, "hailed 𝒳", proposition="plan")
    theirs.stance("ada", OPPOSE, "hailed 𝒳", proposition="plan"), theirs.stance("ada", SUPPORT, "𝒳", proposition="x")
    assert counts("stances.tuple", ours, theirs) == counts("stances.pairs", ours, theirs) == (1, 2, 1)


def test_local_holders_and_targets_are_aligned() -> None:
    ours, theirs = Side(), Side()
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
