"""Roles for the lines of a document, stable under a second run on the lines that are kept."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import lru_cache

from goldwire.model.line import KEPT_ROLES, Role
from goldwire.text.roles.document import document_roles
from goldwire.text.roles.features import SENTENCE, Judged, judge
from goldwire.text.roles.thresholds import CACHED_CHARS, CACHED_LINES, LONG_CHARS, MAX_PASSES, SENTENCE_WORDS

_STOPS = frozenset(".!?…")
_judge_short = lru_cache(CACHED_LINES)(judge)


def assign_roles(lines: Sequence[str], gaps: Sequence[bool]) -> list[Role]:
    """One role for each line of a document.

    `lines` are its non-blank lines in order, stripped and normalised; `gaps[i]` says whether blank lines
    stand directly before line i (`gaps[0]` is ignored). The features of a line are computed once; the pass
    over the document is run again on the kept lines until it keeps them all, so cleaning a clean text
    changes nothing. Never raises on any text; `Role.BLANK` is never returned.
    """
    judged = [_judge_short(line) if len(line) <= CACHED_CHARS else judge(line) for line in lines]
    promos: dict[str, bool] = {}
    roles = document_roles(lines, judged, gaps, promos)
    kept = array("I", (i for i, role in enumerate(roles) if role in KEPT_ROLES))
    if len(kept) == len(lines):
        return roles
    for _ in range(MAX_PASSES):
        again = document_roles(
            [lines[i] for i in kept],
            [judged[i] for i in kept],
            _gaps_between(kept, gaps),
            promos,
        )
        if all(role in KEPT_ROLES for role in again):
            break
        for i, role in zip(kept, again, strict=True):
            if role not in KEPT_ROLES:
                roles[i] = role
        kept = array("I", (i for i, role in zip(kept, again, strict=True) if role in KEPT_ROLES))
    else:
        _keep_only(roles, [i for i in kept if judged[i].code == SENTENCE])
        kept = array("I", (i for i in kept if roles[i] in KEPT_ROLES))
    if not kept:
        chosen = _last_resort(lines, judged)
        if len(chosen) < len(lines):
            # By themselves they may lose some more: of nothing but author boxes one stays.
            again = assign_roles([lines[i] for i in chosen], _gaps_between(chosen, gaps))
            chosen = [i for i, role in zip(chosen, again, strict=True) if role in KEPT_ROLES]
        _keep_only(roles, chosen)
    return roles


def _gaps_between(kept: Sequence[int], gaps: Sequence[bool]) -> list[bool]:
    """For each kept line but the first: whether blank or dropped lines stand before it."""
    if not kept:
        return []
    found = [False]
    previous = kept[0]
    for i in kept[1:]:
        found.append(i != previous + 1 or gaps[i])
        previous = i
    return found


def _keep_only(roles: list[Role], indexes: Sequence[int]) -> None:
    """Make the lines at `indexes` body, and drop every other line that is kept."""
    chosen = set(indexes)
    for i, role in enumerate(roles):
        if i in chosen:
            roles[i] = Role.BODY
        elif role in KEPT_ROLES:
            roles[i] = Role.BOILERPLATE


def _last_resort(lines: Sequence[str], judged: Sequence[Judged]) -> list[int]:
    """What to keep of a page that would be dropped whole: plain sentences, else what ends like one."""
    plain = [i for i, (code, _, _) in enumerate(judged) if code == SENTENCE]
    return plain or [i for i, line in enumerate(lines) if _ends_like_sentence(line)]


def _ends_like_sentence(line: str) -> bool:
    """Whether a line has the end and the length of a sentence, whatever it says."""
    return line[-1:] in _STOPS and (len(line) >= LONG_CHARS or line.count(" ") + 1 >= SENTENCE_WORDS)
