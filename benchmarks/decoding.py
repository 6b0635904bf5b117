"""How often the encoding of a text is found: every open article written anew in encodings of old.

    python benchmarks/decoding.py [--split train|held-out|all] [--texts DIR ...] [--json]

Each article that an encoding can hold is written in it and decoded again, by Goldwire and by its peers in the same run.
`wrong` counts texts that come out otherwise, `silent` those among them without a warning, `refused` those that do not
come out at all. Peers give no warning below certainty, so all that they get wrong is silent. The tables that Goldwire
guesses with were tried on articles of the split `train` only; figures are for `held-out`, the others, unless asked.
`--texts` measures further folders of UTF-8 texts, which nothing was tried on.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import charset_normalizer
from resiliparse.parse.encoding import detect_encoding
from rich.console import Console
from rich.table import Table

from goldwire.corpus.store import Corpus
from goldwire.text.decode import decode
from goldwire.text.guess import strict

ROOT = Path(__file__).resolve().parents[1]
ADDED = "The fare for Zoë is 6 € a day."
"""A sentence with two characters that the encodings write differently, put at the end of every article once more."""
ENCODINGS = ("cp1252", "iso8859-1", "iso8859-15", "mac-roman", "utf-16", "utf-16-le", "utf-16-be")


class Outcome(NamedTuple):
    """What a decoder made of bytes: the text, or None where it refuses them; and whether it warns."""

    text: str | None
    warned: bool


def goldwire(data: bytes) -> Outcome:
    decoded = decode(data)
    return Outcome(None, True) if decoded is None else Outcome(decoded.text, decoded.guess is not None)


def normalizer(data: bytes) -> Outcome:
    best = charset_normalizer.from_bytes(data).best()
    if best is None:
        return Outcome(None, True)
    return Outcome(str(best).removeprefix("\ufeff"), False)


def resiliparse(data: bytes) -> Outcome:
    text = strict(data, str(detect_encoding(data, html5_compatible=True) or ""))
    return Outcome(None if text is None else text.removeprefix("\ufeff"), False)


def chardet(data: bytes) -> Outcome:
    import chardet as library  # type: ignore[import-not-found, unused-ignore]

    return Outcome(strict(data, library.detect(data)["encoding"] or ""), False)


DECODERS: dict[str, Callable[[bytes], Outcome]] = {
    "goldwire": goldwire,
    "charset-normalizer": normalizer,
    "resiliparse": resiliparse,
}
if find_spec("chardet"):
    DECODERS["chardet"] = chardet


def open_texts(split: str) -> Iterator[str]:
    """The decoded open articles of the corpus: those of `train`, all others (`held-out`), or `all`."""
    corpus = Corpus.at(ROOT)
    splits = {key: standing.split for key, standing in corpus.ledger().value.standings.items()}
    for document in corpus.documents().value:
        if document.collection != "open":
            continue
        if split == "all" or (splits[document.doc_id] == "train") == (split == "train"):
            yield corpus.raw_path(document).read_bytes().decode(document.encoding)


PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u202f": " "})
"""What people wrote where their encoding had no typographic marks."""


def written(texts: list[str], encoding: str) -> Iterator[tuple[str, bytes]]:
    """Each text that the encoding can hold and that is no ASCII, with its bytes; if need be with plain marks."""
    for whole in texts:
        for text in (whole, whole.translate(PLAIN)):
            try:
                data = text.encode(encoding)
            except UnicodeError:
                continue
            if not text.isascii() or encoding.startswith("utf-16"):
                yield text, data
            break


def measured(texts: list[str], decoder: Callable[[bytes], Outcome], encoding: str) -> dict[str, int]:
    """Counts of texts, and of those that come out otherwise, silently otherwise, and not at all."""
    figures = {"texts": 0, "wrong": 0, "silent": 0, "refused": 0}
    for text, data in written(texts, encoding):
        outcome = decoder(data)
        figures["texts"] += 1
        figures["refused"] += outcome.text is None
        wrong = outcome.text is not None and outcome.text != text
        figures["wrong"] += wrong
        figures["silent"] += wrong and not outcome.warned
    return figures


def rows(name: str, texts: list[str]) -> Iterator[dict[str, Any]]:
    """The figures of each decoder and encoding on a set of texts, as they are and with a sentence added."""
    for what, those in ((name, texts), (f"{name}, with ë and €", [f"{text.rstrip()}\n\n{ADDED}\n" for text in texts])):
        for encoding in ENCODINGS:
            for decoder, decode_with in DECODERS.items():
                found = measured(those, decode_with, encoding)
                if found["texts"]:
                    yield {"set": what, "encoding": encoding, "decoder": decoder, **found}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--split", choices=("train", "held-out", "all"), default="held-out")
    parser.add_argument("--texts", type=Path, action="append", default=[], metavar="DIR")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    sets = {f"open articles, {arguments.split}": list(open_texts(arguments.split))}
    for folder in arguments.texts:
        sets[folder.name] = [path.read_bytes().decode() for path in sorted(folder.rglob("*.txt"))]
    found = [row for name, texts in sets.items() for row in rows(name, texts)]
    if arguments.json:
        json.dump(found, sys.stdout, indent=2)
        print()
        return
    table = Table("texts", "encoding", "decoder", "of", "wrong", "silent", "refused", box=None)
    for row in found:
        table.add_row(*(str(row[key]) for key in ("set", "encoding", "decoder", "texts", "wrong", "silent", "refused")))
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
