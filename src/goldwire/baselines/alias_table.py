"""What the linker knows: names and aliases of the listed entities, and what training documents call them.

The list of entities is the knowledge base, as is usual in entity linking: it names entities of any split. Words, counts
and contexts are of training documents alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

import msgspec

from goldwire.baselines.words import sentences
from goldwire.model.annotation import Entity, Form, MentionType
from goldwire.model.layers import Gold, Mention, is_linked

_MARKS = str.maketrans("’‘ʼ`´", "'''''")
_WORD = re.compile(r"\w+")
_AROUND = 8
"""Tokens on each side of a mention that are its context."""
_STEM = 5
"""First letters that words of one stem share: Lurana, Luranian."""
_STEM_TYPES = (MentionType.GPE, MentionType.NORP)
FEMININE = frozenset(("she", "her", "hers", "herself", "elle", "mme", "mrs", "ms", "madame"))
MASCULINE = frozenset(("he", "him", "his", "himself", "il", "mr", "m", "monsieur"))


class Knowledge(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """`aliases`: entities by name; `seen`: how often training documents call an entity so, by name and entity;
    `contexts`: words around its mentions; `gender`: pronouns for it, feminine less masculine."""

    types: dict[str, MentionType]
    aliases: dict[str, list[str]]
    seen: dict[str, dict[str, int]]
    contexts: dict[str, list[str]]
    gender: dict[str, int]

    @classmethod
    def of(cls, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> Knowledge:
        """The knowledge of a list of entities and of training documents."""
        aliases: dict[str, set[str]] = {}
        for entity in entities.values():
            for name in (entity.names.en, entity.names.fr, *entity.aliases):
                if name is not None and key(name):
                    aliases.setdefault(key(name), set()).add(entity.id)
        seen: dict[str, Counter[str]] = {}
        contexts: dict[str, set[str]] = {}
        gender: Counter[str] = Counter()
        for gold in documents:
            around = Contexts(gold.text.text)
            for mention in gold.layers.mentions or ():
                entity_id = mention.entity
                if entity_id is None or not is_linked(entity_id) or entity_id not in entities:
                    continue
                words = gold.text.text[mention.start : mention.end]
                gender[entity_id] += gender_of(words)
                contexts.setdefault(entity_id, set()).update(around.of(mention))
                if mention.form is not Form.PRONOUN and key(words):
                    seen.setdefault(key(words), Counter())[entity_id] += 1
        return cls(
            types={entity.id: entity.type for _, entity in sorted(entities.items())},
            aliases={name: sorted(ids) for name, ids in sorted(aliases.items())},
            seen={name: dict(sorted(counts.items())) for name, counts in sorted(seen.items())},
            contexts={entity: sorted(words) for entity, words in sorted(contexts.items())},
            gender={entity: balance for entity, balance in sorted(gender.items()) if balance},
        )

    def problem(self) -> str | None:
        """What is wrong with a knowledge that was read from a file."""
        named = {entity for ids in self.aliases.values() for entity in ids}
        named |= {entity for counts in self.seen.values() for entity in counts}
        unknown = sorted((named | self.contexts.keys() | self.gender.keys()) - self.types.keys())
        if unknown:
            return f"an entity that it does not list: {unknown[0][:100]!r}"
        counts = [count for by_entity in self.seen.values() for count in by_entity.values()]
        if any(not 0 < count < 1 << 31 for count in counts):
            return "counts that are none"
        return None

    def candidates(self, words: str, kind: MentionType) -> dict[str, list[str]]:
        """The entities that a name may mean, each with the ways in which it may: `alias`, `seen`, `last` word of a
        person's name, `part` of a name, `initials`, or a `stem` that a demonym shares with a country."""
        name = key(words)
        found: dict[str, set[str]] = {}
        if not name:
            return {}
        for entity in self.aliases.get(name, ()):
            found.setdefault(entity, set()).add("alias")
        for entity in self.seen.get(name, ()):
            found.setdefault(entity, set()).add("seen")
        for entity in self._last_words.get(name, ()):
            found.setdefault(entity, set()).add("last")
        parts = [self._words.get(word, frozenset[str]()) for word in name.split()]
        for entity in frozenset.intersection(*parts) if parts else ():
            found.setdefault(entity, set()).add("part")
        if words.isupper() and len(words) > 1:
            for entity in self._initials.get(name, ()):
                found.setdefault(entity, set()).add("initials")
        if kind in _STEM_TYPES and len(name) > _STEM:
            for entity in self._stems.get(name[:_STEM], ()):
                found.setdefault(entity, set()).add("stem")
        return {entity: sorted(ways) for entity, ways in sorted(found.items())}

    def count(self, words: str, entity: str) -> int:
        """How often training documents call an entity so."""
        return self.seen.get(key(words), {}).get(entity, 0)

    def overlap(self, entity: str, words: Iterable[str]) -> int:
        """How many of some words stood around an entity in training."""
        return len(self._contexts.get(entity, frozenset()).intersection(words))

    @cached_property
    def _contexts(self) -> dict[str, frozenset[str]]:
        return {entity: frozenset(words) for entity, words in self.contexts.items()}

    @cached_property
    def _last_words(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name, ids in self.aliases.items():
            if " " in name:
                persons = {entity for entity in ids if self.types[entity] is MentionType.PER}
                found.setdefault(name.split()[-1], set()).update(persons)
        return found

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for name, ids in self.aliases.items():
            for word in name.split():
                found.setdefault(word, set()).update(ids)
        return {word: frozenset(ids) for word, ids in found.items()}

    @cached_property
    def _initials(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name, ids in self.aliases.items():
            for least in (1, 4):  # with and without short words: "of", "the", "de"
                initials = "".join(word[0] for word in name.split() if len(word) >= least)
                if len(initials) > 1:
                    found.setdefault(initials, set()).update(ids)
        return found

    @cached_property
    def _stems(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name, ids in self.aliases.items():
            if " " not in name and len(name) >= _STEM:
                places = {entity for entity in ids if self.types[entity] in _STEM_TYPES}
                found.setdefault(name[:_STEM], set()).update(places)
        return found


class Contexts:
    """The words around mentions of one text."""

    def __init__(self, text: str) -> None:
        self._sentences = [(tokens[0].start, tokens[-1].end, tokens) for tokens in sentences(text) if tokens]

    def of(self, mention: Mention) -> set[str]:
        """Lower-case words of the mention's sentence near it, outside it; no numbers, no short words."""
        for start, end, tokens in self._sentences:
            if start <= mention.start < end:
                inside = [n for n, t in enumerate(tokens) if t.end > mention.start and t.start < mention.end]
                near = range(inside[0] - _AROUND, inside[-1] + _AROUND + 1) if inside else range(0)
                return {
                    token.text.lower()
                    for number, token in enumerate(tokens)
                    if number in near and number not in inside and len(token.text) > 3 and token.text.isalpha()
                }
        return set()


def key(words: str) -> str:
    """A name as the table has it: lower case, no accents, words joined by single spaces, no leading article."""
    plain = unicodedata.normalize("NFKD", words.translate(_MARKS)).casefold()
    found = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)))
    return " ".join(found[1:] if len(found) > 1 and found[0] in ("the", "le", "la", "les", "l") else found)


def gender_of(words: str) -> int:
    """1 for a feminine pronoun, -1 for a masculine one, 0 for any other word."""
    word = words.lower()
    return (word in FEMININE) - (word in MASCULINE)
