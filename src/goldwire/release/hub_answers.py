"""What the Hub's answers mean, in words and seconds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

SAID = 600
"""Characters of what the Hub says that are passed on."""
_SPENT = re.compile(r"\br\s*=\s*0\s*;\s*t\s*=\s*(\d{1,9})")
"""Of the header RateLimit: no request is left, and seconds until there are some again."""


def meaning(status: int, repo: str) -> str:
    """The status of an answer in words, with what to do."""
    organisation = repo.partition("/")[0]
    return {
        400: "the Hub takes the request for wrong (400)",
        401: "the Hub does not accept the token (401); log in with `hf auth login`, or set HF_TOKEN to a valid one",
        403: (
            f"the token has no right to do this (403); it needs the right to write to {organisation}: make one at "
            "https://huggingface.co/settings/tokens and log in with `hf auth login`"
        ),
        404: "not found (404): there is no such repository, or the token may not see it",
        409: "it conflicts with what is there (409)",
        412: "somebody else committed in between (412)",
        413: "it is too large (413)",
        429: "too many requests (429)",
    }.get(status, f"the Hub failed ({status})" if status >= 500 else f"the Hub refuses ({status})")


def wait_asked(headers: Any) -> float | None:
    """Seconds that an answer asks to wait, None where it does not."""
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    if spent := _SPENT.search(headers.get("RateLimit", "")):
        return float(spent[1])
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None


def messages(text: str) -> str:
    """The messages in the Hub's answer about a card."""
    try:
        return "; ".join(str(error["message"]) for error in json.loads(text)["errors"])
    except (ValueError, KeyError, TypeError):
        return text[:SAID]


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and all that led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
