"""The registry of configs: the tables that a release holds. A new one is a new file in this package."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import goldwire.release.configs
from goldwire.annotation.article import Article
from goldwire.release.columns import Column, encode
from goldwire.release.known import Known, Usage
from goldwire.release.published import Placed

CORPUS_SPLIT = "corpus"
"""The only split of a config of the corpus: no split of documents would be true of it, and `all` is a word of
`datasets`."""

Rows = Callable[[Article, Placed | None, Known], Iterable[dict[str, Any]]]
"""The rows of one document, given also as published where its text is at hand."""
CorpusRows = Callable[[Known, Usage], Iterable[dict[str, Any]]]
"""The rows of a table that is of the whole corpus."""


def no_rows(article: Article, whole: Placed | None, known: Known) -> Iterable[dict[str, Any]]:
    """The rows that a document gives to a table of the corpus."""
    return ()


@dataclass(frozen=True, slots=True)
class Config:
    """One table: its rows are those that `rows` makes of each document, which may be none. `order` sorts the configs;
    the first is the default one. The rows of a table that is of the whole corpus are those of `of_corpus`; they are the
    same in every edition, so they hold nothing of a text but the names that the corpus lists."""

    name: str
    order: int
    description: str
    columns: tuple[Column, ...]
    rows: Rows = no_rows
    of_corpus: CorpusRows | None = None


_CONFIGS: dict[str, Config] = {}


def register(config: Config) -> Config:
    """Add a config. Raises `ValueError` where the name is taken."""
    if config.name in _CONFIGS:
        raise ValueError(f"a config is called {config.name!r} already")
    _CONFIGS[config.name] = config
    return config


def document_rows(article: Article, whole: Placed | None, known: Known) -> dict[str, list[dict[str, Any]]]:
    """The rows of one document by config, as tables hold them. Raises `KeyError` or `ValueError` for one that does not
    fit its config's columns."""
    return {
        config.name: [encode(config.columns, row) for row in config.rows(article, whole, known)]
        for config in configs()
        if config.of_corpus is None
    }


def corpus_rows(known: Known, usage: Usage) -> dict[str, list[dict[str, Any]]]:
    """The rows of the tables that are of the whole corpus, by config, as `document_rows` gives them."""
    return {
        config.name: [encode(config.columns, row) for row in config.of_corpus(known, usage)]
        for config in configs()
        if config.of_corpus is not None
    }


@cache
def configs() -> tuple[Config, ...]:
    """All configs, the default one first."""
    for module in pkgutil.iter_modules(goldwire.release.configs.__path__, "goldwire.release.configs."):
        importlib.import_module(module.name)
    return tuple(sorted(_CONFIGS.values(), key=lambda config: (config.order, config.name)))
