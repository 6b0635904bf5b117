"""`goldwire init`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from goldwire.cli.console import err, fail, out, refusals
from goldwire.corpus.files import pretty_json, write_atomically
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus
from goldwire.model.document import Collection, Settings, SplitShare
from goldwire.model.rights import UnknownLicence, licence_id
from goldwire.text.regular_file import real_path

NAME = "init"


def command(
    folder: Annotated[Path, typer.Argument(help="Folder of the new corpus; made if it is not there.")],
    name: Annotated[str | None, typer.Option(help="Name of the corpus, as a slug; the folder's if not given.")] = None,
    licence: Annotated[
        str, typer.Option(help="Licence of the annotations: an SPDX expression, LicenseRef-…, or all-rights-reserved.")
    ] = "CC-BY-4.0",
) -> None:
    """Begin a corpus of your own.

    Two collections are set up, `open` (texts in the corpus) and `withheld` (texts elsewhere); edit corpus/corpus.json
    to your needs before you add documents.

    Example:

      goldwire init my-corpus
    """
    corpus = Corpus(folder)
    if corpus.settings_path.exists():
        fail(f"{corpus.settings_path} is there already; nothing was changed")
    try:
        licence = licence_id(licence)
    except UnknownLicence as error:
        fail(f"--licence: {error}")
    slug = name or real_path(folder).name.lower().replace("_", "-").replace(" ", "-")
    settings = Settings(
        name=slug,
        title=slug.replace("-", " ").title(),
        summary=f"The corpus {slug}.",
        version="0.1.0",
        licence=licence,
        languages=["en", "fr"],
        salt=slug,
        splits=[
            SplitShare(name="train", share=0.6),
            SplitShare(name="validation", share=0.2),
            SplitShare(name="test", share=0.2),
        ],
        collections={
            "open": Collection(text="included", split=None, description="Texts that may be shared."),
            "withheld": Collection(text="withheld", split=None, description="Texts that may not be shared."),
        },
    )
    found = problems("settings", msgspec.to_builtins(settings))
    if found:
        fail(f"{found[0].pointer.lstrip('/')}: {found[0].message}; name the corpus with --name")
    with refusals():
        # The settings come last: where they stand, the corpus is whole.
        for path in (corpus.entities_path, corpus.propositions_path):
            if not path.exists():  # where only the settings were lost, the lists are somebody's work
                write_atomically(path, b"")
        write_atomically(corpus.settings_path, pretty_json(settings))
    out.print(str(folder))
    err.print(f"begun; next: goldwire add FILE --corpus {shlex.quote(str(folder))} --holder NAME --licence ID")
