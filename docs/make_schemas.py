"""Write schema/row-<config>.schema.json, the JSON Schema of the rows of each published table, from its columns."""

from __future__ import annotations

import json
from pathlib import Path

from goldwire.release.columns import json_schema
from goldwire.release.configs.registry import configs

SCHEMAS = Path(__file__).parents[1] / "schema"


def row_schemas() -> dict[str, str]:
    """File name and content of every row schema."""
    return {
        f"row-{config.name}.schema.json": json.dumps(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$id": f"urn:goldwire:schema:row-{config.name}",
                "title": f"Row of config {config.name}",
                **json_schema(config.columns, config.description),
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
        for config in configs()
    }


if __name__ == "__main__":
    for name, content in row_schemas().items():
        (SCHEMAS / name).write_text(content, encoding="utf-8")
