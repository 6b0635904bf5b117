"""Telling people which texts that the repository does not hold were found, and how to get the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Annotated, Any

import typer

from goldwire.checks.run import Opened
from goldwire.cli.console import INCIDENTS, fail, number, out, print_json, table
from goldwire.corpus.raw import RawFolder
from goldwire.model.document import Document, Match, TextKind
from goldwire.release.assembly import Source, Tables
from goldwire.release.card import COVERED, covered

_REMEDIES: dict[tuple[TextKind, Match], str] = {
    ("withheld", Match.SOURCE_CHANGED): "source_changed: a file of this name has other bytes. Get the file as it was: "
    "nothing may convert its line endings or encoding, or save the page anew.",
    ("withheld", Match.MISSING): "missing: no file has these bytes, and none has this name. Put the raw file anywhere "
    "below the folder named with --raw, under any name.",
    (
        "fetched",
        Match.SOURCE_CHANGED,
    ): "source_changed: the file fetched gives another text than the one recorded. More is told by: {fetch}",
    ("fetched", Match.MISSING): "missing: the text was not fetched. Get it with: {fetch}",
}
_NAMED = 3
"""Digests that are named where none was found."""
_LISTED = 20
"""Documents that are listed of those whose text was not found. Of a larger collection that is missing as a whole none
is: its count says as much."""

FetchedOption = Annotated[
    bool,
    typer.Option(
        "--fetched", help="Also hold the texts that were fetched: all of them, which goldwire fetch gets beforehand."
    ),
]

Wanted = Sequence[tuple[str, str, str]]
"""Id, SHA-256 and file name of documents whose text is withheld."""


def withheld_of(work: Opened) -> Wanted:
    """The documents of a corpus whose text is withheld."""
    return [(one.doc_id, one.sha256, one.file_name) for one in work.documents if one.withheld]


def refuse_if_none_is_there(raw: RawFolder | None, wanted: Wanted, *, empty: dict[str, Any] | None = None) -> None:
    """Leave with a message where a folder of raw files was named that holds none of those wanted, not even one of their
    names. `empty` is what the command prints of nothing as JSON, where that is asked for."""
    if raw is None or not wanted or any(raw.holds(sha256, name) for _, sha256, name in wanted):
        return
    if empty is not None:
        print_json(empty)
    few = [f"{sha256} ({doc_id})" for doc_id, sha256, _ in sorted(wanted)[:_NAMED]]
    more = f" and {len(wanted) - _NAMED:,} more" if len(wanted) > _NAMED else ""
    looked = (
        f"{number(raw.count, 'file')} looked at, and none has"
        if raw.count
        else "It holds no file; wanted are those with"
    )
    fail(
        f"--raw {raw.folder}: no raw file of a withheld document is there. {looked} the SHA-256 {', '.join(few)}{more}."
        " Name the folder that holds the files as they were when they were added; what they are called does not matter",
        status=INCIDENTS,
    )


def fetch_line(names: Iterable[str]) -> str:
    """The command that fetches collections or documents."""
    return f"goldwire fetch {' '.join(sorted(set(names)))}"


def how_to_get(documents: Iterable[Document], *, named_raw: bool) -> str:
    """How to get the texts of documents that are not at hand, as the end of a sentence; empty where there is none that
    was not tried."""
    textless = list(documents)
    fetched = {one.collection for one in textless if one.fetched}
    ways = [fetch_line(fetched)] if fetched else []
    if not named_raw and any(one.withheld for one in textless):
        ways.append("name the folder of withheld texts with --raw")
    return "; ".join(ways)


def why_no_text(kind: TextKind, doc_id: str, *, named_raw: bool) -> str:
    """Why the text of a document is not at hand, and how to get it."""
    if kind == "fetched":
        return f"text fetched: {fetch_line([doc_id])}"
    if kind == "withheld" and named_raw:
        return "text withheld: the folder named with --raw does not hold its file"
    return "text withheld: name the folder of the raw files with --raw" if kind == "withheld" else "text not shown"


def counted_matches(kind: TextKind, collection: str | None, matches: Iterable[Match], *, all_: bool = True) -> str:
    """`withheld texts: 4 ok, 0 source_changed, 1 missing`; unless `all_`, only what there is."""
    counts = Counter(matches)
    told = ", ".join(f"{counts[match]:,} {match}" for match in Match if all_ or counts[match])
    if collection is None:
        return f"{kind} texts: {told}"
    return f"{collection}: {number(counts.total(), f'{kind} text')}: {told}"


def tell_sources(tables: Tables) -> None:
    """Print the coverage of each split, and what became of the search for texts by collection, with those that were not
    found; nothing for a public edition."""
    if tables.sources is None:
        return
    out.print()
    out.print(table(COVERED, covered(tables), numbers_from=1))
    if tables.sources:
        out.print()

    def place(source: Source) -> tuple[str, TextKind]:
        return source.collection, source.text

    lacking: list[Source] = []
    listed: list[Source] = []
    for (collection, kind), group in groupby(sorted(tables.sources, key=place), key=place):
        those = list(group)
        out.print(counted_matches(kind, collection, (source.match for source in those), all_=False))
        lacking += [source for source in those if source.match is not Match.OK]
        if len(those) <= _LISTED or any(source.match is not Match.MISSING for source in those):
            listed += [source for source in those if source.match is not Match.OK]
    if listed:
        out.print()
        ordered = sorted(listed, key=lambda source: (list(Match).index(source.match), source.doc_id))
        rows = [(str(s.match), s.doc_id, s.file_name, s.outlet or "–") for s in ordered[:_LISTED]]
        out.print(table(("text", "document", "called", "outlet"), rows, numbers_from=4))
        if len(listed) > _LISTED:
            out.print(f"… and {len(listed) - _LISTED:,} more; matches in manifest.json names all")
    for (kind, match), remedy in _REMEDIES.items():
        of = [source.collection for source in lacking if (source.text, source.match) == (kind, match)]
        if of:
            out.print(f"  → {remedy.format(fetch=fetch_line(of))}")
    _tell_use(tables)


def _tell_use(tables: Tables) -> None:
    """What an edition may be used for."""
    sources = tables.sources or ()
    found = {source.text for source in sources if source.match is Match.OK}
    if "withheld" in found:
        out.print("\nThis edition holds texts that belong to their publishers: it is not for redistribution.")
        return
    if any(source.text == "withheld" for source in sources):
        lacks = any(source.text == "fetched" and source.match is not Match.OK for source in sources)
        same = "public" if "fetched" not in found else None if lacks else "fetched"
        told = f": this edition holds the same texts as the {same} one" if same else ""
        out.print(f"\nNo withheld text was found{told}.")
    if not tables.redistributable:
        out.print("\nOf some texts it is not known that they may be passed on: this edition is not for redistribution.")
    elif "fetched" in found:
        out.print("\nThis edition may be passed on: each row states the licence and the attribution of its text.")
