"""Character repairs: what is mended, what is left alone, and the edits that record it."""

from __future__ import annotations

import unicodedata

import ftfy.bad_codecs  # noqa: F401  # the codec sloppy-windows-1252
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.text.edits import Edit, apply
from goldwire.text.mojibake import certain_edits
from goldwire.text.repair import repair, wants_more_than_printing

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
HEART = "\u2764\ufe0f\u200d\U0001f525"

SPACES = ["\u00a0", "\u202f", "\u2009", "\u3000", "\t", "\x85", "\u2028"]
INVISIBLE = ["\u200b", "\u00ad", "\ufeff", "\u2060", "\u200e", "\u202e", "\u200c", "\u200d"]
CONTROLS = ["\x00", "\x07", "\x1b", "\x1c", "\x7f", "\x9d"]
MOJIBAKE = ["Ã©", "Ã", "Â", "â€™", "Â ", "Â\u00a0", "â€œ", "Ã‰", "Ã\u00a0", "ÃƒÂ©", "Å“", "\ufffd"]
LETTERS = ["a", "b", "Z", "9", "é", "e\u0301", "\u0301", "\u0323", "\u0344", "À", "Œ", "São", "Å", "\u212b", "ﬁ"]
OTHER = ["😀", "𝄞", FAMILY, HEART, "\u1112\u1161\u11ab", "\u1161", "\u11a8", "한", "א\u05b8", "क\u094d\u200d"]
QUOTES = ['"', "'", "“", "”", "«", "»", "’", "‘"]
LINE_PIECES = [" ", "  ", ".", ", ", *SPACES, *INVISIBLE, *CONTROLS, *MOJIBAKE, *LETTERS, *OTHER, *QUOTES]


def edits(line: str) -> list[Edit]:
    return list(repair(line)[1])


def lines() -> st.SearchStrategy[str]:
    """Lines made of pieces that interact with one another."""
    return st.lists(st.sampled_from(LINE_PIECES), max_size=14).map("".join)


def repaired(line: str) -> str:
    return apply(line, edits(line))


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ("cafÃ© lâ€™Ã©tÃ©", "café l’été"),
        ("Ã‰tat", "État"),
        ("Ã\u00a0 Paris", "à Paris"),
        ("FranÃ§ois, CÃ´te d'Ivoire", "François, Côte d'Ivoire"),
        ("ÃƒÂ©tÃƒÂ©", "été"),
        ("10Â\u00a0%", "10 %"),
        ("Â« oui Â»", "« oui »"),
        ("â€œhiâ€\u009d â€“ â€¦", "“hi” – …"),
        ("Â£5, 5Â°C", "£5, 5°C"),
        ("e\u0301te\u0301", "été"),
        ("\u1112\u1161\u11ab", "한"),
        ("10\u00a0000\u202f€", "10 000 €"),
        ("a\tb\u2009c\u3000d", "a b c d"),
        ("co\u00adop\u200bera\ufefftion\u2060", "cooperation"),
        ("a\u200db\u200cc", "abc"),
        ("l’\u200dami \u200d— “\u200c”", "l’ami — “”"),
        ("\u202f\u200dx", " x"),
        ("\u200d\u200dx", "x"),
        ("user\u202etxt.exe", "usertxt.exe"),
        ("x\x00y\x1b[0m\x07\x7f", "xy[0m"),
        ("e\u200b\u0301", "é"),
        ("don\x92t \x93go\x94 \x96 20 \x80\x81", "don’t “go” – 20 €"),
    ],
)
def test_certain_repairs(line: str, mended: str) -> None:
    assert edits(line)
    assert repaired(line) == mended


@pytest.mark.parametrize(
    "line",
    [
        "",
        "plain",
        "Ã",
        "Ã ",
        "Â",
        "À Paris, Élysée, Œuvre, Âge, ÂNGELA, CHÂTEAU",
        "São Paulo, SÃO PAULO, MAÇÃ – A, CORAÇÃO…",
        "Malmö, Åre, Ångström, Å",
        "Ã’ Â’ â€ 10Â %",
        "\ufffd",
        "«\u00a0»".replace("\u00a0", " "),
        f"{FAMILY} {HEART} \U0001f3f3\ufe0f\u200d\U0001f308 \U0001f1eb\U0001f1f7",
        "क\u094d\u200dष, \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "ﬁn, ½, Ⅷ, ①",
    ],
)
def test_left_alone(line: str) -> None:
    assert edits(line) == []
    assert certain_edits(line) == []


def test_an_edit_covers_no_more_than_what_differs() -> None:
    assert edits("cafÃ© noir") == [(3, 5, "é")]
    assert edits("a\u00a0b") == [(1, 2, " ")]
    assert edits("xe\u0301y") == [(1, 3, "é")]


@given(lines())
@settings(max_examples=200, deadline=None)
def test_edits_are_ordered_apart_and_complete(line: str) -> None:
    changes = edits(line)
    position = 0
    for start, end, text in changes:
        assert position <= start < end <= len(line)
        assert line[start:end] != text
        position = end
    again = apply(line, changes)
    assert edits(again) == []
    assert unicodedata.is_normalized("NFC", again)


@given(lines())
@settings(max_examples=200, deadline=None)
def test_one_edit_at_a_time_gives_the_same(line: str) -> None:
    text = line
    for start, end, new in reversed(edits(line)):
        text = text[:start] + new + text[end:]
    assert text == repaired(line)


@given(lines())
@settings(max_examples=100, deadline=None)
def test_told_unsuspicious_it_finds_the_same(line: str) -> None:
    if not wants_more_than_printing(line):
        assert repair(line, suspicious=False) == repair(line)


@given(st.lists(st.sampled_from(["été", "forêt", "garçon", "Noël", "maïs", "où", "l’hôte", "“bon”", "—"]), min_size=1))
@settings(max_examples=100, deadline=None)
def test_words_misread_as_windows_1252_are_mended(words: list[str]) -> None:
    text = " ".join(words)
    assert repaired(text.encode().decode("sloppy-windows-1252")) == text


@pytest.mark.parametrize("unit", ["\u0301", "\u0301\u0323", "\u0301\u200b", "Ã\u0301", "\u200d", "\u00ad", "Ã©"])
def test_long_runs_do_not_hang(unit: str) -> None:
    line = "e" + unit * (50_000 // len(unit))
    again = repaired(line)
    assert unicodedata.is_normalized("NFC", again)


@pytest.mark.parametrize("unit", ["\u0301\u0323", "\u0301\u200b\u0323\u200b", "\u0f72\u0f71", "\u0345\u0344\u0327"])
def test_marks_in_the_wrong_order_are_ordered_as_nfc_has_them(unit: str) -> None:
    line = "e" + unit * 400
    assert repaired(line) == unicodedata.normalize("NFC", line.replace("\u200b", ""))


def test_a_flood_of_marks_in_the_wrong_order_ends() -> None:
    """Python's own ordering would take minutes: twice the marks, four times the time."""
    marks = "\u0f72\u200b\u0f71\u200b" * 40_000
    assert repaired("e" + marks) == "e" + "\u0f71" * 40_000 + "\u0f72" * 40_000
