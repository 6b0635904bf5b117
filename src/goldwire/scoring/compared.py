"""One document's gold layers beside what a system predicted, with the work that several metrics share done once.

Where a layer is None in gold, both sides are empty here: it is not scored. Nothing depends on the order of a layer's
items, on ids, or on what either side calls its local entities.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from goldwire.model import layers
from goldwire.model.annotation import Form, Polarity
from goldwire.model.labels import label_key
from goldwire.model.layers import Gold, Prediction, is_linked
from goldwire.scoring.cast import Cast
from goldwire.scoring.matching import Row, best_pairs, greatest, strongest
from goldwire.scoring.spans import Spans, overlaps, shared, size, touched, union
from goldwire.text.tokens import token_spans

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Sides(NamedTuple, Generic[T]):
    """The same of gold and of a prediction."""

    gold: T
    predicted: T


class Unaligned(Enum):
    """A local entity without a counterpart: equal to nothing of the other side."""

    GOLD = "gold"
    PREDICTED = "predicted"


Referent = str | Spans | Unaligned | None
"""Who or what: the id of a listed entity, or AUTHOR; for a local entity the places where gold mentions it, since its
id means nothing outside its file; None where there is none."""


Speakers = frozenset[Referent]
"""Who says a quote: one or several, in no order; nobody where the text gives none."""


class Quoted(NamedTuple):
    """A quote as it is compared: `content` is its fragments in the order of the text, `covered` their code points."""

    content: Spans
    covered: Spans
    cue: tuple[int, int] | None
    speakers: Speakers


class Part(StrEnum):
    """What a stance is about. The two are scored apart."""

    ENTITY = "entity"
    PROPOSITION = "proposition"


class Judged(NamedTuple):
    """A stance as it is compared: the target is an entity, or a proposition with its label normalised. `tokens` are the
    numbers of the tokens that the evidence touches."""

    part: Part
    holder: Referent
    target: Referent
    polarity: Polarity
    evidence: Spans
    tokens: Spans


class Agreed(NamedTuple):
    """What stances have in common: pairs of holder and target; whole tuples, and the evidence tokens of these."""

    pairs: Mapping[Part, int]
    tuples: Mapping[tuple[Part, Polarity], int]
    tokens: Mapping[Part, int]


@dataclass(frozen=True)
class Compared:
    """A gold document and its prediction. A layer that is None in gold is not scored; one that is None in the
    prediction counts as empty where the system predicted it for other documents."""

    gold: Gold
    prediction: Prediction

    @cached_property
    def names(self) -> Sides[list[layers.Mention]]:
        """The mentions that are names."""
        gold, predicted = self._both(self.gold.layers.mentions, self.prediction.mentions)
        return Sides(*([mention for mention in side if mention.form is Form.NAME] for side in (gold, predicted)))

    @cached_property
    def linked(self) -> Sides[list[tuple[int, int, str | None]]]:
        """The names: start, end, and the listed entity or None."""
        return Sides(
            *([(m.start, m.end, m.entity if is_linked(m.entity) else None) for m in side] for side in self.names)
        )

    @cached_property
    def quotes(self) -> Sides[list[Quoted]]:
        """The quotes that lie in no other."""
        return self._quoted(inner=False)

    @cached_property
    def inner_quotes(self) -> Sides[list[Quoted]]:
        """The quotes inside quotes."""
        return self._quoted(inner=True)

    @cached_property
    def shared_content(self) -> tuple[int, int]:
        """Of the one-to-one pairs of quotes that share the most code points of content, and among those pairings the
        one with the most right speakers: how many code points they share, and how many have the right
        speakers."""
        gold, predicted = self.quotes
        rows = []
        overlapping = overlaps([quote.covered for quote in gold], [quote.covered for quote in predicted])
        for quote, others in zip(gold, overlapping, strict=True):
            row = {p: (points, int(quote.speakers == predicted[p].speakers)) for p, points in others.items()}
            rows.append(strongest(row, len(gold)))
        points, speakers = greatest(rows, 2)
        return points, speakers

    @cached_property
    def stances(self) -> Sides[list[Judged]]:
        """The stances that support, oppose or are mixed."""
        sides = self._both(self.gold.layers.stances, self.prediction.stances)
        tokens = token_spans(self.gold.text.text) if any(sides) else []
        edges = [start for start, _ in tokens], [end for _, end in tokens]
        return Sides(*(list(self._judged(side, which, edges)) for which, side in enumerate(sides)))

    @cached_property
    def agreed(self) -> Agreed:
        """What the stances of both sides have in common, matched one to one."""
        gold, predicted = self.stances
        pairs: dict[Part, int] = {}
        tuples: dict[tuple[Part, Polarity], int] = {}
        tokens: Counter[Part] = Counter()
        for part in Part:
            rows = [(stance, row) for stance, row in zip(gold, self._same_target, strict=True) if stance.part is part]
            pairs[part] = greatest([dict.fromkeys(row, (1,)) for _, row in rows], 1)[0]
            for polarity in POLAR:
                like = [_of(polarity, row, predicted) for stance, row in rows if stance.polarity is polarity]
                tuples[part, polarity], _, common = greatest(like, 3)
                tokens[part] += common
        return Agreed(pairs, tuples, tokens)

    @cached_property
    def stance_tuples(self) -> Sides[Counter[tuple[Part, Polarity]]]:
        """How many stances there are of each part and polarity."""
        return Sides(*(Counter((stance.part, stance.polarity) for stance in side) for side in self.stances))

    @cached_property
    def links(self) -> dict[str, str | None]:
        """The listed entities that the system gives to gold mentions, by the mentions' ids; None for none."""
        links = self.prediction.links or ()
        return answers((link.mention, link.entity if is_linked(link.entity) else None) for link in links)

    @cached_property
    def given_quotes(self) -> list[layers.Quote]:
        """The quotes of gold that lie in no other, as the system was given them."""
        return [quote for quote in self.gold.layers.quotes or () if quote.parent is None]

    @cached_property
    def speakers(self) -> dict[str, frozenset[str]]:
        """The speakers that the system gives to gold quotes, by the quotes' ids; empty for "the text gives none"."""
        return answers((said.quote, frozenset(said.entities)) for said in self.prediction.speakers or ())

    @cached_property
    def pairs(self) -> list[tuple[Part, Polarity, Polarity | None]]:
        """The pairs of holder and target that gold considers: what the target is, gold's polarity, and the one that the
        system tells."""
        told = answers((answer.stance, answer.polarity) for answer in self.prediction.polarities or ())
        return [
            (_part(stance), stance.polarity, told.get(stance.id or ""))
            for stance in self.gold.layers.stances or ()
            if stance.polarity is not None
        ]

    @cached_property
    def line_roles(self) -> Sides[list[layers.LineRole]]:
        """Raw lines with their roles."""
        return self._both(self.gold.layers.line_roles, self.prediction.line_roles)

    @cached_property
    def _same_target(self) -> list[Row]:
        """For each gold stance the predicted ones, by number, with the same holder and target: 1; whether the target is
        equal (where it is not, the evidence for two propositions shares a code point); how many tokens of evidence they
        share."""
        gold, predicted = self.stances
        equal: dict[tuple[Part, Referent, Referent], list[int]] = defaultdict(list)
        for number, stance in enumerate(predicted):
            equal[stance.part, stance.holder, stance.target].append(number)
        overlapping = overlaps([stance.evidence for stance in gold], [stance.evidence for stance in predicted])
        rows: list[Row] = []
        for stance, others in zip(gold, overlapping, strict=True):
            same = dict.fromkeys(equal.get((stance.part, stance.holder, stance.target), ()), 1)
            if stance.part is Part.PROPOSITION:
                about = (Part.PROPOSITION, stance.holder)
                same = {p: 0 for p in others if (predicted[p].part, predicted[p].holder) == about} | same
            row: Row = {p: (1, alike, shared(stance.tokens, predicted[p].tokens)) for p, alike in same.items()}
            if len(row) > len(gold):
                row = {
                    p: weight
                    for polarity in POLAR
                    for p, weight in strongest(_of(polarity, row, predicted), len(gold)).items()
                }
            rows.append(row)
        return rows

    @staticmethod
    def _both(gold: list[T] | None, predicted: list[T] | None) -> Sides[list[T]]:
        return Sides([], []) if gold is None else Sides(gold, predicted or [])

    def _quoted(self, *, inner: bool) -> Sides[list[Quoted]]:
        made: list[list[Quoted]] = []
        for which, side in enumerate(self._both(self.gold.layers.quotes, self.prediction.quotes)):
            quotes = []
            for quote in side:
                if (quote.parent is not None) is inner:
                    content = tuple(sorted((part.start, part.end) for part in quote.content))
                    speakers = frozenset(self._referent(one, which) for one in self._cast[which].speakers(quote))
                    quotes.append(Quoted(content, union(content), quote.cue_span, speakers))
            made.append(quotes)
        return Sides(*made)

    def _judged(
        self, stances: Iterable[layers.Stance], which: int, tokens: tuple[list[int], list[int]]
    ) -> Iterator[Judged]:
        for stance in stances:
            if stance.polarity not in POLAR:
                continue
            evidence = union((part.start, part.end) for part in stance.evidence)
            entity = stance.target_entity
            yield Judged(
                part=_part(stance),
                holder=self._referent(stance.holder, which),
                target=label_key(stance.target_proposition or "") if entity is None else self._referent(entity, which),
                polarity=stance.polarity,
                evidence=evidence,
                tokens=touched(*tokens, evidence),
            )

    @cached_property
    def _cast(self) -> Sides[Cast]:
        return Sides(Cast(self.gold.layers), Cast(self.prediction))

    @cached_property
    def _aligned(self) -> dict[Spans, Spans]:
        """The local entities of the prediction with those of gold that they stand for, by the places of both: paired
        one to one so that they share as many code points of their mentions as can be. Entities with the very same
        places cannot be told apart, and count as one."""
        gold, predicted = (sorted(set(side.extents.values())) for side in self._cast)
        reached = dict(zip(gold, overlaps(gold, predicted), strict=True))
        rivals = Counter(number for row in reached.values() for number in row)
        sure = {ours: row for ours, row in reached.items() if len(row) == 1 and all(rivals[p] == 1 for p in row)}
        pairs = {predicted[number]: ours for ours, row in sure.items() for number in row}
        rest = best_pairs(
            [ours for ours, row in reached.items() if row and ours not in sure],
            [predicted[number] for number in sorted(rivals) if predicted[number] not in pairs],
            lambda ours, theirs: (common,) if (common := shared(ours, theirs)) else None,
            lambda extent: extent,
        )
        return pairs | {theirs: ours for ours, theirs in rest}

    def _referent(self, entity: str | Spans | None, which: int) -> Referent:
        if entity is None or (isinstance(entity, str) and is_linked(entity)):
            return entity
        extent = self._cast[which].extents.get(entity)
        if which == 0:
            return extent or Unaligned.GOLD
        return Unaligned.PREDICTED if extent is None else self._aligned.get(extent, Unaligned.PREDICTED)


