"""Keys and plain words of worksheets: what a typing error does, and what a word without quotation marks is."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpora import Maker
from goldwire.annotation.article import Article, article
from goldwire.annotation.sheet_shape import SHEET, Part
from goldwire.annotation.worksheet import WorksheetError, apply_worksheet, worksheet
from goldwire.model.annotation import Annotation, MentionType, Polarity, QuoteType, Speaker, Target

RAW = "“No,” said Belva at 12:30 in 1984.\n\n“Null,” she said, 84 percent of its 1,200 members, ~ 1_000.\n"


def made() -> Article:
    maker = Maker(RAW)
    maker.mention("Belva", MentionType.PER)
    maker.quote(QuoteType.DIRECT, ["No,"], cue="said", speaker=Speaker(mention="m1", kind="named"))
    maker.scare_quote("Null,")
    maker.stance("per", Target(proposition="longer-day"), Polarity.SUPPORT, ["1,200 members"], quote=None)
    return maker.article()


def blank() -> Article:
    return article(Maker(RAW).document(), None, RAW)


def troubles(source: str, whole: Article) -> list[str]:
    with pytest.raises(WorksheetError) as caught:
        apply_worksheet(source, whole)
    return caught.value.problems


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    if isinstance(value, dict):
        found = [path, *(place for key in value for place in places(value[key], (*path, key)))]
    if isinstance(value, list):
        found = [place for number, entry in enumerate(value) for place in places(entry, (*path, number))]
    return found


def record() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(worksheet(made()))
    return read


@pytest.mark.parametrize("path", places(record()), ids=lambda path: ".".join(map(str, path)) or "top")
def test_an_unknown_key_at_every_level_is_an_error(path: tuple[Any, ...]) -> None:
    whole = record()
    part = whole
    for step in path:
        part = part[step]
    if path == ("lines",):
        part["x"] = "body"
        assert "'x' is no number of a line" in troubles(yaml.safe_dump(whole), made())[0]
        return
    part["xyzzy"] = 1
    (problem,) = troubles(yaml.safe_dump(whole), made())
    assert "there is no key 'xyzzy'" in problem


@pytest.mark.parametrize(
    ("before", "after", "near"),
    [
        ("stances:", "stance:", "did you mean 'stances'?"),
        ("  line: 1\n", "  lines: 1\n", "did you mean 'line'?"),
        ("mentions:", "Mentions:", "did you mean 'mentions'?"),
        ("  entity:", "  entty:", "did you mean 'entity'?"),
        ("  speakers:", "  speekers:", "did you mean 'speakers'?"),
        ("  speakers:", "  speaker:", "since Goldwire 0.6 a quote has a list, speakers: [{mention: m1, kind: named}]"),
        ("made_from:", "made_form:", "did you mean 'made_from'?"),
        ("  polarity:", "  polarty:", "did you mean 'polarity'?"),
    ],
)
def test_the_nearest_key_is_named(before: str, after: str, near: str) -> None:
    source = worksheet(made())
    assert before in source
    assert any(near in problem for problem in troubles(source.replace(before, after, 1), made()))


@pytest.mark.parametrize("word", ["No", "Null", "1984", "12:30", "~", "1_000", "84 percent"])
def test_a_text_is_taken_as_it_is_written(word: str) -> None:
    source = f"mentions:\n- {{text: {word}, type: PER, entity: per}}\n"
    sheet = re.sub(r"(?m)^mentions: \[\]\n", source, worksheet(blank()))
    assert [mention.surface for mention in apply_worksheet(sheet, blank()).mentions or ()] == [word]


def test_what_is_no_string_still_is_none() -> None:
    source = worksheet(made())
    assert "quote: null" in source
    assert "line: 1\n" in source
    assert apply_worksheet(source, made()) == made().annotation
    flow = source.replace("quote: null", "quote: ~").replace("name: null", "name:").replace("line: 1\n", "line: '1'\n")
    assert apply_worksheet(flow, made()) == made().annotation
    adjective = source.replace("  type: PER\n", "  type: NORP\n  adjectival: true\n")
    assert [mention.adjectival for mention in apply_worksheet(adjective, made()).mentions or ()] == [True]


@pytest.mark.parametrize(
    "flow",
    [
        "{text: 84 percent of its 1,200 members, line: 3}",
        "{text: 84 percent of its 1, 200 members, line: 3}",
        "{line: 3, text: 84 percent of its 1,200 members}",
    ],
)
def test_a_comma_that_ends_a_string_is_said(flow: str) -> None:
    source = worksheet(made()).replace("  - text: 1,200 members\n    line: 3\n", f"  - {flow}\n")
    (problem,) = troubles(source, made())
    assert problem.startswith("stances[0] s1 evidence[0]: the text '84 percent of its 1' ends at a comma")
    assert "quotation marks" in problem


def test_a_known_key_may_come_of_a_comma_too() -> None:
    source = worksheet(made()).replace("  - text: 1,200 members\n    line: 3\n", "  - {text: its 1, line}\n")
    (problem,) = troubles(source, made())
    assert "'line' after it is taken for a key without a value" in problem


@pytest.mark.parametrize(
    "layer", ["lines", "mentions", "quotes", "scare_quotes", "stances", "provenance", "guidelines"]
)
def test_what_a_sheet_leaves_out_stays(layer: str) -> None:
    sheet = record()
    del sheet[layer]
    assert apply_worksheet(yaml.safe_dump(sheet), made()) == made().annotation


def test_an_annotation_is_not_begun_without_its_provenance() -> None:
    sheet = yaml.safe_load(worksheet(blank()))
    for key in ("provenance", "guidelines"):
        rest = {name: value for name, value in sheet.items() if name != key}
        assert troubles(yaml.safe_dump(rest), blank())[0].startswith(f"{key} is missing: write ")
    annotation = apply_worksheet(yaml.safe_dump({k: v for k, v in sheet.items() if k != "mentions"}), blank())
    assert annotation.mentions is None


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("proposition: longer-day", 'proposition: "a\\e]0;x\\a day"', "the character U+001B"),
        ("proposition: longer-day", 'proposition: "a \\u202e day"', "the character U+202E"),
        ("proposition: longer-day", 'proposition: "a \\u0085 day"', "the character U+0085"),
        ("proposition: longer-day", 'proposition: "a \\ud800 day"', "not YAML: line"),
        ("date: null", "date: 2026-02-30", "'2026-02-30' is no day of the calendar"),
        ("date: null", "date: 2026-02-03T25:61:61", "is no day of the calendar"),
        ("line: 1\n", f"line: {'9' * 5000}\n", "there is no line '99999"),
        ("line: 1\n", "line: 0x1\n", "there is no line '0x1'"),
        ("line: 1\n", "line: 1_0\n", "there is no line '1_0'"),
        ("text: Belva", f"text: {'Belva ' * 3000}", "does not stand in line 1"),
        ("  type: PER\n", "  type: PER\n  adjectival: maybe\n", "'maybe' is neither true nor false"),
        ("  1: ", "  2: ", "there is no line 2 that could have a role"),
        ("  pass: null\n", "  pas: null\n", "did you mean 'pass'?"),
        ("  annotation: ", "  annotation_: ", "did you mean 'annotation'?"),
        ("made_from:\n  pass: null\n  annotation: ", "made_from: ", "made_from: must be a mapping"),
        ("sha256: ", "sha256: 0", "the worksheet is of other bytes"),
        ("  form: name\n  entity: per\n", "  form: name\n", "mentions[0] m1: entity is missing"),
    ],
    ids=lambda value: value[:30],
)
def test_hostile_values_are_errors_in_a_line(before: str, after: str, says: str) -> None:
    source = worksheet(made())
    assert before in source
    found = troubles(source.replace(before, after, 1), made())
    assert any(says in problem for problem in found), found
    assert all(len(problem) < 700 for problem in found)


def test_an_id_of_many_digits_does_not_stop_the_numbering() -> None:
    source = worksheet(made()).replace("id: m1", f"id: m{'9' * 5000}", 1).replace("mention: m1", "mention: m2")
    annotation = apply_worksheet(source, made())
    assert isinstance(annotation, Annotation)


def keys(part: Any) -> set[str]:
    found: set[str] = set()
    if isinstance(part, Part):
        found |= set(part.keys)
        for kind in part.keys.values():
            found |= keys(kind)
    return found | (keys(part.of) if hasattr(part, "of") else set())


WORDS = st.sampled_from(
    [*sorted(keys(SHEET)), "suggestion", "1", "m1", "No", "null", "pending", "[]", "Belva", "{}", ""]
)
SHEETS = st.recursive(
    WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(WORDS, SHEETS, max_size=5), st.booleans())
@settings(max_examples=80, suppress_health_check=list(HealthCheck))
def test_no_other_error_comes_of_any_sheet(changes: dict[str, Any], annotated: bool) -> None:
    whole = made() if annotated else blank()
    base = yaml.safe_load(worksheet(whole))
    source = yaml.safe_dump(base | changes).replace("'", "")
    with suppress(WorksheetError):
        assert apply_worksheet(source, whole).doc_id == whole.document.doc_id
