"""Baselines for quotes and speakers: every construction once, any text, the same each time, and warily loaded."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_news import ANY_TEXT, as_text
from made_quotes import EXAMPLES, marked_up, training

from goldwire.baselines import protocol
from goldwire.baselines.protocol import LEVELS, Baseline, Level, Model, Step, baselines
from goldwire.model.annotation import Form, MentionType
from goldwire.model.layers import Gold, Layers, Mention, Prediction, Quote, Speaker
from goldwire.text.paragraphs import paragraph_spans

TRAINING = list(training())
NEW = [
    pytest.param(language, each["text"], id=f"{language} {each['what']}")
    for language, some in EXAMPLES["new"].items()
    for each in some
]
SENTENCES = [(str(case.values[0]), str(case.values[1])) for case in NEW]
STEPS: tuple[Step, ...] = ("quotes", "speakers")
ALL = [(step, level) for step in STEPS for level in LEVELS]


def baseline(step: Step, level: Level) -> Baseline:
    return baselines()[step, level]


@cache
def model(step: Step, level: Level) -> Model:
    return baseline(step, level).train(TRAINING, {})


def found(words: str, language: str = "en", level: Level = "standard") -> list[Quote]:
    return model("quotes", level).predict(as_text(words, language), Layers()).quotes or []


def told(quotes: list[Quote]) -> set[Any]:
    """Content, cue and the parent's content of quotes."""
    content = {quote.id: tuple(part.text for part in quote.content) for quote in quotes}
    return {(content[quote.id], quote.cue_span, content[quote.parent] if quote.parent else None) for quote in quotes}


def names_only(gold: Gold) -> Layers:
    layers = protocol.given(gold, "speakers")
    return msgspec.structs.replace(layers, mentions=[m for m in layers.mentions or () if m.form is Form.NAME])


@pytest.mark.parametrize(("language", "text"), NEW)
def test_every_construction_is_found(language: str, text: str) -> None:
    gold = marked_up(text, language)
    assert told(found(gold.text.text, language)) == told(gold.layers.quotes or [])


@pytest.mark.parametrize(("language", "text"), NEW)
def test_who_speaks_is_told_with_and_without_pronouns_and_descriptions_at_hand(language: str, text: str) -> None:
    gold = marked_up(text, language)
    right = {m.id: (m.start, m.end) for m in gold.layers.mentions or ()}
    for given_layers in (protocol.given(gold, "speakers"), names_only(gold)):
        layers = model("speakers", "standard").predict(gold.text, given_layers)
        places = {mention.id: (mention.start, mention.end) for mention in layers.mentions or ()}
        for quote, expected in zip(layers.quotes or (), gold.layers.quotes or (), strict=True):
            (said,), (truth,) = quote.speakers, expected.speakers
            assert places[said.mention] == right[truth.mention]
            assert said.kind == truth.kind
            if truth.kind == "named":
                assert said.entity == truth.entity


@pytest.mark.parametrize(
    ("words", "language", "types"),
    [
        ("“We stay,” Ada Quill said.", "en", ["direct"]),
        ("Ada Quill said that the quay was open.", "en", ["indirect"]),
        ("Ada Quill said the plan was “a coat”.", "en", ["mixed"]),
        ("Ada Quill estime que le plan est « un manteau ».", "fr", ["mixed"]),
        ("Selon Ada Quill, la route est fermée.", "fr", ["indirect"]),
    ],
)
def test_types_follow_from_the_marks(words: str, language: str, types: list[str]) -> None:
    assert [quote.type for quote in found(words, language)] == types


def test_a_quote_without_a_closing_mark_goes_on_in_the_next_paragraph() -> None:
    words = "“We came for flour,” Ada Quill said. “And we waited.\n“Nobody opened.”"
    (quote,) = found(words)
    assert [part.text for part in quote.content] == ["We came for flour,", "And we waited.", "Nobody opened."]


