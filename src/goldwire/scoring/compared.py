"""One document's gold layers beside what a system predicted, with the work that several metrics share done once."""

from __future__ import annotations

from dataclasses import dataclass

from goldwire.model.layers import Gold, Prediction


@dataclass(frozen=True)
class Compared:
    """A gold document and its prediction. A layer that is None in gold is not scored; one that is None in the
    prediction counts as empty where the system predicted it for other documents."""

    gold: Gold
    prediction: Prediction
