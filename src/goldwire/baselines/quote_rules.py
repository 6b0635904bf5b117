"""Quotes by rules: marks and a lexicon of cues propose readings of a sentence, a linear model chooses among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.cue_lexicon import LANGUAGES, Use, seed
from goldwire.baselines.linear import LinearModel, Row, read_json
from goldwire.baselines.protocol import register
from goldwire.baselines.quote_candidates import Candidate, Lexicon, candidates, plain
from goldwire.baselines.quote_layer import Found, as_quotes
from goldwire.baselines.quote_text import Passage, Place, marked_whole, paragraphs, sentences
from goldwire.checks.quotes import MAX_DEPTH
from goldwire.model.annotation import Entity
from goldwire.model.layers import Gold, Layers, Quote, Text

_YES, _NO = "quote", "no quote"
_LEXICON, _CONSTRUCTIONS, _READINGS = "cues.json", "constructions.json", "readings.json"


class _Cues(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Cues by language and form: what they introduce."""

    forms: dict[str, dict[str, list[Use]]]


class QuoteModel:
    """A trained model: lexicons, and weights that tell quotes from what only looks like one."""

    def __init__(
        self,
        forms: Mapping[str, Mapping[str, frozenset[Use]]],
        constructions: LinearModel,
        readings: LinearModel,
        threshold: float,
    ) -> None:
        """`constructions` tells which are quotes, `readings` which of their ends are right."""
        self._forms = forms
        self._lexicons = {language: Lexicon(language, own) for language, own in forms.items()}
        self._constructions, self._readings = constructions, readings
        self._threshold = threshold

    def predict(self, text: Text, given: Layers) -> Layers:
        lexicon = self._lexicons.get(text.language) or Lexicon(text.language, {})
        found: list[Found] = []
        open_quote: Found | None = None
        for passages in paragraphs(text):
            own = self._read(passages, lexicon, open_quote)
            if passages:
                last = own[-1] if own else open_quote
                open_quote = last if passages[-1].stays_open() else None
            found += own
        return msgspec.structs.replace(given, quotes=as_quotes(text, found))

    def _read(self, passages: Sequence[Passage], lexicon: Lexicon, before: Found | None) -> list[Found]:
        """The quotes of consecutive sentences, each followed by those inside it. `before` is one that goes on here."""
        found: list[Found] = []
        last = before
        for passage in passages:
            readings = list(candidates(passage, lexicon))
            alone = passage.alone()
            if alone is not None and last is not None and not any(reading.certain for reading in readings):
                # Words in marks that go on without a new cue are further fragments.
                last.content.append((alone.start, alone.end))
                found += self._inside(last, [(alone.start, alone.end)], passage, lexicon)
                continue
            last = None
            chosen: list[tuple[Candidate, Found]] = []
            for candidate in self._chosen(readings):
                quote = Found(list(candidate.content), candidate.cue, passage.level)
                quote.parent = next((own for other, own in reversed(chosen) if _within(candidate, other)), None)
                chosen.append((candidate, quote))
                found.append(quote)
                found += self._inside(quote, candidate.content, passage, lexicon)
                last = quote
        return found

    def _inside(
        self, quote: Found, content: Iterable[Place], passage: Passage, lexicon: Lexicon
    ) -> Iterator[Found]:
        """The quotes in the marked content of a quote."""
        if passage.level >= MAX_DEPTH:
            return
        for place in content:
            if marked_whole(passage, place):
                inner = sentences(passage.text, passage.depths, passage.level + 1, place, passage.role)
                for found in self._read(inner, lexicon, None):
                    found.parent = found.parent or quote
                    yield found

    def _chosen(self, readings: Sequence[Candidate]) -> list[Candidate]:
        """Of the constructions that are likely to be quotes the likeliest readings, where they do not overlap."""
        if not readings:
            return []
        likely = _chances(self._constructions, [reading.about for reading in readings])
        fit = _chances(self._readings, [reading.features for reading in readings])
        ranks = [
            (1.0 if reading.certain else own, best) for reading, own, best in zip(readings, likely, fit, strict=True)
        ]
        chosen: list[Candidate] = []
        for number in sorted(range(len(readings)), key=lambda number: (-ranks[number][0], -ranks[number][1], number)):
            reading = readings[number]
            clear = all(_within(reading, other) or not _overlap(reading, other) for other in chosen)
            if clear and ranks[number][0] >= self._threshold:
                chosen.append(reading)
        return sorted(chosen, key=lambda reading: (reading.content[0][0], -reading.content[-1][1]))

    def save(self, folder: Path) -> None:
        forms = {
            language: {form: sorted(uses) for form, uses in own.items()} for language, own in self._forms.items()
        }
        (folder / _LEXICON).write_bytes(msgspec.json.encode(_Cues(forms)) + b"\n")
        self._constructions.save(folder / _CONSTRUCTIONS)
        self._readings.save(folder / _READINGS)


def _chances(weights: LinearModel, rows: Sequence[Row]) -> list[float]:
    if _YES not in weights.labels:
        return [0.0] * len(rows)
    return [float(chance) for chance in weights.probabilities(rows)[:, weights.labels.index(_YES)]]


def _within(one: Candidate, other: Candidate) -> bool:
    """Whether a quote lies in the content of another with a cue right before its marks."""
    near = one.about.get("introduced right sign") == ":" or one.about.get("introduced right gap") == "0"
    if one.cue is None or not near:
        return False
    own = [one.cue, *one.content]
    return any(all(start <= a and b <= end for a, b in own) for start, end in other.content)


