"""What the two transformers recipes share: their options, the release, a fast tokenizer, settings of the `Trainer`, and
the files they leave."""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import shlex
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

try:
    import accelerate  # noqa: F401  # the Trainer needs it
    import datasets
    import torch
    import transformers
except ModuleNotFoundError as error:
    try:
        from goldwire.extras import pip_line

        line = pip_line("recipes", error.name, only=("accelerate", "torch", "transformers"))
    except ImportError:  # a named release needs no goldwire
        line = "pip install accelerate datasets torch transformers"
    print(f"error: this recipe needs {error.name}, which is not installed: {line}", file=sys.stderr)
    sys.exit(2)

PIECES = 512
"""The longest input of a model, in pieces, where neither it nor `--max-length` says less."""
_POSITIONS_KEPT_FREE = 2
"""RoBERTa and its kin number positions from 2 on, so their last two positions hold nothing."""
_WARMUP = 0.1
"""Share of the training steps in which the learning rate rises."""
_CLOCK = ("runtime", "per_second")
"""Parts of the names of what a training log takes from the clock; without them equal trainings have equal logs."""


def stop(message: str) -> NoReturn:
    """End with a message and exit status 2: the call was wrong."""
    print(f"error: {message}", file=sys.stderr)
    sys.exit(2)


def options(description: str) -> argparse.ArgumentParser:
    """The options that both recipes have."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--release", type=Path, help="a release folder; without it, goldwire.path()")
    parser.add_argument(
        "--checkpoint", required=True, help="a model with a fast tokenizer: a folder, or its name on the Hub"
    )
    parser.add_argument("--output", type=Path, required=True, help="a new folder for the model and its predictions")
    parser.add_argument("--split", default="validation", help="the split to predict when the training is done")
    parser.add_argument("--epochs", type=_positive(float), default=5.0, help="how often the training split is read")
    parser.add_argument("--max-steps", type=_positive(int), help="end after so many steps, whatever --epochs says")
    parser.add_argument("--batch-size", type=_positive(int), default=16, help="examples a step, on each device")
    parser.add_argument("--learning-rate", type=_positive(float), default=5e-5, help="its peak")
    parser.add_argument("--max-length", type=_positive(int), help="longest input in pieces; without it, the model's")
    parser.add_argument("--seed", type=_seed, default=0, help="for the new layer, the order of examples and dropout")
    return parser


def _positive(kind: type[int] | type[float]) -> Any:
    def number(text: str) -> float:
        value = kind(text)
        if not 0 < value < math.inf:
            raise argparse.ArgumentTypeError(f"{text} is not above 0")
        return value

    number.__name__ = "number"  # argparse names it in its errors
    return number


def _seed(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**32:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and {2**32 - 1}")
    return value


_seed.__name__ = "number"


def prepare(arguments: argparse.Namespace) -> None:
    """Find the release, refuse an output folder that is in use, and set all seeds."""
    arguments.release = release_folder(arguments.release)
    if arguments.output.exists() and not (arguments.output.is_dir() and not any(arguments.output.iterdir())):
        stop(f"{arguments.output} is there already, and nothing is overwritten: name a new folder in --output")
    transformers.set_seed(arguments.seed)


def release_folder(named: Path | None) -> Path:
    """The release that is named, or the one that goldwire finds."""
    if named is None:
        import goldwire  # a named release needs no goldwire

        try:
            named = Path(goldwire.path())
        except goldwire.NoRelease as error:
            stop(str(error))
    if not (named / "manifest.json").is_file():
        stop(f"{named} is no release folder: it holds no manifest.json")
    return named


def load(release: Path, config: str, predicted: str) -> datasets.DatasetDict:
    """A config of a release with all its splits, of which the training split and the predicted one must be there."""
    try:
        tables = datasets.load_dataset(str(release), config)
    except (ValueError, OSError, datasets.exceptions.DatasetsError) as error:
        stop(f"{release}: config {config} cannot be loaded: {error}; try goldwire verify {shlex.quote(str(release))}")
    for split in ("train", predicted):
        if split not in tables:
            stop(f"{release}: config {config} has no split {split}; it has {', '.join(sorted(tables))}")
    if "validation" not in tables:
        print(f"{release} has no split validation: nothing is evaluated while training", file=sys.stderr)
    return tables


def fast_tokenizer(checkpoint: str, **more: Any) -> Any:
    """The tokenizer of a checkpoint. It must be a fast one: others do not tell which pieces belong to which word."""
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(checkpoint, **more)
    except (OSError, ValueError, KeyError, ImportError) as error:
        stop(f"the tokenizer of {checkpoint} cannot be loaded: {error}")
    if not tokenizer.is_fast:
        stop(
            f"{checkpoint} has a slow tokenizer, {type(tokenizer).__name__}, which does not tell which pieces belong "
            "to which word: choose a checkpoint with a fast one, that is, with a tokenizer.json"
        )
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
    return tokenizer


def new_model(kind: Any, checkpoint: str, tokenizer: Any, labels: list[str]) -> Any:
    """A model with the checkpoint's weights and a new last layer for `labels`."""
    try:
        return kind.from_pretrained(
            checkpoint,
            id2label=dict(enumerate(labels)),
            label2id={name: number for number, name in enumerate(labels)},
            pad_token_id=tokenizer.pad_token_id,
            ignore_mismatched_sizes=True,  # the checkpoint may have been tuned for other labels
        )
    except (OSError, ValueError, ImportError) as error:
        stop(f"the model of {checkpoint} cannot be loaded: {error}")


