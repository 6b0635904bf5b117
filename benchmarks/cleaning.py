"""How well the cleaner tells article lines from the rest, against the annotated roles of every document.

    python benchmarks/cleaning.py [--raw DIR] [--json]

Precision: of the lines that the cleaner keeps, the share that the annotation keeps. Recall: of those that the
annotation keeps, the share that the cleaner keeps. Roles: the share of lines with exactly the annotated role.
Groups pages/...: the fictional pages of tests/data/pages. Nobody looked at those called blind while writing rules.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from goldwire.annotation.files import load_annotation
from goldwire.corpus.raw import RawFolder, find_raw
from goldwire.corpus.store import Corpus
from goldwire.model.line import KEPT_ROLES, Role
from goldwire.text.clean import clean

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of lines: kept by both, by the cleaner, by the annotation; with equal roles; all."""

    name: str
    group: str
    both: int
    found: int
    gold: int
    equal: int
    lines: int

    @property
    def figures(self) -> dict[str, float]:
        return {
            "precision": self.both / self.found if self.found else 1.0,
            "recall": self.both / self.gold if self.gold else 1.0,
            "roles": self.equal / self.lines if self.lines else 1.0,
        }


def score(name: str, group: str, raw: str, gold: Sequence[Role]) -> Score:
    """The cleaner on one raw text."""
    found = [line.role for line in clean(raw).lines]
    pairs = list(zip(found, gold, strict=True))
    return Score(
        name,
        group,
        both=sum(f in KEPT_ROLES and g in KEPT_ROLES for f, g in pairs),
        found=sum(f in KEPT_ROLES for f in found),
        gold=sum(g in KEPT_ROLES for g in gold),
        equal=sum(f is g for f, g in pairs),
        lines=len(pairs),
    )


def documents(raw: Path | None) -> Iterator[Score]:
    """A score for every annotated document whose text is at hand."""
    corpus = Corpus.at(ROOT)
    folder = RawFolder(raw) if raw is not None else None
    for document in corpus.documents().value:
        annotation = load_annotation(corpus, document).value
        text = find_raw(corpus, document, folder).text
        if annotation is not None and annotation.lines is not None and text is not None:
            yield score(document.doc_id, document.collection, text, [line.role for line in annotation.lines])


def pages() -> Iterator[Score]:
    """A score for every fictional page; its lines begin with their role and a tab."""
    for path in sorted((ROOT / "tests" / "data" / "pages").glob("*.txt")):
        gold, lines = [], []
        for line in path.read_text(encoding="utf-8").split("\n"):
            role, tab, text = line.partition("\t")
            lines.append(text if tab else "")
            if tab:
                gold.append(Role(role))
        yield score(path.stem, f"pages/{path.stem.split('_')[0]}", "\n".join(lines), gold)


def total(scores: Sequence[Score], name: str, group: str) -> Score:
    """The sum of several scores."""
    sums = (sum(getattr(s, field) for s in scores) for field in ("both", "found", "gold", "equal", "lines"))
    return Score(name, group, *sums)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    default = os.environ.get("GOLDWIRE_RAW") or os.environ.get("GOLDWIRE_WIRE_RAW")
    parser.add_argument(
        "--raw", type=Path, default=Path(default) if default else None, help="folder of withheld raw files"
    )
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    annotated, fictional = list(documents(arguments.raw)), list(pages())
    rows = list(annotated)
    for group in sorted({s.group for s in (*annotated, *fictional)}):
        rows.append(total([s for s in (*annotated, *fictional) if s.group == group], "all", group))
    if arguments.json:
        print(json.dumps([{"name": s.name, "group": s.group, "lines": s.lines, **s.figures} for s in rows], indent=2))
        return
    table = Table("document", "group", "lines", "precision", "recall", "roles", box=None)
    for s in rows:
        table.add_row(s.name, s.group, f"{s.lines:,}", *(f"{value:.3f}" for value in s.figures.values()))
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
