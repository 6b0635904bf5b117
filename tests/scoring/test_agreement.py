"""Agreement between two passes: figures worked out by hand, and what must hold of any two."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import MINI, MINI_RAW, Maker
from goldwire.annotation.files import load_annotation
from goldwire.corpus.raw import RawFolder, find_raw
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import (
    AUTHOR,
    Annotation,
    Form,
    MentionType,
    Polarity,
    QuoteType,
    ScareQuote,
    Speaker,
    Target,
)
from goldwire.model.line import Role
from goldwire.scoring.agreement import LAYERS, Agreement, Pair, compare, report
from goldwire.scoring.agreement_tables import markdown, note, tables
from goldwire.scoring.measures import Labels, Overlap, Share

RAW = "Ada spoke of the plan.\nShe hailed 𝒳 and the café.\nRead also: more news\nThe officer said no to Bram."
SUPPORT, OPPOSE, MIXED, NONE = Polarity


def made() -> Maker:
    return Maker(RAW)


def compared(first: Annotation | Maker, second: Annotation | Maker, raw: str | None = RAW) -> Agreement:
    sides = [side.annotation() if isinstance(side, Maker) else side for side in (first, second)]
    return compare(Pair("open", "en", sides[0], sides[1], raw))


# Figures worked out by hand


def test_names_by_span_type_and_entity() -> None:
    first, second = made(), made()
    first.mention("Ada", entity_id="ada")
    first.mention("Bram", entity_id="bram")
    first.mention("She", entity_id="ada", form=Form.PRONOUN)
    second.mention("Ada", MentionType.ORG, "other")
    second.mention("Bram", entity_id="bram")
    second.mention("café", entity_id="cafe")
    found = compared(first, second)
    assert found.mention_spans == Overlap(2, 2, 3)
    assert found.mention_types == Overlap(1, 2, 3)
    assert found.mention_entities == Share(1, 2)
    assert found.mention_spans.f1 == pytest.approx(4 / 5)


def test_local_entities_are_aligned_through_their_spans() -> None:
    first, second = made(), made()
    for maker, names in ((first, ("local:a", "local:b")), (second, ("local:b", "local:source"))):
        officer, ada = maker.mention("officer", entity_id=names[0]), maker.mention("Ada", entity_id=names[1])
        maker.quote(QuoteType.INDIRECT, ["no"], speaker=Speaker(mention=officer, kind="unnamed"))
        maker.quote(QuoteType.INDIRECT, ["the plan"], speaker=Speaker(mention=ada, kind="unnamed"))
        maker.stance(names[0], Target(entity=names[1]), OPPOSE, ["no"])
    found = compared(first, second)
    assert found.mention_entities == Share(2, 2)
    assert found.quote_speakers == Share(2, 2)
    assert found.stance_tuples == Overlap(1, 1, 1)


def test_local_entities_without_a_shared_span_differ_even_under_one_name() -> None:
    first, second = made(), made()
    for maker, where in ((first, "officer"), (second, "Bram")):
        source = maker.mention(where, entity_id="local:source", form=Form.NOMINAL)
        maker.quote(QuoteType.INDIRECT, ["no"], speaker=Speaker(mention=source, kind="unnamed"))
    assert compared(first, second).quote_speakers == Share(0, 1)


def test_quotes_exactly_and_by_characters() -> None:
    first, second = made(), made()
    first.quote(QuoteType.MIXED, ["the plan", "the café"])
    first.quote(QuoteType.INDIRECT, ["no to Bram"])
    second.quote(QuoteType.MIXED, ["the plan"])
    second.quote(QuoteType.INDIRECT, ["no to Bram"])
    found = compared(first, second)
    assert found.quote_exact == Overlap(1, 2, 2)
    assert found.quote_characters == Overlap(18, 26, 18)
    assert found.quote_speakers == Share(1, 1), "unknown in both is the same"


def test_adjacent_quotes_share_no_character() -> None:
    first, second = made(), made()
    first.quote(QuoteType.DIRECT, ["the "])
    second.quote(QuoteType.DIRECT, ["plan"])
    assert compared(first, second).quote_characters == Overlap(0, 4, 4)


def test_propositions_match_by_label_before_evidence() -> None:
    first, second = made(), made()
    first.stance(AUTHOR, Target(proposition="plan"), SUPPORT, ["hailed"])
    first.stance(AUTHOR, Target(proposition="news"), OPPOSE, ["more news"])
    first.stance("ada", Target(proposition="visit"), SUPPORT, ["no"])
    second.stance(AUTHOR, Target(proposition=" plan."), SUPPORT, ["more news"])
    second.stance(AUTHOR, Target(proposition="the scheme"), OPPOSE, ["more"])
    second.stance("bram", Target(proposition="visit"), SUPPORT, ["no"])
    found = compared(first, second)
    assert found.stance_tuples == Overlap(2, 3, 3)
    assert found.stance_pairs == Overlap(2, 3, 3)


def test_propositions_are_matched_one_to_one_and_as_many_as_can_be() -> None:
    first, second = made(), made()
    first.stance(AUTHOR, Target(proposition="a"), SUPPORT, ["hailed 𝒳"])
    first.stance(AUTHOR, Target(proposition="b"), SUPPORT, ["hailed"])
    second.stance(AUTHOR, Target(proposition="c"), SUPPORT, ["hailed 𝒳 and the café"])
    assert compared(first, second).stance_pairs == Overlap(1, 2, 1)
    second.stance(AUTHOR, Target(proposition="d"), SUPPORT, ["𝒳"])
    assert compared(first, second).stance_pairs == Overlap(2, 2, 2), "a greedy matching would give c to a"


def test_polarity_on_shared_pairs() -> None:
    first, second = made(), made()
    for maker, polarities in ((first, (SUPPORT, SUPPORT, OPPOSE, NONE)), (second, (SUPPORT, OPPOSE, OPPOSE, NONE))):
        for target, polarity in zip("abcd", polarities, strict=True):
            maker.stance("ada", Target(entity=target), polarity, ["no"])
    found = compared(first, second)
    assert found.stance_tuples == Overlap(2, 3, 3)
    assert found.stance_pairs == Overlap(3, 3, 3)
    assert (found.stance_polarity.units, found.stance_polarity.same) == (4, 3)
    assert found.stance_polarity.kappa == pytest.approx((3 / 4 - 5 / 16) / (1 - 5 / 16))


def test_a_considered_pair_is_no_polar_stance() -> None:
    first, second = made(), made()
    first.stance("ada", Target(entity="plan"), SUPPORT, ["hailed"])
    second.stance("ada", Target(entity="plan"), NONE)
    found = compared(first, second)
    assert (found.stance_tuples, found.stance_pairs) == (Overlap(0, 1, 0), Overlap(0, 1, 0))
    assert found.stance_polarity.kappa == 0


def test_an_entity_is_no_proposition() -> None:
    first, second = made(), made()
    first.stance("ada", Target(entity="plan"), SUPPORT, ["hailed"])
    second.stance("ada", Target(proposition="plan"), SUPPORT, ["hailed"])
    assert compared(first, second).stance_pairs == Overlap(0, 1, 1)


def test_alpha_of_mention_types() -> None:
    first, second = Maker("Ada met Bram"), Maker("Ada met Bram")
    first.mention("Ada"), first.mention("Bram")
    second.mention("Ada")
    found = compared(first, second, "Ada met Bram").mention_tokens
    assert found.counts == {("PER", "PER"): 1, ("O", "O"): 1, ("PER", "O"): 1}
    # Coincidences: PER 3, O 3 of 6; observed disagreement 2/6, expected 18/30.
    assert found.alpha == pytest.approx(1 - (2 / 6) / (18 / 30))


def test_tokens_are_those_of_lines_that_either_pass_keeps() -> None:
    roles = [Role.BODY, Role.BODY, Role.BOILERPLATE, Role.BODY]
    maker = made()
    kept, dropped = maker.annotation(), maker.annotation(roles)
    units = [compared(*pair).mention_tokens.units for pair in ((kept, kept), (kept, dropped), (dropped, dropped))]
    assert units[0] == units[1] == units[2] + len(["Read", "also", ":", "more", "news"])
    assert compared(kept, dropped).line_roles == Share(3, 4)


def test_the_outermost_quote_labels_a_token() -> None:
    maker = made()
    outer = maker.quote(QuoteType.INDIRECT, ["Ada spoke of the plan"])
    maker.quote(QuoteType.DIRECT, ["the plan"], parent=outer)
    found = compared(maker, maker).quote_tokens.counts
    assert found["indirect", "indirect"] == 5
    assert "direct" not in {label for pair in found for label in pair}


def test_evidence_counts_where_the_stance_is_polar() -> None:
    maker = made()
    maker.stance("ada", Target(entity="a"), NONE, ["Ada spoke"])
    maker.stance("ada", Target(entity="b"), SUPPORT, ["hailed 𝒳"])
    assert compared(maker, maker).stance_tokens.counts["evidence", "evidence"] == 2


def test_layers_count_where_both_passes_have_them() -> None:
    first, second = made(), made()
    first.mention("Ada")
    bare = msgspec.structs.replace(second.annotation(), mentions=None, quotes=None, scare_quotes=None, stances=None)
    bare = msgspec.structs.replace(bare, lines=None)
    found = compared(first, bare)
    assert found.annotated == {}
    assert found.mention_spans == Overlap()
    assert found.mention_tokens.units == 0
    assert found.scare_quote_exact.f1 is None


def test_scare_quotes_by_span() -> None:
    word = made().span("hailed")
    scare = ScareQuote(start=word.start, end=word.end, surface=word.surface, kind="scare")
    named = msgspec.structs.replace(scare, kind="name")
    first = msgspec.structs.replace(made().annotation(), scare_quotes=[scare])
    second = msgspec.structs.replace(made().annotation(), scare_quotes=[named])
    assert compared(first, second).scare_quote_exact == Overlap(1, 1, 1)


def test_nothing_is_not_agreement() -> None:
    found = compared(made(), made()).json()
    assert found["mention_spans"] == {"f1": None, "tp": 0, "first": 0, "second": 0}
    assert found["mention_tokens"]["alpha"] is None
    assert found["stance_polarity"]["kappa"] is None
    assert found["line_roles"]["share"] == 1


def test_without_the_text_alpha_is_unknown_in_its_row_and_in_all() -> None:
    maker = made()
    maker.mention("Ada")
    annotation = maker.annotation()
    whole = report([Pair("open", "en", annotation, annotation, RAW), Pair("wire", "en", annotation, annotation, None)])
    assert [row.agreement.mention_tokens.alpha for row in whole.rows] == [1, None, None]
    assert [row.agreement.mention_spans.f1 for row in whole.rows] == [1, 1, 1]
    assert "1 document is not at hand" in (note(whole) or "")


def test_markdown_has_the_cells_of_the_tables() -> None:
    maker = made()
    maker.mention("Ada")
    annotation = msgspec.structs.replace(maker.annotation(), scare_quotes=None)
    whole = report([Pair(c, "en", annotation, annotation, RAW) for c in ("wire", "open", "open")])
    page = markdown(whole)
    assert "| collection | language | documents | first | second | span F1 | typed F1 | entity | token α |" in page
    assert "| open | en | 2 | 2 | 2 | 1.000 | 1.000 | 1.000 | 1.000 |" in page
    assert "| all |  | 3 | 3 | 3 | 1.000 |" in page
    assert "| all |  | 3 | 0 | 0 | – | – | – | – |" in page, "no quotes: not 1"
    assert page.endswith("|\n")
    assert [table.title for table in tables(whole)] == ["Lines", "Mentions that are names", "Quotes", "Stances"]
    assert "Scare" not in page
    assert markdown(report([])) == "\n"


def test_mini_corpus_against_itself() -> None:
    corpus, raw = Corpus(MINI), RawFolder(MINI_RAW)
    pairs = []
    for document in corpus.documents().value:
        gold = load_annotation(corpus, document).value
        assert gold is not None
        pairs.append(Pair(document.collection, document.language, gold, gold, find_raw(corpus, document, raw).text))
    for row in report(pairs).rows:
        assert_perfect(row.agreement)
        assert row.agreement.mention_spans.f1 == 1


# What holds of any two passes


def assert_perfect(agreement: Agreement) -> None:
    for value in agreement.json().values():
        if isinstance(value, dict):
            assert {value.get(figure) for figure in ("f1", "share", "alpha", "kappa")} <= {None, 1.0}, value


@st.composite
def readings(draw: st.DrawFn) -> Annotation:
    """Any annotation of RAW: duplicates, overlaps and nesting included."""
    maker = Maker(RAW)
    words = st.sampled_from(["Ada", "the plan", "of the plan", "She", "hailed 𝒳", "𝒳", "café", "officer", "Bram", "no"])
    entities = st.sampled_from(["ada", "bram", "local:a", "local:b"])
    for _ in range(draw(st.integers(0, 4))):
        maker.mention(draw(words), draw(st.sampled_from(MentionType)), draw(entities), form=draw(st.sampled_from(Form)))
    names = [mention.id for mention in maker.mentions]
    for _ in range(draw(st.integers(0, 3))):
        speaker = draw(st.sampled_from([None, *names]))
        maker.quote(
            draw(st.sampled_from(QuoteType)),
            draw(st.lists(words, min_size=1, max_size=2)),
            speaker=Speaker(mention=speaker, kind="unknown" if speaker is None else "named"),
        )
    targets = st.builds(Target, entity=entities) | st.builds(Target, proposition=st.sampled_from(["p", "q", "r"]))
    for _ in range(draw(st.integers(0, 5))):
        maker.stance(
            draw(st.sampled_from([AUTHOR, "ada", "local:a"])),
            draw(targets),
            draw(st.sampled_from(Polarity)),
            draw(st.lists(words, max_size=2)),
        )
    layers = maker.annotation(draw(st.lists(st.sampled_from(Role), min_size=4, max_size=4)))
    marked = [maker.span(word) for word in draw(st.lists(words, max_size=2))]
    scare = [ScareQuote(start=span.start, end=span.end, surface=span.surface, kind="scare") for span in marked]
    layers = msgspec.structs.replace(layers, scare_quotes=scare)
    if draw(st.booleans()):
        return layers
    return msgspec.structs.replace(layers, **{draw(st.sampled_from(LAYERS)): None})


def shuffled(data: st.DataObject, annotation: Annotation) -> Annotation:
    """The same annotation with the items of every layer in another order."""
    changes: dict[str, Any] = {
        layer: data.draw(st.permutations(getattr(annotation, layer)))
        for layer in LAYERS
        if getattr(annotation, layer) is not None
    }
    return msgspec.structs.replace(annotation, **changes)


def turned(value: Any) -> Any:
    """Figures as they are when the passes change places."""
    if isinstance(value, dict):
        other = {"first": "second", "second": "first"}
        return {other.get(key, key): turned(inner) for key, inner in value.items()}
    return value


@given(readings())
def test_a_pass_agrees_with_itself(annotation: Annotation) -> None:
    assert_perfect(compared(annotation, annotation))


@given(readings(), readings())
def test_swapping_the_passes_changes_nothing(first: Annotation, second: Annotation) -> None:
    assert compared(second, first).json() == turned(compared(first, second).json())


@given(readings(), readings(), st.data())
def test_the_order_of_items_never_matters(first: Annotation, second: Annotation, data: st.DataObject) -> None:
    expected = compared(first, second).json()
    assert compared(shuffled(data, first), shuffled(data, second)).json() == expected


@given(readings(), readings())
def test_counts_are_bounded_and_figures_lie_in_their_range(first: Annotation, second: Annotation) -> None:
    found = compared(first, second)
    assert found.stance_tuples.tp <= found.stance_pairs.tp <= found.stance_polarity.units
    assert found.mention_types.tp <= found.mention_spans.tp
    assert found.quote_speakers.of == found.quote_exact.tp
    for value in found.json().values():
        if isinstance(value, dict) and "tp" in value:
            assert value["tp"] <= min(value["first"], value["second"])
            assert value["f1"] is None or 0 <= value["f1"] <= 1
        elif isinstance(value, dict) and "same" in value:
            figures = [value.get(figure) for figure in ("share", "alpha", "kappa")]
            assert all(figure is None or -1 <= figure <= 1 for figure in figures)


@given(st.lists(st.tuples(readings(), readings(), st.sampled_from(["en", "fr"])), max_size=4), st.data())
def test_a_row_is_the_sum_of_its_documents(many: list[tuple[Annotation, Annotation, str]], data: st.DataObject) -> None:
    pairs = [Pair("open", language, first, second, RAW) for first, second, language in many]
    whole = report(pairs)
    again = report(data.draw(st.permutations(pairs)))
    assert [row.json() for row in again.rows] == [row.json() for row in whole.rows]
    everything = whole.rows[-1]
    assert (everything.collection, everything.language, everything.agreement.documents) == ("all", None, len(many))
    assert everything.agreement.mention_spans.tp == sum(compare(pair).mention_spans.tp for pair in pairs)
    assert not any("nan" in cell for table in tables(whole) for row in table.rows for cell in row)


LABEL_COUNTS = st.dictionaries(
    st.tuples(st.sampled_from("ABO"), st.sampled_from("ABO")), st.integers(1, 30), max_size=9
)


@given(LABEL_COUNTS)
def test_alpha_and_kappa_by_their_definitions(counts: dict[tuple[str, str], int]) -> None:
    labels = Labels() + Labels(counts=Counter(counts))
    total, names = sum(counts.values()), {label for pair in counts for label in pair}
    if len(names) < 2:
        assert (labels.alpha, labels.kappa) == (None, None)
        return
    rows = {n: sum(c for (a, _), c in counts.items() if a == n) for n in names}
    columns = {n: sum(c for (_, b), c in counts.items() if b == n) for n in names}
    differ = 1 - labels.same / total
    pooled = {n: rows[n] + columns[n] for n in names}
    expected = 1 - sum(pooled[n] * (pooled[n] - 1) for n in names) / (2 * total * (2 * total - 1))
    assert labels.alpha == pytest.approx(1 - differ / expected)
    chance = sum(rows[n] * columns[n] for n in names) / total**2
    assert labels.kappa == pytest.approx((1 - differ - chance) / (1 - chance))
