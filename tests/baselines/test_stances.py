"""Stances: what tiny models learn, that no evidence is looked at, and that nothing hostile breaks them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import msgspec
import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st
from tiny_stances import ENTITIES, document, without_stances

from goldwire.baselines.protocol import LEVELS, Level, Model, baselines, given
from goldwire.corpus.schemas import problems
from goldwire.model.annotation import MentionType, Polarity
from goldwire.model.layers import (
    Fragment,
    Gold,
    Layers,
    Mention,
    Prediction,
    Quote,
    Speaker,
    Stance,
    Text,
)

FOR, AGAINST, NONE = Polarity.SUPPORT, Polarity.OPPOSE, Polarity.NONE
PLAN, ROAD = "closing of the harbour", "opening of the road"


def training() -> list[Gold]:
    texts = [
        document(
            "Odra Venn praised the Tarn Guild. The rain went on. Pell Marrow met Ilse Quay at noon.",
            ("odra-venn", "tarn-guild", FOR, "praised the Tarn Guild"),
            ("pell-marrow", "ilse-quay", NONE, ""),
        ),
        document(
            "Ilse Quay condemned the Brin League. The Osk Bank is in the square. Pell Marrow walked home.",
            ("ilse-quay", "brin-league", AGAINST, "condemned the Brin League"),
            ("pell-marrow", "osk-bank", NONE, ""),
        ),
        document(
            "Pell Marrow welcomed the opening of the road. Ilse Quay rejected the closing of the harbour.",
            ("pell-marrow", ROAD, FOR, "welcomed the opening of the road"),
            ("ilse-quay", PLAN, AGAINST, "rejected the closing of the harbour"),
            ("odra-venn", ROAD, NONE, ""),
        ),
        document(
            "« La Brin League est une honte », dénonce Odra Venn. Pell Marrow habite ici.",
            ("odra-venn", "brin-league", AGAINST, "La Brin League est une honte"),
            ("pell-marrow", "brin-league", NONE, ""),
            said=[("odra-venn", "dénonce", "La Brin League est une honte")],
            language="fr",
        ),
        document(
            "Ilse Quay remercie Tarn Guild. Il pleut. Odra Venn critique Osk Bank.",
            ("ilse-quay", "tarn-guild", FOR, "remercie Tarn Guild"),
            ("odra-venn", "osk-bank", AGAINST, "critique Osk Bank"),
            ("ilse-quay", "osk-bank", NONE, ""),
            language="fr",
        ),
        document(
            "Pell Marrow soutient l'ouverture de la route. Odra Venn s'oppose à la fermeture du port.",
            ("pell-marrow", ROAD, FOR, "soutient l'ouverture de la route"),
            ("odra-venn", PLAN, AGAINST, "s'oppose à la fermeture du port"),
            language="fr",
        ),
    ]
    return [
        msgspec.structs.replace(gold, story=f"{gold.story}-{n}-{again}")
        for again in range(2)
        for n, gold in enumerate(texts)
    ]


@cache
def trained(level: Level) -> Model:
    return baselines()["stances", level].train(training(), ENTITIES)


def told(level: Level, gold: Gold) -> list[Polarity | None]:
    """The polarities of a document's pairs, in its order; a model is given them in another."""
    found = trained(level).predict(gold.text, given(gold, "stances")).stances or ()
    polarities = {stance.id: stance.polarity for stance in found}
    return [polarities[stance.id] for stance in gold.layers.stances or ()]


EXAMPLES = [
    document("Ilse Quay applauded the Osk Bank.", ("ilse-quay", "osk-bank", FOR, "")),
    document("Pell Marrow denounced the Tarn Guild.", ("pell-marrow", "tarn-guild", AGAINST, "")),
    document("Ilse Quay félicite Osk Bank.", ("ilse-quay", "osk-bank", FOR, ""), language="fr"),
    document("Pell Marrow blâme Tarn Guild.", ("pell-marrow", "tarn-guild", AGAINST, ""), language="fr"),
    document("The wind rose. Odra Venn rejects the closing of the harbour.", ("odra-venn", PLAN, AGAINST, "")),
    document(
        "« La Tarn Guild est une honte », a dit Ilse Quay.",
        ("ilse-quay", "tarn-guild", AGAINST, ""),
        said=[("ilse-quay", "a dit", "La Tarn Guild est une honte")],
        language="fr",
    ),
]


