"""`goldwire clean`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from goldwire.cli.console import INCIDENTS, JsonOption, err, print_incidents, print_json
from goldwire.cli.options import EncodingOption
from goldwire.cli.terminal import write_data
from goldwire.model.incident import Incident, errors, printable
from goldwire.text.clean import Cleaned, clean
from goldwire.text.reading import DEFAULT_MAX_BYTES, Quarantined, RawFile, read_all
from goldwire.text.source import RawText, Refused, raw_text

NAME = "clean"


def command(
    paths: Annotated[
        list[Path], typer.Argument(help="Files, or folders with .txt and .html files.", metavar="PATH...")
    ],
    lines: Annotated[bool, typer.Option("--lines", help="Print every raw line with its role instead.")] = False,
    encoding: EncodingOption = None,
    max_bytes: Annotated[int, typer.Option(min=1, help="Largest file that is read.")] = DEFAULT_MAX_BYTES,
    json: JsonOption = False,
) -> None:
    """Print the article in a raw page: its text without navigation, captions, related links and the like.

    Needs no corpus and changes nothing.

    Examples:

      goldwire clean page.html

      goldwire clean --lines page.txt

      goldwire clean --encoding mac-roman from-an-old-mac.txt

      goldwire clean pages/ --json > cleaned.json
    """
    incidents: list[Incident] = []
    records: list[dict[str, Any]] = []
    several = len(paths) > 1 or any(path.is_dir() for path in paths)
    count = 0
    for file in read_all(paths, max_bytes=max_bytes, encoding=encoding):
        count += 1
        source, found = _source(file, encoding)
        incidents += found
        cleaned = None if source is None else clean(source.text)
        if json:
            records.append(_record(file.path, source, cleaned, found))
        if json or source is None or cleaned is None:
            continue
        if several:
            write_data(f"==> {printable(str(file.path))} <==\n")
        for part in _with_roles(source.text, cleaned) if lines else (cleaned.view.text, "\n"):
            write_data(part)
        sys.stdout.flush()
        if not cleaned.view.text:
            err.print(f"{printable(str(file.path))}: every line was judged to be debris; --lines shows the roles")
    if json:
        print_json(records)
    print_incidents(incidents, console=err, information=True)
    if not count:
        err.print("the folder holds no files")
    if errors(incidents):
        raise typer.Exit(INCIDENTS)


def _source(file: RawFile | Quarantined, encoding: str | None) -> tuple[RawText | None, tuple[Incident, ...]]:
    if isinstance(file, Quarantined):
        return None, (file.incident,)
    source = raw_text(file.data, file=str(file.path), html=file.html, encoding=encoding)
    return None if isinstance(source, Refused) else source, source.incidents


def _with_roles(raw: str, cleaned: Cleaned) -> Iterator[str]:
    return (f"{line.role}\t{printable(raw[line.start : line.end])}\n" for line in cleaned.lines)


def _record(
    path: Path, source: RawText | None, cleaned: Cleaned | None, incidents: tuple[Incident, ...]
) -> dict[str, Any]:
    """What is printed of one file; of one that could not be taken, its incidents and nulls."""
    about: dict[str, Any] = dict.fromkeys(
        ("format", "encoding", "encoding_from", "extractor", "text", "lines", "replacements")
    )
    if source is not None and cleaned is not None:
        about = {
            "format": source.format,
            "encoding": source.encoding,
            "encoding_from": source.encoding_from,
            "extractor": source.extractor,
            "text": cleaned.view.text,
            "lines": list(cleaned.lines),
            "replacements": [
                {"start": s.start, "end": s.end, "raw": source.text[s.start : s.end], "text": s.text}
                for s in cleaned.view.replacements
            ],
        }
    return {"file": printable(str(path)), **about, "incidents": incidents}
