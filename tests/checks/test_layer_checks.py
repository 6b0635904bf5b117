"""Spans, mentions, references, lines and stances of documents made in memory."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import ENGLISH, ENTITIES, FRENCH, MINI, MINI_RAW, WIRE, Maker, check, check_corpus, codes
from goldwire.annotation.article import article
from goldwire.checks.registry import check_article
from goldwire.checks.run import judge, open_corpus
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import AUTHOR, Form, MentionType, Polarity, QuoteType, Speaker, Target
from goldwire.model.incident import Incident
from goldwire.model.line import KEPT_ROLES, Role
from goldwire.model.span import Span

PER, ORG, GPE, LOC, NORP, EVENT = MentionType
BODY, CAPTION = Role.BODY, Role.CAPTION


def places(found: list[Incident]) -> list[tuple[str, str]]:
    return [(incident.code, incident.pointer) for incident in found]


# Spans


@pytest.mark.parametrize(
    ("raw", "roles", "text", "expected"),
    [
        ("First line\nA caption\nLast line", [BODY, CAPTION, BODY], "First line", []),
        ("First line\nA caption\nLast line", [BODY, CAPTION, BODY], "A caption", ["GW-E056"]),
        ("First line\nA caption\nLast line", [BODY, CAPTION, BODY], "line\nA", ["GW-E056"]),
        ("First line\nA caption\nLast line", [BODY, CAPTION, BODY], "line\nA caption\nLast", ["GW-E056"]),
        ("First line\nLast line", [BODY, BODY], "line\nLast", []),
        ("First line\n\nLast line", [BODY, BODY], "line\n\nLast", []),
        ("First line\r\nLast line", [BODY, BODY], "line\r\nLast", ["GW-I073"]),
        ("First line\n\n\nLast line", [BODY, BODY], "line\n\n\nLast", ["GW-I073"]),
        ("First line\r\nLast line", [BODY, BODY], "line\r", ["GW-E056", "GW-E074"]),
        ("A\u00a0line here", [BODY], "A\u00a0line", ["GW-I073"]),
        ("A li\u00adne here", [BODY], "li\u00adne", ["GW-I073"]),
        ("The cafe\u0301 here", [BODY], "cafe\u0301", ["GW-I073"]),
        ("The cafe\u0301 here", [BODY], "cafe", ["GW-E056"]),
        ("The cafÃ© here", [BODY], "cafÃ©", ["GW-I073"]),
        ("The cafÃ© here", [BODY], "cafÃ", ["GW-E056"]),
        ("The cafÃ© here", [BODY], "The", []),
    ],
)
def test_spans_survive_in_the_clean_text(raw: str, roles: list[Role], text: str, expected: list[str]) -> None:
    maker = Maker(raw)
    maker.stance(AUTHOR, Target(entity="per"), Polarity.SUPPORT, [text])
    found = check(maker.article(roles))
    assert codes(found) == expected
    assert all(incident.pointer == "/stances/0/evidence/0" for incident in found)


@pytest.mark.parametrize("role", list(Role))
def test_only_kept_lines_are_annotated(role: Role) -> None:
    maker = Maker("Ada is here.")
    maker.mention("Ada")
    assert codes(check(maker.article([role]))) == ([] if role in KEPT_ROLES else ["GW-E056"])


def test_spans_are_found_in_every_layer() -> None:
    maker = Maker("“We sail,” Ada said.")
    wrong = Span(start=0, end=3, surface="Ada")
    maker.mention("Ada")
    maker.quote(QuoteType.DIRECT, [maker.span("We"), maker.span("sail,")], cue="said")
    maker.stance("per", Target(proposition="new-bridge"), Polarity.SUPPORT, ["We sail"])
    whole = maker.annotation()
    record = msgspec.to_builtins(whole)
    for pointer, _ in whole.spans():
        *way, last = pointer.strip("/").split("/")
        copied = msgspec.json.decode(msgspec.json.encode(record))
        place = copied
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        key = int(last) if isinstance(place, list) else last
        place[key].update(msgspec.to_builtins(wrong))
        broken = article(maker.document(), msgspec.convert(copied, type(whole)), maker.raw)
        assert ("GW-E055", pointer) in places(check(broken))


def test_spans_of_a_text_that_is_not_at_hand_are_counted() -> None:
    maker = Maker("“We sail,” Ada said.", withheld=True)
    maker.mention("Ada")
    maker.quote(QuoteType.DIRECT, ["We sail,"], cue="said")
    (incident,) = check(maker.article(at_hand=False))
    assert (incident.code, incident.message, incident.document) == ("GW-I072", "3 spans not compared", maker.doc_id)
    assert check(maker.article()) == []


def test_spans_must_lie_in_the_text_even_if_it_is_not_at_hand() -> None:
    maker = Maker("Ada said so.", withheld=True)
    digest = maker.digest("Ada")
    maker.stance(AUTHOR, Target(entity="per"))
    stances = [
        msgspec.structs.replace(
            maker.stances[0], evidence=[Span(start=0, end=99, digest=digest)], polarity=Polarity.OPPOSE
        )
    ]
    annotation = msgspec.structs.replace(maker.annotation(), stances=stances)
    assert codes(check(article(maker.document(), annotation, None))) == ["GW-E054", "GW-I072"]


def test_incidents_of_withheld_documents_show_none_of_their_words() -> None:
    maker = Maker("Secretive Adalind whispered unpublishable sentences.", withheld=True)
    maker.mention("Adalind", PER, "org")
    maker.mention("Adalind whis")
    maker.mention("Adalin")
    maker.quote(QuoteType.DIRECT, ["unpublishable"])
    maker.stance(AUTHOR, Target(entity="per"), Polarity.SUPPORT, ["sentences"])
    wrong = Span(start=0, end=9, digest="0" * 16)
    maker.stances[0] = msgspec.structs.replace(maker.stances[0], evidence=[wrong])
    found = check(maker.article())
    assert {"GW-E055", "GW-E057", "GW-E058", "GW-E062", "GW-E063"} <= set(codes(found))
    told = " ".join(f"{i.message} {i.pointer} {i.file}" for i in found)
    assert not [word for word in maker.raw.strip(".").split() if word in told]


# Mentions


@pytest.mark.parametrize("named", list(MentionType))
@pytest.mark.parametrize("kind", list(MentionType))
def test_types_of_mention_and_entity(kind: MentionType, named: MentionType) -> None:
    maker = Maker("Skerland refused.")
    maker.mention("Skerland", kind, named.value.lower())
    good = kind is named or (kind is NORP and named in (GPE, LOC, ORG))
    assert codes(check(maker.article())) == ([] if good else ["GW-E058"])


@pytest.mark.parametrize(
    ("kind", "literal", "entity_id", "good"),
    [
        (GPE, "gpe", "org", True),
        (LOC, "loc", "org", True),
        (NORP, "gpe", "org", True),
        (ORG, "gpe", "org", False),
        (PER, "gpe", "per", False),
    ],
)
def test_metonymy_goes_by_what_the_words_name(kind: MentionType, literal: str, entity_id: str, good: bool) -> None:
    maker = Maker("Skerland refused.")
    maker.mention("Skerland", kind, entity_id, literal=literal)
    assert codes(check(maker.article())) == ([] if good else ["GW-E058"])


def test_local_entities_keep_the_type_of_their_first_mention() -> None:
    maker = Maker("An aide spoke. He left. It ended.")
    maker.mention("An aide", PER, "local:aide", form=Form.NOMINAL)
    maker.mention("He", PER, "local:aide", form=Form.PRONOUN)
    maker.mention("It", ORG, "local:aide", form=Form.PRONOUN)
    assert places(check(maker.article())) == [("GW-E058", "/mentions/2/type")]


@pytest.mark.parametrize(
    ("texts", "forms", "expected"),
    [
        (["Ada Lo", "Ada"], [Form.NAME, Form.NAME], ["/mentions/0"]),
        (["Ada", "Ada"], [Form.NAME, Form.NAME], ["/mentions/1"]),
        (["Ada", "Lo"], [Form.NAME, Form.NAME], []),
        (["Ada Lo of Quessa", "Quessa"], [Form.NOMINAL, Form.NAME], []),
        (["Ada Lo of Quessa", "Quessa"], [Form.NAME, Form.PRONOUN], []),
        (["Ada Lo of Quessa", "Quessa"], [Form.NAME, Form.NAME], ["/mentions/1"]),
    ],
)
def test_names_do_not_overlap(texts: list[str], forms: list[Form], expected: list[str]) -> None:
    maker = Maker("Ada Lo of Quessa spoke.")
    for text, form in zip(texts, forms, strict=True):
        maker.mention(text, form=form)
    assert places(check(maker.article())) == [("GW-E062", pointer) for pointer in expected]


def test_every_name_inside_a_longer_one_is_reported() -> None:
    maker = Maker("Ada Lo of Quessa spoke.")
    for text in ("Ada Lo of Quessa", "Lo", "Quessa"):
        maker.mention(text)
    assert places(check(maker.article())) == [("GW-E062", "/mentions/1"), ("GW-E062", "/mentions/2")]


@pytest.mark.parametrize(
    ("raw", "text", "good"),
    [
        ("Skerland-led troops", "Skerland", True),
        ("anti-Skerland mood", "Skerland", True),
        ("l'Irune est loin", "Irune", True),
        ("l’Irune est loin", "Irune", True),
        ("Skerland’s navy", "Skerland", True),
        ("Skerland", "Skerland", True),
        ("Skerlanders left", "Skerland", False),
        ("in Eskerland now", "skerland", False),
        ("the G7 met", "G", False),
        ("the G7 met", "G7", True),
        ("a_name here", "name", False),
        ("Sker\u00adland left", "Sker", False),
        ("Sker\u00adland left", "Sker\u00adland", True),
    ],
)
def test_mentions_end_where_words_end(raw: str, text: str, good: bool) -> None:
    maker = Maker(raw)
    maker.mention(text)
    found = [incident for incident in check(maker.article()) if incident.code != "GW-I073"]
    assert set(codes(found)) == (set() if good else {"GW-E063"})


# References


def test_references_to_nothing() -> None:
    maker = Maker("“We sail,” Ada said.")
    maker.mention("Ada")
    maker.quote(QuoteType.DIRECT, ["We sail,"], speaker=Speaker(mention="m2", kind="named"), parent="q2")
    maker.stance("per", Target(proposition="new-bridge"), quote="q3", holder_mention="m3")
    maker.stance("per", Target(entity="org", mention="m4"))
    assert places(check(maker.article())) == [
        ("GW-E052", "/quotes/0/speakers/0/mention"),
        ("GW-E052", "/quotes/0/parent"),
        ("GW-E052", "/stances/0/quote"),
        ("GW-E052", "/stances/0/holder_mention"),
        ("GW-E052", "/stances/1/target/mention"),
    ]


def test_unknown_entities() -> None:
    maker = Maker("Ada spoke in Quessa of an aide.")
    maker.mention("Ada", PER, "nobody")
    maker.mention("Quessa", GPE, "org", literal="nowhere")
    maker.mention("an aide", PER, "local:aide", form=Form.NOMINAL)
    maker.stance("nobody", Target(entity="nothing"))
    maker.stance("local:other", Target(entity="local:another"))
    maker.stance("local:aide", Target(entity="per"))
    maker.stance(AUTHOR, Target(entity="local:aide"))
    maker.author = "local:paper"
    assert places(check(maker.article())) == [
        ("GW-E053", "/author"),
        ("GW-E053", "/mentions/0/entity"),
        ("GW-E053", "/mentions/1/literal"),
        ("GW-E053", "/stances/0/holder"),
        ("GW-E053", "/stances/0/target/entity"),
        ("GW-E053", "/stances/1/holder"),
        ("GW-E053", "/stances/1/target/entity"),
    ]


def test_unknown_propositions() -> None:
    maker = Maker("Ada spoke.")
    maker.stance(AUTHOR, Target(proposition="new-bridge"))
    maker.stance(AUTHOR, Target(proposition="old-bridge"))
    assert places(check(maker.article())) == [("GW-E047", "/stances/1/target/proposition")]
    assert {i.code for i in check_article(maker.article(), ENTITIES)} == {"GW-E047"}, "nothing is listed without a list"


def test_ids_are_unique_in_each_layer_by_itself() -> None:
    maker = Maker("“We sail,” Ada said to Bo.")
    maker.mention("Ada")
    maker.mention("Bo", identifier="m1")
    for _ in range(2):
        maker.quote(QuoteType.DIRECT, ["We sail,"], identifier="q5")
    maker.stance("per", Target(entity="org"))
    maker.stances.append(msgspec.structs.replace(maker.stances[0], target=Target(entity="gpe")))
    assert places(check(maker.article())) == [
        ("GW-E051", "/mentions/1/id"),
        ("GW-E051", "/quotes/1/id"),
        ("GW-E051", "/stances/1/id"),
    ]


# Lines


def test_annotated_lines_are_those_of_the_text() -> None:
    maker = Maker("One line.\n \nAnother line.")
    lines = maker.annotation().lines or []
    for changed, pointer in (
        (lines[:1], "/lines"),
        ([*lines, lines[-1]], "/lines/2"),
        ([lines[0], msgspec.structs.replace(lines[1], start=10)], "/lines/1"),
        (lines[::-1], "/lines/0"),
        ([], "/lines"),
    ):
        annotation = msgspec.structs.replace(maker.annotation(), lines=changed)
        assert places(check(article(maker.document(), annotation, maker.raw))) == [("GW-E059", pointer)]


def test_a_warning_only_where_a_line_would_be_dropped_or_kept() -> None:
    work = open_corpus(Corpus(MINI), MINI_RAW)
    verdict = judge(work, work.documents[0])
    annotation = verdict.article.annotation
    assert annotation is not None
    assert annotation.lines is not None
    for number, line in enumerate(annotation.lines):
        for role in set(Role) - {Role.BLANK}:
            lines = list(annotation.lines)
            lines[number] = msgspec.structs.replace(line, role=role)
            changed = msgspec.structs.replace(annotation, lines=lines, mentions=[], quotes=[], stances=[])
            found = check_article(article(verdict.article.document, changed, verdict.article.raw), ENTITIES)
            differs = (role in KEPT_ROLES) != (line.role in KEPT_ROLES)
            assert places(found) == ([("GW-I071", f"/lines/{number}/role")] if differs else [])


# Stances


def test_one_stance_a_pair() -> None:
    maker = Maker("Ada spoke.")
    maker.mention("Ada")
    maker.stance(AUTHOR, Target(entity="per"))
    maker.stance(AUTHOR, Target(proposition="new-bridge"))
    maker.stance("org", Target(entity="per"))
    assert check(maker.article()) == []
    maker.stance(AUTHOR, Target(entity="per", mention="m1"), Polarity.SUPPORT, ["Ada"])
    maker.stance(AUTHOR, Target(proposition="new-bridge"))
    assert places(check(maker.article())) == [("GW-E068", "/stances/3"), ("GW-E068", "/stances/4")]


def paired(guidelines: str) -> Maker:
    """Ada, who speaks; the Line, which she speaks of; and what she is told by herself."""
    maker = Maker("“The Line told me ‘Go’,” Ada said. The Line is proud of Ada.", guidelines=guidelines)
    maker.mention("Line", ORG)
    maker.mention("Ada")
    maker.mention("Line", ORG, nth=2)
    maker.mention("Ada", nth=2)
    maker.quote(QuoteType.DIRECT, ["The Line told me ‘Go’,"], cue="said", speaker=Speaker(mention="m2", kind="named"))
    inner = Speaker(mention="m1", kind="named")
    maker.quote(QuoteType.DIRECT, ["Go"], cue="told", speaker=inner, parent="q1")
    return maker


@pytest.mark.parametrize(("guidelines", "bad"), [("1.0", False), ("1.9", False), ("2.0", True), ("10.0", True)])
def test_pairs_without_a_stance_are_written_down_under_old_guidelines_only(guidelines: str, bad: bool) -> None:
    maker = paired(guidelines)
    maker.stance("per", Target(entity="org", mention="m1"), holder_mention="m2")
    assert places(check(maker.article())) == ([("GW-E048", "/stances/0/polarity")] if bad else [])


@pytest.mark.parametrize(
    ("evidence", "quote"),
    [
        (["The Line told"], "q1"),
        (["Go"], "q2"),
        (["me ‘Go’"], "q2"),
        (["The Line told", "Go"], "q1"),
        (["is proud"], None),
        (["said. The Line is"], None),
        (["said", "proud"], None),
    ],
)
def test_evidence_in_a_quote_names_the_innermost_one(evidence: list[str], quote: str | None) -> None:
    for named in (None, "q1", "q2"):
        for guidelines in ("1.0", "2.0"):
            maker = paired(guidelines)
            target = Target(entity="org", mention="m1")
            maker.stance("per", target, Polarity.OPPOSE, evidence, quote=named, holder_mention="m2")
            good = guidelines == "1.0" or quote in (None, named)
            assert places(check(maker.article())) == ([] if good else [("GW-E049", "/stances/0/quote")])


@pytest.mark.parametrize("guidelines", ["1.0", "2.0"])
def test_mentions_are_those_of_holder_and_target(guidelines: str) -> None:
    def found(holder: str, holder_mention: str | None, target: Target) -> list[str]:
        maker = paired(guidelines)
        maker.stance(holder, target, Polarity.SUPPORT, ["is proud"], holder_mention=holder_mention)
        return [incident.pointer for incident in check(maker.article()) if incident.code == "GW-E050"]

    new = guidelines == "2.0"
    for good in ("m1", "m3"):
        assert found("org", good, Target(entity="per", mention="m4")) == []
    assert found("org", "m2", Target(entity="per", mention="m3")) == [
        "/stances/0/holder_mention",
        "/stances/0/target/mention",
    ]
    missing = ["/stances/0/holder_mention", "/stances/0/target/mention"]
    assert found("org", None, Target(entity="per")) == (missing if new else [])
    assert found("loc", None, Target(proposition="new-bridge")) == (missing[:1] if new else [])
    assert found(AUTHOR, None, Target(proposition="new-bridge")) == []
    assert found(AUTHOR, "m1", Target(proposition="new-bridge")) == missing[:1]


# All checks


def test_layers_that_were_not_annotated_have_no_incidents() -> None:
    maker = Maker("“We sail,” Ada said.")
    annotation = msgspec.structs.replace(maker.annotation(), lines=None, mentions=None, quotes=None, stances=None)
    assert check(article(maker.document(), annotation, maker.raw)) == []
    assert check(article(maker.document(), None, maker.raw)) == []
    assert check(article(maker.document(), None, None)) == []


@given(st.data())
def test_checks_are_pure_and_never_fail(data: st.DataObject) -> None:
    raw = "Ada of the Sable Line\nCaption “here\nsaid “we ‘sail’ at\u00a0dawn” & cafÃ© l’été."
    maker = Maker(raw, withheld=data.draw(st.booleans()), guidelines=data.draw(st.sampled_from(["1.0", "2.0"])))
    spans = st.tuples(st.integers(0, len(raw) + 3), st.integers(1, len(raw) + 3)).map(
        lambda pair: Span(start=pair[0], end=pair[1], surface=raw[pair[0] : pair[1]])
    )
    names = st.sampled_from(["q1", "q2", "q3"])
    for _ in range(data.draw(st.integers(0, 4))):
        maker.quote(
            data.draw(st.sampled_from(QuoteType)),
            data.draw(st.lists(spans, min_size=1, max_size=3)),
            parent=data.draw(st.none() | names),
            identifier=data.draw(names),
            speaker=Speaker(mention=data.draw(st.none() | st.just("m1")), kind="named"),
        )
        maker.stance(
            data.draw(st.sampled_from([AUTHOR, "per", "local:x"])),
            data.draw(st.sampled_from([Target(entity="org", mention="m1"), Target(proposition="new-bridge")])),
            data.draw(st.sampled_from(Polarity)),
            data.draw(st.lists(st.sampled_from(["Ada", "said", "dawn"]), max_size=2)),
            quote=data.draw(st.none() | names),
            holder_mention=data.draw(st.none() | st.just("m1")),
        )
    for _ in range(data.draw(st.integers(0, 3))):
        maker.mention(data.draw(st.sampled_from(["Ada", "Sable", "Sable Line", "cafÃ", "l’été", "Line\nCap"])))
    whole = maker.article(data.draw(st.permutations([Role.BODY, Role.CAPTION, Role.HEADLINE])))
    before = msgspec.json.encode(whole.annotation)
    found = check_article(whole, ENTITIES)
    assert found == check_article(whole, ENTITIES)
    assert msgspec.json.encode(whole.annotation) == before
    assert all(incident.document == maker.doc_id for incident in found)


def test_checks_find_the_same_in_any_number_of_processes() -> None:
    assert check_corpus(MINI) == check_corpus(MINI, workers=2)
    work = open_corpus(Corpus(MINI), MINI_RAW)
    assert {document.doc_id for document in work.documents} == {ENGLISH, FRENCH, WIRE}
    for document in work.documents:
        assert judge(work, document) == judge(work, document)
