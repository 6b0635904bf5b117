"""A text as the stance model sees it: its clauses, and who is named, who speaks and who is meant in each."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from goldwire.baselines.stance_words import fold, is_stop, kinds, stem
from goldwire.model.annotation import MentionType
from goldwire.model.layers import Layers, Mention, Quote, Text
from goldwire.text.sentences import sentence_spans
from goldwire.text.tokens import token_spans

_PART = re.compile(
    r"(?<![,;:()])[,;:()]++(?=\s)|\s[–—-](?=\s)|\s(?=(?:but|yet|while|mais|tandis|and that|et que|tout en)\b)"
)
"""Where a clause may end: marks, and words that oppose or go on with a new clause."""
_SUBJECTS = frozenset({"he", "she", "it", "they", "il", "elle", "ils", "elles"})
_OPENING = 4
"""A pronoun among so many first tokens of a sentence is its subject."""
_ACTORS = frozenset({MentionType.PER, MentionType.ORG, MentionType.GPE, MentionType.NORP})


@dataclass(slots=True)
class Token:
    """A word, folded. `stem` is empty for what carries no meaning of its own."""

    start: int
    end: int
    word: str
    stem: str


@dataclass(slots=True)
class Named:
    """An entity named at a place. `main` is false for the literal one of a metonymy; `actor`: it may hold a stance."""

    start: int
    end: int
    entity: str
    main: bool
    actor: bool


@dataclass
class _Stretch:
    """Some tokens and who is named among them."""

    number: int
    tokens: list[Token] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    speakers: set[str] = field(default_factory=set)
    """Who says what is quoted here."""

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(token.stem for token in self.tokens if token.stem)

    @cached_property
    def entities(self) -> frozenset[str]:
        return frozenset(named.entity for named in self.named)


@dataclass
class Clause(_Stretch):
    """A stretch of a sentence, `[start, end)`. `quoted`: words of a quote lie in it."""

    sentence: int = 0
    start: int = 0
    end: int = 0
    quoted: bool = False


@dataclass
class Sentence(_Stretch):
    """A sentence and its clauses. `carried` is whom a subject pronoun may stand for: the one who was named first, or
    else spoke, in the sentence before."""

    paragraph: int = 0
    clauses: list[Clause] = field(default_factory=list)
    carried: str | None = None


class Scene:
    """The clauses of a text with what the given layers say of them. Spans outside the text are passed over."""

    def __init__(self, text: Text, given: Layers) -> None:
        self.text = text.text
        self.language = text.language
        self.quotes = speakers(given)
        """Each quote and the entities that say it."""
        self.types: dict[str, str] = {}
        self.sentences: list[Sentence] = []
        self.clauses: list[Clause] = []
        self.where: dict[str, list[int]] = defaultdict(list)
        """Sentences that name an entity, in order."""
        self._read()
        self._starts = [clause.start for clause in self.clauses]
        for mention in given.mentions or ():
            self._place(mention)
        self._place_quotes()
        self._gather()
        self._carry()

    def over(self, start: int, end: int) -> Iterator[Clause]:
        """The clauses that a span touches."""
        for number in range(max(0, bisect_right(self._starts, start) - 1), len(self.clauses)):
            clause = self.clauses[number]
            if clause.start >= end:
                return
            if clause.end > start:
                yield clause

    def sentence(self, clause: Clause) -> Sentence:
        """The sentence of a clause."""
        return self.sentences[clause.sentence]

    @cached_property
    def frequency(self) -> Mapping[str, int]:
        """In how many sentences each stem stands."""
        counts: dict[str, int] = defaultdict(int)
        for sentence in self.sentences:
            for found in sorted(sentence.stems):
                counts[found] += 1
        return counts

    @cached_property
    def cues(self) -> Mapping[str, list[tuple[int, int]]]:
        """Where the cues of each speaker's quotes stand."""
        cues: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for quote, said_by in self.quotes:
            if quote.cue_span is not None:
                for speaker in said_by:
                    cues[speaker].append(quote.cue_span)
        return cues

    @cached_property
    def first_person(self) -> float:
        """The share of `I`, `we`, `je`, `nous` among the words outside quotes: high where the author has a say."""
        words = [token.word for clause in self.clauses if not clause.quoted for token in clause.tokens]
        return sum("i" in kinds(word) for word in words) / len(words) if words else 0.0

    def _read(self) -> None:
        tokens = [self._token(*span) for span in token_spans(self.text)]
        place = paragraph = before = 0
        for number, (start, end) in enumerate(sentence_spans(self.text)):
            paragraph += self.text.count("\n", before, start)
            before = start
            sentence = Sentence(number, paragraph=paragraph)
            for a, b in _parts(self.text, start, end):
                clause = Clause(len(self.clauses), sentence=number, start=a, end=b)
                while place < len(tokens) and tokens[place].start < b:
                    clause.tokens.append(tokens[place])
                    place += 1
                self.clauses.append(clause)
                sentence.clauses.append(clause)
            self.sentences.append(sentence)

    def _token(self, start: int, end: int) -> Token:
        word = fold(self.text[start:end])
        return Token(start, end, word, stem(word) if word[:1].isalnum() and not is_stop(word) else "")

    def _place(self, mention: Mention) -> None:
        if mention.entity is None or not 0 <= mention.start < mention.end <= len(self.text):
            return
        clause = next(self.over(mention.start, mention.end), None)
        if clause is None:
            return
        self.types.setdefault(mention.entity, mention.type.value)
        actor = mention.type in _ACTORS
        clause.named.append(Named(mention.start, mention.end, mention.entity, True, actor))
        if mention.literal is not None:
            clause.named.append(Named(mention.start, mention.end, mention.literal, False, actor))

    def _place_quotes(self) -> None:
        for quote, said_by in self.quotes:
            for fragment in quote.content:
                for clause in self.over(fragment.start, fragment.end):
                    clause.quoted = True
                    clause.speakers.update(said_by)

    def _gather(self) -> None:
        for sentence in self.sentences:
            for clause in sentence.clauses:
                clause.named.sort(key=lambda named: (named.start, named.end, named.entity))
                sentence.tokens += clause.tokens
                sentence.named += clause.named
                sentence.speakers |= clause.speakers
            for entity in sorted(sentence.entities):
                self.where[entity].append(sentence.number)

    def _carry(self) -> None:
        last: str | None = None
        for sentence in self.sentences:
            actors = [named.entity for named in sentence.named if named.main and named.actor]
            pronoun = any(token.word in _SUBJECTS for token in sentence.tokens[:_OPENING])
            if pronoun or not actors:
                sentence.carried = last
            if actors and not pronoun:
                last = actors[0]
            elif sentence.speakers:
                last = min(sentence.speakers)


def speakers(given: Layers) -> list[tuple[Quote, list[str]]]:
    """Each quote and the entities that say it, in order: those that its speakers name, or else those of their
    mentions."""
    entities = {mention.id: mention.entity for mention in given.mentions or ()}
    said = []
    for quote in given.quotes or ():
        found = (one.entity or (one.mention and entities.get(one.mention)) for one in quote.speakers)
        said.append((quote, list(dict.fromkeys(entity for entity in found if entity))))
    return said


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for match in _PART.finditer(text, start, end):
        if start < match.start() and match.end() < end:
            yield start, match.end()
            start = match.end()
    yield start, end
