"""Mojibake: mended whole where it is certain, and text that only looks like it left alone."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import ftfy.bad_codecs  # noqa: F401  # the codec sloppy-windows-1252
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.corpus.store import Corpus
from goldwire.text.clean import clean
from goldwire.text.edits import Edits, apply
from goldwire.text.mojibake import certain_edits, has_signs, is_misread
from goldwire.text.repair import repair

REPO = Path(__file__).resolve().parents[2]
WORDS = [
    *(
        "La sœur du maire",
        "le cœur du port",
        "la manœuvre",
        "20 €",
        "l’été",
        "à İstanbul",
        "à Rīga",
        "kőrút",
        "Đoković",
    ),
    *("Şırnak", "Łódź", "Škoda", "Œuvre", "Ångström", "Čapek", "№ 5", "Tarrow™", "État", "Noël", "naïf", "“bon”"),
    *("‘soit’", "– mais —", "« oui »…", "5 °C", "£5", "½", "São", "Привет", "日本 😀"),
]
LEGITIMATE = [
    *("SÃO PAULO", "MAÇÃ – A", "CORAÇÃO…", "AMANHÃ»", "AMANHû", "MANHÃ’", "IRMÃ!", "CÔTÉ", "CAFÉ’S", "«É»", "CAFɒ"),
    *("Âge", "ÂNGELA", "CHÂTEAU", "Åre", "Ångström", "Å", "À Élysée", "Œuvre", "ÉTÉ…", "L’ÎLE", "GARÇON”", "Đà Nẵng"),
    *("ĐÂY LÀ", "ÂM NHẠC", "TIẾNG VIỆT", "Ã", "Â", "voilà »", "arrivé »", "Größe", "MÜNCHEN–", "Øre", "Þór", "Ñandú"),
    *("È vero", "PERÒ…", "È»", "√2", "Γ", "Привет", "СССР»", "Р. С.", "├", "ă", "Ă", "ă»"),
]


def mended(line: str) -> str:
    return apply(line, certain_edits(line))


def misread(text: str, codec: str = "sloppy-windows-1252") -> str:
    return text.encode().decode(codec)


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("sÅ“ur", "sœur"),
        ("20 â‚¬", "20 €"),
        ("Ä°stanbul, RÄ«ga, kÅ‘rÃºt", "İstanbul, Rīga, kőrút"),
        ("Ä\x90okoviÄ‡", "Đoković"),
        ("Å’uvre de lâ€™Ã©tÃ©", "Œuvre de l’été"),
        ("â„¢ â„– Å½iÅ¾ek", "™ № Žižek"),
        ("Ã\x89tat, lâ\x80\x99Ã©tÃ©", "État, l’été"),
        ("l‚Äô√©t√©", "l’été"),
        ("ÃƒÂ©tÃƒÂ©", "été"),
        ("Ã la mode de lâ€™Ã©tÃ©", "à la mode de l’été"),
        ("DÃ» au vent", "Dû au vent"),
    ],
)
def test_what_is_mended(line: str, right: str) -> None:
    assert has_signs(line)
    assert mended(line) == right


@pytest.mark.parametrize("codec", ["sloppy-windows-1252", "latin-1"])
@given(st.lists(st.sampled_from(WORDS), min_size=3, max_size=12))
@settings(max_examples=80, deadline=None)
def test_a_misread_text_is_mended_whole(codec: str, words: list[str]) -> None:
    text = " ".join(["L’été", *words, "déjà vu"])
    assert clean(misread(text, codec) + "\n").view.text == clean(text + "\n").view.text


def test_nothing_is_left_in_lines_that_alone_tell_too_little() -> None:
    text = "Œuvre\n\nLa sœur du maire a dit que l’été serait long.\n\nÅre, Čapek\n"
    assert is_misread(misread(text))
    assert clean(misread(text)).view.text == clean(text).view.text


@given(st.lists(st.sampled_from([*LEGITIMATE, *WORDS]), min_size=1, max_size=12), st.sampled_from(["", "\n"]))
@settings(max_examples=150, deadline=None)
def test_text_that_was_not_misread_stays(words: list[str], end: str) -> None:
    text = unicodedata.normalize("NFC", " ".join(words))
    assert certain_edits(text) == []
    assert not is_misread(text + end)


def test_open_articles_without_mojibake_stay() -> None:
    corpus = Corpus.at(REPO)
    seen = 0
    for document in corpus.documents().value:
        if document.collection != "open":
            continue
        text = clean(corpus.raw_path(document).read_bytes().decode(document.encoding)).view.text
        assert [repair(line)[1] for line in text.split("\n") if repair(line)[1]] == []
        seen += 1
    assert seen


def test_edits_are_of_one_character_each_and_keep_their_place() -> None:
    line = "La sÅ“ur, lâ€™Ã©tÃ©"
    edits = certain_edits(line)
    assert [(line[start:end], text) for start, end, text in edits] == [
        ("Å“", "œ"), ("â€™", "’"), ("Ã©", "é"), ("Ã©", "é"),
    ]  # fmt: skip


@pytest.mark.parametrize("unit", ["Ã©", "Å“ ", "ÃƒÂ", "Ã\u200b©", "Ã a", "é\u00a0»", "√©"])
def test_repairing_long_lines_leaves_nothing_to_repair(unit: str) -> None:
    line = " ".join([f"{unit}x"] * 900)
    again = repair(repair(line)[0])
    assert again[1] == []
    assert unicodedata.is_normalized("NFC", again[0])


@pytest.mark.parametrize("line", ["Le marÃ©chal a dit que lâ€™Ã©tÃ© commence.", "Å«", "sÅ“ur et cÅ“ur, il a Ã©tÃ©"])
def test_mojibake_whose_letters_were_decomposed_is_mended_alike(line: str) -> None:
    text = f"{line}\nIl a Ã©tÃ© dit par le maire que cela commence, a-t-il ajoutÃ©."
    cleaned = clean(unicodedata.normalize("NFD", text))
    assert cleaned.view.text == clean(text).view.text
    assert clean(cleaned.view.text).view.text == cleaned.view.text
    for form in ("NFC", "NFD"):
        wrong = unicodedata.normalize(form, line)
        right, edits = repair(wrong, misread=True)
        assert apply(wrong, edits) == right
        assert repair(right, misread=True) == (right, Edits())


@pytest.mark.parametrize(
    "line",
    ["Ã©Ã©" * 129 + "Ã©Ã©Ã…â€œ" * 165, "Ã©" + "Ã©Ã©é√©Ã©" * 200, "あいうえお".encode().decode("latin-1") * 300],
)
def test_a_long_line_without_spaces_is_not_cut_inside_a_character(line: str) -> None:
    for misread in (True, False):
        text, edits = repair(line, misread=misread)
        assert apply(line, edits) == text
        assert repair(text, misread=misread) == (text, Edits())
