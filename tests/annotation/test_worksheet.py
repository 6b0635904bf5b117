"""Worksheets: annotations as people write them, there and back."""

from __future__ import annotations

from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import DATA, REPO, Maker
from goldwire.annotation.article import Article, article
from goldwire.annotation.files import load_annotation
from goldwire.annotation.worksheet import WorksheetError, apply_worksheet, worksheet
from goldwire.corpus.files import pretty_json
from goldwire.corpus.raw import RawFolder, find_raw
from goldwire.corpus.schemas import problems
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import MentionType, Polarity, QuoteType, Speaker, Target
from goldwire.model.line import Role

RAW = "Paris met London.\n\nLondon said: “Paris, Paris!”\r\nThe end\u00a0of it.\n"


def articles(root: Path, raw: Path | None) -> list[Article]:
    """The annotated documents of a corpus whose text is at hand."""
    corpus, found = Corpus(root), []
    for document in corpus.documents().value:
        text = find_raw(corpus, document, None if raw is None else RawFolder(raw)).text
        annotation = load_annotation(corpus, document).value
        if text is not None and annotation is not None:
            found.append(article(document, annotation, text))
    return found


def blank(raw: str = RAW) -> Article:
    """A document without an annotation."""
    return article(Maker(raw).document(), None, raw)


def sheet(whole: Article | None = None, **layers: Any) -> str:
    record: dict[str, Any] = yaml.safe_load(worksheet(whole or blank()))
    return yaml.safe_dump(record | layers, allow_unicode=True)


def troubles(source: str, whole: Article | None = None) -> list[str]:
    with pytest.raises(WorksheetError) as caught:
        apply_worksheet(source, whole or blank())
    assert caught.value.problems
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def mention(**facts: Any) -> dict[str, Any]:
    return {"id": "m1", "type": "GPE", "entity": "paris", **facts}


@pytest.mark.parametrize(("root", "raw"), [(REPO, None), (DATA / "mini", DATA / "mini-raw")], ids=["corpus", "mini"])
def test_a_worksheet_gives_back_its_annotation(root: Path, raw: Path | None) -> None:
    found = articles(root, raw)
    assert found
    for whole in found:
        source = worksheet(whole)
        applied = apply_worksheet(source, whole)
        assert applied == whole.annotation
        assert pretty_json(applied) == Corpus(root).annotation_path(whole.document).read_bytes()
        again = article(whole.document, applied, whole.raw)
        assert worksheet(again) == source


def made(raw: str, *, withheld: bool = False) -> Maker:
    maker = Maker(raw, withheld=withheld)
    maker.mention("Paris", MentionType.GPE, nth=2)
    maker.mention("London", MentionType.GPE, nth=1)
    speaker = Speaker(mention="m2", kind="named")
    maker.quote(QuoteType.DIRECT, ["Paris, Paris!"], cue="said", speaker=speaker)
    maker.scare_quote("Paris!")
    maker.stance("AUTHOR", Target(proposition="good-end"), Polarity.SUPPORT, ["The end\u00a0of it"])
    maker.stance("gpe", Target(entity="per"), quote="q1")
    return maker


@pytest.mark.parametrize("withheld", [False, True])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_spans_are_written_as_strings(withheld: bool, newline: str) -> None:
    whole = made(RAW.replace("\r\n", "\n").replace("\n", newline), withheld=withheld).article()
    source = worksheet(whole)
    record = yaml.safe_load(source)
    assert record["mentions"][0] == {
        "id": "m1", "text": "Paris", "line": 3, "nth": 1, "type": "GPE", "form": "name", "entity": "gpe"
    }  # fmt: skip
    assert "nth" not in record["mentions"][1]
    assert "# 3: London said" in source
    assert apply_worksheet(source, whole) == whole.annotation
    assert problems("annotation", yaml.safe_load(source)) != []


def test_a_span_over_several_lines_has_none() -> None:
    maker = Maker(RAW)
    maker.quote(QuoteType.INDIRECT, ["London.\n\nLondon said"])
    record = yaml.safe_load(worksheet(maker.article()))
    assert record["quotes"][0]["content"] == [{"text": "London.\n\nLondon said"}]
    assert apply_worksheet(worksheet(maker.article()), maker.article()) == maker.annotation()


