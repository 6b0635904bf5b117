"""Stances end to end: who is for or against whom or what, and where the text says so. A stance is one that supports,
opposes or is mixed; `none` is the lack of one."""

from __future__ import annotations

from enum import StrEnum

from goldwire.model.annotation import Polarity
from goldwire.scoring.compared import POLAR, Compared, Part
from goldwire.scoring.metric import MATCHES, Counts, counted, macro
from goldwire.scoring.spans import size


class Targets(StrEnum):
    """Which stances a metric counts, in words for its formula."""

    ANY = "any target"
    ENTITY = "an entity as target"
    PROPOSITION = "a proposition as target"

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(Part) if self is Targets.ANY else (Part[self.name],)

    @property
    def suffix(self) -> str:
        """What follows the name of the metric."""
        return "" if self is Targets.ANY else f".{Part[self.name]}"


MACRO = (Polarity.SUPPORT, Polarity.OPPOSE)


def tuples(compared: Compared, targets: Targets, polarities: tuple[Polarity, ...] = POLAR) -> Counts:
    """Tuples of holder, target and polarity, of stances with {targets}.

    gold, predicted = these stances of either side, without those of polarity none. tp = the greatest number of
    one-to-one pairs with the right holder, the right target and the same polarity. A holder or target that is an entity
    is right where a speaker would be, see quotes.speaker. Propositions are the same if their labels are equal but for
    case, white space, the shape of marks and punctuation at the end, or else if the evidence of the two shares a
    code point.
    """
    counts = [
        sum(side[part, polarity] for part in targets.parts for polarity in polarities)
        for side in (compared.agreed.tuples, *reversed(compared.stance_tuples))
    ]
    return tuple(counts)


def macro_tuples(compared: Compared, targets: Targets) -> Counts:
    """Tuples of holder, target and polarity, macro-F1 of support and oppose, of stances with {targets}.

    tp, predicted, gold of each of the two polarities = those of its stances, counted as for stances.tuple.
    """
    return tuple(count for polarity in MACRO for count in tuples(compared, targets, (polarity,)))


def of_polarity(compared: Compared, polarity: Polarity) -> Counts:
    """Tuples of polarity {polarity}.

    gold, predicted = the stances of polarity {polarity} of either side. tp = as for stances.tuple.
    """
    return tuples(compared, Targets.ANY, (polarity,))


@counted("stances.pairs", "stances", 10, MATCHES)
def pairs(compared: Compared) -> Counts:
    """Pairs of holder and target, whatever the polarity.

    gold, predicted = the stances of either side, without those of polarity none. tp = the greatest number of one-to-one
    pairs with the right holder and the right target, as for stances.tuple; the polarities may differ.
    """
    gold, predicted = compared.stances
    return sum(compared.agreed.pairs.values()), len(predicted), len(gold)


def evidence(compared: Compared, targets: Targets) -> Counts:
    """Evidence, by tokens, of stances with {targets}.

    gold, predicted = the tokens that the evidence of each of these stances touches, added up over those of either side.
    tp = the tokens that the two of each matched pair share. Pairs are matched as for stances.tuple; of matchings with
    as many pairs, the one with the most equal targets counts, and among these the one that shares the most tokens.
    Tokens are those of the release: runs of word characters, and every other character but white space alone.
    """
    sides = (
        sum(size(stance.tokens) for stance in side if stance.part in targets.parts)
        for side in reversed(compared.stances)
    )
    return (sum(compared.agreed.tokens[part] for part in targets.parts), *sides)


for order, targets in enumerate(Targets):
    counted(f"stances.tuple{targets.suffix}", "stances", 1 + order, MATCHES, targets=targets)(tuples)
    counted(f"stances.macro{targets.suffix}", "stances", 4 + order, macro(*MACRO), targets=targets)(macro_tuples)
    counted(f"stances.evidence{targets.suffix}", "stances", 11 + order, MATCHES, targets=targets)(evidence)
for order, polarity in enumerate(POLAR):
    counted(f"stances.{polarity}", "stances", 7 + order, MATCHES, polarity=polarity)(of_polarity)
