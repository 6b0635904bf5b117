"""Which addresses Goldwire records for texts to fetch."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldwire.model.address import LONGEST_ADDRESS, address_trouble, is_this_machine


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/news.json",
        "https://example.org",
        "https://EXAMPLE.org:8443/a%20b/c.txt?ref=1f2e&raw=true",
        "https://example.org/a..b/...",
        "https://192.0.2.7/a",
        "https://[2001:db8::1]:443/a",
        "http://localhost:8000/a",
        "http://127.0.0.1:8000/a",
        "http://127.8.9.1/a",
        "http://[::1]:8000/a",
        "https://xn--bcher-kva.example/a",
    ],
)
def test_addresses_that_may_be_asked_for(address: str) -> None:
    assert address_trouble(address) is None


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "https://"),
        ("ftp://example.org/a", "https://"),
        ("file:///etc/passwd", "https://"),
        ("HTTPS://example.org/a", "https://"),
        (" https://example.org/a", "https://"),
        ("http://example.org/a", "is not https"),
        ("http://localhost.example.org/a", "is not https"),
        ("http://127.0.0.1.example.org/a", "is not https"),
        ("http://2130706433/a", "host"),
        ("http://0x7f.1/a", "host"),
        ("http://127.1/a", "host"),
        ("https://me:secret@example.org/a", "password"),
        ("https://@example.org/a", "password"),
        ("https://example.org/a/../b", "between slashes"),
        ("https://example.org/./b", "between slashes"),
        ("https://example.org/a/%2e%2E/b", "between slashes"),
        ("https://example.org/a/.%2e", "between slashes"),
        ("https://example.org/a%2F..%2Fb", "between slashes"),
        ("https://example.org/a%5c..%5cb", "between slashes"),
        ("https://example.org/%252e%252e/b", "between slashes"),
        ("https://example.org/a#b", "fragment"),
        ("https://example.org/a#", "fragment"),
        ("https://example.org/a b", "percent-encode"),
        ("https://example.org/é", "percent-encode"),
        ("https://example.org/a\n", "percent-encode"),
        ("https://example.org/a\\b", "percent-encode"),
        ("https://example.org/100%", "hex digits"),
        ("https://example.org/%zz", "hex digits"),
        ("https://", "host"),
        ("https:///a", "host"),
        ("https://-a.example/b", "host"),
        ("https://a..example/b", "host"),
        ("https://[::1/b", "URL"),
        ("https://[::1%25eth0]/b", "host"),
        ("https://::1/b", "URL"),
        ("https://example.org:0/a", "port"),
        ("https://example.org:/a", "port"),
        ("https://example.org:99999/a", "URL"),
        ("https://example.org:http/a", "URL"),
        (f"https://example.org/{'a' * LONGEST_ADDRESS}", "characters"),
    ],
)
def test_addresses_that_may_not(address: str, said: str) -> None:
    trouble = address_trouble(address)
    assert trouble is not None
    assert said in trouble
    assert trouble.isascii()
    assert trouble.isprintable()


@given(st.text() | st.text().map("https://".__add__) | st.text("./%2eE5c[]@:#", max_size=30).map("https://a".__add__))
def test_any_text_gets_an_answer(address: str) -> None:
    trouble = address_trouble(address)
    assert trouble is None or trouble.isprintable()


@pytest.mark.parametrize(("host", "this"), [("LOCALHOST", True), ("::1", True), ("10.0.0.1", False), ("", False)])
def test_hosts_on_this_machine(host: str, this: bool) -> None:
    assert is_this_machine(host) is this
