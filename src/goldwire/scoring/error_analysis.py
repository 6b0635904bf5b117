"""What kinds of errors a system makes: every gold item, and every predicted one that fits none, counted once by kind.

Counts of documents add up. Pure; items are paired one to one, and neither ids nor order matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from goldwire.model import layers
from goldwire.model.annotation import Form, Polarity, QuoteType
from goldwire.model.layers import Gold, is_linked
from goldwire.scoring.compared import Compared, Judged, Part, Quoted, Referent, answers
from goldwire.scoring.metric import Layer
from goldwire.scoring.pairing import Pairing, pairing
from goldwire.scoring.spans import overlaps, shared, union

Kinds = dict[str, Counter[str]]
"""How many units of each kind, by the name of the analysis."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What documents of a training split mention: names as they are written, and listed entities."""

    names: frozenset[str] = frozenset()
    entities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Analysis:
    """One way to tell errors apart. `layer` is the layer of a prediction that it needs; `unit` says what is counted;
    `kinds` are in order, and empty where they are a gold label and the predicted one; `count` yields the kind of each
    unit of a document."""

    name: str
    layer: Layer
    title: str
    unit: str
    kinds: tuple[str, ...]
    count: Callable[[Compared, Seen], Iterable[str]]


def seen_in(documents: Iterable[Gold]) -> Seen:
    """What a system could learn by heart from documents."""
    names, entities = set[str](), set[str]()
    for document in documents:
        for mention in document.layers.mentions or ():
            if mention.form is Form.NAME:
                names.add(document.text.text[mention.start : mention.end])
            if mention.entity is not None and is_linked(mention.entity):
                entities.add(mention.entity)
    return Seen(frozenset(names), frozenset(entities))


def analyse(compared: Compared, seen: Seen) -> Kinds:
    """The errors of one document. Analyses of a layer that gold has not are left out; a layer that the prediction has
    not counts as empty."""
    gold = compared.gold.layers
    return {
        analysis.name: Counter(analysis.count(compared, seen))
        for analysis in ANALYSES
        if getattr(gold, _SOURCE.get(analysis.layer, analysis.layer)) is not None
    }


def add_up(documents: Iterable[Kinds]) -> Kinds:
    """The errors of several documents put together."""
    total: Kinds = {}
    for counts in documents:
        for name, kinds in counts.items():
            total.setdefault(name, Counter()).update(kinds)
    return total


_SOURCE: Mapping[Layer, str] = {"links": "mentions", "speakers": "quotes", "polarities": "stances"}


# Names


def _names(compared: Compared) -> Pairing:
    gold, predicted = compared.names

    def weigh(a: layers.Mention, b: layers.Mention) -> tuple[int, ...]:
        same, typed = _span(a) == _span(b), a.type is b.type
        return int(same and typed), int(same), 1, int(typed), min(a.end, b.end) - max(a.start, b.start)

    near = overlaps(*([union([_span(name)]) for name in side] for side in compared.names))
    return pairing(
        gold, predicted, near, weigh, lambda name: (_span(name), name.type, is_linked(name.entity) and name.entity)
    )


def _span(mention: layers.Mention) -> tuple[int, int]:
    return mention.start, mention.end


def _name_errors(compared: Compared, seen: Seen) -> Iterator[str]:
    pairs, missed, spurious = _names(compared)
    for a, b in pairs:
        gold, predicted = compared.names.gold[a], compared.names.predicted[b]
        yield _wrong(boundary=_span(gold) == _span(predicted), type=gold.type is predicted.type)
    yield from ["missed"] * len(missed) + ["spurious"] * len(spurious)


def _seen_names(compared: Compared, seen: Seen) -> Iterator[str]:
    gold, predicted = compared.names
    right = {
        a
        for a, b in _names(compared).pairs
        if _span(gold[a]) == _span(predicted[b]) and gold[a].type is predicted[b].type
    }
    for number, name in enumerate(gold):
        known = compared.gold.text.text[name.start : name.end] in seen.names
        yield f"{'seen' if known else 'new'}, {'right' if number in right else 'wrong or missed'}"


def _type_errors(compared: Compared, seen: Seen) -> Iterator[str]:
    for gold, predicted in _found_names(compared):
        yield _told(gold.type, predicted.type)


def _found_names(compared: Compared) -> Iterator[tuple[layers.Mention, layers.Mention]]:
    """The gold names whose span the system found, each with the predicted one."""
    for a, b in _names(compared).pairs:
        gold, predicted = compared.names.gold[a], compared.names.predicted[b]
        if _span(gold) == _span(predicted):
            yield gold, predicted


# Entities


def _link_errors(compared: Compared, seen: Seen) -> Iterator[str]:
    told = compared.links
    for mention in compared.gold.layers.mentions or ():
        yield _linked(mention.entity, told[mention.id]) if mention.id in told else NO_ANSWER


