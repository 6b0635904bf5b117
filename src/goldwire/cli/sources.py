"""Telling people which raw files of withheld texts were found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from goldwire.checks.run import Opened
from goldwire.cli.console import INCIDENTS, fail, number, out, print_json, table
from goldwire.corpus.raw import RawFolder
from goldwire.model.document import Match
from goldwire.release.assembly import Tables
from goldwire.release.card import COVERED, covered

_REMEDIES = {
    Match.SOURCE_CHANGED: "source_changed: a file of this name has other bytes. Get the file as it was: nothing may "
    "convert its line endings or encoding, or save the page anew.",
    Match.MISSING: "missing: no file has these bytes, and none has this name. Put the raw file anywhere below the "
    "folder named with --raw, under any name.",
}


_NAMED = 3
"""Digests that are named where none was found."""


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


def tell_sources(tables: Tables) -> None:
    """Print the coverage of each split, and every withheld document; nothing for a public edition."""
    if tables.sources is None:
        return
    out.print()
    out.print(table(COVERED, covered(tables), numbers_from=1))
    if tables.sources:
        out.print()
        ordered = sorted(tables.sources, key=lambda source: (list(Match).index(source.match), source.doc_id))
        rows = [(str(s.match), s.doc_id, s.file_name, s.outlet or "–") for s in ordered]
        out.print(table(("raw file", "document", "called", "outlet"), rows, numbers_from=4))
    for match, remedy in _REMEDIES.items():
        if any(source.match is match for source in tables.sources):
            out.print(f"  → {remedy}")
    if tables.redistributable:
        out.print("\nNo withheld text was found: this edition holds the same texts as the public one.")
    else:
        out.print("\nThis edition holds texts that belong to their publishers: it is not for redistribution.")
