"""Document ids."""

from __future__ import annotations

import base64
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.corpus.ids import doc_id, sha256_hex

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def test_golden_examples() -> None:
    assert sha256_hex(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert doc_id(sha256_hex(b"")) == "gw-werc8gmrzge196qv"
    assert doc_id("00" * 32) == "gw-" + "0" * 16
    assert doc_id("ff" * 32) == "gw-" + "z" * 16


@given(st.binary(max_size=100))
@settings(max_examples=200, deadline=None)
def test_an_id_spells_the_first_80_bits_of_the_hash(data: bytes) -> None:
    digest = sha256_hex(data)
    identifier = doc_id(digest)
    assert re.fullmatch(rf"gw-[{ALPHABET}]{{16}}", identifier)
    number = 0
    for char in identifier[3:]:
        number = number * 32 + ALPHABET.index(char)
    assert number == int(digest[:20], 16)
    assert doc_id(digest[:20] + "0" * 44) == identifier
    assert len(base64.b32encode(bytes.fromhex(digest[:20]))) == 16


@pytest.mark.parametrize("bad", ["", "ab", "0" * 63, "0" * 66, "g" * 64, "é" * 64])
def test_anything_but_a_hash_is_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="hex"):
        doc_id(bad)
