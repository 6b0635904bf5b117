"""Fine-tune a classifier of pairs on stances, predict a split, and write the predictions for `goldwire score`.

    python recipes/pair_classification.py --checkpoint FOLDER_OR_NAME --output out/polarities

An input is a pair of texts: holder and target by name, and what the document says around their mentions. What a pair's
label shows in is left out: gold evidence is empty exactly where the polarity is `none`, and no such pair has a quote,
so that a model would read the label off them. Mentions and pairs are given, as for the layer `polarities`.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

# First, for it says which library is missing.
from common import fast_tokenizer, leave, load, longest, new_model, options, prepare, stop, trainer

# isort: split
import numpy as np
import torch
import transformers

AUTHOR = "AUTHOR"
_AUTHOR_NAMES = {"en": "the author", "fr": "l’auteur"}
_LOCAL = "local:"
_SCORED = ("support", "oppose")
"""The labels whose mean F1 chooses the best epoch; `none` is too common, and `mixed` too rare."""


def display(row: dict[str, Any], side: str, mentions: list[dict[str, Any]]) -> str:
    """The name of a pair's holder or target. One that is local to its document has none, but a
    longest mention that is no pronoun; without that, its id in words."""
    identifier: str = row[side]
    if row[f"{side}_name"] is not None:
        return str(row[f"{side}_name"])
    if identifier == AUTHOR:
        return _AUTHOR_NAMES.get(row["language"], _AUTHOR_NAMES["en"])
    here = [m["text"] for m in mentions if m["entity"] == identifier and m["form"] != "pronoun"]
    return max(here, key=len, default=identifier.removeprefix(_LOCAL).replace("-", " "))


def window(row: dict[str, Any], document: dict[str, Any], room: int, size: Callable[[str], int]) -> tuple[str, int]:
    """The paragraphs of a document around the mentions of holder and target, and how many of them had no room.

    Paragraphs with both come before those with one of them, and earlier before later ones, until `room` pieces are
    full; the first is always there. Where nothing mentions either (an author on a proposition), every paragraph counts.
    """
    sides = {row["holder"], row["target"]} if row["proposition"] is None else {row["holder"]}
    ranked = []
    for line in document["lines"]:
        here = (m for m in document["mentions"] or () if line["start"] <= m["start"] < line["end"])
        ranked.append((-len({m["entity"] for m in here} & sides), line["start"], line["end"]))
    ranked.sort()
    around = [each for each in ranked if each[0]] or ranked
    kept: list[tuple[int, int]] = []
    for _, start, end in around:
        needed = size(document["text"][start:end])
        if not kept or needed <= room:
            kept.append((start, end))
            room -= needed
    return "\n".join(document["text"][start:end] for start, end in sorted(kept)), len(around) - len(kept)


class Encoder:
    """Turns pairs into inputs of a model, and counts what had no room."""

    def __init__(self, tokenizer: Any, room: int) -> None:
        self.tokenizer = tokenizer
        self.longest = room
        self.room = room - tokenizer.num_special_tokens_to_add(pair=True)
        self.paragraphs_left_out = 0
        self.pairs_cut = 0

    def size(self, text: str) -> int:
        """How many pieces a text has."""
        return len(self.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])

    def inputs(self, rows: Any, documents: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
        """The model's input of each pair, with its label."""
        inputs = []
        for row in rows:
            document = documents[row["doc_id"]]
            names = (display(row, side, document["mentions"] or []) for side in ("holder", "target"))
            pair = ": ".join(names)
            room = self.room - self.size(pair)
            if room < 1:
                stop(f"{row['id']}: {self.longest} pieces have no room for words after {pair!r}: enlarge --max-length")
            text, left_out = window(row, document, room, self.size)
            self.paragraphs_left_out += left_out
            self.pairs_cut += self.size(text) > room
            encoded = self.tokenizer(pair, text, truncation="only_second", max_length=self.longest)
            inputs.append({**encoded, "labels": row["polarity"]})
        return inputs


