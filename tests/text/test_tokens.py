"""Tokens and the edges of words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_repair import lines

from goldwire.text.tokens import inside_word, token_spans


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        (" \n\t\u00a0", []),
        ("l'Irak", ["l", "'", "Irak"]),
        ("US-led", ["US", "-", "led"]),
        ("anti-IS, 3.5%", ["anti", "-", "IS", ",", "3", ".", "5", "%"]),
        ("«\u00a0Noël\u00a0»", ["«", "Noël", "»"]),
        ("e\u0301te\u0301 fini", ["e\u0301te\u0301", "fini"]),
        ("a😀b", ["a", "😀", "b"]),
        ("Œuvre œuvre", ["Œuvre", "œuvre"]),
    ],
)
def test_tokens(text: str, tokens: list[str]) -> None:
    assert [text[start:end] for start, end in token_spans(text)] == tokens


TEXTS = st.one_of(lines(), st.text(max_size=30))


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_tokens_are_ordered_and_cover_all_but_white_space(text: str) -> None:
    position = 0
    for start, end in token_spans(text):
        assert position <= start < end
        assert not text[position:start].strip()
        assert not any(char.isspace() for char in text[start:end])
        position = end
    assert not text[position:].strip()


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_inside_a_word_is_inside_a_token(text: str) -> None:
    inside = {edge for start, end in token_spans(text) for edge in range(start + 1, end)}
    assert {edge for edge in range(-1, len(text) + 2) if inside_word(text, edge)} == inside
