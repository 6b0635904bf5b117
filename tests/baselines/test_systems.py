"""Systems of tiny made-up baselines: taking steps in turn, saving whole or not at all, and refusing hostile folders."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest

from goldwire.baselines.protocol import STEPS, Level, Step
from goldwire.baselines.systems import SYSTEM, Known, System, TrainedOn, load_system, train_system
from goldwire.corpus.schemas import problems
from goldwire.model.annotation import Entity, MentionType, Polarity
from goldwire.model.layers import (
    Fragment,
    Gold,
    Layers,
    Line,
    LineRole,
    Mention,
    Quote,
    RawLine,
    Speaker,
    Stance,
    Text,
)
from goldwire.model.line import Role

WORDS = "Ada said no."
TRAINED_ON = TrainedOn(
    name="mini-news", version="1.0.0", edition="public", manifest_sha256="0" * 64, splits=["train"], documents=1
)


def gold(**layers: Any) -> Gold:
    whole: dict[str, Any] = {
        "mentions": [Mention(id="g1", start=0, end=3, type=MentionType.PER, entity="ada")],
        "quotes": [Quote(id="q1", content=[Fragment(start=9, end=11)], speakers=[Speaker(mention="g1", entity="ada")])],
        "stances": [
            Stance(
                id="s1",
                holder="ada",
                target_entity="council",
                polarity=Polarity.OPPOSE,
                evidence=[Fragment(start=4, end=11)],
            )
        ],
        "line_roles": [LineRole(start=0, end=12, role=Role.BODY)],
    }
    text = Text(
        doc_id="gw-0000000000000000",
        language="en",
        text=WORDS,
        lines=[Line(start=0, end=12, role=Role.BODY)],
        raw_lines=[RawLine(start=0, end=12, text=WORDS)],
    )
    return Gold(text=text, collection="open", story="s", layers=Layers(**(whole | layers)))


def filled(step: Step, text: Text, before: Layers) -> Layers:
    """The step's layer, from the layers before it alone."""
    if step == "mentions":
        found = Mention(id="m1", start=0, end=3, type=MentionType.PER)
        return msgspec.structs.replace(before, mentions=[found] if text.text else [])
    if step == "entities":
        assert before.mentions is not None
        linked = [msgspec.structs.replace(m, entity=f"from-{m.entity or 'nothing'}") for m in before.mentions]
        return msgspec.structs.replace(before, mentions=linked)
    if step == "quotes":
        return msgspec.structs.replace(before, quotes=[Quote(id="p1", content=[Fragment(start=9, end=11)])])
    if step == "speakers":
        assert before.quotes is not None
        told = [
            msgspec.structs.replace(q, speakers=[Speaker(entity=f"after-{'-'.join(q.speaker_entities) or 'nothing'}")])
            for q in before.quotes
        ]
        return msgspec.structs.replace(before, quotes=told)
    if step == "stances":
        pairs = before.stances if before.stances is not None else [Stance(id="t1", holder="AUTHOR", target_entity="x")]
        told_pairs = [msgspec.structs.replace(s, polarity=Polarity.SUPPORT) for s in pairs if not s.evidence]
        return msgspec.structs.replace(before, stances=told_pairs)
    assert text.raw_lines is not None
    roles = [LineRole(start=line.start, end=line.end, role=Role.BODY) for line in text.raw_lines]
    return msgspec.structs.replace(before, line_roles=roles)


@dataclass(frozen=True)
class FakeModel:
    step: Step
    learned: int
    save_as: str = "model.json"

    def predict(self, text: Text, given: Layers) -> Layers:
        return filled(self.step, text, given)

    def save(self, folder: Path) -> None:
        (folder / self.save_as).write_text(json.dumps(self.learned))


@dataclass(frozen=True)
class Fake:
    step: Step
    level: Level = "standard"
    configuration: Mapping[str, Any] = field(default_factory=lambda: {"c": 1.0, "sizes": (1, 2)})
    save_as: str = "model.json"
    version: str = ""

    @property
    def name(self) -> str:
        return f"fake-{self.step}{self.version}"

    def train(self, documents: Iterable[Gold], entities: Mapping[str, Entity]) -> FakeModel:
        return FakeModel(self.step, len(list(documents)), self.save_as)

    def load(self, folder: Path) -> FakeModel:
        return FakeModel(self.step, json.loads((folder / "model.json").read_text()), self.save_as)


