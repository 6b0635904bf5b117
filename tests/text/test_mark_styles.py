"""Quotation marks of many languages, and what only looks like one."""

from __future__ import annotations

import pytest
from hostile_strings import steps
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.text.marks import mark_depths, text_depths

NONE = [
    ('The 12" gun was moved, and Ida said the road was closed.', None),
    ('the 12", the 10" and the 8" guns were moved', None),
    ("He is 6'2\" tall and said the road was closed.", None),
    ("He is 5′10″ tall, and 6' is more, he said.", None),
    ("In Hawai‘i the road was closed, Ida said.", None),
    ("In Hawaiʻi the road was closed.", None),
    ("Omar al-‘Abbari said the crews’ road was closed.", None),
    ("‘Abd al-Rahman said the road was closed.", None),
    ("Then ‘Abd al-Rahman said the crews’ road was closed.", None),
    ("’Tis the season, he said.", "en"),
    ("‘Tis the season, he said.", "en"),
    ("'Tis the season, he said.", None),
    ("Give 'em hell, he said, and the crews' camp was shut.", "en"),
    ("rock ’n’ roll and rock 'n' roll and rock ‘n’ roll", "en"),
    ("the ‘90s, the '90s, ’05 and '05, he said", "en"),
    ("O’Brien said l’été d'hier was long", "fr"),
    ("The Joneses’ house, the boss’ desk and James’ car", "en"),
    ("stray » and ” close nothing", None),
    ("if a < b then b >> c", None),
    ("goin’ home, he said, and nothin' more", "en"),
    ("’s Avonds en ’s nachts, zei hij", "nl"),
    ("Nimm’s leicht, sagt’ er", "de"),
]


@pytest.mark.parametrize(("line", "language"), NONE)
def test_these_are_no_marks(line: str, language: str | None) -> None:
    assert not any(mark_depths(line, language))
    assert not any(mark_depths(line))


QUOTED = [
    ("”Vi seglar”, sa han.", "sv", ["”Vi seglar"]),
    ("”Vi seglar”, sa han.", None, ["”Vi seglar"]),
    ("Han sa ’vi seglar’ igår.", "sv", ["’vi seglar"]),
    ("”Me purjehdimme”, hän sanoi. ”Nyt.”", "fi", ["”Me purjehdimme", "”Nyt."]),
    ("‹Wir fahren›, sagte er.", None, ["‹Wir fahren"]),
    ("„Wir fahren“, sagte er, „heute.“", "de", ["„Wir fahren", "„heute."]),
    ("„Wir fahren“, sagte er, „heute.“", None, ["„Wir fahren", "„heute."]),
    ("„Er sagte ‚wir fahren‘ heute“, sagte sie.", "de", ["„Er sagte ‚wir fahren‘ heute"]),
    ("‚Wir fahren‘, sagte er.", "de", ["‚Wir fahren"]),
    ("»Wir fahren«, sagte er.", "de", ["»Wir fahren"]),
    ("Er sagte: »Wir ›fahren‹ heim«, und ging.", "da", ["»Wir ›fahren‹ heim"]),
    ("＂We sail＂, he said", None, ["＂We sail"]),
    ("``We sail,'' he said", None, ["``We sail,"]),
    ("<<We sail>>, he said", None, ["<<We sail"]),
    ("‟We sail,” he said", None, ["‟We sail,"]),
    ("“We sail,“ he said", None, ["“We sail,"]),
    ("「船が出る」と言った", "ja", ["「船が出る"]),
    ("“A man who goes by “Shorty” was seen,” Ida said.", "en", ["“A man who goes by “Shorty” was seen,"]),
    ('"A man who goes by "Shorty" was seen," Ida said.', "en", ['"A man who goes by "Shorty" was seen,']),
    ("« Il a dit « on part » hier », dit-elle.", "fr", ["« Il a dit « on part » hier "]),
    ("» Nous partons », dit-il.", "fr", ["» Nous partons "]),
    ('"The 12" gun was moved," he said.', "en", ['"The 12" gun was moved,']),
    ('“The 12" gun was moved,” he said.', "en", ['“The 12" gun was moved,']),
    ('"I saw it in 2012" was all, "and again".', "en", ['"I saw it in 2012', '"and again']),
    ("‘Abd said: ‘We sail,’ and left.", "en", ["‘We sail,"]),
    ("‘We love rock ’n’ roll,’ he said.", "en", ["‘We love rock ’n’ roll,"]),
    ("'We got 'em,' he said.", "en", ["'We got 'em,"]),
    ("He said ‘the crews’ camp is shut’ on Monday.", "en", ["‘the crews’ camp is shut"]),
    ("“He said ‘we sail’”, Ida said.", "en", ["“He said ‘we sail’"]),
    ("Il répond : «Non.» Puis «oui».", "fr", ["«Non.", "«oui"]),
    ('He said," We sail", and left.', "en", ['" We sail']),
    ("(“No”) [“yes”]", None, ["“No", "“yes"]),
    ("“We sail, he said. “We do,” he said.", "en", ["“We sail, he said. “We do,"]),
]


