"""`goldwire add`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from goldwire.cli.console import (
    INCIDENTS,
    MISUSE,
    CorpusOption,
    JsonOption,
    err,
    fail,
    number,
    out,
    print_incidents,
    print_json,
    progress,
    refusals,
    tally,
)
from goldwire.cli.options import EncodingOption
from goldwire.cli.outputs import INCIDENTS_FOUND, refuse_output, written_output
from goldwire.corpus.adding import About, Outcome, add
from goldwire.corpus.files import json_lines
from goldwire.corpus.store import Corpus
from goldwire.model.document import Licence, Published, Source
from goldwire.model.incident import errors, printable
from goldwire.model.rights import ALL_RIGHTS_RESERVED, UNKNOWN_HOLDER, may_pass_on
from goldwire.readers.registry import forms_in_words
from goldwire.text.reading import DEFAULT_MAX_BYTES, read_all

NAME = "add"


def command(
    paths: Annotated[
        list[Path], typer.Argument(help="Files, or folders with .txt and .html files.", metavar="PATH...")
    ],
    collection: Annotated[str, typer.Option(help="Collection of corpus.json that the documents join.")] = "open",
    story: Annotated[
        str | None, typer.Option(help="The event, as a slug; without it each document is a story of its own.")
    ] = None,
    joins: Annotated[
        list[str] | None,
        typer.Option(
            help="Another story that the documents tell, too; may be given several times. They share a split.",
            metavar="STORY",
        ),
    ] = None,
    language: Annotated[str | None, typer.Option(help="ISO 639-1 code; found in the text if not given.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Who published the article.")] = None,
    headline: Annotated[str | None, typer.Option(help="The headline.")] = None,
    published: Annotated[str | None, typer.Option(help="Date of publication, YYYY-MM-DD.")] = None,
    inferred: Annotated[bool, typer.Option("--inferred", help="The date is inferred, not stated.")] = False,
    url: Annotated[str | None, typer.Option(help="Address of the article.")] = None,
    holder: Annotated[
        str, typer.Option(help="Who holds the rights in the text. Needed where texts are published.")
    ] = UNKNOWN_HOLDER,
    licence: Annotated[
        str,
        typer.Option(
            help="Licence of the text: an SPDX expression such as CC-BY-4.0, LicenseRef-…, or all-rights-reserved. "
            "Needed where texts are published."
        ),
    ] = ALL_RIGHTS_RESERVED,
    origin: Annotated[str, typer.Option(help="Who wrote the text: publisher, human or language-model.")] = "publisher",
    source: Annotated[
        str | None,
        typer.Option(
            help="Address that the file was downloaded from, pinned to one version of it. Needed where texts are "
            "fetched, and only there.",
            metavar="ADDRESS",
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            help=f"How the text is in the file: {forms_in_words()}.",
            show_default="file",
        ),
    ] = None,
    record: Annotated[str | None, typer.Option(help="Id of the record in the file.", metavar="ID")] = None,
    id_field: Annotated[str | None, typer.Option(help="Field of the record that holds its id.", metavar="NAME")] = None,
    text_field: Annotated[
        str | None, typer.Option(help="Field of the record that holds the text.", metavar="NAME")
    ] = None,
    attribution: Annotated[
        str | None,
        typer.Option(help="The line that goes with each copy of the text. Needed where texts are fetched."),
    ] = None,
    supersedes: Annotated[
        str | None, typer.Option(help="Id of the document that this one replaces.", metavar="DOC")
    ] = None,
    encoding: EncodingOption = None,
    max_bytes: Annotated[int, typer.Option(min=1, help="Largest file that is read.")] = DEFAULT_MAX_BYTES,
    report: Annotated[Path | None, typer.Option(help="Also write all incidents to this file, as JSON lines.")] = None,
    corpus: CorpusOption = Path(),
    json: JsonOption = False,
) -> None:
    """Add files to the corpus: read, decode, clean, identify, record.

    Text that a collection includes is copied into the corpus byte for byte, and published: so name its holder and its
    licence. Withheld text is only identified. A file that cannot be taken is reported and passed over; a file that is
    there already changes nothing.

    Text of a collection whose texts are fetched stays where it is: PATH is the file as it was downloaded from --source.
    The record gets address and hashes, and the file goes into the cache of goldwire fetch.

    Examples:

      goldwire add article.txt --story port-strike --outlet "Example Daily" --licence CC-BY-4.0 --holder "Me"

      goldwire add scans/ --collection wire --json > added.json

      goldwire add week.txt --joins ferry-strike --licence CC-BY-4.0 --holder "Me"      (about another story, too)

      goldwire add corrected.txt --supersedes gw-0123456789abcdef --licence CC-BY-4.0 --holder "Me"

      goldwire add from-an-old-mac.txt --encoding mac-roman --licence CC-BY-4.0 --holder "Me"

      goldwire add news.json --collection press --source https://example.org/1f2e3d/news.json --form json-lines
      --record 17 --id-field id --text-field text --licence CC-BY-4.0 --holder "Example Daily"
      --attribution "Example Daily, CC BY 4.0, https://example.org/17"
    """
    refuse_output(report, "--report", INCIDENTS_FOUND)
    if supersedes is not None and (len(paths) != 1 or paths[0].is_dir()):
        fail("--supersedes takes exactly one file", status=MISUSE)
    parts = {"form": form, "record": record, "id-field": id_field, "text-field": text_field}
    if source is None and (given := [f"--{name}" for name, value in parts.items() if value is not None]):
        fail(f"{given[0]} says how the text is in the file at --source; give --source ADDRESS as well", status=MISUSE)
    if source is not None and (len(paths) != 1 or paths[0].is_dir()):
        fail("--source takes exactly one file: the one that was downloaded from there", status=MISUSE)
    texts = {"story": story, "outlet": outlet, "headline": headline, "url": url, "holder": holder}
    texts |= {"source": source, "attribution": attribution} | parts
    for name, value in (*texts.items(), *(("joins", other) for other in joins or ())):
        if value is not None and not _is_unicode(value):
            fail(f"--{name} is not text in the encoding of this terminal: {printable(value)}")
    about = About(
        collection=collection,
        holder=holder,
        licence=licence,
        origin=origin,
        language=language,
        outlet=outlet,
        headline=headline,
        published=None if published is None else Published(date=published, known="inferred" if inferred else "stated"),
        url=url,
        story=story,
        joins=tuple(joins or ()),
        supersedes=supersedes,
        encoding=encoding,
        source=None
        if source is None
        else Source(
            address=source,
            sha256="",  # that of the file
            form=form or "file",
            record=record,
            id_field=id_field,
            text_field=text_field,
        ),
        attribution=attribution,
    )
    outcomes: list[Outcome] = []
    with refusals():
        bar, task = progress("adding", None)
        with bar:
            place = Corpus.at(corpus)
            for outcome in add(place, read_all(paths, max_bytes=max_bytes, encoding=encoding), about):
                outcomes.append(outcome)
                bar.advance(task)
    _tell(outcomes, place.settings.licences, json=json)
    incidents = [incident for outcome in outcomes for incident in outcome.incidents]
    if report is not None:
        with refusals(), written_output(report) as stream:
            stream.write(json_lines(incidents))
    if errors(incidents):
        raise typer.Exit(INCIDENTS)


def _is_unicode(value: str) -> bool:
    """Whether an argument holds no byte that its encoding does not know (Python makes lone surrogates of them)."""
    return not any("\ud800" <= char <= "\udfff" for char in value)


def _tell(outcomes: list[Outcome], licences: Mapping[str, Licence], *, json: bool) -> None:
    incidents = [incident for outcome in outcomes for incident in outcome.incidents]
    if json:
        print_json(
            [
                {
                    "file": printable(str(outcome.path)),
                    "doc_id": outcome.document.doc_id if outcome.document else None,
                    "added": outcome.added,
                    "incidents": outcome.incidents,
                }
                for outcome in outcomes
            ]
        )
        return
    for outcome in outcomes:
        if outcome.added and outcome.document is not None:
            document = outcome.document
            facts = f"{document.language}, {document.encoding}, story {document.story}"
            out.print(f"{document.doc_id}  {printable(str(outcome.path))}  ({facts})")
    print_incidents(incidents, console=err, information=True)
    _tell_rights(outcomes, licences)
    added = sum(outcome.added for outcome in outcomes)
    err.print(f"{added:,} added of {number(len(outcomes), 'file')}; {tally(incidents)}")
    if added:
        err.print("next: goldwire annotate start DOC")
    elif not outcomes:
        err.print("the folder holds no files")


def _tell_rights(outcomes: list[Outcome], own: Mapping[str, Licence]) -> None:
    """Say so where texts were added that no release may pass on, though the collection includes them."""
    added = [outcome.document for outcome in outcomes if outcome.added and outcome.document is not None]
    licences = sorted({document.rights.licence for document in added if not document.withheld})
    for licence in licences:
        if not may_pass_on(licence, own):
            err.print(
                f"{printable(licence)}: what this licence allows is not known to goldwire; a release that holds these "
                "texts is not published, unless corpus.json declares under licences that it may be"
            )
