"""The registry of checks. A check is a function in a module of this package; a new one is a new file."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from functools import cache
from types import MappingProxyType
from typing import TypeVar

import goldwire.checks
from goldwire.annotation.article import Article, Entities, Listed, Propositions
from goldwire.model.incident import Incident

DocumentCheck = Callable[[Article, Listed], Iterable[Incident]]
"""Judges one document. Pure, so that it runs alike in a loop and in a process pool."""

NONE_LISTED: Propositions = MappingProxyType({})
"""The propositions of a corpus that lists none."""

_DOCUMENT_CHECKS: list[DocumentCheck] = []

F = TypeVar("F", bound=DocumentCheck)


def document_check(function: F) -> F:
    """Register a check of one document."""
    _DOCUMENT_CHECKS.append(function)
    return function


@cache
def document_checks() -> tuple[DocumentCheck, ...]:
    """All checks of one document, by module and name."""
    for module in pkgutil.iter_modules(goldwire.checks.__path__, "goldwire.checks."):
        importlib.import_module(module.name)
    return tuple(sorted(_DOCUMENT_CHECKS, key=lambda check: (check.__module__, check.__qualname__)))


def check_article(article: Article, entities: Entities, propositions: Propositions = NONE_LISTED) -> list[Incident]:
    """All incidents of one document, by every registered check.

    Args:
        article: The document with its annotation and, where it is at hand, its text.
        entities: The listed entities by id.
        propositions: The listed propositions by id.

    Returns:
        The incidents, in the order of the checks.
    """
    listed = Listed(entities, propositions)
    return [incident for check in document_checks() for incident in check(article, listed)]
