"""Config `ner`: one row a paragraph, tokens with offsets and IOB2 labels of names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from goldwire.annotation.article import Article, Entities
from goldwire.model.annotation import Form, MentionType
from goldwire.release.columns import INT64, Column, Label, Many, Scalar, integer, string, strings
from goldwire.release.configs.documents import ATTRIBUTION, LICENCE, rights
from goldwire.release.configs.registry import Config, register
from goldwire.release.published import Placed
from goldwire.text.paragraphs import joined
from goldwire.text.tokens import token_spans

TAGS = ("O", *(f"{prefix}-{kind}" for kind in MentionType for prefix in "BI"))

COLUMNS: tuple[Column, ...] = (
    string("id", "Id of the row: the document's, and p with the number of the paragraph."),
    string("doc_id", "Id of the document."),
    string("language", "ISO 639-1 code."),
    string("story", "The event."),
    LICENCE,
    ATTRIBUTION,
    string("role", "headline, subhead or body."),
    integer("start", "Where the paragraph begins in the document's text, in code points."),
    string("text", "The paragraph."),
    strings("tokens", "Tokens: words, and single other characters."),
    Column("token_starts", Many(Scalar(INT64)), "First code point of each token, in the paragraph."),
    Column("token_ends", Many(Scalar(INT64)), "First code point after each token, in the paragraph."),
    Column("ner_tags", Many(Label(TAGS)), "IOB2 label of each token, for every mention that is a name."),
    Column("ner_tags_strict", Many(Label(TAGS)), "The same without lower-case adjectives of nation or people."),
)


def rows(article: Article, whole: Placed | None, entities: Entities) -> Iterator[dict[str, Any]]:
    """A row for each paragraph of a document with text and mentions: a line, or the lines of one that was wrapped."""
    if whole is None or whole.mentions is None:
        return
    names = [mention for mention in whole.mentions if mention["form"] == Form.NAME]
    lines = joined(whole.text, ((line["start"], line["end"], line["role"]) for line in whole.lines))
    for number, (start, end, role) in enumerate(_unbroken(lines, names), start=1):
        text = whole.text[start:end]
        spans = token_spans(text)
        here = [mention for mention in names if start <= mention["start"] < end]
        yield {
            "id": f"{article.document.doc_id}.p{number:03}",
            "doc_id": article.document.doc_id,
            "language": article.document.language,
            "story": article.document.story,
            **rights(article),
            "role": role,
            "start": start,
            "text": text,
            "tokens": [text[a:b] for a, b in spans],
            "token_starts": [a for a, _ in spans],
            "token_ends": [b for _, b in spans],
            "ner_tags": _tags(spans, here, start),
            "ner_tags_strict": _tags(spans, [m for m in here if not m["adjectival"]], start),
        }


def _unbroken(lines: Iterable[tuple[int, int, str]], names: Sequence[dict[str, Any]]) -> Iterator[tuple[int, int, str]]:
    """Paragraphs, those joined over whose edge a name reaches: no name is cut in two."""
    ends = sorted((name["start"], name["end"]) for name in names)
    held: tuple[int, int, str] | None = None
    reach = number = 0
    for start, end, role in lines:
        if held is not None and start < reach:
            held = (held[0], end, held[2])
        else:
            if held is not None:
                yield held
            held = (start, end, role)
        while number < len(ends) and ends[number][0] < end:
            reach = max(reach, ends[number][1])
            number += 1
    if held is not None:
        yield held


def _tags(spans: list[tuple[int, int]], mentions: list[dict[str, Any]], offset: int) -> list[str]:
    tags = ["O"] * len(spans)
    for mention in mentions:
        low, high = mention["start"] - offset, mention["end"] - offset
        inside = [i for i, (a, b) in enumerate(spans) if a < high and b > low]
        for i in inside:
            tags[i] = f"{'B' if i == inside[0] else 'I'}-{mention['type']}"
    return tags


CONFIG = register(Config("ner", 1, "One row a paragraph, tokens with offsets and IOB2 labels of names.", COLUMNS, rows))