def test_overlapping_occurrences_are_counted() -> None:
    maker = Maker("aaaa b")
    maker.mention("aa", nth=2)
    assert yaml.safe_load(worksheet(maker.article()))["mentions"][0]["nth"] == 2
    assert apply_worksheet(worksheet(maker.article()), maker.article()) == maker.annotation()


def test_a_fresh_worksheet_has_the_cleaners_roles() -> None:
    whole = blank()
    annotation = apply_worksheet(worksheet(whole), whole)
    assert whole.cleaned is not None
    assert annotation.lines == whole.cleaned.lines
    assert (annotation.mentions, annotation.quotes, annotation.stances) == ([], [], [])


def test_roles_may_be_changed_and_layers_left_out() -> None:
    lines = {1: "headline", 3: "body", 4: "boilerplate"}
    annotation = apply_worksheet(sheet(lines=lines, mentions=None, quotes=None, stances=None), blank())
    assert [line.role for line in annotation.lines or ()] == [Role.HEADLINE, Role.BODY, Role.BOILERPLATE]
    assert (annotation.mentions, annotation.quotes, annotation.stances) == (None, None, None)
    assert apply_worksheet(sheet(lines=None), blank()).lines is None


@pytest.mark.parametrize(
    ("entry", "start"),
    [
        ({"text": "met"}, 6),
        ({"text": "Paris", "line": 1}, 0),
        ({"text": "Paris", "nth": 1}, 0),
        ({"text": "Paris", "nth": 3}, 40),
        ({"text": "Paris", "line": 3, "nth": 2}, 40),
        ({"text": "end\u00a0of"}, 53),
        ({"text": "Paris", "in": "Paris met"}, 0),
        ({"text": "Paris", "in": "Paris!"}, 40),
        ({"text": "Paris", "in": "Paris, Paris", "nth": 2}, 40),
        ({"text": "London", "in": "London said", "line": 3}, 19),
    ],
)
def test_strings_are_found(entry: dict[str, Any], start: int) -> None:
    mentions = apply_worksheet(sheet(mentions=[mention(**entry)]), blank()).mentions
    assert mentions is not None
    (found,) = mentions
    assert (found.start, found.end) == (start, start + len(entry["text"]))
    assert found.surface == entry["text"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({"text": "Paris"}, "mentions[0] m1: 'Paris' stands 3 times in the text; it stands here:\n    line 1: …"),
        ({"text": "Paris", "line": 3}, "stands 2 times in line 3"),
        ({"text": "Rome"}, "'Rome' does not stand in the text"),
        ({"text": "met", "line": 3}, "does not stand in line 3; it stands here:\n    line 1: …'Paris met"),
        ({"text": "end of"}, "does not stand"),
        ({"text": "Paris", "nth": 4}, "3 times in the text, there is no nth: 4; it stands here"),
        ({"text": "Paris", "nth": 0}, "no nth: 0"),
        ({"text": "Paris", "nth": -1}, "no nth: -1"),
        ({"text": "Paris", "nth": "two"}, "no nth: 'two'"),
        ({"text": "met", "line": 0}, "there is no line 0; the text has 4"),
        ({"text": "met", "line": 5}, "there is no line 5"),
        ({"text": "met", "line": "one"}, "there is no line 'one'"),
        ({"text": "Paris", "in": "Paris"}, "'Paris' stands 3 times in the text; it stands here"),
        ({"text": "Paris", "in": "Paris, Paris"}, "'Paris' stands 2 times in 'Paris, Paris'; it stands here"),
        ({"text": "Paris", "in": "Paris saw"}, "'Paris saw' does not stand in the text"),
        ({"text": "Paris", "in": "Paris met", "line": 3}, "'Paris met' does not stand in line 3; it stands here"),
        ({"text": "Paris", "in": "London"}, "`in` must be a longer string that holds 'Paris'"),
        ({"text": "Paris", "in": 7}, "`in` must be a longer string"),
        ({"text": ""}, "a span is written"),
        ({"text": 7}, "'7' does not stand in the text"),
        ({"text": []}, "a span is written"),
        ({}, "a span is written"),
    ],
)
def test_strings_that_cannot_be_resolved(entry: dict[str, Any], message: str) -> None:
    (problem,) = troubles(sheet(mentions=[mention(**entry)]))
    assert message in problem


