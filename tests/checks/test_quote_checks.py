"""Quotes: their type by marks, nesting, cues, order of fragments, kinds of speaker."""

from __future__ import annotations

import pytest

from corpora import Maker, check, codes
from goldwire.model.annotation import Form, MentionType, QuoteType, Speaker
from goldwire.model.line import Role
from goldwire.model.span import Span

NBSP, NARROW = "\u00a0", "\u202f"
DIRECT, INDIRECT, MIXED = QuoteType.DIRECT, QuoteType.INDIRECT, QuoteType.MIXED

BY_MARKS = [
    pytest.param('"We sail," he said.', ["We sail,"], DIRECT, id="straight"),
    pytest.param("“We sail,” he said.", ["We sail,"], DIRECT, id="curly"),
    pytest.param("'We sail,' he said.", ["We sail,"], DIRECT, id="single straight"),
    pytest.param("‘We sail,’ he said.", ["We sail,"], DIRECT, id="single curly"),
    pytest.param("„We sail,” he said.", ["We sail,"], DIRECT, id="low opening mark"),
    pytest.param("«We sail», he said.", ["We sail"], DIRECT, id="guillemets"),
    pytest.param("« We sail », he said.", ["We sail"], DIRECT, id="guillemets and spaces"),
    pytest.param(f"«{NBSP}We sail{NBSP}», he said.", ["We sail"], DIRECT, id="guillemets and no-break spaces"),
    pytest.param(f"«{NARROW}We sail{NARROW}», he said.", ["We sail"], DIRECT, id="guillemets and narrow spaces"),
    pytest.param('“We sail," he said.', ["We sail,"], DIRECT, id="curly opened, straight closed"),
    pytest.param('"We sail,” he said.', ["We sail,"], DIRECT, id="straight opened, curly closed"),
    pytest.param('“We sail," he said, "at dawn.”', ["We sail,", "at dawn."], DIRECT, id="two mixed pairs"),
    pytest.param("‘It wasn’t us,’ he said.", ["It wasn’t us,"], DIRECT, id="apostrophe inside single marks"),
    pytest.param("'It wasn't us,' he said.", ["It wasn't us,"], DIRECT, id="straight apostrophe inside"),
    pytest.param("“Yes.” he said.", ["Yes."], DIRECT, id="punctuation belongs to the content"),
    pytest.param("“…” he said.", ["…"], DIRECT, id="no letter at all, marked"),
    pytest.param("He said they would sail.", ["they would sail"], INDIRECT, id="no marks"),
    pytest.param("“Never,” she said; he said they would sail.", ["they would sail"], INDIRECT, id="after marks"),
    pytest.param("“Never” was it, he said. “No,” she said.", ["was it"], INDIRECT, id="between marks"),
    pytest.param("It's late, he said, and the ship's gone.", ["the ship's gone"], INDIRECT, id="apostrophes only"),
    pytest.param("L’équipage s’arrête, dit-il.", ["L’équipage s’arrête"], INDIRECT, id="French apostrophes"),
    pytest.param("He said they would “sail at dawn”.", ["they would “sail at dawn"], MIXED, id="marks at the end"),
    pytest.param("He called “it” a shame.", ["“it” a shame"], MIXED, id="marks at the beginning"),
    pytest.param("He said “no” and that they sail.", ["no", "they sail"], MIXED, id="one fragment of two"),
    pytest.param("“Para one.\n“Para two.” he said.", ["Para one.", "Para two."], DIRECT, id="left open"),
    pytest.param("«Para one.\n»Para two.» he said.", ["Para one."], DIRECT, id="guillemets left open"),
    pytest.param(
        "“Left open.\nThe ship sails, he said.", ["The ship sails"], INDIRECT, id="open marks end with the line"
    ),
    pytest.param("“Left open.\r\nThe ship sails, he said.", ["The ship sails"], INDIRECT, id="with CRLF"),
    pytest.param("“Left open.\rThe ship sails, he said.", ["The ship sails"], INDIRECT, id="with a lone CR"),
]


@pytest.mark.parametrize("called", list(QuoteType))
@pytest.mark.parametrize(("raw", "content", "kind"), BY_MARKS)
def test_type_follows_from_the_marks(raw: str, content: list[str], kind: QuoteType, called: QuoteType) -> None:
    maker = Maker(raw)
    maker.quote(called, content, cue="sa" if "sa" in raw else raw[:1])
    found = check(maker.article())
    assert codes(found) == ([] if called is kind else ["GW-E057"])
    if called is not kind:
        assert (found[0].pointer, found[0].document) == ("/quotes/0/type", maker.doc_id)
        assert found[0].message == f"q1 is called {called}, by its marks it is {kind}"


