"""Raw lines: their spans and terminators."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.text.lines import line_spans

RAWS = st.lists(st.sampled_from(["a", "é", "bc", " ", "\r", "\n", "\r\n", "\u2028", "\x0b", "\x85"]), max_size=20)


@pytest.mark.parametrize(
    ("raw", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a"]),
        ("a\n\n", ["a", ""]),
        ("\n", [""]),
        ("\na", ["", "a"]),
        ("a\r\nb\r\n", ["a", "b"]),
        ("a\r\n\r\nb", ["a", "", "b"]),
        ("a\rb\r", ["a", "b"]),
        ("a\rb\r\nc\nd", ["a", "b", "c", "d"]),
        ("a\n\rb", ["a", "", "b"]),
        ("\r\r\n", ["", ""]),
        ("a\u2028b\x0bc\x85d\x1ce", ["a\u2028b\x0bc\x85d\x1ce"]),
    ],
)
def test_lines(raw: str, lines: list[str]) -> None:
    assert [raw[start:end] for start, end in line_spans(raw)] == lines


@given(RAWS.map("".join))
@settings(max_examples=200, deadline=None)
def test_only_terminators_stand_between_lines(raw: str) -> None:
    position = 0
    for number, (start, end) in enumerate(line_spans(raw)):
        between = raw[position:start]
        assert between in ("\r\n", "\r", "\n") if number else start == 0
        assert "\r" not in raw[start:end]
        assert "\n" not in raw[start:end]
        position = end
    assert raw[position:] in ("", "\r\n", "\r", "\n")


@given(RAWS.map("".join))
@settings(max_examples=200, deadline=None)
def test_lines_are_those_of_a_split_at_terminators(raw: str) -> None:
    parts = re.split("\r\n|\r|\n", raw)
    expected = parts[:-1] if parts[-1] == "" else parts
    assert [raw[start:end] for start, end in line_spans(raw)] == expected
