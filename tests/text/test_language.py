"""The language of a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldwire.corpus.raw import find_raw
from goldwire.corpus.store import Corpus
from goldwire.text.clean import clean
from goldwire.text.language import detect_language

REPO = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The talks were over on Friday and nobody had signed the treaty.", "en"),
        ("Les pourparlers sont finis depuis vendredi et personne n'a signé.", "fr"),
        ("Die Gespräche sind seit Freitag vorbei, und niemand hat unterschrieben. " * 5, "de"),
        ("The talks were over on Friday and nobody had signed the treaty. " * 5, "en"),
        ("Les pourparlers sont finis depuis vendredi et personne n'a signé. " * 5, "fr"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize("text", ["", " ", "7", "😀" * 300, "\n" * 300, "x" * 5000])
def test_any_text_gets_a_code(text: str) -> None:
    code = detect_language(text)
    assert code == "und" or (len(code) == 2 and code.isascii())


def test_the_open_documents_are_in_the_language_recorded() -> None:
    corpus = Corpus(REPO)
    for document in corpus.documents().value:
        found = find_raw(corpus, document, None)
        if found.text is not None:
            assert detect_language(clean(found.text).view.text) == document.language
