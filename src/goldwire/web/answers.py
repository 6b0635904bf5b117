"""What an answer asks for by its status and headers, and what an error comes from."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

PASSING = (408, 429, 500, 502, 503, 504)
"""Answers that may be others a little later."""
_SPENT = re.compile(r"\br\s*=\s*0\s*;\s*t\s*=\s*(\d{1,9})")
"""Of the header RateLimit: no request is left, and seconds until there are some again."""

_WHOLE = re.compile(r"[0-9]{1,12}")
_MOMENT = 1e9
"""Seconds since 1970, in 2001."""


def wait_asked(headers: Any) -> float | None:
    """Seconds that an answer asks to wait, None where it does not."""
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    if spent := _SPENT.search(headers.get("RateLimit", "")):
        return float(spent[1])
    reset = headers.get("X-RateLimit-Reset", "").strip()
    if not said and headers.get("X-RateLimit-Remaining", "").strip() == "0" and _WHOLE.fullmatch(reset):
        # GitHub and Software Heritage give a moment, in seconds since 1970, and others the seconds until then.
        return max(0.0, float(reset) - (time.time() if float(reset) > _MOMENT else 0.0))
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and all that led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
