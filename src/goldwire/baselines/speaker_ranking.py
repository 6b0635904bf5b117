"""Speakers by ranking: the likeliest mention near a quote, and the likeliest entity before it that it may mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from goldwire.baselines.cues import plain
from goldwire.baselines.linear import LinearModel, Row, read_json
from goldwire.baselines.local import local_id
from goldwire.baselines.protocol import given, register
from goldwire.baselines.quote_layer import attributed, speaking
from goldwire.baselines.speaker_features import FIRST_NAME, History, Scene, anchor, candidate_rows, distance
from goldwire.baselines.speaker_lexicon import FEMALE, MALE, heads
from goldwire.baselines.speaker_mentions import head_of, proposed
from goldwire.model.annotation import Entity, Form, MentionType
from goldwire.model.layers import Gold, Layers, Mention, Quote, Text, is_linked

_YES, _NO = "yes", "no"
_FILES = {"given": "given.json", "found": "found.json", "meant": "meant.json"}
_WORDS = "words.json"
_FAR = 400
"""Code points from its quote beyond which a mention is no candidate."""
_MOST = 16
"""Candidates of a quote: the nearest."""


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Nouns by language that describe speakers; what pronouns told of entities and first names."""

    nouns: dict[str, dict[str, MentionType]]
    genders: dict[str, float]


class SpeakerModel:
    """A trained ranker. `given` chooses among gold mentions, `found` among names and what is proposed, `meant` tells
    what pronouns and descriptions without entity mean."""

    def __init__(self, words: _Words, models: Mapping[str, LinearModel]) -> None:
        self._words, self._models = words, models

    def predict(self, text: Text, given: Layers) -> Layers:
        mentions, quotes = list(given.mentions or ()), list(given.quotes or ())
        # Whoever gives pronouns and descriptions gives all that speak.
        complete = any(mention.form is not Form.NAME for mention in mentions)
        extra = [] if complete else proposed(text, quotes, mentions, self._words.nouns.get(text.language, {}))
        scene = Scene(text)
        ranker = self._models["given" if complete else "found"]
        chosen = _choose(scene, quotes, [*mentions, *extra], ranker)
        used = {mention.id for mention in chosen.values() if mention is not None}
        entities = self._entities(scene, [*mentions, *extra], chosen)
        said = [_told_of(quote, chosen[number], entities) for number, quote in enumerate(quotes)]
        whole = [*mentions, *(mention for mention in extra if mention.id in used)]
        whole = [msgspec.structs.replace(m, entity=entities[m.id]) if m.id in used else m for m in whole]
        return msgspec.structs.replace(given, mentions=sorted(whole, key=lambda m: (m.start, m.end)), quotes=said)

    def _entities(
        self, scene: Scene, mentions: Sequence[Mention], chosen: Mapping[int, Mention | None]
    ) -> dict[str | None, str]:
        """The entity of each mention, by its id: its own, the one it means, or a new one."""
        history = History(scene, self._words.genders)
        speaks = {mention.id for mention in chosen.values() if mention is not None}
        found: dict[str | None, str] = {}
        taken = {mention.entity for mention in mentions if mention.entity is not None}
        unlinked: dict[str, str] = {}
        for mention in sorted(mentions, key=lambda m: (m.start, m.end)):
            words = scene.text[mention.start : mention.end]
            entity = mention.entity
            if entity is None and mention.form is Form.NAME:
                entity = unlinked.setdefault(words, local_id(words, taken))
            elif entity is None and (mention.form is Form.NOMINAL or mention.id in speaks):
                entity = self._meant(history, mention) or local_id(words, taken)
            if entity is not None:
                taken.add(entity)
                found[mention.id] = entity
                history.add(mention, entity)
                if mention.id in speaks:
                    history.last_speaker = entity
        return found

    def _meant(self, history: History, mention: Mention) -> str | None:
        entities, rows = history.rows(mention)
        return entities[_best(self._models["meant"], rows)]

    def save(self, folder: Path) -> None:
        (folder / _WORDS).write_bytes(msgspec.json.encode(self._words) + b"\n")
        for name, file in _FILES.items():
            self._models[name].save(folder / file)