def test_all_problems_are_named_at_once() -> None:
    bad = [mention(text="Rome"), mention(id="m2", text="Paris"), "no mapping"]
    quote = {"id": "q1", "type": "direct", "content": "text", "cue": [], "speakers": {}}
    found = troubles(sheet(mentions=bad, quotes=[quote], stances="none", lines={1: "headline"}))
    places = [problem.split(":")[0] for problem in found]
    assert places[:2] == ["lines", "lines"]
    assert places[2:] == [
        "mentions[0] m1",
        "mentions[1] m2",
        "mentions[2]",
        "quotes[0] q1 content[0]",
        "quotes[0] q1 cue",
        "stances",
    ]


def test_many_candidates_are_not_all_shown() -> None:
    whole = blank("ha " * 500)
    (problem,) = troubles(sheet(whole, mentions=[mention(text="ha")]), whole)
    assert "500 times" in problem
    assert problem.count("\n") < 10


@pytest.mark.parametrize(
    "source",
    [
        "",
        "[]",
        "7",
        "text",
        "{",
        "doc_id: [",
        "\x00",
        "doc_id: other",
        "a: &a [*a]",
        "!!python/object/apply:os.system ['true']",
        "? [a]\n: b",
        "{" * 5000,
        "[" * 100_000,
        "- " * 5000 + "x",
        "a: {b: 1, b: 1}",
        "a: 2031-99-99",
        "a: !!int x",
        "a: !!float x",
        "a: !!timestamp x",
        "a: !!bool x",
        "a: !!int ''",
        "a: 0b_",
        "a: 1\na: 2",
        "<<: 7",
        "9" * 5000,
        "\ud800",
    ],
    ids=lambda source: repr(source[:20]),
)
def test_what_is_no_worksheet(source: str) -> None:
    assert troubles(source)


def test_a_key_given_twice_is_refused() -> None:
    (problem,) = troubles(worksheet(blank()) + "\nmentions: []\n")
    assert "'mentions' is given twice" in problem


def test_dates_and_versions_are_strings_without_quotation_marks() -> None:
    source = worksheet(blank()).replace("date: null", "date: 2031-05-02").replace("'2.0'", "0.10")
    annotation = apply_worksheet(source, blank())
    assert annotation.guidelines == "0.10"
    assert annotation.provenance[0].date == "2031-05-02"


def test_yaml_bombs_do_not_explode() -> None:
    names = "abcdefghij"
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in pairwise(names)
    )
    maker = Maker(RAW)
    for layer in ("mentions", "quotes", "stances", "lines", "provenance", "guidelines"):
        assert troubles(f"{bomb}doc_id: {maker.doc_id}\n{layer}: *j\n")


ODD: list[Any] = [
    None,
    7,
    -1,
    1.5,
    True,
    "",
    "x",
    [],
    {},
    [None],
    [[]],
    [7],
    {"text": 7},
    {1: 2},
    {True: "body"},
    "2031-05-02",
]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_other_error_comes_of_odd_values(data: st.DataObject) -> None:
    whole = made(RAW).article()
    record = yaml.safe_load(worksheet(whole))
    paths: list[tuple[Any, ...]] = [()]
    for path in paths:
        value: Any = record
        for step in path:
            value = value[step]
        if isinstance(value, dict):
            paths += [(*path, key) for key in value]
        elif isinstance(value, list):
            paths += [(*path, number) for number in range(len(value))]
    path = data.draw(st.sampled_from(paths[1:]))
    holder: Any = record
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = data.draw(st.sampled_from(ODD))
    with suppress(WorksheetError):
        assert apply_worksheet(yaml.safe_dump(record), whole).doc_id == whole.document.doc_id


@given(st.text(alphabet="a:-[]{}&*!|>'\"%@`#,?\n \tdoc_id", max_size=40))
@settings(max_examples=200, deadline=None)
def test_no_other_error_comes_of_any_text(source: str) -> None:
    assert troubles(source)