def _found_link_errors(compared: Compared, seen: Seen) -> Iterator[str]:
    for gold, predicted in _found_names(compared):
        yield _linked(gold.entity, predicted.entity)


def _seen_entities(compared: Compared, seen: Seen) -> Iterator[str]:
    for name in compared.names.gold:
        if is_linked(name.entity):
            known, right = name.entity in seen.entities, compared.links.get(name.id or "") == name.entity
            yield f"{'seen' if known else 'new'}, {'right' if right else 'wrong or unlinked'}"


def _linked(gold: str | None, predicted: str | None) -> str:
    if not is_linked(gold):
        return "linked though unlisted" if is_linked(predicted) else "right, unlisted"
    if not is_linked(predicted):
        return "unlinked though listed"
    return "right, listed" if gold == predicted else "wrong entity"


# Quotes


def _quotes(compared: Compared) -> Pairing:
    def weigh(a: _Typed, b: _Typed) -> tuple[int, ...]:
        ours, theirs = a[0], b[0]
        speaker, cue, content = ours.speakers == theirs.speakers, ours.cue == theirs.cue, ours.content == theirs.content
        common = shared(ours.covered, theirs.covered)
        return int(speaker and cue and content), int(content), common, int(speaker), int(cue)

    gold: list[_Typed] = [
        (one, given.type) for one, given in zip(compared.quotes.gold, compared.given_quotes, strict=True)
    ]
    near = overlaps(*([quote.covered for quote in side] for side in compared.quotes))
    return pairing(gold, [(quote, None) for quote in compared.quotes.predicted], near, weigh, tuple)


_Typed = tuple[Quoted, QuoteType | None]


def _quote_errors(compared: Compared, seen: Seen) -> Iterator[str]:
    pairs, missed, spurious = _quotes(compared)
    for a, b in pairs:
        gold, predicted = compared.quotes.gold[a], compared.quotes.predicted[b]
        yield _wrong(
            content=gold.content == predicted.content,
            cue=gold.cue == predicted.cue,
            speaker=gold.speakers == predicted.speakers,
        )
    types = [quote.type or UNTYPED for quote in compared.given_quotes]
    yield from (f"missed, {types[number]}" for number in missed)
    yield from ["spurious"] * len(spurious)


def _speaker_errors(compared: Compared, seen: Seen) -> Iterator[str]:
    told = compared.speakers
    for quote in compared.given_quotes:
        yield _spoken(quote.speaker_entities, told[quote.id]) if quote.id in told else NO_ANSWER


def _found_speaker_errors(compared: Compared, seen: Seen) -> Iterator[str]:
    for a, b in _quotes(compared).pairs:
        yield _spoken(compared.quotes.gold[a].speakers, compared.quotes.predicted[b].speakers)


def _speaker_forms(compared: Compared, seen: Seen) -> Iterator[str]:
    forms = {mention.id: mention.form for mention in compared.gold.layers.mentions or ()}
    told = compared.speakers
    for quote in compared.given_quotes:
        right = quote.id in told and told[quote.id] == quote.speaker_entities
        for speaker in quote.speakers:
            if speaker.mention in forms:
                yield f"{forms[speaker.mention]}, {'right' if right else 'wrong'}"


def _spoken(gold: frozenset[Any], predicted: frozenset[Any]) -> str:
    if gold == predicted:
        return f"right, {_kind(gold)}"
    return f"{_kind(gold)} as {'another' if _kind(gold) == _kind(predicted) else _kind(predicted)}"


def _kind(speakers: frozenset[Any]) -> str:
    """What speakers are: nobody; entities that are all listed; or others, too."""
    if not speakers:
        return "unknown"
    return "listed" if all(isinstance(one, str) and is_linked(one) for one in speakers) else "local"


# Stances


def _stance_errors(compared: Compared, seen: Seen) -> Iterator[str]:
    def weigh(a: Judged, b: Judged) -> tuple[int, ...]:
        return int(a.polarity is b.polarity), 1, int(a.target == b.target), shared(a.evidence, b.evidence)

    gold, predicted = compared.stances
    pairs, missed, spurious = pairing(gold, predicted, _same_pair(gold, predicted), weigh, tuple)
    for a, b in pairs:
        yield _wrong(polarity=gold[a].polarity is predicted[b].polarity)
    yield from (f"missed, {gold[number].part}" for number in missed)
    yield from (f"spurious, {predicted[number].part}" for number in spurious)


def _same_pair(gold: list[Judged], predicted: list[Judged]) -> list[set[int]]:
    """For each gold stance the predicted ones of the same holder and target. Propositions are one if their labels are
    equal, or else if their evidence overlaps."""
    touching = overlaps([stance.evidence for stance in gold], [stance.evidence for stance in predicted])
    equal: dict[tuple[Part, Referent, Referent], set[int]] = {}
    for number, other in enumerate(predicted):
        equal.setdefault((other.part, other.holder, other.target), set()).add(number)
    rows = []
    for stance, near in zip(gold, touching, strict=True):
        row = set(equal.get((stance.part, stance.holder, stance.target), ()))
        if stance.part is Part.PROPOSITION:
            about = (Part.PROPOSITION, stance.holder)
            row |= {other for other in near if (predicted[other].part, predicted[other].holder) == about}
        rows.append(row)
    return rows


