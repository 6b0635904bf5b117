"""`goldwire show`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer
from rich.text import Text

from goldwire.annotation.article import Article, article
from goldwire.checks.run import judge
from goldwire.cli.console import (
    INCIDENTS,
    CorpusOption,
    JsonOption,
    RawOption,
    err,
    expect_one,
    fail,
    one_document,
    opened,
    out,
    print_incidents,
    print_json,
    refusals,
)
from goldwire.cli.drawn import counted, print_labels, print_text, words
from goldwire.cli.sources import why_no_text
from goldwire.cli.versions import VerifyOption, named_release, outside_any_corpus
from goldwire.corpus.cache import Cache
from goldwire.corpus.ledger import Fate
from goldwire.corpus.raw import RawFolder, find_elsewhere
from goldwire.loading import NoRelease, path
from goldwire.model.annotation import Entity
from goldwire.model.incident import Incident, errors, printable
from goldwire.release.configs import standoff
from goldwire.release.gold import gold_entities
from goldwire.release.known import Known
from goldwire.release.looking_up import documents_beginning, holds_text, placed_row
from goldwire.release.manifest import read_manifest
from goldwire.release.published import Placed, placed
from goldwire.release.restoring import NotRestorable, restored

NAME = "show"


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is shown: `record` for programs, `whole` where the text is at hand, else `labels` where there are any."""

    record: Any
    facts: Mapping[str, Any]
    whole: Placed | None
    labels: Mapping[str, Any] | None
    names: Mapping[str, str]
    incidents: list[Incident]
    release: dict[str, str] | None = None


def command(
    document: Annotated[str, typer.Argument(help="Id of the document, or its beginning.", metavar="DOC")],
    raw: RawOption = None,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            help="Show the document as a release has it: a folder, or a version.",
            metavar="RELEASE",
            show_default="the corpus; where there is none, the release that goldwire.path() finds",
        ),
    ] = None,
    verify: VerifyOption = True,
    corpus: CorpusOption = Path(),
    json: JsonOption = False,
) -> None:
    """Print a document: mentions coloured by type, quotes underlined with their speakers, stances with their evidence.

    Without colours types stand in brackets. Of a document whose text is withheld the labels are listed by line and
    offset, unless --raw names the folder of its file; so are those of a text that was not fetched so far.

    Examples:

      goldwire show gw-0ftr

      goldwire show gw-jjy0 --raw ~/wire

      goldwire show gw-0ftr --json
    """
    with refusals():
        if on is not None or outside_any_corpus(corpus):
            folder = _release_here() if on is None else named_release(on, None, corpus)
            subject, left = _of_release(folder, document, raw, verify=verify), None
        else:
            subject, left = _of_corpus(corpus, document, raw)
    if json:
        print_json(
            {
                "document": subject.record,
                "published": subject.whole,
                "labels": subject.labels,
                "release": subject.release,
                "incidents": subject.incidents,
            }
        )
    else:
        _print(subject, named_raw=raw is not None)
        print_incidents(subject.incidents, console=err, information=False)
        if subject.release is not None:
            about = subject.release
            err.print(words(f"as {about['name']} {about['version']} has it, {about['edition']} edition"))
    if left is not None:
        err.print(left)
    if errors(subject.incidents):
        raise typer.Exit(INCIDENTS)


def _release_here() -> Path:
    """The release to show documents of where no corpus is."""
    try:
        return Path(path())
    except NoRelease as error:
        fail(
            "no corpus at .: name its folder with --corpus, or begin one with: goldwire init. Nor is there a release "
            f"with documents to show: {error}; or name one with --on"
        )


def _of_corpus(corpus: Path, name: str, raw: Path | None) -> tuple[_Subject, str | None]:
    """A document of the corpus, and what became of it where it left."""
    work = opened(corpus, raw)
    record = one_document(work, name)
    verdict = judge(work, record)
    standing = work.corpus.ledger().value.get(record.doc_id)
    left = None
    if standing is not None and standing.fate is not Fate.ACTIVE:
        why = f": {words(standing.reason)}" if standing.reason else ""
        left = f"{record.doc_id} was {standing.fate} and is in no later release{why}"
    return _of_article(verdict.article, verdict.incidents, work.entities), left


