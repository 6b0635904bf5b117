"""Spans begin and end with what they mean: one rule for the edges of all layers."""

from __future__ import annotations

from collections.abc import Iterator

from goldwire.annotation.article import Article, Entities, Listed
from goldwire.checks.registry import document_check
from goldwire.model.annotation import Annotation, Quote, QuoteType
from goldwire.model.incident import Code, Incident, define
from goldwire.model.labels import name_key
from goldwire.text.edges import Edges, blank_edges, has_word, is_named
from goldwire.text.marks import text_depths
from goldwire.text.view import Fate, View

BLANK_EDGE = define(
    "GW-E074",
    "span begins or ends in white space",
    meaning="The first or the last character of a span prints nothing: a space of any kind, a line end, a zero-width "
    "or a direction mark. Tokens have no such edges, so that config ner could not say what config documents does.",
    remedy="Leave the white space outside the span.",
)
STRAY_EDGE = define(
    "GW-E075",
    "punctuation at the edge of a span",
    meaning="A span begins or ends with a punctuation mark that does not belong to it, or holds no letter and no "
    "digit. A clause may end with its full stop, and with a comma inside its quotation marks; a name with the stop of "
    "an abbreviation, or as entities.jsonl has it.",
    remedy="Leave the punctuation outside the span, or take the record out. A name that is really written so becomes "
    "an alias of its entity.",
)
OUTER_MARKS = define(
    "GW-E076",
    "quotation marks at the edge of a span",
    meaning="The marks around what is quoted, named or a cue stay outside the span; and no span begins or ends with a "
    "mark or a bracket whose partner stands outside it. Marks inside the content of a quote stay.",
    remedy="Leave the marks outside the span; of a pair that belongs to its words, take both in.",
)


@document_check
def edges_are_clean(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E074, GW-E075, GW-E076: the white space at its edges, and the first other fault."""
    raw, cleaned, annotation = article.raw, article.cleaned, article.annotation
    if raw is None or cleaned is None or annotation is None:
        return
    judge: _Judge | None = None
    for pointer, span in annotation.spans():
        if not span.start < span.end <= len(raw):
            continue
        place = {"document": article.document.doc_id, "pointer": pointer}
        before, after = blank_edges(raw, span.start, span.end)
        start, end = span.start + before, span.end - after
        if start == end:
            yield BLANK_EDGE.at("the span holds white space alone", **place)
            continue
        if before or after:
            sides = [f"begins with {is_named(raw[span.start])}"] if before else []
            sides += [f"ends with {is_named(raw[span.end - 1])}"] if after else []
            yield BLANK_EDGE.at(f"the span {' and '.join(sides)}", **place)
        judge = judge or _Judge(annotation, cleaned.view, article.document.language, listed.entities)
        found = judge.fault(pointer, start, end)
        if found is not None:
            yield found[0].at(found[1], **place)


class _Judge:
    """Judges the edges of spans in the clean text: what looks like punctuation in the raw one may be half a letter of a
    broken encoding."""

    def __init__(self, annotation: Annotation, view: View, language: str, entities: Entities) -> None:
        self.annotation, self.view, self.entities = annotation, view, entities
        self.text = view.text
        self.depths = text_depths(self.text, language)
        self.quotes = {quote.id: quote for quote in annotation.quotes or ()}

    def fault(self, pointer: str, start: int, end: int) -> tuple[Code, str] | None:
        """What is wrong with the edges of a raw span without white space at them."""
        place = self._place(start, end)
        if place is None:
            return None
        _, layer, number, part, *_ = [*pointer.split("/"), "", ""]
        name, level = layer == "mentions" or part == "cue", 0
        quote = (self.annotation.quotes or ())[int(number)] if layer == "quotes" else None
        if quote is not None and part == "content":
            level = self._level(quote)
        marked = all(self.depths[at] > level for at in range(*place))
        if not has_word(self.text, *place):
            if marked and (part == "content" or layer == "scare_quotes"):
                return None  # “?” she said
            return STRAY_EDGE, "the span holds no letter and no digit"
        if layer == "mentions" and self._is_listed(int(number), place):
            return None
        edges = Edges(self.text, self.depths, *place)
        own = name or layer == "scare_quotes"
        if edges.is_wrapped() and own:
            return OUTER_MARKS, f"the span holds the {is_named(edges.first)} before it and the mark behind it"
        direct = quote is not None and quote.type is QuoteType.DIRECT and part == "content"
        # Content with other words than those in marks is not direct: another check says so.
        if direct and all(self.depths[at] > level for at in range(*place) if self.text[at].isalnum()):
            outer = edges.outer_mark(level)
            if outer is not None:
                return OUTER_MARKS, f"the content holds {is_named(outer)}, a mark around it"
        mark = edges.lone_mark()
        if mark is not None:
            return OUTER_MARKS, f"{is_named(mark)} stands at the edge, its partner outside the span"
        mark = edges.punctuation(sentence=not name, marked=self.depths[place[1] - 1] > level)
        return None if mark is None else (STRAY_EDGE, f"{is_named(mark)} stands at the edge")

    def _place(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a raw span stands in the clean text, without white space at its edges; None where it is cut."""
        if not start < end <= len(self.view.raw):
            return None
        low, high, fate = self.view.project(start, end)
        if fate is Fate.CUT:
            return None
        before, after = blank_edges(self.text, low, high)
        return (low + before, high - after) if low + before < high - after else None

    def _level(self, quote: Quote) -> int:
        """How deep in marks the quote around this one stands."""
        parent = self.quotes.get(quote.parent or "")
        places = [self._place(part.start, part.end) for part in parent.content] if parent is not None else []
        depths = [self.depths[at] for place in places if place for at in range(*place) if self.text[at].isalnum()]
        return min(depths, default=0)

    def _is_listed(self, number: int, place: tuple[int, int]) -> bool:
        """Whether a mention is written as the list of entities has it: Yahoo!, „Nordlicht“ e. V."""
        mention = (self.annotation.mentions or ())[number]
        words = name_key(self.text[slice(*place)])
        for identifier in (mention.entity, mention.literal or ""):
            entity = self.entities.get(identifier)
            names = (*entity.aliases, entity.names.en or "", entity.names.fr or "") if entity is not None else ()
            if words in map(name_key, names):
                return True
        return False
