"""The transformers recipes, end to end, on tiny models with random weights."""

from __future__ import annotations

import hashlib
import importlib
import json
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from recipe_calls import (
    RECIPES,
    SECONDS,
    assert_names_lie_in,
    call,
    finite,
    missing,
    read_predictions,
    release,
    scored,
)

from goldwire.release.gold import gold_documents

REASON = missing("torch", "transformers", "accelerate")
pytestmark = [
    pytest.mark.skipif(bool(REASON), reason=REASON),
    pytest.mark.timeout(SECONDS),
    pytest.mark.filterwarnings("ignore"),  # of the libraries: nobody else's are raised here
]
SPLIT = "validation"
LABELS = ["O", "B-PER", "I-PER", "B-GPE", "I-GPE"]


@dataclass(frozen=True)
class Place:
    """A folder with a release and tiny models."""

    root: Path
    release: Path

    def run(self, recipe: str, name: str, *more: str, model: str = "wordpiece", status: int = 0) -> str:
        """Run a recipe with output folder `name`."""
        options = ("--release", self.release, "--checkpoint", self.root / model, "--output", self.root / name)
        return call(self.root, RECIPES / f"{recipe}.py", *options, "--split", SPLIT, *more, status=status)

    def training(self, name: str) -> Any:
        return json.loads((self.root / name / "training.json").read_text("utf-8"))

    def predictions(self, name: str) -> list[dict[str, Any]]:
        return read_predictions(self.root / name / f"{SPLIT}.jsonl")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    root = tmp_path_factory.mktemp("recipes")
    made = Place(root, release(root))
    call(root, Path(__file__).with_name("tiny.py"), made.release, root)
    return made


@pytest.fixture(scope="module")
def names(place: Place) -> Place:
    """A token classifier, trained twice in the same way."""
    for name in ("names", "names-again"):
        said = place.run("token_classification", name, "--max-steps", "120", "--learning-rate", "0.003")
        assert f"next: goldwire score --gold {place.release} --pred" in said
    return place


@pytest.fixture(scope="module")
def polarities(place: Place) -> Place:
    """A pair classifier, trained twice in the same way."""
    for name in ("polarities", "polarities-again"):
        said = place.run("pair_classification", name, "--max-steps", "20", "--learning-rate", "0.003")
        assert f"next: goldwire score --gold {place.release} --pred" in said
    return place


def weights(folder: Path) -> dict[str, Any]:
    from safetensors.numpy import load_file

    return dict(load_file(folder / "model.safetensors"))


def assert_trained(place: Place, name: str, labels: list[str]) -> None:
    """A model that learned something finite, is saved with its labels, and says what it was made from."""
    training = place.training(name)
    assert finite(training["history"])
    assert any("eval_f1" in entry for entry in training["history"])
    manifest = (place.release / "manifest.json").read_bytes()
    assert training["release"]["version"] == json.loads(manifest)["version"]
    assert training["release"]["manifest_sha256"] == hashlib.sha256(manifest).hexdigest()
    config = json.loads((place.root / name / "model" / "config.json").read_text("utf-8"))
    assert list(config["id2label"].values()) == training["labels"] == labels
    before, after = weights(place.root / "wordpiece"), weights(place.root / name / "model")
    same = [key for key in before if f"bert.{key}" in after and (before[key] == after[f"bert.{key}"]).all()]
    assert len(same) < len(before) / 2, same


def test_names(names: Place) -> None:
    kinds = ("PER", "ORG", "GPE", "LOC", "NORP", "EVENT")
    assert_trained(names, "names", ["O", *(f"{prefix}-{kind}" for kind in kinds for prefix in "BI")])
    found = names.predictions("names")
    assert_names_lie_in(names.release, SPLIT, found)
    assert any(line["mentions"] for line in found)


def test_polarities(polarities: Place) -> None:
    assert_trained(polarities, "polarities", ["support", "oppose", "mixed", "none"])
    wanted = {
        gold.doc_id: [stance.id for stance in gold.layers.stances or ()]
        for gold in gold_documents(polarities.release, SPLIT)
    }
    found = {
        line["doc_id"]: [each["stance"] for each in line["polarities"]] for line in polarities.predictions("polarities")
    }
    assert found == {doc_id: stances for doc_id, stances in wanted.items() if stances}


def test_the_same_seed_gives_the_same(names: Place, polarities: Place) -> None:
    for name in ("names", "polarities"):
        assert names.predictions(name) == names.predictions(f"{name}-again")
        assert names.training(name) == names.training(f"{name}-again")


def test_the_scorer_agrees_with_the_evaluation_while_training(names: Place, polarities: Place) -> None:
    for place, name, mine, theirs in (
        (names, "names", "eval_f1", ("mentions.strict", "f1")),
        (polarities, "polarities", "eval_accuracy", ("polarities.accuracy", "accuracy")),
    ):
        told = scored(place.root, place.release, place.root / name / f"{SPLIT}.jsonl", SPLIT)
        (row,) = (each for each in told["rows"] if each["metric"] == theirs[0] and each["language"] is None)
        evaluated = [entry for entry in place.training(name)["history"] if mine in entry]
        best = max(evaluated, key=lambda entry: float(entry["eval_f1"]))
        assert row["figures"][theirs[1]]["value"] == pytest.approx(best[mine])


