"""The leakage audit: what documents have in common that are told apart, and how much of it lies across splits.

Pure: the same subjects give the same findings, in whatever order they come. No finding holds a word of any text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version

import msgspec
from msgspec import UNSET, UnsetType

from goldwire.leakage import casts, quotes, rare, texts
from goldwire.leakage.subject import CROWD, Candidates, Subject, all_pairs, comparable_pairs


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two documents with their splits and languages, by id, and how alike they are.

    Texts that share wording also say how much of the smaller text stands in the other (`contained`), and how many words
    in a row both have (`passage`).
    """

    documents: list[str]
    splits: list[str]
    languages: list[str]
    measure: float
    contained: float | UnsetType = UNSET
    passage: int | UnsetType = UNSET

    @property
    def across(self) -> bool:
        return self.splits[0] != self.splits[1]

    @property
    def stands_within(self) -> bool:
        """Whether so much of one text stands in the other that different splits may not hold both."""
        if self.contained is UNSET or self.passage is UNSET:
            return False
        return texts.stands_within(self.contained, self.passage)

    @property
    def rank(self) -> tuple[bool, float, float, list[str]]:
        """What pairs are sorted by: those across splits first, the most alike first."""
        whole = self.measure if self.contained is UNSET else max(self.measure, self.contained)
        return not self.across, -whole, -self.measure, self.documents


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Pairs of documents that are told apart and could be found; those that were looked at one by one; those that are
    alike. Where no pair could be found, that none was says nothing."""

    compared: int
    candidates: int
    found: int


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of likeness. `documents` have what is compared; of these, `undated` have no date where dates count.
    `crowds` counts the features that more than `crowd` documents share, of which not every pair was looked at."""

    measure: str
    parameters: dict[str, int | float | str]
    documents: int
    undated: int | UnsetType = UNSET
    within_split: Tally
    across_splits: Tally
    crowds: int
    pairs: list[Pair]


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What the audit found."""

    near_duplicates: Likeness
    shared_quotes: Likeness
    same_entities: Likeness
    rare_entities: Likeness


def examine(subjects: Iterable[Subject]) -> Findings:
    """Audit some documents. Near-linear in their number."""
    ordered = sorted(subjects, key=lambda one: one.doc_id)
    return Findings(
        near_duplicates=_near_duplicates(ordered),
        shared_quotes=_shared_quotes(ordered),
        same_entities=_same_entities(ordered),
        rare_entities=_rare_entities(ordered),
    )


def in_common(pair: Pair) -> str:
    """What two texts that share wording have in common, in words that the name of the other one may follow."""
    said = f"{pair.measure:.0%} of the wording is common"
    if pair.contained is not UNSET and pair.passage is not UNSET:
        said += f" ({pair.contained:.0%} of the shorter text, at most {pair.passage:,} words in a row)"
    return f"{said} with"


def _near_duplicates(subjects: Sequence[Subject]) -> Likeness:
    candidates, index = texts.candidates(subjects)
    pairs = []
    for a, b, shared in texts.alike(subjects, candidates, index):
        pair = _pair(subjects[a], subjects[b], shared.jaccard)
        pairs.append(msgspec.structs.replace(pair, contained=round(shared.contained, 3), passage=shared.passage))
    return _likeness(
        "Jaccard similarity of word shingles",
        {
            "shingle": texts.SHINGLE,
            "published_from": texts.PART,
            "published_contained_from": texts.CONTAINED_PART,
            "published_passage_from": texts.PASSAGE,
            "refused_across_splits_from": texts.COPY,
            "refused_contained_from": texts.CONTAINED,
            "contained_needs_words_in_a_row": texts.RUN,
            "minhash": f"datasketch {version('datasketch')} {texts.SCHEME}, seed {texts.SEED}, CRC-32",
            "bands": texts.BANDS,
            "rows": texts.ROWS,
        },
        [one for one in subjects if one.text],
        subjects,
        candidates,
        pairs,
    )


def _shared_quotes(subjects: Sequence[Subject]) -> Likeness:
    candidates = quotes.candidates(subjects)
    return _likeness(
        "longest run of words that both quote",
        {"published_from": quotes.RUN},
        [one for one in subjects if one.quotes],
        subjects,
        candidates,
        [_pair(subjects[a], subjects[b], run) for a, b, run in quotes.alike(subjects, candidates)],
    )


def _same_entities(subjects: Sequence[Subject]) -> Likeness:
    weighed = casts.casts(subjects)
    candidates = casts.candidates(subjects, weighed)
    able = [one for one in subjects if one.entities]
    found = _likeness(
        "cosine similarity of weighted entities",
        {"published_from": casts.SAME_CAST, "days": casts.DAYS},
        able,
        subjects,
        candidates,
        [_pair(subjects[a], subjects[b], value) for a, b, value in casts.alike(subjects, weighed, candidates)],
        casts.near_pairs,
    )
    return msgspec.structs.replace(found, undated=sum(one.day is None for one in able))


def _rare_entities(subjects: Sequence[Subject]) -> Likeness:
    of = rare.rare(subjects)
    candidates = rare.candidates(subjects, of)
    return _likeness(
        "rare entities that both name",
        {"published_from": rare.SHARED, "rare_in_documents": rare.FEW, "rare_in_one_of": rare.ONE_IN},
        [one for one, entities in zip(subjects, of, strict=True) if len(entities) >= rare.SHARED],
        subjects,
        candidates,
        [_pair(subjects[a], subjects[b], both) for a, b, both in rare.alike(of, candidates)],
    )


def _likeness(
    measure: str,
    parameters: dict[str, int | float | str],
    able: Sequence[Subject],
    subjects: Sequence[Subject],
    candidates: Candidates,
    pairs: Sequence[Pair],
    count: Callable[[Sequence[Subject]], int] = all_pairs,
) -> Likeness:
    looked = [subjects[a].split != subjects[b].split for a, b in candidates]
    compared = comparable_pairs(able, count)
    found = sum(pair.across for pair in pairs)
    return Likeness(
        measure=measure,
        parameters={**parameters, "crowd": CROWD},
        documents=len(able),
        within_split=Tally(compared=compared[0], candidates=len(looked) - sum(looked), found=len(pairs) - found),
        across_splits=Tally(compared=compared[1], candidates=sum(looked), found=found),
        crowds=candidates.crowds,
        pairs=sorted(pairs, key=lambda pair: pair.rank),
    )


def _pair(one: Subject, other: Subject, measure: float) -> Pair:
    return Pair(
        documents=[one.doc_id, other.doc_id],
        splits=[one.split, other.split],
        languages=[one.language, other.language],
        measure=round(measure, 3),
    )