def _choose(
    scene: Scene, quotes: Sequence[Quote], mentions: Sequence[Mention], ranker: LinearModel
) -> dict[int, Mention | None]:
    """The speaker of each quote, by its place in the list."""
    chosen: dict[int, Mention | None] = {}
    last: str | None = None
    for number in sorted(range(len(quotes)), key=lambda number: anchor(quotes[number])):
        near = _near(quotes[number], mentions)
        best = _best(ranker, candidate_rows(scene, quotes[number], near, last))
        chosen[number] = near[best] if best < len(near) else None
        if best < len(near):
            last = near[best].entity
    return chosen


def _near(quote: Quote, mentions: Sequence[Mention]) -> list[Mention]:
    """The nearest mentions outside of what is quoted: nobody is named as the speaker in the words themselves."""
    low, high = anchor(quote)
    near = [
        mention
        for mention in mentions
        if mention.start < high + _FAR
        and low - _FAR < mention.end
        and not any(part.start <= mention.start < part.end for part in quote.content)
    ]
    return sorted(near, key=lambda mention: (distance(mention, low, high), mention.start, mention.end))[:_MOST]


def _best(model: LinearModel, rows: Sequence[Row]) -> int:
    """The row with the highest chance, the first of equals; the last, nobody, where nothing was learned."""
    if _YES not in model.labels:
        return len(rows) - 1
    return int(model.probabilities(rows)[:, model.labels.index(_YES)].argmax())


def _told_of(quote: Quote, mention: Mention | None, entities: Mapping[str | None, str]) -> Quote:
    return attributed(quote, mention, None if mention is None else entities.get(mention.id))


class _Rows:
    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.labels: list[str] = []

    def add(self, rows: Iterable[Row], right: Iterable[bool]) -> None:
        self.rows += rows
        self.labels += [_YES if label else _NO for label in right]

    def fitted(self, penalty: float) -> LinearModel:
        return LinearModel.fit(self.rows or [{}], self.labels or [_NO], c=penalty)


@dataclass(frozen=True)
class _SpeakerRanking:
    name: str = "speaker-ranking"
    step: Literal["speakers"] = "speakers"
    level: Literal["standard"] = "standard"
    penalty: float = 1.0
    """Inverse strength of the L2 penalty."""
    configuration: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "configuration", {"penalty": self.penalty})

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> SpeakerModel:
        known = [gold for gold in documents if gold.layers.quotes is not None and gold.layers.mentions is not None]
        told = [_told(gold) for gold in known]
        whole: Counter[str] = Counter()
        for own in told:
            whole.update(own)
        words = _Words({language: _nouns(language, known) for language in ("en", "fr")}, _signs(whole))
        rows = {name: _Rows() for name in _FILES}
        for gold, own in zip(known, told, strict=True):
            scene, layers = Scene(gold.text), given(gold, "speakers")
            mentions, quotes = layers.mentions or [], gold.layers.quotes or []
            names = [mention for mention in mentions if mention.form is Form.NAME]
            extra = proposed(gold.text, quotes, names, words.nouns.get(gold.language, {}))
            _learn(rows["given"], scene, quotes, mentions, mentions)
            _learn(rows["found"], scene, quotes, [*names, *extra], mentions)
            # What a document's own pronouns tell is not known where the model meets new ones.
            others = _signs({key: whole[key] - count for key, count in own.items()})
            _learn_meaning(rows["meant"], History(scene, others), quotes, mentions, extra)
        return SpeakerModel(words, {name: own.fitted(self.penalty) for name, own in rows.items()})

    def load(self, folder: Path) -> SpeakerModel:
        words = read_json(folder / _WORDS, _Words)
        models = {}
        for name, file in _FILES.items():
            models[name] = LinearModel.load(folder / file)
            if not set(models[name].labels) <= {_YES, _NO}:
                raise ValueError(
                    f"{folder / file}: labels {', '.join(models[name].labels)} are not those of {self.name}"
                )
        return SpeakerModel(words, models)


