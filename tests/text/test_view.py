"""Views: projecting raw spans into the clean text, and back."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.text.view import Fate, Projection, Segment, View

RAW = "Menu\nLe\u00a0chat\u200b dort.\n\nAdvert\nFin"
SEGMENTS = [
    Segment(0, 5, "", dropped=True),  # "Menu\n"
    Segment(5, 7, None),  # "Le"
    Segment(7, 8, " "),  # NBSP
    Segment(8, 12, None),  # "chat"
    Segment(12, 13, ""),  # zero-width space
    Segment(13, 19, None),  # " dort."
    Segment(19, 28, "\n\n", dropped=True),  # "\n\nAdvert\n"
    Segment(28, 31, None),  # "Fin"
]
VIEW = View(RAW, SEGMENTS)
CUT = Projection(-1, -1, Fate.CUT)


def span(words: str) -> tuple[int, int]:
    start = RAW.index(words)
    return start, start + len(words)


def test_text_is_the_segments_put_together() -> None:
    assert VIEW.text == "Le chat dort.\n\nFin"


@pytest.mark.parametrize(
    ("words", "projection"),
    [
        ("Le", Projection(0, 2, Fate.WHOLE)),
        ("hat", Projection(4, 7, Fate.WHOLE)),
        ("Le\u00a0chat", Projection(0, 7, Fate.REPLACED)),
        ("\u00a0", Projection(2, 3, Fate.REPLACED)),
        ("chat\u200b dort", Projection(3, 12, Fate.REPLACED)),
        ("chat\u200b", Projection(3, 7, Fate.REPLACED)),
        ("Fin", Projection(15, 18, Fate.WHOLE)),
        ("Menu", CUT),
        ("Menu\nLe", CUT),
        ("dort.\n\nAdvert\nFin", CUT),
        ("dort.\n", CUT),
        ("\u200b", CUT),
        (RAW, CUT),
    ],
)
def test_fates(words: str, projection: Projection) -> None:
    assert VIEW.project(*span(words)) == projection


def test_a_span_that_ends_inside_a_replacement_is_cut() -> None:
    view = View("xÃ©y", [Segment(0, 1, None), Segment(1, 3, "é"), Segment(3, 4, None)])
    assert view.project(0, 2) == CUT
    assert view.project(2, 4) == CUT
    assert view.project(0, 3) == Projection(0, 2, Fate.REPLACED)
    assert view.to_raw(1, 2) == (1, 3)


@pytest.mark.parametrize(
    ("clean", "raw"),
    [("Le", "Le"), (" ", "\u00a0"), ("Le chat", "Le\u00a0chat"), ("chat dort", "chat\u200b dort"), ("Fin", "Fin")],
)
def test_back_to_raw(clean: str, raw: str) -> None:
    start = VIEW.text.index(clean)
    assert VIEW.to_raw(start, start + len(clean)) == span(raw)


def test_a_break_stands_for_all_that_is_left_out() -> None:
    assert VIEW.to_raw(13, 14) == (19, 28)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (3, 2), (-1, 2), (0, len(RAW) + 1), (len(RAW), len(RAW))])
def test_spans_empty_or_outside_are_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span of a raw text"):
        VIEW.project(start, end)
    with pytest.raises(ValueError, match="not a span of a clean text"):
        VIEW.to_raw(start, end)


def test_replacements_are_those_of_kept_text() -> None:
    assert VIEW.replacements == [Segment(7, 8, " "), Segment(12, 13, "")]


def test_an_empty_text_has_no_span() -> None:
    view = View("", [])
    assert view.text == ""
    assert view.replacements == []
    with pytest.raises(ValueError, match="not a span"):
        view.project(0, 1)


@st.composite
def views(draw: st.DrawFn) -> View:
    """Any partition of a raw text, each part kept, replaced, removed or dropped."""
    raw = draw(st.text(alphabet="abé😀\n ", min_size=1, max_size=16))
    edges = sorted({0, len(raw), *draw(st.lists(st.integers(0, len(raw)), max_size=8))})
    parts = st.one_of(st.none(), st.sampled_from(["", " ", "x", "yz"]))
    segments = []
    for start, end in pairwise(edges):
        text = draw(parts)
        segments.append(Segment(start, end, text, text is not None and draw(st.booleans())))
    return View(raw, segments)


@given(views(), st.data())
@settings(max_examples=200, deadline=None)
def test_fates_by_definition(view: View, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(view.raw) - 1))
    end = data.draw(st.integers(start + 1, len(view.raw)))
    touched = [s for s in view.segments if s.start < end and start < s.end]
    halved = [s for s in touched if s.text is not None and not (start <= s.start and s.end <= end)]
    begin, finish, fate = view.project(start, end)
    text = "".join(view.raw[max(s.start, start) : min(s.end, end)] if s.text is None else s.text for s in touched)
    if halved or any(s.dropped for s in touched) or not text:
        assert fate is Fate.CUT
        assert (begin, finish) == (-1, -1)
        return
    assert fate is (Fate.WHOLE if all(s.text is None for s in touched) else Fate.REPLACED)
    assert view.text[begin:finish] == text
    low, high = view.to_raw(begin, finish)
    assert start <= low < high <= end
    if fate is Fate.WHOLE:
        assert (low, high) == (start, end)
        assert text == view.raw[start:end]


@given(views(), st.data())
@settings(max_examples=200, deadline=None)
def test_the_raw_span_holds_all_of_the_clean_one(view: View, data: st.DataObject) -> None:
    if not view.text:
        return
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    low, high = view.to_raw(start, end)
    assert 0 <= low < high <= len(view.raw)
    begin, finish, fate = view.project(low, high)
    if fate is not Fate.CUT:
        assert begin <= start < end <= finish
