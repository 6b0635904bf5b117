"""Raw text out of HTML, by a library; its name and version are recorded with the document."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.metadata import version

from resiliparse.extract.html2text import extract_plain_text

from goldwire.model.document import Extractor
from goldwire.model.incident import define

TOO_DEEP = define(
    "GW-E008",
    "HTML nested too deeply",
    meaning="Elements are nested more than 1,000 deep. Extraction takes time that grows with the square of the depth.",
    remedy="Save the page anew from a browser, or give the article as plain text.",
)
NO_TEXT = define(
    "GW-E009",
    "no text in the HTML",
    meaning="The extractor finds no text at all in the page: it may build its text with a script.",
    remedy="Save the page after its scripts have run, or give the article as plain text.",
)

MAX_DEPTH = 1000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
# These close themselves or one another, so their start tags say nothing about depth.
_FLAT = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),
        *("p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup"),
        *("rt", "rp"),
    )
)


@cache
def extractor() -> Extractor:
    """The extractor in use."""
    return Extractor(name="resiliparse", version=version("resiliparse"))


def looks_like_html(text: str) -> bool:
    """Whether a text begins as an HTML page does."""
    head = text[:200].lstrip().lower()
    return head.startswith(("<!doctype html", "<html"))


def depth(html: str) -> int:
    """An upper estimate of how deep the elements are nested."""
    opened: Counter[str] = Counter()
    now = deepest = 0
    for match in _TAG.finditer(html):
        name = match.group(2).lower()
        if name in _FLAT:
            continue
        if not match.group(1):
            opened[name] += 1
            now += 1
            deepest = max(deepest, now)
        elif opened[name]:
            opened[name] -= 1
            now -= 1
    return deepest


def extract(html: str) -> str:
    """The text of a page: its main content, or all of it where no main content is found. May be empty.

    Check `depth` first: the extractor's time grows with its square.
    """
    text = _plain(html, main_content=True)
    return text if text.strip() else _plain(html, main_content=False)


def _plain(html: str, *, main_content: bool) -> str:
    return extract_plain_text(
        html, preserve_formatting=True, main_content=main_content, list_bullets=False, alt_texts=False
    )
