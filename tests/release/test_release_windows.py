"""Windows of text around spans, and which names training documents have."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldwire.model.annotation import Annotation, Entity, Form, Mention, MentionType, Names
from goldwire.model.span import surface_digest
from goldwire.release.known import Candidate, Known, Usage
from goldwire.release.windows import cover, paragraphs, window

LINES = st.lists(st.text("ab .", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=8)


@given(LINES, st.data())
def test_a_window_holds_the_spans_and_one_paragraph_more_on_either_side(lines: list[str], data: st.DataObject) -> None:
    text, starts = "\n".join(lines), [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    placed = [
        {"start": start, "end": start + len(line), "role": "body"} for start, line in zip(starts, lines, strict=False)
    ]
    found = paragraphs(text, placed, None)
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    assert all(one.end < two.start for one, two in pairwise(found))
    one = data.draw(st.sampled_from(found))
    start = data.draw(st.integers(one.start, one.end - 1))
    end = data.draw(st.integers(start + 1, found[-1].end))
    shown = window(found, [(start, end)])
    assert shown.paragraph == one
    assert shown.start == found[max(one.number - 2, 0)].start
    low, high = shown.within(start, end)
    assert low is not None
    assert text[shown.start : shown.end][low:high] == text[start:end]
    assert shown.within(shown.start - 1, end) == (None, None)


def test_no_paragraph_ends_inside_a_name() -> None:
    text = "The Gull\nStrait ferry"
    lines = [{"start": 0, "end": 8, "role": "body"}, {"start": 9, "end": 21, "role": "body"}]
    name = {"start": 4, "end": 15, "form": "name"}
    assert [(one.start, one.end) for one in paragraphs(text, lines, [name])] == [(0, 21)]
    assert len(paragraphs(text, lines, [name | {"form": "nominal"}])) == 2


def test_a_cover_goes_from_the_first_to_the_last_range_that_is_touched() -> None:
    ranges = [(0, 5), (6, 9), (10, 20)]
    assert cover(ranges, [(1, 2)]) == (0, 5)
    assert cover(ranges, [(11, 12), (4, 5)]) == (0, 20)
    assert cover(ranges, [(5, 6)]) is None
    assert cover(ranges, []) is None


def entity(id_: str, name: str, *aliases: str) -> Entity:
    names = Names(en=name, fr=None)
    return Entity(
        id=id_, type=MentionType.GPE, names=names, aliases=list(aliases), wikidata=None, world="fictional"
    )  # fmt: skip


def annotation(document: str, *mentions: Mention) -> Annotation:
    return Annotation(
        doc_id=document, sha256="0" * 64, guidelines="2.0", provenance=[], lines=[], mentions=list(mentions), quotes=[],
        stances=[],
    )  # fmt: skip


def mention(refers_to: str, surface: str | None = None, digest: str | None = None) -> Mention:
    return Mention(
        id="m1", start=0, end=1, surface=surface, digest=digest, type=MentionType.GPE, form=Form.NAME, entity=refers_to
    )


@pytest.mark.parametrize(
    ("split", "seen"), [("train", True), ("press_train", True), ("press_test", False), ("wire", False)]
)
def test_only_training_documents_make_a_name_known(split: str, seen: bool) -> None:
    entities = {"elune": entity("elune", "Port-Élune", "Élune"), "other": entity("other", "élune")}
    decomposed = unicodedata.normalize("NFD", "Élune")
    for one in (mention("elune", decomposed), mention("elune", digest=surface_digest("gw-a", decomposed))):
        usage = Usage(entities)
        usage.add(annotation("gw-a", one), split)
        known = Known(entities, surfaces=usage.surfaces())
        assert known.candidates("ÉLUNE") == [Candidate("elune", seen), Candidate("other", False)]
        assert known.candidates("Port-Élune") == [Candidate("elune", False)]
        assert known.candidates("nowhere") == []
        assert usage.mentions == {"elune": {split: 1}}
        assert usage.entity_documents == {"elune": {split: 1}}
