"""Text that is built to take long: the cost of cleaning grows with its length, and by little for each character."""

from __future__ import annotations

import tracemalloc

import pytest
from hostile_strings import steps

from goldwire.text.clean import clean
from goldwire.text.mojibake import is_misread
from goldwire.text.view import View

SENTENCE = "The harbour board said on Friday that the ferry would sail again next week."

UNITS = {
    "lines of a letter": "a\n",
    "short lines": "Ab cd\n",
    "short sentences": "Yes.\n\n",
    "sentences and labels": SENTENCE + "\na b\nRead more\n",
    "list labels": "Most read\nThe ferry of Brenn\n",
    "bylines": "By Ida Holt\n",
    "bullets": "- a\n",
    "a player": "Play\nA\n",
    "carriage returns": "a\r",
    "carriage returns alone": "\r",
    "mixed line ends": "a\r\nb\rc\n",
    "zero-width spaces": "\u200b",
    "zero-width spaces in a word": "a\u200b",
    "joiners": "\u200d",
    "joiners in a word": "a\u200d",
    "no-break spaces": "a\u00a0",
    "no-break spaces in short lines": "a\u00a0b\n",
    "soft hyphens in short lines": "a\u00ad\n",
    "controls": "a\x01",
    "tabs": "a\t",
    "line separators": "a\u2028",
    "decomposed letters": "e\u0301",
    "decomposed words": "de\u0301ja\u0300 vu ",
    "decomposed syllables": "\u1112\u1161\u11ab",
    "misread text": "dÃ©jÃ  vu ",
    "one misread run": "Ã©",
    "broken mojibake": "Ã©â€Å",
    "signs of mojibake": "Ã",
    "lost characters": "\ufffd",
    "spaces": "word" + " " * 60,
}

BYTES_A_CHARACTER = 60


def flood(unit: str, length: int) -> str:
    return unit * (length // len(unit)) + f"\n{SENTENCE}\n"


@pytest.mark.parametrize("kind", UNITS)
def test_a_flood_takes_little_memory_for_each_character(kind: str) -> None:
    text = flood(UNITS[kind], 9_000)
    clean(text[:900] + text[-100:])  # what is set up once
    traced = tracemalloc.is_tracing()
    if not traced:
        tracemalloc.start()
    try:
        tracemalloc.reset_peak()
        before, _ = tracemalloc.get_traced_memory()
        cleaned = clean(text)
        shown = cleaned.view.text
        _, peak = tracemalloc.get_traced_memory()
    finally:
        if not traced:
            tracemalloc.stop()
    assert SENTENCE in shown
    assert (peak - before) / len(text) < BYTES_A_CHARACTER


@pytest.mark.parametrize("kind", UNITS)
def test_the_steps_for_a_flood_grow_with_its_length(kind: str) -> None:
    def work(length: int) -> int:
        return steps(lambda: clean(flood(UNITS[kind], length)).view.text)

    work(1500)  # what is set up once, and what is remembered of lines
    assert work(6_000) < 2.3 * work(3_000)


def test_runs_that_come_but_once_take_a_bounded_number_of_steps() -> None:
    """Asking the library about every run by itself took most of the time."""
    broken = " ".join(f"Ã{chr(0x100 + n % 256)}{chr(0x180 + n // 7 % 128)}" for n in range(900))
    assert steps(lambda: clean(broken)) < 150 * 900


def test_a_text_full_of_signs_that_came_to_nothing_is_not_asked_about_for_ever() -> None:
    hopeless = " ".join(f"Ó€{chr(0x2C00 + n % 47)}" for n in range(9_000))
    assert is_misread(hopeless) is None
    assert steps(lambda: clean(hopeless)) < 5 * 9_000


def test_compact_segments_are_those_of_a_list() -> None:
    raw = f"\u00a0 Le port\u00a0de\u200b Brenn \u200b\r\n\r\nx\r\ne\u0301te\u0301 dÃ©jÃ\u00a0 {SENTENCE}\u00ad"
    view = clean(raw).view
    listed = View(raw, list(view.segments))
    assert view.segments == listed.segments
    assert view == listed
    assert [view.segments[i] for i in range(-len(view.segments), 0)] == list(view.segments)
    assert view.segments[1:-1] == list(view.segments)[1:-1]
    assert (view.text, view.replacements) == (listed.text, listed.replacements)
    for start in range(len(raw)):
        assert view.project(start, len(raw)) == listed.project(start, len(raw))
    for start in range(len(view.text)):
        assert view.to_raw(start, len(view.text)) == listed.to_raw(start, len(view.text))


def test_lines_are_those_of_a_list() -> None:
    lines = clean(f"Menu\n\n{SENTENCE}\nBy Ida Holt").lines
    listed = list(lines)
    assert lines == listed
    assert [lines[i] for i in range(len(lines))] == listed
    assert lines[-2:] == listed[-2:]
    assert lines != listed[1:]