def test_lookup_takes_the_nearest_known_cue_and_what_follows_that() -> None:
    assert told(found("“We stay,” Ada Quill said.", level="lookup")) == {(("We stay,",), (21, 25), None)}
    assert told(found("Ada Quill warned that the ice was thin.", level="lookup")) == {
        (("the ice was thin",), (10, 16), None)
    }
    assert told(found("Ada Quill croaked that the ice was thin.", level="lookup")) == set()


def test_majority_takes_all_words_in_marks() -> None:
    quotes = found("“We stay,” said nobody of the “safe road”.\nShe said that it was shut.", level="majority")
    assert told(quotes) == {(("We stay,",), None, None), (("safe road",), None, None)}
    assert {quote.type for quote in quotes} == {"direct"}


def test_the_levels_stand_above_each_other() -> None:
    right: dict[Level, int] = {}
    speakers: dict[Level, int] = {}
    for level in LEVELS:
        right[level] = speakers[level] = 0
        for language, text in SENTENCES:
            gold = marked_up(text, language)
            right[level] += told(found(gold.text.text, language, level)) == told(gold.layers.quotes or [])
            layers = model("speakers", level).predict(gold.text, protocol.given(gold, "speakers"))
            pairs = zip(layers.quotes or (), gold.layers.quotes or (), strict=True)
            speakers[level] += all(one.speaker_entities == other.speaker_entities for one, other in pairs)
    assert right["standard"] > right["lookup"] > right["majority"] > 0
    assert speakers["standard"] > speakers["majority"] > 0
    assert speakers["standard"] >= speakers["lookup"] > speakers["majority"]


@pytest.mark.parametrize("level", LEVELS)
def test_names_that_nobody_linked_have_one_entity_of_the_document(level: Level) -> None:
    text = as_text("“We stay,” Ada Quill said.\n“We go,” Ada Quill said.")
    names = [
        Mention(id=f"m{number}", start=start, end=start + 9, type=MentionType.PER)
        for number, start in enumerate((11, 36), 1)
    ]
    quotes = model("quotes", "standard").predict(text, Layers(mentions=names))
    layers = model("speakers", level).predict(text, quotes)
    assert {(s.entity, s.kind) for q in layers.quotes or () for s in q.speakers} == {("local:ada-quill", "unnamed")}


def test_without_mentions_the_speaker_is_unknown() -> None:
    text = as_text("“Stay.”\n“Go.”")
    for level in LEVELS:
        quotes = model("quotes", "majority").predict(text, Layers(mentions=[]))
        layers = model("speakers", level).predict(text, quotes)
        assert [quote.speakers for quote in layers.quotes or ()] == [[Speaker(kind="unknown")]] * 2
        assert layers.mentions == []


@pytest.mark.parametrize(("step", "level"), ALL)
def test_without_documents_a_model_says_something_valid(step: Step, level: Level) -> None:
    gold = marked_up("“[q1 We stay,]” <q1:ada-quill Ada Quill> {q1 said}. “So-called” it is.", "en")
    layers = baseline(step, level).train([], {}).predict(gold.text, protocol.given(gold, step))
    assert_valid(gold.text.text, layers)


WORDS = (
    "“ ” « » ‘ ’ ' \" said dit Selon According to that que qu’ , . : ; ! Ada Quill he elle a-t-il -t-elle told "
    "promised de payer [ – 😀 e\u0301 ſaid one of the officer and et call \n"
)
PIECES = st.lists(st.sampled_from(re.split(" ", WORDS)), max_size=40).map(" ".join)


