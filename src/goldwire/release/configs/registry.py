"""The registry of configs: the tables that a release holds. A new one is a new file in this package."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import goldwire.release.configs
from goldwire.annotation.article import Article, Entities
from goldwire.release.columns import Column, encode
from goldwire.release.published import Placed

Rows = Callable[[Article, Placed | None, Entities], Iterable[dict[str, Any]]]
"""The rows of one document, given also as published where its text is at hand."""


@dataclass(frozen=True, slots=True)
class Config:
    """One table: its rows are those that `rows` makes of each document, which may be none. `order` sorts the configs;
    the first is the default one."""

    name: str
    order: int
    description: str
    columns: tuple[Column, ...]
    rows: Rows


_CONFIGS: dict[str, Config] = {}


def register(config: Config) -> Config:
    """Add a config. Raises `ValueError` where the name is taken."""
    if config.name in _CONFIGS:
        raise ValueError(f"a config is called {config.name!r} already")
    _CONFIGS[config.name] = config
    return config


def document_rows(article: Article, whole: Placed | None, entities: Entities) -> dict[str, list[dict[str, Any]]]:
    """The rows of one document by config, as tables hold them. Raises `KeyError` or `ValueError` for one that does not
    fit its config's columns."""
    return {
        config.name: [encode(config.columns, row) for row in config.rows(article, whole, entities)]
        for config in configs()
    }


@cache
def configs() -> tuple[Config, ...]:
    """All configs, the default one first."""
    for module in pkgutil.iter_modules(goldwire.release.configs.__path__, "goldwire.release.configs."):
        importlib.import_module(module.name)
    return tuple(sorted(_CONFIGS.values(), key=lambda config: (config.order, config.name)))
