"""Quotes end to end. Quotes that lie in no other are scored, on both sides; quotes inside quotes for themselves."""

from __future__ import annotations

from goldwire.scoring.compared import Compared, code_points, in_common
from goldwire.scoring.metric import MATCHES, Counts, counted


@counted("quotes.content", "quotes", 1, MATCHES)
def content(compared: Compared) -> Counts:
    """Content, exactly.

    gold, predicted = the outer quotes of either side. tp = those whose fragments of content are all equal in start and
    end, one to one.
    """
    return in_common([quote.content for quote in side] for side in compared.quotes)


@counted("quotes.characters", "quotes", 2, MATCHES)
def characters(compared: Compared) -> Counts:
    """Content, by characters.

    gold, predicted = the code points that the content of each outer quote covers, added up. The quotes of both sides
    are paired one to one so that the pairs share as many code points as can be. tp = the code points that they share.
    """
    gold, predicted = compared.quotes
    return compared.shared_content[0], code_points(predicted), code_points(gold)


@counted("quotes.cue", "quotes", 3, MATCHES)
def cue(compared: Compared) -> Counts:
    """Cues.

    gold, predicted = the cues of the outer quotes of either side; a quote without a cue has none to be found. tp =
    those with equal start and end, one to one.
    """
    return in_common([quote.cue for quote in side if quote.cue is not None] for side in compared.quotes)


@counted("quotes.speaker", "quotes", 4, MATCHES)
def speaker(compared: Compared) -> Counts:
    """Speakers of the quotes that the system found.

    gold, predicted = the outer quotes of either side. They are paired as for quotes.characters; of pairings that share
    as many code points the one with the most right speakers counts. tp = the pairs that share content and whose speaker
    is right: the same listed entity; or local entities of both sides that stand for each other, see below; or unknown
    on both sides.

    Local entities of gold and of the prediction are paired one to one so that they share as many code points of their
    mentions as can be. Their ids never matter. Those mentioned at the very same places count as one, and one without a
    mention stands for nothing. The entity may be left to the speaker's mention; if that has none, it is a local entity.
    """
    gold, predicted = compared.quotes
    return compared.shared_content[1], len(predicted), len(gold)


@counted("quotes.attribution", "quotes", 5, MATCHES)
def attribution(compared: Compared) -> Counts:
    """The whole attribution, exactly.

    gold, predicted = the outer quotes of either side. tp = those with equal content (as for quotes.content), an equal
    cue or none on both sides, and the right speaker (as for quotes.speaker), one to one.
    """
    return in_common([(quote.content, quote.cue, quote.speakers) for quote in side] for side in compared.quotes)


@counted("quotes.nested", "quotes", 6, MATCHES)
def nested(compared: Compared) -> Counts:
    """Content of quotes inside quotes, exactly.

    gold, predicted = the quotes with a parent of either side. tp = those whose fragments of content are all equal in
    start and end, one to one.
    """
    return in_common([quote.content for quote in side] for side in compared.inner_quotes)
