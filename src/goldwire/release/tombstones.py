"""`tombstones.jsonl`: what a release says of documents that earlier releases held and this one does not."""

from __future__ import annotations

import msgspec

from goldwire.corpus.ledger import Fate, Ledger

TOMBSTONES = "tombstones.jsonl"


class Tombstone(msgspec.Struct, frozen=True, kw_only=True):
    """One line. Schema: `tombstone.schema.json`. `release` is the first that held it, `split` where it was."""

    doc_id: str
    fate: Fate
    reason: str | None
    split: str
    release: str
    successor: str | None


def tombstones(ledger: Ledger) -> list[Tombstone]:
    """The tombstones of all documents that were released and left, by id."""
    return [
        Tombstone(
            doc_id=standing.doc_id,
            fate=standing.fate,
            reason=standing.reason,
            split=standing.split,
            release=standing.release,
            successor=standing.successor,
        )
        for standing in sorted(ledger.standings.values(), key=lambda standing: standing.doc_id)
        if standing.fate is not Fate.ACTIVE and standing.release is not None and standing.split is not None
    ]
