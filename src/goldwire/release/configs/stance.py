"""Config `stance`: one row a pair of holder and target, with the sentence that shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from goldwire.annotation.article import Article
from goldwire.model.annotation import AUTHOR, Polarity
from goldwire.release.columns import Column, Label, integer, string, structs
from goldwire.release.configs.common import BEGIN, begin
from goldwire.release.configs.names import entity_name, proposition_label
from goldwire.release.configs.registry import Config, register
from goldwire.release.known import Known
from goldwire.release.published import Placed
from goldwire.release.windows import Range, Window, cover
from goldwire.text.sentences import sentence_spans

TARGET_KINDS = ("entity", "proposition")
NO_PLACE = "a pair without evidence and without a mention of its target"
_FAR = "outside the sentence, or no mention"

COLUMNS: tuple[Column, ...] = (
    string("id", "Id of the row: the document's and the stance's."),
    *BEGIN,
    string(
        "sentence",
        "The sentences of the evidence, from the first to the last; in a pair without a stance, that of the target's "
        "mention.",
        NO_PLACE,
    ),
    integer("sentence_start", "Where the sentence begins in the document's text, in code points.", NO_PLACE),
    string("paragraph", "Row id, in configs ner and attribution, of the paragraph in which it begins.", NO_PLACE),
    string("holder", "Entity that holds the stance, or AUTHOR."),
    string("holder_entity", "The same, with the document's author for AUTHOR.", "AUTHOR, of a document without one"),
    string("holder_name", "The name of that entity in the document's language.", "no listed entity"),
    integer("holder_start", "First code point of the holder's mention in the sentence.", _FAR),
    integer("holder_end", "First code point after it.", _FAR),
    Column("target_kind", Label(TARGET_KINDS), "Whether the target is an entity or a proposition."),
    string("target", "Id of the entity or of the proposition."),
    string("target_name", "The entity's name in the document's language.", "a proposition, or no listed entity"),
    integer("target_start", "First code point of the target's mention in the sentence.", f"a proposition, {_FAR}"),
    integer("target_end", "First code point after it.", f"a proposition, {_FAR}"),
    string("proposition", "Id of the proposition.", "an entity"),
    string("proposition_label", "Its label in the document's language.", "an entity"),
    Column(
        "polarity",
        Label(tuple(polarity.value for polarity in Polarity)),
        "support, oppose, mixed, or none for a pair without a stance.",
    ),
    structs(
        "evidence",
        "Spans that show the stance, in order. Empty exactly for none: no input for who classifies pairs.",
        (
            integer("start", "First code point of the span in the sentence."),
            integer("end", "First code point after it."),
            string("text", "The words."),
        ),
    ),
    string(
        "quote",
        "Row id, in config quotes, of the quote that holds the evidence, or brings the pair together.",
        "in none",
    ),
)


def rows(article: Article, whole: Placed | None, known: Known) -> Iterator[dict[str, Any]]:
    """A row for each pair of a document with text."""
    if whole is None or whole.stances is None:
        return
    document, annotation = article.document, article.annotation
    author = None if annotation is None else annotation.author
    mentions = {mention["id"]: mention for mention in whole.mentions or ()}
    sentences = sentence_spans(whole.text) if whole.stances else []
    for stance in whole.stances:
        holder = author if stance["holder"] == AUTHOR else stance["holder"]
        target, proposition = stance["target_entity"], stance["target_proposition"]
        yield {
            "id": f"{document.doc_id}.{stance['id']}",
            **begin(article),
            **_places(stance, mentions, whole, sentences, document.doc_id),
            "holder": stance["holder"],
            "holder_entity": holder,
            "holder_name": entity_name(known.entities, holder, document.language),
            "target_kind": "proposition" if target is None else "entity",
            "target": proposition if target is None else target,
            "target_name": entity_name(known.entities, target, document.language),
            "proposition": proposition,
            "proposition_label": proposition_label(known.propositions, proposition, document.language),
            "polarity": stance["polarity"],
            "quote": None if stance["quote"] is None else f"{document.doc_id}.{stance['quote']}",
        }


def _places(
    stance: dict[str, Any],
    mentions: dict[str, dict[str, Any]],
    whole: Placed,
    sentences: Sequence[Range],
    doc_id: str,
) -> dict[str, Any]:
    """The sentence, and where evidence, holder and target stand in it."""
    holder, target = mentions.get(stance["holder_mention"]), mentions.get(stance["target_mention"])
    shows = stance["evidence"] or ([target] if target is not None else [])
    found = cover(sentences, [(each["start"], each["end"]) for each in shows])
    if found is None:
        names = ("sentence", "sentence_start", "paragraph", "holder_start", "holder_end", "target_start", "target_end")
        return {**dict.fromkeys(names), "evidence": []}
    # A sentence never begins inside evidence: what reaches over its edges is shown whole.
    start = min(found[0], *(each["start"] for each in shows))
    end = max(found[1], *(each["end"] for each in shows))
    paragraph = [each for each in whole.paragraphs if each.start <= start][-1]
    shown = Window(paragraph, start, end)
    holder_start, holder_end = (None, None) if holder is None else shown.within(holder["start"], holder["end"])
    target_start, target_end = (None, None) if target is None else shown.within(target["start"], target["end"])
    return {
        "sentence": whole.text[start:end],
        "sentence_start": start,
        "paragraph": paragraph.row_id(doc_id),
        "holder_start": holder_start,
        "holder_end": holder_end,
        "target_start": target_start,
        "target_end": target_end,
        "evidence": [
            {"start": part["start"] - start, "end": part["end"] - start, "text": part["text"]}
            for part in stance["evidence"]
        ],
    }


CONFIG = register(Config("stance", 5, "One row a pair of holder and target, with its sentence.", COLUMNS, rows))
