"""Raw text out of HTML, by a library; its name and version are recorded with the document."""

from __future__ import annotations

import signal
from functools import cache
from importlib.metadata import version

from goldwire.model.document import Extractor
from goldwire.model.incident import define
from goldwire.text.html_process import plain_text
from goldwire.text.html_worker import extract_guarded

TOO_TANGLED = define(
    "GW-E008",
    "HTML too tangled",
    meaning="The page is built so that extraction does not end in 5 seconds of computing and 2 GB of memory: its time "
    "grows with the square of the depth of its elements and of the attributes in one tag.",
    remedy="Save the page anew from a browser, or give the article as plain text.",
)
NO_TEXT = define(
    "GW-E009",
    "no text in the HTML",
    meaning="The extractor finds no text at all in the page: it may build its text with a script.",
    remedy="Save the page after its scripts have run, or give the article as plain text.",
)

SMALL = 16_384
"""Code points of a page that is extracted in this process: the worst page of this length takes less than a second, and
a short one is extracted sooner than it is sent."""
SECONDS = 5.0
"""CPU time that a page may take. Ordinary pages take some milliseconds, flat ones of megabytes one or two seconds."""
CLOCK_SECONDS = 120.0 if hasattr(signal, "setitimer") else 20.0
MEMORY = 2 * 1024**3


@cache
def extractor() -> Extractor:
    """The extractor in use."""
    return Extractor(name="resiliparse", version=version("resiliparse"))


def looks_like_html(text: str) -> bool:
    """Whether a text begins as an HTML page does."""
    head = text[:200].lstrip().lower()
    return head.startswith(("<!doctype html", "<html"))


def extract(html: str, *, patience: float = 1.0) -> str | None:
    """The text of a page: its main content, or all of it where no main content is found. May be empty.

    What a page costs cannot be told without parsing it as a browser does, so every page that is not small is extracted
    in a process of its own, with bounds on time and memory.

    Args:
        html: The page.
        patience: Multiplies the time that the page may take (5 seconds of CPU time).

    Returns:
        The text, or None where the page breaks the bounds.

    Raises:
        OSError: The process cannot be started.
    """
    if len(html) <= SMALL:
        return plain_text(html)
    return extract_guarded(html, seconds=SECONDS * patience, clock_seconds=CLOCK_SECONDS * patience, memory=MEMORY)
