"""What is told of predictions that cannot be suggested as they are, and of what is changed in them."""

from __future__ import annotations

import pytest
from suggested import (
    RAW,
    ROLES,
    SYSTEM,
    TEXT,
    bare,
    cue,
    mention,
    people,
    quote,
    suggested,
    without,
)

from corpora import Maker
from goldwire.annotation.article import article
from goldwire.annotation.suggesting import suggestion_sheet
from goldwire.annotation.worksheet import WorksheetError
from goldwire.model import layers
from goldwire.model.annotation import Form, MentionType, Polarity, QuoteType, Speaker
from goldwire.model.layers import Layers


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
                quote("Belva, Belva!", id="x", speakers=[layers.Speaker(mention="e")]),
                quote("Belva, Belva!", id="y", speakers=[layers.Speaker(mention="a")], **cue("said")),
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
    assert [q.speakers for q in annotation.quotes or ()] == [[Speaker(mention="m2", kind="named")]]
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
                quote("Belva, Belva!", id="q", speakers=[layers.Speaker(mention="l")]),
                quote("The end of it", id="r", speakers=[layers.Speaker(mention="p")], **cue("said")),
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
    assert [one.mention for q in annotation.quotes or () for one in q.speakers] == ["m1", None]
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
    maker = Maker(RAW, withheld=True)
    with pytest.raises(WorksheetError, match="name its folder with --raw"):
        suggested(Layers(), article(maker.document(), None, None))


def test_a_layer_without_suggestions_is_as_it_was() -> None:
    found = suggested(Layers(mentions=[], quotes=None, stances=[]))
    assert found.article.annotation == bare().annotation
    fresh = suggested(Layers(mentions=[]), article(Maker(RAW).document(), None, RAW)).article.annotation
    assert fresh is not None
    assert fresh.mentions == []
    assert [entry.kind for entry in fresh.provenance] == ["human"]
