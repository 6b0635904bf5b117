"""Config `propositions`: one row a proposition that stances are about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldwire.release.columns import Column, integer, string, structs
from goldwire.release.configs.registry import Config, register
from goldwire.release.known import Known, Usage, by_split

COLUMNS: tuple[Column, ...] = (
    string("id", "Id of the proposition."),
    string("label_en", "Label in English.", "it has none there"),
    string("label_fr", "Label in French.", "it has none there"),
    string("definition", "What whoever supports it is for."),
    string("entity", "Listed entity that it is chiefly about.", "about none"),
    structs(
        "counts",
        "How often stances of each split are about it; splits that have none are left out.",
        (
            string("split", "The split."),
            integer("documents", "Documents with a stance about it."),
            integer("stances", "Stances about it."),
        ),
    ),
)


def rows(known: Known, usage: Usage) -> Iterator[dict[str, Any]]:
    """A row for each listed proposition, sorted by id."""
    for name, proposition in sorted(known.propositions.items()):
        yield {
            "id": name,
            "label_en": proposition.labels.en,
            "label_fr": proposition.labels.fr,
            "definition": proposition.definition,
            "entity": proposition.entity,
            "counts": by_split(usage.proposition_documents.get(name, {}), usage.stances.get(name, {}), "stances"),
        }


CONFIG = register(
    Config("propositions", 9, "One row a proposition, and how often splits have it.", COLUMNS, of_corpus=rows)
)
