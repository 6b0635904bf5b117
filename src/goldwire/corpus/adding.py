"""Adding files to a corpus: read, decode, clean, identify, record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from goldwire.corpus.cache import Cache
from goldwire.corpus.fetchable import name_at, refuse_cache_within, refuse_source, refuse_without_attribution
from goldwire.corpus.files import Aside, recorded_name
from goldwire.corpus.ids import doc_id, sha256_hex
from goldwire.corpus.ledger import COLLISION, Fate, Standing
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.corpus.withdrawing import tombstone
from goldwire.model.document import Collection, Document, LedgerEvent, Published, Rights, Settings, Source
from goldwire.model.incident import Incident, define, errors
from goldwire.model.rights import UnknownLicence, holder_trouble, licence_id, why_not_passed_on
from goldwire.readers.registry import BadRecord, read_record
from goldwire.text.clean import clean
from goldwire.text.language import detect_language
from goldwire.text.reading import Quarantined, RawFile, content_trouble
from goldwire.text.source import Refused, raw_text, text_digest

NO_ARTICLE = define(
    "GW-E021",
    "no article in the text",
    meaning="Every line of the file was judged to be debris of the page: no headline, subhead or body is left.",
    remedy="Look at the roles with goldwire clean --lines FILE. If the text is an article, report the page as a "
    "fault of the rules.",
)
KNOWN = define(
    "GW-I032",
    "document is in the corpus already",
    meaning="A file with the same bytes was added before; adding it again changes nothing.",
    remedy="Nothing to do.",
)
WITHDRAWN = define(
    "GW-E024",
    "file of a withdrawn document",
    meaning="The file has the bytes of a document that was withdrawn. Its tombstone in the ledger keeps the id for "
    "good, and it never comes back.",
    remedy="Leave the file out: what was withdrawn does not come back. A corrected article is another file, and so "
    "another document.",
)
NOT_IN_FILE = define(
    "GW-E030",
    "file does not hold the record",
    meaning="The file that was given for a fetched text has another SHA-256 than its source names, or the reader of "
    "its form does not find the record: it is not there, or there twice, or damaged.",
    remedy="Give the file as it was downloaded, with its form, record and fields as the message says.",
)
OTHER_LANGUAGE = define(
    "GW-W023",
    "language outside the corpus",
    meaning="The language found in the text is not one of those that corpus.json lists.",
    remedy="Name the language with --language where the guess is wrong; else leave the document out.",
)


@dataclass(frozen=True, slots=True)
class About:
    """What the adder knows of the files. None: find out, or leave unknown. A fetched text has a `source`, whose digest
    is compared with that of the file, unless it is empty."""

    collection: str
    holder: str
    licence: str
    origin: str
    language: str | None = None
    outlet: str | None = None
    headline: str | None = None
    published: Published | None = None
    url: str | None = None
    story: str | None = None
    joins: tuple[str, ...] = ()
    supersedes: str | None = None
    encoding: str | None = None
    source: Source | None = None
    attribution: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: `document` is None where it was refused; `added` is False where it was known."""

    path: Path
    document: Document | None
    added: bool
    incidents: tuple[Incident, ...]


def identify(file: RawFile, about: About, *, text_rights: str) -> tuple[Document | None, tuple[Incident, ...]]:
    """The record of one file, or of the record of it that `about.source` names, or None with the reasons against it.
    Pure: reads, decodes, cleans and hashes."""
    name, origin = str(file.path), about.source
    if origin is not None:
        origin = _with_digest(origin, file.data)
        try:
            file = _record_of(file, origin)
        except BadRecord as error:
            return None, (NOT_IN_FILE.at(f"{name}: {error}", file=name),)
        trouble = content_trouble(file.data, about.encoding)
        if trouble is not None:
            return None, (trouble[0].at(f"{name}: the text {trouble[1]}", file=name),)
    source = raw_text(file.data, file=name, html=file.html, encoding=about.encoding)
    if isinstance(source, Refused):
        return None, source.incidents
    text = clean(source.text).view.text
    if not text:
        return None, (*source.incidents, NO_ARTICLE.at(f"{name}: all lines are debris", file=name))
    digest = sha256_hex(file.data)
    identifier = doc_id(digest)
    story = about.story or identifier
    document = Document(
        doc_id=identifier,
        collection=about.collection,
        sha256=digest,
        text_sha256=text_digest(source.text),
        length=len(source.text),
        file_name=recorded_name((origin and name_at(origin.address)) or file.path.name),
        format=source.format,
        extractor=source.extractor,
        encoding=source.encoding,
        encoding_from=source.encoding_from,
        language=about.language or detect_language(text),
        outlet=about.outlet,
        headline=about.headline if text_rights == "included" else None,
        published=about.published,
        url=about.url,
        story=story,
        origin=about.origin,  # type: ignore[arg-type]  # the schema checks it before anything is written
        rights=Rights(
            holder=about.holder,
            licence=about.licence,
            text=text_rights,  # type: ignore[arg-type]
            attribution=about.attribution,
        ),
        source=origin,
        joins=tuple(sorted({*about.joins} - {story})),
    )
    return document, source.incidents


