"""Gold documents from sentences with markup: `[q1 content]`, `[q1.2 second fragment]`, `[q2^q1 content in q1]`,
`{q1 cue}`, `<q1:entity speaker>` and `<:entity mention>`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from made_news import as_text

from goldwire.baselines.speaker_lexicon import PRONOUNS
from goldwire.model.annotation import Form, MentionType, QuoteType
from goldwire.model.layers import Fragment, Gold, Layers, Mention, Quote, Speaker

EXAMPLES: dict[str, Any] = json.loads((Path(__file__).parent / "quote_examples.json").read_text("utf-8"))
_TOKEN = re.compile(
    r"\[(?P<content>q\d)(?:\.\d)?(?:\^(?P<parent>q\d))? |\{(?P<cue>q\d) |<(?P<of>q\d)?:(?P<entity>[\w:-]+) |[]}>]"
)
_NAMES = {
    "en": [("Ada Quill", "he"), ("Tove Marrow", "she"), ("Bas Ottrun", "he")],
    "fr": [("Ada Quill", "il"), ("Tove Marrow", "elle"), ("Bas Ottrun", "il")],
}


def marked_up(sentence: str, language: str) -> Gold:
    """The document that a sentence with markup stands for."""
    words = ""
    opened: list[tuple[re.Match[str], int]] = []
    content: dict[str, list[tuple[int, int]]] = {}
    cues: dict[str, tuple[int, int]] = {}
    parents: dict[str, str | None] = {}
    speakers: dict[str, int] = {}
    mentions: list[tuple[int, int, str]] = []
    place = 0
    for match in _TOKEN.finditer(sentence):
        words += sentence[place : match.start()]
        place = match.end()
        if match.group() not in "]}>":
            opened.append((match, len(words)))
            continue
        begin, start = opened.pop()
        span = (start, len(words))
        if begin["content"]:
            content.setdefault(begin["content"], []).append(span)
            parents[begin["content"]] = begin["parent"]
        elif begin["cue"]:
            cues[begin["cue"]] = span
        else:
            if begin["of"]:
                speakers[begin["of"]] = start
            mentions.append((*span, begin["entity"]))
    words += sentence[place:]
    made = [_mention(number, words, language, *mention) for number, mention in enumerate(sorted(mentions), 1)]
    quotes = [
        _quote(name, content[name], cues.get(name), parents[name], speakers, made, words) for name in sorted(content)
    ]
    layers = Layers(mentions=made, quotes=quotes)
    return Gold(text=as_text(words, language), collection="open", story=words[:20], layers=layers)


def _mention(number: int, words: str, language: str, start: int, end: int, entity: str) -> Mention:
    surface = words[start:end]
    form = Form.PRONOUN if surface.lower() in PRONOUNS[language] else Form.NAME
    form = Form.NOMINAL if form is Form.NAME and entity.startswith("local:") else form
    return Mention(id=f"m{number}", start=start, end=end, text=surface, type=MentionType.PER, form=form, entity=entity)


def _quote(
    name: str,
    content: list[tuple[int, int]],
    cue: tuple[int, int] | None,
    parent: str | None,
    speakers: dict[str, int],
    mentions: list[Mention],
    words: str,
) -> Quote:
    speaker = next((mention for mention in mentions if mention.start == speakers.get(name)), None)
    unnamed = speaker is not None and (speaker.entity or "").startswith("local:")
    return Quote(
        id=name,
        type=QuoteType.DIRECT,
        content=[Fragment(start=start, end=end, text=words[start:end]) for start, end in content],
        cue_start=None if cue is None else cue[0],
        cue_end=None if cue is None else cue[1],
        cue=None if cue is None else words[slice(*cue)],
        speakers=[
            Speaker(kind="unknown")
            if speaker is None
            else Speaker(mention=speaker.id, entity=speaker.entity, kind="unnamed" if unnamed else "named")
        ],
        parent=parent,
    )


def training() -> Iterator[Gold]:
    """A document for each training sentence and each of some names."""
    for language, sentences in EXAMPLES["training"].items():
        for name, pronoun in _NAMES[language]:
            entity = name.lower().replace(" ", "-")
            for sentence in sentences:
                whole = re.sub(r"\bP\b", name, sentence.replace(":he he>", ":p he>").replace(":p ", f":{entity} "))
                whole = re.sub(r"(?<=[ -])(?:he|il)>", f"{pronoun}>", whole)
                yield marked_up(whole, language)
