"""The leakage audit: what documents have in common that are told apart, and how much of it lies across splits.

Pure: the same subjects give the same findings, in whatever order they come. No finding holds a word of any text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.metadata import version

import msgspec

from goldwire.leakage import casts, quotes, texts
from goldwire.leakage.subject import CROWD, Candidates, Subject, comparable_pairs


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two documents with their splits and languages, by id, and how alike they are."""

    documents: list[str]
    splits: list[str]
    languages: list[str]
    measure: float

    @property
    def across(self) -> bool:
        return self.splits[0] != self.splits[1]


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Pairs of documents that are told apart; those that were looked at one by one; those that are alike."""

    compared: int
    candidates: int
    found: int


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of likeness. `crowds` counts the features that more than `crowd` documents share, of which not every
    pair was looked at."""

    measure: str
    parameters: dict[str, int | float | str]
    documents: int
    within_split: Tally
    across_splits: Tally
    crowds: int
    pairs: list[Pair]


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What the audit found."""

    near_duplicates: Likeness
    shared_quotes: Likeness
    same_entities: Likeness


def examine(subjects: Iterable[Subject]) -> Findings:
    """Audit some documents. Near-linear in their number."""
    ordered = sorted(subjects, key=lambda one: one.doc_id)
    wording, quoted = texts.candidates(ordered), quotes.candidates(ordered)
    weighed = casts.casts(ordered)
    cast = casts.candidates(ordered, weighed)
    return Findings(
        near_duplicates=_likeness(
            "Jaccard similarity of word shingles",
            {
                "shingle": texts.SHINGLE,
                "published_from": texts.PART,
                "refused_across_splits_from": texts.COPY,
                "minhash": f"datasketch {version('datasketch')} {texts.SCHEME}, seed {texts.SEED}, CRC-32",
                "bands": texts.BANDS,
                "rows": texts.ROWS,
            },
            [one for one in ordered if one.text],
            ordered,
            wording,
            texts.alike(ordered, wording),
        ),
        shared_quotes=_likeness(
            "longest run of words that both quote",
            {"published_from": quotes.RUN},
            [one for one in ordered if one.quotes],
            ordered,
            quoted,
            quotes.alike(ordered, quoted),
        ),
        same_entities=_likeness(
            "cosine similarity of weighted entities",
            {"published_from": casts.SAME_CAST, "days": casts.DAYS},
            [one for one in ordered if one.entities],
            ordered,
            cast,
            casts.alike(ordered, weighed, cast),
        ),
    )


def _likeness(
    measure: str,
    parameters: dict[str, int | float | str],
    able: Sequence[Subject],
    subjects: Sequence[Subject],
    candidates: Candidates,
    alike: Iterable[tuple[int, int, float]],
) -> Likeness:
    pairs = [_pair(subjects[a], subjects[b], value) for a, b, value in alike]
    looked = [subjects[a].split != subjects[b].split for a, b in candidates]
    compared = comparable_pairs(able)
    found = sum(pair.across for pair in pairs)
    return Likeness(
        measure=measure,
        parameters={**parameters, "crowd": CROWD},
        documents=len(able),
        within_split=Tally(compared=compared[0], candidates=len(looked) - sum(looked), found=len(pairs) - found),
        across_splits=Tally(compared=compared[1], candidates=sum(looked), found=found),
        crowds=candidates.crowds,
        pairs=sorted(pairs, key=lambda pair: (not pair.across, -pair.measure, pair.documents)),
    )


def _pair(one: Subject, other: Subject, measure: float) -> Pair:
    return Pair(
        documents=[one.doc_id, other.doc_id],
        splits=[one.split, other.split],
        languages=[one.language, other.language],
        measure=round(measure, 3),
    )
