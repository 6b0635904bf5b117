"""Withdrawing documents: they leave later releases, and their tombstones stay in the ledger for good."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from goldwire.corpus.ledger import Fate, Standing
from goldwire.corpus.store import Corpus, CorpusError
from goldwire.model.document import LedgerEvent
from goldwire.model.incident import errors, printable

LONGEST_REASON = 500
"""Code points, as `ledger-event.schema.json` has it."""
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
"""Categories of code points that a reason may not hold: it is printed, and published with each later release."""


def checked_reason(text: str) -> str:
    """A reason as the ledger keeps it, its white space made single. Raises `CorpusError` where it is empty, longer than
    500 code points, or holds characters that do not show."""
    for char in text:
        if unicodedata.category(char) in _HIDDEN:
            raise CorpusError(
                f"the reason holds the character {printable(char)}, which does not show; write plain text on one line"
            )
    reason = " ".join(text.split())
    if not reason:
        raise CorpusError("the reason is empty; say in a few words why the document leaves")
    if len(reason) > LONGEST_REASON:
        raise CorpusError(f"the reason has {len(reason):,} characters; {LONGEST_REASON} are allowed")
    return reason


def withdraw(corpus: Corpus, doc_ids: Sequence[str], reason: str) -> list[Standing]:
    """Withdraw documents, all or none, by one event each at the ledger's end; gives their standings after it.

    The corpus must be locked. Raises `CorpusError` for a reason that `checked_reason` refuses, a damaged ledger, and a
    document that is not active.
    """
    reason = checked_reason(reason)
    ledger = corpus.ledger()
    if errors(ledger.incidents):
        raise CorpusError("the ledger is damaged; run goldwire check and mend it first")
    chosen = list(dict.fromkeys(doc_ids))
    for name in chosen:
        refuse_inactive(name, ledger.value.get(name))
    corpus.append_events([LedgerEvent(event="withdrawn", doc_id=name, reason=reason) for name in chosen])
    after = corpus.ledger().value
    return [after.standings[name] for name in chosen]


def refuse_inactive(name: str, standing: Standing | None) -> None:
    """Raise `CorpusError` where a document is not one that can be withdrawn."""
    if standing is None:
        raise CorpusError(f"the ledger never added {name}, so it cannot be withdrawn; run goldwire check")
    if standing.fate is Fate.SUPERSEDED:
        raise CorpusError(
            f"{name} was superseded by {standing.successor} and is in no later release; withdraw that one"
        )
    if standing.fate is Fate.WITHDRAWN:
        raise CorpusError(f"{name} is {tombstone(standing)}")


def tombstone(standing: Standing) -> str:
    """What the ledger keeps of a withdrawn document, in words."""
    where = "it was in no release" if standing.release is None else f"first released in {standing.release}"
    return f"withdrawn already: “{printable(standing.reason or '')}” ({where})"
