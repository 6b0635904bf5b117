"""`goldwire suggest`: worksheets that begin with what a system predicts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from baseline_fakes import FakeBaseline, fakes
from corpora import ENGLISH, FRENCH, MINI_RAW, WIRE, copy_mini
from goldwire.baselines import systems
from goldwire.baselines.protocol import LEVELS, Level, baselines
from goldwire.baselines.systems import TrainedOn, train_system
from goldwire.checks.run import open_corpus
from goldwire.cli.app import app
from goldwire.corpus.ids import sha256_hex
from goldwire.corpus.store import Corpus
from goldwire.release.build import build
from goldwire.release.gold import gold_documents, gold_entities

LAYERS = ("mentions", "quotes", "stances")
SEEN = TrainedOn(
    name="mini-news", version="0.1.0", edition="public", manifest_sha256="0" * 64, splits=["train"], documents=2
)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the mini corpus."""
    root = copy_mini(tmp_path_factory.mktemp("suggest"))
    build(open_corpus(Corpus(root)), "0.1.0", root / "dist")
    return root / "dist" / "mini-news" / "0.1.0"


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], FakeBaseline]:
    """The baselines that there are: fakes."""
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW", "GOLDWIRE_RELEASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    made = fakes()
    monkeypatch.setattr(systems, "baselines", lambda: made)
    return made  # type: ignore[return-value]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def suggest(corpus: Path, *arguments: object) -> Result:
    return run("suggest", *arguments, "--corpus", corpus)


def annotation(corpus: Path, document: str) -> Path:
    return corpus / "annotations" / ("wire" if document == WIRE else "open") / f"{document}.json"


def forget(corpus: Path, document: str, *layers: str) -> None:
    """Take layers out of an annotation; all of it, where none are named."""
    path = annotation(corpus, document)
    if not layers:
        path.unlink()
        return
    record = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(record | dict.fromkeys(layers)), "utf-8")


def judge(sheet: Path, mark: str) -> None:
    sheet.write_text(sheet.read_text("utf-8").replace("  suggestion: pending\n", f"  suggestion: {mark}\n"), "utf-8")


def test_from_nothing_to_an_annotation(
    mini: Path, released: Path, tmp_path: Path, known: dict[tuple[str, str], FakeBaseline]
) -> None:
    forget(mini, ENGLISH)
    sheet = tmp_path / "sheet.yaml"
    made = suggest(mini, ENGLISH[:9], "--with", "standard", "--on", released, "-o", sheet)
    assert made.exit_code == 0, made.output
    assert made.stdout == ""
    assert f"split train: 1 document, without {ENGLISH} itself" in made.stderr
    assert known["mentions", "standard"].seen == [FRENCH], "it learns nothing of the document itself"
    assert (
        "next: read the text, write accepted or rejected for each pending in it, then: "
        f"goldwire annotate apply {sheet} --corpus {mini}"
    ) in made.stderr
    record = yaml.safe_load(sheet.read_text("utf-8"))
    entries = [entry for layer in LAYERS for entry in record[layer]]
    assert entries
    assert {entry["suggestion"] for entry in entries} == {"pending"}
    assert f"{len(entries)} suggestions" in made.stderr
    assert record["provenance"][0]["kind"] == "rules"
    digest = sha256_hex((released / "manifest.json").read_bytes())[:12]
    assert record["provenance"][0]["name"] == (
        f"goldwire-baselines standard, trained on mini-news 0.1.0 (sha256 {digest})"
    )

    refused = run("annotate", "apply", sheet, "--corpus", mini)
    assert refused.exit_code == 1
    assert "mentions: " in refused.stderr
    assert "--drop-pending" in refused.stderr
    assert not annotation(mini, ENGLISH).exists()

    source = sheet.read_text("utf-8")
    dropped = run("annotate", "apply", sheet, "--drop-pending", "--corpus", mini)
    assert dropped.exit_code == 0, dropped.output
    assert f"{len(entries)} pending suggestions" in dropped.stderr
    assert "they stay in the worksheet" in dropped.stderr
    assert "not annotated" in dropped.stderr
    assert sheet.read_text("utf-8") == source
    written = json.loads(annotation(mini, ENGLISH).read_text("utf-8"))
    assert all(written[layer] is None for layer in LAYERS if record[layer])
    assert [entry["kind"] for entry in written["provenance"]] == ["human"]

    judge(sheet, "accepted")
    applied = run("annotate", "apply", sheet, "--corpus", mini)
    assert applied.exit_code == 0, applied.output
    assert f"{len(entries)} accepted suggestions" in applied.stderr
    written = json.loads(annotation(mini, ENGLISH).read_text("utf-8"))
    assert [len(written[layer]) for layer in LAYERS] == [len(record[layer]) for layer in LAYERS]
    assert [entry["kind"] for entry in written["provenance"]] == ["rules", "human"]
    assert "suggestion" not in annotation(mini, ENGLISH).read_text("utf-8")
    assert run("check", "--corpus", mini).exit_code == 0


