"""What the Hub's answers mean, in words."""

from __future__ import annotations

import json

SAID = 600
"""Characters of what the Hub says that are passed on."""


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


def messages(text: str) -> str:
    """The messages in the Hub's answer about a card."""
    try:
        return "; ".join(str(error["message"]) for error in json.loads(text)["errors"])
    except (ValueError, KeyError, TypeError):
        return text[:SAID]
