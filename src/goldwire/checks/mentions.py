"""Mentions agree with their entities and with the words around them."""

from __future__ import annotations

from collections.abc import Iterator

from goldwire.annotation.article import Article, Listed
from goldwire.checks.registry import document_check
from goldwire.model.annotation import Form, MentionType
from goldwire.model.incident import Incident, define
from goldwire.text.tokens import inside_word

TYPE_DIFFERS = define(
    "GW-E058",
    "mention and entity have different types",
    meaning="The type of a mention is not that of what it names: its literal entity for metonymy, else its entity. A "
    "NORP mention may name the country, place or body that a demonym belongs to.",
    remedy="Correct the type or the link; for metonymy, set `literal` to what the words name.",
)
OVERLAP = define(
    "GW-E062",
    "names overlap",
    meaning="Two mentions that are names share code points; token labels can express only one of them.",
    remedy="Keep the longest name; a part of it is no mention of its own.",
)
INSIDE_WORD = define(
    "GW-E063",
    "mention begins or ends inside a word",
    meaning="A letter or digit stands on both sides of a mention's edge, so that no token begins or ends there.",
    remedy="Extend the mention to the whole word, or take it out.",
)

LOWER_CASE = define(
    "GW-E070",
    "lower-case demonym and flag differ",
    meaning="A name of type NORP that begins with a small letter is flagged `adjectival`, and no other mention is: the "
    "strict view of names leaves out just these, so that the two languages count alike.",
    remedy="Set `adjectival: true` on it, or take the flag off.",
)

_BEHIND_DEMONYM = frozenset({MentionType.GPE, MentionType.LOC, MentionType.ORG, MentionType.NORP})


@document_check
def types_agree(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E058."""
    local: dict[str, MentionType] = {}
    for number, mention in enumerate(article.annotation.mentions or () if article.annotation else ()):
        known = listed.entities.get(mention.literal or mention.entity)
        if known is not None:
            named = known.type
        elif mention.literal is None and mention.is_local:
            named = local.setdefault(mention.entity, mention.type)
        else:
            continue  # GW-E053 speaks of it
        demonym = mention.type is MentionType.NORP and named in _BEHIND_DEMONYM
        if mention.type is not named and not demonym:
            message = f"{mention.id} is {mention.type}, {mention.literal or mention.entity} is {named}"
            pointer = f"/mentions/{number}/type"
            yield TYPE_DIFFERS.at(message, document=article.document.doc_id, pointer=pointer)


@document_check
def flags_fit(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E070."""
    raw = article.raw
    for number, mention in enumerate(article.annotation.mentions or () if article.annotation else ()):
        if raw is None or not mention.start < mention.end <= len(raw):
            continue
        demonym = mention.type is MentionType.NORP and mention.form is Form.NAME
        if mention.adjectival != (demonym and raw[mention.start].islower()):
            message = f"{mention.id} is{'' if mention.adjectival else ' not'} flagged adjectival"
            yield LOWER_CASE.at(message, document=article.document.doc_id, pointer=f"/mentions/{number}")


@document_check
def names_are_apart(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E062."""
    mentions = article.annotation.mentions or () if article.annotation else ()
    names = sorted(
        (mention.start, mention.end, number, mention.id)
        for number, mention in enumerate(mentions)
        if mention.form is Form.NAME
    )
    reach, longest = 0, ""
    for start, end, number, identifier in names:
        if start < reach:
            message = f"{identifier} begins inside {longest}"
            yield OVERLAP.at(message, document=article.document.doc_id, pointer=f"/mentions/{number}")
        if end > reach:
            reach, longest = end, identifier


@document_check
def edges_are_word_edges(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E063, in the clean text, where tokens are."""
    raw, cleaned = article.raw, article.cleaned
    if raw is None or cleaned is None or article.annotation is None:
        return
    text = cleaned.view.text
    for number, mention in enumerate(article.annotation.mentions or ()):
        if not mention.start < mention.end <= len(raw):
            continue
        projected = cleaned.view.project(mention.start, mention.end)
        for edge in projected[:2]:
            if inside_word(text, edge):
                words = repr(text[max(0, edge - 10) : edge + 10]) if article.document.included else "the text"
                message = f"{mention.id}: no word begins or ends at {edge} of the clean text, in {words}"
                yield INSIDE_WORD.at(message, document=article.document.doc_id, pointer=f"/mentions/{number}")
