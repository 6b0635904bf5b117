"""Linear models: learned alike each time, kept as JSON, and hostile files refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from goldwire.baselines.linear import LinearModel

ROWS: list[dict[str, float | str]] = [
    {"word": "praised", "length": 2.0},
    {"word": "blamed", "length": 3.0},
    {"word": "praised", "length": 1.0},
    {"word": "met", "length": 5.0},
    {"word": "blamed", "length": 1.5},
    {"word": "met", "länge": 5.0},
]
LABELS = ["support", "oppose", "support", "none", "oppose", "none"]


@pytest.mark.parametrize("labels", [LABELS, ["a", "b"] * 3, ["only"] * 6])
def test_a_saved_model_says_the_same(labels: list[str], tmp_path: Path) -> None:
    model = LinearModel.fit(ROWS, labels, c=10.0)
    model.save(tmp_path / "one.json")
    loaded = LinearModel.load(tmp_path / "one.json")
    loaded.save(tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()
    assert loaded.labels == tuple(sorted(set(labels)))
    found = loaded.probabilities(ROWS)
    assert np.array_equal(found, model.probabilities(ROWS))
    assert np.allclose(found.sum(axis=1), 1)
    LinearModel.fit(ROWS, labels, c=10.0).save(tmp_path / "again.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "again.json").read_bytes()


def test_it_learns_what_scikit_learn_learns() -> None:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    for labels in (LABELS, ["a", "b", "a", "b", "b", "b"]):
        vectors = DictVectorizer()
        reference = LogisticRegression(C=2.0, max_iter=1000).fit(vectors.fit_transform(ROWS), labels)
        model = LinearModel.fit(ROWS, labels, c=2.0)
        unseen: list[dict[str, float | str]] = [*ROWS, {"word": "unheard"}, {}, {"length": 7.0, "new": 3.0}]
        expected = reference.predict_proba(vectors.transform(unseen))
        assert np.allclose(model.probabilities(unseen), expected, atol=1e-4)
        assert model.predict(unseen) == list(reference.predict(vectors.transform(unseen)))
    assert model.predict([]) == []
    assert model.probabilities([]).shape == (0, 2)


def test_balanced_labels_outweigh_frequency() -> None:
    rows: list[dict[str, float | str]] = [{"same": 1.0}] * 5
    labels = ["often"] * 4 + ["rare"]
    assert LinearModel.fit(rows, labels, c=1.0).probabilities([{}])[0, 0] > 0.7
    assert LinearModel.fit(rows, labels, c=1.0, balanced=True).probabilities([{}])[0, 0] == pytest.approx(0.5, abs=0.01)


def test_nothing_to_learn_from_is_refused() -> None:
    with pytest.raises(ValueError, match="0 rows"):
        LinearModel.fit([], [], c=1.0)
    with pytest.raises(ValueError, match="6 rows with 1 labels"):
        LinearModel.fit(ROWS, ["a"], c=1.0)
    assert LinearModel.fit([{}, {}], ["a", "b"], c=1.0).probabilities([{"x": 1.0}]).tolist() == [[0.5, 0.5]]


GOOD: dict[str, Any] = {"labels": ["a", "b"], "features": ["x"], "intercepts": [0.0, 0.0], "weights": [[0.0], [1.0]]}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80\x04K\x01.",
        b"[" * 100_000,
        b"null",
        json.dumps(GOOD | {"labels": []}).encode(),
        json.dumps(GOOD | {"labels": ["b", "a"]}).encode(),
        json.dumps(GOOD | {"labels": ["a", "a"]}).encode(),
        json.dumps(GOOD | {"features": ["x", "x"]}).encode(),
        json.dumps(GOOD | {"features": []}).encode(),
        json.dumps(GOOD | {"intercepts": [0.0]}).encode(),
        json.dumps(GOOD | {"weights": [[0.0]]}).encode(),
        json.dumps(GOOD | {"weights": [[0.0], [1.0, 2.0]]}).encode(),
        json.dumps(GOOD | {"weights": [[0.0], [float("nan")]]}).encode(),
        json.dumps(GOOD | {"weights": [[0.0], [1e300]]}).encode(),
        json.dumps(GOOD | {"weights": [[0.0], [10**400]]}).encode(),
        json.dumps(GOOD).replace("1.0", "1e999").encode(),
        json.dumps(GOOD | {"weights": [[0.0], ["1"]]}).encode(),
        json.dumps(GOOD | {"more": 1}).encode(),
    ],
)
def test_files_of_no_model_are_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"model\.json: "):
        LinearModel.load(path)
    path.write_text(json.dumps(GOOD))
    assert LinearModel.load(path).predict([{"x": 1.0}]) == ["b"]
    with pytest.raises(ValueError, match="nowhere"):
        LinearModel.load(tmp_path / "nowhere")
