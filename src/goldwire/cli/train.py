"""`goldwire train`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from goldwire.baselines.protocol import LEVELS, STEPS, Level, Step
from goldwire.cli.console import CorpusOption, JsonOption, OutOption, err, fail, out, print_json, progress, refusals
from goldwire.cli.outputs import refuse_output_folder
from goldwire.cli.systems import seen, system_refusals, tell_parts
from goldwire.cli.versions import OnOption, VerifyOption, chosen_release
from goldwire.model.incident import printable
from goldwire.training import TRAIN, asked_for, holds_withheld, train

NAME = "train"


def command(
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to make.", metavar="FOLDER")],
    level: Annotated[str, typer.Option(help=f"Which baselines: {', '.join(LEVELS)}.", metavar="LEVEL")] = "standard",
    on: OnOption = None,
    split: Annotated[list[str] | None, typer.Option(help="A split to learn from; may be repeated.")] = None,
    step: Annotated[
        list[str] | None,
        typer.Option(help=f"Train this step only: {', '.join(STEPS)}; may be repeated."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Put it in the place of a system that is there.")] = False,
    verify: VerifyOption = True,
    out_folder: OutOption = None,
    corpus: CorpusOption = Path(),
    json: JsonOption = False,
) -> None:
    """Train the baselines on a release, and save them as a folder for goldwire predict and goldwire suggest.

    It runs on a processor, and gives the same bytes each time. The page on baselines in the documentation says
    what each is. It needs the extra goldwire[baselines].

    Examples:

      goldwire train -o systems/standard

      goldwire train --level lookup --on 0.7.0 --split train --split validation -o systems/lookup

      goldwire train --on 0.7.0-fetched --split train --split press_train -o systems/news
    """
    wanted, steps = _level(level), _steps(step)
    splits = split or [TRAIN]
    refuse_output_folder(output, "--output", replaced=True)
    with refusals(), system_refusals():
        # Imported here: what it brings takes a while to load.
        from goldwire.baselines.systems import refuse_place

        refuse_place(output, replace=replace)
        folder = chosen_release(on, "--on", out_folder, corpus)
        bar, task = progress("reading", len(steps))
        begun = 0

        def tell(now: Step) -> None:
            nonlocal begun
            bar.update(task, description=f"training {now}", completed=begun)
            begun += 1

        with bar:
            system = train(folder, wanted, splits=splits, steps=steps, progress=tell, verify=verify)
        system.save(output, replace=replace)
        tell_parts(folder, splits)
        withheld, licences = holds_withheld(folder, splits), asked_for(folder, splits)
    made = {step: baseline.name for step, baseline in system.used.items()}
    if json:
        print_json({"folder": str(output), "level": level, "steps": made, "trained_on": system.trained_on})
    else:
        for name, baseline in made.items():
            out.print(f"{name}: {baseline}")
    err.print(f"{printable(str(output))}: written; trained on {seen(system.trained_on)}")
    if withheld:
        err.print("warning: the folder holds words of texts that may not be passed on: keep it to yourself")
    elif licences:
        err.print(
            f"note: the folder holds words of texts under {printable(', '.join(licences))}: whoever passes it on "
            "states these licences, and the attributions in ATTRIBUTION.md of the release"
        )


def _level(name: str) -> Level:
    levels: dict[str, Level] = {level: level for level in LEVELS}
    if name not in levels:
        fail(f"--level {printable(name)}: there are {', '.join(LEVELS)}")
    return levels[name]


def _steps(names: list[str] | None) -> list[Step]:
    for name in names or ():
        if name not in STEPS:
            fail(f"--step {printable(name)}: there are {', '.join(STEPS)}")
    return [step for step in STEPS if not names or step in names]