def add(
    corpus: Corpus, files: Iterable[RawFile | Quarantined], about: About, cache: Cache | None = None
) -> Iterator[Outcome]:
    """Add files, recorded in batches of 100 and whatever is at hand on an interrupt, so that nothing done is lost.
    Of each document raw file, record and event are there, or none of them, whatever cuts the work off.

    A file that cannot be taken is reported and passed over. In a collection whose texts are fetched, a file is what
    `about.source` gives: the document is the record of it that the source names, and the file goes into `cache` (None:
    the one of the user).

    Raises:
        CorpusError: Before any file is read, for an unknown collection, a document to supersede that is not there,
            facts that the schema does not allow, a source that is missing, wrong or out of place, and rights that do
            not allow what the collection does with its texts.
        OSError: Corpus or cache cannot be written to.
    """
    collection = corpus.settings.collections.get(about.collection)
    if collection is None:
        known = ", ".join(sorted(corpus.settings.collections))
        raise CorpusError(f"no collection is called {about.collection!r}; corpus.json lists {known}")
    refuse_source(about.collection, collection, about.source, about.encoding)
    corpus.refuse_invalid(_probe(about, collection))
    about = with_rights(about, collection, corpus.settings)
    if about.source is not None:
        whose, place = about.outlet or about.holder, about.url or about.source.address
        refuse_without_attribution(about.collection, about.attribution, f"{whose}, {about.licence}, {place}")
    if collection.text == "fetched":
        cache = Cache() if cache is None else cache
        refuse_cache_within(cache, corpus)
    with corpus.locked():
        ledger, records = corpus.ledger(), corpus.documents()
        if errors((*ledger.incidents, *records.incidents)):
            raise CorpusError("the corpus's records are damaged; run goldwire check and mend them first")
        if about.supersedes is not None and not ledger.value.is_active(about.supersedes):
            raise CorpusError(
                f"{about.supersedes} is not an active document, so nothing can supersede it; "
                "name one that documents.jsonl lists and the ledger did not retire"
            )
        about = _with_story(about, records.value)
        standings = dict(ledger.value.standings)
        recorded = {document.doc_id for document in records.value}
        batch: list[Outcome] = []
        raw: dict[str, Aside] = {}
        try:
            for file in files:
                if about.supersedes is not None and any(outcome.added for outcome in batch):
                    raise CorpusError(f"only one file can supersede {about.supersedes}; add the others without it")
                outcome = _judge(corpus, file, about, collection.text, standings)
                if outcome.document is not None and outcome.document.source is not None and isinstance(file, RawFile):
                    assert cache is not None
                    cache.put(file.data)
                if outcome.document is not None and outcome.added:
                    standings[outcome.document.doc_id] = _standing(outcome.document)
                    if outcome.document.included and isinstance(file, RawFile):
                        aside = raw[outcome.document.doc_id] = Aside(corpus.raw_path(outcome.document))
                        with aside.opened() as stream:
                            stream.write(file.data)
                batch.append(outcome)
                if len(batch) == _BATCH:
                    # Emptied first: whatever interrupts from here on, nothing is recorded twice.
                    done, batch = batch, []
                    _record(corpus, done, about, recorded, raw)
                    yield from done
        finally:
            try:
                _record(corpus, batch, about, recorded, raw)
            finally:
                for left in raw.values():
                    left.discard()
        yield from batch


_BATCH = 100


def with_rights(about: About, collection: Collection, settings: Settings) -> About:
    """What is known of files, with the licence as records write it.

    Args:
        about: What somebody says of the files.
        collection: The collection that they are to join.
        settings: Those of the corpus, which list the others.

    Returns:
        The same, with the one spelling of the licence.

    Raises:
        CorpusError: The licence or the holder's name is not valid, or the collection publishes its texts and nobody is
            known to have allowed that for these. The message says what to do.
    """
    try:
        about = replace(about, licence=licence_id(about.licence), holder=about.holder.strip())
    except UnknownLicence as error:
        raise CorpusError(f"--licence: {error}") from None
    trouble = holder_trouble(about.holder)
    if trouble is not None:
        raise CorpusError(f"--holder {trouble}; name who holds the rights")
    if collection.text == "withheld":
        return about
    fetched = collection.text == "fetched"
    reason = why_not_passed_on(about.holder, about.licence, settings.licences, known=fetched)
    if reason is None:
        return about
    withheld = sorted(name for name, other in settings.collections.items() if other.text == "withheld")
    place = f"with --collection {' or --collection '.join(withheld)}"
    if not withheld:
        place = (
            "which corpus.json does not list yet: under collections, give it an entry such as "
            '"withheld": {"text": "withheld", "split": null, "description": "Texts that may not be shared."}'
        )
    use = "fetched and passed on" if fetched else "published"
    raise CorpusError(
        f"texts of collection {about.collection} are {use}, and {reason}. Name both with --holder NAME and "
        "--licence ID, such as CC-BY-4.0, if the holder allows it; or add the files to a collection whose texts are "
        f"withheld, {place}"
    )


