"""Predict the names of a split with trained spaCy pipelines, as JSON Lines for `goldwire score`.

    python recipes/spacy_ner/predict.py out/en/pipeline/model-best out/fr/pipeline/model-best --output out/test.jsonl

Each document is read by the pipeline of its language, or else by one for all languages (`xx`). A document that none is
for stops it.
"""

from __future__ import annotations

import argparse
import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# First, for it says which library is missing.
from convert import load, paragraphs, release_folder, stop

# isort: split
import spacy

ALL_LANGUAGES = "xx"


def pipelines(folders: list[Path]) -> dict[str, spacy.Language]:
    """The pipelines in some folders, by language."""
    found: dict[str, spacy.Language] = {}
    for folder in folders:
        try:
            nlp = spacy.load(folder)
        except (OSError, ValueError) as error:
            stop(f"{folder} holds no pipeline that spaCy can load: {error}")
        if nlp.lang in found:
            stop(f"{folder}: another pipeline is for language {nlp.lang}, too")
        found[nlp.lang] = nlp
    return found


def prediction(nlp: spacy.Language, row: dict[str, Any]) -> dict[str, Any]:
    """The names that a pipeline finds in a document, with offsets in its published text."""
    mentions: list[dict[str, Any]] = []
    for start, text in paragraphs(row):
        for entity in nlp(text).ents:
            place = {"start": start + entity.start_char, "end": start + entity.end_char, "text": entity.text}
            mentions.append({"id": f"m{len(mentions) + 1}", **place, "type": entity.label_, "form": "name"})
    return {"doc_id": row["doc_id"], "mentions": mentions}


def predictions(found: dict[str, spacy.Language], rows: Any) -> Iterator[dict[str, Any]]:
    """A prediction for each document."""
    for row in rows:
        nlp = found.get(row["language"]) or found.get(ALL_LANGUAGES)
        if nlp is None:
            stop(f"{row['doc_id']} is in language {row['language']}, and the pipelines are for {', '.join(found)}")
        yield prediction(nlp, row)


def main() -> None:
    parser = argparse.ArgumentParser(description="Predict the names of a split with trained spaCy pipelines.")
    parser.add_argument("pipeline", nargs="+", type=Path, help="folders such as model-best, one a language")
    parser.add_argument("--release", type=Path, help="a release folder; without it, goldwire.path()")
    parser.add_argument("--split", default="validation", help="the split to predict (default: validation)")
    parser.add_argument("--output", type=Path, required=True, help="a new file")
    arguments = parser.parse_args()
    release = release_folder(arguments.release)
    if arguments.output.exists():
        stop(f"{arguments.output} is there already, and nothing is overwritten: name a new file in --output")
    tables = load(release)
    if arguments.split not in tables:
        stop(f"{release}: config documents has no split {arguments.split}; it has {', '.join(sorted(tables))}")
    lines = [
        json.dumps(each, ensure_ascii=False)
        for each in predictions(pipelines(arguments.pipeline), tables[arguments.split])
    ]
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    scored = ["goldwire", "score", "--gold", str(release), "--pred", str(arguments.output), "--split", arguments.split]
    print(f"predictions: {arguments.output}\nnext: {shlex.join(scored)}")


if __name__ == "__main__":
    main()
