"""Quotation marks: how deep each character stands inside them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from test_repair import lines

from goldwire.text.marks import mark_depths, text_depths


def quoted(line: str) -> str:
    """The characters inside marks, those that are further out as dots."""
    return "".join(char if depth else "." for char, depth in zip(line, mark_depths(line), strict=True)).strip(".")


@pytest.mark.parametrize(
    ("line", "inside"),
    [
        ('He said "no deal" on Friday.', "no deal"),
        ("He said “no deal” on Friday.", "no deal"),
        ('He said “no deal" on Friday.', "no deal"),
        ("Il dit : «\u00a0pas d'accord\u00a0», hier.", "\u00a0pas d'accord\u00a0"),
        ("Il dit : « l’accord » hier", " l’accord "),
        ("He said 'no deal' on Friday.", "no deal"),
        ("He said ‘it isn’t over’ on Friday.", "it isn’t over"),
        ("He said 'it isn't over' on Friday.", "it isn't over"),
        ("The ministers' talks aren't over, l'accord d'hier non plus.", ""),
        ("“A quote that goes on", "A quote that goes on"),
        ("Er sagte „kein Abkommen” gestern", "kein Abkommen"),
        ("no marks", ""),
        ("stray » and ” close nothing", ""),
    ],
)
def test_what_is_quoted(line: str, inside: str) -> None:
    assert quoted(line).replace('"', "").replace("“", "").replace("«", "").strip("'‘„") == inside


def test_kinds_of_marks_add_up() -> None:
    line = "« il a dit \"non, 'jamais'\" »"
    depths = mark_depths(line)
    assert depths[line.index("il")] == 1
    assert depths[line.index("non")] == 2
    assert depths[line.index("jamais")] == 3
    assert depths[-1] == 0
    assert mark_depths("««a»»")[2] == 2


def test_each_line_begins_anew() -> None:
    assert mark_depths("") == []
    assert mark_depths("a") == [0]


@given(lines())
@settings(max_examples=200, deadline=None)
def test_one_depth_a_character_and_never_below_nothing(line: str) -> None:
    depths = mark_depths(line)
    assert len(depths) == len(line)
    assert all(depth >= 0 for depth in depths)
    assert text_depths(f"{line}\n\nNext.")[: len(line)] == depths
