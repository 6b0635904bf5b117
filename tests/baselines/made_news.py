"""Short documents of a made-up world with gold mentions, to train on and to test with, and texts that are anything."""

from __future__ import annotations

import random
from collections.abc import Iterator

from hypothesis import strategies as st

from goldwire.corpus.ids import doc_id, sha256_hex
from goldwire.model.annotation import Entity, MentionType, Names
from goldwire.model.layers import Gold, Layers, Line, Mention, Text
from goldwire.model.line import Role
from goldwire.text.lines import line_spans

PERSONS = ["Ada Brisk", "Olm Tarrow", "Senna Vey", "Ruk Dalmor", "Ivo Pell", "Mara Quist", "Tove Arlen", "Bas Ottrun"]
TOWNS = ["Velm", "Ardun", "Kessary", "Port Lune", "Dorrick", "Sant Ebel"]
GROUPS = ["Harbour League", "Velm Rowing Club", "Grain Board", "Salt Union"]
CAPITAL, GOVERNMENT = "Velm", "government-of-ostia"

ENGLISH = [
    "{PER} met {PER2} in {GPE} on Monday.",
    "The {ORG} said that {PER} had left {GPE}.",
    "{GPE} was quiet when {PER} came back from {GPE2}.",
    "{CAP} said the {ORG} was wrong.",
    "{LAST} told the {ORG} to wait.",
]
FRENCH = [
    "{PER} a rencontré {PER2} à {GPE} lundi.",
    "Le {ORG} a dit que {PER} avait quitté {GPE}.",
    "{GPE} était calme quand {PER} est revenu de {GPE2}.",
    "{CAP} a dit que le {ORG} avait tort.",
    "{LAST} a demandé au {ORG} d’attendre.",
]


def slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def entities() -> dict[str, Entity]:
    """All entities of the world."""
    kinds = {MentionType.PER: PERSONS, MentionType.GPE: TOWNS, MentionType.ORG: GROUPS}
    listed = [(slug(name), name, kind) for kind, names in kinds.items() for name in names]
    listed.append((GOVERNMENT, "government of Ostia", MentionType.ORG))
    return {
        identifier: Entity(
            id=identifier, type=kind, names=Names(en=name, fr=name), aliases=[], wikidata=None, world="fictional"
        )
        for identifier, name, kind in listed
    }


def news(count: int, seed: int, persons: list[str] = PERSONS) -> list[Gold]:
    """Documents of one story each."""
    draw = random.Random(seed)
    return [_document(draw, f"story-{seed}-{number}", persons) for number in range(count)]


def as_text(words: str, language: str = "en") -> Text:
    """A text as a release has it."""
    lines = [Line(start=a, end=b, role=Role.BODY) for a, b in line_spans(words) if words[a:b].strip()]
    return Text(doc_id=doc_id(sha256_hex(words.encode())), language=language, text=words, lines=lines)


def _document(draw: random.Random, story: str, persons: list[str]) -> Gold:
    language = draw.choice(["en", "fr"])
    words = ""
    mentions: list[Mention] = []
    for template in draw.sample(ENGLISH if language == "en" else FRENCH, 4):
        one, two = draw.sample(persons, 2)
        names = {
            "PER": (one, MentionType.PER, slug(one)),
            "PER2": (two, MentionType.PER, slug(two)),
            "LAST": (one.split()[-1], MentionType.PER, slug(one)),
            "GPE": ((town := draw.choice(TOWNS)), MentionType.GPE, slug(town)),
            "GPE2": ((other := draw.choice(TOWNS[1:])), MentionType.GPE, slug(other)),
            "ORG": ((group := draw.choice(GROUPS)), MentionType.ORG, slug(group)),
            "CAP": (CAPITAL, MentionType.GPE, GOVERNMENT),
        }
        for part in _parts(template):
            if part in names:
                name, kind, entity = names[part]
                start = len(words)
                words += name
                number = len(mentions) + 1
                mentions.append(
                    Mention(id=f"m{number}", start=start, end=len(words), text=name, type=kind, entity=entity)
                )
            else:
                words += part
        words += "\n"
    return Gold(text=as_text(words.strip(), language), collection="open", story=story, layers=Layers(mentions=mentions))


def _parts(template: str) -> Iterator[str]:
    yield from template.replace("}", "{").split("{")


ANY_TEXT = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.lists(
        st.sampled_from(
            [
                "Ada Brisk",
                "Velm",
                "said",
                "« ",
                " »",
                "L’",
                "\n",
                "\u2028",
                "\x0c",
                "😀",
                "𝔄da",
                "e\u0301",
                "Ǆ",
                ".",
                " ",
                "HE",
            ]
        ),
        max_size=20,
    ).map(" ".join),
)