@pytest.mark.parametrize(
    ("raw", "outer", "inner", "kind"),
    [
        ("“A man who goes by “Shorty” fled,” she said.", "A man who goes by “Shorty” fled,", "Shorty", DIRECT),
        ('"A man who goes by "Shorty" fled," she said.', 'A man who goes by "Shorty" fled,', "Shorty", DIRECT),
        ("“He told us ‘we sail’ twice,” she said.", "He told us ‘we sail’ twice,", "we sail", DIRECT),
        ("\"He told us 'we sail' twice,\" she said.", "He told us 'we sail' twice,", "we sail", DIRECT),
        ("« Il a dit “on part” hier », dit-elle.", "Il a dit “on part” hier", "on part", DIRECT),
        ("« Il a dit « on part » hier », dit-elle.", "Il a dit « on part » hier", "on part", DIRECT),
        ("“He told us they sail,” she said.", "He told us they sail,", "they sail", INDIRECT),
        ("“He told us they ‘sail’ now,” she said.", "He told us they ‘sail’ now,", "they ‘sail’ now", MIXED),
    ],
)
def test_a_quote_in_a_quote_counts_its_own_marks_only(raw: str, outer: str, inner: str, kind: QuoteType) -> None:
    maker = Maker(raw)
    parent = maker.quote(DIRECT, [outer], cue=raw[-5:-1])
    maker.quote(kind, [inner], cue=outer.split()[0], parent=parent)
    assert codes(check(maker.article())) == []


def test_marks_of_an_unmarked_parent_belong_to_the_inner_quote() -> None:
    maker = Maker("An aide said the minister had told them “you will be heard”.")
    parent = maker.quote(MIXED, ["the minister had told them “you will be heard"], cue="said")
    maker.quote(DIRECT, ["you will be heard"], cue="told", parent=parent)
    assert codes(check(maker.article())) == []


def test_marks_are_not_looked_at_without_the_text() -> None:
    maker = Maker("He said they would sail.", withheld=True)
    maker.quote(DIRECT, ["they would sail"])
    assert codes(check(maker.article(at_hand=False))) == ["GW-I072"]
    assert codes(check(maker.article())) == ["GW-E057"]


def _nest(parents: dict[str, str | None]) -> list[str]:
    """The pointers of GW-E061 where all quotes have the same words and these parents."""
    maker = Maker("“We sail,” he said.")
    for identifier, parent in parents.items():
        maker.quote(INDIRECT, ["We sail"], cue="said", identifier=identifier, parent=parent)
    return [incident.pointer for incident in check(maker.article()) if incident.code == "GW-E061"]


def test_nesting_without_a_cycle_and_not_too_deep() -> None:
    assert _nest({"q1": None, "q2": "q1"}) == []
    assert _nest({"q2": "q1", "q1": None}) == []


def test_a_quote_is_not_its_own_ancestor() -> None:
    assert _nest({"q1": "q1"}) == ["/quotes/0/parent"]
    assert _nest({"q1": "q2", "q2": "q1"}) == ["/quotes/0/parent", "/quotes/1/parent"]
    assert _nest({"q1": "q2", "q2": "q3", "q3": "q2"}) == ["/quotes/0/parent", "/quotes/1/parent", "/quotes/2/parent"]


def test_quotes_do_not_nest_four_deep() -> None:
    assert _nest({"q1": None, "q2": "q1", "q3": "q2", "q4": "q3"}) == ["/quotes/3/parent"]


@pytest.mark.parametrize(
    ("inner", "fits"),
    [("We sail", True), ("We", True), ("sail", True), ("“We", False), ("sail,”", False), ("he said", False)],
)
def test_a_quote_lies_within_its_parent(inner: str, fits: bool) -> None:
    maker = Maker("“We sail,” he said.")
    maker.quote(DIRECT, ["We sail"])
    maker.quote(INDIRECT, [inner], cue="said", parent="q1")
    assert ("GW-E061" in codes(check(maker.article()))) is not fits


def test_a_missing_parent_is_a_matter_of_references_alone() -> None:
    maker = Maker("“We sail,” he said.")
    maker.quote(DIRECT, ["We sail,"], parent="q7")
    assert codes(check(maker.article())) == ["GW-E052"]


def test_only_indirect_quotes_need_a_cue() -> None:
    maker = Maker("“We sail,” he said. He said “no” to that. They would sail.")
    maker.quote(DIRECT, ["We sail,"])
    maker.quote(MIXED, ["no” to that"])
    maker.quote(INDIRECT, ["They would sail"])
    found = check(maker.article())
    assert [(i.code, i.pointer) for i in found] == [("GW-E064", "/quotes/2/cue")]


