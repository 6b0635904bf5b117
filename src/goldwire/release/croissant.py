"""`croissant.json`: a release in Croissant 1.0, which `mlcroissant` and others load. Made from what was built.

Every file of the folder is in it with its SHA-256, and every table has a record set with a field for each column. What
Croissant cannot describe, a list in a list, is left out and named. What nobody told the corpus is left out, too: its
home page, its makers, the date.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any

from goldwire.model.document import Settings
from goldwire.release.assembly import BuiltConfig, Tables
from goldwire.release.card import KEYWORDS, licences_in_words, not_for_redistribution, rights
from goldwire.release.columns import BOOL, INT64, STRING, Column, Label, Many, Scalar, Structs, metadata_features
from goldwire.release.licences import Own, licence_page
from goldwire.release.manifest import FileEntry
from goldwire.release.texts import ReleasedText, licences_at_hand

CROISSANT = "croissant.json"
CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
"""Not 1.1: that adds nothing which a release needs, and older releases of mlcroissant refuse it."""

LABELS = "labels"
NULL_LIST = "In Croissant a null list of records is a list of one record whose fields are all null."

_TYPES = {STRING: "sc:Text", INT64: "sc:Integer", BOOL: "sc:Boolean"}
_FORMATS = {
    ".parquet": "application/x-parquet",
    ".json": "application/json",
    ".jsonl": "application/jsonlines",
    ".md": "text/markdown",
    ".html": "text/html",
    ".txt": "text/plain",
}
# As the specification has it; mlcroissant warns of any other.
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def croissant(
    settings: Settings,
    version: str,
    tables: Tables,
    files: Sequence[FileEntry],
    texts: Collection[ReleasedText] = (),
) -> bytes:
    """The file; `files` are all others of the folder but the manifest, tables and card among them, `texts` what the
    tables say of each document.

    It is ASCII, because `mlcroissant` reads it in the encoding of the user's locale.
    """
    built, labels = tables.built, _label_sets(tables.built)
    described: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": settings.title,
        "description": _description(settings, tables, texts),
        "license": _licence(settings, tables, texts),
        "version": version,
        "citeAs": _citation(settings, version),
        "creator": [
            {"@type": "sc:Person" if each.kind == "person" else "sc:Organization", "name": each.name}
            for each in settings.creators
        ],
        "url": settings.homepage,
        "isBasedOn": sources(settings.licence, settings.licences, texts),
        "inLanguage": list(settings.languages),
        "keywords": list(KEYWORDS),
        "distribution": [_file(file) for file in sorted(files, key=lambda file: file.path)],
        "recordSet": [*_tables(built, labels), *_enumerations(labels)],
    }
    known = {key: value for key, value in described.items() if value not in (None, [])}
    return (json.dumps(known, indent=2) + "\n").encode("ascii")


def record_set(path: str) -> str:
    """The id of the record set of a table, from its path in the release: `data/ner/train.parquet` is `ner/train`."""
    return path.removeprefix("data/").removesuffix(".parquet")


def left_out(columns: Sequence[Column]) -> Iterator[tuple[Column, Column]]:
    """The lists in lists: each column with the one of its own that Croissant cannot describe."""
    for column in columns:
        if isinstance(column.type, Structs):
            for part in column.type.columns:
                if isinstance(part.type, Many | Structs):
                    yield column, part


def _description(settings: Settings, tables: Tables, texts: Collection[ReleasedText]) -> str:
    parts = [settings.summary]
    if not tables.redistributable:
        parts.insert(0, f"Not for redistribution. {not_for_redistribution(texts)}")
    for name, collection in sorted(settings.collections.items()):
        parts.append(f"Collection {name} ({rights(name, collection, texts)}): {collection.description}")
    return "\n\n".join(parts)


def _licence(settings: Settings, tables: Tables, texts: Collection[ReleasedText]) -> str | list[str]:
    """The page of each licence where it has one, else its name."""
    if not tables.redistributable:
        return f"Not for redistribution. {licences_in_words(settings, texts)}."
    licences = dict.fromkeys([settings.licence, *licences_at_hand(texts)])
    pages = [licence_page(licence, settings.licences) for licence in licences]
    return pages[0] if len(pages) == 1 else pages


def sources(licence: str, own: Own, texts: Iterable[ReleasedText]) -> list[dict[str, Any]]:
    """The works of others that texts and annotations come from, by collection, holder and licence.

    Withheld texts are not among them, for nobody but their owners can look at them; nor are those under the corpus's
    own licence that the repository holds.

    Args:
        licence: That of the corpus.
        own: Licences that the corpus declares, by id.
        texts: The documents of the release.
    """
    counts = Counter(
        (text.collection or "", text.holder or "", text.licence or "")
        for text in texts
        if text.kind == "fetched" or (text.kind == "included" and text.licence != licence)
    )
    return [
        {
            "@type": "sc:CreativeWork",
            "name": f"{collection}: {count:,} {'text' if count == 1 else 'texts'}",
            "license": licence_page(of, own),
            "creditText": holder,
        }
        for (collection, holder, of), count in sorted(counts.items())
    ]


def _citation(settings: Settings, version: str) -> str:
    authors = [
        _bibtex(each.name) if each.kind == "person" else f"{{{_bibtex(each.name)}}}" for each in settings.creators
    ]
    facts = {
        "title": f"{{{_bibtex(settings.title)}}}",
        "author": " and ".join(authors),
        "version": version,
        "url": settings.homepage or "",
    }
    lines = "".join(f",\n  {name} = {{{value}}}" for name, value in facts.items() if value)
    return f"@misc{{{settings.name}-{version}{lines}\n}}"


def _bibtex(text: str) -> str:
    """Text for a BibTeX field: no brace of it opens or closes anything, and nothing is a command."""
    return " ".join(text.translate(_BIBTEX).split())


_BIBTEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{char: f"\\{char}" for char in "&%$#_"},
    }
)


def _file(file: FileEntry) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": _FORMATS.get(PurePosixPath(file.path).suffix, "application/octet-stream"),
        "sha256": file.sha256,
    }


def _tables(built: Sequence[BuiltConfig], labels: dict[Label, str]) -> Iterator[dict[str, Any]]:
    """A record set for each file: mlcroissant checks the SHA-256 of a single file only, not of a set of files."""
    for each in built:
        for split in each.splits:
            for number, path in enumerate(split.files, start=1):
                name = record_set(path)
                part = f", file {number} of {len(split.files)}" if len(split.files) > 1 else ""
                about = [f"{each.config.description} Split {split.split}{part}.", *_remarks(each, built)]
                yield {
                    "@type": "cr:RecordSet",
                    "@id": name,
                    "name": name,
                    "description": " ".join(about),
                    "field": [_field(name, path, column, labels) for column in each.config.columns],
                }


def _remarks(config: BuiltConfig, built: Sequence[BuiltConfig]) -> Iterator[str]:
    """Which columns are left out, and where else they are; and what becomes of null."""
    absent = []
    for column, part in left_out(config.config.columns):
        flat = [
            other.config.name
            for other in built
            if any(metadata_features([each]) == metadata_features([part]) for each in other.config.columns)
        ]
        where = f"config {flat[0]} has it" if flat else "read the Parquet file"
        absent.append(f"{column.name}[].{part.name} ({where})")
    if absent:
        yield f"Left out, for they are lists in lists: {', '.join(absent)}."
    if any(isinstance(column.type, Structs) and column.null for column in config.config.columns):
        yield NULL_LIST


def _field(name: str, path: str, column: Column, labels: dict[Label, str]) -> dict[str, Any]:
    source = {"fileObject": {"@id": path}, "extract": {"column": column.name}}
    if isinstance(column.type, Structs):
        field = _named(f"{name}/{column.name}", column.name, column.meaning)
        parts = [part for part in column.type.columns if isinstance(part.type, Scalar | Label)]
        return {
            **field,
            "repeated": True,
            "subField": [
                {
                    **_typed(f"{field['@id']}/{part.name}", part, labels),
                    "source": {**source, "transform": {"jsonPath": part.name}},
                }
                for part in parts
            ],
        }
    field = {**_typed(f"{name}/{column.name}", column, labels), "source": source}
    if isinstance(column.type, Label):  # a reference is a join, so that lists of labels cannot have one
        field["references"] = {"field": {"@id": f"{labels[column.type]}/value"}}
    return {**field, "repeated": True} if isinstance(column.type, Many) else field


def _typed(identifier: str, column: Column, labels: dict[Label, str]) -> dict[str, Any]:
    kind = column.type.of if isinstance(column.type, Many) else column.type
    if isinstance(kind, Label):
        meaning = f"{column.meaning} Numbers of record set {labels[kind]}."
        return {**_named(identifier, column.name, meaning), "dataType": _TYPES[INT64]}
    assert isinstance(kind, Scalar)
    return {**_named(identifier, column.name, column.meaning), "dataType": _TYPES[kind.dtype]}


def _named(identifier: str, name: str, description: str) -> dict[str, Any]:
    return {"@type": "cr:Field", "@id": identifier, "name": name, "description": description}


def _label_sets(built: Sequence[BuiltConfig]) -> dict[Label, str]:
    """Every set of labels, with the id of its record set: it is called after the first column that has it."""
    found: dict[Label, str] = {}
    for each in built:
        for column in each.config.columns:
            for part in column.type.columns if isinstance(column.type, Structs) else (column,):
                kind = part.type.of if isinstance(part.type, Many) else part.type
                name = column.name if part is column else f"{column.name}.{part.name}"
                if isinstance(kind, Label):
                    found.setdefault(kind, f"{LABELS}/{each.config.name}/{name}")
    return found


def _enumerations(labels: dict[Label, str]) -> Iterator[dict[str, Any]]:
    for label, name in labels.items():
        yield {
            "@type": "cr:RecordSet",
            "@id": name,
            "name": name,
            "description": "Labels: the number that stands in the tables, and its name.",
            "dataType": "sc:Enumeration",
            "key": {"@id": f"{name}/value"},
            "field": [
                {**_named(f"{name}/value", "value", "The number."), "dataType": _TYPES[INT64]},
                {**_named(f"{name}/name", "name", "The label."), "dataType": _TYPES[STRING]},
            ],
            "data": [{f"{name}/value": number, f"{name}/name": text} for number, text in enumerate(label.names)],
        }
