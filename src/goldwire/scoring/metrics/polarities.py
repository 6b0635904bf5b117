"""Polarity of gold pairs: the system is given holder and target, and tells whether there is a stance, and which."""

from __future__ import annotations

from goldwire.model.annotation import Polarity
from goldwire.scoring.compared import Compared
from goldwire.scoring.metric import MATCHES, SHARE, Counts, counted, macro
from goldwire.scoring.metrics.stances import MACRO, Targets


def accuracy(compared: Compared, targets: Targets) -> Counts:
    """Polarity of gold pairs with {targets}.

    of = these pairs of holder and target, all that gold considers, those of polarity none too. right = those for which
    the system tells gold's polarity. A pair without an answer, or with answers that differ, is wrong.
    """
    pairs = [(gold, told) for part, gold, told in compared.pairs if part in targets.parts]
    return sum(gold is told for gold, told in pairs), len(pairs)


def macro_pairs(compared: Compared, targets: Targets, polarities: tuple[Polarity, ...] = MACRO) -> Counts:
    """Polarity of gold pairs with {targets}, macro-F1 of support and oppose.

    tp, predicted, gold of each of the two polarities: predicted = the pairs, of all that gold considers, to which
    the system gives it; gold = those to which gold gives it; tp = those to which both do. A pair without an answer, or
    with answers that differ, is predicted to be nothing.
    """
    pairs = [(gold, told) for part, gold, told in compared.pairs if part in targets.parts]
    counts: list[int] = []
    for polarity in polarities:
        tp = sum(gold is told is polarity for gold, told in pairs)
        counts += (tp, sum(told is polarity for _, told in pairs), sum(gold is polarity for gold, _ in pairs))
    return tuple(counts)


@counted("polarities.macro_all", "polarities", 7, macro(*Polarity))
def macro_all(compared: Compared) -> Counts:
    """Polarity of gold pairs, macro-F1 of all four polarities, none among them.

    tp, predicted, gold of each polarity = as for polarities.macro.
    """
    return macro_pairs(compared, Targets.ANY, tuple(Polarity))


def of_polarity(compared: Compared, polarity: Polarity) -> Counts:
    """Gold pairs of polarity {polarity}.

    tp, predicted, gold = as for polarities.macro, of {polarity}.
    """
    return macro_pairs(compared, Targets.ANY, (polarity,))


for order, targets in enumerate(Targets):
    counted(f"polarities.accuracy{targets.suffix}", "polarities", 1 + order, SHARE, targets=targets)(accuracy)
    counted(f"polarities.macro{targets.suffix}", "polarities", 4 + order, macro(*MACRO), targets=targets)(macro_pairs)
for order, polarity in enumerate(Polarity):
    counted(f"polarities.{polarity}", "polarities", 8 + order, MATCHES, polarity=polarity)(of_polarity)
