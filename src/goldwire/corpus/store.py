"""The corpus on disk: where its files are, reading them with all that is wrong, and changing them safely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
from filelock import Timeout

from goldwire.corpus.files import Aside, BadJson, json_lines, parse_json, pretty_json, write_atomically
from goldwire.corpus.ids import doc_id as id_of
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.ledger import Ledger, fold
from goldwire.corpus.locking import file_lock
from goldwire.corpus.schemas import Problem, problems
from goldwire.corpus.shares import undrawable
from goldwire.model.document import Document, LedgerEvent, Settings
from goldwire.model.incident import Incident, define
from goldwire.text.regular_file import read_if_there, read_regular, real_path, regular_sha256

NOT_JSON = define(
    "GW-E041",
    "not JSON",
    meaning="The record is not JSON, or gives one key twice, or is no UTF-8, so that nothing of it can be trusted.",
    remedy="Mend the place that the message names, or put the last good copy back: from version control, a backup, or, "
    "where it is an annotation, annotations/.replaced/.",
)
NOT_VALID = define(
    "GW-E042",
    "record departs from its schema",
    meaning="A property is missing, unknown, of another type or outside what the JSON Schema of the record allows.",
    remedy="Mend the place that the pointer names; the message says what is allowed there.",
)
WRONG_ID = define(
    "GW-E036",
    "id does not come from the content",
    meaning="The document id is not the one that the recorded SHA-256 gives.",
    remedy="Never edit ids or hashes: restore the record, or add the file anew with goldwire add.",
)
TWICE = define(
    "GW-E037",
    "document recorded twice",
    meaning="Two records have the same document id, in one collection or in two.",
    remedy="Delete the record that is wrong.",
)
NOT_IN_LEDGER = define(
    "GW-E038",
    "records and ledger disagree",
    meaning="A document record has no `added` event in the ledger with the same SHA-256 and collection, or an active "
    "document of the ledger has no record.",
    remedy="Add files with goldwire add, which writes both; restore what was deleted from version control or a backup.",
)
UNKNOWN_COLLECTION = define(
    "GW-E039",
    "folder of an unknown collection",
    meaning="A folder in corpus/ holds documents of a collection that corpus.json does not list.",
    remedy="List the collection in corpus.json with its rights and split, or remove the folder.",
)

BAD_PROMISE = define(
    "GW-E040",
    "note of an unfinished release is damaged",
    meaning="corpus/.promise.json says which events the ledger gets once a release stands in its place. It is there "
    "only while a release is put in its place, or after a process was killed in that moment, and it cannot be read.",
    remedy="Delete the file and run goldwire release again, which brings the ledger up to date.",
)

T = TypeVar("T")
LOCK_SECONDS = 30


class CorpusError(Exception):
    """A corpus that cannot be worked on at all, or a request that it must refuse. The message names a remedy.
    `incidents` are what is wrong with the corpus's settings, if anything is."""

    def __init__(self, message: str, incidents: Sequence[Incident] = ()) -> None:
        super().__init__(message)
        self.incidents = tuple(incidents)


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """A record or several, with the incidents met while reading."""

    value: T
    incidents: tuple[Incident, ...]


