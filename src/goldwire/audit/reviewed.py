"""Findings and the reviews that excuse them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from goldwire.annotation.reviews import Review
from goldwire.audit.reading import Reading
from goldwire.audit.registry import Finding, audit


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Findings with the reviews that excuse them. The finding of a `stale` review is gone. That of an `unsure` one may
    show where other documents are read: what detectors know, such as cue verbs and rare names, comes from all that
    are."""

    excuses: dict[Finding, Review | None]
    stale: list[Review]
    unsure: list[Review]


def reviewed(
    findings: Iterable[Finding], reviews: Sequence[Review], read: Sequence[Reading], *, all_read: bool
) -> Reviewed:
    """Match the findings in the documents that were read with reviews. `all_read` says that no document was left out.
    A review of two documents is stale once they tell one story. One of a single document is, where all were read and
    neither they nor those among them whose texts a reader may have to do without give its finding.

    A review excuses the finding at its place, and one inside of it that shares an edge with it: "has said" may be
    known as a cue, and where fewer documents are read its verb alone.
    """
    lengths = {reading.document.doc_id: len(reading.view.raw) for reading in read}
    exact = {review.key: review for review in reviews}
    by_document: dict[tuple[str, str], list[Review]] = {}
    for review in reviews:
        if _lies_in(review, lengths):
            by_document.setdefault((review.kind, review.doc_id), []).append(review)

    def excuse(one: Finding) -> Review | None:
        held = (review for review in by_document.get((one.kind, one.doc_id), ()) if _holds(review, one))
        return exact.get(one.key) or next(held, None)

    excuses = {one: excuse(one) for one in findings}
    used = {review.key for review in excuses.values() if review is not None}
    gone = [
        review
        for review in exact.values()
        if review.key not in used and review.doc_id in lengths and (review.other is None or review.other in lengths)
    ]
    gone.sort(key=lambda review: (review.doc_id, review.start or 0, review.kind))
    stories = {reading.document.doc_id: {*reading.document.stories} for reading in read}
    stale = [
        review
        for review in gone
        if not _lies_in(review, lengths)
        # Fewer texts make names rare that all of them together do not.
        or (all_read if review.other is None else stories[review.doc_id] & stories[review.other])
    ]
    if any(_lies_in(review, lengths) and review.other is None for review in stale):
        used |= {found.key for one in _with_fewer_texts(read) if (found := excuse(one)) is not None}
        stale = [review for review in stale if review.key not in used]
    return Reviewed(excuses, stale, [review for review in gone if review not in stale])


def _with_fewer_texts(read: Sequence[Reading]) -> Iterator[Finding]:
    """The findings of readers who have the texts that are included, and not all that are withheld or fetched."""
    ways = sorted({reading.document.rights.text for reading in read} - {"included"})
    for had in chain.from_iterable(combinations(ways, count) for count in range(len(ways))):
        yield from audit([one for one in read if one.document.rights.text in {"included", *had}])


def _lies_in(review: Review, lengths: dict[str, int]) -> bool:
    return review.end is None or review.end <= lengths.get(review.doc_id, 0)


def _holds(review: Review, one: Finding) -> bool:
    """Whether the place of the finding is a beginning or an end of the review's."""
    if None in (review.start, review.end, one.start, one.end):
        return False
    at_start, at_end = review.start == one.start, review.end == one.end
    inside = (review.start or 0) <= (one.start or 0) and (one.end or 0) <= (review.end or 0)
    return inside and (at_start or at_end)
