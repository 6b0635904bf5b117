"""Promotional sentences: newsletters, subscriptions, author boxes. Asked only where the article's edge is,
or beside page furniture, because in the midst of an article the same words may be news."""

from __future__ import annotations

import re
from typing import Final

from goldwire.text.roles.patterns import FULL_NAME, NAME
from goldwire.text.roles.rule import HEAD_CHARS

PROMO_WORDS: Final = (
    "newsletter",
    "cookie",
    "subscrib",
    "your inbox",
    "privacy policy",
    "terms of ",
    "sign up",
    "all rights reserved",
    "our journalism",
    "our reporters",
    "our app",
    "follow us",
    "follow her on",
    "follow him on",
    "email address",
    "your email",
    "votre e-mail",
    "for more information, visit",
    "visit www",
    "click here",
    "read more about",
    "read more on",
    "read more from",
    "to read more",
    "your donation",
    "this article was ",
    "this story was ",
    "republish",
    "abonn",
    "infolettre",
    "boîte mail",
    "votre adresse",
    "droits réservés",
    "données personnelles",
    "lire aussi",
    "suivez-nous",
    "cliquez ici",
    "inscrivez-vous",
    "désinscri",
    "notre application",
    "cet article a été",
    "faire un don",
    "faites un don",
)
"""Lower-case parts of words that give a promotional sentence away at the edge of an article."""

_PERSON: Final = r"(?!(?:The|It|This|That|Le|La|Les|Il|Elle)\b)" + NAME + r"\s" + FULL_NAME

AUTHOR_BOX: Final = re.compile(
    _PERSON
    + r"\s(?:(?:covers|couvre|writes about)\s.{3,80}"
    + r"|(?:is|joined|reports|est|[ée]crit|a rejoint|suit)\b.{0,80}\b(?:reporter|correspondent|editor"
    + r"|journalist"
    + r"|writer|columnist|producer|contributor|professor|fellow|analyst|covering|author|journaliste"
    + r"|correspondante?"
    + r"|r[ée]dact(?:eur|rice)|chroniqueur|chroniqueuse|autrice|auteur|professeure?))\b",
    re.IGNORECASE,
)
"""An author box: "Ida Holt is a political correspondent covering ...". One name alone may be the story's."""

STANDING: Final = re.compile(
    r"(?:\*|(?:some )?information for this"
    r"|\(?(?:edited|reporting|writing|translated|compiled|additional)\b.{0,30}\bby\b"
    r"|(?:she|he|they|elle|il)\s(?:covers|previously (?:worked|reported|covered)|has (?:reported|covered)"
    r"|is based in|tweets|couvre)\b)",
    re.IGNORECASE,
)
"""What else stands below an article: notes after an asterisk, desk credits, the rest of an author box."""


CONTRIBUTED: Final = re.compile(r".{3,120}\bcontributed (?:to|reporting)\b")
"""The names of those who helped: by itself, because it may start anywhere and is slow."""


_TELLTALES: Final = (
    "newsletter newsletters cookie cookies subscribe subscribes subscribed subscriber subscribers subscribing "
    "inbox privacy terms sign reserved journalism reporters app follow email e-mail visit click read donation "
    "article story republish republished abonné abonnés abonnée abonnées abonnez abonner s'abonner s’abonner "
    "abonnez-vous abonnement abonnements infolettre infolettres mail adresse réservés personnelles aussi "
    "suivez-nous cliquez inscrivez-vous désinscrire désinscription désinscrivez-vous application don"
)
_TELLTALE_WORDS: Final = frozenset(word + sign for word in _TELLTALES.split() for sign in ("", *".,:;!?)»”"))
"""One word of each of `PROMO_WORDS`, with the signs that may follow it: one look-up that nearly always suffices."""


def is_promo(text: str) -> bool:
    """Whether the head of a line at the article's edge sells the site rather than tells the story.

    Of several such lines, joined: whether any does.
    """
    low = text.lower()
    if _TELLTALE_WORDS.isdisjoint(low.split()):
        return False
    for word in PROMO_WORDS:  # a plain loop: a generator costs more than the look-ups
        if word in low:
            return True
    return False


def is_author_box(line: str) -> bool:
    """Whether a sentence below the article presents its author or its desk."""
    head = line[:HEAD_CHARS]
    return (
        AUTHOR_BOX.match(head) is not None
        or STANDING.match(head) is not None
        or ("contributed" in head and CONTRIBUTED.match(head) is not None)
    )
