"""Generated pages and schemas agree with the code; documents name only commands that exist."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

from goldwire.cli.app import app

REPO = Path(__file__).parents[1]


@pytest.mark.parametrize("page", ["README.md", "DATASHEET.md"])
def test_generated_blocks_are_what_the_commands_print(page: str) -> None:
    pages = runpy.run_path(str(REPO / "docs" / "make_pages.py"))
    text = (REPO / page).read_text(encoding="utf-8")
    assert "<!-- begin: " in text
    assert pages["filled"](text) == text, "out of date: run make docs"


def test_the_agreement_in_the_datasheet_is_what_the_command_prints() -> None:
    pages = runpy.run_path(str(REPO / "docs" / "make_pages.py"))
    if not pages["wire_is_there"]():
        pytest.skip("the wire articles are not at hand (GOLDWIRE_WIRE_RAW names them): alpha needs their text")
    assert pages["agreement"]() in (REPO / "DATASHEET.md").read_text(encoding="utf-8"), "out of date: run make docs"


def test_row_schemas_are_those_of_the_columns() -> None:
    made = runpy.run_path(str(REPO / "docs" / "make_schemas.py"))["row_schemas"]()
    assert {path.name for path in (REPO / "schema").glob("row-*")} == set(made)
    for name, content in made.items():
        assert (REPO / "schema" / name).read_text(encoding="utf-8") == content, "out of date: run make docs"


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{p.name}" for p in sorted((REPO / "docs").glob("*.md")))])
def test_pages_name_commands_that_exist(page: str) -> None:
    known = {command.name for command in app.registered_commands} | {group.name for group in app.registered_groups}
    text = (REPO / page).read_text(encoding="utf-8")
    assert set(re.findall(r"(?:^|`)goldwire ([a-z]+)\b", text, re.M)) <= known


@pytest.mark.parametrize("page", sorted(path.name for path in REPO.glob("*.md")))
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", (REPO / page).read_text(encoding="utf-8")):
        assert (REPO / target).exists(), target
