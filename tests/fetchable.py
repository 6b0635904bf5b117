"""A mini corpus with a collection whose texts are fetched, and the folder of the files that they come from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import msgspec

from corpora import copy_mini
from goldwire.annotation.article import article
from goldwire.corpus.cache import Cache
from goldwire.corpus.files import json_lines, pretty_json
from goldwire.corpus.ids import doc_id, sha256_hex
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import Annotation, Form, LineRole, Mention, MentionType, Provenance
from goldwire.model.document import Collection, Document, LedgerEvent, Published, Rights, Source, SplitShare
from goldwire.model.line import Role
from goldwire.model.span import surface_digest
from goldwire.text.clean import full_lines

PRESS = "press"
HOME = "https://example.org/pinned"
TEXTS = {
    "a": "Bridge of Quennel reopens\n\nThe bridge of Quennel carries carts again. Mayor Ida Holt cut the ribbon.\n",
    "b": "Ferry to Sorrel is late\n\nThe ferry left an hour late. “Fog,” said the pilot.\n\nPhoto: the quay\n",
    "c": "Le pont de Quennel rouvre\n\nLe pont de Quennel est ouvert depuis lundi. La maire a coupé le ruban.\n",
}
"""Invented texts by the id of their record; `c` is a file of its own."""


@dataclass(frozen=True, slots=True)
class Fetchable:
    """`root` is the corpus; `files` the folder with the files that texts come from, as `--from` takes it. `texts` are
    the raw texts by document id."""

    root: Path
    files: Path
    documents: tuple[Document, ...]
    texts: dict[str, str]

    def fill(self, cache: Cache) -> Cache:
        """Put all texts into a cache, as if they had been fetched."""
        for text in self.texts.values():
            cache.put(text.encode())
        return cache


def fetchable(folder: Path, home: str = HOME) -> Fetchable:
    """A copy of the mini corpus in `folder`, with three fetched documents, whose files lie at `home`: two records of a
    file of JSON Lines with a byte order mark, and a file. Two tell one story. Each has line roles and, where Quennel is
    named, a mention."""
    root, files = copy_mini(folder), folder / "files"
    files.mkdir()
    lines = "".join(json.dumps({"_id": name, "text": TEXTS[name]}) + "\n" for name in "ab")
    (files / "news.json").write_bytes(lines.encode("utf-8-sig"))
    (files / "c.txt").write_bytes(TEXTS["c"].encode())
    documents = []
    for name, text in TEXTS.items():
        record = name in "ab"
        path = files / ("news.json" if record else "c.txt")
        source = Source(
            address=f"{home}/{path.name}",
            sha256=sha256_hex(path.read_bytes()),
            form="json-lines" if record else "file",
            record=name if record else None,
            id_field="_id" if record else None,
            text_field="text" if record else None,
        )
        documents.append(_document(text, source, "fr" if name == "c" else "en", "ferry" if name == "b" else "bridge"))
    corpus = Corpus(root)
    settings = corpus.settings
    shares = (SplitShare(name="press_train", share=0.5), SplitShare(name="press_test", share=0.5))
    added = Collection(text="fetched", split=None, description="Texts to fetch.", splits=shares)
    changed = msgspec.structs.replace(settings, collections={**settings.collections, PRESS: added})
    corpus.settings_path.write_bytes(pretty_json(changed))
    corpus.documents_path(PRESS).parent.mkdir()
    corpus.documents_path(PRESS).write_bytes(json_lines(documents))
    events = [LedgerEvent(event="added", doc_id=one.doc_id, sha256=one.sha256, collection=PRESS) for one in documents]
    corpus.append_events(events)
    texts = {one.doc_id: text for one, text in zip(documents, TEXTS.values(), strict=True)}
    with corpus.entities_path.open("ab") as stream:
        stream.write(json_lines([_QUENNEL]))
    for one in documents:
        path = corpus.annotation_path(one)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(pretty_json(_annotation(one, texts[one.doc_id])))
    return Fetchable(root, files, tuple(documents), texts)


_QUENNEL: dict[str, object] = {
    "id": "quennel",
    "type": "GPE",
    "names": {"en": "Quennel", "fr": "Quennel"},
    "aliases": [],
    "wikidata": None,
    "world": "fictional",
}


def _document(text: str, source: Source, language: str, story: str) -> Document:
    data = text.encode()
    return Document(
        doc_id=doc_id(sha256_hex(data)),
        collection=PRESS,
        sha256=sha256_hex(data),
        text_sha256=sha256_hex(data),
        length=len(text),
        file_name=source.address.rpartition("/")[2],
        format="text",
        extractor=None,
        encoding="utf-8",
        encoding_from="utf-8",
        language=language,
        outlet="Quennel Post",
        headline=None,
        published=Published(date="2031-05-04", known="stated"),
        url=f"https://example.org/{language}/{story}",
        story=story,
        origin="publisher",
        rights=Rights(
            holder="Quennel Post",
            licence="CC-BY-4.0",
            text="fetched",
            attribution=f"Quennel Post, CC BY 4.0, https://example.org/{language}/{story}",
        ),
        source=source,
    )


def _annotation(document: Document, text: str) -> Annotation:
    spans = full_lines(text)
    roles = [Role.HEADLINE, Role.BODY, Role.CAPTION]
    start = text.find("Quennel")
    found = [] if start < 0 else [(start, start + len("Quennel"))]
    annotation = Annotation(
        doc_id=document.doc_id,
        sha256=document.sha256,
        guidelines="1.0",
        provenance=[
            Provenance(layers=["lines", "mentions"], kind="human", name=None, round="first", date="2031-05-05")
        ],
        lines=[LineRole(start=a, end=b, role=role) for (a, b), role in zip(spans, roles, strict=False)],
        mentions=[
            Mention(
                id=f"m{number}",
                start=a,
                end=b,
                digest=surface_digest(document.doc_id, text[a:b]),
                type=MentionType.GPE,
                form=Form.NAME,
                entity="quennel",
            )
            for number, (a, b) in enumerate(found, 1)
        ],
        quotes=None,
        scare_quotes=None,
        stances=None,
    )
    assert article(document, annotation, text).text
    return annotation
