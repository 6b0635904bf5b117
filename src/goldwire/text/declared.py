"""The encodings that an HTML or XML page declares.

This follows the prescan of the HTML standard, and goes on to the end of the head, as browsers do for a declaration
that comes late. Unlike the prescan it looks into no script, style, title or template: these declare nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from resiliparse.parse.encoding import map_encoding_to_html5

PRESCAN = 1024
"""Bytes in which a declaration counts wherever it stands; HTML wants it here."""
LONGEST_HEAD = 1024 * 1024
"""Bytes that are looked through at most: no head is longer."""

XML = re.compile(rb"""\s*<\?xml\s[^>]{0,300}?\bencoding\s*=\s*(?:"([^"<>]{1,100})"|'([^'<>]{1,100})')""", re.I)
# All possessive: nothing is looked at twice, whatever is left open.
_MARK = re.compile(
    rb"(?P<comment><!--)|<(?P<end>/?)(?P<name>[a-z][^\s/>]*+)|<[!?/]",
    re.I,
)
# The last group is not possessive: Python 3.11.2 loses what groups within such a one matched.
ATTRIBUTE = re.compile(
    rb"""[\s/]*+([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+|(?=>))))?"""
)
UNCLOSED = re.compile(rb"""\s*+=\s*+["']""")
_SPACE = re.compile(rb"[\s/]*+")
_CHARSET = re.compile(rb"""charset\s*+=\s*+(?:"([^"]++)"|'([^']++)'|([^\s;"']++))""", re.I)
_LABEL = re.compile(r"[\w.:-]{1,40}", re.ASCII)
_MISSING = {"x-mac-cyrillic": "mac-cyrillic", "x-mac-ukrainian": "mac-cyrillic"}
"""Labels of the standard that `resiliparse` does not know."""
_HEAD = frozenset(
    b"html head meta link script style title base basefont bgsound noscript template noframes object".split()
)
_RAW = frozenset((b"script", b"style", b"title", b"textarea", b"xmp", b"iframe", b"noembed", b"noframes", b"template"))
"""What stands in these is no markup, or is no part of the page."""
_RAW_ENDS = {name: re.compile(rb"</" + name + rb"(?=[\s/>])", re.I) for name in _RAW}


def declarations(data: bytes) -> Iterator[str]:
    """The encodings that a page declares, as they are written there: those of meta elements, then that of XML.

    Args:
        data: The bytes of the page, in an encoding that writes ASCII as ASCII.

    Returns:
        The labels in their order. Where they disagree, the first counts.
    """
    head = data[:LONGEST_HEAD]
    yield from _metas(head)
    if match := XML.match(head):
        yield _text(match.group(1) or match.group(2))


def web_encoding(label: str) -> str | None:
    """The codec of a declared encoding, or None where the WHATWG standard knows no such label.

    Other labels never reach Python's codecs, some of which are no text encodings or take the square of their input's
    length. A declaration that could be read as ASCII is no UTF-16, whatever it says.
    """
    if not _LABEL.fullmatch(label):
        return None
    name = _MISSING.get(label.lower()) or map_encoding_to_html5(label, fallback_utf8=False)
    return None if not name or str(name).lower().startswith("utf-16") else str(name)


def _metas(head: bytes) -> Iterator[str]:
    position, over = 0, False
    while match := _MARK.search(head, position):
        if over and match.start() >= PRESCAN:
            return
        position = match.end()
        if match["comment"]:
            # `<!-->` and `<!--->` are comments, too.
            position = _after(head, b"-->", match.start() + 2)
            continue
        if match["name"] is None:
            position = _after(head, b">", position)
            continue
        name, is_end = match["name"].lower(), bool(match["end"])
        attributes, position = _attributes(head, position)
        if is_end:
            over = over or name == b"head"
            continue
        if name == b"meta":
            label = _declared_by(attributes)
            if label is not None:
                yield label
        over = over or name not in _HEAD
        if name in _RAW:
            position = _end_of_raw(head, name, position)


def _attributes(head: bytes, position: int) -> tuple[dict[bytes, bytes], int]:
    """The attributes of a tag whose name ends at `position`, and where the tag ends."""
    found: dict[bytes, bytes] = {}
    while match := ATTRIBUTE.match(head, position):
        position = match.end()
        if match[2] is match[3] is match[4] is None and UNCLOSED.match(head, position):
            return found, len(head)  # a quotation mark that nothing closes: what follows is part of the value
        found.setdefault(match[1].lower(), match[2] or match[3] or match[4] or b"")
    space = _SPACE.match(head, position)
    position = position if space is None else space.end()
    return found, position + 1


def _declared_by(attributes: dict[bytes, bytes]) -> str | None:
    """What a meta element declares: by its own `charset`, or by `content` where it stands for the Content-Type."""
    if (charset := attributes.get(b"charset", b"").strip()) != b"":
        return _text(charset)
    if attributes.get(b"http-equiv", b"").strip().lower() != b"content-type":
        return None
    match = _CHARSET.search(attributes.get(b"content", b""))
    return None if match is None else _text(match[1] or match[2] or match[3])


def _end_of_raw(head: bytes, name: bytes, position: int) -> int:
    match = _RAW_ENDS[name].search(head, position)
    return len(head) if match is None else match.start()


def _after(head: bytes, mark: bytes, position: int) -> int:
    found = head.find(mark, position)
    return len(head) if found < 0 else found + len(mark)


def _text(label: bytes) -> str:
    return label.strip(b" \t\r\n\f/")[:100].decode("ascii", "backslashreplace")
