"""Offsets in other units, against Python's own codecs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.text.offsets import from_utf8_offset, from_utf16_offset, utf8_offset, utf16_offset

TEXTS = st.text(alphabet=st.one_of(st.sampled_from("aé\u0301’😀𝄞\u200d\ufeff한\n\0"), st.characters(codec="utf-8")))


@given(TEXTS, st.data())
@settings(max_examples=200, deadline=None)
def test_there_and_back(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    eight, sixteen = utf8_offset(text, offset), utf16_offset(text, offset)
    assert text.encode()[:eight].decode() == text[:offset]
    assert text.encode("utf-16-le")[: 2 * sixteen].decode("utf-16-le") == text[:offset]
    assert from_utf8_offset(text, eight) == offset
    assert from_utf16_offset(text, sixteen) == offset


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_all_other_offsets_are_inside_a_character(text: str) -> None:
    good = {utf8_offset(text, i) for i in range(len(text) + 1)}
    for offset in set(range(len(text.encode()) + 1)) - good:
        with pytest.raises(ValueError, match="inside a character"):
            from_utf8_offset(text, offset)


@pytest.mark.parametrize(("convert", "offset"), [(from_utf8_offset, 4), (from_utf16_offset, 2)])
def test_inside_a_character(convert: Callable[[str, int], int], offset: int) -> None:
    assert convert("a😀b", 1) == 1
    with pytest.raises(ValueError, match="inside a character"):
        convert("a😀b", offset)


@pytest.mark.parametrize(("convert", "end"), [(from_utf8_offset, 6), (from_utf16_offset, 4)])
@pytest.mark.parametrize("outside", [-1, 1])
def test_outside_the_text(convert: Callable[[str, int], int], end: int, outside: int) -> None:
    assert convert("a😀b", end) == 3
    with pytest.raises(ValueError, match="outside"):
        convert("a😀b", end + outside if outside > 0 else outside)
