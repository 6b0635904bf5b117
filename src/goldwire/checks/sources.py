"""What records say of the sources of fetched texts: enough to fetch them, and nothing that cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from goldwire.model.address import address_trouble
from goldwire.model.document import Document, Source
from goldwire.model.incident import Incident, define
from goldwire.readers.registry import missing_fields, superfluous_fields, unknown_form

INCOMPLETE = define(
    "GW-E121",
    "fetched text without source or attribution",
    meaning="The text of the document is fetched, and its record does not say from where, or lacks the line of "
    "attribution that goes with each copy of the text.",
    remedy="Give the record a source (address, sha256, form) and rights.attribution, or add the file anew with "
    "goldwire add --source --attribution.",
)
SUPERFLUOUS_SOURCE = define(
    "GW-E122",
    "source of a text that is not fetched",
    meaning="The record says where the text can be fetched, and its rights say that it is not fetched.",
    remedy="Take the source out, or set rights.text to fetched where the collection's texts are.",
)
WRONG_FORM = define(
    "GW-E123",
    "source of no known form",
    meaning="No reader has the form of the source, or the source lacks a field that its form needs, or has one that "
    "its form does not know.",
    remedy="Name a form that a reader has, with the fields that it needs: goldwire add --help lists them.",
)
BAD_ADDRESS = define(
    "GW-E124",
    "address that is not fetched from",
    meaning="Files are fetched from https addresses of one unmistakable form; http is for hosts on this machine. User "
    "names, fragments, and . or .. between slashes, also percent-encoded, are refused.",
    remedy="Correct the address as the message says.",
)
OTHER_DIGEST = define(
    "GW-E125",
    "file and document have other digests",
    meaning="The source's form is file: the file is the document, and yet the record has two digests for them.",
    remedy="Add the file anew with goldwire add. Where the document is a part of the file, name the form that reads "
    "it.",
)
TWO_FILES = define(
    "GW-E126",
    "one address, two files",
    meaning="Two documents name the same address, and other digests of the file there. An address gives one file.",
    remedy="Pin the address to a version of the file, such as a commit, and give its digest to both documents.",
)
SAME_RECORD = define(
    "GW-E127",
    "one record, two documents",
    meaning="Two documents have other texts, and name the same record of the same file. A record gives one text.",
    remedy="Correct the record id or the field of the document that is wrong, or withdraw it.",
)


def source_of(document: Document) -> Iterator[Incident]:
    """GW-E121 to GW-E125: what one record says of the source of its text."""
    source, place = document.source, document.doc_id
    if document.fetched and not (document.rights.attribution or "").strip():
        message = "the record has no line of attribution"
        yield INCOMPLETE.at(message, document=place, pointer="/rights/attribution")
    if source is None:
        if document.fetched:
            yield INCOMPLETE.at("the record has no source", document=place, pointer="/source")
        return
    if not document.fetched:
        message = f"the text is {document.rights.text}, and the record has a source"
        yield SUPERFLUOUS_SOURCE.at(message, document=place, pointer="/source")
        return
    for pointer, message in _wrong_form(source):
        yield WRONG_FORM.at(message, document=place, pointer=f"/source/{pointer}")
    trouble = address_trouble(source.address)
    if trouble is not None:
        yield BAD_ADDRESS.at(f"the address {trouble}", document=place, pointer="/source/address")
    if source.form == "file" and source.sha256 != document.sha256:
        message = f"the file has {source.sha256[:16]}…, the document {document.sha256[:16]}…"
        yield OTHER_DIGEST.at(message, document=place, pointer="/source/sha256")


def sources_agree(documents: Iterable[Document]) -> Iterator[Incident]:
    """GW-E126 and GW-E127: of each address there is one file, of each record one document."""
    first: dict[str, tuple[str, str]] = {}
    records: dict[Source, str] = {}
    for document in documents:
        source = document.source
        if not document.fetched or source is None:
            continue
        if source.form != "file":
            known = records.setdefault(msgspec.structs.replace(source, address=""), document.doc_id)
            if known != document.doc_id:
                message = f"{known} names the same record of the same file"
                yield SAME_RECORD.at(message, document=document.doc_id, pointer="/source/record")
        sha256, doc_id = first.setdefault(source.address, (source.sha256, document.doc_id))
        if sha256 != source.sha256:
            message = f"{doc_id} names the same address, with a file of SHA-256 {sha256[:16]}…"
            yield TWO_FILES.at(message, document=document.doc_id, pointer="/source/sha256")


def _wrong_form(source: Source) -> Iterator[tuple[str, str]]:
    unknown = unknown_form(source)
    if unknown is not None:
        yield "form", unknown
    for field in missing_fields(source):
        yield field, f"form {source.form} needs {field}"
    for field in superfluous_fields(source):
        yield field, f"form {source.form} has no {field}"
