"""What the stance model is told: of each clause that may show a pair's stance, and of the pair as a whole."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from goldwire.baselines.stance_labels import Pair
from goldwire.baselines.stance_scene import Clause, Scene, Sentence, Token
from goldwire.baselines.stance_words import kinds
from goldwire.model.annotation import AUTHOR, LOCAL_PREFIX

Features = dict[str, float | str]
Chances = npt.NDArray[np.float64]

_SIDES = ("for", "against", "demand", "end", "good", "bad")
"""Kinds of words that a negation turns round."""
_PLUS, _MINUS = ("for", "good", "demand", "not against", "not bad"), ("against", "bad", "end", "not for", "not good")
_REACH = 4
"""So many tokens before a word a negation may stand."""
_NEAR = 60
"""Code points within which a word that takes sides may belong to a holder or a target."""
_BEST, _LEAST = 3, 0.02
"""Clauses that tell the polarity, and how likely each must be."""
_MOST_SENTENCES = 60
"""Sentences in which a pair's stance is looked for."""
_AKIN = 4
"""Words that share so many first letters may be the same in both languages."""


class Sight:
    """A pair in a text: the clauses in which its stance may be shown, and how much of its target each speaks of: 1 for
    an entity that is mentioned, for a proposition the share of its label's words, rare ones counting more. `clauses`,
    where given, are those to look at."""

    def __init__(
        self,
        scene: Scene,
        pair: Pair,
        translated: Mapping[str, frozenset[str]],
        clauses: Sequence[Clause] | None = None,
    ) -> None:
        self.scene = scene
        self.pair = pair
        self._weights = {} if pair.entity is not None else self._weigh(translated)
        self.shares = self._found()
        self.best = max(self.shares.values(), default=0.0)
        if clauses is None:
            clauses = [clause for number in self._places() for clause in scene.sentences[number].clauses]
        self.clauses = clauses

    def share(self, number: int) -> float:
        """How much of the target the sentence of a number speaks of."""
        return self.shares.get(number, 0.0)

    def in_clause(self, clause: Clause) -> float:
        """How much of the target a clause speaks of."""
        return self._share(clause.stems, clause.entities) if self.share(clause.sentence) else 0.0

    def targets(self, sentence: Sentence) -> list[int]:
        """Where the target is spoken of in a sentence."""
        if self.pair.entity is not None:
            return [named.start for named in sentence.named if named.entity == self.pair.entity]
        wanted = {word for counterparts, _ in self._weights.values() for word in counterparts}
        begins = {word[:_AKIN] for word in self.pair.stems if len(word) >= _AKIN}
        return [t.start for t in sentence.tokens if t.stem and (t.stem in wanted or t.stem[:_AKIN] in begins)]

    def _weigh(self, translated: Mapping[str, frozenset[str]]) -> dict[str, tuple[frozenset[str], float]]:
        weights = {}
        for word in sorted(self.pair.stems):
            others = translated.get(word, frozenset()) if self.scene.language != "en" else frozenset()
            counterparts = frozenset({word}) | others
            often = max(self.scene.frequency.get(other, 0) for other in counterparts)
            weights[word] = (counterparts, math.log((1 + len(self.scene.sentences)) / (1 + often)))
        return weights

    def _found(self) -> dict[int, float]:
        if self.pair.entity is not None:
            return dict.fromkeys(self.scene.where.get(self.pair.entity, ()), 1.0)
        if not self._weights and not self.pair.names:
            return {}
        shares = (
            (sentence.number, self._share(sentence.stems, sentence.entities)) for sentence in self.scene.sentences
        )
        return {number: share for number, share in shares if share}

    def _share(self, stems: frozenset[str], entities: frozenset[str]) -> float:
        if self.pair.entity is not None:
            return float(self.pair.entity in entities)
        begins = {stem[:_AKIN] for stem in stems if len(stem) >= _AKIN}
        whole = found = 0.0
        for word, (counterparts, weight) in self._weights.items():
            whole += weight
            if counterparts & stems or word[:_AKIN] in begins:
                found += weight
        for name in sorted(self.pair.names):
            whole += 1.0
            found += name in entities
        return found / whole if whole > 0 else 0.0

    def _places(self) -> list[int]:
        """Sentences that speak of the target or stand beside one; all, where none does. Those where the holder is near
        come first where there are too many."""
        scene = self.scene
        near = {number + step for number in self.shares for step in (-1, 0, 1)} or set(range(len(scene.sentences)))
        places = [number for number in near if 0 <= number < len(scene.sentences)]
        if len(places) > _MOST_SENTENCES:
            held = {number for number in places if self.pair.holder in scene.sentences[number].speakers}
            held.update(scene.where.get(self.pair.holder, ()))
            places.sort(key=lambda number: (number not in held, -self.share(number), number))
        return sorted(places[:_MOST_SENTENCES])


