"""Reviews: findings of the audit that somebody has looked at and found justified, with the reason."""

from __future__ import annotations

from pathlib import Path

import msgspec

from goldwire.corpus.store import Corpus, Loaded


class Review(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of `annotations/reviews.jsonl`: the finding (kind, document, raw code points or the other document),
    and why the label stands. Schema: `review.schema.json`."""

    kind: str
    doc_id: str
    start: int | None
    end: int | None
    other: str | None
    reason: str

    @property
    def key(self) -> tuple[str, str, int | None, int | None, str | None]:
        """What the review speaks of; equal to the `key` of its finding."""
        return self.kind, self.doc_id, self.start, self.end, self.other


def reviews_path(corpus: Corpus) -> Path:
    """Where the reviews of a corpus lie."""
    return corpus.root / "annotations" / "reviews.jsonl"


def load_reviews(corpus: Corpus) -> Loaded[list[Review]]:
    """All reviews, with what is wrong with their file."""
    return corpus.lines(reviews_path(corpus), "review", Review)