def test_only_what_is_missing_is_suggested(
    mini: Path, released: Path, tmp_path: Path, known: dict[tuple[str, str], FakeBaseline]
) -> None:
    before = json.loads(annotation(mini, ENGLISH).read_text("utf-8"))
    whole = suggest(mini, ENGLISH, "--with", "lookup", "--on", released)
    assert whole.exit_code == 2
    assert f"nothing is left to suggest. Correct them with: goldwire annotate start {ENGLISH}" in whole.stderr
    forget(mini, ENGLISH, "quotes", "stances")
    sheet = tmp_path / "sheet.yaml"
    made = suggest(mini, ENGLISH, "--with", "lookup", "--on", released, "-o", sheet)
    assert made.exit_code == 0, made.output
    judge(sheet, "accepted")
    made_from = yaml.safe_load(sheet.read_text("utf-8"))["made_from"]
    assert made_from["pass"] is None
    bare = json.loads(annotation(mini, ENGLISH).read_text("utf-8"))
    annotation(mini, ENGLISH).write_text(json.dumps({**bare, "mentions": bare["mentions"][:-1]}), "utf-8")
    stale = run("annotate", "apply", sheet, "--corpus", mini)
    assert stale.exit_code == 1, "the annotation is not the one that the suggestions began with"
    assert "was changed since the worksheet was printed" in stale.stderr
    annotation(mini, ENGLISH).write_text(json.dumps(bare), "utf-8")
    assert run("annotate", "apply", sheet, "--corpus", mini).exit_code == 0
    after = json.loads(annotation(mini, ENGLISH).read_text("utf-8"))
    assert {key: after[key] for key in ("lines", "mentions")} == {key: before[key] for key in ("lines", "mentions")}
    assert [[one["mention"] for one in quote["speakers"]] for quote in after["quotes"]] == [["m1"]] * len(
        after["quotes"]
    ), "the steps begin with what people annotated"
    assert after["provenance"][0] == before["provenance"][0]
    assert [entry["layers"] for entry in after["provenance"][1:]] == [["quotes", "stances"]] * 2


