"""Corpus records: documents, ledger events and the corpus's own settings."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

import msgspec


class _Record(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Extractor(_Record, frozen=True, kw_only=True):
    """What turned HTML into the raw text: a library and its exact version."""

    name: str
    version: str


class Published(_Record, frozen=True, kw_only=True):
    """A date of publication (ISO 8601) and whether the source states it or somebody inferred it."""

    date: str
    known: Literal["stated", "inferred"]


TextKind = Literal["included", "withheld", "fetched"]
"""Where the text of a document is: in the repository, with whoever owns it, or at an address from which anybody may
fetch it and pass it on."""


class Rights(_Record, frozen=True, kw_only=True, omit_defaults=True):
    """Who holds the text, under which licence, and where it is. `attribution` is the line that whoever passes the text
    on has to show; a fetched text has one."""

    holder: str
    licence: str
    text: TextKind
    attribution: str | None = None


class Source(_Record, frozen=True, kw_only=True, omit_defaults=True):
    """Where a fetched text comes from: a pinned file, and which record of it the text is.

    `sha256` is of the file at `address`. `form` names the reader that gives the document's raw bytes, whose SHA-256 the
    document records: `file` (the file is the document), `json-lines` (the field `text_field` of the line whose
    `id_field` is `record`), `conllu` (the text that the tokens make).
    """

    address: str
    sha256: str
    form: str
    record: str | None = None
    id_field: str | None = None
    text_field: str | None = None


class Document(_Record, frozen=True, kw_only=True, omit_defaults=True):
    """One line of `corpus/<collection>/documents.jsonl`. Schema: `document.schema.json`.

    `sha256` is of the file's bytes; `text_sha256` of the raw text (decoded, and extracted where the file is
    HTML) as UTF-8, so that a decoder or an extractor that changes its mind is noticed before offsets drift.
    `length` counts the raw text's code points. `file_name` is what the file was called when it was added, a hint
    for whoever looks for a withheld text; nothing depends on it. `joins` are other stories that the document tells,
    too: they share its split. `source` says where a fetched text comes from; other texts have none.
    """

    doc_id: str
    collection: str
    sha256: str
    text_sha256: str
    length: int
    file_name: str
    format: Literal["text", "html"]
    extractor: Extractor | None
    encoding: str
    encoding_from: Literal["bom", "declared", "utf-8", "detected", "given"]
    language: str
    outlet: str | None
    headline: str | None
    published: Published | None
    url: str | None
    story: str
    origin: Literal["publisher", "language-model", "human"]
    rights: Rights
    source: Source | None = None
    joins: tuple[str, ...] = ()

    @property
    def stories(self) -> tuple[str, ...]:
        """All stories that the document tells, its own first."""
        return (self.story, *self.joins)

    @property
    def included(self) -> bool:
        """Whether the text is in the repository; labels of any other text show none of its words."""
        return self.rights.text == "included"

    @property
    def fetched(self) -> bool:
        """Whether anybody may fetch the text from its source, and pass it on."""
        return self.rights.text == "fetched"

    @property
    def withheld(self) -> bool:
        """Whether the text belongs to somebody who does not pass it on."""
        return self.rights.text == "withheld"

    @property
    def raw_name(self) -> str:
        """The file's name under `corpus/<collection>/raw/`; never taken from outside."""
        return f"{self.doc_id}.{'html' if self.format == 'html' else 'txt'}"


class Match(StrEnum):
    """What became of the search for a text that is not in the repository."""

    OK = "ok"
    SOURCE_CHANGED = "source_changed"
    MISSING = "missing"


class LedgerEvent(_Record, frozen=True, kw_only=True, omit_defaults=True):
    """One line of `corpus/ledger.jsonl`. `added` carries collection and sha256; `released` the version and, at
    the first release, the split that holds from then on; `superseded` the id of the newer document."""

    event: Literal["added", "released", "superseded", "withdrawn"]
    doc_id: str
    sha256: str | None = None
    collection: str | None = None
    release: str | None = None
    split: str | None = None
    by: str | None = None
    reason: str | None = None


class SplitShare(_Record, frozen=True, kw_only=True):
    """A split and its share of the stories."""

    name: str
    share: float


class Collection(_Record, frozen=True, kw_only=True, omit_defaults=True):
    """A collection's defaults. `split` names a fixed split; null means the salted hash of the story decides, which
    draws from `splits` with `salt`, or from those of the corpus where the collection has none of its own."""

    text: TextKind
    split: str | None
    description: str
    salt: str | None = None
    splits: tuple[SplitShare, ...] = ()


class Creator(_Record, frozen=True, kw_only=True):
    """Who made the corpus."""

    kind: Literal["person", "organization"]
    name: str


class Licence(_Record, frozen=True, kw_only=True):
    """A licence that SPDX does not list, as the corpus declares it: what it is called, where its words are, and whether
    it lets anybody pass texts on."""

    name: str
    url: str
    passing_on: bool


class Settings(_Record, frozen=True, kw_only=True):
    """`corpus/corpus.json`: what the corpus is called and how it is divided. Who made it and where its home page is may
    be unknown; nothing is put in their place. `licences` are those of its own, by their ids (`LicenseRef-…`)."""

    name: str
    title: str
    summary: str
    version: str
    licence: str
    creators: list[Creator] = []
    homepage: str | None = None
    languages: list[str]
    salt: str
    splits: list[SplitShare]
    collections: dict[str, Collection]
    licences: dict[str, Licence] = {}
