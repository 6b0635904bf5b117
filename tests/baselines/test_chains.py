"""Chains: learned alike each time, decoded as CRFsuite does, kept as JSON, and hostile files refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from goldwire.baselines.chains import ChainModel

SEQUENCES = [
    [["word=the"], ["word=Ada", "shape=Xx"], ["word=met"], ["word=Olm", "shape=Xx"], ["word=Vey", "shape=Xx"]],
    [["word=Ada", "shape=Xx"], ["word=Brisk", "shape=Xx"], ["word=a\n--> b:(1)"], ["word=it"]],
    [],
    [["word=the"], ["word=it"]],
]
LABELS = [["O", "B", "O", "B", "I"], ["B", "I", "O", "O"], [], ["O", "O"]]
SETTINGS: dict[str, Any] = {"c1": 0.0, "c2": 0.1, "iterations": 50}


def test_a_saved_chain_says_the_same(tmp_path: Path) -> None:
    chain = ChainModel.fit(SEQUENCES, LABELS, **SETTINGS)
    assert [chain.predict(items) for items in SEQUENCES] == LABELS
    assert chain.predict([["word=Tove", "shape=Xx"], ["never seen"], []])[0] == "B"
    chain.save(tmp_path / "one.json")
    loaded = ChainModel.load(tmp_path / "one.json")
    loaded.save(tmp_path / "two.json")
    ChainModel.fit(SEQUENCES, LABELS, **SETTINGS).save(tmp_path / "again.json")
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1
    assert [loaded.predict(items) for items in SEQUENCES] == LABELS


def test_it_decodes_as_crfsuite_does(tmp_path: Path) -> None:
    import pycrfsuite

    sequences = [items for items in SEQUENCES if items]
    names = [labels for labels in LABELS if labels]
    trainer = pycrfsuite.Trainer(verbose=False, algorithm="lbfgs")
    trainer.set_params({"c1": 0.0, "c2": 0.1, "max_iterations": 50, "feature.possible_transitions": True})
    for items, labels in zip(sequences, names, strict=True):
        trainer.append(items, labels)
    trainer.train(str(tmp_path / "crf"))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(tmp_path / "crf"))
    chain = ChainModel.fit(SEQUENCES, LABELS, **SETTINGS)
    words = sorted({feature for items in sequences for item in items for feature in item})
    for first in words:
        for second in words:
            items = [[first], [second, "shape=Xx"], ["word=new"], [first, second]]
            assert chain.predict(items) == tagger.tag(items)
    tagger.close()


def test_nothing_to_learn_from_is_refused() -> None:
    calls: list[tuple[list[list[list[str]]], list[list[str]]]] = [([], []), ([[["a"]]], [[]]), ([[["a"]]], [])]
    for sequences, labels in calls:
        with pytest.raises(ValueError, match="sequences"):
            ChainModel.fit(sequences, labels, **SETTINGS)


GOOD: dict[str, Any] = {"labels": ["A", "B"], "transitions": [[0.0, 0.0], [0.0, 0.0]], "features": {"x": {"B": 1.0}}}


@pytest.mark.parametrize(
    "changes",
    [
        {"labels": []},
        {"labels": ["B", "A"]},
        {"transitions": [[0.0, 0.0]]},
        {"transitions": [[0.0], [0.0]]},
        {"transitions": [[0.0, 0.0], [0.0, 1e300]]},
        {"features": {"x": {"C": 1.0}}},
        {"features": {"x": {"B": float("nan")}}},
        {"features": {"x": 1.0}},
        {"more": 1},
    ],
)
def test_files_of_no_chain_are_refused(changes: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "chain.json"
    path.write_text(json.dumps(GOOD | changes))
    with pytest.raises(ValueError, match=r"chain\.json: "):
        ChainModel.load(path)
    path.write_text(json.dumps(GOOD))
    assert ChainModel.load(path).predict([["x"], ["y"]]) == ["B", "A"]
