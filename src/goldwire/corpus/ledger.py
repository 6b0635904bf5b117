"""The ledger: an append-only list of events from which every document's id, split and fate follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from goldwire.corpus.ids import doc_id
from goldwire.model.document import LedgerEvent
from goldwire.model.incident import Incident, define

COLLISION = define(
    "GW-E031",
    "two files share one id",
    meaning="Two different files have the same first 80 bits of SHA-256, and so the same document id.",
    remedy="Keep one of the two out of the corpus; this happens by chance once in some 10^12 documents, so first make "
    "sure that nobody made the files for it.",
)
BAD_EVENT = define(
    "GW-E033",
    "ledger event out of turn",
    meaning="An event contradicts the events before it: an id added twice, released or withdrawn before it was added, "
    "released with another split, or succeeded by a document that is not there.",
    remedy="The ledger is append-only: restore it from version control or a backup, and let goldwire append to it.",
)


class Fate(StrEnum):
    """Whether a document still belongs to the corpus."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger knows of one document. `release` and `split` are of its first release, then frozen; `reason` is
    why it was superseded or withdrawn."""

    doc_id: str
    sha256: str
    collection: str
    release: str | None = None
    split: str | None = None
    fate: Fate = Fate.ACTIVE
    successor: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """The state after all events."""

    standings: dict[str, Standing]
    incidents: tuple[Incident, ...]

    def get(self, doc: str) -> Standing | None:
        return self.standings.get(doc)

    def is_active(self, doc: str) -> bool:
        standing = self.standings.get(doc)
        return standing is not None and standing.fate is Fate.ACTIVE


def fold(events: Iterable[LedgerEvent], *, file: str = "ledger.jsonl") -> Ledger:
    """The state that the events lead to. An event out of turn is reported and changes nothing."""
    standings: dict[str, Standing] = {}
    incidents: list[Incident] = []
    for number, event in enumerate(events):
        standing = standings.get(event.doc_id)
        trouble = _trouble(event, standing, standings)
        if trouble:
            message = f"event {number + 1} ({event.event}): {trouble}"
            incidents.append(BAD_EVENT.at(message, document=event.doc_id, file=file, pointer=f"/{number}"))
            continue
        standings[event.doc_id] = _after(event, standing)
    return Ledger(standings, tuple(incidents))


def _trouble(event: LedgerEvent, standing: Standing | None, standings: dict[str, Standing]) -> str | None:
    if event.event == "added":
        if standing is not None:
            return "the id was added before"
        return None if doc_id(event.sha256 or "") == event.doc_id else "the id does not come from the SHA-256"
    if standing is None:
        return "no such document was added before"
    if event.event == "released":
        if standing.fate is not Fate.ACTIVE:
            return f"the document is {standing.fate}"
        return f"was released in {standing.release} already" if standing.release else None
    if standing.fate is not Fate.ACTIVE:
        return f"the document is {standing.fate} already"
    if event.event == "superseded" and (event.by not in standings or event.by == event.doc_id):
        return f"its successor {event.by} is no other document that was added before"
    return None


def _after(event: LedgerEvent, standing: Standing | None) -> Standing:
    if standing is None:
        return Standing(doc_id=event.doc_id, sha256=event.sha256 or "", collection=event.collection or "")
    if event.event == "released":
        return replace(standing, release=event.release, split=event.split)
    if event.event == "superseded":
        return replace(standing, fate=Fate.SUPERSEDED, successor=event.by, reason=event.reason)
    return replace(standing, fate=Fate.WITHDRAWN, reason=event.reason)
