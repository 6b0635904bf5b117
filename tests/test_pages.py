"""Generated pages and schemas agree with the code; documents name only commands that exist."""

from __future__ import annotations

import json
import re
import runpy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from corpora import added_since_the_release, all_codes
from goldwire.audit.registry import detectors
from goldwire.cli.app import app
from goldwire.corpus.schemas import problems, schema
from goldwire.scoring.metric import metrics

REPO = Path(__file__).parents[1]


@cache
def made_by() -> dict[str, Any]:
    """What makes the pages; what one block took long to make, another has at hand."""
    return runpy.run_path(str(REPO / "docs" / "make_pages.py"))


@pytest.mark.parametrize("page", ["README.md", "DATASHEET.md", "CHANGELOG.md", "docs/scoring.md"])
def test_generated_blocks_are_what_the_commands_print(page: str) -> None:
    if added_since_the_release():
        pytest.skip("documents were added since the last release: after goldwire release, make docs")
    pages = made_by()
    text = (REPO / page).read_text(encoding="utf-8")
    assert "<!-- begin: " in text
    assert pages["filled"](text) == text, "out of date: run make docs"


@pytest.mark.parametrize(
    ("block", "function"),
    [
        ("agreement", "agreement"),
        ("earlier-agreement", "earlier_agreement"),
        ("later-agreement", "later_agreement"),
    ],
)
def test_the_agreement_in_the_datasheet_is_what_the_command_prints(block: str, function: str) -> None:
    pages = made_by()
    if not pages["can_be_made"](block):
        pytest.skip("texts are not at hand (GOLDWIRE_WIRE_RAW and GOLDWIRE_PRESS name them): alpha needs them")
    assert pages[function]() in (REPO / "DATASHEET.md").read_text(encoding="utf-8"), "out of date: run make docs"


def test_the_page_of_the_scorer_has_the_formula_of_every_metric() -> None:
    text = (REPO / "docs" / "scoring.md").read_text(encoding="utf-8")
    for metric in metrics():
        assert f"`{metric.name}`" in text
        assert metric.kind.formula in text
    assert set(re.findall(r"GW-[EW]1[01]\d", text)) == {c.code for c in all_codes() if 100 < int(c.code[4:]) < 120}


def test_the_example_of_predictions_is_valid() -> None:
    page = (REPO / "docs" / "scoring.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", page, re.S)
    assert problems("prediction", json.loads(example)) == []
    assert json.loads(example).keys() == schema("prediction")["properties"].keys()


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


def test_the_page_of_the_audit_lists_every_kind() -> None:
    text = (REPO / "docs" / "audit.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `([a-z-]+)` \|", text, re.M)
    assert sorted(listed) == [each.kind for each in detectors()]


def test_guidelines_name_checks_that_exist_and_show_both_languages() -> None:
    text = (REPO / "annotations" / "GUIDELINES.md").read_text(encoding="utf-8")
    assert set(re.findall(r"GW-[EWI]\d{3}", text)) <= {code.code for code in all_codes()}
    kinds = {each.kind for each in detectors()}
    assert {
        kind for line in re.findall(r"audit (.*)", text) for kind in re.findall(r"`([a-z]+-[a-z-]+)`", line)
    } <= kinds
    for decision in text.split("\n### ")[1:]:
        title, body = decision.split("\n", 1)
        for part in ("**Why**", "**EN", "FR**", "**Not**", "**Check**"):
            assert part in body, (title, part)


@pytest.mark.parametrize("page", sorted(path.name for path in REPO.glob("*.md")))
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", (REPO / page).read_text(encoding="utf-8")):
        assert (REPO / target).exists(), target