@pytest.mark.parametrize("gold", EXAMPLES, ids=lambda gold: gold.text.text)
def test_a_tiny_model_tells_sides_in_both_languages(gold: Gold) -> None:
    assert gold.layers.stances is not None
    assert told("standard", gold) == [gold.layers.stances[0].polarity]


def test_a_pair_that_the_text_never_brings_together_has_no_stance() -> None:
    text = "Pell Marrow met Odra Venn at noon.\n\nThe night was long.\n\nThe Osk Bank is in the square."
    assert told("standard", document(text, ("pell-marrow", "osk-bank", None, ""))) == [NONE]


@pytest.mark.parametrize(
    ("gold", "words"), list(zip(EXAMPLES, ["applauded", "denounced", "félicite", "blâme"], strict=False))
)
def test_found_stances_show_their_words(gold: Gold, words: str) -> None:
    assert gold.layers.stances is not None
    wanted = gold.layers.stances[0]
    found = trained("standard").predict(gold.text, without_stances(gold)).stances or []
    same = [s for s in found if (s.holder, s.target_entity) == (wanted.holder, wanted.target_entity)]
    assert [s.polarity for s in same] == [wanted.polarity]
    assert [part.text for part in same[0].evidence] == [gold.text.text[gold.text.text.index(words) : -1]]


def test_stances_on_what_is_no_entity_are_found_with_words_of_the_text_as_label() -> None:
    gold = document("The wind rose. Ilse Quay rejected the closing of the harbour.")
    claims = [
        s for s in trained("standard").predict(gold.text, without_stances(gold)).stances or () if not s.target_entity
    ]
    assert [(s.holder, s.target_proposition, s.polarity) for s in claims] == [("ilse-quay", "closing harbour", AGAINST)]
    assert [part.text for part in claims[0].evidence] == ["rejected the closing of the harbour"]


def test_lookup_takes_the_pair_then_the_target_then_the_majority() -> None:
    gold = document(
        "Odra Venn, Ilse Quay, Tarn Guild, Brin League.",
        ("odra-venn", "tarn-guild", None, ""),
        ("pell-marrow", "tarn-guild", None, ""),
        ("odra-venn", "Closing of  the harbour", None, ""),
        ("odra-venn", "feast of kites", None, ""),
    )
    assert told("lookup", gold) == [FOR, FOR, AGAINST, NONE]
    found = trained("lookup").predict(gold.text, without_stances(gold)).stances or []
    assert [(s.holder, s.target_entity, s.polarity) for s in found] == [
        ("ilse-quay", "brin-league", AGAINST),
        ("ilse-quay", "tarn-guild", FOR),
        ("odra-venn", "brin-league", AGAINST),
        ("odra-venn", "tarn-guild", FOR),
    ]


def test_lookup_remembers_no_local_entities_and_no_authors() -> None:
    text = "Odra Venn praised the Tarn Guild."
    gold = document(text, ("local:clerk", "tarn-guild", FOR, text), ("AUTHOR", "tarn-guild", FOR, text))
    gold.layers.stances.append(Stance(holder="odra-venn", target_entity="local:clerk", polarity=FOR))  # type: ignore[union-attr]
    model = baselines()["stances", "lookup"].train([gold], ENTITIES)
    mentions = [
        Mention(start=0, end=9, type=MentionType.PER, entity=e) for e in ("local:clerk", "odra-venn", "tarn-guild")
    ]
    assert model.predict(gold.text, Layers(mentions=mentions)).stances == []