def assert_valid(words: str, layers: Layers) -> None:
    """What holds of quotes and speakers in any text."""
    quotes = {quote.id: quote for quote in layers.quotes or ()}
    paragraphs = paragraph_spans(words)
    assert len(quotes) == len(layers.quotes or ())
    mentions = {mention.id: mention for mention in layers.mentions or ()}
    assert len(mentions) == len(layers.mentions or ())
    for quote in quotes.values():
        assert quote.content
        assert all(0 <= part.start < part.end <= len(words) for part in quote.content)
        assert all(part.text == words[part.start : part.end] for part in quote.content)
        assert all(any(a <= part.start and part.end <= b for a, b in paragraphs) for part in quote.content)
        assert all(before.end <= after.start for before, after in pairwise(quote.content))
        if quote.cue_span is not None:
            assert quote.cue == words[slice(*quote.cue_span)] != ""
            assert all(part.end <= quote.cue_span[0] or quote.cue_span[1] <= part.start for part in quote.content)
        if quote.parent is not None:
            outer = quotes[quote.parent].content
            assert outer[0].start <= quote.content[0].start
            assert quote.content[-1].end <= outer[-1].end
        for speaker in quote.speakers:
            assert speaker.mention is None or speaker.entity == mentions[speaker.mention].entity
    msgspec.convert(msgspec.to_builtins(Prediction(doc_id="gw-0", quotes=layers.quotes)), Prediction)


@settings(max_examples=60, deadline=None)
@given(st.one_of(ANY_TEXT, PIECES), st.sampled_from(["en", "fr", "de"]), st.sampled_from(LEVELS))
def test_any_text_gives_valid_quotes_and_speakers(words: str, language: str, level: Level) -> None:
    text = as_text(words, language)
    start = words.find("Quill")
    names = [Mention(id="m1", start=start, end=start + 5, type=MentionType.PER)] if start >= 0 else []
    layers = Layers(mentions=names)
    for step in STEPS:
        predicted = model(step, level).predict(text, layers)
        assert predicted == model(step, level).predict(text, layers)
        layers = predicted
    assert_valid(words, layers)


@pytest.mark.parametrize(("step", "level"), ALL)
def test_a_model_is_kept_as_it_is(step: Step, level: Level, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two", "three")]
    for folder in folders:
        folder.mkdir()
    first = model(step, level)
    first.save(folders[0])
    loaded = baseline(step, level).load(folders[0])
    loaded.save(folders[1])
    baseline(step, level).train(TRAINING, {}).save(folders[2])
    files = [{path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders]
    assert files[0] == files[1] == files[2] != {}
    for language, text in SENTENCES:
        gold = marked_up(text, language)
        layers = protocol.given(gold, step)
        assert loaded.predict(gold.text, layers) == first.predict(gold.text, layers)


HOSTILE = [b"", b"\x80\x04N.", b"[]", b"[" * 100_000, b'{"forms": 1}', b'{"labels": ["x"]}', b"\xff"]


@pytest.mark.parametrize(("step", "level"), ALL)
def test_a_folder_that_is_no_model_is_refused(step: Step, level: Level, tmp_path: Path) -> None:
    model(step, level).save(tmp_path)
    for path in sorted(tmp_path.iterdir()):
        good = path.read_bytes()
        for bad in HOSTILE:
            path.write_bytes(bad)
            with pytest.raises(ValueError, match=path.name):
                baseline(step, level).load(tmp_path)
        path.unlink()
        with pytest.raises(ValueError, match=path.name):
            baseline(step, level).load(tmp_path)
        path.write_bytes(good)


@pytest.mark.parametrize(
    ("step", "level", "name", "data"),
    [
        ("quotes", "standard", "cues.json", b'{"forms": {"en": {"SAID": ["clause"]}}}'),
        ("quotes", "standard", "cues.json", b'{"forms": {"en": {" ": ["clause"]}}}'),
        ("quotes", "standard", "cues.json", b'{"forms": {"en": {"said": ["sing"]}}}'),
        ("quotes", "lookup", "cues.json", b'{"cues": {"en": [""]}}'),
        ("quotes", "standard", "readings.json", b'{"labels":["a"],"features":[],"intercepts":[0.0],"weights":[[]]}'),
        ("speakers", "standard", "found.json", b'{"labels":["a"],"features":[],"intercepts":[0.0],"weights":[[]]}'),
    ],
)
def test_a_model_of_another_kind_is_refused(step: Step, level: Level, name: str, data: bytes, tmp_path: Path) -> None:
    model(step, level).save(tmp_path)
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ValueError, match=name):
        baseline(step, level).load(tmp_path)
