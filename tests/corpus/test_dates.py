"""Dates are days that the calendar has, in every record."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import check_corpus
from goldwire.corpus.schemas import bulk_validator, problems, reference_validator

RECORD: dict[str, object] = json.loads(
    (Path(__file__).parents[1] / "data" / "mini" / "corpus" / "open" / "documents.jsonl").read_bytes().splitlines()[0]
)


def with_date(date: str) -> dict[str, object]:
    return RECORD | {"published": {"date": date, "known": "stated"}}


@given(st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32))
def test_a_date_is_valid_if_and_only_if_the_calendar_has_it(year: int, month: int, day: int) -> None:
    try:
        datetime.date(year, month, day)
        real = True
    except ValueError:
        real = False
    record = with_date(f"{year:04}-{month:02}-{day:02}")
    assert bulk_validator("document").is_valid(record) is real
    assert reference_validator("document").is_valid(record) is real


@pytest.mark.parametrize("date", ["2031-02-30", "1900-02-29", "2031-04-31", "2031-13-01", "0000-01-01", "2031-W01-1"])
def test_what_is_no_day_is_told_once(date: str) -> None:
    (problem,) = problems("document", with_date(date))
    assert problem.pointer == "/published/date"
    assert date in problem.message


def test_a_day_of_work_that_never_was_is_an_incident(mini: Path) -> None:
    path = next((mini / "annotations" / "open").glob("*.json"))
    record = json.loads(path.read_bytes())
    record["provenance"][0]["date"] = "2031-02-29"
    path.write_text(json.dumps(record))

    (found,) = (incident for incident in check_corpus(mini) if incident.severity == "error")

    assert (found.code, found.pointer) == ("GW-E042", "/provenance/0/date")
    assert "2031-02-29" in found.message
