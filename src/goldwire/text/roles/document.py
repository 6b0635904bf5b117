"""One pass over a document: from the features of its lines to a role for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from goldwire.model.line import Role
from goldwire.text.roles.block import find_block
from goldwire.text.roles.features import (
    ASK,
    CAPTIONED,
    FLOW,
    FRAGMENT,
    ITEM,
    NAME,
    SENTENCE,
    SHORT,
    TEASER,
    TEXT,
    Judged,
)
from goldwire.text.roles.head import body_start, find_headline, head_roles
from goldwire.text.roles.marks import mark_neighbours, mark_runs, mark_wrapped
from goldwire.text.roles.promo import is_author_box, is_promo
from goldwire.text.roles.rule import Kind
from goldwire.text.roles.thresholds import (
    EDGE_LINES,
    PROMO_CHARS,
    STANDFIRST_WORDS,
    SUBHEAD_CHARS,
    WRAP_SHARE,
)

_LOOSE_ENDS: Final = (FRAGMENT, NAME, TEXT, ASK, Kind.HEADING)
"""Codes that a last paragraph without a full stop may have."""

_MAYBE_HEADINGS: Final = (Kind.HEADING, Kind.LABEL, Kind.DATE)
"""Codes of matched lines that are headings where text stands on both sides."""

_DEBRIS: Final = frozenset({TEASER, CAPTIONED, *range(Kind.CHROME, Kind.PHOTO + 1)})
"""Codes of page furniture: a label between two such lines belongs to it."""

_FURNISHING: Final = (Kind.CHROME, Kind.END)
"""Codes beside which a sentence inside the article may be promotional."""

_PROSE: Final = (SENTENCE, SHORT, TEXT, FLOW, ITEM, ASK)


_BODY, _SUBHEAD, _BOILERPLATE, _CAPTION = Role.BODY, Role.SUBHEAD, Role.BOILERPLATE, Role.CAPTION
_LINK: Final = Kind.LINK


def document_roles(
    lines: Sequence[str],
    judged: Sequence[Judged],
    gaps: Sequence[bool],
    promos: dict[str, bool],
) -> list[Role]:
    """A role for each line, from the features of all of them. Never returns `Role.BLANK`.

    `promos` remembers, from one pass to the next, which lines were found promotional.
    """
    codes = [features[0] for features in judged]
    roles = [features[1] for features in judged]
    if not codes:
        return roles
    wrapped = mark_wrapped(codes, gaps) if FLOW in codes else 0
    if max(codes) >= _LINK:
        mark_neighbours(codes, gaps)
    if codes.count(FRAGMENT) > 1:
        mark_runs(codes, gaps)
    start, end = find_block(codes)
    start, end = _peel(lines, codes, start, end, promos)
    end = _extend(lines, codes, end)
    if TEASER in codes or CAPTIONED in codes:
        for i, code in enumerate(codes):
            # what the neighbours say goes before the line's own rule
            if code == TEASER:
                roles[i] = _BOILERPLATE
            elif code == CAPTIONED:
                roles[i] = _CAPTION
    if start == end:
        return roles
    body = body_start(codes, start, end)
    if body:
        headline = find_headline(lines, codes, start, body)
        head_roles(lines, codes, body, headline, roles)
    as_text = _BODY if wrapped > WRAP_SHARE * len(codes) else _SUBHEAD
    for i in range(body, end):
        code = codes[i]
        if not code or code <= TEXT or code == FLOW or code == ITEM:
            roles[i] = _BODY
        elif code <= NAME:
            roles[i] = _inner(lines, codes, i, end, as_text)
        elif i == end - 1 and code == Kind.HEADING:
            roles[i] = _BODY
        elif code in _MAYBE_HEADINGS and _between_prose(codes, i, end):
            roles[i] = _SUBHEAD
    return roles


def _inner(lines: Sequence[str], codes: Sequence[int], i: int, end: int, as_text: Role) -> Role:
    """The role of a short unfinished line inside the article: text, unless debris surrounds it."""
    if i == end - 1:
        # the block ends with such a line only where `_extend` took it in
        return _BODY
    before, after = codes[i - 1], codes[i + 1]
    if before in _DEBRIS and after in _DEBRIS:
        return _BOILERPLATE
    if codes[i] == NAME and before in _DEBRIS and after not in _PROSE:
        return _BOILERPLATE
    return as_text if len(lines[i]) <= SUBHEAD_CHARS and after in _PROSE else _BODY


def _between_prose(codes: Sequence[int], i: int, end: int) -> bool:
    """Whether text stands on both sides: a date or a section's name is then a heading of the article."""
    return i + 1 < end and codes[i + 1] in _PROSE and (codes[i - 1] in _PROSE or codes[i] == Kind.HEADING)


def _extend(lines: Sequence[str], codes: Sequence[int], end: int) -> int:
    """The end of the block, past a last paragraph without a full stop: a lone line right above furniture."""
    if not 0 < end < len(codes):
        return end
    found = end
    while found < min(end + 2, len(codes) - 1) and codes[found] in (
        Kind.CHROME,
        TEASER,
        Kind.NEXT,
    ):
        found += 1
    if found > end and codes[found] == FRAGMENT and codes[found + 1 : found + 2] == [Kind.NOTE]:
        # a related story, the last paragraph, the agencies' credit
        return found + 1
    after = codes[end + 1] if end + 1 < len(codes) else Kind.END
    furnished = after == CAPTIONED or Kind.NOTE <= after <= Kind.CHROME or after >= Kind.LIST
    words = lines[end].count(" ") + 1
    return end + 1 if codes[end] in _LOOSE_ENDS and furnished and words >= STANDFIRST_WORDS - 1 else end


def _peel(
    lines: Sequence[str],
    codes: list[int],
    start: int,
    end: int,
    promos: dict[str, bool],
) -> tuple[int, int]:
    """The block without promotional sentences at its ends; those beside furniture in it are marked.

    `promos` remembers the answers from one pass to the next.
    """
    if end - start < 2:
        return start, end
    beside = [i + k for i in range(start + 1, end - 1) if codes[i] in _FURNISHING for k in (-1, 1)]
    asked = {lines[i] for i in (start, end - 1, *beside) if codes[i] <= ITEM} - promos.keys()
    if asked and not is_promo("\n".join([line[:PROMO_CHARS] for line in asked])):
        # one look at all of them together, which nearly always ends the matter
        promos.update(dict.fromkeys(asked, False))
    for _ in range(EDGE_LINES):
        if end - start < 2:
            break
        line, code = lines[end - 1], codes[end - 1]
        if code <= ITEM and not _promo(line, promos) and not _author_box(line, promos):
            break
        if code <= ITEM:
            codes[end - 1] = TEASER
        end -= 1
    for _ in range(EDGE_LINES):
        if end - start < 2 or not (codes[start] <= ITEM and _promo(lines[start], promos)):
            break
        codes[start] = TEASER
        start += 1
    for i in beside:
        if start <= i < end and codes[i] <= ITEM and _promo(lines[i], promos):
            codes[i] = TEASER
    return start, end


def _promo(line: str, promos: dict[str, bool]) -> bool:
    """Whether a line is promotional; remembered."""
    found = promos.get(line)
    if found is None:
        found = promos[line] = is_promo(line[:PROMO_CHARS])
    return found


def _author_box(line: str, promos: dict[str, bool]) -> bool:
    """Whether a line presents an author; remembered, under a key that is no line."""
    found = promos.get(line + "\n")
    if found is None:
        found = promos[line + "\n"] = is_author_box(line)
    return found
