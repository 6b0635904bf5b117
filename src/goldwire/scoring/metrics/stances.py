"""Stances end to end: who is for or against whom or what, and where the text says so. A stance is one that supports,
opposes or is mixed; `none` is the lack of one."""

from __future__ import annotations

from goldwire.model.annotation import Polarity
from goldwire.scoring.compared import POLAR, Compared, Part
from goldwire.scoring.metric import MATCHES, Counts, counted, macro
from goldwire.scoring.spans import size

BOTH = tuple(Part)
PARTS = (("", "all targets", BOTH), *((f".{part}", f"{part} targets", (part,)) for part in Part))
"""What follows a metric's name, what that means, and the parts that are counted."""

MACRO = (Polarity.SUPPORT, Polarity.OPPOSE)


def tuples(compared: Compared, about: str, parts: tuple[Part, ...], polarities: tuple[Polarity, ...] = POLAR) -> Counts:
    """Tuples of holder, target and polarity: {about}.

    gold, predicted = the stances of either side. tp = the greatest number of one-to-one pairs with the right holder,
    the right target and the same polarity. A holder or target that is an entity is right where a speaker would be, see
    quotes.speaker. Propositions are the same if their labels are equal but for case and white space, or else if the
    evidence of the two shares a code point.
    """
    counts = [
        sum(side[part, polarity] for part in parts for polarity in polarities)
        for side in (compared.agreed.tuples, *reversed(compared.stance_tuples))
    ]
    return tuple(counts)


def macro_tuples(compared: Compared, about: str, parts: tuple[Part, ...]) -> Counts:
    """Tuples of holder, target and polarity, macro-F1 of support and oppose: {about}.

    tp, predicted, gold of each of the two polarities = those of its stances, counted as for stances.tuple.
    """
    return tuple(count for polarity in MACRO for count in tuples(compared, about, parts, (polarity,)))


def of_polarity(compared: Compared, polarity: Polarity) -> Counts:
    """Tuples of polarity {polarity}.

    gold, predicted = the stances of polarity {polarity} of either side. tp = as for stances.tuple.
    """
    return tuples(compared, "", BOTH, (polarity,))


@counted("stances.pairs", "stances", 10, MATCHES)
def pairs(compared: Compared) -> Counts:
    """Pairs of holder and target, whatever the polarity.

    gold, predicted = the stances of either side. tp = the greatest number of one-to-one pairs with the right holder and
    the right target, as for stances.tuple; both sides take a stance, the same or another.
    """
    gold, predicted = compared.stances
    return sum(compared.agreed.pairs.values()), len(predicted), len(gold)


def evidence(compared: Compared, about: str, parts: tuple[Part, ...]) -> Counts:
    """Evidence, by tokens: {about}.

    gold, predicted = the tokens that the evidence of each stance touches, added up over the stances of either side.
    tp = the tokens that the two of each matched pair share. Pairs are matched as for stances.tuple; of matchings with
    as many pairs, the one with the most equal targets counts, and among these the one that shares the most tokens.
    Tokens are those of the release: runs of word characters, and every other character but white space alone.
    """
    sides = (sum(size(stance.tokens) for stance in side if stance.part in parts) for side in reversed(compared.stances))
    return (sum(compared.agreed.tokens[part] for part in parts), *sides)


for order, (suffix, about, parts) in enumerate(PARTS):
    counted(f"stances.tuple{suffix}", "stances", 1 + order, MATCHES, about=about, parts=parts)(tuples)
    counted(f"stances.macro{suffix}", "stances", 4 + order, macro(*MACRO), about=about, parts=parts)(macro_tuples)
    counted(f"stances.evidence{suffix}", "stances", 11 + order, MATCHES, about=about, parts=parts)(evidence)
for order, polarity in enumerate(POLAR):
    counted(f"stances.{polarity}", "stances", 7 + order, MATCHES, polarity=polarity)(of_polarity)
