"""Ids of entities that live in one document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from goldwire.model.annotation import LOCAL_PREFIX

_LONGEST = 60
_WORD = re.compile("[a-z0-9]+")


def local_id(words: str, taken: Container[str] = ()) -> str:
    """`local:` and a slug of some words, with a number behind it where that is taken: `local:two-officials-2`."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    slug = "-".join(_WORD.findall(plain))[:_LONGEST].strip("-") or "unnamed"
    name, number = LOCAL_PREFIX + slug, 1
    while name in taken:
        number += 1
        name = f"{LOCAL_PREFIX}{slug}-{number}"
    return name
