"""Config `entities`: one row a listed entity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from goldwire.model.annotation import MentionType
from goldwire.release.columns import Column, Label, boolean, integer, string, strings, structs
from goldwire.release.configs.registry import Config, register
from goldwire.release.known import ALIAS, NAME, Known, Surface, Usage, by_split

WORLDS = ("real", "fictional")

COLUMNS: tuple[Column, ...] = (
    string("id", "Id of the entity."),
    Column("type", Label(tuple(kind.value for kind in MentionType)), "PER, ORG, GPE, LOC, NORP or EVENT."),
    string("name_en", "Usual name in English.", "it has none there"),
    string("name_fr", "Usual name in French.", "it has none there"),
    strings("aliases", "Other names, in any language."),
    string("wikidata", "Wikidata id.", "nobody verified one"),
    Column("world", Label(WORLDS), "Whether it is real or of the fictional world."),
    structs(
        "surfaces",
        "Its names and aliases, each once, names first.",
        (
            string("text", "The words."),
            Column("kind", Label((NAME, ALIAS)), "name or alias."),
            boolean("in_training", "Whether a document of a training split has it for this entity, written so."),
        ),
    ),
    structs(
        "counts",
        "How often documents of each split mention it; splits that never do are left out.",
        (
            string("split", "The split."),
            integer("documents", "Documents that mention it."),
            integer("mentions", "Mentions that refer to it, nominal ones and pronouns among them."),
        ),
    ),
)


def rows(known: Known, usage: Usage) -> Iterator[dict[str, Any]]:
    """A row for each listed entity, sorted by id."""
    for name, entity in sorted(known.entities.items()):
        yield {
            "id": name,
            "type": entity.type,
            "name_en": entity.names.en,
            "name_fr": entity.names.fr,
            "aliases": list(entity.aliases),
            "wikidata": entity.wikidata,
            "world": entity.world,
            "surfaces": [
                {"text": each.text, "kind": each.kind, "in_training": each.in_training}
                for each in sorted(known.surfaces.get(name, ()), key=lambda each: each.kind != NAME)
            ],
            "counts": by_split(usage.entity_documents.get(name, {}), usage.mentions.get(name, {}), "mentions"),
        }


def surfaces_in(row: dict[str, Any]) -> tuple[Surface, ...]:
    """The names and aliases that a row of the table has, encoded as files hold it."""
    kinds = (NAME, ALIAS)
    return tuple(Surface(each["text"], kinds[each["kind"]], each["in_training"]) for each in row["surfaces"])


CONFIG = register(
    Config("entities", 8, "One row a listed entity: its names, and how often splits have it.", COLUMNS, of_corpus=rows)
)