def clause_row(sight: Sight, clause: Clause) -> Features:
    """What speaks for a clause as the place where the text shows the pair's stance."""
    scene, pair, sentence = sight.scene, sight.pair, sight.scene.sentence(clause)
    holder = holder_place(scene, pair.holder, clause)
    kind = "entity" if pair.entity is not None else "proposition"
    row: Features = {"holder": holder, "length": math.log(1 + len(clause.tokens))}
    around = sight.share(sentence.number)
    shares = {
        "here": sight.in_clause(clause),
        "around": around,
        "before": sight.share(sentence.number - 1),
        "after": sight.share(sentence.number + 1),
    }
    for name, share in shares.items():
        if share:
            row[f"{kind} {name}"] = row[f"{kind} {name}, holder {holder}"] = share
    if kind == "proposition" and sight.best:
        row["proposition best"] = float(around == sight.best)
    for name in tally(clause.tokens):
        row[f"has {name}"] = 1.0
        if around and holder != "absent":
            row[f"has {name}, and both"] = 1.0
    if clause.quoted:
        row["quoted"] = 1.0
        if pair.holder in clause.speakers:
            row["own words"] = 1.0
        elif clause.speakers:
            row["others' words"] = 1.0
    if _somebody_between(pair, clause, sentence):
        row["somebody between"] = 1.0
    return row


def claim_row(scene: Scene, holder: str, clause: Clause) -> Features:
    """What speaks for a clause as the place where the text shows a holder's stance on something that is no entity."""
    row = clause_row(Sight(scene, Pair(holder), {}, [clause]), clause)
    place = row["holder"]
    for name, count in tally(clause.tokens).items():
        row[f"clause {name}"] = row[f"clause {name}, holder {place}"] = count
    row.update(_around(scene, holder, clause))
    row["named here"] = len(clause.entities) / 3
    row["named around"] = len(scene.sentence(clause).entities) / 5
    row["type"] = scene.types.get(holder, "none")
    if holder == AUTHOR:
        row["first person"] = 20 * scene.first_person
    return row


def pair_row(sight: Sight, rows: Sequence[Features], chances: Chances) -> Features:
    """What speaks for a pair being one with a stance: how likely its likeliest clauses are, and what they are like."""
    pair, scene = sight.pair, sight.scene
    ranked = np.sort(chances)[::-1]
    best = float(ranked[0]) if len(ranked) else 0.0
    odds = math.log(max(1e-4, best) / (1 - min(best, 1 - 1e-4))) / 3
    kind = "entity" if pair.entity is not None else "proposition"
    row: Features = {"best": best, "odds": odds, f"{kind} odds": odds, "kind": kind}
    row["sum"] = min(3.0, float(ranked[:5].sum()))
    row["second"] = float(ranked[1]) if len(ranked) > 1 else 0.0
    local = pair.holder.startswith(LOCAL_PREFIX)
    row["who"] = "author" if pair.holder == AUTHOR else "local" if local else "listed"
    row["holder type"] = scene.types.get(pair.holder, "none")
    row["target type"] = scene.types.get(pair.entity or "", "none")
    if pair.holder == AUTHOR:
        row["first person"] = 20 * scene.first_person
    if len(chances):
        top = int(chances.argmax())
        for name, value in rows[top].items():
            row[f"clause: {name}"] = value
        row.update(_places(sight, sight.clauses[top]))
    return row