POLAR = (Polarity.SUPPORT, Polarity.OPPOSE, Polarity.MIXED)
"""The polarities of stances; `none` is the lack of one."""


def answers(given: Iterable[tuple[K, V]]) -> dict[K, V]:
    """Answers by what they are about. What is answered twice, and not alike, has no answer."""
    told: dict[K, V] = {}
    torn: set[K] = set()
    for about, answer in given:
        if told.setdefault(about, answer) != answer:
            torn.add(about)
    return {about: answer for about, answer in told.items() if about not in torn}


def in_common(sides: Iterable[Iterable[Hashable]]) -> tuple[int, int, int]:
    """Counts of equal items of gold and prediction, one to one: tp, predicted, gold. Predicted twice, what gold has
    once is right once."""
    gold, predicted = (list(side) for side in sides)
    unique = set(gold), set(predicted)
    tp = len(unique[0] & unique[1])
    # Only what stands several times on both sides is in common more than once.
    if len(unique[0]) < len(gold) and len(unique[1]) < len(predicted):
        tp = (Counter(gold) & Counter(predicted)).total()
    return tp, len(predicted), len(gold)


def code_points(quotes: Iterable[Quoted]) -> int:
    """How many code points the quotes cover, each for itself."""
    return sum(size(quote.covered) for quote in quotes)


def _part(stance: layers.Stance) -> Part:
    return Part.PROPOSITION if stance.target_entity is None else Part.ENTITY


def _of(polarity: Polarity, row: Row, predicted: list[Judged]) -> Row:
    """The part of a row whose stances have the polarity."""
    return {p: weight for p, weight in row.items() if predicted[p].polarity is polarity}
