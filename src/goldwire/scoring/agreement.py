"""How well two annotation passes over the same documents agree. Pure; docs/agreement.md prints the formulas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from goldwire.model.annotation import Annotation, Form, Polarity, Quote
from goldwire.scoring.matching import aligned, stance_pairs
from goldwire.scoring.measures import Labels, Overlap, Share, covered, overlap, same_label
from goldwire.scoring.tokens import article_tokens, evidence_labels, mention_labels, quote_labels

LAYERS = ("lines", "mentions", "quotes", "scare_quotes", "stances")
ALL = "all"


@dataclass(frozen=True, slots=True)
class Pair:
    """One document annotated twice. `raw` is None where its text is not at hand."""

    collection: str
    language: str
    first: Annotation
    second: Annotation
    raw: str | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """What one document or several say about agreement; adds up. A layer counts where both passes have it: `annotated`
    says in how many documents."""

    documents: int = 0
    annotated: Counter[str] = field(default_factory=Counter)
    line_roles: Share = field(default_factory=Share)
    mention_spans: Overlap = field(default_factory=Overlap)
    mention_types: Overlap = field(default_factory=Overlap)
    mention_entities: Share = field(default_factory=Share)
    mention_tokens: Labels = field(default_factory=Labels)
    quote_exact: Overlap = field(default_factory=Overlap)
    quote_characters: Overlap = field(default_factory=Overlap)
    quote_speakers: Share = field(default_factory=Share)
    quote_tokens: Labels = field(default_factory=Labels)
    scare_quote_exact: Overlap = field(default_factory=Overlap)
    stance_tuples: Overlap = field(default_factory=Overlap)
    stance_pairs: Overlap = field(default_factory=Overlap)
    stance_polarity: Labels = field(default_factory=Labels)
    stance_tokens: Labels = field(default_factory=Labels)

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})

    def json(self) -> dict[str, Any]:
        """The figures with their counts, for programs."""
        record: dict[str, Any] = {
            "documents": self.documents,
            "annotated": {layer: self.annotated[layer] for layer in LAYERS},
        }
        for name in (f.name for f in fields(self)):
            value = getattr(self, name)
            if isinstance(value, Labels):
                record[name] = value.json("alpha", "tokens") if "tokens" in name else value.json("kappa", "pairs")
            elif isinstance(value, Overlap | Share):
                record[name] = value.json()
        return record


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a report: a collection in one language, or `all` in every one (language None)."""

    collection: str
    language: str | None
    agreement: Agreement

    def json(self) -> dict[str, Any]:
        """The row for programs."""
        return {"collection": self.collection, "language": self.language, **self.agreement.json()}


@dataclass(frozen=True, slots=True)
class Report:
    """The rows by collection and language, and `all` at the end. `without_text` counts documents for which alpha is
    unknown because their text is not at hand."""

    rows: list[Row]
    without_text: int


def report(pairs: Iterable[Pair]) -> Report:
    """Compare all documents. Figures of a row are of its documents' items put together, not means of documents."""
    groups: dict[tuple[str, str], Agreement] = {}
    without_text = 0
    for pair in pairs:
        key = (pair.collection, pair.language)
        found = compare(pair)
        groups[key] = groups.get(key, Agreement()) + found
        without_text += any((found.mention_tokens.missing, found.quote_tokens.missing, found.stance_tokens.missing))
    rows = [Row(*key, agreement) for key, agreement in sorted(groups.items())]
    everything = sum((row.agreement for row in rows), Agreement())
    return Report([*rows, Row(ALL, None, everything)], without_text)


def compare(pair: Pair) -> Agreement:
    """Compare one document. Items are compared by what they say and where; their ids and their order never matter."""
    first, second = pair.first, aligned(pair.first, pair.second)
    both = [layer for layer in LAYERS if getattr(first, layer) is not None and getattr(second, layer) is not None]
    figures: dict[str, Any] = {}
    for layer in both:
        figures |= _COMPARED[layer](first, second)
    figures |= _token_figures(pair.raw, first, second, both)
    return Agreement(documents=1, annotated=Counter(both), **figures)