def test_a_saved_system(
    mini: Path,
    released: Path,
    tmp_path: Path,
    known: dict[tuple[str, str], FakeBaseline],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "system"
    train_system("lookup", gold_documents(released, "train"), gold_entities(released), SEEN).save(folder)
    forget(mini, FRENCH)
    made = suggest(mini, FRENCH, "--with", folder)
    assert made.exit_code == 0, made.output
    assert "suggestion: pending" in made.stdout
    assert "(sha256 000000000000)" in made.stdout
    assert "may have been among them" not in made.stderr, "it is in no split yet"
    with (mini / "corpus" / "ledger.jsonl").open("a") as ledger:
        event = {"event": "released", "doc_id": FRENCH, "release": "0.1.0", "split": "train"}
        ledger.write(json.dumps(event) + "\n")
    assert "may have been among them" in suggest(mini, FRENCH, "--with", folder).stderr

    on = suggest(mini, FRENCH, "--with", folder, "--on", released)
    assert on.exit_code == 2
    assert "--on is for standard, lookup, majority" in on.stderr
    (folder / "mentions" / "names.json").write_text("{}")
    broken = suggest(mini, FRENCH, "--with", folder)
    assert broken.exit_code == 2
    assert "was changed" in broken.stderr
    monkeypatch.chdir(tmp_path)
    none = suggest(mini, FRENCH, "--with", "nosuch")
    assert none.exit_code == 2
    assert (
        "--with nosuch: that is no folder that goldwire train made, and none of standard, lookup, majority"
        in none.stderr
    )


@pytest.mark.parametrize("level", LEVELS[1:])
def test_every_suggestion_of_a_real_system_can_be_accepted(
    level: Level, mini: Path, released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GOLDWIRE_CORPUS", "GOLDWIRE_RAW", "GOLDWIRE_RELEASE"):
        monkeypatch.delenv(name, raising=False)
    steps = [step for step, of in baselines() if of == level]
    documents, entities = gold_documents(released, "train"), gold_entities(released)
    train_system(level, documents, entities, SEEN, steps=steps).save(tmp_path / "system")
    forget(mini, ENGLISH)
    sheet = tmp_path / "sheet.yaml"
    made = suggest(mini, ENGLISH, "--with", tmp_path / "system", "-o", sheet)
    assert made.exit_code == 0, made.output
    assert yaml.safe_load(sheet.read_text("utf-8"))["mentions"]
    judge(sheet, "accepted")
    applied = run("annotate", "apply", sheet, "--corpus", mini)
    assert applied.exit_code == 0, applied.output


def test_the_release_to_train_on(
    mini: Path, released: Path, known: dict[tuple[str, str], FakeBaseline], monkeypatch: pytest.MonkeyPatch
) -> None:
    forget(mini, FRENCH)
    none = suggest(mini, FRENCH, "--with", "majority")
    assert none.exit_code == 2
    assert "to train on: make one with goldwire release, or name another with --on" in none.stderr
    monkeypatch.setenv("GOLDWIRE_RELEASE", str(released))
    assert "on mini-news 0.1.0" in suggest(mini, FRENCH, "--with", "majority").stderr
    monkeypatch.delenv("GOLDWIRE_RELEASE")
    (mini / "dist" / "mini-news").mkdir(parents=True)
    (mini / "dist" / "mini-news" / "0.1.0").symlink_to(released)
    assert "on mini-news 0.1.0" in suggest(mini, FRENCH, "--with", "majority").stderr
    assert "on mini-news 0.1.0" in suggest(mini, FRENCH, "--with", "majority", "--on", "0.1.0").stderr
    wrong = suggest(mini, FRENCH, "--with", "majority", "--on", mini / "corpus")
    assert wrong.exit_code == 2
    assert "is no release" in wrong.stderr


def test_suggestions_are_never_for_passes(
    mini: Path, released: Path, tmp_path: Path, known: dict[tuple[str, str], FakeBaseline]
) -> None:
    refused = suggest(mini, ENGLISH, "--with", "standard", "--pass", "second")
    assert refused.exit_code == 2
    assert "a pass is an independent reading" in refused.stderr
    forget(mini, ENGLISH)
    sheet = tmp_path / "sheet.yaml"
    assert suggest(mini, ENGLISH, "--with", "standard", "--on", released, "-o", sheet).exit_code == 0
    for without_marks in (False, True):
        if without_marks:
            sheet.write_text(sheet.read_text("utf-8").replace("  suggestion: pending\n", ""), "utf-8")
        applied = run("annotate", "apply", sheet, "--pass", "second", "--corpus", mini)
        assert applied.exit_code == 2
        assert "began with a system's suggestions" in applied.stderr
    assert not (mini / "annotations" / "passes").exists()


def test_places_are_protected(
    mini: Path, released: Path, tmp_path: Path, known: dict[tuple[str, str], FakeBaseline]
) -> None:
    forget(mini, WIRE)
    options = ["--with", "standard", "--on", released]
    assert "--raw" in suggest(mini, WIRE, *options).stderr
    inside = suggest(mini, WIRE, *options, "--raw", MINI_RAW, "-o", mini / "sheet.yaml")
    assert inside.exit_code == 2
    assert "withheld" in inside.stderr
    assert not (mini / "sheet.yaml").exists()
    other = tmp_path / "other"
    subprocess.run(["git", "init", "--quiet", str(other)], check=True)
    assert "git would track" in suggest(mini, WIRE, *options, "--raw", MINI_RAW, "-o", other / "sheet.yaml").stderr
    outside = tmp_path / "sheet.yaml"
    assert suggest(mini, WIRE, *options, "--raw", MINI_RAW, "-o", outside).exit_code == 0
    source = outside.read_bytes()
    again = suggest(mini, WIRE, *options, "--raw", MINI_RAW, "-o", outside)
    assert again.exit_code == 2
    assert "there already" in again.stderr
    assert outside.read_bytes() == source
    judge(outside, "accepted")
    outside.write_text(outside.read_text("utf-8").replace("name: null", "name: Ada"), "utf-8")
    assert run("annotate", "apply", outside, "--corpus", mini, "--raw", MINI_RAW).exit_code == 0
    assert '"surface"' not in annotation(mini, WIRE).read_text("utf-8")


def test_a_damaged_annotation_is_not_written_over(
    mini: Path, released: Path, known: dict[tuple[str, str], FakeBaseline]
) -> None:
    forget(mini, ENGLISH, "stances")
    path = annotation(mini, ENGLISH)
    good = path.read_text("utf-8")
    for damage, says in (("{", "cannot be read"), (good.replace('"mention": "m', '"mention": "m9'), "has errors")):
        path.write_text(damage, "utf-8")
        result = suggest(mini, ENGLISH, "--with", "standard", "--on", released)
        assert result.exit_code == 1
        assert says in result.stderr
        assert "error GW-E" in result.stderr
        assert result.stdout == ""


@pytest.mark.parametrize("missing", ["pycrfsuite", "sklearn"])
def test_without_the_extra_the_pip_line_is_given(
    missing: str,
    mini: Path,
    released: Path,
    known: dict[tuple[str, str], FakeBaseline],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def train(*_: object, **__: object) -> None:
        __import__(missing)

    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.setattr(systems, "train_system", train)
    forget(mini, ENGLISH)
    result = suggest(mini, ENGLISH, "--with", "standard", "--on", released)
    assert result.exit_code == 2
    line = 'pip install "python-crfsuite>=0.9.11" "scikit-learn>=1.6"'
    assert f"this command needs {missing}, which is not installed: {line}" in result.stderr


def test_a_release_of_few_documents_is_named_as_such(
    mini: Path, released: Path, tmp_path: Path, known: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "shipped"
    monkeypatch.setattr("goldwire.cli.suggest.packaged", lambda name="*": shipped)
    forget(mini, ENGLISH)
    result = suggest(mini, ENGLISH, "--with", "standard", "--on", released)
    assert result.exit_code == 0
    assert "7 mentions in all" in result.stderr
    assert "warning: 1 document with 7 mentions is little to learn from" in result.stderr
    assert f"--on {shipped}" in result.stderr
    monkeypatch.setattr("goldwire.cli.suggest._FEW", 1)
    assert "warning" not in suggest(mini, ENGLISH, "--with", "standard", "--on", released).stderr
