"""Ids and labels of propositions: what an English one says, looked for in a text of either language; and labels made up
where a proposition is found in a text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goldwire.baselines.stance_scene import Token
from goldwire.baselines.stance_words import fold, is_stop, kinds, stem
from goldwire.model.annotation import Entity
from goldwire.text.tokens import token_spans

_SEEN, _DICE = 2, 0.5
"""A word translates another where both stand together so often, and with so large a share of their occurrences."""
_LONGEST = 8
"""Words of a label that is made up."""
_SIDES = frozenset({"for", "against", "demand", "good", "bad", "label"})
_MOST = 80
"""Its code points."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A holder and a target: an entity; or else the stems of a proposition's label and the entities that it names."""

    holder: str
    entity: str | None = None
    stems: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


def stems(label: str) -> frozenset[str]:
    """The stems of a label's words that carry meaning."""
    return frozenset(stem(word) for word in _words(label) if word[:1].isalnum() and not is_stop(word))


def names_of(entities: Mapping[str, Entity]) -> dict[str, str]:
    """The entity of each usual English name, as folded words; labels are English in every document."""
    found: dict[str, str] = {}
    for entity in sorted(entities.values(), key=lambda entity: entity.id):
        words = " ".join(word for word in _words(entity.names.en or "") if not is_stop(word))
        if words:
            found.setdefault(words, entity.id)
    return found


def named(label: str, names: Mapping[str, str]) -> frozenset[str]:
    """The entities whose names stand in a label."""
    words = [word for word in _words(label) if not is_stop(word)]
    longest = max((name.count(" ") + 1 for name in names), default=0)
    spans = ((a, b) for a in range(len(words)) for b in range(a + 1, min(len(words), a + longest) + 1))
    return frozenset(names[name] for a, b in spans if (name := " ".join(words[a:b])) in names)


def translations(seen: Iterable[tuple[frozenset[str], frozenset[str]]]) -> dict[str, frozenset[str]]:
    """Which stems of a text stand for which stems of a label, from labels and the sentences that show them."""
    together: Counter[tuple[str, str]] = Counter()
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    for label, sentence in seen:
        ours.update(label)
        theirs.update(sentence)
        together.update((a, b) for a in label for b in sentence)
    found: dict[str, set[str]] = defaultdict(set)
    for (a, b), count in together.items():
        if count >= _SEEN and 2 * count > _DICE * (ours[a] + theirs[b]):
            found[a].add(b)
    return {word: frozenset(others) for word, others in sorted(found.items())}


def made_up(text: str, tokens: Iterable[Token]) -> str:
    """A label from tokens of a text, in lower case and in the text's language: those that take no side, the polarity
    being told apart; all of them where all take sides. Empty where none carries a meaning."""
    words = [token for token in tokens if token.stem]
    plain = [token for token in words if _SIDES.isdisjoint(kinds(token.word))] or words
    return " ".join(text[token.start : token.end].lower() for token in plain[:_LONGEST])[:_MOST].strip()


def _words(text: str) -> list[str]:
    # The id of a proposition is its English label with hyphens for spaces.
    text = text.replace("-", " ")
    return [fold(text[start:end]) for start, end in token_spans(text)]