@pytest.mark.parametrize(("line", "language", "inside"), QUOTED)
def test_these_are_marks(line: str, language: str | None, inside: list[str]) -> None:
    found, run = [], ""
    for char, depth in zip(f"{line}\n", [*mark_depths(line, language), 0], strict=True):
        if depth:
            run += char
        elif run:
            found.append(run)
            run = ""
    assert found == inside


def test_a_paragraph_that_opens_with_a_closing_guillemet_goes_on_with_a_quotation() -> None:
    text = "« Nous partons.\n\n» Nous restons.\n\n» Nous dormons », dit-il. Il part."
    depths = text_depths(text, "fr")
    assert all(depths[text.index(words)] for words in ("Nous partons", "Nous restons", "Nous dormons"))
    assert not depths[text.index("dit-il")]
    assert not depths[text.index("Il part")]
    assert not any(text_depths("Il part.\n\n» Lire la suite", "fr"))


def test_marks_inside_a_quotation_of_several_paragraphs_do_not_end_it() -> None:
    text = "“A man called “Shorty” fled.\n\n“He is gone,” she said."
    depths = text_depths(text, "en")
    assert depths[text.index("fled")]
    assert depths[text.index("gone")]
    assert not depths[text.index("she")]


WORDS = st.lists(st.sampled_from(["we", "sail", "Ida", "isn’t", "l’eau", "42", "so"]), min_size=1, max_size=3)
STYLES = [
    ("en", [("“", "”"), ("‘", "’")]),
    ("en", [('"', '"'), ("'", "'")]),
    ("fr", [("« ", " »"), ("“", "”"), ("‘", "’")]),
    ("fr", [("« ", " »"), ("« ", " »"), ("« ", " »")]),
    ("fr", [("«", "»"), ("‹", "›")]),
    ("de", [("„", "“"), ("‚", "‘")]),
    ("de", [("»", "«"), ("›", "‹")]),
    ("sv", [("”", "”"), ("’", "’")]),
    ("ja", [("「", "」"), ("『", "』"), ("｢", "｣")]),
    ("en", [("❝", "❞"), ("❛", "❜")]),
    ("en", [("``", "''")]),
    ("en", [("＂", "＂")]),
    ("en", [("“", "”"), ("“", "”"), ("“", "”")]),
    ("en", [('"', '"'), ('"', '"'), ('"', '"')]),
    (None, [("“", "”"), ("‘", "’"), ("«", "»")]),
]


@st.composite
def balanced(draw: st.DrawFn, marks: list[tuple[str, str]], level: int = 0) -> list[tuple[str, int]]:
    """Pieces of a text with their depths: words, and words in marks, never two quotations side by side."""
    pieces = [(" ".join(draw(WORDS)), level)]
    for _ in range(draw(st.integers(0, 2))):
        if level < len(marks):
            opening, closing = marks[level]
            inner = draw(balanced(marks, level + 1))
            pieces += [(" ", level), (opening, -1), *inner, (closing, -1), (" ", level)]
        pieces.append((" ".join(draw(WORDS)), level))
        if level >= len(marks):
            break
    return pieces


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_balanced_text_has_the_depths_that_it_was_made_with(data: st.DataObject) -> None:
    language, marks = data.draw(st.sampled_from(STYLES))
    pieces = data.draw(balanced(marks))
    line = "".join(text for text, _ in pieces)
    wanted = [depth for text, depth in pieces for _ in text]
    for place, (depth, found) in enumerate(zip(wanted, mark_depths(line, language), strict=True)):
        assert depth in (-1, found), (line, place)


HOSTILE = [
    "“", "”", '"', "'", "‘", "’", "«", "»", "„", "`", "``", "<<", ">>", "s' ", "'em ", "‘Abd ", '12" ', "6' ",
    "“a” ", '"a" ', "‘a’ ", "«»", "»«", "“«'\"‘", "'We 'em, s' ", ": ‘a “b” c’ ", "a “b\n", "“We go there and take\nb",
    "\n", "\r", "ab cd\n", "〝", "「", "」", "'' ",
]  # fmt: skip


def _calls(text: str) -> int:
    return steps(lambda: text_depths(text, "en"))


@pytest.mark.parametrize("flood", HOSTILE)
def test_work_grows_with_the_length_of_hostile_text(flood: str) -> None:
    small, large = _calls(flood * 300), _calls(flood * 1200)
    assert large <= 6 * small + 500
