"""How long a server asks to wait."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldwire.web.answers import wait_asked


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7),
        ({"Retry-After": " 0 "}, 0),
        ({"Retry-After": "9" * 40}, 999_999_999),
        ({"Retry-After": "-7"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"RateLimit": '"api";r=0;t=55'}, 55),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "42"}, 42),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1100000000"}, 0),
        ({"X-RateLimit-Remaining": "3", "X-RateLimit-Reset": "42"}, None),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "x"}, None),
    ],
)
def test_what_headers_ask_for(headers: dict[str, str], seconds: float | None) -> None:
    assert wait_asked(headers) == seconds


def test_moments_are_counted_from_now() -> None:
    later = datetime.now(UTC) + timedelta(hours=1)
    assert 3500 < (wait_asked({"Retry-After": format_datetime(later, usegmt=True)}) or 0) <= 3600
    reset = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 3600)}
    assert 3500 < (wait_asked(reset) or 0) <= 3600


@given(
    st.dictionaries(
        st.sampled_from(["Retry-After", "RateLimit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]), st.text()
    )
)
def test_whatever_they_say(headers: dict[str, str]) -> None:
    asked = wait_asked(headers)
    assert asked is None or asked >= 0
