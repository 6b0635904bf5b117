"""Mentions that are names, by their spans and types. Nominal mentions and pronouns are annotated only where a quote or
a stance needs them, and are scored through their entities."""

from __future__ import annotations

from goldwire.model.annotation import MentionType
from goldwire.scoring.compared import Compared, in_common
from goldwire.scoring.metric import MATCHES, Counts, counted


@counted("mentions.strict", "mentions", 1, MATCHES)
def strict(compared: Compared) -> Counts:
    """Span and type.

    gold, predicted = the names of either side. tp = those with equal start, end and type, one to one. Equal to strict
    IOB2 evaluation wherever names neither overlap nor end inside a token.
    """
    return in_common([(m.start, m.end, m.type) for m in side] for side in compared.names)


@counted("mentions.span", "mentions", 2, MATCHES)
def span(compared: Compared) -> Counts:
    """Span only.

    gold, predicted = the names of either side. tp = those with equal start and end, one to one, whatever their types.
    """
    return in_common([(m.start, m.end) for m in side] for side in compared.names)


@counted("mentions.strict_names", "mentions", 3, MATCHES)
def strict_names(compared: Compared) -> Counts:
    """Span and type, without adjectives of nation or people in lower case (`adjectival`), which only French has.

    gold = the names that are not adjectival. predicted = the names that the system does not call adjectival and that
    do not stand exactly where gold has one, so that a system need not know of the difference. tp = those with equal
    start, end and type, one to one.
    """
    gold, predicted = compared.names
    kept = [m for m in gold if not m.adjectival]
    adjectives = {(m.start, m.end) for m in gold if m.adjectival} - {(m.start, m.end) for m in kept}
    found = [m for m in predicted if not m.adjectival and (m.start, m.end) not in adjectives]
    return in_common([(m.start, m.end, m.type) for m in side] for side in (kept, found))


def of_type(compared: Compared, kind: MentionType) -> Counts:
    """Names of type {kind}.

    gold, predicted = the names of type {kind} of either side. tp = those with equal start and end, one to one.
    """
    return in_common([(m.start, m.end) for m in side if m.type is kind] for side in compared.names)


for order, kind in enumerate(MentionType, start=4):
    counted(f"mentions.{kind}", "mentions", order, MATCHES, kind=kind)(of_type)