def test_majority_gives_speakers_a_stance_on_what_they_name() -> None:
    gold = EXAMPLES[5]
    found = trained("majority").predict(gold.text, without_stances(gold)).stances or []
    assert [(s.holder, s.target_entity, s.polarity, s.quote) for s in found] == [
        ("ilse-quay", "tarn-guild", AGAINST, "q1")
    ]
    assert told("majority", document("x", ("a", "b", None, ""), ("c", PLAN, None, ""))) == [NONE, NONE]


@pytest.mark.parametrize("level", LEVELS)
def test_the_evidence_of_a_given_pair_is_not_looked_at(level: Level) -> None:
    for gold in [*training()[:6], *EXAMPLES]:
        bare = given(gold, "stances")
        assert bare.stances is not None
        assert gold.layers.stances is not None
        by_id = {s.id: s for s in gold.layers.stances}
        whole = [msgspec.structs.replace(by_id[s.id], polarity=None, quote="q1") for s in bare.stances]
        assert any(s.evidence for s in whole) or gold in EXAMPLES
        everywhere = [
            msgspec.structs.replace(s, evidence=[Fragment(start=0, end=len(gold.text.text))], quote="q1")
            for s in bare.stances
        ]
        for stances in (whole, everywhere):
            shown = msgspec.structs.replace(bare, stances=stances)
            assert trained(level).predict(gold.text, shown) == trained(level).predict(gold.text, bare)


@pytest.mark.parametrize("level", LEVELS)
def test_pairs_are_told_one_by_one_whatever_their_order_and_ids(level: Level) -> None:
    for gold in training()[:6]:
        bare = given(gold, "stances")
        before = trained(level).predict(gold.text, bare).stances or []
        turned = [msgspec.structs.replace(s, id=f"t{n}") for n, s in enumerate(reversed(bare.stances or []))]
        found = trained(level).predict(gold.text, msgspec.structs.replace(bare, stances=turned)).stances or []
        assert [s.polarity for s in reversed(found)] == [s.polarity for s in before]


@pytest.mark.parametrize("level", LEVELS)
def test_a_polarity_that_is_given_stays(level: Level) -> None:
    gold = training()[0]
    assert trained(level).predict(gold.text, gold.layers) == gold.layers