def _overlap(one: Candidate, other: Candidate) -> bool:
    if one.cue is not None and one.cue == other.cue:
        return True
    own, others = list(one.content), list(other.content)
    own += [one.cue] if one.cue else []
    others += [other.cue] if other.cue else []
    return any(a < d and c < b for a, b in own for c, d in others)


class _Rows:
    """What a linear model learns from."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.labels: list[str] = []

    def add(self, row: Row, label: bool) -> None:
        self.rows.append(row)
        self.labels.append(_YES if label else _NO)

    def fitted(self, penalty: float) -> LinearModel:
        """The model; without rows one that says no."""
        return LinearModel.fit(self.rows or [{}], self.labels or [_NO], c=penalty)


@dataclass(frozen=True)
class _QuoteRules:
    name: str = "quote-rules"
    step: Literal["quotes"] = "quotes"
    level: Literal["standard"] = "standard"
    penalty: float = 3.0
    """Inverse strength of the L2 penalty."""
    threshold: float = 0.4
    """The likelihood from which a reading is a quote."""
    configuration: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "configuration", {"penalty": self.penalty, "threshold": self.threshold})

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> QuoteModel:
        """Learn cues that the lexicon does not have, and which readings of the gold documents are quotes."""
        known = [gold for gold in documents if gold.layers.quotes is not None]
        forms = {language: _with_seen(language, known) for language in LANGUAGES}
        lexicons = {language: Lexicon(language, own) for language, own in forms.items()}
        constructions, readings = _Rows(), _Rows()
        for gold in known:
            lexicon = lexicons.get(gold.language) or Lexicon(gold.language, {})
            for passage in _passages(gold):
                truth = _truth(passage, gold.layers.quotes or [])
                groups: dict[tuple[str, Place | None, Place | None], list[Candidate]] = {}
                for reading in candidates(passage, lexicon):
                    key = (reading.kind, reading.cue, reading.content[0] if reading.cue is None else None)
                    groups.setdefault(key, []).append(reading)
                for group in groups.values():
                    right = [(reading.content, reading.cue) in truth for reading in group]
                    constructions.add(group[0].about, any(right))
                    if any(right) and len(group) > 1:
                        for reading, label in zip(group, right, strict=True):
                            readings.add(reading.features, label)
        return QuoteModel(
            forms, constructions.fitted(self.penalty), readings.fitted(self.penalty), self.threshold
        )

    def load(self, folder: Path) -> QuoteModel:
        cues = read_json(folder / _LEXICON, _Cues)
        forms = {language: {form: frozenset(uses) for form, uses in own.items()} for language, own in cues.forms.items()}
        if any(form != form.lower() or not form.strip() for own in forms.values() for form in own):
            raise ValueError(f"{folder / _LEXICON}: a cue is empty or not in lower case; train the model anew")
        models = []
        for name in (_CONSTRUCTIONS, _READINGS):
            model = LinearModel.load(folder / name)
            if not set(model.labels) <= {_YES, _NO}:
                raise ValueError(f"{folder / name}: labels {', '.join(model.labels)} are not those of {self.name}")
            models.append(model)
        return QuoteModel(forms, models[0], models[1], self.threshold)


def _with_seen(language: str, documents: Sequence[Gold]) -> dict[str, frozenset[Use]]:
    """The seed with the cues of the documents that it does not have: their last word."""
    forms = dict(seed(language))
    lexicon = Lexicon(language, forms)
    sources = Lexicon(language, {}).sources
    for gold in documents:
        for quote in gold.layers.quotes or () if gold.language == language else ():
            if quote.cue_span is None:
                continue
            words = plain(gold.text.text[slice(*quote.cue_span)])
            if not words.split() or lexicon.cues(words) or sources.fullmatch(words):
                continue
            uses: frozenset[Use] = frozenset(("marks",) if quote.type == "direct" else ("clause",))
            last = words.split()[-1]
            forms[last] = forms.get(last, frozenset()) | uses
    return dict(sorted(forms.items()))


def _passages(gold: Gold) -> Iterator[Passage]:
    """The sentences of a document, and those inside the marked content of its quotes."""
    quotes = gold.layers.quotes or []
    by_id = {quote.id: quote for quote in quotes if quote.id is not None}
    for passages in paragraphs(gold.text):
        yield from passages
        for passage in passages:
            for quote in quotes:
                level = 1 if quote.parent is None or quote.parent not in by_id else 2
                for part in quote.content:
                    place = (part.start, part.end)
                    outer = Passage(passage.text, passage.depths, level - 1, passage.start, passage.end, passage.role)
                    if passage.start <= part.start and part.end <= passage.end and marked_whole(outer, place):
                        yield from sentences(passage.text, passage.depths, level, place, passage.role)


def _truth(passage: Passage, quotes: Sequence[Quote]) -> set[tuple[tuple[Place, ...], Place | None]]:
    """Content and cue of the quotes that begin in a passage, as far as they lie in it."""
    truth = set()
    for quote in quotes:
        parts = [(part.start, part.end) for part in quote.content]
        if parts and passage.start <= parts[0][0]:
            within = tuple(part for part in parts if part[1] <= passage.end)
            truth.add((within, quote.cue_span))
    return truth


BASELINE = register(_QuoteRules())
