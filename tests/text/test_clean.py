"""Cleaning: roles of lines, the view, and that clean text stays as it is."""

from __future__ import annotations

import random
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_repair import LINE_PIECES

from goldwire.model.line import KEPT_ROLES, Role
from goldwire.text.clean import clean, full_lines
from goldwire.text.lines import line_spans
from goldwire.text.source import RawText, raw_text
from goldwire.text.view import Fate, View

REPO = Path(__file__).resolve().parents[2]
PAGES = sorted((REPO / "tests" / "data" / "pages").glob("*.txt"))
OPEN = sorted((REPO / "corpus" / "open" / "raw").glob("*.txt"))
SENTENCES = [
    "The minister said on Friday that the talks were over and that nobody had signed.",
    "Le ministre a dit vendredi\u00a0: «\u202fles pourparlers sont finis\u202f», selon l'agence.",
    "Share this article",
    "By Jane Doe",
    "Photo: AFP",
]
PIECES = [*LINE_PIECES, *SENTENCES, "\n", "\r\n", "\r", "\n\n", "\n\n"]
RAWS = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)
UNWANTED = "\r\t\u00a0\u202f\u200b\u00ad\ufeff\u2060\x00\x1b"


def check_view(raw: str, view: View) -> None:
    position = 0
    for segment in view.segments:
        assert segment.start == position
        assert segment.end > segment.start
        position = segment.end
    assert position == len(raw)
    put_together = (raw[s.start : s.end] if s.text is None else s.text for s in view.segments)
    assert view.text == "".join(put_together)


def check_text(text: str) -> None:
    assert unicodedata.is_normalized("NFC", text)
    assert not set(text) & set(UNWANTED)
    assert text == text.strip()
    assert "\n\n\n" not in text
    again = clean(text).view
    assert again.text == text
    assert again.replacements == []


@given(RAWS)
@settings(max_examples=200, deadline=None)
def test_cleaning_clean_text_changes_nothing(raw: str) -> None:
    cleaned = clean(raw)
    check_view(raw, cleaned.view)
    check_text(cleaned.view.text)


@given(RAWS, st.data())
@settings(max_examples=200, deadline=None)
def test_lines_and_explicit_roles(raw: str, data: st.DataObject) -> None:
    lines = full_lines(raw)
    assert set(lines) <= set(line_spans(raw))
    roles = data.draw(
        st.lists(st.sampled_from(sorted(set(Role) - {Role.BLANK})), min_size=len(lines), max_size=len(lines))
    )
    cleaned = clean(raw, roles)
    assert [(line.start, line.end) for line in cleaned.lines] == lines
    assert [line.role for line in cleaned.lines] == roles
    check_view(raw, cleaned.view)
    kept = [line for line in cleaned.lines if line.role in KEPT_ROLES]
    assert len([line for line in cleaned.view.text.split("\n") if line]) == len(kept)
    for line in cleaned.lines:
        if line.role not in KEPT_ROLES:
            assert cleaned.view.project(line.start, line.end).fate is Fate.CUT


@given(RAWS, st.data())
@settings(max_examples=200, deadline=None)
def test_spans_there_and_back(raw: str, data: st.DataObject) -> None:
    view = clean(raw, [Role.BODY] * len(full_lines(raw))).view
    if not raw:
        return
    start = data.draw(st.integers(0, len(raw) - 1))
    end = data.draw(st.integers(start + 1, len(raw)))
    begin, finish, fate = view.project(start, end)
    if fate is Fate.WHOLE:
        assert view.to_raw(begin, finish) == (start, end)
        assert view.text[begin:finish] == raw[start:end]
    for segment in view.segments:
        if segment.text is None:
            kept = view.project(segment.start, segment.end)
            assert kept.fate is Fate.WHOLE
            assert view.to_raw(kept.start, kept.end) == (segment.start, segment.end)


def page_lines() -> list[list[str]]:
    """Pages without their gold roles, and the articles of the open corpus."""
    pages = [[line.partition("\t")[2] for line in page.read_text("utf-8").splitlines()] for page in PAGES]
    for path in OPEN:
        source = raw_text(path.read_bytes(), file=path.name)
        assert isinstance(source, RawText)
        pages.append(source.text.splitlines())
    return pages


def test_each_page_cleans_to_a_fixed_point() -> None:
    for page in page_lines():
        for newline in ("\n", "\r\n", "\r"):
            raw = newline.join(page)
            view = clean(raw).view
            assert view.text
            check_view(raw, view)
            check_text(view.text)


def test_shuffled_and_concatenated_pages_clean_to_a_fixed_point() -> None:
    pages = page_lines()
    lines = [line for page in pages for line in page]
    drawn = random.Random(20)
    for _ in range(300):
        begin = drawn.randrange(len(lines))
        some = lines[begin : begin + drawn.randrange(60)] + drawn.choices(lines, k=drawn.randrange(30))
        if drawn.random() < 0.5:
            drawn.shuffle(some)
        raw = drawn.choice(["\n", "\r\n", "\n\n"]).join(some)
        for _ in range(drawn.randrange(4)):
            place = drawn.randrange(len(raw) + 1)
            raw = raw[:place] + drawn.choice(LINE_PIECES) + raw[place:]
        check_text(clean(raw).view.text)


def test_roles_decide_what_is_kept() -> None:
    raw = "Title\r\n\r\nMenu\r\n  Caf\u0065\u0301\u00a0noir.  \r\nEnd."
    cleaned = clean(raw, [Role.HEADLINE, Role.BOILERPLATE, Role.BODY, Role.BODY])
    assert cleaned.view.text == "Title\n\nCafé noir.\nEnd."
    assert clean(raw, [Role.CREDIT] * 4).view.text == ""
    joined = clean("a\nb", [Role.BODY] * 2)
    assert joined.view.text == "a\nb"
    assert all(segment.text is None for segment in joined.view.segments)


@pytest.mark.parametrize("roles", [[], [Role.BODY], [Role.BODY] * 3])
def test_a_wrong_number_of_roles_is_refused(roles: list[Role]) -> None:
    with pytest.raises(ValueError, match="for 2 lines that are not blank"):
        clean("a\n\nb", roles)


@pytest.mark.parametrize("raw", ["", "\n", " \r\n\t\r \u00a0\n", "\u200b\n\ufeff\u00ad\n", "\x00"])
def test_nothing_said_nothing_kept(raw: str) -> None:
    cleaned = clean(raw)
    assert cleaned.lines == []
    assert cleaned.view.text == ""
    assert full_lines(raw) == []
    check_view(raw, cleaned.view)


@pytest.mark.parametrize(
    ("raw", "seconds"),
    [
        ("x" * 1_000_000, 1),
        ("word " * 200_000 + ".", 1),
        ("été " * 250_000 + ".", 1),
        ("The talks were over on Friday, he said.\n" * 100_000, 10),
        ("Menu\r\n" * 100_000, 10),
        ("\n" * 100_000, 2),
        ("e" + "\u0301" * 50_000 + ".", 5),
        ("\u200b" * 100_000 + "a", 5),
        ("a" + "\u200d\u00a0" * 50_000, 5),
    ],
    ids=["letters", "words", "accents", "lines", "menus", "blanks", "marks", "zero-width", "joiners"],
)
def test_size_is_no_trouble(raw: str, seconds: float) -> None:
    started = time.process_time()
    clean(raw)
    assert time.process_time() - started < seconds
