"""Reading and writing annotation files, and reading the lists of entities and propositions."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from goldwire.annotation.article import Entities, Listing
from goldwire.corpus.files import BadJson, parse_json, pretty_json, write_atomically
from goldwire.corpus.store import Corpus, Loaded
from goldwire.model.annotation import Annotation, Entity, Proposition
from goldwire.model.document import Document
from goldwire.model.incident import Code, Incident, define
from goldwire.text.leftovers import is_leftover
from goldwire.text.regular_file import read_regular

STRAY = define(
    "GW-E043",
    "annotation of no document",
    meaning="A file in annotations/<collection>/ is not named after a document of that collection, or says another "
    "doc_id inside. A worksheet there could hold words of a withheld text.",
    remedy="Rename the file to <doc_id>.json, or delete it if the document left the corpus.",
)
LEFTOVER = define(
    "GW-W096",
    "leftover in a folder of the corpus",
    meaning="A hidden file, or one that an editor or system left behind, lies among annotations or raw files. It is "
    "passed over.",
    remedy="Delete it, above all where it could hold words of a withheld text: whoever gets the folder gets them, too.",
)
OTHER_FILE = define(
    "GW-E044",
    "annotation of other bytes",
    meaning="The SHA-256 in the annotation is not the document's: it was made on another version of the file.",
    remedy="Annotate the document anew; offsets of another file mean nothing here.",
)
NOT_ANNOTATED = define(
    "GW-W045",
    "document without annotation",
    meaning="The document has no annotation file. It is published with null layers, and its lines are the cleaner's.",
    remedy="Annotate it: goldwire annotate start DOC.",
)
ENTITY_TWICE = define(
    "GW-E066",
    "entity listed twice",
    meaning="Two lines of entities.jsonl have the same id.",
    remedy="Merge the two lines, or give one another id.",
)
PROPOSITION_TWICE = define(
    "GW-E028",
    "proposition listed twice",
    meaning="Two lines of propositions.jsonl have the same id.",
    remedy="Merge the two lines, or give one another id.",
)
ABOUT_NO_ENTITY = define(
    "GW-E029",
    "proposition about an unknown entity",
    meaning="A proposition names the entity that it is chiefly about, and entities.jsonl does not list that entity.",
    remedy="Add the entity to annotations/entities.jsonl; or correct the id in annotations/propositions.jsonl, or set "
    "it to null.",
)
OUT_OF_ORDER = define(
    "GW-W019",
    "propositions out of order",
    meaning="The lines of propositions.jsonl are not sorted by id, so that changes made on two sides are hard to join.",
    remedy="Sort annotations/propositions.jsonl by id.",
)

T = TypeVar("T", Entity, Proposition)


def load_annotation(corpus: Corpus, document: Document) -> Loaded[Annotation | None]:
    """The annotation of one document, with what is wrong with its file."""
    path = corpus.annotation_path(document)
    place = {"document": document.doc_id, "file": corpus.relative(path)}
    if not path.exists():
        return Loaded(None, (NOT_ANNOTATED.at("no annotation file", **place),))
    loaded = corpus.record(path, "annotation", Annotation, document.doc_id)
    annotation = loaded.value
    if annotation is None:
        return loaded
    if annotation.doc_id != document.doc_id:
        message = f"the file says {annotation.doc_id}"
        return Loaded(None, (STRAY.at(message, **place, pointer="/doc_id"),))
    if annotation.sha256 != document.sha256:
        message = f"made on {annotation.sha256[:16]}…, the document is {document.sha256[:16]}…"
        return Loaded(None, (OTHER_FILE.at(message, **place, pointer="/sha256"),))
    return loaded


def stray_annotations(corpus: Corpus, documents: list[Document]) -> list[Incident]:
    """Files in the annotation folders that belong to no document."""
    known = {corpus.annotation_path(document) for document in documents}
    strays: list[Incident] = []
    for collection in sorted(corpus.settings.collections):
        for path in sorted((corpus.root / "annotations" / collection).glob("*")):
            if path not in known:
                strays.append(stray(corpus, path, f"collection {collection!r} has no document {path.stem!r}"))
    return strays


def stray(corpus: Corpus, path: Path, message: str) -> Incident:
    """What is said of a file in an annotation folder that is none: `message`, unless it is a mere leftover."""
    if is_leftover(path.name):
        return LEFTOVER.at("it is passed over", file=corpus.relative(path))
    return STRAY.at(message, file=corpus.relative(path))


def load_entities(corpus: Corpus) -> Loaded[Listing[Entity]]:
    """The listed entities by id, with what is wrong with their list."""
    return _listing(corpus, corpus.entities_path, "entity", Entity, ENTITY_TWICE)


def load_propositions(corpus: Corpus, entities: Entities | None = None) -> Loaded[Listing[Proposition]]:
    """The listed propositions by id, with what is wrong with their list. A corpus without the file lists none.

    Args:
        corpus: The corpus.
        entities: The listed entities: whether they hold those of the propositions. None: that is not looked at.

    Returns:
        The propositions in the order of the list, and the incidents.
    """
    path = corpus.propositions_path
    loaded = _listing(corpus, path, "proposition", Proposition, PROPOSITION_TWICE)
    file, incidents = corpus.relative(path), [*loaded.incidents]
    known = None if entities is None else {*entities, *getattr(entities, "invalid", ())}
    for number, one in enumerate(loaded.value.values()):
        if known is not None and one.entity is not None and one.entity not in known:
            message = f"{one.id} is chiefly about {one.entity!r}, which entities.jsonl does not list"
            incidents.append(ABOUT_NO_ENTITY.at(message, file=file, pointer=f"/{number}/entity"))
    for number, (before, after) in enumerate(pairwise(loaded.value), start=1):
        if after < before:
            incidents.append(OUT_OF_ORDER.at(f"{after} stands behind {before}", file=file, pointer=f"/{number}/id"))
            break
    return Loaded(loaded.value, tuple(incidents))


def _listing(corpus: Corpus, path: Path, kind: str, model: type[T], twice: Code) -> Loaded[Listing[T]]:
    """The records of a list by id; of several with one id the first."""
    loaded = corpus.lines(path, kind, model)
    listing: Listing[T] = Listing()
    for incident in loaded.incidents:
        identifier = _id_in_line(path, incident)
        if identifier is not None:
            listing.invalid.setdefault(identifier, incident.message)
    incidents = list(loaded.incidents)
    for number, record in enumerate(loaded.value):
        if record.id in listing:
            file = corpus.relative(path)
            incidents.append(twice.at(f"{record.id!r} is listed before", file=file, pointer=f"/{number}/id"))
            continue
        listing[record.id] = record
    return Loaded(listing, tuple(incidents))


def _id_in_line(path: Path, incident: Incident) -> str | None:
    """The id that stands in the line of a list of which an incident speaks."""
    place = incident.pointer.split("/")[1:2]
    if not place or not place[0].isdecimal():
        return None
    try:
        value = parse_json(read_regular(path).split(b"\n")[int(place[0])])
    except (OSError, BadJson, IndexError):
        return None
    name = value.get("id") if isinstance(value, dict) else None
    return name if isinstance(name, str) else None


def write_annotation(path: Path, annotation: Annotation) -> None:
    """Write one annotation file whole."""
    write_atomically(path, pretty_json(annotation))
