"""Pronouns and descriptions near cues that may be who speaks: mentions that a tagger of names does not find."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from goldwire.baselines.quote_text import Place
from goldwire.baselines.speaker_lexicon import DETERMINERS, PRONOUNS, heads
from goldwire.model.annotation import Form, MentionType
from goldwire.model.layers import Mention, Quote, Text

_OBLIQUE: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(
        r"(?:according to|for)\s+(him|her|them|it|me|us)\b(?!\s[a-z]+\b(?<!\band)(?<!\bbut))", re.IGNORECASE
    ),
    "fr": re.compile(r"(?:selon|d['’]après|pour)\s+(lui|elle|eux|elles|moi|nous)\b", re.IGNORECASE),
}
"""Pronouns after a preposition that names a source."""
_ONE: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(r"\b(one)\s+of\b", re.IGNORECASE),
    "fr": re.compile(r"\bl['’](une?)\s+d", re.IGNORECASE),
}
_ARTICLES = {
    "en": r"(?:an?|the|one|my|his|her|its|our)\s",
    "fr": r"(?:une?\s|le\s|la\s|l['’]|les\s|des\s|son\s|sa\s|mon\s|ma\s)",
}
_FRONT = {"en": _ARTICLES["en"], "fr": r"(?:une?\s|des\s|son\s|sa\s|mon\s|ma\s)"}
"""Articles before a verb: in French *le*, *la* and *les* are pronouns there."""
_WORD = re.compile(r"\w+(?:-\w+)*")
_PART = re.compile(r"[^-]+")
_ID = re.compile(r"m[0-9]{1,9}")
_LAST_WORD = re.compile(r"(?<!\w)(\w++)['’]?\s*+$")
_LAST_CHARS = 20
_CONJUNCTION = re.compile(r"\b(?:et|and|or|ou)\b")
_SENTENCE_START = re.compile(r"[.:!?\n“\"«][ \u00a0\u202f]*$")
_NOUN_BEFORE = {
    language: re.compile(rf"\b{front}((?!own\b)(?:\w[\w-]*\s){{1,3}})(?:\w+['’])?$", re.IGNORECASE)
    for language, front in _FRONT.items()
}
_NOUN_AFTER = {
    language: re.compile(rf"\s{articles}(\w[\w-]*)\b", re.IGNORECASE) for language, articles in _ARTICLES.items()
}
_NEAR = 90
"""Code points from a cue in which its speaker is looked for."""
_BEFORE = {"en": 4, "fr": 2}
"""Words between determiner and head, at most."""


def head_of(words: str, language: str) -> str:
    """The noun of a description: its last word in English, its first known or else its first word in French."""
    parts = [word.lower() for word in _WORD.findall(words)] or [""]
    if language == "fr":
        known = heads("fr")
        return str(next((part for part in parts if part in known), parts[0]))
    return str(parts[-1])


def determiner(text: str, start: int) -> str:
    """The word before a place, in lower case; empty where a sentence begins."""
    match = _LAST_WORD.search(text[max(0, start - _LAST_CHARS) : start])
    return str(match[1]).lower() if match else ""


def proposed(
    text: Text, quotes: Sequence[Quote], mentions: Sequence[Mention], nouns: Mapping[str, MentionType]
) -> list[Mention]:
    """Pronouns near the cues of some quotes, and descriptions anywhere, without entity; ids are new ones. None lies in
    a mention or crosses one; a description may hold one, as in *Skerlandic official*."""
    names = [(mention.start, mention.end) for mention in mentions]
    cues = [quote.cue_span for quote in quotes if quote.cue_span is not None]
    numbers = [int(m.id[1:]) for m in mentions if m.id and _ID.fullmatch(m.id)]
    # A noun right before a name is the person's title.
    persons = {mention.start for mention in mentions if mention.type is MentionType.PER}
    found: dict[Place, tuple[MentionType, Form]] = {}
    for start, end, kind in _descriptions(text, nouns, {m.start: m.end for m in mentions if m.adjectival}):
        apart = all(end <= a or b <= start or (start <= a and b <= end != b) for a, b in names)
        if apart and end + 1 not in persons and all(end <= a or b <= start for a, b in cues):
            found[start, end] = (kind, Form.NOMINAL)
    for start, end in _beside(text, cues):
        if end + 1 not in persons and all(end <= a or b <= start for a, b in (*names, *found, *cues)):
            found[start, end] = (MentionType.PER, Form.NOMINAL)
    for low, high in _windows(text.text, quotes):
        for start, end in _pronouns(text, low, high):
            if all(end <= a or b <= start for a, b in (*names, *found)):
                found[start, end] = (MentionType.PER, Form.PRONOUN)
    return [
        Mention(id=f"m{number}", start=start, end=end, text=text.text[start:end], type=kind, form=form)
        for number, ((start, end), (kind, form)) in enumerate(sorted(found.items()), max(numbers, default=0) + 1)
    ]


def _windows(text: str, quotes: Sequence[Quote]) -> Iterator[Place]:
    for quote in quotes:
        start, end = quote.cue_span or (quote.content[0].start, quote.content[0].start)
        low = max(text.rfind("\n", 0, start) + 1, start - 2 * _NEAR)
        high = text.find("\n", end)
        yield low, min(len(text) if high < 0 else high, end + _NEAR)


def _beside(text: Text, cues: Iterable[Place]) -> Iterator[Place]:
    """Descriptions by any noun: an article and one to three words right before a cue, in French also after it."""
    if text.language not in _ARTICLES:
        return
    for start, end in cues:
        low = max(0, start - _NEAR)
        before = _NOUN_BEFORE[text.language].search(text.text[low:start])
        if before is not None and not _CONJUNCTION.search(before[1]):
            yield low + before.start(1), low + before.start(1) + len(before[1].rstrip())
        after = _NOUN_AFTER[text.language].match(text.text[end : end + _NEAR])
        if after is not None and text.language == "fr":
            yield end + after.start(1), end + after.end(1)


def _pronouns(text: Text, low: int, high: int) -> Iterator[Place]:
    known = PRONOUNS.get(text.language, frozenset())
    for match in _WORD.finditer(text.text, low, high):
        for part in _PART.finditer(match.group()):  # a-t-il, dit-elle
            whole = part.group() == match.group() or (text.language == "fr" and part.start() > 0)
            if whole and part.group().lower() in known:
                yield match.start() + part.start(), match.start() + part.end()
    for pattern in (_OBLIQUE.get(text.language), _ONE.get(text.language)):
        for match in pattern.finditer(text.text, low, high) if pattern else ():
            yield match.span(1)


def _descriptions(
    text: Text, nouns: Mapping[str, MentionType], adjectives: Mapping[int, int]
) -> Iterator[tuple[int, int, MentionType]]:
    determiners, most = DETERMINERS.get(text.language, frozenset()), _BEFORE.get(text.language, 2)
    words = [(match.start(), match.end(), match.group()) for match in _WORD.finditer(text.text)]
    for number, (_, end, word) in enumerate(words):
        kind = nouns.get(word.lower())
        if kind is None:
            continue
        first = number
        while first > 0 and number - first < most:
            start, before, opening = words[first][0], words[first - 1][1], words[first - 1][2].lower()
            if opening in determiners or not text.text[before:start].isspace() or "\n" in text.text[before:start]:
                break
            first -= 1
        start = words[first][0]
        # A description has a determiner before it, or opens a sentence.
        begins = first == 0 or _SENTENCE_START.search(text.text[max(0, start - 3) : start])
        if begins or words[first - 1][2].lower() in determiners:
            after = end + 1
            yield start, adjectives.get(after, end) if text.language == "fr" else end, kind
