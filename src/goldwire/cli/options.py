"""Options that several commands share and that need a check of their own."""

from __future__ import annotations

from typing import Annotated

import typer

from goldwire.text.named import UnknownEncoding, named_encoding


def _encoding(name: str | None) -> str | None:
    if name is None:
        return None
    try:
        return named_encoding(name)
    except UnknownEncoding as error:
        raise typer.BadParameter(str(error)) from None


EncodingOption = Annotated[
    str | None,
    typer.Option(
        help="Encoding of the files, such as windows-1252 or mac-roman; found out if not given.",
        metavar="NAME",
        callback=_encoding,
    ),
]
