"""Where the article lies: the run of lines whose sentences outweigh the debris among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

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
)
from goldwire.text.roles.rule import Kind
from goldwire.text.roles.thresholds import FRAGMENT_RUN_CAP, TEASER_SENTENCES

_WEIGHTS: Final[dict[int, float]] = {
    SENTENCE: 3.0,
    SHORT: 1.5,
    ASK: 0.5,
    TEXT: 1.5,
    FRAGMENT: -1.0,
    NAME: -1.0,
    FLOW: 1.0,
    ITEM: 0.4,
    TEASER: -0.6,
    CAPTIONED: -0.5,
    Kind.HEADING: 0.0,
    Kind.NOTE: -0.5,
    Kind.SIGNED: -0.5,
    Kind.DATE: -0.5,
    Kind.LABEL: -1.0,
    Kind.CHROME: -0.8,
    Kind.LINK: -0.8,
    Kind.NEXT: -1.0,
    Kind.LIST: -4.0,
    Kind.END: -5.0,
    Kind.PLAYER: -0.4,
    Kind.PICTURE: -0.5,
    Kind.PHOTO: -0.5,
}
"""What a line speaks for (above 0) or against the article's going on there. A sentence outweighs two
pieces of ordinary furniture; the label of a list and the furniture below an article need two sentences."""

WEIGHTS: Final = tuple(_WEIGHTS.get(code, 0.0) for code in range(max(_WEIGHTS) + 1))
"""The same, by code."""

_RUNNING: Final = frozenset({FRAGMENT, NAME, TEASER, Kind.CHROME, Kind.PLAYER, Kind.LABEL})
"""Codes that make up runs of short lines."""

_LIST: Final = Kind.LIST
_END: Final = Kind.END

TEASER_WEIGHT: Final = 0.3
"""A sentence after a list label or the article's end is at first taken for the summary of another story."""

REPEATED_LABEL_WEIGHT: Final = -0.5
"""A second label of a list, or a second piece of closing furniture, without text since the first."""

LONG_RUN_WEIGHT: Final = -0.1
"""What a short line weighs once the run of short lines it belongs to is as long as `FRAGMENT_RUN_CAP`."""


def find_block(codes: Sequence[int]) -> tuple[int, int]:
    """First and one past the last line of the heaviest run (maximum-sum segment), else (0, 0)."""
    best = total = 0.0
    best_start = best_end = start = 0
    fragments = 0
    listed = False
    # 0: in plain text; above 0: so many more sentences in a row are needed after a list of teasers
    doubt = 0
    weights, teaser = WEIGHTS, TEASER_WEIGHT
    for i, code in enumerate(codes):
        if not code:  # SENTENCE: half of all lines
            fragments = 0
            listed = False
            if doubt:
                weight = teaser if doubt == TEASER_SENTENCES else 3.0
                doubt -= 1
            else:
                weight = 3.0
        else:
            weight = weights[code]
            if code in _RUNNING:
                fragments += 1
                if fragments > FRAGMENT_RUN_CAP:
                    weight = LONG_RUN_WEIGHT
                if doubt:
                    doubt = TEASER_SENTENCES
            elif weight > 0.0:
                fragments = 0
                if doubt and code != FLOW:
                    weight = TEASER_WEIGHT / 3
                listed = False
            elif code == _LIST or code == _END:
                doubt = TEASER_SENTENCES
                # several labels in one heap of debris speak against the article once
                if listed:
                    weight = REPEATED_LABEL_WEIGHT
                listed = True
        total += weight
        if total <= 0.0:
            total = 0.0
            start = i + 1
        elif total > best:
            best, best_start, best_end = total, start, i + 1
    return best_start, best_end
