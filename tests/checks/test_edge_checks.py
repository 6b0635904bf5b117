"""Edges of spans: white space, punctuation and outer marks, by one rule for all layers."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import ENTITIES, Maker, check
from goldwire.checks.registry import check_article
from goldwire.model.annotation import AUTHOR, Form, MentionType, Polarity, QuoteType, Speaker, Target
from goldwire.release.configs import ner
from goldwire.release.known import Known
from goldwire.release.published import placed

ORG = MentionType.ORG
DIRECT, INDIRECT, MIXED = QuoteType.DIRECT, QuoteType.INDIRECT, QuoteType.MIXED
EDGES = ("GW-E074", "GW-E075", "GW-E076")


def edges(maker: Maker, *, at_hand: bool = True) -> list[str]:
    """The codes of edges that the checks find, in order."""
    return [incident.code for incident in check(maker.article(at_hand=at_hand)) if incident.code in EDGES]


def of_name(raw: str, text: str, form: Form = Form.NAME) -> list[str]:
    maker = Maker(raw)
    maker.mention(text, ORG, "local:it", form=form)
    return edges(maker)


BLANKS = [" ", "\t", "\n", "\u00a0", "\u202f", "\u200b", "\ufeff", "\u2060", "\u00ad", "\u200e", "\u3000", "\u3164"]


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("front", [True, False])
@pytest.mark.parametrize("layer", ["mention", "content", "cue", "scare", "evidence"])
def test_no_span_has_white_space_at_an_edge(layer: str, front: bool, blank: str) -> None:
    word = f"{blank}words" if front else f"words{blank}"
    maker = Maker(f"He said:{word}and went. The “{word}” stood.")
    _add(maker, layer, word)
    assert edges(maker) == ["GW-E074"]
    clean = Maker(f"He said:{word}and went. The “{word}” stood.")
    _add(clean, layer, "words")
    assert edges(clean) == []


def _add(maker: Maker, layer: str, text: str) -> None:
    if layer == "mention":
        maker.mention(text, ORG, "local:it")
    elif layer == "scare":
        maker.scare_quote(text, nth=2)
    elif layer == "evidence":
        maker.stance(AUTHOR, Target(entity="per"), Polarity.SUPPORT, [text])
    elif layer == "cue":
        maker.quote(INDIRECT, ["He"], cue=text)
    else:
        maker.quote(INDIRECT, [text], cue="said")


def test_white_space_alone_is_no_span() -> None:
    maker = Maker("He  said so.")
    maker.quote(INDIRECT, ["so"], cue="  ")
    (found,) = check(maker.article())
    assert (found.code, found.pointer) == ("GW-E074", "/quotes/0/cue")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("He went to the U.S. on Monday.", "U.S."),
        ("He went to the U.S.", "U.S."),
        ("It belongs to Acme Inc.", "Acme Inc."),
        ("It belongs to Acme Ltd. Nobody knows.", "Acme Ltd."),
        ("At Yahoo! they said so.", "Yahoo!"),
        ("The Grand Army (Reformed) left.", "Grand Army (Reformed)"),
        ("Omar ‘Abd al-Rahman left.", "‘Abd al-Rahman"),
        ("In ’s-Holt he stayed.", "’s-Holt"),
        ("Ida “Shorty” Holt left.", "Ida “Shorty” Holt"),
        ("Bar «Le Port» was shut.", "Bar «Le Port»"),
        ("At Canal+ he said so.", "Canal+"),
        ("Using .NET and @holt and #Go.", ".NET"),
        ("Using .NET and @holt and #Go.", "@holt"),
        ("The S.A.R.L. left.", "S.A.R.L."),
        ("The flag \U0001f3f4\U000e0067\U000e0062\U000e007f of Holt.", "Holt"),
    ],
)
def test_punctuation_that_belongs_to_a_name(raw: str, text: str) -> None:
    assert of_name(raw, text) == []


@pytest.mark.parametrize(
    ("raw", "text", "code"),
    [
        ("The end was Ida Holt.", "Ida Holt.", "GW-E075"),
        ("Ida Holt. He left.", "Ida Holt.", "GW-E075"),
        ("Ida Holt, who left.", "Ida Holt,", "GW-E075"),
        ("Ida Holt: no.", "Ida Holt:", "GW-E075"),
        ("Ida Holt—he said.", "Ida Holt—", "GW-E075"),
        ("The Holts’ plan.", "Holts’", "GW-E075"),
        ("So. Ida Holt left.", ". Ida Holt", "GW-E075"),
        ("Ida Holt left.", ".", "GW-E075"),
        ("Ida … left.", "…", "GW-E075"),
        ("“Ida Holt” left.", "“Ida Holt”", "GW-E076"),
        ("« Ida Holt » est là.", "« Ida Holt »", "GW-E076"),
        ("Ida (Holt) left.", "(Holt)", "GW-E076"),
        ("Ida (Holt) left.", "(Holt", "GW-E076"),
        ("Ida (Holt) left.", "Holt)", "GW-E076"),
        ("Ida “Shorty” left.", "Shorty”", "GW-E076"),
        ("Ida “Shorty” left.", "“Shorty", "GW-E076"),
    ],
)
@pytest.mark.parametrize("form", [Form.NAME, Form.NOMINAL])
def test_punctuation_that_does_not_belong_to_a_mention(raw: str, text: str, code: str, form: Form) -> None:
    assert of_name(raw, text, form) == [code]


def test_a_name_may_be_written_as_its_entity_is_listed() -> None:
    maker = Maker("He left Holt!")
    maker.mention("Holt!", ORG, "org")
    listed = {"org": msgspec.structs.replace(ENTITIES["org"], aliases=["HOLT!"])}
    assert edges(maker) == ["GW-E075"]
    assert check_article(maker.article(), listed) == []


@pytest.mark.parametrize(
    ("raw", "content", "kind", "expected"),
    [
        ("“No,” said Ida.", "No,", DIRECT, []),
        ("“No,” said Ida.", "“No,", DIRECT, ["GW-E076"]),
        ("“No,” said Ida.", "No,”", DIRECT, ["GW-E076"]),
        ("“No,” said Ida.", "“No,”", DIRECT, ["GW-E076"]),
        ("“‘No’,” said Ida.", "‘No’,", DIRECT, []),
        ("“‘No’” said Ida.", "‘No’", DIRECT, []),
        ("« Non », said Ida.", "« Non »", DIRECT, ["GW-E076"]),
        ("“(he laughs) No!” said Ida.", "(he laughs) No!", DIRECT, []),
        ("“...and no.” said Ida.", "...and no.", DIRECT, []),
        ("“I thought—” said Ida.", "I thought—", DIRECT, []),
        ("“?” said Ida.", "?", DIRECT, []),
        ("Ida said it was a “trap”.", "it was a “trap”", MIXED, []),
        ("Ida said it was a “trap”.", "it was a “trap”.", MIXED, []),
        ("Ida said it was a “trap”.", "“trap”", DIRECT, ["GW-E076"]),
        ("Ida said that the road, the only one, was shut.", "the road,", INDIRECT, ["GW-E075"]),
        ("Ida said that the road was shut.", "the road was shut.", INDIRECT, []),
        ("Ida said (so the road) was shut.", "the road) was shut", INDIRECT, []),
        ("Ida said (so the road) was shut.", "the road)", INDIRECT, ["GW-E076"]),
        ("Ida said, the road was shut.", ", the road was shut", INDIRECT, ["GW-E075"]),
        ("“No,” said Ida, “and go.”", "” said Ida, “and", MIXED, ["GW-E076"]),
        ("Ida said — … — and left.", "…", INDIRECT, ["GW-E075"]),
    ],
)
def test_edges_of_content(raw: str, content: str, kind: QuoteType, expected: list[str]) -> None:
    maker = Maker(raw)
    maker.quote(kind, [content], cue="said")
    assert edges(maker) == expected


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("said", []), ("said,", ["GW-E075"]), (", said", ["GW-E075"]), (":", ["GW-E075"]), ("(said)", ["GW-E076"]),
        ("said)", ["GW-E076"]), ("did not say", []), ("sayin’", []), ("a-t-elle dit", []), ("a-t-", ["GW-E075"]),
        ("said.", ["GW-E075"]),
    ],
)  # fmt: skip
def test_edges_of_cues(cue: str, expected: list[str]) -> None:
    maker = Maker(f"No: Ida {cue} And so on. No.")
    maker.quote(INDIRECT, ["No"], cue=cue)
    assert edges(maker) == expected


def test_edges_of_scare_quotes_and_evidence() -> None:
    maker = Maker("The “safe road” is a trap, they say “go”, and so on.")
    maker.scare_quote("“safe road”")
    maker.stance(AUTHOR, Target(entity="per"), Polarity.OPPOSE, ["a trap,"])
    maker.stance(AUTHOR, Target(entity="org"), Polarity.OPPOSE, ["say “go”"])
    maker.stance(AUTHOR, Target(entity="gpe"), Polarity.OPPOSE, ["go”"])
    assert edges(maker) == ["GW-E076", "GW-E075", "GW-E076"]


def test_edges_of_broken_encoding_are_those_of_the_clean_text() -> None:
    maker = Maker("No, a-t-elle lancÃ© hier, dit-il. Il est là aussi, cÃ´tÃ© jardin.")
    maker.quote(INDIRECT, ["No"], cue="a-t-elle lancÃ©")
    assert edges(maker) == []


def test_edges_are_not_looked_at_without_the_text_and_show_no_words_of_it() -> None:
    maker = Maker("The end was Ida Holt.", withheld=True)
    maker.mention("Ida Holt.", ORG, "local:it")
    assert edges(maker, at_hand=False) == []
    (found,) = check(maker.article())
    assert found.code == "GW-E075"
    assert "Holt" not in found.message


@given(st.text("ab .,“”‘’'\"«»()—\n\u00a0", min_size=1, max_size=24), st.data())
@settings(max_examples=150, deadline=None)
def test_names_without_faults_are_the_same_in_ner_and_in_documents(raw: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(raw) - 1))
    end = data.draw(st.integers(start + 1, len(raw)))
    maker = Maker(raw)
    if not raw.strip():
        return
    maker.mention(raw[start:end], ORG, "local:it")
    found = maker.mentions[0]
    whole = maker.article()
    if any(incident.code.startswith("GW-E") for incident in check_article(whole, ENTITIES)):
        return
    assert raw[found.start : found.end].strip() == raw[found.start : found.end]
    published = placed(whole)
    assert published is not None
    assert published.mentions is not None
    names = [(mention["start"], mention["end"]) for mention in published.mentions]
    assert list(_tagged(ner.rows(whole, published, Known(ENTITIES)))) == names


def _tagged(rows: Any) -> Any:
    for row in rows:
        starts: list[int] = []
        ends: list[int] = []
        for tag, start, end in zip(row["ner_tags"], row["token_starts"], row["token_ends"], strict=True):
            if tag.startswith("B"):
                starts.append(start)
                ends.append(end)
            elif tag.startswith("I"):
                ends[-1] = end
        yield from zip((row["start"] + s for s in starts), (row["start"] + e for e in ends), strict=True)


@pytest.mark.parametrize(
    "raw",
    [
        "The crews went back to the port, said Ida\nHolt, and added that the\nroad was closed.",
        "She is Ida\nHolt.",
    ],
)
def test_a_name_over_a_line_end_is_one_name_in_ner(raw: str) -> None:
    maker = Maker(raw)
    maker.mention("Ida\nHolt", MentionType.PER)
    whole = maker.article()
    assert check(whole) == []
    rows = list(ner.rows(whole, placed(whole), Known(ENTITIES)))
    assert [tag for row in rows for tag in row["ner_tags"] if tag != "O"] == ["B-PER", "I-PER"]
    assert all(row["text"] == raw[row["start"] :][: len(row["text"])] for row in rows)


def test_a_type_may_differ_from_the_marks_with_a_reason() -> None:
    maker = Maker("“We sail,” said Ida.")
    maker.quote(INDIRECT, ["We sail"], cue="said")
    assert [incident.code for incident in check(maker.article())] == ["GW-E057"]
    maker.quotes[0] = msgspec.structs.replace(maker.quotes[0], type_reason="the marks are a misprint")
    assert check(maker.article()) == []
    maker.quotes[0] = msgspec.structs.replace(maker.quotes[0], type=DIRECT)
    assert [(i.code, i.pointer) for i in check(maker.article())] == [("GW-W077", "/quotes/0/type_reason")]
    published = placed(maker.article())
    assert published is not None
    assert "type_reason" not in (published.quotes or [{}])[0]


def test_records_are_not_listed_twice() -> None:
    maker = Maker("“We sail,” she said. It was a “safe” road.")
    for _ in range(2):
        maker.mention("she", MentionType.PER, form=Form.PRONOUN)
        maker.quote(DIRECT, ["We sail,"], cue="said", speaker=Speaker(mention="m1", kind="named"))
        maker.scare_quote("safe")
    maker.mention("she", MentionType.PER, "local:she", form=Form.PRONOUN)
    assert [(i.code, i.pointer) for i in check(maker.article())] == [
        ("GW-E079", "/mentions/1"),
        ("GW-E079", "/quotes/1"),
        ("GW-E079", "/scare_quotes/1"),
    ]