def metrics_for(names: list[str]) -> Callable[[Any], dict[str, float]]:
    """The measure of an evaluation: the mean F1 of support and oppose, and the share of right labels."""

    def measure(evaluated: Any) -> dict[str, float]:
        gold, said = evaluated.label_ids, evaluated.predictions
        right = {name: np.sum((gold == number) & (said == number)) for number, name in enumerate(names)}
        all_of = {name: np.sum(gold == number) + np.sum(said == number) for number, name in enumerate(names)}
        f1 = [2 * right[name] / all_of[name] if all_of[name] else 0.0 for name in _SCORED]
        return {"f1": float(np.mean(f1)), "accuracy": float(np.mean(gold == said))}

    return measure


def weighted_loss(labels: list[int], number: int) -> Callable[..., torch.Tensor]:
    """Cross entropy in which every label of the training split weighs the same, however rare it is."""
    counts = np.bincount(labels, minlength=number)
    weights = torch.tensor(len(labels) / (number * np.maximum(counts, 1)), dtype=torch.float32)

    def loss(outputs: Any, labels: torch.Tensor, num_items_in_batch: Any = None) -> torch.Tensor:
        logits = outputs["logits"].float()
        return torch.nn.functional.cross_entropy(logits, labels.view(-1), weight=weights.to(logits.device))

    return loss


def predictions(rows: Any, said: Any, names: list[str]) -> Iterator[dict[str, Any]]:
    """A prediction for each document, by the ids of its gold stances."""
    documents: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row, label in zip(rows, said, strict=True):
        stance = row["id"].removeprefix(f"{row['doc_id']}.")
        documents[row["doc_id"]].append({"stance": stance, "polarity": names[int(label)]})
    for doc_id, polarities in documents.items():
        yield {"doc_id": doc_id, "polarities": polarities}


def arguments_given() -> argparse.Namespace:
    """The call."""
    parser = options("Fine-tune a classifier of pairs on stances, predict a split and write the predictions.")
    parser.add_argument("--class-weights", action="store_true", help="let rare labels weigh as much as common ones")
    return parser.parse_args()


def main() -> None:
    arguments = arguments_given()
    prepare(arguments)
    tables = load(arguments.release, "stance", arguments.split)
    whole = load(arguments.release, "documents", arguments.split)
    names = tables["train"].features["polarity"].names
    tokenizer = fast_tokenizer(arguments.checkpoint)
    model = new_model(transformers.AutoModelForSequenceClassification, arguments.checkpoint, tokenizer, names)
    encoder = Encoder(tokenizer, longest(arguments, tokenizer, model))
    made = {}
    for split in sorted({"train", "validation", arguments.split} & {*tables}):
        columns = whole[split].select_columns(["doc_id", "text", "lines", "mentions"])
        made[split] = encoder.inputs(tables[split], {row["doc_id"]: row for row in columns})
    loss = weighted_loss(tables["train"]["polarity"], len(names)) if arguments.class_weights else None
    trained = trainer(
        arguments, model, tokenizer, made["train"], made.get("validation"), "f1",
        data_collator=transformers.DataCollatorWithPadding(tokenizer),
        compute_metrics=metrics_for(names),
        compute_loss_func=loss,
        preprocess_logits_for_metrics=lambda logits, labels: logits.argmax(-1),
    )  # fmt: skip
    trained.train()
    trained.compute_metrics = None  # what the predicted split is worth, goldwire score tells
    said = trained.predict(made[arguments.split]).predictions
    facts = {
        "labels": names,
        "pairs": {split: len(inputs) for split, inputs in made.items()},
        "paragraphs_left_out": encoder.paragraphs_left_out,
        "pairs_cut": encoder.pairs_cut,
    }
    leave(arguments, trained, predictions(tables[arguments.split], said, names), facts)


if __name__ == "__main__":
    main()
