"""`leakage.json`: the leakage audit of a release, made from its tables alone, so that anyone can make it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from goldwire.corpus.files import pretty_json
from goldwire.leakage.findings import Findings, Likeness, examine
from goldwire.leakage.subject import Subject
from goldwire.model.annotation import LOCAL_PREFIX, Form
from goldwire.release.configs import documents, standoff
from goldwire.release.manifest import Edition, table_place
from goldwire.release.parquet import Table

LEAKAGE = "leakage.json"
_COLUMNS = ("doc_id", "story", "joins", "language", "published", "text", "mentions", "quotes")
KINDS = {
    "near_duplicates": "texts that share wording",
    "shared_quotes": "the same words quoted",
    "same_entities": "same linked entities, close dates",
    "rare_entities": "same rare entities, any dates",
}
_NONE = {
    "near_duplicates": "texts",
    "shared_quotes": "quotes",
    "same_entities": "entities and dates close enough in time",
    "rare_entities": "rare entities enough",
}
"""What no two documents of different splits have where none could be compared."""


class Leakage(Findings, frozen=True, kw_only=True):
    """`leakage.json`. Schema: `leakage.schema.json`. `with_text` counts the documents whose texts could be compared."""

    name: str
    version: str
    edition: Edition
    documents: int
    with_text: int


def leakage(folder: str | Path, name: str, version: str, edition: Edition) -> Leakage:
    """Audit the tables below a release folder."""
    folder = Path(folder)
    found: dict[str, Subject] = {}
    for config in (documents.CONFIG, standoff.CONFIG):  # a hydrated release has some documents in both
        for subject in _subjects(folder, config.name):
            found.setdefault(subject.doc_id, subject)
    findings = examine(found.values())
    return Leakage(
        name=name,
        version=version,
        edition=edition,
        documents=len(found),
        with_text=sum(subject.text is not None for subject in found.values()),
        **{kind: getattr(findings, kind) for kind in KINDS},
    )


def write_leakage(folder: Path, leakage: Leakage) -> Path:
    """Write the file into a release."""
    path = folder / LEAKAGE
    path.write_bytes(pretty_json(_in_order(leakage)))
    return path


def section(leakage: Leakage) -> str:
    """What the card says of it."""
    lines = [
        "## Leakage\n",
        "A story lies in one split. An audit of the tables looks for pairs of documents that are alike all the same, "
        "of different stories or in different splits. `leakage.json` lists those found, with all thresholds. "
        f"{leakage.with_text:,} of {leakage.documents:,} documents have their text in this edition.\n",
        "| pairs with | from | within one split | compared | across splits | compared across splits |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for kind, name in KINDS.items():
        likeness: Likeness = getattr(leakage, kind)
        within, across = likeness.within_split, likeness.across_splits
        least = likeness.parameters["published_from"]
        lines.append(
            f"| {name} | {least} | {within.found:,} | {within.compared:,} | {across.found:,} | {across.compared:,} |"
        )
    wording = leakage.near_duplicates.parameters
    lines.append(
        f"\nTexts share wording, too, from {wording['published_contained_from']:.0%} of the smaller text and from "
        f"{wording['published_passage_from']} words in a row. From a similarity of "
        f"{wording['refused_across_splits_from']}, or {wording['refused_contained_from']:.1%} of the smaller text, no "
        "release is made with such a pair across splits.\n"
    )
    nothing = _nothing(leakage)
    if nothing:
        lines.append("\n\n".join(said for said in nothing) + "\n")
    if leakage.same_entities.undated:
        lines.append(
            f"{leakage.same_entities.undated:,} documents with entities have no date of publication; they count as "
            "close in time to every other one.\n"
        )
    return "\n".join(lines)


def line(leakage: Leakage) -> str:
    """What `goldwire release` says of it."""
    counts = []
    for kind, name in KINDS.items():
        likeness: Likeness = getattr(leakage, kind)
        across, within = likeness.across_splits, likeness.within_split
        counts.append(f"{name} {across.found:,} of {across.compared:,} (within one split {within.found:,})")
    said = " ".join(_nothing(leakage))
    return f"leakage across splits, in pairs of documents: {', '.join(counts)}{f'. {said}' if said else ''}"


def _nothing(leakage: Leakage) -> list[str]:
    """Which checks say nothing, for they had nothing to compare."""
    return [
        f"0 of 0 pairs across splits with {_NONE[kind]} were compared: the check for {name} says nothing here."
        for kind, name in KINDS.items()
        if getattr(leakage, kind).across_splits.compared == 0
    ]


def _in_order(leakage: Leakage) -> dict[str, Any]:
    """The record with its name first: the fields of a base class would come before."""
    record: dict[str, Any] = msgspec.to_builtins(leakage)
    return {key: value for key, value in record.items() if key not in KINDS} | {kind: record[kind] for kind in KINDS}


def _subjects(folder: Path, config: str) -> Iterator[Subject]:
    for path in sorted((folder / "data" / config).glob("*.parquet")):
        place = table_place(path.relative_to(folder).as_posix())
        if place is None:
            raise ValueError(f"{path} is no table of a release")
        with Table(path) as table:
            for row in table.rows([name for name in _COLUMNS if name in table.schema.names]):
                yield _subject(row, place[1])


def _subject(row: dict[str, Any], split: str) -> Subject:
    text = row.get("text")
    quotes = (row["quotes"] or ()) if text is not None else ()
    return Subject(
        doc_id=row["doc_id"],
        stories=(row["story"], *row["joins"]),
        split=split,
        language=row["language"],
        published=row["published"],
        text=text,
        quotes=tuple(" ".join(part["text"] for part in quote["content"]) for quote in quotes),
        entities=Counter(
            mention["entity"]
            for mention in row["mentions"] or ()
            if mention["form"] == Form.NAME and not mention["entity"].startswith(LOCAL_PREFIX)
        ),
    )
