"""Linear-chain conditional random fields over named features: python-crfsuite learns them, JSON keeps them, numpy
applies them.

CRFsuite's own model files are read without any check of bounds, so a hostile one could crash the reader; these cannot.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from goldwire.baselines.linear import read_json

_LARGEST = 1e6
Item = Sequence[str]
"""The features that an item of a sequence has."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    labels: list[str]
    transitions: list[list[float]]
    features: dict[str, dict[str, float]]


class ChainModel:
    """A linear-chain CRF. `features` holds the weights of each feature by label, `transitions[a, b]` that of label b
    after label a, in the order of `labels`."""

    def __init__(
        self, labels: Sequence[str], transitions: npt.NDArray[np.float64], features: Mapping[str, Mapping[str, float]]
    ) -> None:
        self.labels = tuple(labels)
        self._transitions = transitions
        self._features = features
        number = {label: i for i, label in enumerate(self.labels)}
        self._rows = {name: np.zeros(len(self.labels)) for name in features}
        for name, weights in features.items():
            for label, weight in weights.items():
                self._rows[name][number[label]] = weight

    @classmethod
    def fit(
        cls,
        sequences: Sequence[Sequence[Item]],
        labels: Sequence[Sequence[str]],
        *,
        c1: float,
        c2: float,
        iterations: int,
    ) -> ChainModel:
        """Learn from sequences and the labels of their items, by L-BFGS with penalties L1 (`c1`) and L2 (`c2`). Same
        sequences, same order, same model.

        Raises `ValueError` where there is nothing to learn from, and `ModuleNotFoundError` without python-crfsuite.
        """
        # Imported here: python-crfsuite is an extra.
        import pycrfsuite

        known = sorted({label for sequence in labels for label in sequence})
        if not known or [len(s) for s in sequences] != [len(s) for s in labels]:
            raise ValueError(f"{len(sequences)} sequences: a chain needs some, and a label for each of their items")
        # CRFsuite is told numbers: what it prints of its model is read back, whatever characters features hold.
        numbers: dict[str, str] = {}
        trainer = pycrfsuite.Trainer(verbose=False, algorithm="lbfgs")
        trainer.set_params({"c1": c1, "c2": c2, "max_iterations": iterations, "feature.possible_transitions": True})
        for items, names in zip(sequences, labels, strict=True):
            if items:
                coded = [[numbers.setdefault(name, str(len(numbers))) for name in item] for item in items]
                trainer.append(coded, [str(known.index(name)) for name in names])
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "crf")
            trainer.train(path)
            tagger = pycrfsuite.Tagger()
            tagger.open(path)
            learned = tagger.info()
            tagger.close()
        transitions = np.zeros((len(known), len(known)))
        for (before, after), weight in learned.transitions.items():
            transitions[int(before), int(after)] = weight
        by_number: dict[str, dict[str, float]] = {}
        for (number, label), weight in learned.state_features.items():
            if weight:
                by_number.setdefault(number, {})[known[int(label)]] = weight
        features = {
            name: dict(sorted(by_number[number].items()))
            for name, number in sorted(numbers.items())
            if number in by_number
        }
        return cls(known, transitions, features)

    def predict(self, items: Sequence[Item]) -> list[str]:
        """The likeliest labels of a sequence (Viterbi). Features never seen in training count nothing."""
        if not items:
            return []
        scores = np.zeros((len(items), len(self.labels)))
        for score, item in zip(scores, items, strict=True):
            for name in item:
                row = self._rows.get(name)
                if row is not None:
                    score += row
        came_from = np.zeros(scores.shape, dtype=np.intp)
        best = scores[0]
        for number in range(1, len(items)):
            ways = best[:, None] + self._transitions
            came_from[number] = ways.argmax(axis=0)
            best = ways.max(axis=0) + scores[number]
        path = [int(best.argmax())]
        for number in range(len(items) - 1, 0, -1):
            path.append(int(came_from[number, path[-1]]))
        return [self.labels[number] for number in reversed(path)]

    def save(self, path: Path) -> None:
        """Write the model as JSON."""
        whole = _File(list(self.labels), self._transitions.tolist(), {k: dict(v) for k, v in self._features.items()})
        path.write_bytes(msgspec.json.encode(whole) + b"\n")

    @classmethod
    def load(cls, path: Path) -> ChainModel:
        """What `save` wrote. Raises `ValueError`, with the file's name, where it is anything else."""
        whole: _File = read_json(path, _File)
        labels, weights = whole.labels, [weight for row in whole.transitions for weight in row]
        weights += [weight for row in whole.features.values() for weight in row.values()]
        if (
            not labels
            or labels != sorted(set(labels))
            or len(whole.transitions) != len(labels)
            or any(len(row) != len(labels) for row in whole.transitions)
            or not all(row.keys() <= set(labels) for row in whole.features.values())
            or not all(math.isfinite(weight) and abs(weight) <= _LARGEST for weight in weights)
        ):
            raise ValueError(f"{path}: not a chain: its labels, transitions and features do not fit each other")
        return cls(labels, np.array(whole.transitions, dtype=np.float64), whole.features)
