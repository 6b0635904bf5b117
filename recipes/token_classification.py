"""Fine-tune a token classifier on names, predict a split, and write the predictions for `goldwire score`.

    python recipes/token_classification.py --checkpoint FOLDER_OR_NAME --output out/names

The tokens are those of config `ner`; each is given to the tokenizer as a word of its own. Its first piece carries its
label, the others carry none. A token of which the tokenizer makes nothing (a lone variation selector, say) is given as
unknown. A paragraph that is too long is read in overlapping windows of whole tokens, and each token is labelled where
it has most context, so every token of the release has one label and one prediction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

# First, for it says which library is missing.
from common import fast_tokenizer, leave, load, longest, new_model, options, prepare, stop, trainer

# isort: split
import transformers

NO_LABEL = -100
"""What the loss leaves out."""
_OVERLAP = 4
"""A window shares a part of its room with the one before: one in so many."""


@dataclass(frozen=True)
class Window:
    """Tokens of a row from `start` to `end`, of which those from `first` to `last` are labelled here."""

    row: int
    start: int
    end: int
    first: int
    last: int


def windows(row: int, sizes: Sequence[int], room: int) -> Iterator[Window]:
    """Windows over a row with tokens of `sizes` pieces, at least one; none but a single token has more than `room`."""
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(sizes):
        end, filled = start + 1, sizes[start]
        while end < len(sizes) and filled + sizes[end] <= room:
            filled += sizes[end]
            end += 1
        spans.append((start, end))
        if end == len(sizes):
            break
        start, shared = end, 0
        while start > spans[-1][0] + 1 and shared + sizes[start - 1] <= room // _OVERLAP:
            start -= 1
            shared += sizes[start]
        while start < end and shared + sizes[end] > room:  # each window goes further than the one before
            shared -= sizes[start]
            start += 1
    middles = [(start + end + 1) // 2 for (start, _), (_, end) in zip(spans[1:], spans, strict=False)]
    for (start, end), first, last in zip(spans, [0, *middles], [*middles, len(sizes)], strict=True):
        yield Window(row, start, end, first, last)


class Aligner:
    """Turns rows of tokens into inputs of a model, and what the model says of pieces into a tag for every token."""

    def __init__(self, tokenizer: Any, room: int) -> None:
        self.tokenizer = tokenizer
        self.longest = room
        self.room = room - tokenizer.num_special_tokens_to_add()
        self.unknown = 0
        self.cut = 0
        if self.room < 1:
            stop(f"inputs of {room} pieces have no room for words: give a larger --max-length")

    def inputs(self, rows: Any, column: str) -> tuple[list[Window], list[dict[str, Any]]]:
        """The windows of all rows, and for each the model's input with labels."""
        places, inputs = [], []
        for number, row in enumerate(rows):
            if not row["tokens"]:
                continue
            words, sizes = self._words(row["tokens"])
            for place in windows(number, sizes, self.room):
                places.append(place)
                inputs.append(self._input(place, words, sizes, row[column]))
        return places, inputs

    def _words(self, tokens: list[str]) -> tuple[list[str], list[int]]:
        sizes = self._sizes(tokens)
        unknown = self.tokenizer.unk_token
        if 0 in sizes:
            if unknown is None:
                stop(f"the tokenizer makes nothing of {tokens[sizes.index(0)]!r} and has no piece for what is unknown")
            self.unknown += sizes.count(0)
            tokens = [token if size else unknown for token, size in zip(tokens, sizes, strict=True)]
            sizes = self._sizes(tokens)
        return tokens, sizes

    def _sizes(self, tokens: list[str]) -> list[int]:
        sizes = [0] * len(tokens)
        options = {"is_split_into_words": True, "add_special_tokens": False, "verbose": False}
        for word in self.tokenizer(tokens, **options).word_ids():
            sizes[word] += 1
        return sizes

    def _input(self, place: Window, words: list[str], sizes: list[int], tags: list[int]) -> dict[str, Any]:
        tokens = words[place.start : place.end]
        encoded = self.tokenizer(tokens, is_split_into_words=True, truncation=True, max_length=self.longest)
        self.cut += max(0, sum(sizes[place.start : place.end]) - self.room)  # later pieces of one enormous token
        labels, before = [], None
        for word in encoded.word_ids():
            token = None if word is None or word == before else place.start + word
            labelled = token is not None and place.first <= token < place.last
            labels.append(tags[token] if labelled else NO_LABEL)  # type: ignore[index]
            before = word
        return {**encoded, "labels": labels}

    @staticmethod
    def tags(places: Sequence[Window], labels: Any, said: Any) -> dict[int, list[int]]:
        """What is said of each row's tokens, in order: of pieces, what is said of those that are labelled."""
        tags: dict[int, list[int]] = defaultdict(list)
        for place, marks, values in zip(places, labels, said, strict=True):
            tags[place.row] += [int(value) for mark, value in zip(marks, values, strict=True) if mark != NO_LABEL]
        return tags