def side_row(sight: Sight, chances: Chances) -> Features:
    """What tells which side the holder is on: words and patterns of the likeliest clauses, each by its likelihood."""
    total: dict[str, float] = defaultdict(float)
    top = np.argsort(-chances, kind="stable")[:_BEST]
    whole = float(chances[top].sum()) or 1.0
    for number in top:
        weight = float(chances[number])
        if weight < _LEAST:
            continue
        clause = sight.clauses[number]
        for name, value in _side_of(sight, clause).items():
            total[name] += value * weight / whole
    plus = sum(total.get(f"clause {kind}", 0.0) for kind in _PLUS)
    minus = sum(total.get(f"clause {kind}", 0.0) for kind in _MINUS)
    row: Features = {name: value for name, value in sorted(total.items()) if value}
    row.update(plus=plus, minus=minus, both=min(plus, minus), side=math.tanh(plus - minus))
    row["kind"] = "entity" if sight.pair.entity is not None else "proposition"
    row["author"] = float(sight.pair.holder == AUTHOR)
    return row


def holder_place(scene: Scene, holder: str, clause: Clause) -> str:
    """How the holder is present at a clause."""
    sentence = scene.sentence(clause)
    if holder == AUTHOR:
        return "absent" if sentence.speakers else "author"
    if holder in clause.speakers:
        return "says"
    if any(named.entity == holder and named.main for named in clause.named):
        return "here"
    places = [named.start for named in sentence.named if named.entity == holder and named.main]
    if places:
        return "before" if places[0] < clause.start else "behind"
    if holder in sentence.speakers:
        return "speaks"
    if sentence.carried == holder:
        return "pronoun"
    for number in (sentence.number - 1, sentence.number + 1):
        if 0 <= number < len(scene.sentences):
            other = scene.sentences[number]
            if other.paragraph == sentence.paragraph and holder in (other.entities | other.speakers):
                return "near"
    return "absent"


def tally(tokens: Sequence[Token]) -> dict[str, float]:
    """How often each kind of word stands there, at most 2; those under a negation apart."""
    counts: Counter[str] = Counter()
    for number, token in enumerate(tokens):
        for kind in _turned(tokens, number, kinds(token.word)):
            counts[kind] += 1
    return {kind: float(min(2, count)) for kind, count in sorted(counts.items())}


def _turned(tokens: Sequence[Token], number: int, found: Sequence[str]) -> list[str]:
    if not found:
        return []
    negated = any("not" in kinds(token.word) for token in tokens[max(0, number - _REACH) : number])
    return [f"not {kind}" if negated and kind in _SIDES else kind for kind in found]


def _side_of(sight: Sight, clause: Clause) -> dict[str, float]:
    row = {f"clause {name}": count for name, count in tally(clause.tokens).items()}
    row.update(_around(sight.scene, sight.pair.holder, clause))
    row.update(_places(sight, clause))
    row.update((f"word {stem}", 1.0) for stem in sorted(clause.stems))
    return row


def _around(scene: Scene, holder: str, clause: Clause) -> dict[str, float]:
    sentence = scene.sentence(clause)
    rest = [token for other in sentence.clauses if other is not clause for token in other.tokens]
    row = {f"around {name}": count for name, count in tally(rest).items()}
    cues = [t for a, b in scene.cues.get(holder, ()) for t in sentence.tokens if a <= t.start < b]
    row.update((f"cue {name}", count) for name, count in tally(cues).items())
    return row


def _places(sight: Sight, clause: Clause) -> dict[str, float]:
    """Words that take sides, by where they stand: behind the holder, before or behind the target."""
    sentence = sight.scene.sentence(clause)
    holders = [n.start for n in sentence.named if n.entity == sight.pair.holder and n.main and n.start < clause.end]
    targets = sight.targets(sentence)
    counts: Counter[str] = Counter()
    for number, token in enumerate(sentence.tokens):
        found = [kind for kind in kinds(token.word) if kind in _SIDES]
        if not found:
            continue
        ahead = any(0 <= place - token.start < _NEAR for place in targets)
        behind = any(0 < token.start - place <= _NEAR for place in targets)
        held = bool(holders) and 0 < token.start - holders[-1] < _NEAR
        for kind in _turned(sentence.tokens, number, found):
            counts.update(
                f"{kind} {where}"
                for where, true in (("before target", ahead), ("behind target", behind), ("behind holder", held))
                if true
            )
    return {name: float(min(2, count)) for name, count in sorted(counts.items())}


def _somebody_between(pair: Pair, clause: Clause, sentence: Sentence) -> bool:
    named = [n for n in sentence.named if n.main and n.start < clause.start]
    holders = [n.start for n in named if n.entity == pair.holder]
    return bool(holders) and any(n.start > holders[-1] and n.entity != pair.entity for n in named)
