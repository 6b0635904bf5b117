"""What the status and the headers of an answer ask for."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

PASSING = (408, 429, 500, 502, 503, 504)
"""Answers that may be others a little later."""
_SPENT = re.compile(r"\br\s*=\s*0\s*;\s*t\s*=\s*(\d{1,9})")
"""Of the header RateLimit: no request is left, and seconds until there are some again."""


def wait_asked(headers: Any) -> float | None:
    """Seconds that an answer asks to wait, None where it does not."""
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    if spent := _SPENT.search(headers.get("RateLimit", "")):
        return float(spent[1])
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