def _probe(about: About, collection: Collection) -> Document:
    """A record with all that is said of the files, to see whether it is valid before any of them is read."""
    return Document(
        doc_id="gw-0000000000000000",
        collection=about.collection,
        sha256="0" * 64,
        text_sha256="0" * 64,
        length=1,
        file_name="file",
        format="text",
        extractor=None,
        encoding="utf-8",
        encoding_from="utf-8",
        language=about.language or "und",
        outlet=about.outlet,
        headline=about.headline,
        published=about.published,
        url=about.url,
        story=about.story or "story",
        origin=about.origin,  # type: ignore[arg-type]  # the schema checks it
        rights=Rights(holder=about.holder, licence=about.licence, text=collection.text, attribution=about.attribution),
        source=None if about.source is None else _with_digest(about.source, b""),
        joins=about.joins,
    )


def _with_digest(source: Source, data: bytes) -> Source:
    """A source with the digest of its file, where it has none."""
    return source if source.sha256 else msgspec.structs.replace(source, sha256=sha256_hex(data))


def _record_of(file: RawFile, source: Source) -> RawFile:
    """The document that a file holds. Raises `BadRecord`."""
    digest = sha256_hex(file.data)
    if digest != source.sha256:
        raise BadRecord(
            f"the file has SHA-256 {digest[:16]}…, its source names {source.sha256[:16]}…; download it again"
        )
    data = read_record(file.data, source)
    return file if source.form == "file" else RawFile(file.path, data, None)


def _with_story(about: About, records: list[Document]) -> About:
    """A correction tells the stories of the document that it supersedes, unless told otherwise: so it keeps its
    split."""
    if about.supersedes is None or about.story is not None:
        return about
    for document in records:
        if document.doc_id == about.supersedes:
            return replace(about, story=document.story, joins=about.joins or document.joins)
    raise CorpusError(
        f"the ledger knows {about.supersedes}, and it has no record; run goldwire check and mend that first"
    )


def _judge(
    corpus: Corpus,
    file: RawFile | Quarantined,
    about: About,
    text_rights: str,
    standings: dict[str, Standing],
) -> Outcome:
    if isinstance(file, Quarantined):
        return Outcome(file.path, None, False, (file.incident,))
    document, incidents = identify(file, about, text_rights=text_rights)
    if document is None:
        return Outcome(file.path, None, False, incidents)
    name = str(file.path)
    standing = standings.get(document.doc_id)
    if standing is not None and standing.sha256 != document.sha256:
        message = f"{name} and a document of the corpus have the id {document.doc_id} and differ"
        return Outcome(file.path, None, False, (COLLISION.at(message, document=document.doc_id, file=name),))
    if standing is not None and standing.fate is Fate.WITHDRAWN:
        message = f"{name} is {document.doc_id}, {tombstone(standing)}"
        return Outcome(file.path, None, False, (WITHDRAWN.at(message, document=document.doc_id, file=name),))
    if standing is not None and about.supersedes is not None:
        raise CorpusError(f"{name} is {document.doc_id}, which is in the corpus already: it supersedes nothing")
    if standing is not None:
        state = "" if standing.fate is Fate.ACTIVE else f" ({standing.fate})"
        message = f"{name} is {document.doc_id} of collection {standing.collection}{state}"
        return Outcome(file.path, document, False, (KNOWN.at(message, document=document.doc_id, file=name),))
    if document.language not in corpus.settings.languages:
        message = f"{name}: language {document.language!r} is not among {', '.join(corpus.settings.languages)}"
        incidents = (*incidents, OTHER_LANGUAGE.at(message, document=document.doc_id, file=name))
    corpus.refuse_invalid(document)
    return Outcome(file.path, document, True, incidents)


def _standing(document: Document) -> Standing:
    return Standing(doc_id=document.doc_id, sha256=document.sha256, collection=document.collection)


def _record(corpus: Corpus, batch: list[Outcome], about: About, recorded: set[str], raw: dict[str, Aside]) -> None:
    """Give the batch's raw files, records and events their places, all or none; takes the files out of `raw`."""
    added = [outcome.document for outcome in batch if outcome.added and outcome.document is not None]
    events: list[LedgerEvent] = []
    for document in added:
        events.append(
            LedgerEvent(event="added", doc_id=document.doc_id, sha256=document.sha256, collection=document.collection)
        )
        if about.supersedes is not None:
            events.append(LedgerEvent(event="superseded", doc_id=about.supersedes, by=document.doc_id))
    files = [raw.pop(document.doc_id) for document in added if document.doc_id in raw]
    try:
        corpus.take_in([document for document in added if document.doc_id not in recorded], events, files)
    finally:
        for file in files:
            file.discard()
    recorded.update(document.doc_id for document in added)
