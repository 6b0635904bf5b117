"""Raw text out of HTML, by a library; its name and version are recorded with the document."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from functools import cache
from importlib.metadata import version
from typing import NamedTuple

from resiliparse.extract.html2text import extract_plain_text

from goldwire.model.document import Extractor
from goldwire.model.incident import define

TOO_TANGLED = define(
    "GW-E008",
    "HTML too tangled",
    meaning="Elements are nested more than 1,000 deep, or the page is otherwise built so that extraction does not end "
    "in 20 seconds and 2 GB: its time grows with the square of the depth, and faster with unclosed formatting.",
    remedy="Save the page anew from a browser, or give the article as plain text.",
)
NO_TEXT = define(
    "GW-E009",
    "no text in the HTML",
    meaning="The extractor finds no text at all in the page: it may build its text with a script.",
    remedy="Save the page after its scripts have run, or give the article as plain text.",
)

MAX_DEPTH = 1000
EASY_TAGS, EASY_DEPTH, EASY_FORMATTING = 3_000, 250, 50
"""A page with no more start tags, depth and open formatting elements than these cannot take long."""
SECONDS, MEMORY = 20, 2 * 1024**3

_TAG = re.compile(
    # What is no markup to a browser must not count as end tags: comments, scripts, and quoted attributes.
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|textarea|title|select)\b.*?(?:</(?P=raw)|\Z)"
    # Possessive, and content with the end of the text: nothing is looked at twice, whatever is left open.
    r"""|<(?P<end>/?)(?P<name>[a-z][a-z0-9-]*+)(?:[^>"']++|"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))*+>?""",
    re.IGNORECASE | re.DOTALL,
)
# These close themselves or one another, so their start tags say nothing about depth.
_FLAT = frozenset(
    (
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),
        *("p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup"),
        *("rt", "rp"),
    )
)
# A parser opens these again in every block that follows until they are closed.
_FORMATTING = frozenset(
    ("a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
)
_ALONE = """
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({memory}, {memory}))
except ImportError:
    pass
from resiliparse.extract.html2text import extract_plain_text
html = sys.stdin.buffer.read().decode("utf-8", "surrogatepass")
options = dict(preserve_formatting=True, list_bullets=False, alt_texts=False)
text = extract_plain_text(html, main_content=True, **options)
if not text.strip():
    text = extract_plain_text(html, main_content=False, **options)
sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
"""


class Shape(NamedTuple):
    """Estimates of a page's markup: start tags, how deep elements are nested, formatting elements open at a time."""

    tags: int
    depth: int
    formatting: int


@cache
def extractor() -> Extractor:
    """The extractor in use."""
    return Extractor(name="resiliparse", version=version("resiliparse"))


def looks_like_html(text: str) -> bool:
    """Whether a text begins as an HTML page does."""
    head = text[:200].lstrip().lower()
    return head.startswith(("<!doctype html", "<html"))


def shape(html: str) -> Shape:
    """Estimate, in time that grows with the page's length, what parsing it will cost."""
    opened: Counter[str] = Counter()
    tags = now = deepest = formatting = most_formatting = 0
    for match in _TAG.finditer(html):
        name = (match["name"] or "").lower()
        if not name:
            continue
        step = 0
        if not match["end"]:
            tags += 1
            step = 1
        elif opened[name]:
            step = -1
        if step == 0 or name in _FLAT:
            continue
        opened[name] += step
        now += step
        formatting += step * (name in _FORMATTING)
        deepest, most_formatting = max(deepest, now), max(most_formatting, formatting)
    return Shape(tags, deepest, most_formatting)


def extract(html: str) -> str | None:
    """The text of a page: its main content, or all of it where no main content is found. May be empty.

    A page that could take long is extracted in a process of its own, with bounds on time and memory; None where it is
    nested too deeply or breaks them.
    """
    found = shape(html)
    if found.depth > MAX_DEPTH:
        return None
    if found.tags > EASY_TAGS or found.depth > EASY_DEPTH or found.formatting > EASY_FORMATTING:
        return _alone(html)
    text = _plain(html, main_content=True)
    return text if text.strip() else _plain(html, main_content=False)


def _alone(html: str) -> str | None:
    command = [sys.executable, "-I", "-c", _ALONE.format(memory=MEMORY)]
    data = html.encode("utf-8", "surrogatepass")
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=True)
    except (subprocess.SubprocessError, OSError):
        return None
    return done.stdout.decode("utf-8", "surrogatepass")


def _plain(html: str, *, main_content: bool) -> str:
    return extract_plain_text(
        html, preserve_formatting=True, main_content=main_content, list_bullets=False, alt_texts=False
    )
