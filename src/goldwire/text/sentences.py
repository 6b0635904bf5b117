"""Sentences, roughly: good enough to say that two spans stand near each other, not to publish."""

from __future__ import annotations

import re

from goldwire.text.paragraphs import paragraph_spans

# A full stop after one capital or a short title ends no sentence; several stops do. What looks behind makes sure that a
# long run of stops is looked at once, not again from each of them.
_END = re.compile(
    r"(?<![.!?…])(?:(?<!\b[A-ZÀ-Ý])(?<!\b(?:Mr|Ms|Dr|St|Mt|MM|No))(?<!\b(?:Mrs|Gen|Col|Mme))[.!?…]|[.!?…]{2})"
    r"[.!?…]*+(?:\s?»|[\"”’')\]])*\s+"
)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """`[start, end)` of the sentences of a clean text, in code points, without the white space around them. A
    paragraph never shares a sentence with another."""
    spans: list[tuple[int, int]] = []
    for position, end in paragraph_spans(text):
        line, start = text[position:end], 0
        for match in _END.finditer(line):
            following = line[match.end() : match.end() + 1]
            # A sentence begins with anything but a small letter: « … ? » demande-t-il.
            if following and not following.islower():
                spans.append((position + start, position + match.start() + len(match.group().rstrip())))
                start = match.end()
        if line[start:].strip():
            spans.append((position + start, position + len(line)))
    return spans
