"""What tests of suggestions share: a small text with its published and raw places, and predictions on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import msgspec

from corpora import ENTITIES, MINI, MINI_RAW, Maker
from goldwire.annotation.article import Article, article
from goldwire.annotation.files import load_annotation
from goldwire.annotation.suggesting import Suggestions, suggest
from goldwire.checks.registry import check_article
from goldwire.corpus.raw import RawFolder, find_raw
from goldwire.corpus.store import Corpus
from goldwire.model import layers
from goldwire.model.annotation import Annotation, MentionType, Polarity, QuoteType, Speaker, Target
from goldwire.model.layers import Fragment, Gold, Layers, as_prediction
from goldwire.model.line import Role
from goldwire.release.published import layers_of, text_of

CORPUS = Corpus(MINI)
SYSTEM = "goldwire-baselines test, trained on nothing"
LAYERS = ("mentions", "quotes", "stances")
RAW = "Belva met Dorven.\nShare this page\n\nDorven said: “Belva, Belva!”\nThe end\u00a0of it. the belvaien way\n"
ROLES = [Role.BODY, Role.BOILERPLATE, Role.BODY, Role.BODY]
TEXT = "Belva met Dorven.\n\nDorven said: “Belva, Belva!”\nThe end of it. the belvaien way"


def annotated() -> list[Article]:
    found = []
    for document in CORPUS.documents().value:
        raw = find_raw(CORPUS, document, RawFolder(MINI_RAW)).text
        found.append(article(document, load_annotation(CORPUS, document).value, raw))
    assert len(found) == 3
    assert all(whole.annotation is not None and whole.raw is not None for whole in found)
    return found


def predicted(whole: Article) -> Layers:
    """The annotated layers, as a system that knows them all predicts them."""
    text = text_of(whole)
    assert text is not None
    return as_prediction(Gold(text=text, collection="", story="", layers=layers_of(whole)))


def without(whole: Article, *names: str) -> Article:
    assert whole.annotation is not None
    return replace(whole, annotation=msgspec.structs.replace(whole.annotation, **dict.fromkeys(names)))


def marked(sheet: str, mark: str) -> str:
    return sheet.replace("  suggestion: pending\n", f"  suggestion: {mark}\n")


def bare() -> Article:
    """A document whose layers nobody annotated, one of its lines dropped."""
    return without(Maker(RAW).article(ROLES), *LAYERS, "scare_quotes")


def suggested(found: Layers, whole: Article | None = None) -> Suggestions:
    return suggest(whole or bare(), found, SYSTEM, ENTITIES, check_article)


def labels(annotation: Annotation) -> dict[str, Counter[str]]:
    """All labels with places in place of ids, so that two numberings compare."""
    mentions = {m.id: f"{m.start}-{m.end}" for m in annotation.mentions or ()}
    quotes = {q.id: str([(p.start, p.end) for p in q.content]) for q in annotation.quotes or ()}

    def plain(record: Any) -> str:
        data = msgspec.to_builtins(record)
        del data["id"]
        for speaker in data.get("speakers", ()):
            speaker["mention"] = mentions.get(speaker["mention"])
        if "target" in data:
            data["holder_mention"] = mentions.get(data.get("holder_mention"))
            data["target"]["mention"] = mentions.get(data["target"].get("mention"))
        for key in ("parent", "quote"):
            if key in data:
                data[key] = quotes.get(data[key])
        return str(data)

    return {layer: Counter(map(plain, getattr(annotation, layer) or ())) for layer in LAYERS}


def first(found: str, nth: int = 1) -> dict[str, Any]:
    """Published offsets of a string of `TEXT`."""
    start = -1
    for _ in range(nth):
        start = TEXT.index(found, start + 1)
    return {"start": start, "end": start + len(found)}


def mention(found: str, kind: str = "GPE", *, nth: int = 1, **facts: Any) -> layers.Mention:
    return layers.Mention(**first(found, nth), type=MentionType(kind), **{"entity": kind.lower(), **facts})


def quote(*found: str, **facts: Any) -> layers.Quote:
    return layers.Quote(content=[Fragment(**first(part)) for part in found], **facts)


def cue(found: str) -> dict[str, Any]:
    place = first(found)
    return {"cue_start": place["start"], "cue_end": place["end"]}


SEVERAL = Layers(
    mentions=[mention("Belva", id="p", entity="local:none"), mention("Dorven", nth=2, id="l", entity=None)],
    quotes=[
        quote("Belva, Belva!", id="q", speakers=[layers.Speaker(mention="l")], **cue("said")),
        quote("Belva!", id="r", parent="q", **cue("said")),
    ],
    stances=[
        layers.Stance(holder="gpe", target_entity="per", polarity=Polarity.NONE, quote="r"),
        layers.Stance(holder="local:none", target_entity="per", polarity=Polarity.NONE),
    ],
)


def people() -> Article:
    """A document with some layers that people annotated."""
    maker = Maker(RAW)
    maker.mention("Dorven", MentionType.GPE, nth=2)
    maker.quote(QuoteType.DIRECT, ["Belva, Belva!"], cue="said", speaker=Speaker(mention="m1", kind="named"))
    maker.stance("gpe", Target(entity="per"))
    return maker.article(ROLES)
