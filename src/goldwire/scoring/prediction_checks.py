"""What can be wrong with the prediction for one document, beyond its schema: places, words, ids and references."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple

from goldwire.model.incident import Code, define
from goldwire.model.layers import Gold, Prediction, RawLine
from goldwire.text.offsets import from_utf8_offset, from_utf16_offset

OUTSIDE = define(
    "GW-E105",
    "predicted span is no place in the text",
    meaning="The span ends before it begins, is empty, or ends beyond the text. The layer in which it stands counts as "
    "empty for this document.",
    remedy="Count code points of the published text (line_roles: of the raw text), from 0, the end exclusive.",
)
OTHER_WORDS = define(
    "GW-E106",
    "predicted words do not stand at their offsets",
    meaning="The words that the prediction gives for a span are not those of the text there: its offsets count in "
    "other units or on another text. The layer in which it stands counts as empty for this document.",
    remedy="Count code points of the published text, as Python's len() does, not bytes or UTF-16 units.",
)
SAME_ID = define(
    "GW-E107",
    "id predicted twice",
    meaning="Two mentions, quotes or stances of one document have the same id, so that a reference to it could mean "
    "either. The layer counts as empty for this document.",
    remedy="Number them anew, or leave ids away where nothing refers to them.",
)
TWICE = define(
    "GW-E108",
    "gold item or line answered twice",
    meaning="Two links, speakers or polarities name one gold item, or two line roles one line. Only one can be the "
    "answer, so the layer counts as empty for this document.",
    remedy="Give one record for each gold item and each line.",
)
NO_SUCH_GOLD = define(
    "GW-E109",
    "gold id that the document does not have",
    meaning="A link, speaker or polarity names a mention, quote or stance that the gold document does not hold. The "
    "layer counts as empty for this document.",
    remedy="Take the ids from the release that is scored against: they belong to one document and one version.",
)
NOWHERE = define(
    "GW-E110",
    "reference to nothing that was predicted",
    meaning="A speaker's mention or a parent names an id that this prediction does not hold, or a quote stands in "
    "itself. The quotes of this document count as empty.",
    remedy="Predict what is referred to in the same document, or leave the reference away.",
)
HALF_CUE = define(
    "GW-E111",
    "half a cue",
    meaning="A quote has only one of cue_start and cue_end, or the words of a cue without its place. The quotes of "
    "this document count as empty.",
    remedy="Give both offsets, or neither.",
)


class Wrong(NamedTuple):
    """One thing that is wrong: the layer that it spoils, where, and how to say it; a function where that takes time."""

    code: Code
    layer: str
    pointer: str
    message: str | Callable[[], str]


def wrong_in(prediction: Prediction, gold: Gold, broken: Collection[str] = ()) -> Iterator[Wrong]:
    """All that is wrong with a prediction. Layers in `broken` were taken out, and references into them are let be."""
    text = _Text(gold.text.text, gold.text.raw_lines)
    mentions, quotes, stances = (prediction.mentions or [], prediction.quotes or [], prediction.stances or [])
    for number, mention in enumerate(mentions):
        yield from text.span("mentions", f"/mentions/{number}", mention.start, mention.end, mention.text)
    for number, quote in enumerate(quotes):
        at = f"/quotes/{number}"
        for part, fragment in enumerate(quote.content):
            yield from text.span("quotes", f"{at}/content/{part}", fragment.start, fragment.end, fragment.text)
        cue = quote.cue_span
        if cue is not None:
            yield from text.span("quotes", at, *cue, quote.cue, prefix="cue_")
        elif (quote.cue_start, quote.cue_end, quote.cue) != (None, None, None):
            yield Wrong(HALF_CUE, "quotes", at, "not both of cue_start and cue_end")
    for number, stance in enumerate(stances):
        for part, fragment in enumerate(stance.evidence):
            at = f"/stances/{number}/evidence/{part}"
            yield from text.span("stances", at, fragment.start, fragment.end, fragment.text)
    yield from _line_roles(prediction, gold)
    for layer, records in (("mentions", mentions), ("quotes", quotes), ("stances", stances)):
        yield from _repeated(SAME_ID, layer, "id", [record.id for record in records])
    yield from _references(prediction, broken)
    yield from _gold_items(prediction, gold)


def _repeated(code: Code, layer: str, key: str, values: list[Any]) -> Iterator[Wrong]:
    seen: dict[Any, int] = {}
    for number, value in enumerate(values):
        if value is None:
            continue
        first = seen.setdefault(value, number)
        if first != number:
            said = f"{value!r} stands at /{layer}/{first}, too"
            yield Wrong(code, layer, f"/{layer}/{number}/{key}".removesuffix("/"), said)


def _line_roles(prediction: Prediction, gold: Gold) -> Iterator[Wrong]:
    roles = prediction.line_roles or []
    end = gold.text.raw_lines[-1].end if gold.text.raw_lines else None
    for number, role in enumerate(roles):
        if role.start >= role.end:
            said = f"start {role.start:,} is not before end {role.end:,}"
        elif end is not None and role.end > end:
            said = f"end {role.end:,} is beyond the last line of the raw text, which ends at {end:,}"
        else:
            continue
        yield Wrong(OUTSIDE, "line_roles", f"/line_roles/{number}/end", said)
    yield from _repeated(TWICE, "line_roles", "", [(role.start, role.end) for role in roles])


def _references(prediction: Prediction, broken: Collection[str]) -> Iterator[Wrong]:
    mentions = {mention.id for mention in prediction.mentions or ()}
    quotes = {quote.id for quote in prediction.quotes or ()}
    circles = _circles({quote.id: quote.parent for quote in prediction.quotes or () if quote.id is not None})
    for number, quote in enumerate(prediction.quotes or ()):
        at = f"/quotes/{number}"
        for place, speaker in enumerate(quote.speakers):
            if speaker.mention is not None and speaker.mention not in mentions and "mentions" not in broken:
                yield _nowhere(f"{at}/speakers/{place}/mention", f"no mention has the id {speaker.mention!r}")
        if quote.parent is None:
            continue
        if quote.parent not in quotes:
            yield _nowhere(f"{at}/parent", f"no quote has the id {quote.parent!r}")
        elif quote.id in circles:
            yield _nowhere(f"{at}/parent", f"the quote {quote.id!r} stands in itself")


def _nowhere(pointer: str, said: str) -> Wrong:
    return Wrong(NOWHERE, "quotes", pointer, said)


def _circles(parents: dict[str, str | None]) -> set[str]:
    """The quotes that stand in themselves, if not directly."""
    done: set[str] = set()
    found: set[str] = set()
    for quote in parents:
        way: dict[str, int] = {}
        step: str | None = quote
        while step is not None and step in parents and step not in done and step not in way:
            way[step] = len(way)
            step = parents[step]
        if step is not None and step in way:
            found.update(name for name, number in way.items() if number >= way[step])
        done.update(way)
    return found


def _gold_items(prediction: Prediction, gold: Gold) -> Iterator[Wrong]:
    layers = gold.layers
    for layer, key, held, named in (
        ("links", "mention", layers.mentions, [link.mention for link in prediction.links or ()]),
        ("speakers", "quote", layers.quotes, [speaker.quote for speaker in prediction.speakers or ()]),
        ("polarities", "stance", layers.stances, [polarity.stance for polarity in prediction.polarities or ()]),
    ):
        yield from _repeated(TWICE, layer, key, named)
        if held is None:
            continue  # the document is not annotated so far, and the layer not scored
        known = {record.id for record in held}
        for number, name in enumerate(named):
            if name not in known:
                said = f"the gold document has no {key} {name!r}; it has {_few(known)}"
                yield Wrong(NO_SUCH_GOLD, layer, f"/{layer}/{number}/{key}", said)


def _few(ids: Collection[str | None]) -> str:
    named = sorted((name for name in ids if name is not None), key=lambda name: (len(name), name))
    if len(named) < 4:
        return ", ".join(named) or "none"
    return f"{named[0]} … {named[-1]}"


class _Text:
    """A published text that spans are compared with."""

    def __init__(self, text: str, raw_lines: list[RawLine] | None) -> None:
        self._text = text
        self._raw_lines = raw_lines or []

    def span(
        self, layer: str, at: str, start: int, end: int, words: str | None, *, prefix: str = ""
    ) -> Iterator[Wrong]:
        if start >= end:
            said = f"start {start:,} is not before end {end:,}"
            yield Wrong(OUTSIDE, layer, f"{at}/{prefix}end", said)
        elif end > len(self._text):
            yield Wrong(OUTSIDE, layer, f"{at}/{prefix}end", lambda: self._beyond(start, end, words))
        elif words is not None and self._text[start:end] != words:
            pointer = f"{at}/{prefix.removesuffix('_') or 'text'}"
            yield Wrong(OTHER_WORDS, layer, pointer, lambda: self._other(start, end, words))

    def _beyond(self, start: int, end: int, words: str | None) -> str:
        said = f"end {end:,} is beyond the text, which has {len(self._text):,} code points"
        if words is not None:
            return said + self._hint(start, end, words)
        for unit, length in (
            ("UTF-16 units", len(self._text.encode("utf-16-le")) // 2),
            ("bytes of UTF-8", len(self._text.encode())),
        ):
            if length >= end:
                return f"{said}; it has {length:,} {unit}: offsets count code points"
        return said

    def _other(self, start: int, end: int, words: str) -> str:
        here = self._text[start : min(end, start + 60)]
        return f"{_short(words)} does not stand at {start:,} to {end:,}, where {_short(here)} stands" + self._hint(
            start, end, words
        )

    def _hint(self, start: int, end: int, words: str) -> str:
        """In which other way the offsets would be right."""
        for unit, convert in (("UTF-16 units", from_utf16_offset), ("bytes of UTF-8", from_utf8_offset)):
            try:
                place = convert(self._text, start), convert(self._text, end)
            except ValueError:
                continue
            if self._text[slice(*place)] == words:
                return f"; counted in {unit} it does: offsets count code points, here {place[0]:,} to {place[1]:,}"
        if self._text[start : end + 1] == words:
            return "; with one code point more it does: the end is exclusive"
        if self._text[start - 1 : end - 1] == words and start:
            return "; one code point before it does: offsets count from 0"
        if any(line.text[start - line.start : end - line.start] == words for line in self._lines_with(start, end)):
            return "; on the raw text it does: offsets count on the published text"
        if unicodedata.normalize("NFC", words) == self._text[start:end]:
            return "; in NFC it does: the published text is NFC"
        if self._text.count(words) == 1:
            place_of = self._text.index(words)
            return f"; it stands at {place_of:,} to {place_of + len(words):,}"
        return ""

    def _lines_with(self, start: int, end: int) -> Iterator[RawLine]:
        return (line for line in self._raw_lines if line.start <= start and end <= line.end)


def _short(words: str) -> str:
    return repr(words if len(words) <= 60 else words[:59] + "…")