def test_other_tokenizers_strict_names_and_class_weights(place: Place) -> None:
    place.run("token_classification", "strict", "--strict-names", "--max-steps", "2", model="bytes")
    assert_names_lie_in(place.release, SPLIT, place.predictions("strict"))
    place.run("pair_classification", "weighted", "--class-weights", "--max-steps", "2", model="bytes")
    assert place.training("weighted")["options"]["class_weights"]
    assert finite(place.training("weighted")["history"])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"--checkpoint": "slow"}, "has a slow tokenizer, CanineTokenizer, which does not tell"),
        ({"--checkpoint": "nowhere"}, "cannot be loaded"),
        ({"--release": "slow"}, "is no release folder: it holds no manifest.json"),
        ({"--split": "wire"}, "config ner has no split wire; it has test, train, validation"),
        ({"--output": "slow"}, "is there already, and nothing is overwritten"),
        ({"--max-length": "65"}, "--max-length 65 is more than the 64 pieces that the model can read"),
        ({"--max-length": "2"}, "inputs of 2 pieces have no room for words"),
        ({"--batch-size": "0"}, "0 is not above 0"),
        ({"--seed": "-1"}, "-1 is not between 0 and"),
    ],
)
def test_wrong_calls(
    options: dict[str, str],
    says: str,
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = {"--checkpoint": "wordpiece", "--release": str(place.release), "--output": "refused", **options}
    monkeypatch.chdir(place.root)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", place.root / "hf" / "datasets")
    monkeypatch.setattr(sys, "argv", ["recipe", *(word for pair in given.items() for word in pair)])
    with pytest.raises(SystemExit) as left:
        importlib.import_module("token_classification").main()
    assert left.value.code == 2
    assert says in capsys.readouterr().err
    assert not (place.root / "refused").exists()


@pytest.fixture(scope="module", params=["wordpiece", "bytes"])
def tokenizer(request: pytest.FixtureRequest, place: Place) -> Any:
    return importlib.import_module("common").fast_tokenizer(str(place.root / request.param), add_prefix_space=True)


def row(*tagged: tuple[str, str]) -> dict[str, Any]:
    """A row of config `ner` with a space between tokens."""
    starts = [sum(len(token) + 1 for token, _ in tagged[:number]) for number in range(len(tagged))]
    return {
        "doc_id": "gw-0",
        "start": 100,
        "text": " ".join(token for token, _ in tagged),
        "tokens": [token for token, _ in tagged],
        "token_starts": starts,
        "token_ends": [start + len(token) for start, (token, _) in zip(starts, tagged, strict=True)],
        "ner_tags": [LABELS.index(tag) for _, tag in tagged],
    }


ROWS = [
    row(("Kel", "B-GPE"), ("𝔇ura", "I-GPE"), ("🚣🏽", "O"), ("Orsane", "B-PER"), ("Velt", "B-PER")),
    row(("Noe\u0301mie", "B-PER"), ("A\u030angstro\u0308m", "I-PER"), ("\u0301", "O"), ("Z\u0302", "B-GPE")),
    # A variation selector, a joiner and a soft hyphen: tokenizers make nothing of them, and one lies in a name.
    row(("☂", "B-GPE"), ("\ufe0f", "I-GPE"), ("Sorn", "I-GPE"), ("\u200d", "O"), ("\u00ad", "O")),
    row(),
    row(*[("Kel", "B-GPE"), ("Dura", "I-GPE"), ("attend", "O")] * 100),
    row(("x" * 500, "B-PER"), ("Marenq", "I-PER"), ("é" * 500, "O"), ("Velt", "B-PER")),
]


def test_gold_tags_come_back_whole(tokenizer: Any) -> None:
    recipe = importlib.import_module("token_classification")
    for room in (8, 17, 64):
        aligner = recipe.Aligner(tokenizer, room)
        places, inputs = aligner.inputs(ROWS, "ner_tags")
        assert max(len(each["input_ids"]) for each in inputs) <= room
        labels = [each["labels"] for each in inputs]
        back = recipe.Aligner.tags(places, labels, labels)
        assert dict(back) == {number: each["ner_tags"] for number, each in enumerate(ROWS) if each["tokens"]}
        assert recipe.span_f1(back, back, LABELS)["f1"] == 1
        (prediction,) = recipe.predictions(ROWS[:1], back, LABELS)
        assert [(m["start"], m["text"], m["type"]) for m in prediction["mentions"]] == [
            (100, "Kel 𝔇ura", "GPE"), (112, "Orsane", "PER"), (119, "Velt", "PER"),
        ]  # fmt: skip


def test_pieces_of_one_enormous_token_that_have_no_room_are_counted(place: Place) -> None:
    common, recipe = (importlib.import_module(name) for name in ("common", "token_classification"))
    aligner = recipe.Aligner(common.fast_tokenizer(str(place.root / "bytes"), add_prefix_space=True), 64)
    aligner.inputs(ROWS[:5], "ner_tags")
    assert aligner.cut == 0
    aligner.inputs(ROWS[5:], "ner_tags")
    assert aligner.cut > 0


def test_what_a_tokenizer_makes_nothing_of_is_counted(place: Place) -> None:
    common, recipe = (importlib.import_module(name) for name in ("common", "token_classification"))
    aligner = recipe.Aligner(common.fast_tokenizer(str(place.root / "wordpiece")), 64)
    aligner.inputs(ROWS[2:3], "ner_tags")
    assert aligner.unknown == 2


@given(sizes=st.lists(st.integers(1, 12), min_size=1, max_size=60), room=st.integers(1, 20))
def test_each_token_is_labelled_in_one_window(sizes: list[int], room: int) -> None:
    found = list(importlib.import_module("token_classification").windows(3, sizes, room))
    assert [token for place in found for token in range(place.first, place.last)] == list(range(len(sizes)))
    for place in found:
        assert place.start <= place.first <= place.last <= place.end
        assert place.end - place.start == 1 or sum(sizes[place.start : place.end]) <= room
    assert all(one.end < other.end for one, other in pairwise(found))


@given(st.lists(st.sampled_from(LABELS), max_size=20))
def test_names_of_any_tags_are_apart_and_in_order(tags: list[str]) -> None:
    found = importlib.import_module("token_classification").spans(tags)
    assert sum(end - start for start, end, _ in found) == sum(tag != "O" for tag in tags)
    assert all(one[1] <= other[0] for one, other in pairwise(found))


def pair(**changes: Any) -> dict[str, Any]:
    """A row of config `stance`."""
    facts = {
        "id": "gw-0.s1", "doc_id": "gw-0", "language": "fr", "holder": "velt", "holder_name": "Orsane Velt",
        "proposition": None, "target": "sorn", "target_name": "Sorn", "polarity": 1, "quote": "gw-0.q1",
        "evidence": [{"start": 14, "end": 22, "text": "dénonce"}],
    }  # fmt: skip
    return {**facts, **changes}


DOCUMENT = {
    "text": "Titre\nOrsane Velt dénonce Sorn\nSorn se tait\nLe vieux douanier rit",
    "lines": [{"start": 0, "end": 5}, {"start": 6, "end": 30}, {"start": 31, "end": 43}, {"start": 44, "end": 65}],
    "mentions": [
        {"start": 6, "end": 17, "text": "Orsane Velt", "entity": "velt", "form": "name"},
        {"start": 26, "end": 30, "text": "Sorn", "entity": "sorn", "form": "name"},
        {"start": 31, "end": 35, "text": "Sorn", "entity": "sorn", "form": "name"},
        {"start": 47, "end": 61, "text": "vieux douanier", "entity": "local:customs-officer", "form": "nominal"},
    ],
}


def test_evidence_is_no_input(tokenizer: Any) -> None:
    recipe = importlib.import_module("pair_classification")
    rows = [pair(), pair(evidence=[], quote=None), pair(polarity=3)]
    one, other, third = recipe.Encoder(tokenizer, 64).inputs(rows, {"gw-0": DOCUMENT})
    assert one == other
    assert {**third, "labels": 1} == one


@pytest.mark.parametrize(
    ("changes", "name", "text"),
    [
        ({}, "Orsane Velt", "Orsane Velt dénonce Sorn\nSorn se tait"),
        ({"holder": "AUTHOR", "holder_name": None}, "l’auteur", "Orsane Velt dénonce Sorn\nSorn se tait"),
        (
            {"holder": "local:customs-officer", "holder_name": None, "proposition": "sorn", "target": "sorn"},
            "vieux douanier",
            "Le vieux douanier rit",
        ),
        ({"holder": "local:small-farmers", "holder_name": None, "target": "kel"}, "small farmers", DOCUMENT["text"]),
    ],
)
def test_holders_and_their_windows(changes: dict[str, Any], name: str, text: str) -> None:
    recipe = importlib.import_module("pair_classification")
    here = pair(**changes)
    assert recipe.display(here, "holder", DOCUMENT["mentions"]) == name
    assert recipe.window(here, DOCUMENT, 1000, len) == (text, 0)


def test_a_narrow_window_keeps_the_paragraph_with_both() -> None:
    recipe = importlib.import_module("pair_classification")
    assert recipe.window(pair(), DOCUMENT, 30, len) == ("Orsane Velt dénonce Sorn", 1)
    assert recipe.window(pair(), DOCUMENT, 1, len) == ("Orsane Velt dénonce Sorn", 1)
