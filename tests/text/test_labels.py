"""Labels and names that mean the same have one key."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldwire.model.labels import label_key, name_key

SAME = [
    ("closing of the port", "Closing  of the\u00a0Port"),
    ("closing of the port", " closing of the port. "),
    ("the miners' strike", "the miners’ strike"),
    ("a “safe” road", 'a "safe" road'),
    ("cease-fire talks", "cease\u2010fire talks"),
    ("a cafe\u0301 law", "a café law"),
    ("closing of the port", "closing\u202fof the\u200b port"),
    ("straße", "STRASSE"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_labels_that_mean_the_same(one: str, other: str) -> None:
    assert label_key(one) == label_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("port closure", "port closures"), ("law 12", "law 13"), ("élan", "elan"), ("a-b", "a b")]
)
def test_labels_that_differ(one: str, other: str) -> None:
    assert label_key(one) != label_key(other)


def test_names_keep_the_punctuation_at_their_end() -> None:
    assert name_key("Holt!") != name_key("Holt")
    assert label_key("Holt!") == label_key("Holt")
    assert label_key("?") == "?"


@given(st.text(max_size=20))
def test_keys_are_stable(text: str) -> None:
    for key in (name_key, label_key):
        assert key(key(text)) == key(text)
        assert key(f"  {text}\n") == key(text)
        assert key(unicodedata.normalize("NFD", text)) == key(unicodedata.normalize("NFC", text))