def known(*changed: Fake) -> Known:
    fakes = {step: Fake(step) for step in STEPS} | {fake.step: fake for fake in changed}
    return {(fake.step, fake.level): fake for fake in fakes.values()}


def trained(*changed: Fake, steps: Iterable[Step] = STEPS) -> System:
    return train_system("standard", iter([gold()]), {}, TRAINED_ON, steps=steps, known=known(*changed))


def test_steps_are_taken_in_turn_each_on_what_was_found_before() -> None:
    layers = trained(steps=reversed(STEPS)).predict(gold().text)
    assert [m.entity for m in layers.mentions or ()] == ["from-nothing"]
    assert [q.speaker_entities for q in layers.quotes or ()] == [{"after-nothing"}]
    assert [s.holder for s in layers.stances or ()] == ["AUTHOR"]
    assert layers.line_roles == gold().layers.line_roles


def test_a_prediction_holds_what_was_found_alone_and_with_gold_at_hand() -> None:
    prediction = trained().prediction(gold())
    assert problems("prediction", msgspec.to_builtins(prediction)) == []
    assert [(m.id, m.entity) for m in prediction.mentions or ()] == [("m1", "from-nothing")]
    assert [(link.mention, link.entity) for link in prediction.links or ()] == [("g1", "from-nothing")]
    assert [(s.quote, s.entities) for s in prediction.speakers or ()] == [("q1", ["after-nothing"])]
    assert [(p.stance, p.polarity) for p in prediction.polarities or ()] == [("s1", Polarity.SUPPORT)]


def test_what_gold_lacks_is_not_predicted() -> None:
    bare = gold(mentions=None, quotes=None, stances=None)
    bare = msgspec.structs.replace(bare, text=msgspec.structs.replace(bare.text, raw_lines=None))
    prediction = trained().prediction(bare)
    assert (prediction.links, prediction.speakers, prediction.polarities) == (None, None, None)
    assert prediction.line_roles is None
    assert prediction.mentions


@pytest.mark.parametrize("missing", STEPS)
def test_steps_that_need_a_missing_one_are_left_out(missing: Step) -> None:
    prediction = trained(steps=[step for step in STEPS if step != missing]).prediction(gold())
    layers = [prediction.mentions, prediction.quotes, prediction.stances, prediction.line_roles]
    without = {"mentions": {0, 2}, "quotes": {1}, "stances": {2}, "line_roles": {3}}.get(missing, set())
    assert {number for number, layer in enumerate(layers) if layer is None} == without
    given = [prediction.links, prediction.speakers, prediction.polarities]
    assert [value is None for value in given] == [missing == step for step in ("entities", "speakers", "stances")]


def test_training_says_which_step_begins() -> None:
    told: list[Step] = []
    train_system("standard", [gold()], {}, TRAINED_ON, progress=told.append, known=known())
    assert told == list(STEPS)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"documents": []}, "no documents"),
        ({"level": "lookup"}, "no lookup baseline for mentions"),
        ({"level": "grand"}, "there are standard, lookup, majority"),
        ({"steps": ()}, "no step"),
        ({"steps": ("words",)}, "no step is called words; there are mentions"),
    ],
)
def test_what_cannot_be_trained_is_refused(changes: dict[str, Any], says: str) -> None:
    call: dict[str, Any] = {"level": "standard", "documents": [gold()], "entities": {}, "trained_on": TRAINED_ON}
    with pytest.raises(ValueError, match=says):
        train_system(**(call | {"known": known()} | changes))


def saved(folder: Path, *changed: Fake) -> dict[str, bytes]:
    trained(*changed).save(folder, replace=folder.exists())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_saved_system_comes_back_and_is_the_same_each_time(tmp_path: Path) -> None:
    files = saved(tmp_path / "a")
    assert files == saved(tmp_path / "b") == saved(tmp_path / "a")
    assert sorted(files) == sorted([SYSTEM, *(f"{step}/model.json" for step in STEPS)])
    assert problems("system", json.loads(files[SYSTEM])) == []
    loaded = load_system(tmp_path / "a", known=known())
    assert loaded.trained_on == TRAINED_ON
    assert loaded.prediction(gold()) == trained().prediction(gold())
    loaded.save(tmp_path / "c")
    assert (tmp_path / "c" / SYSTEM).read_bytes() == files[SYSTEM]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c"]


