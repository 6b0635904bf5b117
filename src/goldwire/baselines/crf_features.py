"""What the CRF for mentions sees of a token: itself, its neighbours, the rest of the document, names learned before."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence

from goldwire.baselines.names_lookup import KnownNames
from goldwire.baselines.words import Token, is_capitalised

_RUNS = re.compile(r"(.)\1+")
_AROUND = (-2, -1, 1, 2)
_AFFIXES = (2, 3, 4)


class Around:
    """How words are written in the whole document: what a single sentence cannot tell of the word that begins it."""

    def __init__(self, sentences: Sequence[Sequence[Token]]) -> None:
        self._lower: set[str] = set()
        self._inside: set[str] = set()
        for tokens in sentences:
            for number, token in enumerate(tokens):
                if token.text[0].islower():
                    self._lower.add(token.text)
                elif number and is_capitalised(token.text) and tokens[number - 1].text[0].isalnum():
                    self._inside.add(token.text)

    def features(self, token: str) -> Iterator[str]:
        if is_capitalised(token):
            if token.lower() in self._lower:
                yield "elsewhere=lower"
            if token in self._inside:
                yield "elsewhere=capital"


def features(
    tokens: Sequence[Token], language: str, around: Around, known: KnownNames, hidden: Container[str] = ()
) -> list[list[str]]:
    """The features of each token of a sentence. Of `hidden` words only the shape is seen, as if they were new ones."""
    plain = [list(_own(token.text, token.text in hidden)) for token in tokens]
    marks = _known(tokens, known)
    found = []
    for number, token in enumerate(tokens):
        item = ["bias", f"language={language}", *plain[number], *around.features(token.text)]
        item += [f"known={mark}" for mark in marks[number]]
        if token.text not in hidden:
            item += _affixes(token.text)
        for step in _AROUND:
            place = number + step
            if not 0 <= place < len(tokens):
                item.append(f"{step}:edge")
                continue
            item += [f"{step}:{feature}" for feature in plain[place]]
            if abs(step) == 1:
                item += [f"{step}:known={mark}" for mark in marks[place]]
                item += [f"{step}:{feature}" for feature in around.features(tokens[place].text)]
        if number:
            item.append(f"shapes={_shape(tokens[number - 1].text)}|{_shape(token.text)}")
            item.append(f"glued={tokens[number - 1].end == token.start}")
        if number + 1 < len(tokens):
            item.append(f"next shapes={_shape(token.text)}|{_shape(tokens[number + 1].text)}")
        found.append(item)
    return found


def _own(token: str, hidden: bool) -> Iterator[str]:
    if not hidden:
        yield f"word={token.lower()}"
    yield f"shape={_shape(token)}"


def _affixes(token: str) -> Iterator[str]:
    word = token.lower()
    for length in _AFFIXES:
        if len(word) > length:
            yield f"prefix={word[:length]}"
            yield f"suffix={word[-length:]}"


def _known(tokens: Sequence[Token], known: KnownNames) -> list[list[str]]:
    marks: list[list[str]] = [[] for _ in tokens]
    for first, last, kind in known.matches(tokens):
        for number in range(first, last):
            marks[number].append(f"{'B' if number == first else 'I'}-{kind}")
    return marks


def _shape(token: str) -> str:
    """`Xx` for a capitalised word, `X` for capitals, `d` for digits: each run of like characters once."""
    kinds = "".join("X" if c.isupper() else "x" if c.isalpha() else "d" if c.isdigit() else c for c in token[:20])
    return _RUNS.sub(r"\1", kinds)
