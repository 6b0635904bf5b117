"""From predicted layers to suggestions, and from suggestions to annotations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import ENTITIES, MINI, MINI_RAW, Maker, check
from goldwire.annotation.article import Article, article
from goldwire.annotation.files import load_annotation, load_entities
from goldwire.annotation.predicted import raw_span
from goldwire.annotation.suggesting import Suggestions, layers_wanted, suggest, suggestion_sheet
from goldwire.annotation.worksheet import WorksheetError, apply_worksheet, read_worksheet
from goldwire.checks.registry import check_article
from goldwire.corpus.raw import RawFolder, find_raw
from goldwire.corpus.store import Corpus
from goldwire.model import layers
from goldwire.model.annotation import Annotation, Form, MentionType, Polarity, QuoteType, Speaker, Target
from goldwire.model.incident import errors
from goldwire.model.layers import Fragment, Gold, Layers, as_prediction
from goldwire.model.line import KEPT_ROLES, Role
from goldwire.release.published import layers_of, text_of
from goldwire.text.clean import clean, full_lines

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
        if "speaker" in data:
            data["speaker"]["mention"] = mentions.get(data["speaker"]["mention"])
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
        quote("Belva, Belva!", id="q", speaker_mention="l", **cue("said")),
        quote("Belva!", id="r", parent="q", **cue("said")),
    ],
    stances=[
        layers.Stance(holder="gpe", target_entity="per", polarity=Polarity.NONE, quote="r"),
        layers.Stance(holder="local:none", target_entity="per", polarity=Polarity.NONE),
    ],
)


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("fresh", [True, False], ids=["fresh", "layers"])
def test_gold_layers_as_suggestions_become_the_same_annotation(number: int, fresh: bool) -> None:
    whole = annotated()[number]
    gold = whole.annotation
    assert gold is not None
    start = article(whole.document, None, whole.raw) if fresh else without(whole, *LAYERS)
    assert start.text == whole.text, "else the layers would not fit"
    entities = load_entities(CORPUS).value
    found = suggest(start, predicted(whole), SYSTEM, entities, check_article)
    assert found.notes == ()
    assert set(found.unlinked) == {m.entity for m in gold.mentions or () if m.is_local}
    sheet = suggestion_sheet(found, SYSTEM)
    assert sheet.count("\n  suggestion: pending\n") == sum(map(found.count, LAYERS)) == len(found.pending)
    applied = apply_worksheet(marked(sheet, "accepted"), start)
    assert applied == found.article.annotation
    assert labels(applied) == labels(gold)
    assert applied.lines == (start.cleaned.lines if fresh and start.cleaned else gold.lines)
    assert errors(check_article(article(whole.document, applied, whole.raw), entities)) == []
    system, judge = applied.provenance[-2:]
    assert (system.kind, system.name, system.round) == ("rules", SYSTEM, "first")
    assert judge.kind == "human"
    assert set(system.layers) == {layer for layer in LAYERS if getattr(gold, layer)}


@pytest.mark.parametrize("number", range(3))
def test_one_layer_is_suggested_on_the_others(number: int) -> None:
    whole = annotated()[number]
    gold = whole.annotation
    assert gold is not None
    entities = load_entities(CORPUS).value
    for missing in (["stances"], ["quotes", "stances"]):
        start = without(whole, *missing)
        assert layers_wanted(start.annotation) == missing
        found = suggest(start, predicted(whole), SYSTEM, entities, check_article)
        assert found.notes == ()
        applied = apply_worksheet(marked(suggestion_sheet(found, SYSTEM), "accepted"), start)
        assert labels(applied) == labels(gold)
        for other in {*LAYERS, "scare_quotes", "lines"} - {*missing}:
            assert getattr(applied, other) == getattr(gold, other), "what people annotated stays as it is"
        suggested_ = [layer for layer in missing if getattr(gold, layer)]
        assert applied.provenance[: len(gold.provenance)] == gold.provenance
        added = applied.provenance[len(gold.provenance) :]
        assert [entry.layers for entry in added] == ([suggested_, suggested_] if suggested_ else [])
        for layer in {*missing} - {*suggested_}:
            assert getattr(applied, layer) is None, "nothing was suggested, so nothing was annotated"


@given(st.data())
@settings(max_examples=25)
def test_what_is_pending_or_rejected_never_reaches_the_annotation(data: st.DataObject) -> None:
    start = bare()
    record = yaml.safe_load(suggestion_sheet(suggested(SEVERAL, start), SYSTEM))
    accepted: dict[str, set[str]] = {layer: set() for layer in LAYERS}
    waiting: dict[str, set[str]] = {layer: set() for layer in LAYERS}
    for layer in LAYERS:
        for entry in record[layer]:
            mark = data.draw(st.sampled_from(["pending", "accepted", "rejected", None]))
            if mark is None:
                del entry["suggestion"]
            else:
                entry["suggestion"] = mark
            if mark in ("accepted", None):
                accepted[layer].add(entry["id"])
            elif mark == "pending":
                waiting[layer].add(entry["id"])
    sheet = yaml.safe_dump(record, allow_unicode=True, sort_keys=False)
    if any(waiting.values()):
        with pytest.raises(WorksheetError):
            apply_worksheet(sheet, start)
    left_out = {entry["id"] for layer in LAYERS for entry in record[layer]}.difference(*accepted.values())
    needed = {("q1", "m2"), ("q2", "q1"), ("s1", "q2"), ("s2", "m1")}
    torn = {(one, other) for one, other in needed if one not in left_out and other in left_out}
    if torn:
        with pytest.raises(WorksheetError) as caught:
            read_worksheet(sheet, start, drop_pending=True)
        found = [(p.split(": ")[0].split(" ")[1], p.split("accept ")[1].split(" ")[0]) for p in caught.value.problems]
        assert sorted(found) == sorted(torn), "both are named, and nothing comes of it"
        return
    applied = read_worksheet(sheet, start, drop_pending=True)
    for layer in LAYERS:
        records = getattr(applied.annotation, layer)
        assert {r.id for r in records or ()} == accepted[layer]
        empty_and_unread = bool(waiting[layer]) and not accepted[layer]
        assert (records is None) == empty_and_unread == (layer in applied.unread)
        named = {layer for entry in applied.annotation.provenance for layer in entry.layers}
        assert (layer in named) != empty_and_unread


def integers() -> st.SearchStrategy[int]:
    return st.one_of(st.integers(-2, len(TEXT) + 2), st.sampled_from([-(10**30), 10**30, 2**63]))


def fragments() -> st.SearchStrategy[Fragment]:
    near = st.tuples(st.integers(0, len(TEXT)), st.integers(0, 20)).map(lambda t: (t[0], t[0] + t[1]))
    words = st.sampled_from([None, None, None, "Belva", "\ud800"])
    places = st.one_of(near, near, st.tuples(integers(), integers()))
    return st.builds(lambda p, text: Fragment(start=p[0], end=p[1], text=text), places, words)


NAMES = st.sampled_from([None, "m1", "m2", "m3", "q1", "q2", "", "\x00\ud800"])
ENTITY_IDS = st.sampled_from(["gpe", "per", "org", "local:x", "local:", "No Slug", "\ud800", "AUTHOR", "x" * 300])
REFERENCES = st.one_of(st.none(), ENTITY_IDS)


@st.composite
def hostile(draw: st.DrawFn) -> Layers:
    mentions = [
        layers.Mention(
            id=draw(NAMES),
            start=part.start,
            end=part.end,
            text=part.text,
            type=draw(st.sampled_from(list(MentionType))),
            form=draw(st.sampled_from(list(Form))),
            adjectival=draw(st.booleans()),
            entity=draw(REFERENCES),
            literal=draw(REFERENCES),
        )
        for part in draw(st.lists(fragments(), max_size=8))
    ]
    quotes = [
        layers.Quote(
            id=draw(NAMES),
            type=draw(st.sampled_from([None, *QuoteType])),
            content=content,
            cue_start=draw(st.one_of(st.none(), integers())),
            cue_end=draw(st.one_of(st.none(), integers())),
            speaker_mention=draw(NAMES),
            speaker_entity=draw(REFERENCES),
            speaker_kind=draw(st.sampled_from([None, "named", "unnamed", "unknown"])),
            parent=draw(NAMES),
        )
        for content in draw(st.lists(st.lists(fragments(), max_size=3), max_size=5))
    ]
    stances = [
        layers.Stance(
            id=draw(NAMES),
            holder=draw(ENTITY_IDS),
            target_entity=draw(REFERENCES),
            target_proposition=draw(st.sampled_from([None, "an end is good", "Upper Case", "x", "\n"])),
            polarity=draw(st.sampled_from([None, *Polarity])),
            evidence=evidence,
            quote=draw(NAMES),
        )
        for evidence in draw(st.lists(st.lists(fragments(), max_size=3), max_size=5))
    ]
    return Layers(mentions=mentions, quotes=quotes, stances=stances)


def people() -> Article:
    """A document with some layers that people annotated."""
    maker = Maker(RAW)
    maker.mention("Dorven", MentionType.GPE, nth=2)
    maker.quote(QuoteType.DIRECT, ["Belva, Belva!"], cue="said", speaker=Speaker(mention="m1", kind="named"))
    maker.stance("gpe", Target(entity="per"))
    return maker.article(ROLES)


@given(hostile(), st.sampled_from([LAYERS, LAYERS[1:], LAYERS[2:], LAYERS[:2]]))
@settings(max_examples=25)
def test_whatever_is_predicted_each_suggestion_can_be_accepted(found: Layers, missing: Sequence[str]) -> None:
    start = without(people(), *missing)
    made = suggested(found, start)
    sheet = suggestion_sheet(made, SYSTEM)
    applied = apply_worksheet(marked(sheet, "accepted"), start)
    assert applied == made.article.annotation
    assert errors(check(article(start.document, applied, RAW))) == []
    view = start.cleaned and start.cleaned.view
    assert view
    for layer in missing:
        wanted, got = getattr(found, layer), getattr(applied, layer) or []
        lost = [note for note in made.notes if note.startswith(f"{layer}: ")]
        assert len(wanted) - len(got) <= len(lost), "what is left out is told"
        assert len(got) <= len(wanted)
    places = {(m.start, m.end) for m in found.mentions or ()}
    if "mentions" in missing:
        for record in applied.mentions or ():
            start_, end, _ = view.project(record.start, record.end)
            assert (start_, end) in places
            assert view.text[start_:end].replace("\u00a0", " ") == (record.surface or "").replace("\u00a0", " ")


LINES = st.text(alphabet="ab \t\u00a0\u00ad\u200be\u0301“”'…ﬁ\r", min_size=1, max_size=12)


@given(st.lists(LINES, min_size=1, max_size=6), st.data())
@settings(max_examples=60)
def test_a_published_span_that_has_a_raw_one_comes_back(parts: list[str], data: st.DataObject) -> None:
    raw = "\n".join(parts)
    roles = [data.draw(st.sampled_from([Role.BODY, Role.HEADLINE, Role.CREDIT])) for _ in full_lines(raw)]
    view = clean(raw, roles).view
    ends = data.draw(st.tuples(st.integers(-1, len(view.text) + 1), st.integers(-1, len(view.text) + 1)))
    try:
        begin, finish = raw_span(view, *ends)
    except ValueError:
        if 0 <= ends[0] < ends[1] <= len(view.text):
            behind = view.to_raw(*ends)
            touched = [s for s in view.segments if s.start < behind[1] and s.end > behind[0]]
            assert any(s.text is not None for s in touched), "only what was cut or replaced has no place"
        return
    assert view.project(begin, finish)[:2] == ends
    assert raw_span(view, *view.project(begin, finish)[:2]) == (begin, finish)
    dropped = [line for line, role in zip(full_lines(raw), roles, strict=True) if role not in KEPT_ROLES]
    assert not any(start < finish and begin < end for start, end in dropped)


def test_spans_that_have_no_place_are_told() -> None:
    found = suggested(
        Layers(
            mentions=[
                mention("Dorven.\n\nDorven"),
                layers.Mention(start=5, end=5, type=MentionType.PER),
                layers.Mention(start=90, end=10**12, type=MentionType.PER),
                mention("Belva", text="Tarn"),
                mention("Belva"),
            ]
        )
    )
    assert found.count("mentions") == 1
    assert [note.split(": ", 1)[1] for note in found.notes] == [
        r"'Dorven.\n\nDorven': it reaches over a line that is left out, or begins or ends inside a replacement",
        f"[5, 5): [5, 5) is not a span of a clean text of {len(TEXT)} code points",
        f"[90, 1000000000000): [90, 1000000000000) is not a span of a clean text of {len(TEXT)} code points",
        "'Belva': the prediction says 'Tarn' there",
    ]
    sheet = suggestion_sheet(found, SYSTEM)
    assert all(f"# Left out or changed: {note}\n" in sheet for note in found.notes)


def test_duplicates_and_overlaps_are_cleaned_and_told() -> None:
    found = suggested(
        Layers(
            mentions=[
                mention("Belva", id="a"),
                mention("Belva", id="b"),
                mention("Belva met Dorven", "PER", id="c"),
                mention("Dorven", nth=2, id="d"),
                mention("Dorven", nth=2, id="e"),
            ],
            quotes=[
                quote("Belva, Belva!", id="x", speaker_mention="e"),
                quote("Belva, Belva!", id="y", speaker_mention="a", **cue("said")),
            ],
            stances=[
                layers.Stance(holder="gpe", target_entity="per", polarity=Polarity.NONE, quote="y"),
                layers.Stance(holder="gpe", target_entity="per", polarity=Polarity.NONE),
            ],
        )
    )
    annotation = found.article.annotation
    assert annotation is not None
    assert [m.surface for m in annotation.mentions or ()] == ["Belva met Dorven", "Dorven"]
    assert [q.speaker for q in annotation.quotes or ()] == [Speaker(mention="m2", kind="named")]
    assert [s.quote for s in annotation.stances or ()] == ["q1"]
    assert [note.split(": ", 1)[0] for note in found.notes] == ["mentions"] * 3 + ["quotes", "stances"]
    assert "GW-E068" in found.notes[-1]


def test_what_the_checks_refuse_is_mended_or_left_out() -> None:
    found = suggested(
        Layers(
            mentions=[
                mention("elva", nth=1),  # inside a word
                mention("Dorven", "PER", entity="gpe"),  # a link that does not fit
                mention("belvaien", "NORP", entity="gpe"),  # the flag follows from the words
            ],
            quotes=[
                quote("The end of it", type=QuoteType.DIRECT),  # indirect, and without a cue
                quote("Belva, Belva!", type=QuoteType.INDIRECT, id="q", parent="q"),
            ],
        )
    )
    annotation = found.article.annotation
    assert annotation is not None
    assert [(m.surface, m.entity, m.adjectival) for m in annotation.mentions or ()] == [
        ("Dorven", "local:dorven", False),
        ("belvaien", "gpe", True),
    ]
    assert [(q.type, q.parent) for q in annotation.quotes or ()] == [(QuoteType.DIRECT, None)]
    text = "\n".join(found.notes)
    assert all(code in text for code in ("GW-E063", "GW-E058", "GW-E064", "GW-E061"))
    assert found.unlinked == ("local:dorven",)


def test_what_is_linked_to_no_listed_entity_gets_a_local_one() -> None:
    found = suggested(
        Layers(
            mentions=[
                mention("Belva", entity=None),
                mention("Belva", nth=2, entity=None),
                mention("Dorven", entity="a-town-of-another-list"),
                mention("Dorven", "PER", nth=2, entity="local:a-town-of-another-list"),
                mention("it", entity=None, form=Form.PRONOUN),
                mention("The", entity=None, form=Form.NOMINAL),
                mention("the", nth=1, entity=None, form=Form.NOMINAL),
            ],
            stances=[
                layers.Stance(holder="a-town-of-another-list", target_entity="per", polarity=Polarity.NONE),
                layers.Stance(holder="nobody-here", target_entity="per", polarity=Polarity.NONE),
            ],
        )
    )
    annotation = found.article.annotation
    assert annotation is not None
    assert [m.entity for m in annotation.mentions or ()] == [
        "local:belva",
        "local:a-town-of-another-list",
        "local:a-town-of-another-list-2",
        "local:belva",
        "local:the",
        "local:it",
        "local:the-2",
    ]
    assert [s.holder for s in annotation.stances or ()] == ["local:a-town-of-another-list"]
    assert any("its holder is neither listed nor mentioned here" in note for note in found.notes)
    assert "linked to no listed entity" in suggestion_sheet(found, SYSTEM)


def test_references_to_what_people_did_not_annotate_are_told() -> None:
    start = without(people(), "quotes", "stances")
    found = suggested(
        Layers(
            mentions=[mention("Belva", id="p", entity="local:p"), mention("Dorven", nth=2, id="l", entity="local:l")],
            quotes=[
                quote("Belva, Belva!", id="q", speaker_mention="l"),
                quote("The end of it", id="r", speaker_mention="p", **cue("said")),
            ],
            stances=[
                layers.Stance(holder="local:l", target_entity="per", polarity=Polarity.NONE, quote="q"),
                layers.Stance(holder="local:p", target_entity="per", polarity=Polarity.NONE),
            ],
        ),
        start,
    )
    annotation = found.article.annotation
    assert annotation is not None
    assert annotation.mentions == (start.annotation and start.annotation.mentions)
    assert [q.speaker.mention for q in annotation.quotes or ()] == ["m1", None]
    assert [s.holder for s in annotation.stances or ()] == ["gpe"], "the mention of the same words is linked to it"
    assert [note.split(": ")[-1] for note in found.notes] == [
        "its speaker, 'p', has no mention here",
        "its holder is neither listed nor mentioned here",
    ]


def test_what_clashes_with_peoples_labels_is_told() -> None:
    maker = Maker(RAW)
    maker.scare_quote("Belva, Belva!")
    start = without(maker.article(ROLES), "quotes")
    found = suggested(Layers(quotes=[quote("Belva, Belva!")]), start)
    assert found.count("quotes") == 1
    (note,) = found.notes
    assert note.startswith("scare_quotes/0: if all suggestions are accepted: GW-E069")


def test_without_the_text_nothing_is_suggested() -> None:
    maker = Maker(RAW)
    with pytest.raises(WorksheetError, match="--raw"):
        suggested(Layers(), article(maker.document(), None, None))


def test_a_layer_without_suggestions_is_as_it_was() -> None:
    found = suggested(Layers(mentions=[], quotes=None, stances=[]))
    assert found.article.annotation == bare().annotation
    fresh = suggested(Layers(mentions=[]), article(Maker(RAW).document(), None, RAW)).article.annotation
    assert fresh is not None
    assert fresh.mentions == []
    assert [entry.kind for entry in fresh.provenance] == ["human"]
