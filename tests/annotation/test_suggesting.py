"""From predicted layers to suggestions, and from suggestions to annotations."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from suggested import (
    CORPUS,
    LAYERS,
    RAW,
    SEVERAL,
    SYSTEM,
    TEXT,
    annotated,
    bare,
    labels,
    marked,
    people,
    predicted,
    suggested,
    without,
)

from corpora import check
from goldwire.annotation.article import article
from goldwire.annotation.files import load_entities, load_propositions
from goldwire.annotation.predicted import raw_span
from goldwire.annotation.suggesting import layers_wanted, suggest, suggestion_sheet
from goldwire.annotation.worksheet import WorksheetError, apply_worksheet, read_worksheet
from goldwire.checks.registry import check_article
from goldwire.model import layers
from goldwire.model.annotation import Form, MentionType, Polarity, QuoteType
from goldwire.model.incident import errors
from goldwire.model.layers import Fragment, Layers
from goldwire.model.line import KEPT_ROLES, Role
from goldwire.text.clean import clean, full_lines
from goldwire.text.edges import blank_edges

PROPOSITIONS = load_propositions(CORPUS, load_entities(CORPUS).value).value


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("fresh", [True, False], ids=["fresh", "layers"])
def test_gold_layers_as_suggestions_become_the_same_annotation(number: int, fresh: bool) -> None:
    whole = annotated()[number]
    gold = whole.annotation
    assert gold is not None
    start = article(whole.document, None, whole.raw) if fresh else without(whole, *LAYERS)
    assert start.text == whole.text, "else the layers would not fit"
    entities = load_entities(CORPUS).value
    found = suggest(start, predicted(whole), SYSTEM, entities, partial(check_article, propositions=PROPOSITIONS))
    stances = gold.stances or []
    if fresh:  # Pairs without a stance are derived from guidelines 2.0 on, which new annotations follow.
        gold = msgspec.structs.replace(gold, stances=[one for one in stances if one.polarity is not Polarity.NONE])
    left = len(stances) - len(gold.stances or ())
    said = f"stances: {left} without a polarity: such pairs follow from quotes and names"
    assert found.notes == ((said,) if left else ())
    assert set(found.unlinked) == {m.entity for m in gold.mentions or () if m.is_local}
    sheet = suggestion_sheet(found, SYSTEM)
    assert sheet.count("\n  suggestion: pending\n") == sum(map(found.count, LAYERS)) == len(found.pending)
    applied = apply_worksheet(marked(sheet, "accepted"), start)
    assert applied == found.article.annotation
    assert labels(applied) == labels(gold)
    assert applied.lines == (start.cleaned.lines if fresh and start.cleaned else gold.lines)
    assert errors(check_article(article(whole.document, applied, whole.raw), entities, PROPOSITIONS)) == []
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
        found = suggest(start, predicted(whole), SYSTEM, entities, partial(check_article, propositions=PROPOSITIONS))
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


def speakers() -> st.SearchStrategy[layers.Speaker]:
    kinds = st.sampled_from([None, "named", "unnamed", "unknown"])
    return st.builds(layers.Speaker, mention=NAMES, entity=REFERENCES, kind=kinds)


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
            speakers=draw(st.lists(speakers(), max_size=2)),
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
    inside = [m for m in found.mentions or () if 0 <= m.start < m.end <= len(view.text)]
    ends = [(m.start, m.end, blank_edges(view.text, m.start, m.end)) for m in inside]
    places = {(start_ + before, end - after) for start_, end, (before, after) in ends}
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


def test_white_space_at_the_edges_of_predictions_is_left_out_and_told() -> None:
    place = TEXT.index("Belva")
    loose = layers.Mention(start=place, end=place + 6, type=MentionType.GPE, entity="gpe")
    assert TEXT[place : place + 6] == "Belva "
    made = suggested(Layers(mentions=[loose]), without(people(), *LAYERS))
    assert made.article.annotation is not None
    assert [RAW[found.start : found.end] for found in made.article.annotation.mentions or ()] == ["Belva"]
    assert "mentions: 'Belva ': the white space at its edges was left out" in made.notes
