"""Paragraphs of wrapped and of other texts."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goldwire.text.marks import text_depths
from goldwire.text.paragraphs import is_wrapped, paragraph_spans
from goldwire.text.sentences import sentence_spans
from goldwire.text.source import RawText, raw_text


def paragraphs(text: str) -> list[str]:
    """The paragraphs that say something."""
    return [text[start:end] for start, end in paragraph_spans(text) if text[start:end].strip()]


@pytest.mark.parametrize(
    "text",
    [
        'The crews went back. "We take the\nflour with us," said Ida Holt, and added that the\nroad was closed.',
        'The crews went back. "We take the\r\nflour with us," said Ida Holt, and added that the\r\nroad was closed.',
        "“We asked\nIda to come,” he said.",
        "« Nous avons dit à\nIda de venir », dit-il.",
        '"We go.\nThey know," he said.',
        "“We take it and\nIda takes it and\nBo takes it,” he said.",
    ],
)
def test_lines_that_go_on_are_one_paragraph(text: str) -> None:
    assert paragraphs(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "“Para one.\n“Para two.” he said.",
        "«Para one.\n»Para two.» he said.",
        "“Left open.\nThe ship sails, he said.",
        "“Left open.\nHe said “no” to that.",
        '"We go.\nThe 12" gun was moved.',
        "Ferries stay in port\nBy Ida Holt\nThe crews went back.",
        "share\ntweet\nprint\nmore",
        "Ferry crews return to the port of Tarrow\nby Ida Holt and Bo Marr\nThe crews went back on Monday.",
        "Les équipages sont de retour à Sarrevane\npar Ida Holt et Bo Marr\nLes équipages sont rentrés lundi.",
        "Ferry crews return to the port of Tarrow\nafter eleven days of strike\nThe crews went back on Monday.",
        "A boat leaves the harbour of Tarrow\nphoto by Ida Holt for Example Daily",
        "Roses of the north are red\nviolets of the south are blue\nsugar from the east is sweet\nand so are you",
        "10:00 opening by the mayor of Tarrow\n11:00 talk on nets and ropes\nlunch in the harbour hall\n14:00 tea",
        "about the paper and its people\ncontact the editors of the paper\nterms of use and other rules\nprivacy",
        "Strike ends in the port of Tarrow\nMayor wants more boats for winter\nnew bridge to be opened in the spring",
        "Apples from the north of the country\nPears from the south of the country\nPlums and cherries",
        "The crews went back to the port of Brenn.\nthe road was closed.",
        f"{'The crews went back to the port and ' * 4}\nthe road was closed.",
        "The crews went back to\n\nthe road that was closed.",
    ],
)
def test_other_lines_are_paragraphs_of_their_own(text: str) -> None:
    assert paragraphs(text) == [line for line in text.split("\n") if line]
    assert not is_wrapped(text)


def test_every_line_belongs_to_one_paragraph() -> None:
    assert paragraph_spans("") == []
    assert paragraph_spans("a") == [(0, 1)]
    assert paragraph_spans("a\n\nb\n") == [(0, 1), (2, 2), (3, 4)]


SENTENCES = [
    "The crews of the ferries went back to the port before dawn.",
    "“We take the flour with us, whatever the minister may say about it,” said Ida Holt.",
    "Nobody had told them that the road to Brenn was closed until May.",
    'He answered: "It is no ‘corridor’, it is a trap," and went on to the harbour.',
    "« Nous restons ici jusqu’à la fin de la semaine », a déclaré la maire de Sarre.",
    "Was it the captain who asked for more?",
]


@given(
    st.lists(st.permutations(SENTENCES).map(" ".join), min_size=2, max_size=3),
    st.sampled_from([58, 66, 72, 80]),
    st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=60, deadline=None)
def test_wrapping_changes_no_depth_and_no_sentence(made: list[str], column: int, end: str) -> None:
    plain = "\n\n".join(made)
    wrapped = (end * 2).join(
        textwrap.fill(part, column, break_long_words=False, break_on_hyphens=False).replace("\n", end) for part in made
    )
    depths = [
        [depth for char, depth in zip(text, text_depths(text), strict=True) if not char.isspace()]
        for text in (plain, wrapped)
    ]
    assert depths[0] == depths[1]
    texts = (plain, wrapped.replace("\r", ""))
    sentences = [[text[a:b].split() for a, b in sentence_spans(text)] for text in texts]
    assert sentences[0] == sentences[1]
    assert is_wrapped(wrapped)
    assert not is_wrapped(plain)


def test_a_wrapped_file_is_told_of() -> None:
    wrapped = textwrap.fill(" ".join(SENTENCES), 60)
    for text, codes in ((wrapped, ["GW-I078"]), (" ".join(SENTENCES), [])):
        found = raw_text(text.encode(), file="made.txt")
        assert isinstance(found, RawText)
        assert [incident.code for incident in found.incidents] == codes