@pytest.mark.parametrize("level", LEVELS)
def test_saved_models_are_the_same_bytes_and_say_the_same(level: Level, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two", "three")]
    for folder in folders:
        folder.mkdir()
    baseline = baselines()["stances", level]
    trained(level).save(folders[0])
    loaded = baseline.load(folders[0])
    loaded.save(folders[1])
    baseline.train(training(), ENTITIES).save(folders[2])
    written = [{path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders]
    assert written[0] == written[1] == written[2]
    for gold in [*training()[:6], *EXAMPLES]:
        for layers in (given(gold, "stances"), without_stances(gold)):
            assert loaded.predict(gold.text, layers) == trained(level).predict(gold.text, layers)


HOSTILE = [b"", b"\xff", b"[]", b"{}", b"null", b'{"labels": 1}', b"[" * 100_000, b'{"pairs": {"a": {"b": "hate"}}}']


@pytest.mark.parametrize("level", LEVELS)
def test_hostile_files_are_refused(level: Level, tmp_path: Path) -> None:
    baseline = baselines()["stances", level]
    trained(level).save(tmp_path)
    for path in sorted(tmp_path.iterdir()):
        kept = path.read_bytes()
        for data in HOSTILE:
            path.write_bytes(data)
            with pytest.raises(ValueError, match=path.name):
                baseline.load(tmp_path)
        path.unlink()
        with pytest.raises(ValueError, match=path.name):
            baseline.load(tmp_path)
        path.write_bytes(kept)
    baseline.load(tmp_path)


@pytest.mark.parametrize(
    ("level", "file", "field", "value"),
    [
        ("standard", "side.json", "labels", ["none", "oppose"]),
        ("standard", "clause.json", "labels", ["no", "oppose"]),
        ("majority", "polarities.json", "of_stances", "none"),
    ],
)
def test_labels_of_another_task_are_refused(level: Level, file: str, field: str, value: object, tmp_path: Path) -> None:
    trained(level).save(tmp_path)
    whole = json.loads((tmp_path / file).read_bytes())
    (tmp_path / file).write_text(json.dumps(whole | {field: value}))
    with pytest.raises(ValueError, match=file):
        baselines()["stances", level].load(tmp_path)


@pytest.mark.parametrize("level", LEVELS)
def test_nothing_to_learn_from_is_said(level: Level) -> None:
    bare = document("Odra Venn slept.", stances=None)
    considered = document("Odra Venn slept.", ("odra-venn", "tarn-guild", NONE, "slept"))
    for documents in ([], [bare], *([[considered]] if level == "standard" else [])):
        with pytest.raises(ValueError, match="nothing to learn from"):
            baselines()["stances", level].train(documents, ENTITIES)


_places = st.integers(-3, 60)
_who = st.sampled_from(["odra-venn", "tarn-guild", "local:clerk", "AUTHOR", None])
_entity = st.sampled_from(["odra-venn", "tarn-guild", "local:clerk"])
_words = st.sampled_from(
    [
        "Odra Venn ",
        "praised ",
        "« ",
        " », ",
        "“",
        "”",
        "no ",
        "I ",
        "we ",
        "but ",
        ". ",
        "\n",
        "he ",
        "𝒳",
        "é",
        "\u0301",
        "\x00",
    ]
)
_texts = st.lists(_words | st.text(max_size=4), max_size=25).map("".join)
_fragments = st.lists(st.builds(Fragment, start=_places, end=_places), max_size=2)
_pair = st.builds(Stance, holder=_entity | st.just("AUTHOR"), target_entity=_entity)
_claim = st.builds(Stance, holder=_entity, target_proposition=st.text(min_size=1, max_size=12))
_layers = st.builds(
    Layers,
    mentions=st.none()
    | st.lists(
        st.builds(
            Mention,
            id=st.sampled_from("ab"),
            start=_places,
            end=_places,
            type=st.sampled_from(MentionType),
            entity=_who,
            literal=_who,
        ),
        max_size=6,
    ),
    quotes=st.none()
    | st.lists(
        st.builds(
            Quote,
            id=st.sampled_from(["q1", None]),
            content=_fragments,
            cue_start=st.none() | _places,
            cue_end=st.none() | _places,
            speakers=st.lists(st.builds(Speaker, mention=st.sampled_from(["a", "z", None]), entity=_who), max_size=2),
        ),
        max_size=4,
    ),
    stances=st.none() | st.lists(_pair | _claim, max_size=4),
)


@pytest.mark.parametrize("level", LEVELS)
@settings(max_examples=40, deadline=None)
@given_any(words=_texts, layers=_layers, language=st.sampled_from(["en", "fr"]))
def test_any_text_with_any_layers_has_valid_stances(level: Level, words: str, layers: Layers, language: str) -> None:
    text = Text(doc_id="gw-0000000000000000", language=language, text=words, lines=[])
    model = trained(level)
    found = model.predict(text, layers)
    assert found == model.predict(text, layers)
    assert msgspec.structs.replace(found, stances=None) == msgspec.structs.replace(layers, stances=None)
    stances = found.stances or []
    for stance in stances:
        assert stance.polarity is not None
        for part in stance.evidence:
            assert 0 <= part.start < part.end <= len(words)
            assert part.text == words[part.start : part.end]
    if layers.stances is not None:
        assert [(s.holder, s.target_entity, s.target_proposition) for s in stances] == [
            (s.holder, s.target_entity, s.target_proposition) for s in layers.stances
        ]
        return
    assert len({stance.id for stance in stances}) == len(stances)
    pairs = [(s.holder, s.target_entity, s.target_proposition) for s in stances]
    assert len(set(pairs)) == len(pairs)
    assert all(stance.evidence and stance.polarity is not NONE for stance in stances)
    prediction = Prediction(doc_id=text.doc_id, stances=stances)
    assert problems("prediction", msgspec.to_builtins(prediction)) == []