def test_only_a_saved_system_is_replaced_and_only_when_asked(tmp_path: Path) -> None:
    saved(tmp_path / "a")
    with pytest.raises(FileExistsError, match="is there already"):
        trained().save(tmp_path / "a")
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "letter").write_text("dear")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    for place in ("letters", "letters/letter", "link"):
        with pytest.raises(FileExistsError, match="left alone"):
            trained().save(tmp_path / place, replace=True)
    assert (tmp_path / "letters" / "letter").read_text() == "dear"


@pytest.mark.parametrize(
    "changed",
    [
        Fake("quotes", save_as="no/folder.json"),
        Fake("quotes", save_as="é.json"),
        Fake("quotes", configuration={"deep": [[1]]}),
    ],
)
def test_what_cannot_be_saved_leaves_nothing_behind(changed: Fake, tmp_path: Path) -> None:
    with pytest.raises((ValueError, OSError)):
        trained(changed).save(tmp_path / "deep" / "a")
    assert list(tmp_path.iterdir()) == []


def edit(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        path = folder / SYSTEM
        whole = json.loads(path.read_bytes())
        change(whole)
        path.write_text(json.dumps(whole))

    return spoil


def no_file_but(make: Callable[[Path], object], file: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / file).unlink()
        make(folder / file)

    return spoil


SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "no file": (lambda f: (f / SYSTEM).unlink(), "is no trained system"),
    "a pipe": (no_file_but(os.mkfifo, SYSTEM), "is no trained system"),
    "not JSON": (lambda f: (f / SYSTEM).write_bytes(b"\x80\x04K"), "not UTF-8"),
    "deep": (lambda f: (f / SYSTEM).write_bytes(b"[" * 100_000), "nested too deeply"),
    "a list": (lambda f: (f / SYSTEM).write_bytes(b"[]"), "is not of type 'object'"),
    "large": (lambda f: (f / SYSTEM).write_bytes(b" " * ((1 << 24) + 1)), "larger than 16 MiB"),
    "newer": (edit(lambda s: s.update(format=2)), "in format 2, .* install a newer one"),
    "format": (edit(lambda s: s.update(format=0)), "/format"),
    "floating": (edit(lambda s: s["trained_on"].update(documents=1.5)), "/trained_on/documents"),
    "level": (edit(lambda s: s.update(level="lookup")), "no lookup baseline"),
    "name": (edit(lambda s: s["steps"][0].update(baseline="x\x1b[31m")), r"x\\x1b\[31m.* train it again"),
    "settings": (edit(lambda s: s["steps"][1]["configuration"].update(c=2.0)), r"other settings here \(c\)"),
    "order": (edit(lambda s: s["steps"].reverse()), "out of order"),
    "twice": (edit(lambda s: s["steps"].insert(0, s["steps"][0])), "/steps"),
    "outside": (edit(lambda s: s["steps"][0]["files"].update({"../../x": "0" * 64})), "/steps/0/files"),
    "changed": (lambda f: (f / "quotes" / "model.json").write_text("2"), "quotes: model.json was changed"),
    "missing": (lambda f: (f / "quotes" / "model.json").unlink(), "quotes: model.json is missing"),
    "a link": (
        no_file_but(lambda path: path.symlink_to("/dev/zero"), "quotes/model.json"),
        "quotes: model.json is missing, or no plain file",
    ),
    "more": (lambda f: (f / "quotes" / "x.py").write_text("boom"), "x.py is not listed"),
    "no folder": (lambda f: (f / "quotes").rename(f / "quote"), "quotes: No such file"),
}


@pytest.mark.parametrize("name", SPOILED)
def test_folders_that_are_no_whole_system_are_refused(name: str, tmp_path: Path) -> None:
    spoil, says = SPOILED[name]
    saved(tmp_path / "a")
    spoil(tmp_path / "a")
    with pytest.raises(ValueError, match=says):
        load_system(tmp_path / "a", known=known())


def test_a_system_of_another_version_of_a_baseline_is_refused(tmp_path: Path) -> None:
    saved(tmp_path / "a")
    with pytest.raises(ValueError, match="here the standard one is fake-quotes-2: train it again"):
        load_system(tmp_path / "a", known=known(Fake("quotes", version="-2")))
    assert load_system(tmp_path / "a", known=known()).models.keys() == set(STEPS)
