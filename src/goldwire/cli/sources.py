"""Telling people which raw files of withheld texts were found."""

from __future__ import annotations

from goldwire.cli.console import out, table
from goldwire.model.document import Match
from goldwire.model.incident import printable
from goldwire.release.assembly import Tables
from goldwire.release.card import COVERED, covered

_REMEDIES = {
    Match.SOURCE_CHANGED: "source_changed: a file of this name has other bytes. Get the file as it was: nothing may "
    "convert its line endings or encoding, or save the page anew.",
    Match.MISSING: "missing: no file has these bytes, and none has this name. Put the raw file anywhere below the "
    "folder named with --raw, under any name.",
}


def tell_sources(tables: Tables) -> None:
    """Print the coverage of each split, and every withheld document; nothing for a public edition."""
    if tables.sources is None:
        return
    out.print()
    out.print(table(COVERED, covered(tables), numbers_from=1))
    if tables.sources:
        out.print()
        ordered = sorted(tables.sources, key=lambda source: (list(Match).index(source.match), source.doc_id))
        rows = [(str(s.match), s.doc_id, printable(s.file_name), printable(s.outlet or "–")) for s in ordered]
        out.print(table(("raw file", "document", "called", "outlet"), rows, numbers_from=4))
    for match, remedy in _REMEDIES.items():
        if any(source.match is match for source in tables.sources):
            out.print(f"  → {remedy}")
    if tables.redistributable:
        out.print("\nNo withheld text was found: this edition holds the same texts as the public one.")
    else:
        out.print("\nThis edition holds texts that belong to their publishers: it is not for redistribution.")
