"""The metrics of names beside seqeval's in strict mode with scheme IOB2, where both apply: names that do not overlap
and that end where tokens end."""

from __future__ import annotations

import numpy as np
import pytest
from gold_makers import METRICS
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics import classification_report, f1_score
from seqeval.scheme import IOB2, Entities

from goldwire.model.annotation import MentionType
from goldwire.model.layers import Gold, Layers, Mention, Prediction, Text
from goldwire.scoring.compared import Compared

Tags = list[str]
TAGS = ["O", *(f"{place}-{kind}" for kind in (MentionType.PER, MentionType.ORG, MentionType.GPE) for place in "BI")]
FIGURES = {"precision": "precision", "recall": "recall", "f1": "f1-score"}


def mentions(tags: Tags) -> list[Mention]:
    """The names that strict IOB2 sees in a sequence; every token is one character and a space."""
    (found,) = Entities([tags], IOB2).entities
    return [Mention(start=2 * one.start, end=2 * one.end - 1, type=MentionType(one.tag)) for one in found]


def figures(name: str, gold: list[Tags], predicted: list[Tags]) -> dict[str, float]:
    """A metric of several documents, one a sequence; 0 where it is undefined, as seqeval has it."""
    total = np.zeros(3)
    for number, (ours, theirs) in enumerate(zip(gold, predicted, strict=True)):
        text = Text(doc_id=f"gw-{number}", language="en", text="x " * len(ours), lines=[])
        document = Gold(text=text, collection="open", story="story", layers=Layers(mentions=mentions(ours)))
        total += METRICS[name].count(Compared(document, Prediction(doc_id=document.doc_id, mentions=mentions(theirs))))
    return {figure: float(np.nan_to_num(value)) for figure, value in METRICS[name].kind.figures(total).items()}


@settings(max_examples=25)
@given(st.lists(st.lists(st.tuples(*[st.sampled_from(TAGS)] * 2), min_size=1, max_size=8), min_size=1, max_size=4))
def test_strict_names_agree_with_seqeval_in_all_and_per_type(sequences: list[list[tuple[str, str]]]) -> None:
    gold, predicted = ([[pair[side] for pair in sequence] for sequence in sequences] for side in (0, 1))
    found = figures("mentions.strict", gold, predicted)
    if not any(mentions(tags) for tags in (*gold, *predicted)):
        assert set(found.values()) == {0}, "nothing at all, which seqeval cannot report"
        return
    report = classification_report(gold, predicted, mode="strict", scheme=IOB2, output_dict=True, zero_division=0)
    for ours, theirs in FIGURES.items():
        assert found[ours] == pytest.approx(report["micro avg"][theirs])
    for kind in ("PER", "ORG", "GPE"):
        if kind in report:
            each = figures(f"mentions.{kind}", gold, predicted)
            for ours, theirs in FIGURES.items():
                assert each[ours] == pytest.approx(report[kind][theirs])


@pytest.mark.parametrize(
    ("gold", "predicted"),
    [
        (["B-PER", "I-PER"], ["I-PER", "I-PER"]),
        (["O", "B-ORG"], ["O", "I-ORG"]),
    ],
)
def test_a_name_that_does_not_begin_is_none(gold: Tags, predicted: Tags) -> None:
    """seqeval 1.2.2 in its default mode, and in strict mode without a scheme, gives 1 here."""
    assert f1_score([gold], [predicted], mode="strict", scheme=IOB2, zero_division=0) == 0
    assert figures("mentions.strict", [gold], [predicted]) == {"f1": 0, "precision": 0, "recall": 0}


def test_two_names_side_by_side_are_not_one() -> None:
    gold, predicted = ["B-PER", "B-PER"], ["B-PER", "I-PER"]
    assert figures("mentions.strict", [gold], [predicted])["f1"] == 0
    assert f1_score([gold], [predicted], mode="strict", scheme=IOB2, zero_division=0) == 0