def _lines(first: Annotation, second: Annotation) -> dict[str, Any]:
    ours, theirs = (Counter((line.start, line.end) for line in one.lines or ()) for one in (first, second))
    roles = [[(line.start, line.end, line.role) for line in one.lines or ()] for one in (first, second)]
    # A line that only one pass lists is one on whose role they disagree.
    return {"line_roles": Share(overlap(*roles).tp, (ours | theirs).total())}


def _mentions(first: Annotation, second: Annotation) -> dict[str, Any]:
    names = [[m for m in one.mentions or () if m.form is Form.NAME] for one in (first, second)]
    ours, theirs = ([((m.start, m.end), m.entity) for m in layer] for layer in names)
    return {
        "mention_spans": overlap(*([(m.start, m.end) for m in layer] for layer in names)),
        "mention_types": overlap(*([(m.start, m.end, m.type) for m in layer] for layer in names)),
        "mention_entities": same_label(ours, theirs),
    }


def _quotes(first: Annotation, second: Annotation) -> dict[str, Any]:
    ours, theirs = ([(_content(q), _speakers(one, q)) for q in one.quotes or ()] for one in (first, second))
    points = [
        {point for quote in one.quotes or () for span in quote.content for point in range(span.start, span.end)}
        for one in (first, second)
    ]
    return {
        "quote_exact": overlap((content for content, _ in ours), (content for content, _ in theirs)),
        "quote_characters": covered(*points),
        "quote_speakers": same_label(ours, theirs),
    }


def _content(quote: Quote) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((span.start, span.end) for span in quote.content))


def _speakers(annotation: Annotation, quote: Quote) -> frozenset[str]:
    """The entities of the speakers; empty where the text gives none, or their mentions do not exist."""
    entities = {mention.id: mention.entity for mention in annotation.mentions or ()}
    return frozenset(entities[one.mention] for one in quote.speakers if one.mention in entities)


def _scare_quotes(first: Annotation, second: Annotation) -> dict[str, Any]:
    spans = ([(scare.start, scare.end) for scare in one.scare_quotes or ()] for one in (first, second))
    return {"scare_quote_exact": overlap(*spans)}


def _stances(first: Annotation, second: Annotation) -> dict[str, Any]:
    shared = [(a.polarity, b.polarity) for a, b in stance_pairs(first.stances or (), second.stances or ())]
    polar = [pair for pair in shared if Polarity.NONE not in pair]
    sizes = [sum(stance.polarity is not Polarity.NONE for stance in one.stances or ()) for one in (first, second)]
    return {
        "stance_tuples": Overlap(sum(a is b for a, b in polar), *sizes),
        "stance_pairs": Overlap(len(polar), *sizes),
        "stance_polarity": Labels(Counter((str(a), str(b)) for a, b in shared)),
    }


_COMPARED: dict[str, Callable[[Annotation, Annotation], dict[str, Any]]] = {
    "lines": _lines,
    "mentions": _mentions,
    "quotes": _quotes,
    "scare_quotes": _scare_quotes,
    "stances": _stances,
}


def _token_figures(
    raw: str | None, first: Annotation, second: Annotation, both: list[str]
) -> Iterator[tuple[str, Labels]]:
    labelled = {"mentions": mention_labels, "quotes": quote_labels, "stances": evidence_labels}
    tokens = None if raw is None else article_tokens(raw, first, second)
    for layer, labels in labelled.items():
        if layer in both:
            name = f"{layer[:-1]}_tokens"
            if tokens is None:
                yield name, Labels(missing=1)
            else:
                yield name, Labels(Counter(zip(labels(first, tokens), labels(second, tokens), strict=True)))
