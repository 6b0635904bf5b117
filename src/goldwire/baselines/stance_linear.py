"""Stances by linear models over features of pair and evidence.

One model tells how likely each clause of a text is to show the stance of a pair. What the likeliest clauses say then
tells whether there is a stance, and which. Pairs are given, or found: holders and entities that a sentence brings
together, and clauses that take a side on something that is no entity. Evidence is only learned from: what a given pair
holds of it is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from goldwire.baselines.linear import LinearModel, read_json
from goldwire.baselines.protocol import Baseline, Level, Step, given, register
from goldwire.baselines.stance_features import Chances, Features, Sight, claim_row, clause_row, pair_row, side_row
from goldwire.baselines.stance_finding import claims, evidence, pairs, quote_of, shown
from goldwire.baselines.stance_labels import Pair, made_up, named, names_of, stems, translations
from goldwire.baselines.stance_scene import Clause, Scene
from goldwire.model.annotation import Entity, Polarity
from goldwire.model.labels import label_key
from goldwire.model.layers import Fragment, Gold, Layers, Stance, Text

CONFIGURATION: Mapping[str, Any] = {
    "features": 1,
    "c_clause": 1.0,
    "c_given": 0.3,
    "c_side": 0.3,
    "c_pair": 0.3,
    "c_claim": 0.3,
    "folds": 6,
    "least_pair": 0.25,
    "least_claim": 0.15,
    "least_second": 0.5,
}
"""The version of the features and of the words that take sides; inverse strengths of the L2 penalties; parts into
which stories are cut, so that what is learned from likely clauses is learned from clauses that the model had not seen;
how likely a found pair, a found claim and a second clause of evidence must be."""

_YES, _NO = "yes", "no"
_PARTS = ("clause", "given", "side", "pair", "claim")
_LABELS = "labels.json"
_POLAR = (Polarity.MIXED, Polarity.OPPOSE, Polarity.SUPPORT)


class _Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    names: dict[str, str]
    translations: dict[str, list[str]]


@dataclass(frozen=True)
class _Case:
    """A pair in a text, and what is learned from it."""

    sight: Sight
    rows: list[Features]
    shows: list[str]
    polarity: Polarity | None
    fold: int


class StanceModel:
    """Linear models of clauses (`clause`), given pairs (`given`), sides (`side`), found pairs (`pair`) and found claims
    (`claim`), and what is known of labels."""

    def __init__(self, parts: Mapping[str, LinearModel], labels: _Labels) -> None:
        self._parts = parts
        self._labels = labels
        self._translated = {word: frozenset(others) for word, others in labels.translations.items()}

    def predict(self, text: Text, given: Layers) -> Layers:
        """`given` with the polarity of its pairs that have none, or with the stances found in the text, and with the
        words that show them."""
        scene = Scene(text, given)
        if given.stances is None:
            return msgspec.structs.replace(given, stances=self._found(scene))
        told = [self._told(scene, stance) if stance.polarity is None else stance for stance in given.stances]
        return msgspec.structs.replace(given, stances=told)

    def save(self, folder: Path) -> None:
        for name, part in self._parts.items():
            part.save(folder / f"{name}.json")
        (folder / _LABELS).write_bytes(msgspec.json.encode(self._labels, order="deterministic") + b"\n")

    def sight(self, scene: Scene, stance: Stance) -> Sight:
        """A given pair in a text."""
        return Sight(scene, _pair(stance, self._labels.names), self._translated)

    def _told(self, scene: Scene, stance: Stance) -> Stance:
        sight = self.sight(scene, stance)
        rows = [clause_row(sight, clause) for clause in sight.clauses]
        chances = _chance(self._parts["clause"], rows)
        has_one = _chance(self._parts["given"], [pair_row(sight, rows, chances)])[0]
        polarity, sure = self._side(sight, chances)
        if has_one * sure <= 1 - has_one:
            return msgspec.structs.replace(stance, polarity=Polarity.NONE, evidence=[], quote=None)
        words = evidence(scene, stance.holder, self._showing(sight, chances, polarity))
        return msgspec.structs.replace(stance, polarity=polarity, evidence=words, quote=quote_of(scene, words))

    def _side(self, sight: Sight, chances: Chances) -> tuple[Polarity, float]:
        side = self._parts["side"]
        found = side.probabilities([side_row(sight, chances)])[0]
        best = int(found.argmax())
        return Polarity(side.labels[best]), float(found[best])

    def _showing(self, sight: Sight, chances: Chances, polarity: Polarity) -> list[Clause]:
        """The likeliest clause; for two sides also the next one of the same sentence, if it is likely."""
        if not len(chances):
            return []
        ranked = np.argsort(-chances, kind="stable")
        best = sight.clauses[ranked[0]]
        if polarity is Polarity.MIXED:
            for number in ranked[1:]:
                other = sight.clauses[number]
                if other.sentence == best.sentence and chances[number] >= CONFIGURATION["least_second"]:
                    return [best, other]
        return [best]

    def _found(self, scene: Scene) -> list[Stance]:
        stances: list[Stance] = []
        taken: set[tuple[str, int]] = set()
        for holder, target in pairs(scene):
            sight = Sight(scene, Pair(holder, target), {})
            rows = [clause_row(sight, clause) for clause in sight.clauses]
            chances = _chance(self._parts["clause"], rows)
            if _chance(self._parts["pair"], [pair_row(sight, rows, chances)])[0] < CONFIGURATION["least_pair"]:
                continue
            polarity, _ = self._side(sight, chances)
            clauses = self._showing(sight, chances, polarity)
            taken.update((holder, clause.number) for clause in clauses)
            stances += _stance(scene, holder, polarity, clauses, target)
        stances += self._claimed(scene, taken)
        return [msgspec.structs.replace(stance, id=f"s{n}") for n, stance in enumerate(stances, start=1)]

    def _claimed(self, scene: Scene, taken: set[tuple[str, int]]) -> Iterator[Stance]:
        """Stances on what is no entity: the likeliest clause of each holder and sentence, unless it is `taken` for a
        stance of the holder on an entity."""
        likely: dict[tuple[str, int], tuple[float, Clause]] = {}
        candidates = claims(scene)
        chances = _chance(self._parts["claim"], [claim_row(scene, holder, clause) for holder, clause in candidates])
        for (holder, clause), chance in zip(candidates, chances.tolist(), strict=True):
            key = (holder, clause.sentence)
            if chance >= CONFIGURATION["least_claim"] and (key not in likely or chance > likely[key][0]):
                likely[key] = (chance, clause)
        seen: set[tuple[str, str]] = set()
        for (holder, _), (_, clause) in likely.items():
            if (holder, clause.number) in taken:
                continue
            sight = Sight(scene, Pair(holder), {}, [clause])
            polarity, _ = self._side(sight, np.ones(1))
            for stance in _stance(scene, holder, polarity, [clause], None):
                pair = (holder, label_key(stance.target_proposition or ""))
                if pair not in seen:
                    seen.add(pair)
                    yield stance


class LinearStances:
    """The standard baseline for stances."""

    name = "stance-linear"
    step: Step = "stances"
    level: Level = "standard"
    configuration: Mapping[str, Any] = CONFIGURATION

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> StanceModel:
        annotated = [(gold, Scene(gold.text, given(gold, "stances"))) for gold in documents if gold.layers.stances]
        labels = _labels(annotated, entities)
        translated = {word: frozenset(others) for word, others in labels.translations.items()}
        folds = _folds(gold.story for gold, _ in annotated)
        cases = [
            case for gold, scene in annotated for case in _cases(gold, scene, folds[gold.story], labels, translated)
        ]
        if not any(_YES in case.shows for case in cases if case.polarity in _POLAR):
            raise ValueError(
                f"{self.name}: none of the {len(annotated)} documents with stances has one with evidence: there is "
                "nothing to learn from"
            )
        clause = _clauses(cases)
        rest = {fold: [case for case in cases if case.fold != fold] for fold in sorted(set(folds.values()))}
        unseen = {fold: _clauses(others) for fold, others in rest.items() if others}
        chances = [_chance(unseen.get(case.fold, clause), case.rows) for case in cases]
        polar = [(case, chance) for case, chance in zip(cases, chances, strict=True) if case.polarity in _POLAR]
        parts = {
            "clause": clause,
            "given": _fit(
                [pair_row(case.sight, case.rows, chance) for case, chance in zip(cases, chances, strict=True)],
                [_NO if case.polarity is Polarity.NONE else _YES for case in cases],
                "c_given",
            ),
            "side": _fit(
                [side_row(case.sight, chance) for case, chance in polar],
                [str(case.polarity) for case, _ in polar],
                "c_side",
            ),
            "pair": _pairs(annotated, folds, unseen, clause),
            "claim": _claims(annotated),
        }
        return StanceModel(parts, labels)

    def load(self, folder: Path) -> StanceModel:
        parts = {name: LinearModel.load(folder / f"{name}.json") for name in _PARTS}
        for name, part in parts.items():
            known = set(map(str, _POLAR)) if name == "side" else {_YES, _NO}
            if not set(part.labels) <= known:
                raise ValueError(f"{folder / name}.json: labels {list(part.labels)}, expected some of {sorted(known)}")
        return StanceModel(parts, read_json(folder / _LABELS, _Labels))


def _pair(stance: Stance, names: Mapping[str, str]) -> Pair:
    if stance.target_entity is not None:
        return Pair(stance.holder, stance.target_entity)
    label = stance.target_proposition or ""
    return Pair(stance.holder, None, stems(label), named(label, names))


def _stance(
    scene: Scene, holder: str, polarity: Polarity, clauses: Sequence[Clause], target: str | None
) -> Iterator[Stance]:
    """A found stance; none where no words show it."""
    words = evidence(scene, holder, clauses)
    label = made_up(scene.text, shown(scene, words)) if target is None else None
    if words and (target or label):
        yield Stance(
            holder=holder,
            target_entity=target,
            target_proposition=label,
            polarity=polarity,
            evidence=words,
            quote=quote_of(scene, words),
        )


def _labels(annotated: Sequence[tuple[Gold, Scene]], entities: Mapping[str, Entity]) -> _Labels:
    seen = [
        (stems(stance.target_proposition), _stems_around(scene, stance.evidence))
        for gold, scene in annotated
        if gold.language != "en"
        for stance in gold.layers.stances or ()
        if stance.target_proposition is not None and stance.evidence
    ]
    return _Labels(names_of(entities), {word: sorted(others) for word, others in translations(seen).items()})


def _stems_around(scene: Scene, fragments: Iterable[Fragment]) -> frozenset[str]:
    return frozenset(
        stem for f in fragments for clause in scene.over(f.start, f.end) for stem in scene.sentence(clause).stems
    )


def _folds(stories: Iterable[str]) -> dict[str, int]:
    return {story: number % int(CONFIGURATION["folds"]) for number, story in enumerate(sorted(set(stories)))}


def _cases(
    gold: Gold, scene: Scene, fold: int, labels: _Labels, translated: Mapping[str, frozenset[str]]
) -> Iterator[_Case]:
    for stance in gold.layers.stances or ():
        sight = Sight(scene, _pair(stance, labels.names), translated)
        numbers = {clause.number for f in stance.evidence for clause in scene.over(f.start, f.end)}
        yield _Case(
            sight,
            [clause_row(sight, clause) for clause in sight.clauses],
            [_YES if clause.number in numbers else _NO for clause in sight.clauses],
            stance.polarity,
            fold,
        )


def _clauses(cases: Sequence[_Case]) -> LinearModel:
    """Learned from pairs that have a stance: those without one have no clause that shows it."""
    polar = [case for case in cases if case.polarity in _POLAR]
    return _fit(
        [row for case in polar for row in case.rows], [shows for case in polar for shows in case.shows], "c_clause"
    )


def _pairs(
    annotated: Sequence[tuple[Gold, Scene]],
    folds: Mapping[str, int],
    unseen: Mapping[int, LinearModel],
    clause: LinearModel,
) -> LinearModel:
    rows: list[Features] = []
    labels: list[str] = []
    for gold, scene in annotated:
        taken = {(s.holder, s.target_entity) for s in gold.layers.stances or () if s.polarity in _POLAR}
        for holder, target in pairs(scene):
            sight = Sight(scene, Pair(holder, target), {})
            of_clauses = [clause_row(sight, c) for c in sight.clauses]
            rows.append(pair_row(sight, of_clauses, _chance(unseen.get(folds[gold.story], clause), of_clauses)))
            labels.append(_YES if (holder, target) in taken else _NO)
    return _fit(rows, labels, "c_pair")


def _claims(annotated: Sequence[tuple[Gold, Scene]]) -> LinearModel:
    rows: list[Features] = []
    labels: list[str] = []
    for gold, scene in annotated:
        shown = {
            (stance.holder, clause.number)
            for stance in gold.layers.stances or ()
            if stance.target_proposition is not None
            for fragment in stance.evidence
            for clause in scene.over(fragment.start, fragment.end)
        }
        for holder, clause in claims(scene):
            rows.append(claim_row(scene, holder, clause))
            labels.append(_YES if (holder, clause.number) in shown else _NO)
    return _fit(rows, labels, "c_claim")


def _fit(rows: Sequence[Features], labels: Sequence[str], strength: str) -> LinearModel:
    if not rows:  # no candidates: nothing is ever found
        return LinearModel([_NO], [], np.zeros(1), np.zeros((1, 0)))
    return LinearModel.fit(rows, labels, c=float(CONFIGURATION[strength]))


def _chance(model: LinearModel, rows: Sequence[Features]) -> Chances:
    """How likely `yes` is, for each row."""
    if _YES not in model.labels or not rows:
        return np.zeros(len(rows))
    return model.probabilities(rows)[:, model.labels.index(_YES)]


BASELINE: Baseline = register(LinearStances())