@pytest.mark.parametrize(
    ("parts", "good"),
    [
        ([(0, 3), (4, 7)], True),
        ([(0, 3), (3, 7)], True),
        ([(0, 4), (3, 7)], False),
        ([(4, 7), (0, 3)], False),
        ([(0, 3), (0, 3)], False),
        ([(0, 7), (2, 3)], False),
        ([(0, 1), (4, 5), (2, 3)], False),
    ],
)
def test_fragments_are_apart_and_in_order(parts: list[tuple[int, int]], good: bool) -> None:
    raw = "one two three"
    maker = Maker(raw)
    spans = [Span(start=a, end=b, surface=raw[a:b]) for a, b in parts]
    maker.quote(INDIRECT, spans, cue="three")
    assert [code for code in codes(check(maker.article())) if code == "GW-E065"] == ([] if good else ["GW-E065"])


@pytest.mark.parametrize(
    ("mention", "kind", "good"),
    [
        (None, "unknown", True),
        (None, "named", False),
        (None, "unnamed", False),
        ("per", "named", True),
        ("per", "unnamed", False),
        ("per", "unknown", False),
        ("local:aide", "unnamed", True),
        ("local:aide", "named", False),
        ("local:aide", "unknown", False),
        ("local:ada", "unnamed", False),
        ("local:ada", "named", True),
        ("local:ada", "unknown", False),
    ],
)
def test_kind_of_speaker(mention: str | None, kind: str, good: bool) -> None:
    maker = Maker("“We sail,” an aide said. Ada is an aide, too.")
    name = None if mention is None else maker.mention("an aide", MentionType.PER, mention, form=Form.NOMINAL)
    maker.mention("Ada", MentionType.PER, "local:ada")
    maker.quote(DIRECT, ["We sail,"], speaker=Speaker(mention=name, kind=kind))  # type: ignore[arg-type]
    assert codes(check(maker.article())) == ([] if good else ["GW-E067"])


def test_a_speaker_that_is_no_mention_is_reported_once() -> None:
    maker = Maker("“We sail,” Ada said.")
    maker.quote(DIRECT, ["We sail,"], speaker=Speaker(mention="m4", kind="unknown"))
    found = check(maker.article())
    assert [(i.code, i.pointer) for i in found] == [("GW-E052", "/quotes/0/speakers/0/mention")]


@pytest.mark.parametrize(
    ("mentions", "good"),
    [
        (["m1"], True),
        (["m1", "m2"], True),
        ([None], True),
        (["m2", "m1"], False),
        (["m1", "m1"], False),
        (["m1", None], False),
        ([None, None], False),
    ],
)
def test_speakers_who_say_it_together(mentions: list[str | None], good: bool) -> None:
    maker = Maker("“We sail,” Ada and the Line said.")
    maker.mention("Ada")
    maker.mention("Line", MentionType.ORG)
    speakers = [Speaker(mention=name, kind="unknown" if name is None else "named") for name in mentions]
    maker.quote(DIRECT, ["We sail,"], cue="said", speakers=speakers)
    found = [(i.code, i.pointer) for i in check(maker.article())]
    assert found == ([] if good else [("GW-E020", "/quotes/0/speakers")])


def test_marks_of_a_dropped_line_do_not_reach_into_the_next() -> None:
    maker = Maker("Photo: “the crew\nThey would sail, he said.")
    maker.quote(INDIRECT, ["They would sail"], cue="said")
    assert codes(check(maker.article([Role.CAPTION, Role.BODY]))) == []


def test_scare_quotes_have_marks_of_their_own() -> None:
    maker = Maker("The “safe road” was closed. “It is no ‘corridor’,” she said. The road was bad, he said.")
    maker.quote(DIRECT, ["It is no ‘corridor’,"], cue="said")
    maker.quote(INDIRECT, ["The road was bad"], cue="said")
    maker.scare_quote("safe road")
    maker.scare_quote("corridor")
    assert check(maker.article()) == []
    assert check(maker.article(at_hand=False)) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [("safe", "stands in the marks of q1"), ("was closed", "stands in no quotation marks")],
)
def test_scare_quotes_that_are_none(text: str, says: str) -> None:
    maker = Maker("She said the “safe road” was closed.")
    maker.quote(MIXED, ["the “safe road” was closed"], cue="said")
    maker.scare_quote(text)
    (found,) = check(maker.article())
    assert (found.code, found.pointer, found.message) == ("GW-E069", "/scare_quotes/0", says)


def test_a_scare_quote_in_a_quote_in_a_quote() -> None:
    maker = Maker("“They told us ‘go home by the «safe» road’,” she said.")
    outer = maker.quote(DIRECT, ["They told us ‘go home by the «safe» road’,"], cue="said")
    maker.quote(DIRECT, ["go home by the «safe» road"], cue="told", parent=outer)
    maker.scare_quote("safe")
    assert check(maker.article()) == []
