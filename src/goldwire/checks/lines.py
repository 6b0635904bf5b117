"""Annotated line roles against the raw lines, and against what the cleaner says."""

from __future__ import annotations

from collections.abc import Iterator

from goldwire.annotation.article import Article, Listed
from goldwire.checks.registry import document_check
from goldwire.model.incident import Incident, define
from goldwire.model.line import KEPT_ROLES
from goldwire.text.clean import clean, full_lines

OTHER_LINES = define(
    "GW-E059",
    "roles of other lines",
    meaning="The annotated lines are not exactly the lines of the raw text that are not blank.",
    remedy="Apply a worksheet with a role for each line: goldwire annotate start DOC lists them.",
)
CLEANER_DIFFERS = define(
    "GW-I071",
    "cleaner and annotation differ",
    meaning="The cleaner would keep a line that the annotation drops, or the other way round. The annotation holds.",
    remedy="Look at the line. Correct the annotation if it is wrong; if the cleaner is, it is a fault of its rules.",
)


@document_check
def lines_are_the_text_s(article: Article, listed: Listed) -> Iterator[Incident]:
    """GW-E059, else GW-I071."""
    annotation, raw = article.annotation, article.raw
    if annotation is None or annotation.lines is None or raw is None:
        return
    place = {"document": article.document.doc_id}
    annotated, actual = [(line.start, line.end) for line in annotation.lines], full_lines(raw)
    if annotated != actual:
        first = next(
            (i for i, pair in enumerate(zip(annotated, actual, strict=False)) if pair[0] != pair[1]),
            min(len(annotated), len(actual)),
        )
        message = f"{len(annotated)} lines annotated, {len(actual)} in the text; they part at number {first + 1}"
        yield OTHER_LINES.at(message, **place, pointer=f"/lines/{first}" if first < len(annotated) else "/lines")
        return
    for number, (gold, found) in enumerate(zip(annotation.lines, clean(raw).lines, strict=True)):
        if (gold.role in KEPT_ROLES) != (found.role in KEPT_ROLES):
            message = f"annotated {gold.role}, the cleaner says {found.role}"
            yield CLEANER_DIFFERS.at(message, **place, pointer=f"/lines/{number}/role")