@given(
    st.lists(
        st.sampled_from(
            [
                "a",
                "é",
                "\u0301",
                "\x85",
                "\u2028",
                "\ufeff",
                "\x1b",
                "\x00",
                "#",
                ": ",
                "\n",
                "\r",
                "😀",
                "\u200b",
                "~",
                "1",
                '"',
            ]
        ),
        min_size=1,
        max_size=12,
    ).map("".join),
    st.data(),
)
@settings(max_examples=100, deadline=None)
def test_hostile_text_comes_back(raw: str, data: st.DataObject) -> None:
    maker = Maker(raw)
    start = data.draw(st.integers(0, len(raw) - 1))
    end = data.draw(st.integers(start + 1, len(raw)))
    nth = sum(raw.startswith(raw[start:end], place) for place in range(start + 1))
    maker.mention(raw[start:end], nth=nth)
    whole = maker.article()
    assert apply_worksheet(worksheet(whole), whole) == whole.annotation


@pytest.mark.parametrize(("withheld", "way"), [(True, "name its folder with --raw"), (False, "restore its file")])
def test_the_raw_text_must_be_at_hand(withheld: bool, way: str) -> None:
    whole = made(RAW, withheld=withheld).article(at_hand=False)
    with pytest.raises(WorksheetError, match=way):
        worksheet(whole)
    with pytest.raises(WorksheetError, match=way):
        apply_worksheet("", whole)


def test_lines_that_were_not_annotated_stay_so() -> None:
    whole = made(RAW).article()
    assert whole.annotation is not None
    bare = article(whole.document, msgspec.structs.replace(whole.annotation, lines=None), whole.raw)
    assert apply_worksheet(worksheet(bare), bare) == bare.annotation


def test_records_without_ids_get_them() -> None:
    whole = made(RAW).article()
    record = yaml.safe_load(worksheet(whole))
    new = {"text": "Paris", "line": 1, "type": "GPE", "entity": "gpe"}
    for layer in ("mentions", "quotes", "stances"):
        for entry in record[layer]:
            del entry["id"]
    record["quotes"][0]["speakers"] = [{"mention": None, "kind": "unknown"}]
    record["mentions"].insert(0, new)
    found = apply_worksheet(yaml.safe_dump(record), whole)
    assert [mention.id for mention in found.mentions or ()] == ["m3", "m1", "m2"], "what is unchanged keeps its id"
    assert [quote.id for quote in found.quotes or ()] == ["q1"]
    assert [stance.id for stance in found.stances or ()] == ["s1", "s2"]


def test_a_reason_for_a_type_goes_there_and_back() -> None:
    def quote(text: str, reason: str | None) -> dict[str, Any]:
        speakers = [{"mention": None, "kind": "unknown"}]
        said = {"content": [{"text": text}], "cue": {"text": "said"}, "speakers": speakers}
        return {"type": "indirect", "type_reason": reason, **said}

    whole, reason = blank(), "a misprint: the marks are those of inches"
    annotation = apply_worksheet(sheet(quotes=[quote("Paris, Paris!", reason), quote("end", None)]), whole)
    assert [found.type_reason for found in annotation.quotes or ()] == [reason, None]
    again = article(whole.document, annotation, RAW)
    assert yaml.safe_load(worksheet(again))["quotes"][0]["type_reason"] == reason
    assert apply_worksheet(worksheet(again), again) == annotation
    record = msgspec.to_builtins(annotation)
    assert problems("annotation", record) == []
    assert "type_reason" not in record["quotes"][1]
    for bad in ("", "  ", "a\nb", 5, None):
        record["quotes"][0]["type_reason"] = bad
        assert problems("annotation", record) != []


def test_ids_that_were_used_are_not_used_again() -> None:
    whole = made(RAW).article()
    record = yaml.safe_load(worksheet(whole))
    record["mentions"] = [record["mentions"][0], {"text": "Paris", "line": 1, "type": "GPE", "entity": "gpe"}]
    record |= {"quotes": [], "stances": []}
    found = apply_worksheet(yaml.safe_dump(record), whole)
    assert [mention.id for mention in found.mentions or ()] == ["m1", "m3"]