def _polarity_errors(compared: Compared, seen: Seen) -> Iterator[str]:
    for _, gold, told in compared.pairs:
        yield f"{gold} → {told or NO_ANSWER}"


# Lines


def _role_errors(compared: Compared, seen: Seen) -> Iterator[str]:
    gold, predicted = compared.line_roles
    told = answers(((line.start, line.end), line.role) for line in predicted)
    for line in gold:
        role = told.get((line.start, line.end))
        yield "right" if role is line.role else f"{line.role} → {role or NO_ANSWER}"


def _told(gold: str, predicted: str) -> str:
    return "right" if gold == predicted else f"{gold} → {predicted}"


def _wrong(**right: bool) -> str:
    """What is wrong of several things."""
    wrong = [what for what, holds in right.items() if not holds]
    return f"wrong {' and '.join(wrong)}" if wrong else "right"


def _wrongs(*things: str) -> tuple[str, ...]:
    """All that `_wrong` says of things, the least wrong first."""
    return tuple(_wrong(**{thing: thing not in some for thing in things}) for some in _subsets(things))


def _subsets(things: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for size in range(len(things) + 1):
        yield from combinations(things, size)


NO_ANSWER = "no answer"
UNTYPED = "type unknown"
_SPEAKERS = (
    *(f"right, {kind}" for kind in ("listed", "local", "unknown")),
    *("listed as another", "listed as local", "listed as unknown"),
    *("local as another", "local as listed", "local as unknown"),
    *("unknown as listed", "unknown as local"),
    NO_ANSWER,
)
_LINKS = (
    *("right, listed", "right, unlisted", "wrong entity", "unlinked though listed", "linked though unlisted"),
    NO_ANSWER,
)
_FORMS = tuple(f"{form}, {verdict}" for form in Form for verdict in ("right", "wrong"))

ANALYSES: tuple[Analysis, ...] = (
    Analysis(
        "names",
        "mentions",
        "Names",
        "gold names, and predicted ones that overlap none of them",
        (*_wrongs("boundary", "type"), "missed", "spurious"),
        _name_errors,
    ),
    Analysis(
        "names_seen",
        "mentions",
        "Names seen in training",
        "gold names, by whether training has a name written alike; right is span and type",
        tuple(f"{known}, {verdict}" for known in ("seen", "new") for verdict in ("right", "wrong or missed")),
        _seen_names,
    ),
    Analysis("name_types", "mentions", "Types of names", "gold names whose span was found", (), _type_errors),
    Analysis("links", "links", "Entities of gold mentions", "gold mentions of every form", _LINKS, _link_errors),
    Analysis(
        "links_found",
        "mentions",
        "Entities of found names",
        "gold names whose span was found",
        _LINKS,
        _found_link_errors,
    ),
    Analysis(
        "entities_seen",
        "links",
        "Entities seen in training",
        "gold names of listed entities, by whether training mentions the entity",
        tuple(f"{known}, {verdict}" for known in ("seen", "new") for verdict in ("right", "wrong or unlinked")),
        _seen_entities,
    ),
    Analysis(
        "quotes",
        "quotes",
        "Quotes",
        "gold quotes that lie in no other, and predicted ones that overlap none of them",
        (*_wrongs("content", "cue", "speaker"), *(f"missed, {kind}" for kind in (*QuoteType, UNTYPED)), "spurious"),
        _quote_errors,
    ),
    Analysis("speakers", "speakers", "Speakers of gold quotes", "gold quotes", _SPEAKERS, _speaker_errors),
    Analysis(
        "speaker_forms",
        "speakers",
        "Speakers of gold quotes, by how the text refers to them",
        "speakers of gold quotes",
        _FORMS,
        _speaker_forms,
    ),
    Analysis(
        "speakers_found",
        "quotes",
        "Speakers of found quotes",
        "gold quotes that a predicted one overlaps",
        _SPEAKERS,
        _found_speaker_errors,
    ),
    Analysis(
        "stances",
        "stances",
        "Stances from the text alone",
        "gold stances other than `none`, and predicted ones that fit none of them",
        ("right", "wrong polarity", *(f"{what}, {part}" for what in ("missed", "spurious") for part in Part)),
        _stance_errors,
    ),
    Analysis(
        "polarities",
        "polarities",
        "Polarity of gold pairs",
        "gold pairs of holder and target",
        tuple(f"{gold} → {told}" for gold in Polarity for told in (*Polarity, NO_ANSWER)),
        _polarity_errors,
    ),
    Analysis("line_roles", "line_roles", "Line roles", "raw lines", (), _role_errors),
)