def spans(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """First token, token after the last, and type of each name in IOB2 labels. An `I-` after anything but its own type
    begins a name: models are not bound to be consistent."""
    found: list[tuple[int, int, str]] = []
    for number, tag in enumerate(tags):
        if tag == "O":
            continue
        prefix, kind = tag.split("-", 1)
        if prefix == "I" and found and found[-1][1:] == (number, kind):
            found[-1] = (found[-1][0], number + 1, kind)
        else:
            found.append((number, number + 1, kind))
    return found


def span_f1(gold: dict[int, list[int]], said: dict[int, list[int]], names: list[str]) -> dict[str, float]:
    """Precision, recall and F1 of names with exactly the gold tokens and type. 0 where nothing is right."""
    right = wanted = given = 0
    for row, tags in gold.items():
        wanted_here = set(spans([names[tag] for tag in tags]))
        given_here = set(spans([names[tag] for tag in said[row]]))
        right, wanted, given = right + len(wanted_here & given_here), wanted + len(wanted_here), given + len(given_here)
    return {
        "precision": right / given if given else 0.0,
        "recall": right / wanted if wanted else 0.0,
        "f1": 2 * right / (wanted + given) if wanted + given else 0.0,
    }


def predictions(rows: Any, said: dict[int, list[int]], names: list[str]) -> Iterator[dict[str, Any]]:
    """A prediction for each document, with offsets in its published text."""
    documents: dict[str, list[dict[str, Any]]] = {}
    for number, row in enumerate(rows):
        mentions = documents.setdefault(row["doc_id"], [])
        for first, last, kind in spans([names[tag] for tag in said.get(number, [])]):
            start, end = row["token_starts"][first], row["token_ends"][last - 1]
            place = {"start": row["start"] + start, "end": row["start"] + end, "text": row["text"][start:end]}
            mentions.append({"id": f"m{len(mentions) + 1}", **place, "type": kind, "form": "name"})
    for doc_id, mentions in documents.items():
        yield {"doc_id": doc_id, "mentions": mentions}


def main() -> None:
    parser = options("Fine-tune a token classifier on names, predict a split and write the predictions.")
    parser.add_argument("--strict-names", action="store_true", help="without lower-case adjectives of nation")
    arguments = parser.parse_args()
    prepare(arguments)
    tables = load(arguments.release, "ner", arguments.split)
    column = "ner_tags_strict" if arguments.strict_names else "ner_tags"
    names = tables["train"].features[column].feature.names
    # Byte-level tokenizers take words only where each begins with a space; the others do not mind.
    tokenizer = fast_tokenizer(arguments.checkpoint, add_prefix_space=True)
    model = new_model(transformers.AutoModelForTokenClassification, arguments.checkpoint, tokenizer, names)
    aligner = Aligner(tokenizer, longest(arguments, tokenizer, model))
    used = sorted({"train", "validation", arguments.split} & {*tables})
    made = {split: aligner.inputs(tables[split], column) for split in used}
    evaluated, validation = made.get("validation", ([], None))

    def metrics(told: Any) -> dict[str, float]:
        gold = aligner.tags(evaluated, told.label_ids, told.label_ids)
        return span_f1(gold, aligner.tags(evaluated, told.label_ids, told.predictions), names)

    trained = trainer(
        arguments, model, tokenizer, made["train"][1], validation, "f1",
        data_collator=transformers.DataCollatorForTokenClassification(tokenizer),
        compute_metrics=metrics,
        preprocess_logits_for_metrics=lambda logits, labels: logits.argmax(-1),
    )  # fmt: skip
    trained.train()
    trained.compute_metrics = None  # what the predicted split is worth, goldwire score tells
    places, inputs = made[arguments.split]
    told = trained.predict(inputs)
    said = aligner.tags(places, told.label_ids, told.predictions)
    facts = {
        "labels": names,
        "windows": {split: len(inputs) for split, (_, inputs) in made.items()},
        "tokens_given_as_unknown": aligner.unknown,
        "pieces_cut_from_single_tokens": aligner.cut,
    }
    leave(arguments, trained, predictions(tables[arguments.split], said, names), facts)


if __name__ == "__main__":
    main()
