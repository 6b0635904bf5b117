"""The spaCy recipe, end to end: converted, trained from nothing for some steps, predicted."""

from __future__ import annotations

import importlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from recipe_calls import (
    RECIPES,
    SECONDS,
    assert_names_lie_in,
    call,
    missing,
    read_predictions,
    release,
    scored,
)

from goldwire.release.gold import gold_documents

REASON = missing("spacy")
pytestmark = [
    pytest.mark.skipif(bool(REASON), reason=REASON),
    pytest.mark.timeout(SECONDS),
    pytest.mark.filterwarnings("ignore"),  # of the libraries: nobody else's are raised here
]
RECIPE = RECIPES / "spacy_ner"
STEPS = ("--training.max_steps", "80", "--training.eval_frequency", "40")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release, and its names for spaCy in `fr` and `xx`."""
    root = tmp_path_factory.mktemp("spacy")
    made = release(root)
    for language in ("fr", "xx"):
        options = ("--release", made, "--language", language, "--output", root / language)
        said = call(root, RECIPE / "convert.py", *options)
        assert f"next: python -m spacy train {RECIPE / 'config.cfg'} --nlp.lang {language}" in said
    return root


def folder(place: Path) -> Path:
    (found,) = (place / "dist").glob("*/*")
    return found


def corpus(place: Path, language: str) -> Any:
    return json.loads((place / language / "corpus.json").read_text("utf-8"))


def converted(place: Path, language: str, name: str) -> list[Any]:
    """The paragraphs of a file, as spaCy reads them."""
    import spacy
    from spacy.tokens import DocBin

    vocab = spacy.blank(language).vocab
    return list(DocBin().from_disk(place / language / f"{name}.spacy").get_docs(vocab))


@pytest.mark.parametrize("language", ["fr", "xx"])
@pytest.mark.parametrize(("split", "name"), [("train", "train"), ("validation", "dev")])
def test_every_name_is_labelled_or_reported(language: str, split: str, name: str, place: Path) -> None:
    gold: Counter[tuple[str, str]] = Counter()
    for document in gold_documents(folder(place), split):
        if language in ("xx", document.language):
            mentions = [m for m in document.layers.mentions or () if m.form == "name"]
            gold.update((document.text.text[m.start : m.end], m.type.value) for m in mentions)
    docs = converted(place, language, name)
    found = Counter((entity.text, entity.label_) for doc in docs for entity in doc.ents)
    counts = corpus(place, language)[name]
    assert found <= gold
    assert Counter(text for text, _ in (gold - found).elements()) == Counter(counts["not_labelled"])
    assert counts["names"] == gold.total()
    # What could not be labelled teaches nothing, and all else does.
    assert any(not token.ent_iob for doc in docs for token in doc) == bool(counts["not_labelled"])


def test_french_rules_lose_nothing_and_rules_for_none_do(place: Path) -> None:
    assert [corpus(place, "fr")[name]["not_labelled"] for name in ("train", "dev", "test")] == [[], [], 0]
    assert corpus(place, "xx")["train"]["not_labelled"]
    assert isinstance(corpus(place, "xx")["test"]["not_labelled"], int)


def test_trained_and_predicted(place: Path) -> None:
    files = {name: place / "xx" / f"{name}.spacy" for name in ("train", "dev")}
    for name in ("first", "again"):
        options = ("--nlp.lang", "xx", "--paths.train", files["train"], "--paths.dev", files["dev"], *STEPS)
        call(place, "-m", "spacy", "train", RECIPE / "config.cfg", *options, "--output", place / name)
        model, output = place / name / "model-best", place / f"{name}.jsonl"
        asked = ("--release", folder(place), "--split", "validation", "--output", output)
        assert "next: goldwire score" in call(place, RECIPE / "predict.py", model, *asked)
    predictions = read_predictions(place / "first.jsonl")
    assert_names_lie_in(folder(place), "validation", predictions)
    assert any(line["mentions"] for line in predictions)
    assert predictions == read_predictions(place / "again.jsonl")
    told = scored(place, folder(place), place / "first.jsonl", "validation")
    (row,) = (each for each in told["rows"] if each["metric"] == "mentions.strict" and each["language"] is None)
    assert row["counts"]["predicted"] == sum(len(line["mentions"]) for line in predictions)
    assert row["figures"]["f1"]["value"] > 0


def test_a_pipeline_of_another_language_predicts_nothing(place: Path) -> None:
    import spacy

    nlp = spacy.blank("fr")
    nlp.to_disk(place / "blank")
    options = ("--release", folder(place), "--split", "validation", "--output", place / "none.jsonl")
    said = call(place, RECIPE / "predict.py", place / "blank", *options, status=2)
    assert "is in language en, and the pipelines are for fr" in said
    assert not (place / "none.jsonl").exists()


def labelled(text: str, *mentions: tuple[int, int, str], language: str = "fr") -> Any:
    """A paragraph that begins at 3, with names, as convert.py labels it."""
    import spacy

    names = [
        {"id": "m1", "start": start, "end": end, "text": words, "type": "PER", "form": "name", "adjectival": False}
        for start, end, words in mentions
    ]
    row = {"doc_id": "gw-0", "text": f"0\n\n{text}", "lines": [{"start": 3, "end": 3 + len(text)}], "mentions": names}
    (found,) = importlib.import_module("convert").labelled(spacy.blank(language), row, False)
    return found


def test_names_beyond_the_basic_plane_and_overlapping_ones() -> None:
    doc, lost, number = labelled(
        "𝔇ura et Noe\u0301mie Velt", (3, 7, "𝔇ura"), (11, 23, "Noe\u0301mie Velt"), (19, 23, "Velt")
    )
    assert [entity.text for entity in doc.ents] == ["𝔇ura", "Noe\u0301mie Velt"]
    assert (lost, number) == (["Velt"], 3)


def test_names_inside_a_token_teach_nothing() -> None:
    doc, lost, _ = labelled("l’Orlu coule", (5, 9, "Orlu"), language="xx")
    assert lost == ["Orlu"]
    assert [token.ent_iob for token in doc] == [0, 2]


def test_a_name_that_is_not_where_it_should_be_stops_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        labelled("Velt rit", (3, 7, "Orlu"))
    assert "gw-0: m1 is not where its offsets say" in capsys.readouterr().err
