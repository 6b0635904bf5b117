"""What the leakage audit knows of a document, and which two documents it compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from goldwire.model.annotation import Annotation, Form
from goldwire.model.document import Document
from goldwire.text.view import View

CROWD = 100
"""Documents that may share one feature before they count as a crowd, in which not every pair is looked at: what so many
share is boilerplate."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One document. `quotes` are the words of each quote, `entities` how often each linked entity is named; `text` is
    None and `quotes` are empty where the text is not at hand."""

    doc_id: str
    stories: tuple[str, ...]
    split: str
    language: str
    published: str | None
    text: str | None
    quotes: tuple[str, ...]
    entities: Mapping[str, int]

    @property
    def day(self) -> int | None:
        """The day of publication as a number; None where it is not known, or no calendar has it."""
        try:
            return None if self.published is None else date.fromisoformat(self.published).toordinal()
        except ValueError:  # the thirtieth of February passes the schema
            return None


def subject(document: Document, annotation: Annotation | None, view: View | None, split: str = "") -> Subject:
    """The subject that a document is. Its annotation must have passed the checks."""
    quotes: list[str] = []
    if annotation is not None and view is not None:
        for quote in annotation.quotes or ():
            places = [view.project(part.start, part.end) for part in quote.content]
            quotes.append(" ".join(view.text[start:end] for start, end, _ in places))
    mentions = (annotation.mentions if annotation else None) or ()
    return Subject(
        doc_id=document.doc_id,
        stories=document.stories,
        split=split,
        language=document.language,
        published=document.published.date if document.published else None,
        text=None if view is None else view.text,
        quotes=tuple(quotes),
        entities=Counter(m.entity for m in mentions if m.form is Form.NAME and not m.is_local),
    )


def comparable(one: Subject, other: Subject) -> bool:
    """Whether two documents should not be alike: they tell no common story, or are in different splits."""
    return one.split != other.split or not set(one.stories) & set(other.stories)


class Candidates:
    """Pairs of comparable subjects that share a feature, by their numbers; `crowds` counts the features of which not
    every pair was taken."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self._subjects = subjects
        self._groups = [(subject.stories, subject.split) for subject in subjects]
        self._pairs: set[tuple[int, int]] = set()
        self.crowds = 0

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(sorted(self._pairs))

    def add(self, a: int, b: int) -> None:
        """Take a pair, `a` before `b`, where it is comparable."""
        if self._groups[a] != self._groups[b] and comparable(self._subjects[a], self._subjects[b]):
            self._pairs.add((a, b))

    def share(self, numbers: Sequence[int]) -> None:
        """Take the pairs of subjects that share a feature. In a crowd each is paired with the first one of every split
        only: then the work stays linear, and no split that shares it goes unseen."""
        if len(numbers) < 2 or len({self._groups[number] for number in numbers}) < 2:
            return
        if len(numbers) <= CROWD:
            pairs: Iterable[tuple[int, int]] = combinations(sorted(numbers), 2)
        else:
            self.crowds += 1
            ordered = sorted(numbers)
            first: dict[str, int] = {}
            for number in ordered:
                first.setdefault(self._subjects[number].split, number)
            pairs = ((min(a, b), max(a, b)) for a in first.values() for b in ordered if a != b)
        for a, b in pairs:
            self.add(a, b)


def all_pairs(subjects: Sequence[Subject]) -> int:
    """How many pairs there are."""
    return len(subjects) * (len(subjects) - 1) // 2


def comparable_pairs(
    subjects: Iterable[Subject], count: Callable[[Sequence[Subject]], int] = all_pairs
) -> tuple[int, int]:
    """How many pairs are comparable: within one split, and across splits. Joined stories count as told apart. `count`
    tells how many pairs some subjects make, where not every two are compared."""
    whole = list(subjects)
    splits: dict[str, list[Subject]] = {}
    stories: dict[tuple[str, str], list[Subject]] = {}
    for one in whole:
        splits.setdefault(one.split, []).append(one)
        stories.setdefault((one.split, one.stories[0]), []).append(one)
    inside = sum(map(count, splits.values()))
    return inside - sum(map(count, stories.values())), count(whole) - inside
