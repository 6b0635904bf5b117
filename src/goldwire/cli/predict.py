"""`goldwire predict`."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
import typer

from goldwire.cli.console import CorpusOption, OutOption, err, number, progress, refusals
from goldwire.cli.outputs import PREDICTIONS, refuse_output, written_output
from goldwire.cli.systems import seen, system_refusals, tell_parts
from goldwire.cli.terminal import harmless_json
from goldwire.cli.versions import OnOption, VerifyOption, chosen_release
from goldwire.model.incident import printable
from goldwire.release.gold import gold_size
from goldwire.release.manifest import VALIDATION
from goldwire.training import has_seen, predictions

NAME = "predict"


def command(
    folder: Annotated[Path, typer.Argument(help="A folder that goldwire train made.", metavar="FOLDER")],
    on: OnOption = None,
    split: Annotated[str, typer.Option(help="The split whose documents are predicted.")] = VALIDATION,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here instead of to stdout.", metavar="FILE")
    ] = None,
    verify: VerifyOption = True,
    out_folder: OutOption = None,
    corpus: CorpusOption = Path(),
) -> None:
    """Predict the documents of a split with a trained system: JSON Lines, one document a line, for goldwire score.

    Layers are found in the text alone. Beside them stand the entities of gold mentions, the speakers of gold quotes and
    the polarities of gold pairs, which are told with the other gold layers at hand. Of withheld texts only offsets and
    labels are written, no words.

    Examples:

      goldwire predict systems/standard -o predictions.jsonl

      goldwire predict systems/standard --on 0.7.0-hydrated --split wire -o wire.jsonl
    """
    refuse_output(output, "--output", PREDICTIONS)
    with refusals(), system_refusals():
        # Imported here: what it brings takes a while to load.
        from goldwire.baselines.systems import load_system

        system = load_system(folder)
        release = chosen_release(on, "--on", out_folder, corpus)
        if has_seen(system, release, split):
            err.print(f"warning: this system learned from split {printable(split)}: {seen(system.trained_on)}")
        bar, task = progress("predicting", gold_size(release, split))
        count = 0
        with bar, _written(output) as stream:
            for prediction in predictions(system, release, split, verify=verify):
                line = msgspec.json.encode(prediction)
                # In a file as it is; on stdout, which may be a terminal, the same JSON with escapes.
                stream.write((line if output is not None else harmless_json(line.decode()).encode()) + b"\n")
                bar.advance(task)
                count += 1
        tell_parts(release, [split])
    if output is not None:
        scoring = ["goldwire", "score", *(["--gold", on] if on else []), "--pred", str(output), "--split", split]
        err.print(
            f"{printable(str(output))}: {number(count, 'document')}. Score it with: {printable(shlex.join(scoring))}"
        )


@contextmanager
def _written(output: Path | None) -> Iterator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    with written_output(output) as stream:
        yield stream
