"""Linear models over named features: scikit-learn learns them, JSON keeps them, numpy applies them.

A model file holds numbers and names alone, so reading one from elsewhere runs no code of it, and prediction needs no
scikit-learn.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from goldwire.corpus.files import BadJson, parse_json
from goldwire.text.regular_file import LargerThanAllowed, read_regular

Row = Mapping[str, float | str]
"""Features by name: a number, or a word that counts as a feature of its own, `name=word`."""
_DIGITS = 6
"""Decimals of a weight: more than a decision needs, fewer than processors may differ in."""
_LARGEST = 1e6
_MOST_BYTES = 1 << 28
_ITERATIONS = 1000


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    labels: list[str]
    features: list[str]
    intercepts: list[float]
    weights: list[list[float]]


class LinearModel:
    """Multinomial logistic regression."""

    def __init__(
        self,
        labels: Sequence[str],
        features: Sequence[str],
        intercepts: npt.NDArray[np.float64],
        weights: npt.NDArray[np.float64],
    ) -> None:
        """`weights` has a row for each label and a column for each feature."""
        self.labels = tuple(labels)
        self.features = tuple(features)
        self._column = {name: number for number, name in enumerate(self.features)}
        self._intercepts = intercepts
        self._weights = np.ascontiguousarray(weights.T)

    @classmethod
    def fit(cls, rows: Sequence[Row], labels: Sequence[str], *, c: float, balanced: bool = False) -> LinearModel:
        """Learn from rows and their labels; `c` is the inverse strength of the L2 penalty, `balanced` weighs labels by
        the inverse of their frequency. The same rows in the same order give the same model.

        Raises `ValueError` where there is nothing to learn from, and `ModuleNotFoundError` without scikit-learn.
        """
        # Imported here: scikit-learn and what it brings are an extra, and slow to load.
        from sklearn.feature_extraction import DictVectorizer
        from sklearn.linear_model import LogisticRegression
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

        if not rows or len(rows) != len(labels):
            raise ValueError(
                f"{len(rows)} rows with {len(labels)} labels: a linear model needs a label for each of some"
            )
        known = sorted(set(labels))
        vectorizer = DictVectorizer(sort=True)
        matrix = vectorizer.fit_transform([dict(row) for row in rows])
        features = [str(name) for name in vectorizer.get_feature_names_out()] if matrix.shape[1] else []
        weights, intercepts = np.zeros((len(known), len(features))), np.zeros(len(known))
        if len(known) > 1 and features:
            learner = LogisticRegression(
                C=c, solver="lbfgs", max_iter=_ITERATIONS, class_weight="balanced" if balanced else None
            )
            # The order of a sum, and with it its last digits, must not depend on the number of cores.
            with threadpool_limits(limits=1):
                learner.fit(matrix, list(labels))
            # Of two labels scikit-learn keeps one row, that of the second; the first's is zero.
            weights[-len(learner.coef_) :] = learner.coef_
            intercepts[-len(learner.intercept_) :] = learner.intercept_
        return cls(known, features, _rounded(intercepts), _rounded(weights))

    def probabilities(self, rows: Sequence[Row]) -> npt.NDArray[np.float64]:
        """The probability of each label, in the order of `labels`, a row for each row. Features never seen in training
        count nothing."""
        scores = np.empty((len(rows), len(self.labels)))
        for number, row in enumerate(rows):
            scores[number] = self._scores(row)
        scores -= scores.max(axis=1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=1, keepdims=True)
        return scores

    def predict(self, rows: Sequence[Row]) -> list[str]:
        """The likeliest label of each row, the first of equals."""
        return [self.labels[best] for best in self.probabilities(rows).argmax(axis=1)] if rows else []

    def save(self, path: Path) -> None:
        """Write the model as JSON."""
        whole = _File(list(self.labels), list(self.features), self._intercepts.tolist(), self._weights.T.tolist())
        path.write_bytes(msgspec.json.encode(whole) + b"\n")

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        """What `save` wrote. Raises `ValueError`, with the file's name, where it is anything else."""
        whole = read_json(path, _File)
        labels, features = whole.labels, whole.features
        numbers = [*whole.intercepts, *(weight for row in whole.weights for weight in row)]
        if (
            not labels
            or labels != sorted(set(labels))
            or len(features) != len(set(features))
            or len(whole.intercepts) != len(labels)
            or len(whole.weights) != len(labels)
            or any(len(row) != len(features) for row in whole.weights)
            or not all(math.isfinite(number) and abs(number) <= _LARGEST for number in numbers)
        ):
            raise ValueError(f"{path}: not a linear model: its labels, features and weights do not fit each other")
        weights = np.array(whole.weights, dtype=np.float64).reshape(len(labels), len(features))
        return cls(labels, features, np.array(whole.intercepts), weights)

    def _scores(self, row: Row) -> npt.NDArray[np.float64]:
        columns, values = [], []
        for name, value in row.items():
            column = self._column.get(f"{name}={value}" if isinstance(value, str) else name)
            if column is not None:
                columns.append(column)
                values.append(1.0 if isinstance(value, str) else float(value))
        if not columns:
            return self._intercepts
        # No matrix product: its sums may come out differently with another library or processor.
        found: npt.NDArray[np.float64] = self._intercepts + (self._weights[columns] * np.array(values)[:, None]).sum(0)
        return found


def read_json(path: Path, kind: type[Any]) -> Any:
    """A JSON file of a model as a record. Raises `ValueError`, with the file's name, where it is none such."""
    try:
        data = read_regular(path, max_bytes=_MOST_BYTES)
    except LargerThanAllowed:
        raise ValueError(f"{path}: larger than {_MOST_BYTES >> 20} MiB, which no model is") from None
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None
    try:
        return msgspec.convert(parse_json(data), kind)
    except (BadJson, msgspec.ValidationError) as error:
        raise ValueError(f"{path}: not a file of a model: {error}") from None


def _rounded(values: Any) -> npt.NDArray[np.float64]:
    # Minus zero is another byte than zero.
    return np.asarray(np.round(values, _DIGITS) + 0.0, dtype=np.float64)