def _of_article(whole: Article, incidents: list[Incident], entities: Mapping[str, Entity]) -> _Subject:
    # A broken annotation is not drawn: its spans cannot be trusted to lie where they say.
    broken = bool(errors(incidents))
    drawn = None if broken else placed(whole)
    rows = [] if broken or drawn is not None else list(standoff.rows(whole, None, Known(entities)))
    record = msgspec.to_builtins(whole.document)
    layers = whole.annotation and msgspec.structs.asdict(whole.annotation)
    return _Subject(
        whole.document,
        record | {"layers": layers or {}, "broken": broken},
        drawn,
        rows[0] if rows else None,
        _names(entities),
        incidents,
    )


def _of_release(folder: Path, name: str, raw: Path | None, *, verify: bool) -> _Subject:
    """A document of a release."""
    try:
        manifest = read_manifest(folder)
        entities = gold_entities(folder, verify=verify)
        found, ids = documents_beginning(folder, name if name.startswith("gw-") else f"gw-{name}", verify=verify)
        expect_one(name, [row["doc_id"] for row in found], ids, f"{manifest.name} {manifest.version}")
        about = {"name": manifest.name, "version": manifest.version, "edition": manifest.edition}
        row = found[0]
        if holds_text(row):
            record = _record(row)
            return _Subject(record, record, placed_row(row), None, _names(entities), [], about)
        document, annotation = restored(row)
    except NotRestorable as error:
        fail(f"{folder}: the row of {printable(found[0]['doc_id'])} is damaged: {error}", status=INCIDENTS)
    except ValueError as error:
        fail(str(error), status=INCIDENTS)
    text = find_elsewhere(document, None if raw is None else RawFolder(raw, {document.sha256}), Cache())
    subject = _of_article(article(document, annotation, text.text), list(text.incidents), entities)
    return _Subject(
        subject.record, subject.facts, subject.whole, subject.labels, subject.names, subject.incidents, about
    )


def _record(row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says of its document, in the form of the corpus's record."""
    same = ("doc_id", "collection", "language", "outlet", "headline", "url", "story", "joins", "origin", "sha256")
    date = row["published"]
    return {
        **{name: row[name] for name in same},
        "published": None if date is None else {"date": date, "known": row["published_known"]},
        "rights": {
            "holder": row["rights_holder"],
            "licence": row["licence"],
            "text": row["rights_text"],
            **({"attribution": row["attribution"]} if row.get("attribution") is not None else {}),
        },
    }


def _names(entities: Mapping[str, Entity]) -> dict[str, str]:
    return {name: entity.names.en or entity.names.fr or name for name, entity in entities.items()}


def _print(subject: _Subject, *, named_raw: bool) -> None:
    facts = subject.facts
    published, rights = facts["published"], facts["rights"]
    shown = [facts["language"], facts["outlet"], published and published["date"]]
    out.print(Text(words(facts["doc_id"]), style="bold"), Text(words("  ".join(fact for fact in shown if fact))))
    out.print(Text(words(f"story {facts['story']}; {rights['holder']}, {rights['licence']}"), style="dim"))
    if rights.get("attribution"):
        out.print(Text(words(rights["attribution"]), style="dim"))
    if subject.whole is not None:
        print_text(subject.whole, subject.names)
        return
    if facts["broken"]:
        why = "not drawn, for it has errors"
    else:
        why = why_no_text(rights["text"], facts["doc_id"], named_raw=named_raw)
    out.print(Text(f"\n({why})\n{counted(facts['layers'])}"))
    if subject.labels is not None and facts["layers"]:
        out.print()
        print_labels(subject.labels, subject.names)
