"""Statistics of a whole corpus: counts by collection and language, and the names that splits share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from goldwire.annotation.article import Article
from goldwire.splits.names import in_order, is_training
from goldwire.statistics.counts import Counts
from goldwire.statistics.overlap import SplitNames

Figure = float | int | None

MOST_CUES = 10
"""Cues that are listed of a group."""


class Measure(NamedTuple):
    """A figure of a group of documents. `key` names it in JSON, `title` in tables."""

    subject: str
    key: str
    title: str
    of: Callable[[Counts], Figure]


class Overlap(NamedTuple):
    """The share of the names of `split` that a training split has, too."""

    split: str
    training: str
    names: int
    words: float | None
    entities: float | None


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _per_words(count: int, unit: int, counts: Counts) -> float | None:
    return _share(unit * count, counts.words)


def _names(count: int, counts: Counts) -> float | None:
    return _share(count, counts.names.total())


def _quotes(count: int, counts: Counts) -> float | None:
    return _share(count, counts.quotes.total())


def _stances(count: int, counts: Counts) -> float | None:
    return _share(count, counts.polarities.total())


MEASURES: tuple[Measure, ...] = (
    Measure("Documents", "documents", "documents", lambda c: c.documents),
    Measure("Documents", "left_out", "left out: no text, or a layer is missing", lambda c: c.left_out),
    Measure("Documents", "words", "words", lambda c: c.words),
    Measure("Documents", "words_per_document", "words a document", lambda c: _share(c.words, c.documents)),
    Measure("Documents", "words_per_sentence", "words a sentence", lambda c: _share(c.words, c.sentences)),
    Measure("Documents", "short_sentences", "sentences of six words or fewer", lambda c: _share(c.short, c.sentences)),
    Measure("Names", "names", "names", lambda c: c.names.total()),
    Measure("Names", "names_per_100_words", "per 100 words", lambda c: _per_words(c.names.total(), 100, c)),
    Measure("Names", "unlisted_names", "of entities that are not listed", lambda c: _names(c.unlisted, c)),
    Measure("Names", "metonyms", "metonyms", lambda c: _names(c.metonyms, c)),
    Measure("Quotes", "quotes", "quotes", lambda c: c.quotes.total()),
    Measure("Quotes", "quotes_per_1000_words", "per 1,000 words", lambda c: _per_words(c.quotes.total(), 1000, c)),
    Measure("Quotes", "quoted_words", "words of the text in quotes", lambda c: _share(c.quoted_words, c.words)),
    Measure("Quotes", "direct", "direct", lambda c: _quotes(c.quotes["direct"], c)),
    Measure("Quotes", "indirect", "indirect", lambda c: _quotes(c.quotes["indirect"], c)),
    Measure("Quotes", "mixed_quotes", "mixed", lambda c: _quotes(c.quotes["mixed"], c)),
    Measure("Quotes", "without_cue", "without a cue", lambda c: _quotes(c.without_cue, c)),
    Measure("Quotes", "joint", "with several speakers", lambda c: _quotes(c.joint, c)),
    Measure("Quotes", "named", "speakers: named", lambda c: _share(c.speakers["named"], c.speakers.total())),
    Measure("Quotes", "unnamed", "speakers: unnamed", lambda c: _share(c.speakers["unnamed"], c.speakers.total())),
    Measure("Quotes", "unknown", "speakers: unknown", lambda c: _share(c.speakers["unknown"], c.speakers.total())),
    Measure(
        "Quotes",
        "by_pronoun",
        "speakers: mentioned by a pronoun",
        lambda c: _share(c.speakers_by_form["pronoun"], c.speakers_by_form.total()),
    ),
    Measure("Quotes", "cues", "different cues", lambda c: len(c.cues)),
    Measure(
        "Quotes",
        "most_frequent_cue",
        "cues that are the most frequent one",
        lambda c: _share(max(c.cues.values(), default=0), c.cues.total()),
    ),
    Measure("Stances", "stances", "stances", lambda c: c.polarities.total()),
    Measure(
        "Stances", "stances_per_1000_words", "per 1,000 words", lambda c: _per_words(c.polarities.total(), 1000, c)
    ),
    Measure("Stances", "support", "support", lambda c: _stances(c.polarities["support"], c)),
    Measure("Stances", "oppose", "oppose", lambda c: _stances(c.polarities["oppose"], c)),
    Measure("Stances", "mixed_stances", "mixed", lambda c: _stances(c.polarities["mixed"], c)),
    Measure(
        "Stances",
        "propositions",
        "towards a proposition",
        lambda c: _stances(c.propositions, c),
    ),
    Measure("Stances", "by_author", "by the author", lambda c: _stances(c.by_author, c)),
    Measure(
        "Stances",
        "considered",
        "pairs without a stance, derived from quotes",
        lambda c: c.considered,
    ),
)


@dataclass(slots=True)
class Statistics:
    """Counts of documents by collection and language, and the names of each split."""

    groups: defaultdict[tuple[str, str], Counts] = field(default_factory=lambda: defaultdict(Counts))
    names: SplitNames = field(default_factory=SplitNames)

    def add(self, article: Article, split: str) -> None:
        """Count a document of a split."""
        document = article.document
        self.groups[document.collection, document.language].add(article)
        self.names.add(split, article)

    def cues(self) -> dict[tuple[str, str], list[tuple[str, float]]]:
        """The most frequent cues of each group, each with its share of all."""
        return {
            group: [(cue, count / counts.cues.total()) for cue, count in _first(counts.cues.items())]
            for group, counts in sorted(self.groups.items())
            if counts.cues
        }

    def overlaps(self) -> list[Overlap]:
        """How much of the names of each split a system knows from a training split."""
        splits = in_order(split for split, names in self.names.by_split.items() if names.total)
        found = []
        for split in splits:
            for training in splits:
                if split != training and is_training(training):
                    here, before = self.names.by_split[split], self.names.by_split[training]
                    shares = (here.seen_words(before), here.seen_entities(before))
                    found.append(Overlap(split, training, here.total, *shares))
        return found

    def json(self) -> dict[str, Any]:
        """Everything, for a program."""
        cues = self.cues()
        return {
            "groups": [
                {
                    "collection": collection,
                    "language": language,
                    **{measure.key: measure.of(counts) for measure in MEASURES},
                    "frequent_cues": dict(cues.get((collection, language), ())),
                }
                for (collection, language), counts in sorted(self.groups.items())
            ],
            "overlaps": [overlap._asdict() for overlap in self.overlaps()],
        }


def _first(cues: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """The most frequent ones; of equals the first by name, so that the order of documents changes nothing."""
    return sorted(cues, key=lambda pair: (-pair[1], pair[0]))[:MOST_CUES]
