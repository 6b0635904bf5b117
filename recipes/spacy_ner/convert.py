"""Turn the names of a release into spaCy's training format: train.spacy, dev.spacy and test.spacy in a new folder.

    python recipes/spacy_ner/convert.py --language fr --output out/fr

A paragraph is a document to spaCy, cut into tokens by its own rules for the language (`xx`: rules for none, and all
documents). A name that does not begin and end where such a token does cannot be learned; its tokens are marked as
unlabelled, so that they teach nothing wrong, and it is counted, shown, and written to corpus.json (of the test split,
the count alone).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

try:
    import datasets
    import spacy
    from spacy.tokens import Doc, DocBin, Span
except ModuleNotFoundError as error:
    try:
        from goldwire.extras import pip_line

        line = pip_line("recipes", error.name, only=("spacy",))
    except ImportError:  # a named release needs no goldwire
        line = "pip install datasets spacy"
    print(f"error: this recipe needs {error.name}, which is not installed: {line}", file=sys.stderr)
    sys.exit(2)

SPLITS = {"train": "train", "validation": "dev", "test": "test"}
"""Splits of a release, and spaCy's names for them."""
_SHOWN = 10


def stop(message: str) -> NoReturn:
    """End with a message and exit status 2: the call was wrong."""
    print(f"error: {message}", file=sys.stderr)
    sys.exit(2)


def release_folder(named: Path | None) -> Path:
    """The release that is named, or the one that goldwire finds."""
    if named is None:
        import goldwire  # a named release needs no goldwire

        try:
            named = Path(goldwire.path())
        except goldwire.NoRelease as error:
            stop(str(error))
    if not (named / "manifest.json").is_file():
        stop(f"{named} is no release folder: it holds no manifest.json")
    return named


def load(release: Path) -> datasets.DatasetDict:
    """Config `documents` of a release."""
    try:
        return datasets.load_dataset(str(release), "documents")
    except (ValueError, OSError, datasets.exceptions.DatasetsError) as error:
        stop(f"{release}: config documents cannot be loaded: {error}; try goldwire verify")


def paragraphs(row: dict[str, Any]) -> Iterator[tuple[int, str]]:
    """Where each paragraph of a document begins, and its words."""
    for line in row["lines"]:
        yield line["start"], row["text"][line["start"] : line["end"]]


def labelled(nlp: spacy.Language, row: dict[str, Any], strict: bool) -> Iterator[tuple[Doc, list[str], int]]:
    """The paragraphs of a document with their names, the names that cannot be labelled, and how many there are in all.

    Stops where the words at a mention's offsets are not the mention's: then the release is damaged.
    """
    names = [m for m in row["mentions"] if m["form"] == "name" and not (strict and m["adjectival"])]
    for mention in names:
        if row["text"][mention["start"] : mention["end"]] != mention["text"]:
            stop(f"{row['doc_id']}: {mention['id']} is not where its offsets say; try goldwire verify")
    for start, text in paragraphs(row):
        doc = nlp.make_doc(text)
        found: list[Span] = []
        lost, unlabelled = [], []
        here = [m for m in names if start <= m["start"] < start + len(text)]
        for mention in sorted(here, key=lambda m: (m["start"], -m["end"])):
            place = (mention["start"] - start, mention["end"] - start)
            span = doc.char_span(*place, label=mention["type"])
            if span is None or (found and span.start < found[-1].end):  # spaCy's entities cannot overlap
                lost.append(mention["text"])
                unlabelled.append(doc.char_span(*place, alignment_mode="expand"))
            else:
                found.append(span)
        taken = {token.i for span in found for token in span}
        free = [doc[token.i : token.i + 1] for span in unlabelled if span for token in span if token.i not in taken]
        doc.set_ents(found, missing=free)
        yield doc, lost, len(here)


def main() -> None:
    parser = argparse.ArgumentParser(description="Turn the names of a release into spaCy's training format.")
    parser.add_argument("--release", type=Path, help="a release folder; without it, goldwire.path()")
    parser.add_argument("--output", type=Path, required=True, help="a new folder")
    parser.add_argument("--language", default="xx", help="en, fr …: its documents alone; xx (default): all documents")
    parser.add_argument("--strict-names", action="store_true", help="without lower-case adjectives of nation")
    arguments = parser.parse_args()
    release = release_folder(arguments.release)
    if arguments.output.exists() and not (arguments.output.is_dir() and not any(arguments.output.iterdir())):
        stop(f"{arguments.output} is there already, and nothing is overwritten: name a new folder in --output")
    try:
        nlp = spacy.blank(arguments.language)
    except ImportError as error:
        stop(f"spaCy has no language {arguments.language!r}: {error}")
    tables = load(release)
    counts: dict[str, dict[str, Any]] = {}
    bins: dict[str, DocBin] = {}
    for split, name in SPLITS.items():
        docs, lost, number = DocBin(), [], 0
        for row in tables.get(split, ()):
            if arguments.language in ("xx", row["language"]) and row["mentions"] is not None:
                for doc, missed, names in labelled(nlp, row, arguments.strict_names):
                    docs.add(doc)
                    lost += missed
                    number += names
        bins[name] = docs
        counts[name] = {
            "paragraphs": len(docs),
            "names": number,
            "not_labelled": lost if split != "test" else len(lost),
        }
        print(f"{name}: {len(docs)} paragraphs, {number} names, {len(lost)} of them not labelled", file=sys.stderr)
        if lost and split != "test":  # nobody should have seen a test text before the last figures are in
            more = f" and {len(lost) - _SHOWN} more, all in corpus.json" if len(lost) > _SHOWN else ""
            print(f"  no tokens of spaCy's are: {', '.join(map(repr, lost[:_SHOWN]))}{more}", file=sys.stderr)
    if not counts["train"]["names"]:
        stop(f"{release}: no names in split train of language {arguments.language}")
    arguments.output.mkdir(parents=True, exist_ok=True)
    for name, docs in bins.items():
        docs.to_disk(arguments.output / f"{name}.spacy")
    data = (release / "manifest.json").read_bytes()
    made_from = {key: json.loads(data)[key] for key in ("name", "version", "edition")}
    made_from["manifest_sha256"] = hashlib.sha256(data).hexdigest()
    facts = {"release": made_from, "language": arguments.language, "strict_names": arguments.strict_names, **counts}
    text = json.dumps(facts, indent=1, ensure_ascii=False) + "\n"
    (arguments.output / "corpus.json").write_text(text, encoding="utf-8")
    print(
        f"next: python -m spacy train {Path(__file__).with_name('config.cfg')} --nlp.lang {arguments.language} "
        f"--paths.train {arguments.output}/train.spacy --paths.dev {arguments.output}/dev.spacy "
        f"--output {arguments.output}/pipeline"
    )


if __name__ == "__main__":
    main()
