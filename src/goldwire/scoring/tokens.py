"""The labels that an annotation gives to the tokens of a raw text, for agreement by chance-corrected measures."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from goldwire.model.annotation import Annotation, Form, Polarity
from goldwire.model.line import KEPT_ROLES
from goldwire.model.span import Span
from goldwire.text.clean import clean
from goldwire.text.tokens import token_spans

OUTSIDE = "O"

Tokens = list[tuple[int, int]]


def article_tokens(raw: str, first: Annotation, second: Annotation) -> Tokens:
    """The tokens, `[start, end)` in code points of `raw`, of all lines that either pass keeps; where neither has line
    roles, of those that the cleaner keeps. Either, not both: so a line that one pass took for furniture, and whose
    layers it left empty, counts against agreement, and swapping the passes changes nothing."""
    roles = [line for annotation in (first, second) for line in annotation.lines or ()]
    if first.lines is None and second.lines is None:
        roles = list(clean(raw).lines)
    kept = sorted({(line.start, line.end) for line in roles if line.role in KEPT_ROLES})
    starts = [start for start, _ in kept]

    def inside(start: int, end: int) -> bool:
        line = bisect_right(starts, start) - 1
        return line >= 0 and end <= kept[line][1]

    return [token for token in token_spans(raw) if inside(*token)]


def mention_labels(annotation: Annotation, tokens: Tokens) -> list[str]:
    """The type of the name that a token lies in, or touches; of the longest where there are several."""
    names = [mention for mention in annotation.mentions or () if mention.form is Form.NAME]
    return _painted(tokens, ((m.end - m.start, m.type, [Span(start=m.start, end=m.end)]) for m in names))


def quote_labels(annotation: Annotation, tokens: Tokens) -> list[str]:
    """The type of the outermost quote whose content holds a token: the one with the longest content, since that of a
    quote in a quote lies inside its parent's."""
    quotes = annotation.quotes or ()
    return _painted(tokens, ((sum(s.end - s.start for s in q.content), q.type, q.content) for q in quotes))


def evidence_labels(annotation: Annotation, tokens: Tokens) -> list[str]:
    """Whether a token lies in the evidence of a stance that is not `none`."""
    polar = [stance for stance in annotation.stances or () if stance.polarity is not Polarity.NONE]
    return _painted(tokens, ((0, "evidence", stance.evidence) for stance in polar))


def _painted(tokens: Tokens, layers: Iterable[tuple[int, str, list[Span]]]) -> list[str]:
    """A label for each token from (size, label, spans): the greatest size is painted last, so it shows."""
    labels = [OUTSIDE] * len(tokens)
    starts, ends = [start for start, _ in tokens], [end for _, end in tokens]
    # Labels decide between equal sizes, so that the order of a file does not.
    for _, label, spans in sorted(layers, key=lambda layer: layer[:2]):
        for span in spans:
            for token in range(bisect_right(ends, span.start), bisect_left(starts, span.end)):
                labels[token] = str(label)
    return labels