def longest(arguments: argparse.Namespace, tokenizer: Any, model: Any) -> int:
    """The longest input in pieces, special ones included."""
    positions = getattr(model.config, "max_position_embeddings", None)
    limits = [PIECES, tokenizer.model_max_length]
    if positions is not None and tokenizer.model_max_length > positions:  # the tokenizer does not know
        limits.append(positions - _POSITIONS_KEPT_FREE)
    if arguments.max_length is not None:
        if arguments.max_length > min(limits[1:]):
            stop(
                f"--max-length {arguments.max_length} is more than the {min(limits[1:])} pieces that the model can read"
            )
        limits = [arguments.max_length]
    return int(min(limits))


def trainer(
    arguments: argparse.Namespace, model: Any, tokenizer: Any, train: Any, validation: Any, best: str, **more: Any
) -> Any:
    """A `Trainer` that evaluates after each epoch and ends with the weights that did best in the metric `best`.

    The devices are those that it finds. Nothing is sent anywhere.
    """
    each = "no" if validation is None else "epoch"
    settings = transformers.TrainingArguments(
        output_dir=str(arguments.output / "checkpoints"),
        num_train_epochs=arguments.epochs,
        max_steps=arguments.max_steps or -1,
        per_device_train_batch_size=arguments.batch_size,
        per_device_eval_batch_size=arguments.batch_size,
        learning_rate=arguments.learning_rate,
        weight_decay=0.01,
        seed=arguments.seed,
        eval_strategy=each,
        save_strategy=each,
        save_total_limit=1,
        save_only_model=True,
        load_best_model_at_end=validation is not None,
        metric_for_best_model=best,
        greater_is_better=True,
        logging_steps=10,
        dataloader_pin_memory=torch.cuda.is_available(),
        report_to="none",
    )
    a_pass = math.ceil(len(train) / (settings.train_batch_size * settings.world_size))
    settings.warmup_steps = math.ceil(_WARMUP * (arguments.max_steps or arguments.epochs * a_pass))
    return transformers.Trainer(
        model=model, args=settings, train_dataset=train, eval_dataset=validation, processing_class=tokenizer, **more
    )


def leave(
    arguments: argparse.Namespace, trained: Any, predictions: Iterable[dict[str, Any]], facts: dict[str, Any]
) -> None:
    """Save the model with its tokenizer, the predictions and `training.json`, and say how to score them."""
    model, output = arguments.output / "model", arguments.output / f"{arguments.split}.jsonl"
    trained.save_model(str(model))
    if not trained.is_world_process_zero():
        return
    shutil.rmtree(arguments.output / "checkpoints", ignore_errors=True)
    (model / "training_args.bin").unlink(missing_ok=True)  # a pickle; training.json says the same
    with output.open("w", encoding="utf-8") as file:
        for prediction in predictions:
            file.write(json.dumps(prediction, ensure_ascii=False) + "\n")
    options_used = {name: value for name, value in vars(arguments).items() if name not in ("release", "output")}
    history = [
        {name: value for name, value in entry.items() if not any(part in name for part in _CLOCK)}
        for entry in trained.state.log_history
    ]
    training = {
        "release": release_facts(arguments.release),
        "options": options_used,
        "versions": {module.__name__: module.__version__ for module in (datasets, torch, transformers)},
        **facts,
        "history": history,
    }
    (arguments.output / "training.json").write_text(
        json.dumps(training, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(f"model: {model}\npredictions: {output}")
    scored = ["goldwire", "score", "--gold", str(arguments.release), "--pred", str(output), "--split", arguments.split]
    print(f"next: {shlex.join(scored)}")


def release_facts(folder: Path) -> dict[str, str]:
    """Which release it is: name, version, edition, and the SHA-256 of its manifest."""
    data = (folder / "manifest.json").read_bytes()
    manifest = json.loads(data)
    return {
        **{key: manifest[key] for key in ("name", "version", "edition")},
        "manifest_sha256": hashlib.sha256(data).hexdigest(),
    }
