"""Pronouns and descriptions near cues that may be who speaks: mentions that a tagger of names does not find."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from goldwire.baselines.quote_text import Place
from goldwire.model.annotation import Form, MentionType
from goldwire.model.layers import Mention, Quote, Text

PRONOUNS: Mapping[str, frozenset[str]] = {
    "en": frozenset("he she it they i we you one somebody someone everyone everybody him her them me".split()),
    "fr": frozenset("il elle ils elles on je j nous vous lui eux".split()),
}
FEMALE = frozenset(("she", "her", "elle", "elles"))
MALE = frozenset(("he", "him", "il", "ils"))
DETERMINERS: Mapping[str, frozenset[str]] = {
    "en": frozenset("a an the his her its their my our your one two three another some several many this that s".split()),
    "fr": frozenset("un une des le la les l son sa ses leur leurs mon ma mes notre nos votre vos ce cet cette de d".split()),
}
INDEFINITE = frozenset("a an one two three another some several many un une des my our mon ma mes his her its".split())
_PERSONS: Mapping[str, str] = {
    "en": "activist adviser advisor aide ally ambassador analyst attorney captain chairman chairwoman chief clerk "
    "colonel commander coordinator deputy diplomat director doctor driver elder envoy expert farmer father fighter "
    "fisherman general governor grandmother guard head husband judge journalist lawmaker lawyer leader lieutenant "
    "major man mayor minister mother neighbour neighbor nurse observer officer official operator owner pastor "
    "policeman politician president priest professor prosecutor refugee representative researcher resident secretary "
    "senator sergeant shopkeeper soldier source spokesman spokesperson spokeswoman student survivor teacher villager "
    "volunteer widow wife witness woman worker",
    "fr": "activiste adjoint ambassadeur ambassadrice analyste avocat avocate berger capitaine chauffeur chef chercheur "
    "chercheuse colonel commandant commerçant conseiller conseillère député députée diplomate directeur directrice "
    "docteur dirigeant dirigeante enseignant expert experte femme fonctionnaire général gouverneur habitant habitante "
    "homme humanitaire infirmier infirmière instituteur institutrice journaliste juge maire mère médecin militaire "
    "militant ministre négociateur observateur officier opposant paysan père policier porte-parole président "
    "présidente procureur procureure professeur réfugié représentant responsable secrétaire sénateur sénatrice "
    "sergent soldat source témoin veuve voisin voisine",
}
_BODIES: Mapping[str, str] = {
    "en": "agency army authority bank board charity commission committee company council court embassy force government "
    "group institute league militia ministry movement office opposition organisation organization palace parliament "
    "party police presidency staff union",
    "fr": "agence armée association autorité banque comité commission conseil cour ambassade gouvernement groupe "
    "institut ligue milice ministère mouvement office opposition organisation palais parlement parti police présidence "
    "syndicat état-major entourage",
}
_WORD = re.compile(r"\w+(?:-\w+)*")
_NEAR = 90
"""Code points from a cue in which its speaker is looked for."""
_BEFORE = {"en": 4, "fr": 2}
"""Words between determiner and head, at most."""


def heads(language: str) -> dict[str, MentionType]:
    """Nouns for persons and bodies that speak, in singular and plural."""
    found = {}
    for words, kind in ((_PERSONS, MentionType.PER), (_BODIES, MentionType.ORG)):
        for word in words.get(language, "").split():
            found[word] = kind
            found[word.replace("man", "men") if word.endswith("man") else f"{word}s"] = kind
    return found


def head_of(words: str, language: str) -> str:
    """The noun of a description: its last word in English, its first known or else its first word in French."""
    parts = [word.lower() for word in _WORD.findall(words)] or [""]
    if language == "fr":
        known = heads("fr")
        return next((part for part in parts if part in known), parts[0])
    return parts[-1]


def determiner(text: str, start: int) -> str:
    """The word before a place, in lower case; empty where a sentence begins."""
    match = re.search(r"(\w+)['’]?\s*$", text[max(0, start - 20) : start])
    return match[1].lower() if match else ""


def proposed(
    text: Text, quotes: Sequence[Quote], mentions: Sequence[Mention], nouns: Mapping[str, MentionType]
) -> list[Mention]:
    """Pronouns and descriptions around the cues of some quotes, without entity, that overlap no mention; ids are
    new ones."""
    taken = [(mention.start, mention.end) for mention in mentions]
    numbers = [int(m.id[1:]) for m in mentions if m.id and re.fullmatch(r"m[0-9]{1,9}", m.id)]
    following = max(numbers, default=0) + 1
    adjectives = {mention.start: mention.end for mention in mentions if mention.adjectival}
    found: dict[Place, tuple[MentionType, Form]] = {}
    for place in _windows(text.text, quotes):
        for start, end, kind, form in _in_window(text, place, nouns, adjectives):
            if all(end <= a or b <= start for a, b in taken) and all(
                end <= a or b <= start for a, b in found if (a, b) != (start, end)
            ):
                found[start, end] = (kind, form)
    return [
        Mention(id=f"m{number}", start=start, end=end, text=text.text[start:end], type=kind, form=form)
        for number, ((start, end), (kind, form)) in enumerate(sorted(found.items()), following)
    ]


def _windows(text: str, quotes: Sequence[Quote]) -> Iterator[Place]:
    for quote in quotes:
        start, end = quote.cue_span or (quote.content[0].start, quote.content[0].start)
        low = max(text.rfind("\n", 0, start) + 1, start - 2 * _NEAR)
        high = text.find("\n", end)
        yield low, min(len(text) if high < 0 else high, end + _NEAR)


def _in_window(
    text: Text, place: Place, nouns: Mapping[str, MentionType], adjectives: Mapping[int, int]
) -> Iterator[tuple[int, int, MentionType, Form]]:
    language = text.language
    pronouns, determiners = PRONOUNS.get(language, frozenset()), DETERMINERS.get(language, frozenset())
    words = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(text.text, *place)]
    for number, (start, end, word) in enumerate(words):
        for part in re.finditer(r"[^-]+", word):  # a-t-il, dit-elle
            if part.group().lower() in pronouns and (part.group() == word or language == "fr" and part.start()):
                yield start + part.start(), start + part.end(), MentionType.PER, Form.PRONOUN
        kind = nouns.get(word.lower())
        if kind is None:
            continue
        first = number
        while first > 0 and number - first < _BEFORE.get(language, 2):
            before = words[first - 1]
            if before[2].lower() in determiners or not text.text[before[1] : words[first][0]].isspace():
                break
            first -= 1
        opens = first == 0 or not text.text[words[first - 1][1] : words[first][0]].isspace()
        if first == 0 or words[first - 1][2].lower() not in determiners:
            if not opens:
                continue
        last = end
        if language == "fr":
            after = last + 1
            last = adjectives.get(after, last) if text.text[last:after].isspace() else last
        if words[first][2].lower() not in determiners:
            yield words[first][0], last, kind, Form.NOMINAL
