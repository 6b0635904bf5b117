"""docs/results.json, what is made of it, and how it is made: the recorded figures, and those of fictional systems."""

from __future__ import annotations

import copy
import importlib
import json
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest

from corpora import REPO
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.store import Corpus
from goldwire.model.annotation import MentionType, Polarity, QuoteType
from goldwire.model.layers import (
    Fragment,
    Gold,
    Layers,
    LineRole,
    Mention,
    Prediction,
    Quote,
    Speaker,
    Stance,
    Text,
    as_prediction,
)
from goldwire.model.line import Role
from goldwire.versions.record import record_path, recorded

OUT_OF_DATE = "out of date: run make results"
Results = dict[str, Any]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ModuleType]:
    """A script of docs/, as a module."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "1")  # which make_results does, and would leave behind
    monkeypatch.syspath_prepend(REPO / "docs")
    return importlib.import_module


# What is recorded


@pytest.fixture(scope="module")
def recorded_results() -> Results:
    read: Results = json.loads((REPO / "docs" / "results.json").read_text(encoding="utf-8"))
    return read


def test_the_page_is_what_the_figures_give(script: Callable[[str], ModuleType], recorded_results: Results) -> None:
    page = script("results_page").page(recorded_results)
    assert (REPO / "docs" / "results.md").read_text(encoding="utf-8") == page, OUT_OF_DATE


def test_the_readme_quotes_the_figures(script: Callable[[str], ModuleType], recorded_results: Results) -> None:
    block = script("results_page").block(recorded_results)
    readme = (REPO / "README.md").read_text(encoding="utf-8")
    assert f"<!-- begin: results -->\n{block}<!-- end: results -->" in readme, "out of date: run make docs"


def test_the_figures_are_of_the_newest_release(recorded_results: Results) -> None:
    corpus = Corpus(REPO)
    newest = recorded(corpus)[-1]
    record = sha256_hex(record_path(corpus, newest).read_bytes())
    release = recorded_results["release"]
    assert (release["version"], release["record"]) == (newest, record), OUT_OF_DATE


def test_the_drawing_is_that_of_the_figures(script: Callable[[str], ModuleType], recorded_results: Results) -> None:
    if recorded_results["libraries"]["matplotlib"] != version("matplotlib"):
        pytest.skip("another version of matplotlib draws other bytes")
    drawn = script("results_curves").svg(recorded_results["curves"], script("results_page").CURVED)
    assert (REPO / "docs" / "learning-curves.svg").read_bytes() == drawn, OUT_OF_DATE


# Figures of fictional systems

KINDS = {f"body → {role}": number for number, role in enumerate("abcdefghijklm", start=1)}


def figure(value: float | None, low: float | None = None, high: float | None = None) -> dict[str, float | None]:
    return {"value": value, "low": low, "high": high}


def group(documents: int, value: float | None, names: Sequence[str]) -> Results:
    def entry(value: float | None) -> Results:
        low, high = (None, None) if value is None else (value - 0.1, value + 0.1)
        return {"counts": {"tp": 3, "predicted": 4, "gold": 5}, "figures": {"f1": figure(value, low, high)}}

    return {
        "documents": documents,
        "levels": {
            "standard": {name: entry(value) for name in names},
            "lookup": {name: entry(0.25) for name in names},
            "majority": {},
        },
        "paired": {name: {**figure(-0.25, -0.5, 0.1), "p": 0.0004} for name in names[:1]},
    }


def fictional(headlines: Sequence[str]) -> Results:
    """Results as `make results` writes them."""
    names = [*headlines, "linking.all"]
    splits = {"test": {"all": 2, "en": 1, "fr": 1}, "wire": {"all": 5, "en": 4, "fr": 1}}
    points = [[0.5, 0.25, None], [0.5, 0.75, 1.0]]
    return {
        "release": {"name": "fiction", "version": "1.2.3", "record": "0123456789abcdef" * 4},
        "documents": [
            {"split": split, "language": language, "stories": 2, "documents": documents}
            for split, languages in ({"train": {"all": 9}} | splits).items()
            for language, documents in languages.items()
        ],
        "settings": {"confidence": 0.95, "resamples": 1000, "swaps": 10_000, "seed": 0},
        "libraries": {"numpy": "9.9"},
        "metrics": [{"name": name, "layer": "mentions", "figure": "f1"} for name in names],
        "figures": {
            split: {language: group(documents, 0.5, names) for language, documents in languages.items()}
            for split, languages in splits.items()
        },
        "analyses": [
            {"name": "names", "title": "Names", "unit": "gold names", "kinds": ["right", "missed", "spurious"]},
            {"name": "line_roles", "title": "Roles", "unit": "lines", "kinds": []},
        ],
        "errors": {
            split: {
                language: {"names": {"missed": 1, "right": 3}, "line_roles": KINDS | {"right": 2}}
                for language in languages
            }
            for split, languages in splits.items()
        },
        "curves": {
            "split": "validation",
            "shares": [50, 100],
            "stories": [1, 2],
            "orders": 3,
            "points": {level: dict.fromkeys(headlines, points) for level in ("standard", "lookup")},
        },
    }


@pytest.fixture
def results(script: Callable[[str], ModuleType]) -> Results:
    return fictional(list(script("results_page").HEADLINES))


def cells(page: str, first: str) -> list[list[str]]:
    """The rows of tables that begin with a cell."""
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("|")]
    return [row for row in rows if row[0] == first]


def test_a_row_has_figures_intervals_and_the_paired_test(script: Callable[[str], ModuleType], results: Results) -> None:
    page = script("results_page").page(results)
    of_test, of_wire = cells(page, "`mentions.strict`")
    assert of_test == [
        *("`mentions.strict`", "F1", "5", "0.500 (0.40–0.60)", "0.250", "–", "−0.250 (p < 0.001)"),
        *("0.500", "0.500"),  # of a single document there is no interval
    ]
    assert of_wire[-2:] == ["0.500 (0.40–0.60)", "0.500"]
    assert cells(page, "`linking.all`")[0][6] == "–"


def test_the_summary_has_a_row_for_each_task_and_the_real_articles(
    script: Callable[[str], ModuleType], results: Results
) -> None:
    scripts = script("results_page")
    block = scripts.block(results)
    for title in scripts.HEADLINES.values():
        assert len(cells(block, title)) == 1
    assert cells(block, "task")[0][-1] == "wire"
    assert "fiction 1.2.3: trained on 9 articles of 2 stories" in block


def test_without_the_real_articles_the_page_says_so(script: Callable[[str], ModuleType], results: Results) -> None:
    page = script("results_page").page(without_wire(results))
    assert "Their raw files were not at hand" in page
    assert "Wire" not in page
    assert cells(page, "task")[0][-1] == "majority"


def test_what_is_not_defined_is_a_dash(script: Callable[[str], ModuleType], results: Results) -> None:
    results["figures"]["test"]["all"] = group(2, None, [metric["name"] for metric in results["metrics"]])
    assert cells(script("results_page").page(results), "`mentions.strict`")[0][3] == "–"


def test_errors_have_counts_and_shares_and_rare_kinds_are_put_together(
    script: Callable[[str], ModuleType], results: Results
) -> None:
    page = script("results_page").page(results)
    assert cells(page, "missed")[0][1:] == ["1 (25%)"] * 6
    assert not cells(page, "spurious"), "a kind that never occurs"
    assert cells(page, "right")[-1][1] == "2 (2%)", "91 of other kinds"
    assert cells(page, "body → m")[0][1] == "13 (14%)"
    assert cells(page, "4 other kinds")[0][1] == f"{1 + 2 + 3 + 4} (11%)"
    assert [row[1] for row in cells(page, "all")] == ["4", "93"]


def one_of(titles: dict[str, str]) -> dict[str, str]:
    """One panel is drawn faster than all."""
    return dict(list(titles.items())[:1])


def test_curves_are_drawn_alike_each_time_and_told_in_words(
    script: Callable[[str], ModuleType], results: Results
) -> None:
    titles = one_of(script("results_page").CURVED)
    svg = script("results_curves").svg
    drawn = svg(results["curves"], titles)
    assert drawn == svg(copy.deepcopy(results["curves"]), titles)
    root = ElementTree.fromstring(drawn)
    assert root.get("role") == "img"
    assert "names, span and type: standard 0.38 to 0.75" in (root.get("aria-label") or "")
    shown = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {*titles.values(), "standard", "lookup"} <= shown, "text stays text"
    assert cells(script("results_page").page(results), "names, span and type")[-1][-1] == "0.750 (0.50–1.00)"


def test_curves_without_a_figure_are_drawn_all_the_same(script: Callable[[str], ModuleType], results: Results) -> None:
    titles = one_of(script("results_page").CURVED)
    results["curves"]["points"]["lookup"] = {metric: [[None], [None]] for metric in titles}
    drawn = script("results_curves").svg(results["curves"], titles).decode()
    assert "lookup undefined to undefined" in drawn


# make results


def without_wire(results: Results) -> Results:
    made = copy.deepcopy(results)
    made["documents"] = [one for one in made["documents"] if one["split"] != "wire"]
    for part in ("figures", "errors"):
        made[part].pop("wire")
    return made


def test_the_file_holds_the_results(script: Callable[[str], ModuleType], results: Results) -> None:
    written = script("make_results").encoded(results)
    assert json.loads(written) == results
    assert max(map(len, written.splitlines())) < 400, "a difference can be read"


def test_figures_of_the_real_articles_stay_where_all_others_are_the_same(
    script: Callable[[str], ModuleType], results: Results
) -> None:
    keep = script("make_results").with_wire_of
    assert keep(results, without_wire(results)) == results
    assert keep(without_wire(results), without_wire(results)) == without_wire(results)
    changed = without_wire(results)
    changed["figures"]["test"]["all"]["levels"]["standard"]["mentions.strict"]["figures"]["f1"]["value"] = 0.501
    assert keep(results, changed) == changed


def test_a_check_names_the_figures_that_differ(script: Callable[[str], ModuleType], results: Results) -> None:
    differences = script("make_results").differences
    assert not list(differences(results, results))
    assert not list(differences(results, without_wire(results))), "what is not at hand cannot be checked"
    changed = copy.deepcopy(results)
    strict = changed["figures"]["test"]["fr"]["levels"]["standard"]["mentions.strict"]["figures"]
    strict["f1"]["value"] += 0.005
    assert not list(differences(results, changed)), "within the tolerance"
    strict["f1"]["value"] += 0.02
    del changed["figures"]["wire"]["all"]["levels"]["lookup"]["linking.all"]
    changed["release"]["version"] = "2.0.0"
    assert list(differences(results, changed)) == [
        "release: results.json is of fiction 1.2.3 (record 0123456789abcdef…), "
        "this is fiction 2.0.0 (record 0123456789abcdef…)",
        "test fr standard mentions.strict f1: 0.5000 in results.json, 0.5250 now",
        "wire all lookup linking.all f1: 0.2500 in results.json, undefined now",
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--raw", "nowhere"], "--raw nowhere: there are no raw files"),
        (["--release", "nowhere"], "nowhere is no release"),
        (["--hydrated", "nowhere"], "--hydrated goes with --release"),
        (["--render", "--check"], "choose one"),
        (["--workers", "0"], "at least one is needed"),
    ],
)
def test_misuse_is_told(
    script: Callable[[str], ModuleType], capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    with pytest.raises(SystemExit) as stopped:
        script("make_results").main(arguments)
    assert stopped.value.code == 2
    assert says in capsys.readouterr().err


# How they are made


def document(number: int, story: str, language: str = "en") -> Gold:
    """A document of eleven code points: Ada said no."""
    text = "Ada said no"
    stance = Stance(
        id="s1",
        holder="ada",
        target_entity="bram",
        polarity=Polarity.OPPOSE,
        evidence=[Fragment(start=4, end=11)],
    )
    quote = Quote(
        id="q1",
        type=QuoteType.INDIRECT,
        content=[Fragment(start=9, end=11)],
        cue_start=4,
        cue_end=8,
        speakers=[Speaker(mention="m1", entity="ada", kind="named")],
    )
    return Gold(
        text=Text(doc_id=f"gw-{number:016}", language=language, text=text, lines=[]),
        collection="open",
        story=story,
        layers=Layers(
            mentions=[Mention(id="m1", start=0, end=3, type=MentionType.PER, entity="ada")],
            quotes=[quote],
            stances=[stance],
            line_roles=[LineRole(start=0, end=11, role=Role.BODY)],
        ),
    )


SPLITS = {
    "train": tuple(document(number, f"story {number // 2}") for number in range(8)),
    "validation": (document(10, "tuned"),),
    "test": (document(20, "tested"), document(21, "tested", "fr")),
    "wire": (document(30, "real"),),
}


@pytest.fixture
def run(script: Callable[[str], ModuleType], monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """results_run with documents from memory instead of those of a release."""
    module = script("results_run")
    monkeypatch.setattr(module, "_documents", lambda folder, split: SPLITS[split])
    monkeypatch.setattr(module, "read_manifest", lambda folder: SimpleNamespace(name="fiction", version="1.0.0"))
    monkeypatch.setattr(module, "read_release", lambda folder: None)
    monkeypatch.setattr(module, "encoded", lambda snapshot: b"record")
    return module


def predicted(run: ModuleType, source: Any) -> dict[Any, dict[str, list[Prediction]]]:
    """The best system knows everything, those below know names alone, and systems of fewer stories know nothing."""

    def of(job: Any, gold: Gold) -> Prediction:
        if len(job.stories) < 4:
            return Prediction(doc_id=gold.doc_id, mentions=[], links=[], quotes=[])
        if job.level == "standard":
            return as_prediction(gold)
        return Prediction(doc_id=gold.doc_id, mentions=gold.layers.mentions)

    jobs = [run.Job(level, stories) for stories in run._subsets(source).values() for level in run.LEVELS]
    return {job: {split: [of(job, gold) for gold in SPLITS[split]] for split in SPLITS} for job in jobs}


def test_shares_of_stories_grow_within_an_order(run: ModuleType) -> None:
    subsets = run._subsets(run.Source(Path("public"), None))
    assert {len(chosen) for (share, _), chosen in subsets.items() if share == 25} == {1}
    assert len({subsets[50, order] for order in range(run.ORDERS)}) > 1, "orders differ"
    for order in range(run.ORDERS):
        for smaller, larger in zip(run.SHARES, run.SHARES[1:], strict=False):
            assert set(subsets[smaller, order]) < set(subsets[larger, order])
    assert {subsets[100, order] for order in range(run.ORDERS)} == {tuple(f"story {number}" for number in range(4))}


def test_figures_are_those_of_the_scorer_by_split_and_language(run: ModuleType) -> None:
    source = run.Source(Path("public"), Path("hydrated"))
    results = run.figures(source, predicted(run, source))
    everything = results["figures"]["test"]["all"]
    assert everything["documents"] == 2
    assert everything["levels"]["standard"]["quotes.attribution"]["figures"]["f1"]["value"] == 1
    assert everything["levels"]["lookup"]["mentions.strict"]["counts"] == {"tp": 2, "predicted": 2, "gold": 2}
    assert "quotes.attribution" not in everything["levels"]["lookup"]
    assert everything["paired"]["mentions.strict"]["value"] == 0
    assert set(results["figures"]["test"]) == {"all", "en", "fr"}
    assert set(results["figures"]["wire"]) == {"all", "en"}
    assert results["errors"]["test"]["all"]["names_seen"] == {"seen, right": 2}
    assert results["release"]["record"] == sha256_hex(b"record")
    assert {"split": "train", "language": "all", "stories": 4, "documents": 8} in results["documents"]
    assert msgspec.json.decode(msgspec.json.encode(results)) == results


def test_without_the_hydrated_release_nothing_is_said_of_the_real_articles(run: ModuleType) -> None:
    source = run.Source(Path("public"), None)
    results = run.figures(source, predicted(run, source))
    assert set(results["figures"]) == set(results["errors"]) == {"test"}


def test_curves_are_of_validation_and_of_each_order(run: ModuleType) -> None:
    source = run.Source(Path("public"), None)
    curves = run.learning_curves(source, predicted(run, source), ["mentions.strict", "speakers.all"])
    assert (curves["split"], curves["stories"]) == ("validation", [1, 2, 3, 4])
    assert curves["points"]["standard"]["mentions.strict"] == [[0.0] * 5] * 3 + [[1.0] * 5]
    assert curves["points"]["lookup"]["speakers.all"] == [[None] * 5] * 4, "not predicted"


def test_every_metric_stands_in_a_section_and_every_headline_is_one(script: Callable[[str], ModuleType]) -> None:
    page, metrics = script("results_page"), script("goldwire.scoring.metric").metrics()
    names = [metric.name for metric in metrics]
    assert set(page.HEADLINES) <= set(names)
    begins = [begin for section in page.SECTIONS.values() for begin in section]
    assert {name.partition(".")[0] for name in names} == set(begins)
    assert len(begins) == len(set(begins))


def test_predictions_that_the_scorer_refuses_stop_the_run(run: ModuleType) -> None:
    bad = Prediction(
        doc_id=SPLITS["test"][0].doc_id, mentions=[Mention(id="m1", start=5, end=99, type=MentionType.PER)]
    )
    with pytest.raises(ValueError, match="scorer refuses"):
        run._scored(SPLITS["test"], {level: [bad] for level in run.LEVELS})
