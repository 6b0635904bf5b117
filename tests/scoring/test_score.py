"""What a score holds: groups, figures with intervals, comparison of two systems, tables, JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_documents import document, found

from goldwire.model.annotation import MentionType
from goldwire.model.layers import Gold, Link, Mention, Prediction, as_prediction
from goldwire.release.gold import gold_documents
from goldwire.scoring.metric import LAYERS, metrics
from goldwire.scoring.score import score
from goldwire.scoring.score_tables import against_tables, is_detail, markdown, note, tables

GOLD = [document(number, 4 + number % 3, "en" if number % 3 else "fr") for number in range(12)]
SOME = [found(one, 3, number % 2) for number, one in enumerate(GOLD)]
FEWER = [found(one, 2, number % 3) for number, one in enumerate(GOLD)]


def test_figures_are_of_the_sums_of_each_language_and_of_all() -> None:
    scored = score(SOME, GOLD, resamples=50)
    for language, chosen in ((None, GOLD), ("en", GOLD), ("fr", GOLD)):
        here = [n for n, one in enumerate(chosen) if language in (None, one.language)]
        tp, predicted, gold = 3 * len(here), sum(3 + n % 2 for n in here), sum(4 + n % 3 for n in here)
        row = scored.row("mentions.strict", language)
        assert row.documents == len(here)
        assert dict(row.result.counts) == {"tp": tp, "predicted": predicted, "gold": gold}
        assert scored.figure("mentions.strict", language=language).value == pytest.approx(2 * tp / (predicted + gold))
        assert scored.figure("mentions.strict", "precision", language).value == pytest.approx(tp / predicted)
        assert scored.figure("mentions.strict", "recall", language).value == pytest.approx(tp / gold)
    assert (scored.documents, dict(scored.languages)) == (12, {"en": 8, "fr": 4})
    assert set(scored.not_scored) == set(LAYERS) - {"mentions"}
    assert {row.metric for row in scored.rows} == {one.name for one in metrics() if one.layer == "mentions"}


def test_gold_against_gold_is_one_and_its_interval_too(mini_release: Path) -> None:
    gold = list(gold_documents(mini_release, "train"))
    scored = score(map(as_prediction, gold), gold)
    assert scored.incidents == ()
    assert scored.not_scored == ()
    assert {row.metric for row in scored.rows} == {metric.name for metric in metrics()}
    for row in scored.rows:
        for figure in row.result.figures.values():
            assert figure.value in (1, None)
            assert figure.interval in (None, (1, 1))


def test_the_interval_is_that_of_a_plain_bootstrap_over_documents() -> None:
    scored = score(SOME, GOLD, resamples=4000)
    counts = np.array([(3, 3 + n % 2, 4 + n % 3) for n in range(12)])
    drawn = counts[np.random.default_rng(1).integers(0, 12, size=(4000, 12))].sum(axis=1)
    plain = np.percentile(2 * drawn[:, 0] / (drawn[:, 1] + drawn[:, 2]), [2.5, 97.5])
    assert scored.figure("mentions.strict").interval == pytest.approx(tuple(plain), abs=0.01)


@settings(max_examples=4)
@given(st.permutations(range(12)))
def test_the_order_of_predictions_is_no_matter(order: list[int]) -> None:
    ours, theirs = ([side[place] for place in order] for side in (SOME, FEWER))
    assert score(ours, GOLD, against=theirs, resamples=20, swaps=20) == score(
        SOME, GOLD, against=FEWER, resamples=20, swaps=20
    )


def test_a_language_has_the_same_figures_whichever_others_there_are() -> None:
    french = [one for one in GOLD if one.language == "fr"]
    more = [*GOLD, document(99, 5, "de")]
    few, many = (score([*SOME, found(more[-1], 1)], gold, resamples=50) for gold in (GOLD, more))
    assert few.row("mentions.strict", "fr") == many.row("mentions.strict", "fr")
    alone = score(SOME, french, resamples=50)
    assert alone.row("mentions.strict", "fr").result == alone.row("mentions.strict").result
    assert [incident.code for incident in alone.incidents] == ["GW-W116"]


def test_two_systems() -> None:
    there, back = score(SOME, GOLD, against=FEWER), score(FEWER, GOLD, against=SOME)
    row, other = there.row("mentions.strict"), back.row("mentions.strict")
    assert row.against is not None
    assert row.against == other.result
    one, two = row.differences["f1"], other.differences["f1"]
    assert one.value == pytest.approx(row.result.main.value - (row.against.main.value or 0))  # type: ignore[operator]
    assert one.value == pytest.approx(-(two.value or 0))
    assert one.p == two.p
    assert one.p is not None
    assert one.p < 0.01
    assert one.interval is not None
    assert two.interval is not None
    assert one.interval == pytest.approx((-two.interval.high, -two.interval.low))
    assert 0 < one.interval.low < (one.value or 0) < one.interval.high


def test_a_system_against_itself() -> None:
    for row in score(SOME, GOLD, against=SOME, resamples=50, swaps=50).rows:
        for difference in row.differences.values():
            assert (difference.value, difference.p) in ((0, 1), (None, None))
            assert difference.interval in ((0, 0), None)


def test_a_layer_that_only_one_of_two_systems_predicts() -> None:
    links = [msgspec.structs.replace(one, links=[Link(mention="m0", entity="ada")]) for one in SOME]
    both = score(links, GOLD, against=SOME, resamples=10, swaps=10)
    assert both.row("links.all").against is None
    assert both.row("mentions.strict").against is not None
    assert "links.all" not in {row.metric for row in score(SOME, GOLD, against=links, resamples=10, swaps=10).rows}


def test_documents_without_a_prediction_count_as_empty() -> None:
    whole, half = score(SOME, GOLD, resamples=0), score(SOME[:6], GOLD, resamples=0)
    gold = whole.row("mentions.strict").result.counts["gold"]
    assert half.row("mentions.strict").result.counts == {"tp": 18, "predicted": 21, "gold": gold}
    assert half.figure("mentions.strict").interval is None
    assert [incident.code for incident in half.incidents] == ["GW-W114"]
    assert half.whole


def test_errors_are_told_and_the_rest_is_scored() -> None:
    broken = msgspec.structs.replace(SOME[0], mentions=[Mention(start=9, end=9, type=MentionType.PER)])
    scored = score([broken, *SOME[1:]], GOLD, against=[broken, *SOME[1:]], resamples=0)
    assert not scored.whole
    assert [incident.code for incident in scored.incidents] == ["GW-E105"] * 2
    assert scored.row("mentions.strict").result.counts["tp"] == 33
    nothing = score([], GOLD, resamples=10)
    assert (nothing.rows, [incident.code for incident in nothing.incidents]) == ((), ["GW-E113"])


def test_one_document_has_figures_and_no_interval() -> None:
    assert score(SOME[:1], GOLD[:1]).figure("mentions.strict").value is not None
    assert score(SOME[:1], GOLD[:1]).figure("mentions.strict").interval is None


def test_misuse() -> None:
    with pytest.raises(ValueError, match="no gold document"):
        score(SOME, [])
    with pytest.raises(ValueError, match="comes twice"):
        score(SOME, [*GOLD, GOLD[0]])
    for wrong in ({"resamples": -1}, {"swaps": 0}, {"seed": -1}):
        with pytest.raises(ValueError, match="no negative"):
            score(SOME, GOLD, **wrong)  # type: ignore[arg-type]
    scored = score(SOME, GOLD, resamples=0)
    with pytest.raises(KeyError, match=r"no metric 'mention.strict' was scored; scored were linking.all, "):
        scored.figure("mention.strict")
    with pytest.raises(KeyError, match="it has f1, precision, recall"):
        scored.figure("mentions.strict", "accuracy")
    with pytest.raises(KeyError, match="there are en, fr"):
        scored.figure("mentions.strict", language="de")


def test_json_is_plain_and_has_all() -> None:
    scored = score(SOME, GOLD, against=FEWER, resamples=20, swaps=20)
    plain = json.loads(msgspec.json.encode(scored.json()))
    assert (plain["documents"], plain["languages"], plain["level"]) == (12, {"en": 8, "fr": 4}, 0.95)
    assert len(plain["rows"]) == len(scored.rows)
    first = plain["rows"][0]
    assert (first["metric"], first["layer"], first["language"]) == ("mentions.strict", "mentions", None)
    assert first["figures"]["f1"]["low"] < first["figures"]["f1"]["value"] < first["figures"]["f1"]["high"]
    assert first["differences"]["f1"]["p"] == pytest.approx(scored.rows[0].differences["f1"].p)
    assert first["against"]["counts"]["gold"] == first["counts"]["gold"]


def test_tables_show_each_metric_once_and_details_all() -> None:
    scored = score(SOME, GOLD, against=FEWER, resamples=20, swaps=20)
    compact, linking = tables(scored)
    assert linking.header[0] == "linking."
    assert compact.header == ("mentions.", "P", "R", "F1", "95 % interval", "en", "fr", "gold")
    assert [row[0] for row in compact.rows] == ["strict", "span", "strict_names"]
    assert compact.rows[0][-1] == "60"
    detailed, linking = tables(scored, details=True)
    assert len(detailed.rows) + len(linking.rows) == 3 * len({row.metric for row in scored.rows})
    assert [row[:2] for row in detailed.rows[:4]] == [
        ("mentions.strict", "all"),
        ("", "en"),
        ("", "fr"),
        ("mentions.span", "all"),
    ]
    paired, _ = against_tables(scored)
    assert paired.header == ("mentions.", "this F1", "against", "difference", "95 % interval", "p")
    assert re.fullmatch(r"\+0\.\d{3}", paired.rows[0][3])
    assert against_tables(score(SOME, GOLD, resamples=0)) == []
    for table in (compact, detailed, paired):
        assert {len(row) for row in table.rows} == {len(table.header)}


def test_every_task_has_a_table_in_which_each_figure_has_a_place(mini_release: Path) -> None:
    gold = list(gold_documents(mini_release, "train"))
    records = [as_prediction(one) for one in gold]
    scored = score(records, gold, against=records, resamples=20, swaps=20)
    for details in (False, True):
        shown = tables(scored, details=details)
        assert [table.title.split(",")[0].split(":")[0] for table in shown] == [
            "Mentions",
            "Linking",
            "Linking of gold mentions",
            "Quotes",
            "Speakers of gold quotes",
            "Stances",
            "Polarity of gold pairs",
            "Line roles",
        ]
        names = [f"{table.header[0]}{row[0]}" for table in shown for row in table.rows]
        if not details:
            assert sorted(names) == sorted(m.name for m in metrics() if not is_detail(m.name))
        text = markdown(scored, details=details)
        assert text.endswith(f"\n\n{note(scored)}\n")
        for table in (*shown, *against_tables(scored, details=details)):
            assert f"**{table.title}**" in text
            width = len("  ".join(max(column, key=len) for column in zip(table.header, *table.rows, strict=True)))
            assert details or width <= 80, table.title


def test_a_prediction_for_gold_without_the_layer_is_not_scored() -> None:
    bare = msgspec.structs.replace(GOLD[0], layers=msgspec.structs.replace(GOLD[0].layers, mentions=None))
    links = [Link(mention="m0", entity="ada")]
    scored = score([Prediction(doc_id=bare.doc_id, mentions=found(bare, 2).mentions, links=links)], [bare])
    assert scored.incidents == ()
    assert scored.figure("mentions.strict").value is None
    assert "–" in markdown(scored)


def test_gold_may_be_a_stream() -> None:
    def stream() -> list[Gold]:
        return list(GOLD)

    assert score(iter(SOME), iter(stream()), resamples=20) == score(SOME, GOLD, resamples=20)
