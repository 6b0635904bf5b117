"""Roles of raw lines."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a raw line is to the article. `BLANK` lines hold white space only; all others are judged."""

    HEADLINE = "headline"
    SUBHEAD = "subhead"
    DATELINE = "dateline"
    BYLINE = "byline"
    BODY = "body"
    CAPTION = "caption"
    CREDIT = "credit"
    BOILERPLATE = "boilerplate"
    BLANK = "blank"


KEPT_ROLES: frozenset[Role] = frozenset({Role.HEADLINE, Role.SUBHEAD, Role.BODY})
"""The roles whose lines make up the clean text."""
