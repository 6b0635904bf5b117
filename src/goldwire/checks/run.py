"""Running all checks over a corpus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from goldwire.annotation.article import Article, Entities, Propositions, article
from goldwire.annotation.files import (
    LEFTOVER,
    NOT_ANNOTATED,
    load_annotation,
    load_entities,
    load_propositions,
    stray_annotations,
)
from goldwire.annotation.passes import Pass, no_passes, pass_names
from goldwire.annotation.reviews import load_reviews
from goldwire.checks.registry import check_article
from goldwire.checks.rights import licence_of, rights_of
from goldwire.checks.sources import source_of, sources_agree
from goldwire.corpus.cache import Cache
from goldwire.corpus.raw import RAW_MISSING, RawFolder, find_raw
from goldwire.corpus.store import Corpus
from goldwire.model.document import Document, Match
from goldwire.model.incident import Incident, define, errors
from goldwire.running import run
from goldwire.splits.assign import Assignment, assign
from goldwire.text.leftovers import is_leftover

RIGHTS_DIFFER = define(
    "GW-E083",
    "rights and collection differ",
    meaning="The document says that its text is included, fetched or withheld, and its collection says otherwise.",
    remedy="Correct the document's rights, or move it to a collection of its kind.",
)
WITHHELD_TEXT = define(
    "GW-E082",
    "file in a raw folder that should not be there",
    meaning="A raw folder in the corpus holds a file of no included document: perhaps a text that may not be shared.",
    remedy="Move the file out of the repository, and out of its history if it was committed.",
)


WITHHELD_HEADLINE = define(
    "GW-E084",
    "record repeats a withheld headline",
    meaning="A headline is part of the text; the record of a document whose text is withheld or fetched may not repeat "
    "it.",
    remedy="Set the headline to null: a release that holds the text takes it from there.",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A corpus read for work on its active documents: everything but texts and annotations is in memory. `records`
    also holds documents that left the corpus. `raw` is where withheld texts are looked for, `cache` where fetched ones;
    None: nowhere."""

    corpus: Corpus
    raw: RawFolder | None
    cache: Cache | None
    records: list[Document]
    documents: list[Document]
    entities: Entities
    propositions: Propositions
    assignment: Assignment
    passes: tuple[Pass, ...]
    incidents: tuple[Incident, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One document with its incidents; `match` tells whether its raw text was found."""

    article: Article
    match: Match
    incidents: list[Incident] = field(default_factory=list)


def open_corpus(corpus: Corpus, raw_folder: str | Path | None = None, cache: Cache | None = None) -> Opened:
    """Read the records of a corpus and check them against one another. `raw_folder` holds withheld texts, `cache`
    fetched ones."""
    ledger, records, entities = corpus.ledger(), corpus.documents(), load_entities(corpus)
    propositions = load_propositions(corpus, entities.value)
    documents, recorded = corpus.active_documents(ledger, records), records.value
    known = [document for document in documents.value if document.collection in corpus.settings.collections]
    frozen = {s.doc_id: s.split for s in ledger.value.standings.values() if s.split is not None}
    retired = [document for document in recorded if not ledger.value.is_active(document.doc_id)]
    assignment = assign(known, frozen, corpus.settings, retired=retired)
    incidents = [*documents.incidents, *entities.incidents, *propositions.incidents, *assignment.incidents]
    incidents += [*_rights(corpus, known), *load_reviews(corpus).incidents, *no_passes(corpus)]
    incidents += _damaged_records(corpus)
    passes = tuple(Pass(corpus, name) for name in pass_names(corpus))
    if not errors(documents.incidents):
        # Files of documents whose record is damaged are no strays.
        incidents += stray_annotations(corpus, recorded)
        incidents += [stray for one in passes for stray in one.strays(recorded)]
        incidents += _stray_raw(corpus, recorded)
    raw = RawFolder(raw_folder, {document.sha256 for document in recorded}) if raw_folder is not None else None
    incidents += raw.incidents if raw is not None else ()
    listed = (entities.value, propositions.value)
    return Opened(corpus, raw, cache, recorded, known, *listed, assignment, passes, tuple(incidents))


def judge(opened: Opened, document: Document) -> Verdict:
    """Read one document with its annotation and check it."""
    found = find_raw(opened.corpus, document, opened.raw, opened.cache)
    loaded = load_annotation(opened.corpus, document)
    whole = article(document, loaded.value, found.text)
    incidents = [*found.incidents, *loaded.incidents, *check_article(whole, opened.entities, opened.propositions)]
    if document.doc_id not in opened.assignment.splits:  # it left the corpus, and its files may have been purged
        incidents = [i for i in incidents if i.code not in (RAW_MISSING.code, NOT_ANNOTATED.code)]
    for one in opened.passes:
        incidents += _judged_pass(opened, one, document, found.text)
    return Verdict(whole, found.match, incidents)


def _judged_pass(opened: Opened, one: Pass, document: Document, raw: str | None) -> Iterator[Incident]:
    """The errors in one pass over a document; what only deserves a look is said once, of the annotation itself."""
    path = one.annotation_path(document)
    if not path.exists():
        return
    loaded = load_annotation(one, document)
    yield from loaded.incidents
    whole = article(document, loaded.value, raw)
    for incident in errors(check_article(whole, opened.entities, opened.propositions)):
        yield msgspec.structs.replace(incident, file=opened.corpus.relative(path))


class _Judge:
    """`judge` bound to one corpus; a class so that it can be sent to other processes."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    def __call__(self, document: Document) -> Verdict:
        return judge(self.opened, document)


def verdicts(opened: Opened, documents: Sequence[Document] | None = None, *, workers: int = 1) -> Iterator[Verdict]:
    """Judge documents (default: all), in order and one at a time."""
    yield from run(_Judge(opened), opened.documents if documents is None else documents, workers=workers)


def _rights(corpus: Corpus, documents: list[Document]) -> Iterator[Incident]:
    for document in documents:
        says = corpus.settings.collections[document.collection].text
        if document.rights.text != says:
            message = f"the document says {document.rights.text}, collection {document.collection} says {says}"
            yield RIGHTS_DIFFER.at(message, document=document.doc_id, pointer="/rights/text")
        if not document.included and document.headline is not None:
            message = f"the text is {document.rights.text}, the record has its headline"
            yield WITHHELD_HEADLINE.at(message, document=document.doc_id, pointer="/headline")
        yield from rights_of(document, corpus.settings)
        yield from source_of(document)
    yield from sources_agree(documents)
    yield from licence_of(corpus.settings, corpus.relative(corpus.settings_path))


def _damaged_records(corpus: Corpus) -> Iterator[Incident]:
    """What is wrong with the records of releases, by which the next one is judged."""
    for path in sorted(corpus.records_folder.glob("[0-9]*.[0-9]*.[0-9]*.json")):
        yield from corpus.record(path, "release-record", dict).incidents


def _stray_raw(corpus: Corpus, documents: list[Document]) -> Iterator[Incident]:
    known = {corpus.raw_path(document) for document in documents if document.included}
    for collection in sorted(corpus.settings.collections):
        for path in sorted(corpus.raw_folder(collection).rglob("*")):
            if path.is_dir() or path in known:
                continue
            if is_leftover(path.name):
                yield LEFTOVER.at("it is passed over", file=corpus.relative(path))
            else:
                yield WITHHELD_TEXT.at("the file belongs to no included document", file=corpus.relative(path))
