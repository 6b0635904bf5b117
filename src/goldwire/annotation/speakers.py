"""The kind of a speaker follows from the mentions of a document, so a program can tell it."""

from __future__ import annotations

from collections.abc import Container
from typing import Literal

from goldwire.model.annotation import Mention


def speaker_kind(mention: Mention, with_name: Container[str]) -> Literal["named", "unnamed"]:
    """The kind of a speaker that a mention gives.

    Args:
        mention: The mention.
        with_name: The entities to which any name in the document refers.

    Returns:
        `named` where the mention's entity is listed or among those, else `unnamed`.
    """
    return "unnamed" if mention.is_local and mention.entity not in with_name else "named"
