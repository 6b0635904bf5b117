"""Leaks between splits: what a model learns in one must not stand, in nearly the same words, in another."""

from __future__ import annotations

from collections.abc import Iterator

from goldwire.checks.run import Opened, Verdict
from goldwire.leakage.findings import Findings, Pair, examine, in_common
from goldwire.leakage.subject import Subject, subject
from goldwire.leakage.texts import COPY
from goldwire.model.incident import Incident, define, errors

COPIES = define(
    "GW-E087",
    "near-duplicate texts in two splits",
    meaning="Two texts in different splits have at least half of their wording in common (exact Jaccard similarity of "
    "five-word runs): a model would be tested on what it was trained on.",
    remedy="The two tell one story: give the document that was not released yet the story of the other, or let it join "
    "that one (joins). Where both were released their splits are frozen: withdraw one (goldwire withdraw DOC).",
)
WITHIN = define(
    "GW-E091",
    "a text stands in a text of another split",
    meaning="Two thirds of a text or more, counted in five-word runs, stand in a longer text of another split, such as "
    "a brief in the article that it grew into: a model would be tested on what it was trained on.",
    remedy="The two tell one story: give the document that was not released yet the story of the other, or let it join "
    "that one (joins). Where both were released their splits are frozen: withdraw one (goldwire withdraw DOC). Where "
    "they share nothing but furniture of a page, give its lines the role boilerplate.",
)
SHARED_WORDING = define(
    "GW-W088",
    "texts of two splits share wording",
    meaning="Two texts in different splits have a good part of their wording in common, such as a paragraph of "
    "background: a Jaccard similarity of five-word runs from 0.15, a quarter of the smaller text, or 30 words in "
    "a row.",
    remedy="Look at both. Where they tell one story, give the document that was not released yet the story of the "
    "other, or let it join that one (joins). The release publishes the pair in leakage.json in any case.",
)
SHARED_QUOTE = define(
    "GW-W089",
    "texts of two splits quote the same words",
    meaning="Two documents in different splits quote the same run of eight or more words.",
    remedy="Look at both. Where they tell one story, give the document that was not released yet the story of the "
    "other, or let it join that one (joins). The release publishes the pair in leakage.json in any case.",
)


class Leaks:
    """Takes verdicts one by one, and tells in the end what leaks between the splits of their documents."""

    def __init__(self, opened: Opened) -> None:
        self._splits = opened.assignment.splits
        self._subjects: list[Subject] = []

    def see(self, verdict: Verdict) -> None:
        """Take a document; one with errors is passed over, for its labels may point anywhere."""
        whole = verdict.article
        split = self._splits.get(whole.document.doc_id)
        if split is not None and not errors(verdict.incidents):
            view = whole.cleaned.view if whole.cleaned else None
            self._subjects.append(subject(whole.document, whole.annotation, view, split))

    def incidents(self) -> list[Incident]:
        """What leaks among the documents taken."""
        return list(leaks(examine(self._subjects)))


def leaks(findings: Findings) -> Iterator[Incident]:
    """The incidents that findings give rise to. Entities in common are no leak by themselves: they are published."""
    for pair in findings.near_duplicates.pairs:
        if pair.across:
            code = COPIES if pair.measure >= COPY else WITHIN if pair.stands_within else SHARED_WORDING
            yield code.at(f"{in_common(pair)} {_other(pair)}", document=pair.documents[0], pointer="/story")
    for pair in findings.shared_quotes.pairs:
        if pair.across:
            message = f"quotes {pair.measure:.0f} words in a row that are quoted in {_other(pair)}"
            yield SHARED_QUOTE.at(message, document=pair.documents[0], pointer="/story")


def _other(pair: Pair) -> str:
    return f"{pair.documents[1]}; this document is in {pair.splits[0]!r}, that one in {pair.splits[1]!r}"
