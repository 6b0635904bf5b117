"""What follows from quotes and mentions: the nearest mention, the quote of evidence, and pairs without a stance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from corpora import ENGLISH, Maker, check, copy_mini
from goldwire.annotation.considered import Considered, considered, derives
from goldwire.annotation.files import load_annotation, load_propositions
from goldwire.annotation.nearest import distance, nearest
from goldwire.annotation.quoted import quote_of
from goldwire.annotation.worksheet import apply_worksheet, worksheet
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import (
    AUTHOR,
    Annotation,
    Form,
    Mention,
    MentionType,
    Polarity,
    QuoteType,
    Speaker,
    Stance,
    Target,
)
from goldwire.model.span import Span

ORG, PER, GPE = MentionType.ORG, MentionType.PER, MentionType.GPE
RAW = "Ada met the Line in Quessa.\nShe said Ada knew: “The Line told me ‘Go’,” Ada told Ida. The Line was late.\n"
SPANS = st.builds(lambda start, length: Span(start=start, end=start + length), st.integers(0, 60), st.integers(1, 9))


def named(name: str, kind: str = "named") -> Speaker:
    return Speaker(mention=name, kind=kind)  # type: ignore[arg-type]


def made(guidelines: str = "2.0") -> Maker:
    maker = Maker(RAW, guidelines=guidelines)
    maker.mention("Ada")
    maker.mention("Line", ORG)
    maker.mention("Quessa", GPE)
    maker.mention("She", form=Form.PRONOUN)
    maker.mention("Ada", nth=2)
    maker.mention("Line", ORG, nth=2)
    maker.mention("Ada", nth=3)
    maker.mention("Ida", entity_id="local:ida")
    maker.mention("Line", ORG, nth=3)
    maker.quote(QuoteType.DIRECT, ["The Line told me ‘Go’,"], cue="told", speaker=named("m7"))
    maker.quote(QuoteType.DIRECT, ["Go"], speaker=named("m6"), parent="q1")
    return maker


# The nearest mention


@pytest.mark.parametrize(
    ("evidence", "holder", "target"),
    [
        ("told me", "m7", "m6"),
        ("met", "m1", "m2"),
        ("in Quessa", "m1", "m2"),
        ("late", "m7", "m9"),
        ("Ada knew", "m5", "m6"),
        ("She", "m4", "m6"),
    ],
)
def test_the_nearest_mention_is_filled_in(evidence: str, holder: str, target: str) -> None:
    stance = applied({"holder": "per", "target": {"entity": "org"}, "evidence": [{"text": evidence}]})
    assert (stance.holder_mention, stance.target.mention) == (holder, target)


def test_a_mention_in_the_line_of_the_evidence_comes_before_a_nearer_one() -> None:
    mentions = made().annotation().mentions or []
    near = [Span(start=RAW.index("She"), end=RAW.index("She") + 3)]
    lines = [(0, RAW.index("\n")), (RAW.index("\n") + 1, len(RAW) - 1)]
    by_line, anywhere = nearest("org", mentions, near, lines), nearest("org", mentions, near, [(0, len(RAW))])
    assert by_line is not None
    assert anywhere is not None
    assert (by_line.id, anywhere.id) == ("m6", "m2")
    assert nearest("nobody", mentions, near, lines) is None
    assert nearest("org", mentions, [], lines) is None


@given(
    st.lists(st.tuples(SPANS, st.sampled_from(["a", "b"])), max_size=8),
    st.lists(SPANS, min_size=1, max_size=3),
    st.data(),
)
def test_no_other_mention_is_nearer(places: list[tuple[Span, str]], evidence: list[Span], data: st.DataObject) -> None:
    mentions = [
        Mention(id=f"m{n}", start=span.start, end=span.end, surface="x", type=PER, form=Form.NAME, entity=entity)
        for n, (span, entity) in enumerate(places, start=1)
    ]
    lines = [(0, 20), (21, 40), (41, 80)]
    found = nearest("a", mentions, evidence, lines)
    assert (
        found == nearest("a", data.draw(st.permutations(mentions)), evidence, lines)
        or found is None
        or any((other.start, other.end) == (found.start, found.end) for other in mentions if other is not found)
    )
    able = [mention for mention in mentions if mention.entity == "a"]
    assert (found is None) == (not able)
    if found is not None:
        line = [low <= evidence[0].start <= high for low, high in lines].index(True)
        together = [m for m in able if lines[line][0] <= m.start <= lines[line][1]]
        assert found in (together or able)
        assert distance(found, evidence[0]) == min(distance(m, evidence[0]) for m in together or able)


# Worksheets


def only_stance(annotation: Annotation) -> Stance:
    assert annotation.stances is not None
    (stance,) = annotation.stances
    return stance


def applied(entry: dict[str, Any]) -> Stance:
    whole = made().article()
    sheet = yaml.safe_load(worksheet(whole)) | {"stances": [{"id": "s1", "polarity": "support"} | entry]}
    return only_stance(apply_worksheet(yaml.safe_dump(sheet, allow_unicode=True), whole))


def test_what_a_worksheet_states_is_kept() -> None:
    entry = {"holder": "per", "target": {"entity": "org", "mention": "m9"}, "evidence": [{"text": "told me"}]}
    stated = applied({**entry, "holder_mention": "m1", "quote": None})
    assert (stated.holder_mention, stated.target.mention, stated.quote) == ("m1", "m9", None)
    nothing = applied({**entry, "holder_mention": None, "target": {"entity": "org", "mention": None}})
    assert (nothing.holder_mention, nothing.target.mention, nothing.quote) == (None, None, "q1")


@pytest.mark.parametrize(
    ("evidence", "quote"), [("told me", "q1"), ("Go", "q2"), ("me ‘Go’", "q2"), ("Ada knew", None), ("Line was", None)]
)
def test_the_quote_of_the_evidence_is_filled_in(evidence: str, quote: str | None) -> None:
    target = {"proposition": "new-bridge"}
    stance = applied({"holder": AUTHOR, "target": target, "evidence": [{"text": evidence}]})
    assert (stance.quote, stance.holder_mention, stance.target.mention) == (quote, None, None)


def test_of_several_spans_the_first_in_a_quote_tells_which() -> None:
    maker = made()
    quotes = maker.annotation().quotes or []

    def found(*words: str) -> str | None:
        quote = quote_of([maker.span(text) for text in words], quotes)
        return None if quote is None else quote.id

    assert found("She", "The Line told", "Go") == "q1"
    assert found("She", "Go", "told Ida") == "q2"
    assert found("She", "told Ida") is None
    assert found() is None


@given(st.data())
def test_a_worksheet_gives_back_every_mention_and_quote(data: st.DataObject) -> None:
    maker, names = made(data.draw(st.sampled_from(["1.0", "2.0"]))), [f"m{n}" for n in range(1, 10)]
    maker.author = data.draw(st.sampled_from([None, "org", "local:ida"]))
    for holder in ("per", AUTHOR, "local:ida"):
        target = data.draw(
            st.builds(Target, entity=st.just("org"), mention=st.none() | st.sampled_from(names))
            | st.just(Target(proposition="new-bridge"))
        )
        evidence = data.draw(st.lists(st.sampled_from(["met", "told me", "Go"]), max_size=1))
        quote = data.draw(st.sampled_from([None, "q1", "q2"]))
        mention = data.draw(st.none() | st.sampled_from(names))
        maker.stance(holder, target, Polarity.SUPPORT, evidence, quote=quote, holder_mention=mention)
    whole = maker.article()
    assert apply_worksheet(worksheet(whole), whole) == whole.annotation


def test_mentions_that_follow_are_left_out_and_move_with_the_evidence() -> None:
    maker = made()
    target = Target(entity="org", mention="m6")
    maker.stance("per", target, Polarity.OPPOSE, ["told me"], quote="q1", holder_mention="m7")
    whole = maker.article()
    sheet = yaml.safe_load(worksheet(whole))
    assert sheet["stances"][0].keys() == {"id", "holder", "target", "polarity", "evidence", "quote"}
    sheet["stances"][0] |= {"evidence": [{"text": "met"}], "quote": None}
    stance = only_stance(apply_worksheet(yaml.safe_dump(sheet, allow_unicode=True), whole))
    assert (stance.holder_mention, stance.target.mention) == ("m1", "m2")


def test_speakers_and_author_go_there_and_back() -> None:
    maker = made()
    maker.author = "org"
    maker.quotes[0] = msgspec.structs.replace(maker.quotes[0], speakers=[named("m5"), named("m8")])
    whole = maker.article()
    sheet = yaml.safe_load(worksheet(whole))
    assert sheet["author"] == "org"
    assert sheet["quotes"][0]["speakers"] == [{"mention": "m5", "kind": "named"}, {"mention": "m8", "kind": "named"}]
    assert check(whole) == []
    assert problems("annotation", msgspec.to_builtins(whole.annotation)) == []
    one = sheet | {"author": None}
    one["quotes"][0]["speakers"] = {"mention": "m7", "kind": "named"}
    found = apply_worksheet(yaml.safe_dump(one, allow_unicode=True), whole)
    assert found.author is None
    assert (found.quotes or [])[0].speakers == [named("m7")]
    del sheet["author"]
    assert apply_worksheet(yaml.safe_dump(sheet, allow_unicode=True), whole).author == "org"


# Pairs without a stance


def pairs(maker: Maker) -> list[tuple[str, str, str]]:
    return [(pair.id, pair.holder, pair.target) for pair in considered(maker.annotation())]


def test_a_speaker_meets_the_names_in_his_words() -> None:
    (pair,) = considered(made().annotation())
    assert pair == Considered("q1", "per", "m7", "org", "m6", "q1-m6")


@pytest.mark.parametrize("polarity", [Polarity.SUPPORT, Polarity.OPPOSE, Polarity.MIXED, Polarity.NONE])
def test_a_pair_with_any_stance_in_the_document_is_not_derived(polarity: Polarity) -> None:
    maker = made()
    maker.stance("per", Target(entity="org"), polarity, ["late"])
    assert pairs(maker) == []


def test_who_speaks_and_what_is_named() -> None:
    maker = Maker(
        "“Quessa and the Line and Ada and it,” Ada, Ida and an aide said. “Line,” Ada said.", guidelines="2.0"
    )
    maker.mention("Quessa", GPE, "org", literal="gpe")
    maker.mention("Line", ORG, "local:line")
    maker.mention("Ada")
    maker.mention("it", ORG, "loc", form=Form.PRONOUN)
    maker.mention("Ada", nth=2)
    maker.mention("Ida", entity_id="local:ida")
    maker.mention("an aide", entity_id="local:aide", form=Form.NOMINAL)
    maker.mention("Line", ORG, "local:line", nth=2)
    speakers = [named("m5"), named("m6"), named("m7", "unnamed")]
    maker.quote(QuoteType.DIRECT, ["Quessa and the Line and Ada and it,"], cue="said", speakers=speakers)
    maker.quote(QuoteType.DIRECT, [maker.span("Line,")], speaker=named("m5"))
    maker.quote(QuoteType.DIRECT, ["Quessa"], speaker=Speaker(mention=None, kind="unknown"))
    assert pairs(maker) == [
        ("q1-m5-m1", "per", "org"),
        ("q1-m6-m1", "local:ida", "org"),
        ("q1-m5-m2", "per", "local:line"),
        ("q1-m6-m2", "local:ida", "local:line"),
        ("q1-m6-m3", "local:ida", "per"),
    ]


@pytest.mark.parametrize(
    ("guidelines", "new"),
    [("0.1", False), ("1.0", False), ("1.10", False), ("2.0", True), ("2.1", True), ("10.0", True)],
)
def test_pairs_are_derived_from_version_2_on(guidelines: str, new: bool) -> None:
    assert derives(guidelines) == new
    assert bool(considered(made(guidelines).annotation())) == new


@pytest.mark.parametrize("layer", ["mentions", "quotes", "stances"])
def test_nothing_is_derived_where_a_layer_was_not_annotated(layer: str) -> None:
    assert considered(msgspec.structs.replace(made().annotation(), **{layer: None})) == []


@given(st.permutations(range(9)), st.permutations(range(2)))
def test_the_order_of_records_does_not_matter(mentions: list[int], quotes: list[int]) -> None:
    maker = made()
    found = considered(maker.annotation())
    maker.mentions = [maker.mentions[n] for n in mentions]
    maker.quotes = [maker.quotes[n] for n in quotes]
    assert considered(maker.annotation()) == found


# The list of propositions


def test_a_corpus_without_the_list_has_no_propositions(tmp_path: Path) -> None:
    corpus = Corpus(copy_mini(tmp_path))
    assert list(load_propositions(corpus).value) == sorted(load_propositions(corpus).value)
    corpus.propositions_path.unlink()
    loaded = load_propositions(corpus)
    assert (loaded.value, loaded.incidents) == ({}, ())


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "No Slug"},
        {"id": "x" * 61},
        {"definition": "two\nlines"},
        {"definition": "x" * 401},
        {"definition": ""},
        {"labels": {"en": "a"}},
        {"labels": {"en": "a", "fr": "x" * 201}},
        {"entity": "local:x"},
        {"polarity": "support"},
    ],
)
def test_records_of_propositions_have_a_schema(changes: dict[str, Any]) -> None:
    record = {"id": "new-bridge", "labels": {"en": "new bridge", "fr": None}, "definition": "It is.", "entity": None}
    assert problems("proposition", record) == []
    assert problems("proposition", record | changes) != []


def test_a_file_of_an_older_form_is_told_what_is_wrong(tmp_path: Path) -> None:
    corpus = Corpus(copy_mini(tmp_path))
    (document,) = [one for one in corpus.documents().value if one.doc_id == ENGLISH]
    path = corpus.annotation_path(document)
    annotation = load_annotation(corpus, document).value
    assert isinstance(annotation, Annotation)
    record = msgspec.to_builtins(annotation)
    record["quotes"][0]["speaker"] = record["quotes"][0].pop("speakers")[0]
    path.write_bytes(msgspec.json.encode(record))
    messages = " ".join(incident.message for incident in load_annotation(corpus, document).incidents)
    assert "'speakers' is a required property" in messages
    assert "there is no property 'speaker' here; did you mean 'speakers'?" in messages
