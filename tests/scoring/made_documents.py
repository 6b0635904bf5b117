"""Documents whose mentions are counted at will, for tests of what stands around the metrics."""

from __future__ import annotations

from goldwire.corpus.ids import doc_id, sha256_hex
from goldwire.model.annotation import MentionType
from goldwire.model.layers import Gold, Layers, Mention, Prediction, Text

WORDS = 60
TEXT = "ada " * WORDS


def named(number: int) -> str:
    """A doc_id."""
    return doc_id(sha256_hex(b"%d" % number))


def mention(word: int, **facts: object) -> Mention:
    """A mention of one word of the text."""
    return Mention(start=4 * word, end=4 * word + 3, type=MentionType.PER, **facts)  # type: ignore[arg-type]


def document(number: int, mentions: int, language: str = "en") -> Gold:
    """A gold document with so many mentions, and no other layer."""
    name = named(number)
    return Gold(
        text=Text(doc_id=name, language=language, text=TEXT, lines=[]),
        collection="open",
        story=name,
        layers=Layers(mentions=[mention(word, id=f"m{word}", entity="ada") for word in range(mentions)]),
    )


def found(gold: Gold, right: int, wrong: int = 0) -> Prediction:
    """A prediction that finds so many of the mentions, and so many that are none."""
    words = [*range(right), *range(WORDS - wrong, WORDS)]
    return Prediction(doc_id=gold.doc_id, mentions=[mention(word) for word in words])
