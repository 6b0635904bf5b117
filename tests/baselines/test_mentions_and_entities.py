"""Baselines for mentions and entities: they learn what they should, say the same each time, and take any text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from made_news import ANY_TEXT, CAPITAL, GOVERNMENT, as_text, entities, news

from goldwire.baselines.local import local_id
from goldwire.baselines.protocol import LEVELS, Level, Step
from goldwire.baselines.systems import SYSTEM, System, TrainedOn, load_system, train_system
from goldwire.baselines.words import held_out
from goldwire.corpus.schemas import problems
from goldwire.model.annotation import Form, MentionType
from goldwire.model.layers import Gold, Mention

STEPS: tuple[Step, ...] = ("mentions", "entities")
TRAINED_ON = TrainedOn(
    name="made-news", version="1.0.0", edition="public", manifest_sha256="0" * 64, splits=["train"], documents=1
)
TRAINING = news(30, seed=1)
NEW_PERSONS = ["Lio Farrand", "Nessa Holm", "Edvar Crane", "Pia Moss"]
NEW = news(10, seed=2, persons=NEW_PERSONS)
"""Documents whose persons no training document names."""


def trained(level: Level, documents: Iterable[Gold] = TRAINING) -> System:
    return train_system(level, documents, entities(), TRAINED_ON, steps=STEPS)


@cache
def once(level: Level) -> System:
    return trained(level)


def f1(system: System, documents: Iterable[Gold], kind: MentionType | None = None) -> float:
    """Strict F1 of mentions: span and type."""
    tp = both = 0
    for gold in documents:
        found = {(m.start, m.end, m.type) for m in system.predict(gold.text).mentions or ()}
        real = {(m.start, m.end, m.type) for m in gold.layers.mentions or ()}
        found, real = ({m for m in some if kind in (None, m[2])} for some in (found, real))
        tp, both = tp + len(found & real), both + len(found) + len(real)
    return 2 * tp / both


def accuracy(system: System, documents: Iterable[Gold]) -> float:
    """Of the entities of gold mentions."""
    right = []
    for gold in documents:
        links = {link.mention: link.entity for link in system.prediction(gold).links or ()}
        right += [links[str(m.id)] == m.entity for m in gold.layers.mentions or ()]
    return sum(right) / len(right)


def test_the_levels_stand_above_each_other() -> None:
    known = news(10, seed=3)
    standard, lookup, majority = (f1(once(level), known) for level in LEVELS)
    assert standard > 0.95
    assert lookup > 0.95
    assert 0 < majority < 0.7
    standard, lookup, majority = (accuracy(once(level), known) for level in LEVELS)
    assert standard > 0.95
    assert lookup > 0.9
    assert 0 < majority < 0.5


def test_the_crf_finds_names_that_no_training_document_has() -> None:
    assert f1(once("standard"), NEW, MentionType.PER) > 0.8
    assert f1(once("lookup"), NEW, MentionType.PER) == 0


def test_the_linker_tells_a_government_from_its_capital() -> None:
    system = once("standard")
    words = f"{CAPITAL} said the Salt Union was wrong.\nAda Brisk met Olm Tarrow in {CAPITAL} on Monday."
    found = [m for m in system.predict(as_text(words)).mentions or () if m.text == CAPITAL]
    assert [(m.entity, m.literal) for m in found] == [(GOVERNMENT, "velm"), ("velm", None)]


def linked(words: str, *mentions: tuple[str, MentionType, Form]) -> list[str | None]:
    """What the standard linker says of mentions, each where its words first stand."""
    records = [
        Mention(id=f"m{n}", start=words.index(text), end=words.index(text) + len(text), type=kind, form=form)
        for n, (text, kind, form) in enumerate(mentions, start=1)
    ]
    gold = msgspec.structs.replace(TRAINING[0], text=as_text(words))
    gold = msgspec.structs.replace(gold, layers=msgspec.structs.replace(gold.layers, mentions=records))
    return [link.entity for link in once("standard").prediction(gold).links or ()]


def test_names_are_linked_and_what_nobody_lists_is_not() -> None:
    per = MentionType.PER
    assert linked("Brisk came.", ("Brisk", per, Form.NAME)) == ["ada-brisk"]
    assert linked("ADA BRISK came.", ("ADA BRISK", per, Form.NAME)) == ["ada-brisk"]
    assert linked("Zeno Quall came.", ("Zeno Quall", per, Form.NAME)) == [None]
    assert linked("— came.", ("—", per, Form.NAME)) == [None]
    assert linked("She came.", ("She", per, Form.PRONOUN)) == [None]


def test_a_lower_case_demonym_is_adjectival() -> None:
    words = "Le chef velmien part. Les Velmiens aussi."
    document = msgspec.structs.replace(
        TRAINING[0],
        text=as_text(words, "fr"),
        layers=msgspec.structs.replace(
            TRAINING[0].layers,
            mentions=[
                Mention(id="m1", start=8, end=15, type=MentionType.NORP, adjectival=True, entity="velm"),
                Mention(id="m2", start=26, end=34, type=MentionType.NORP, entity="velm"),
            ],
        ),
    )
    found = trained("lookup", [document]).predict(document.text).mentions or []
    assert [(m.text, m.adjectival) for m in found] == [("velmien", True), ("Velmiens", False)]


@pytest.mark.parametrize("level", LEVELS)
@given(words=ANY_TEXT)
@settings(max_examples=40)
def test_any_text_gets_valid_mentions(level: Level, words: str) -> None:
    text = as_text(words)
    layers = once(level).predict(text)
    mentions = layers.mentions
    assert mentions is not None
    record = msgspec.to_builtins(layers) | {"doc_id": text.doc_id}
    assert problems("prediction", record) == []
    spans = sorted((m.start, m.end) for m in mentions)
    assert all(0 <= start < end <= len(words) for start, end in spans)
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert all(m.text == words[m.start : m.end] and m.text.strip() == m.text for m in mentions)
    assert len({m.id for m in mentions}) == len(mentions)
    assert all(m.entity is None or m.entity in entities() for m in mentions)


@pytest.mark.parametrize("level", LEVELS)
def test_training_again_gives_the_same_bytes_and_loading_the_same_predictions(level: Level, tmp_path: Path) -> None:
    few = TRAINING[:8]
    for name in ("one", "two"):
        trained(level, few).save(tmp_path / name)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(files) >= 3
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    loaded, system = load_system(tmp_path / "one"), trained(level, few)
    for gold in NEW[:4]:
        assert loaded.prediction(gold) == system.prediction(gold)


@pytest.mark.parametrize("level", LEVELS)
def test_training_documents_without_mentions_are_no_error(level: Level) -> None:
    bare = msgspec.structs.replace(
        TRAINING[0], layers=msgspec.structs.replace(TRAINING[0].layers, mentions=[]), story="other"
    )
    unread = msgspec.structs.replace(bare, layers=msgspec.structs.replace(bare.layers, mentions=None))
    for empty in (bare, unread):
        assert trained(level, [empty, TRAINING[1]]).predict(as_text("")).mentions == []
    assert not any(m.entity for m in trained(level, [bare]).predict(TRAINING[0].text).mentions or ())


HOSTILE: dict[str, tuple[Level, dict[str, Any]]] = {
    "mentions/chain.json": ("standard", {"labels": ["B-X"], "transitions": [[0.0]], "features": {}}),
    "mentions/names.json": ("lookup", {"Ada": "CAT"}),
    "mentions/type.json": ("majority", {}),
    "entities/ranker.json": (
        "standard",
        {"labels": ["a", "b"], "features": [], "intercepts": [0.0, 0.0], "weights": [[], []]},
    ),
    "entities/knowledge.json": (
        "standard",
        {"types": {}, "aliases": {"x": ["nobody"]}, "seen": {}, "contexts": {}, "gender": {}},
    ),
    "entities/entities.json": ("lookup", {"x": [1]}),
}


@pytest.mark.parametrize("file", HOSTILE)
def test_hostile_models_are_refused(file: str, tmp_path: Path) -> None:
    """Someone who makes digests anew gets further, but no further than an error."""
    level, content = HOSTILE[file]
    once(level).save(tmp_path / "system")
    path = tmp_path / "system" / file
    for data in (json.dumps(content).encode(), b"\x80\x04.", b"[" * 10_000, b'"\\ud800"'):
        path.write_bytes(data)
        relisted(tmp_path / "system", file)
        with pytest.raises(ValueError, match=path.name):
            load_system(tmp_path / "system")


def relisted(folder: Path, file: str) -> None:
    """List a changed file with its new digest."""
    import hashlib

    whole = json.loads((folder / SYSTEM).read_bytes())
    step, name = file.split("/")
    for part in whole["steps"]:
        if part["step"] == step:
            part["files"][name] = hashlib.sha256((folder / file).read_bytes()).hexdigest()
    (folder / SYSTEM).write_text(json.dumps(whole))


def test_stories_are_held_out_whole_and_each_once() -> None:
    for count in (1, 2, 25):
        documents = [gold for gold in news(count, seed=4) for _ in range(2)]
        parts = list(held_out(documents))
        assert len(parts) == min(count, 20)
        assert sorted(g.story for held, _ in parts for g in held) == sorted(g.story for g in documents)
        for held, rest in parts:
            assert not {g.story for g in held} & {g.story for g in rest}
            assert len(held) + len(rest) == len(documents)


def test_local_ids_are_slugs_and_never_taken_ones() -> None:
    assert local_id("Deux employés") == "local:deux-employes"
    assert local_id("clerk", {"local:clerk", "local:clerk-2"}) == "local:clerk-3"
    for words in ("", "—", "𝔄da", "x" * 500, "名前"):
        link = {"mention": "m1", "entity": local_id(words)}
        assert problems("prediction", {"doc_id": "gw-0000000000000000", "links": [link]}) == []
