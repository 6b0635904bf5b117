"""Statistics: what is counted of documents, and how much of the names of a split a training split holds."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import Maker
from goldwire.annotation.article import Article
from goldwire.model.annotation import AUTHOR, Form, MentionType, Polarity, QuoteType, Speaker, Target
from goldwire.statistics.report import MEASURES, Statistics

RAW = "Ada met Ida in Quessa yesterday.\nNo.\n“We told them ‘go’,” Ada said, and “they went,” added Ida and she.\n"
WORDS = 20
MEASURED = {measure.key: measure for measure in MEASURES}
GROUP = ("open", "en")


def made() -> Maker:
    maker = Maker(RAW, guidelines="2.0")
    maker.mention("Ada", entity_id="ada")
    maker.mention("Ida", entity_id="local:ida")
    maker.mention("Quessa", MentionType.GPE, "quessa-government", literal="quessa")
    maker.mention("Ada", entity_id="ada", nth=2)
    maker.mention("Ida", entity_id="local:ida", nth=2)
    maker.mention("she", entity_id="ada", form=Form.PRONOUN)
    ada, ida, she = (Speaker(mention=name, kind="named") for name in ("m4", "m5", "m6"))
    maker.quote(QuoteType.DIRECT, ["We told them ‘go’,"], cue="said", speaker=ada)
    maker.quote(QuoteType.DIRECT, ["go"], cue="told", speaker=ada, parent="q1")
    maker.quote(QuoteType.DIRECT, ["they went,"], cue="added", speakers=[ida, she])
    maker.stance("ada", Target(entity="local:ida"), Polarity.OPPOSE, ["go"])
    maker.stance(AUTHOR, Target(proposition="going"), Polarity.SUPPORT, ["they went"])
    return maker


def counted(*articles: Article, split: str = "train") -> Statistics:
    statistics = Statistics()
    for article in articles:
        statistics.add(article, split)
    return statistics


def of(statistics: Statistics, key: str) -> float | int | None:
    return MEASURED[key].of(statistics.groups[GROUP])


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("documents", 1),
        ("left_out", 0),
        ("words", WORDS),
        ("words_per_document", WORDS),
        ("words_per_sentence", WORDS / 3),
        ("short_sentences", 2 / 3),
        ("names", 5),
        ("names_per_100_words", 500 / WORDS),
        ("unlisted_names", 2 / 5),
        ("metonyms", 1 / 5),
        ("quotes", 3),
        ("quotes_per_1000_words", 3000 / WORDS),
        ("quoted_words", 6 / WORDS),  # a quote in a quote is counted once
        ("direct", 1),
        ("indirect", 0),
        ("without_cue", 0),
        ("joint", 1 / 3),
        ("named", 1),
        ("by_pronoun", 1 / 4),
        ("cues", 3),
        ("most_frequent_cue", 1 / 3),
        ("stances", 2),
        ("support", 1 / 2),
        ("oppose", 1 / 2),
        ("mixed_stances", 0),
        ("propositions", 1 / 2),
        ("by_author", 1 / 2),
        ("considered", 0),
    ],
)
def test_what_is_counted(key: str, expected: float) -> None:
    assert of(counted(made().article()), key) == pytest.approx(expected)


def test_documents_without_text_or_a_layer_are_left_out() -> None:
    whole, textless, bare = made(), made(), made()
    bare.stances = None  # type: ignore[assignment]
    statistics = counted(whole.article(), textless.article(at_hand=False), bare.article())
    assert of(statistics, "documents") == 1
    assert of(statistics, "left_out") == 2
    assert of(statistics, "words") == WORDS


def test_a_figure_that_nothing_defines_is_none() -> None:
    statistics = counted(Maker("Nobody said anything.\n", guidelines="2.0").article())
    assert of(statistics, "direct") is None
    assert of(statistics, "words_per_sentence") == 3
    json.dumps(statistics.json(), allow_nan=False)


def names(text: str, entities: Sequence[str]) -> Article:
    maker = Maker(text, guidelines="2.0")
    for word, entity in zip(text.split(), entities, strict=False):
        maker.mention(word, entity_id=entity)
    return maker.article()


def test_names_of_a_split_that_a_training_split_has() -> None:
    statistics = Statistics()
    statistics.add(names("Ada Ida Quessa", ["ada", "local:ida", "quessa"]), "train")
    statistics.add(names("ADA Quesse Ida Oda", ["ada-fenn", "quessa", "local:ida", "oda"]), "test")
    (overlap,) = statistics.overlaps()
    assert (overlap.split, overlap.training, overlap.names) == ("test", "train", 4)
    assert overlap.words == pytest.approx(2 / 4)  # in any case of letters
    assert overlap.entities == pytest.approx(1 / 4)  # a local entity is of one document only


@given(st.permutations(range(4)))
def test_the_order_of_documents_changes_nothing(order: list[int]) -> None:
    articles = [made().article(), names("Ada Oda", ["ada", "oda"]), names("Oda", ["oda"]), made().article()]
    splits = ["train", "train", "test", "press_train"]

    def printed(places: Sequence[int]) -> str:
        statistics = Statistics()
        for place in places:
            statistics.add(articles[place], splits[place])
        return json.dumps(statistics.json())

    assert printed(order) == printed(range(4))