def _learn(
    rows: _Rows, scene: Scene, quotes: Sequence[Quote], candidates: Sequence[Mention], gold: Sequence[Mention]
) -> None:
    by_id = {mention.id: mention for mention in gold}
    last: str | None = None
    for quote in sorted(quotes, key=anchor):
        speakers = [by_id[one.mention] for one in quote.speakers if one.mention in by_id]
        near = _near(quote, candidates)
        right = [any(_same(speaker, mention) for speaker in speakers) for mention in near]
        if not speakers or any(right):
            rows.add(candidate_rows(scene, quote, near, last), [*right, not speakers])
        last = speakers[-1].entity if speakers else None


def _learn_meaning(
    rows: _Rows, history: History, quotes: Sequence[Quote], gold: Sequence[Mention], extra: Sequence[Mention]
) -> None:
    """What the pronouns and descriptions of a document mean, among what stands before them."""
    speaks = speaking(quotes)
    # Descriptions that nobody annotated are somebody else, too.
    others = [m for m in extra if m.form is Form.NOMINAL and not any(_same(own, m) for own in gold)]
    aside = {id(mention): f"local:aside-{number}" for number, mention in enumerate(others)}
    for mention in sorted([*gold, *others], key=lambda m: (m.start, m.end)):
        if id(mention) in aside:
            history.add(mention, aside[id(mention)])
            continue
        if mention.form is not Form.NAME:
            choices, facts = history.rows(mention)
            right = [choice == mention.entity for choice in choices]
            if mention.form is Form.NOMINAL and not any(right):
                right[-1] = True
            if any(right):
                rows.add(facts, right)
        history.add(mention, mention.entity)
        if mention.id in speaks:
            history.last_speaker = mention.entity


def _same(one: Mention, other: Mention) -> bool:
    """Whether two mentions are one: a description may have been cut otherwise, a name or a pronoun not."""
    if one.form is Form.NOMINAL and other.form is Form.NOMINAL:
        return one.start < other.end and other.start < one.end
    return (one.start, one.end) == (other.start, other.end)


def _nouns(language: str, documents: Sequence[Gold]) -> dict[str, MentionType]:
    """The seed with the nouns that describe speakers in the documents."""
    found = dict(heads(language))
    for gold in documents:
        if gold.language == language:
            speaks = speaking(gold.layers.quotes or ())
            for mention in gold.layers.mentions or ():
                if mention.form is Form.NOMINAL and mention.id in speaks:
                    found.setdefault(head_of(gold.text.text[mention.start : mention.end], language), mention.type)
    return dict(sorted(found.items()))


def _told(gold: Gold) -> Counter[str]:
    """What the pronouns of a document tell of its persons, by listed entity and by first name: above 0 female."""
    votes: Counter[str] = Counter()
    names: set[tuple[str, str]] = set()
    for mention in gold.layers.mentions or ():
        word = plain(gold.text.text[mention.start : mention.end])
        if mention.type is not MentionType.PER or mention.entity is None or not is_linked(mention.entity):
            continue
        if mention.form is Form.PRONOUN:
            votes[mention.entity] += (word in FEMALE) - (word in MALE)
        elif mention.form is Form.NAME:
            votes[mention.entity] += 0
            if " " in word:
                names.add((mention.entity, word.split()[0]))
    for entity, name in names:
        votes[f"{FIRST_NAME}{name}"] += (votes[entity] > 0) - (votes[entity] < 0)
    return votes


def _signs(votes: Mapping[str, int]) -> dict[str, float]:
    return {key: 1.0 if votes[key] > 0 else -1.0 for key in sorted(votes) if votes[key]}


BASELINE = register(_SpeakerRanking())