class Promise(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Events that belong to the ledger if `file` has this SHA-256. It joins two steps, a folder that takes its place
    and a ledger that grows, so that a process killed between them leaves no doubt."""

    file: str
    sha256: str
    events: list[LedgerEvent]


class Corpus:
    """A corpus folder: it holds `corpus/` and `annotations/`. Nothing is read before it is asked for."""

    def __init__(self, root: str | Path) -> None:
        root = Path(root)
        self.root = root
        self.settings_path = root / "corpus" / "corpus.json"
        self.ledger_path = root / "corpus" / "ledger.jsonl"
        self.promise_path = root / "corpus" / ".promise.json"
        self.entities_path = root / "annotations" / "entities.jsonl"
        self.propositions_path = root / "annotations" / "propositions.jsonl"
        self.records_folder = root / "corpus" / "releases"

    @classmethod
    def at(cls, folder: str | Path) -> Corpus:
        """The corpus at `folder` or in the nearest folder above. Raises `CorpusError` where there is none."""
        start = real_path(Path(folder))
        for candidate in (start, *start.parents):
            if (candidate / "corpus" / "corpus.json").is_file():
                return cls(candidate)
        raise CorpusError(
            f"no corpus at {folder}: corpus/corpus.json is not there nor in any folder above. "
            "Name a corpus folder with --corpus, or begin one with: goldwire init"
        )

    @cached_property
    def settings(self) -> Settings:
        """The corpus's own settings. Raises `CorpusError` where they are not valid: nothing can be done without."""
        loaded = self._record(self.settings_path, "settings", Settings)
        if loaded.value is None:
            raise _settings_error(loaded.incidents)
        wrong = list(undrawable(loaded.value, self.relative(self.settings_path)))
        if wrong:
            raise _settings_error(wrong)
        return loaded.value

    def documents_path(self, collection: str) -> Path:
        return self.root / "corpus" / collection / "documents.jsonl"

    def raw_folder(self, collection: str) -> Path:
        return self.root / "corpus" / collection / "raw"

    def raw_path(self, document: Document) -> Path:
        return self.raw_folder(document.collection) / document.raw_name

    def annotation_path(self, document: Document) -> Path:
        return self.root / "annotations" / document.collection / f"{document.doc_id}.json"

    def relative(self, path: Path) -> str:
        """`path` as incidents name it: below the corpus folder where it is there, with forward slashes."""
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    def ledger(self) -> Loaded[Ledger]:
        """The ledger's state, with what a killed process had still to write into it."""
        events, promise = self.lines(self.ledger_path, "ledger-event", LedgerEvent), self._promise()
        owed = self._owed(promise.value, events.value)
        ledger = fold([*events.value, *owed], file=self.relative(self.ledger_path))
        return Loaded(ledger, (*events.incidents, *promise.incidents, *ledger.incidents))

    def documents(self) -> Loaded[list[Document]]:
        """The records of all documents, whatever their fate, by collection and id."""
        incidents: list[Incident] = []
        documents: dict[str, Document] = {}
        for folder in self._collection_folders():
            path = self.documents_path(folder)
            if folder not in self.settings.collections:
                name = self.relative(path)
                incidents.append(UNKNOWN_COLLECTION.at(f"corpus.json lists no collection {folder!r}", file=name))
                continue
            loaded = self.lines(path, "document", Document)
            incidents += loaded.incidents
            for number, document in enumerate(loaded.value):
                trouble = _record_trouble(document, folder, documents)
                if trouble is not None:
                    code, message = trouble
                    place = {
                        "document": document.doc_id,
                        "file": self.relative(path),
                        "pointer": f"/{number}",
                    }
                    incidents.append(code.at(message, **place))
                    continue
                documents[document.doc_id] = document
        ordered = sorted(documents.values(), key=lambda d: (d.collection, d.doc_id))
        return Loaded(ordered, tuple(incidents))

    def active_documents(self, ledger: Loaded[Ledger], documents: Loaded[list[Document]]) -> Loaded[list[Document]]:
        """Of what `documents()` read, those that `ledger()` counts as active; with the incidents of both and every
        disagreement between them."""
        incidents = [*ledger.incidents, *documents.incidents]
        known = {document.doc_id: document for document in documents.value}
        for document in documents.value:
            standing = ledger.value.get(document.doc_id)
            place = {
                "document": document.doc_id,
                "file": self.relative(self.documents_path(document.collection)),
            }
            if standing is None:
                incidents.append(NOT_IN_LEDGER.at("the ledger never added this document", **place))
            elif (standing.sha256, standing.collection) != (document.sha256, document.collection):
                incidents.append(NOT_IN_LEDGER.at("the ledger has another SHA-256 or collection", **place))
        for standing in ledger.value.standings.values():
            if standing.doc_id not in known and ledger.value.is_active(standing.doc_id) and not documents.incidents:
                message = "the ledger counts this document as active, and it has no record"
                path = self.relative(self.documents_path(standing.collection))
                incidents.append(NOT_IN_LEDGER.at(message, document=standing.doc_id, file=path))
        active = [document for document in documents.value if ledger.value.is_active(document.doc_id)]
        return Loaded(active, tuple(incidents))

    def lines(self, path: Path, kind: str, model: type[T]) -> Loaded[list[T]]:
        """The records of a JSON Lines file, and an incident for each that is not valid. No file, no records."""
        records: list[T] = []
        incidents: list[Incident] = []
        try:
            data = read_if_there(path) or b""
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
            return Loaded(records, (NOT_JSON.at(message, file=self.relative(path)),))
        for number, line in enumerate(data.split(b"\n")):
            if line.strip():
                loaded = self._parsed(line, path, kind, model, f"/{number}")
                incidents += [
                    msgspec.structs.replace(incident, message=f"line {number + 1:,}: {incident.message}")
                    for incident in loaded.incidents
                ]
                if loaded.value is not None:
                    records.append(loaded.value)
        return Loaded(records, tuple(incidents))

    def _record(self, path: Path, kind: str, model: type[T], document: str | None = None) -> Loaded[T | None]:
        try:
            data = read_regular(path)
        except OSError as error:
            message = f"cannot be read: {error.strerror}"
            return Loaded(None, (NOT_JSON.at(message, document=document, file=self.relative(path)),))
        return self._parsed(data, path, kind, model, "", document)

    record = _record

    def _parsed(
        self, data: bytes, path: Path, kind: str, model: type[T], prefix: str, document: str | None = None
    ) -> Loaded[T | None]:
        file = self.relative(path)
        try:
            value = parse_json(data)
        except BadJson as error:
            return Loaded(None, (NOT_JSON.at(str(error), document=document, file=file, pointer=prefix),))
        found = problems(kind, value)
        if not found:
            try:
                return Loaded(msgspec.convert(value, model), ())
            except msgspec.ValidationError as error:
                # JSON Schema calls 1.0 an integer; offsets and lengths are written without a point.
                found = [Problem("", str(error))]
        return Loaded(
            None,
            tuple(
                NOT_VALID.at(message, document=document, file=file, pointer=prefix + pointer)
                for pointer, message in found
            ),
        )

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the corpus for a change, once all is cleared up that a killed process left. Raises `CorpusError` where
        another process keeps it for half a minute."""
        try:
            with file_lock(self.root / "corpus" / ".lock", timeout=LOCK_SECONDS):
                self._clear_parts()
                self._settle()
                yield
        except Timeout:
            raise CorpusError(
                f"another goldwire is changing {self.root / 'corpus'}; wait until it is done and try again"
            ) from None

    def refuse_invalid(self, document: Document) -> None:
        """Raise `CorpusError` where a record that is about to be written is not valid."""
        found = problems("document", msgspec.to_builtins(document))
        if found:
            raise CorpusError("; ".join(f"{problem.pointer.lstrip('/')}: {problem.message}" for problem in found))

    def take_in(self, documents: Sequence[Document], events: list[LedgerEvent], raw: Sequence[Aside]) -> None:
        """Add records of one collection, their events and their raw files, all or none. The corpus is locked.

        The records' file is what decides. All is written before anything is moved, for a disk is full then or never.
        Where the process is killed between two moves, the next `locked` goes on forward or back, as a note tells it.

        Raises `OSError` where something cannot be written or moved; then nothing was added.
        """
        if not documents:  # their records are there: a process was killed by an older Goldwire
            for file in raw:
                file.place()
            self.append_events(events)
            return
        path = self.documents_path(documents[0].collection)
        records, data = Aside(path), _after(path, json_lines(documents))
        try:
            with records.opened() as stream:
                stream.write(data)
            with self.promised(events, path, sha256_hex(data)):
                for file in raw:
                    file.place()
                records.place()
                with suppress(OSError):  # the note tells what the ledger lacks
                    self.append_events(events)
        except BaseException:
            if not records.placed:
                new = {document.raw_name for document in documents}
                for file in raw:
                    if file.path.name in new:
                        file.path.unlink(missing_ok=True)
                records.discard()
            raise

    def append_events(self, events: list[LedgerEvent]) -> None:
        """Add events at the ledger's end."""
        if events:
            _append(self.ledger_path, json_lines(events))

    def ends_with(self, events: list[LedgerEvent]) -> bool:
        """Whether the ledger's file ends with these events."""
        return (read_if_there(self.ledger_path) or b"").endswith(json_lines(events))

    @contextmanager
    def promised(self, events: list[LedgerEvent], file: Path, sha256: str) -> Iterator[None]:
        """Note that the ledger gets `events` if and only if the block gives `file` this SHA-256.

        The block moves the file into place and appends the events. Cut off at any moment, the note tells the next
        reader what the ledger holds, and the next `locked` completes it.
        """
        if not events:
            yield
            return
        root, place = real_path(self.root), real_path(file.parent) / file.name
        name = place.relative_to(root).as_posix() if place.is_relative_to(root) else place.as_posix()
        try:
            write_atomically(self.promise_path, pretty_json(Promise(file=name, sha256=sha256, events=events)))
            yield
        finally:
            with suppress(OSError):  # what cannot be settled now is settled by the next run
                if self.ends_with(events):  # told without reading all of a long ledger
                    self.promise_path.unlink(missing_ok=True)
                else:
                    self._settle()

    def _promise(self) -> Loaded[Promise | None]:
        try:
            value = parse_json(read_regular(self.promise_path))
            promise = msgspec.convert(value, Promise)
            found = [problem for event in value["events"] for problem in problems("ledger-event", event)]
        except FileNotFoundError:
            return Loaded(None, ())
        except (OSError, BadJson, msgspec.ValidationError) as error:
            return Loaded(None, (BAD_PROMISE.at(str(error), file=self.relative(self.promise_path)),))
        if found:
            return Loaded(None, (BAD_PROMISE.at(found[0].message, file=self.relative(self.promise_path)),))
        return Loaded(promise, ())

    def _owed(self, promise: Promise | None, events: list[LedgerEvent]) -> list[LedgerEvent]:
        """The events of a promise that came true, but for those that the ledger holds."""
        if promise is None:
            return []
        try:
            there = regular_sha256(self.root / promise.file) == promise.sha256
        except (OSError, ValueError):
            there = False
        return [event for event in promise.events if event not in events] if there else []

    def _settle(self) -> None:
        """Bring the ledger's file up to date and take the note away. The corpus is locked."""
        promise = self._promise()
        if promise.incidents:
            raise CorpusError(f"{promise.incidents[0].file}: {promise.incidents[0].message}. {BAD_PROMISE.remedy}")
        if promise.value is not None:
            events = self.lines(self.ledger_path, "ledger-event", LedgerEvent)
            owed = self._owed(promise.value, events.value)
            self.append_events(owed)
            if not owed:
                self._clear_raw(promise.value, events.value)
            self.promise_path.unlink()

    def _clear_raw(self, promise: Promise, events: list[LedgerEvent]) -> None:
        """Remove raw files of documents that a killed process was about to add, and did not."""
        known = {event.doc_id for event in events}
        for event in promise.events:
            if event.event == "added" and event.doc_id not in known:
                for path in self.raw_folder(event.collection or "").glob(f"{event.doc_id}.*"):
                    path.unlink()

    def _clear_parts(self) -> None:
        """Remove half-written files of killed processes; whoever writes here holds the lock."""
        for pattern in (".*.part", "*/.*.part", "*/raw/.*.part"):
            for path in (self.root / "corpus").glob(pattern):
                if path.is_file():
                    path.unlink()

    def _collection_folders(self) -> list[str]:
        return sorted(path.parent.name for path in (self.root / "corpus").glob("*/documents.jsonl"))


def _settings_error(incidents: Sequence[Incident]) -> CorpusError:
    return CorpusError("; ".join(f"{i.file}{i.pointer}: {i.message}" for i in incidents), incidents)


def _record_trouble(document: Document, folder: str, known: dict[str, Document]) -> tuple[Any, str] | None:
    if id_of(document.sha256) != document.doc_id:
        return WRONG_ID, f"the SHA-256 gives {id_of(document.sha256)}"
    if document.doc_id in known:
        return TWICE, f"recorded in {known[document.doc_id].collection} already"
    if document.collection != folder:
        return UNKNOWN_COLLECTION, f"says collection {document.collection!r} in the folder of {folder!r}"
    return None


def _append(path: Path, data: bytes) -> None:
    write_atomically(path, _after(path, data))


def _after(path: Path, data: bytes) -> bytes:
    """Lines behind those of a file."""
    before = read_if_there(path) or b""
    return before + (b"" if not before or before.endswith(b"\n") else b"\n") + data
