"""Where no pairs are given: who may hold a stance and on what, and the words that show one."""

from __future__ import annotations

from collections.abc import Sequence

from goldwire.baselines.stance_scene import Clause, Scene, Sentence, Token
from goldwire.baselines.stance_words import kinds
from goldwire.model.annotation import AUTHOR
from goldwire.model.layers import Fragment

_HOLDERS, _TARGETS = 8, 12
"""So many of a sentence are looked at, those that are named first: a list of a thousand names holds no stances."""
_AUTHORS = 0.01
"""The share of words in the first person outside quotes from which on the author may hold stances."""
_OPENERS = frozenset({"for", "against", "demand", "label"})
"""Kinds of words with which evidence may begin."""
_BEFORE = frozenset(
    "s se n ne not has had have is was were be would will should could a ont avait est etait sera ’ '".split()  # noqa: SIM905
)
"""What belongs to a verb and stands before it."""
_MARKS = (("“", "”"), ("«", "»"))
_SPACES = frozenset({" ", "\u00a0", "\u202f"})


def holders(scene: Scene, sentence: Sentence) -> list[str]:
    """Who may hold a stance in a sentence: its speakers, the actors that it names, whom its pronoun stands for, and the
    author of a text in the first person where nobody else speaks."""
    found = dict.fromkeys(sorted(sentence.speakers))
    found.update(dict.fromkeys(named.entity for named in sentence.named if named.main and named.actor))
    if sentence.carried is not None:
        found.setdefault(sentence.carried)
    few = list(found)[:_HOLDERS]
    return [*few, AUTHOR] if not sentence.speakers and scene.first_person > _AUTHORS else few


def pairs(scene: Scene) -> list[tuple[str, str]]:
    """Holders and entities that a sentence brings together, in the order of the text."""
    found: dict[tuple[str, str], None] = {}
    for sentence in scene.sentences:
        targets = dict.fromkeys(named.entity for named in sentence.named)
        if sentence.carried is not None:
            targets.setdefault(sentence.carried)
        for holder in holders(scene, sentence):
            for target in list(targets)[:_TARGETS]:
                if holder != target:
                    found.setdefault((holder, target))
    return list(found)


def claims(scene: Scene) -> list[tuple[str, Clause]]:
    """Holders and the clauses that may show their stance on something that is no entity: their own words, and clauses
    that do not stand before the holder's name."""
    found: list[tuple[str, Clause]] = []
    for sentence in scene.sentences:
        everybody = holders(scene, sentence)
        first: dict[str, int] = {}
        for named in sentence.named:
            first.setdefault(named.entity, named.start)
        for clause in sentence.clauses:
            for holder in everybody:
                elsewhere = first.get(holder, 0) >= clause.end
                if holder in sentence.speakers or holder == sentence.carried or not elsewhere:
                    found.append((holder, clause))
    return found


def evidence(scene: Scene, holder: str, clauses: Sequence[Clause]) -> list[Fragment]:
    """The words of clauses that show a stance of the holder: those of a quote of theirs; else from the first word that
    takes sides, or from behind the holder's name, to the end."""
    spans = sorted({span for clause in clauses if (span := _words(scene, holder, clause)) is not None})
    return [Fragment(start=a, end=b, text=scene.text[a:b]) for a, b in spans]


def quote_of(scene: Scene, fragments: Sequence[Fragment]) -> str | None:
    """The innermost quote that holds all the evidence."""
    inside: list[tuple[int, str]] = []
    for quote, _ in scene.quotes:
        content = quote.content
        within = all(any(c.start <= f.start and f.end <= c.end for c in content) for f in fragments)
        if quote.id is not None and fragments and within:
            inside.append((sum(c.end - c.start for c in content), quote.id))
    return min(inside)[1] if inside else None


def shown(scene: Scene, fragments: Sequence[Fragment]) -> list[Token]:
    """The tokens of evidence."""
    spans = [(fragment.start, fragment.end) for fragment in fragments]
    return [t for a, b in spans for clause in scene.over(a, b) for t in clause.tokens if a <= t.start < b]


def _words(scene: Scene, holder: str, clause: Clause) -> tuple[int, int] | None:
    if holder in clause.speakers:
        own = [
            (max(clause.start, fragment.start), min(clause.end, fragment.end))
            for quote, said_by in scene.quotes
            if holder in said_by
            for fragment in quote.content
        ]
        own = [span for span in own if span[0] < span[1]]
        if own:
            return _trimmed(clause, *max(own, key=lambda span: (span[1] - span[0], -span[0])))
    start = max((named.end for named in clause.named if named.entity == holder and named.main), default=clause.start)
    if start >= clause.end:
        start = clause.start
    tokens = [token for token in clause.tokens if token.start >= start]
    opener = next((n for n, token in enumerate(tokens) if _OPENERS & set(kinds(token.word))), 0)
    while opener and tokens[opener - 1].word in _BEFORE:
        opener -= 1
    found = _trimmed(clause, tokens[opener].start if tokens else start, clause.end)
    return found and (found[0], _closed(scene.text, *found))


def _trimmed(clause: Clause, start: int, end: int) -> tuple[int, int] | None:
    """A span of a clause without white space and marks at its edges; None where it has no words."""
    words = [t for t in clause.tokens if start <= t.start and t.end <= end and t.word[:1].isalnum()]
    return (words[0].start, words[-1].end) if words else None


def _closed(text: str, start: int, end: int) -> int:
    """The end of a span, behind the mark that closes one opened in it."""
    for opening, closing in _MARKS:
        if text.rfind(opening, start, end) > text.rfind(closing, start, end):
            after = end + (text[end : end + 1] in _SPACES)
            return after + 1 if text[after : after + 1] == closing else end
    return end
