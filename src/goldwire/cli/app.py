"""The command `goldwire`."""

from __future__ import annotations

import gc
from importlib.metadata import version
from typing import Annotated

import typer

from goldwire.cli import (
    add,
    agreement,
    annotate,
    audit,
    check,
    clean,
    diff,
    fetch,
    hydrate,
    init,
    predict,
    publish,
    release,
    score,
    show,
    statistics,
    suggest,
    train,
    verify,
    withdraw,
)
from goldwire.cli.console import escape_what_stdout_lacks
from goldwire.cli.terminal import LiteralGroup

app = typer.Typer(
    cls=LiteralGroup,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Turn raw news files into a checked, versioned dataset of entities, quotes and stance.",
    epilog="A first walk: goldwire clean page.html, then goldwire add page.html --story my-story, goldwire annotate "
    "start DOC > sheet.yaml, goldwire annotate apply sheet.yaml, goldwire check, goldwire release.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"goldwire {version('goldwire')}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Turn raw news files into a checked, versioned dataset of entities, quotes and stance."""
    escape_what_stdout_lacks()
    # What the imports left stays for good: without this the collector looks through it again and again.
    gc.freeze()


for module in (
    init,
    add,
    clean,
    check,
    audit,
    agreement,
    statistics,
    withdraw,
    release,
    fetch,
    hydrate,
    verify,
    publish,
    diff,
    show,
    train,
    predict,
    score,
    suggest,
):
    app.command()(module.command)
    app.registered_commands[-1].name = module.NAME
app.add_typer(annotate.app, name="annotate", cls=LiteralGroup)
